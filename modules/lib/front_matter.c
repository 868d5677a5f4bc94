/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML between two --- lines at a file's beginning, by libyaml's events: they come one after the other,
 * so nothing is built that an alias could multiply, and no depth costs a stack. */
#include "lib/front_matter.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "lib/limits.h"
#include "lib/text.h"

typedef struct reader {
    apr_pool_t *p;
    yaml_parser_t yaml;
    help_err *err;
} reader;

static help_err *bad(apr_pool_t *p, apr_size_t line, const char *what)
{
    return help_err_new(p, 400, "bad-front-matter", apr_psprintf(p, "line %" APR_SIZE_T_FMT ": %s", line, what), NULL);
}

/* libyaml counts from 0, and its first line is the file's second. */
static int fail(reader *r, apr_size_t yaml_line, const char *what)
{
    if (!r->err) r->err = bad(r->p, yaml_line + 2, what);
    return 0;
}

/* The next event, which the caller deletes; 0 on an error, with nothing to delete. */
static int next(reader *r, yaml_event_t *ev)
{
    if (!yaml_parser_parse(&r->yaml, ev))
        return fail(r, r->yaml.problem_mark.line, r->yaml.problem ? r->yaml.problem : "is no YAML");
    if (ev->type != YAML_ALIAS_EVENT) return 1;
    yaml_event_delete(ev);
    return fail(r, r->yaml.mark.line, "aliases are not allowed");
}

static int opens(yaml_event_type_t t)
{
    return t == YAML_SEQUENCE_START_EVENT || t == YAML_MAPPING_START_EVENT;
}

static int closes(yaml_event_type_t t)
{
    return t == YAML_SEQUENCE_END_EVENT || t == YAML_MAPPING_END_EVENT;
}

/* Past the rest of the value that began with an event of type `begun`. */
static int skip(reader *r, yaml_event_type_t begun)
{
    int depth = opens(begun);

    while (depth) {
        yaml_event_t ev;

        if (!next(r, &ev)) return 0;
        depth += opens(ev.type) - closes(ev.type);
        yaml_event_delete(&ev);
    }
    return 1;
}

/* ------------------------------------------------------------------ values */

static int is_null(const yaml_event_t *ev)
{
    const char *s = (const char *)ev->data.scalar.value;

    return ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && (!*s || !strcmp(s, "~") || !strcasecmp(s, "null"));
}

static const char *scalar(apr_pool_t *p, const yaml_event_t *ev)
{
    const char *s = apr_pstrmemdup(p, (const char *)ev->data.scalar.value, ev->data.scalar.length);

    return strlen(s) == ev->data.scalar.length ? s : NULL;
}

static int set_text(reader *r, const char **out, const yaml_event_t *ev, const char *key)
{
    if (ev->type != YAML_SCALAR_EVENT)
        return fail(r, ev->start_mark.line, apr_psprintf(r->p, "%s must be text", key));
    if (is_null(ev)) return 1;
    *out = scalar(r->p, ev);
    return *out || fail(r, ev->start_mark.line, apr_psprintf(r->p, "%s holds a NUL", key));
}

static int set_difficulty(reader *r, const char **out, const yaml_event_t *ev, const char *key)
{
    static const char *const levels[] = { "BEGINNER", "INTERMEDIATE", "ADVANCED", NULL };
    const char *s = NULL;
    int i;

    if (!set_text(r, &s, ev, key)) return 0;
    for (i = 0; s && levels[i]; i++)
        if (strcasecmp(s, levels[i]) == 0) { *out = levels[i]; return 1; }
    return !s || fail(r, ev->start_mark.line,
                      apr_psprintf(r->p, "%s must be BEGINNER, INTERMEDIATE or ADVANCED", key));
}

/* "a, b" as Jekyll has it. */
static void split(apr_array_header_t *list, apr_pool_t *p, const char *s)
{
    while (*s) {
        const char *end = s + strcspn(s, ","), *last = end;

        while (apr_isspace(*s)) s++;
        while (last > s && apr_isspace(last[-1])) last--;
        if (last > s) APR_ARRAY_PUSH(list, const char *) = apr_pstrmemdup(p, s, (apr_size_t)(last - s));
        s = *end ? end + 1 : end;
    }
}

static int add_items(reader *r, apr_array_header_t *list, const char *key)
{
    for (;;) {
        const char *s = NULL;
        yaml_event_t ev;
        int end, good;

        if (!next(r, &ev)) return 0;
        end = ev.type == YAML_SEQUENCE_END_EVENT;
        good = end || set_text(r, &s, &ev, key);
        yaml_event_delete(&ev);
        if (!good || end) return good;
        if (s) APR_ARRAY_PUSH(list, const char *) = s;
    }
}

static int set_list(reader *r, apr_array_header_t **out, const yaml_event_t *ev, const char *key)
{
    apr_array_header_t *list = apr_array_make(r->p, 4, sizeof(const char *));
    const char *s = NULL;

    if (ev->type == YAML_SEQUENCE_START_EVENT) {
        *out = list;
        return add_items(r, list, key);
    }
    if (ev->type != YAML_SCALAR_EVENT)
        return fail(r, ev->start_mark.line, apr_psprintf(r->p, "%s must be a list of texts", key));
    if (!set_text(r, &s, ev, key)) return 0;
    if (!s) return 1;
    split(list, r->p, s);
    *out = list;
    return 1;
}

/* ------------------------------------------------------------------ keys */

