/* SPDX-License-Identifier: Apache-2.0 */
/* The first reading: what each document is called, wishes and weighs. Its text is not kept. */
#include <stdlib.h>
#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"
#include "lib/token.h"

static import_folder *folder_of(import *m, const char *path)
{
    import_folder *f = apr_hash_get(m->folders, path, APR_HASH_KEY_STRING);

    if (f) return f;
    f = apr_pcalloc(m->p, sizeof(*f));
    f->path = apr_pstrdup(m->p, path);
    if (*path) f->parent = folder_of(m, import_path_folder(m->file, path));
    apr_hash_set(m->folders, f->path, APR_HASH_KEY_STRING, f);
    return f;
}

int import_key_line(const char *text, const char *key)
{
    apr_size_t len = strlen(key);
    int line = 1;

    for (; text; line++) {
        if (!strncmp(text, key, len) && text[len] == ':') return line;
        if ((text = strchr(text, '\n'))) text++;
    }
    return 1;
}

/* A line feed is never part of another character, so the lines can be looked at one by one. */
static int bad_line(const char *bytes, apr_size_t len)
{
    const char *end = bytes + len;
    int line = 1;

    for (;; line++) {
        const char *feed = memchr(bytes, '\n', (apr_size_t)(end - bytes));
        if (!help_utf8_ok(bytes, (apr_size_t)((feed ? feed : end) - bytes)) || !feed) return line;
        bytes = feed + 1;
    }
}

/* RFC 5646 in its usual forms: "en", "pt-BR", "zh-Hans"; as the column's check says. */
static int language_ok(const char *s)
{
    apr_size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");
    int parts = 0;

    if (n < 2 || n > 3) return 0;
    for (s += n; *s == '-' && parts < 3; s += n, parts++)
        for (s++, n = 0; apr_isascii(s[n]) && apr_isalnum(s[n]); n++)
            ;
    return !*s && (!parts || (n >= 2 && n <= 8));
}

static int is_blank(const char *s)
{
    return !s[strspn(s, " \t\r\n")];
}

static const char *wrong_tags(const apr_array_header_t *tags)
{
    int i;

    for (i = 0; tags && i < tags->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(tags, i, const char *);
        if (is_blank(tag) || help_utf8_chars(tag) > 100) return "a tag must have 1 to 100 characters";
    }
    return NULL;
}

/* What the front matter's reader cannot know: the rules of articles. */
static const char *wrong(apr_pool_t *p, const help_front_matter *fm, const char **key)
{
    const char *why;

    *key = "slug";
    if (fm->slug && (why = help_slug_problem(fm->slug))) return apr_pstrcat(p, "slug ", why, NULL);
    *key = "language";
    if (fm->language && !language_ok(fm->language)) return "language must be a tag such as en or pt-BR";
    *key = "title";
    if (fm->title && help_utf8_chars(fm->title) > HELP_TITLE_MAX_CHARS) return "title has more than 200 characters";
    *key = "description";
    if (fm->description && help_utf8_chars(fm->description) > 2000) return "description has more than 2,000 characters";
    *key = "category";
    if (fm->category && help_utf8_chars(fm->category) > HELP_NAME_MAX_CHARS) return "category has more than 200 characters";
    *key = "tags";
    if ((why = wrong_tags(fm->tags))) return why;
    *key = "target_roles";
    if (fm->target_roles && fm->target_roles->nelts > 100) return "target_roles has more than 100 entries";
    return NULL;
}

int import_read(import *m, import_doc *d, help_front_matter *fm, const char **bytes, apr_size_t *len)
{
    const char *why, *key;
    help_err *e = m->source->read(m->source->baton, m->file, d->path,
                                  HELP_CONTENT_MAX_BYTES + HELP_FRONT_MATTER_MAX, bytes, len);

    if (e) { import_err(m, d->path, e); return 0; }
    if (!help_utf8_ok(*bytes, *len)) {
        import_error(m, d->path, bad_line(*bytes, *len), "is not UTF-8 text", NULL);
        return 0;
    }
    if ((e = help_front_matter_read(fm, m->file, *bytes, *len))) { import_err(m, d->path, e); return 0; }
    if ((why = wrong(m->file, fm, &key))) {
        import_error(m, d->path, import_key_line(*bytes, key), why, NULL);
        return 0;
    }
    if (strlen(fm->body) > HELP_CONTENT_MAX_BYTES) {
        import_error(m, d->path, 0, "is larger than 1 MiB", NULL);
        return 0;
    }
    if (is_blank(fm->body)) {
        import_error(m, d->path, 0, "holds no text", NULL);
        return 0;
    }
    return 1;
}

static void scan(import *m, import_doc *d)
{
    help_front_matter fm = { 0 };
    const char *bytes;
    apr_size_t len;
    unsigned char digest[32];
    import_folder *f;

    d->bad = !import_read(m, d, &fm, &bytes, &len);
    if (d->bad) return;
    help_sha256(digest, bytes, len);
    memcpy(d->hash, digest, IMPORT_HALF);
    if (fm.slug) {
        d->wish = apr_pstrdup(m->p, fm.slug);
        d->wish_line = import_key_line(bytes, "slug");
    }
    if (fm.category && !is_blank(fm.category)) d->category_name = apr_pstrdup(m->p, fm.category);
    else
        for (f = d->folder; f && !f->is_needed; f = f->parent && *f->parent->path ? f->parent : NULL)
            f->is_needed = 1;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(import_doc *const *)a)->path, (*(import_doc *const *)b)->path);
}

static int path_ok(import *m, const char *path)
{
    const unsigned char *c;
    int depth = 0;

    for (c = (const unsigned char *)path; *c >= ' ' && *c != 127; c++) depth += *c == '/';
    if (depth > IMPORT_DEPTH_MAX) import_error(m, path, 0, "lies more than 19 folders deep", NULL);
    else if (*c) import_error(m, path, 0, "has a control character in its name", NULL);
    else if (help_utf8_chars(path) > IMPORT_PATH_MAX)
        import_error(m, path, 0, "has a path of more than 1,000 characters", NULL);
    else return 1;
    return 0;
}

static void collect(import *m)
{
    int i;

    for (i = 0; i < m->source->paths->nelts; i++) {
        const char *path = APR_ARRAY_IDX(m->source->paths, i, const char *);
        import_doc *d;
        apr_hash_set(m->files, path, APR_HASH_KEY_STRING, path);
        if (!import_is_markdown(path) || !path_ok(m, path)) continue;
        d = apr_pcalloc(m->p, sizeof(*d));
        d->path = path;
        d->folder = folder_of(m, import_path_folder(m->file, path));
        APR_ARRAY_PUSH(m->docs, import_doc *) = d;
        apr_hash_set(m->by_path, path, APR_HASH_KEY_STRING, d);
    }
    qsort(m->docs->elts, (apr_size_t)m->docs->nelts, sizeof(import_doc *), by_path);
    apr_pool_clear(m->file);
}

help_err *import_scan(import *m)
{
    int i;

    collect(m);
    /* The wrong folder, or a disk that is not mounted, must not archive a whole help center. */
    if (!m->docs->nelts)
        return help_err_new(m->p, 400, "import-empty", "There is no Markdown file (*.md) in it; nothing was changed.", NULL);
    for (i = 0; i < m->docs->nelts; i++) {
        scan(m, APR_ARRAY_IDX(m->docs, i, import_doc *));
        apr_pool_clear(m->file);
    }
    return NULL;
}