typedef struct key {
    const char *name;
    apr_size_t offset;              /* of its member in help_front_matter */
    enum { TEXT, LIST, DIFFICULTY } kind;
} key;

#define MEMBER(m) offsetof(help_front_matter, m)

/* Two names each where our own export and what people write differ. */
static const key keys[] = {
    { "title", MEMBER(title), TEXT },
    { "summary", MEMBER(summary), TEXT },
    { "description", MEMBER(description), TEXT },
    { "category", MEMBER(category), TEXT },
    { "slug", MEMBER(slug), TEXT },
    { "language", MEMBER(language), TEXT },
    { "lang", MEMBER(language), TEXT },
    { "difficulty", MEMBER(difficulty), DIFFICULTY },
    { "difficulty_level", MEMBER(difficulty), DIFFICULTY },
    { "tags", MEMBER(tags), LIST },
    { "target_roles", MEMBER(target_roles), LIST },
    { "redirect_from", MEMBER(redirect_from), LIST },
};

static const key *key_of(const yaml_event_t *ev)
{
    size_t i;

    for (i = 0; ev->type == YAML_SCALAR_EVENT && i < sizeof keys / sizeof *keys; i++)
        if (strcmp((const char *)ev->data.scalar.value, keys[i].name) == 0) return &keys[i];
    return NULL;
}

static int set_member(reader *r, help_front_matter *out, const key *k, const yaml_event_t *ev)
{
    void *member = (char *)out + k->offset;

    if (*(void **)member) return fail(r, ev->start_mark.line, apr_psprintf(r->p, "%s is there twice", k->name));
    switch (k->kind) {
    case LIST: return set_list(r, member, ev, k->name);
    case DIFFICULTY: return set_difficulty(r, member, ev, k->name);
    default: return set_text(r, member, ev, k->name);
    }
}

/* One key and its value; *end at the mapping's end. */
static int read_pair(reader *r, help_front_matter *out, int *end)
{
    yaml_event_t ev;
    const key *k;
    int good;

    if (!next(r, &ev)) return 0;
    *end = ev.type == YAML_MAPPING_END_EVENT;
    k = key_of(&ev);
    good = *end || skip(r, ev.type);
    yaml_event_delete(&ev);
    if (!good || *end) return good;
    if (!next(r, &ev)) return 0;
    good = k ? set_member(r, out, k, &ev) : skip(r, ev.type);
    yaml_event_delete(&ev);
    return good;
}

static int read_mapping(reader *r, help_front_matter *out)
{
    int end = 0;

    while (!end)
        if (!read_pair(r, out, &end)) return 0;
    return 1;
}

/* Stream and document begin before the one value there may be; nothing at all is an empty mapping. */
static int read_yaml(reader *r, help_front_matter *out)
{
    for (;;) {
        yaml_event_t ev;
        yaml_event_type_t type;
        int null;

        if (!next(r, &ev)) return 0;
        type = ev.type;
        null = type == YAML_SCALAR_EVENT && is_null(&ev);
        yaml_event_delete(&ev);
        if (type == YAML_MAPPING_START_EVENT) return read_mapping(r, out);
        if (type == YAML_STREAM_END_EVENT || null) return 1;
        if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_START_EVENT)
            return fail(r, 0, "the front matter must be \"key: value\" lines");
    }
}

/* ------------------------------------------------------------------ the fence */

static const char *line_after(const char *s, const char *end)
{
    const char *nl = memchr(s, '\n', (apr_size_t)(end - s));

    return nl ? nl + 1 : end;
}

/* Is the line at s just `mark`, but for spaces behind it? */
static int is_fence(const char *s, const char *end, const char *mark)
{
    const char *next_line = line_after(s, end);

    if (end - s < 3 || memcmp(s, mark, 3)) return 0;
    for (s += 3; s < next_line; s++)
        if (!apr_isspace(*s)) return 0;
    return 1;
}

static help_err *read_block(help_front_matter *out, apr_pool_t *p, const char *yaml, apr_size_t len)
{
    reader r = { .p = p };

    if (len > HELP_FRONT_MATTER_MAX) return bad(p, 1, "the front matter is too long");
    if (!yaml_parser_initialize(&r.yaml)) return help_err_new(p, 500, "front-matter", NULL, "libyaml does not start");
    yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.yaml, (const unsigned char *)yaml, len);
    read_yaml(&r, out);
    yaml_parser_delete(&r.yaml);
    return r.err;
}

help_err *help_front_matter_read(help_front_matter *out, apr_pool_t *p, const char *text, apr_size_t len)
{
    const char *s = text, *end = text + len, *yaml;
    int line = 2;

    memset(out, 0, sizeof *out);
    if (!help_utf8_ok(text, len)) return bad(p, 1, "the file is no well-formed UTF-8");
    if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) s += 3;
    out->body_line = 1;
    out->body = apr_pstrmemdup(p, s, (apr_size_t)(end - s));
    if (!is_fence(s, end, "---")) return NULL;
    yaml = s = line_after(s, end);
    while (s < end && !is_fence(s, end, "---") && !is_fence(s, end, "...")) {
        s = line_after(s, end);
        line++;
    }
    if (s == end) return bad(p, 1, "the front matter has no closing ---");
    out->body_line = line + 1;
    out->body = apr_pstrmemdup(p, line_after(s, end), (apr_size_t)(end - line_after(s, end)));
    return read_block(out, p, yaml, (apr_size_t)(s - yaml));
}
