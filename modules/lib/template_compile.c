/* SPDX-License-Identifier: Apache-2.0 */
/* Text to ops. All that can be wrong with a template is found here, when it is loaded. */
#include <apr_strings.h>
#include <string.h>

#include "lib/template_int.h"

typedef struct compiler {
    apr_pool_t *p;
    const char *begin, *at;
    apr_array_header_t *ops;        /* of help_op */
    apr_array_header_t *open;       /* of int: the sections that are not closed yet */
    const char *why;
} compiler;

typedef struct tag {
    char sign;                      /* # ^ / > ! { or 0 for a value */
    const char *name;
    const char *after;              /* the first byte behind it */
} tag;

static int line_of(const compiler *c, const char *at)
{
    const char *s;
    int n = 1;

    for (s = c->begin; s < at; s++) n += *s == '\n';
    return n;
}

static int wrong(compiler *c, const char *at, const char *what, const char *name)
{
    c->why = apr_psprintf(c->p, "line %d: %s%s%s", line_of(c, at), what, name ? ": " : "", name ? name : "");
    return 0;
}

static help_op *push(compiler *c, help_op_kind kind, const char *text, apr_size_t len)
{
    help_op *op = apr_array_push(c->ops);

    memset(op, 0, sizeof *op);
    op->kind = kind;
    op->text = text;
    op->len = len;
    op->line = line_of(c, c->at);
    return op;
}

static void push_text(compiler *c, const char *from, const char *to)
{
    if (to > from) push(c, OP_TEXT, apr_pstrmemdup(c->p, from, (apr_size_t)(to - from)), (apr_size_t)(to - from));
}

static apr_array_header_t *split(apr_pool_t *p, const char *name)
{
    apr_array_header_t *path = apr_array_make(p, 2, sizeof(const char *));

    if (strcmp(name, ".") == 0) return path;
    for (;;) {
        apr_size_t n = strcspn(name, ".");

        APR_ARRAY_PUSH(path, const char *) = apr_pstrmemdup(p, name, n);
        if (!name[n]) return path;
        name += n + 1;
    }
}

static int name_ok(const char *s)
{
    if (strcmp(s, ".") == 0) return 1;
    if (!*s || s[0] == '.' || s[strlen(s) - 1] == '.' || strstr(s, "..")) return 0;
    return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")] == '\0';
}

/* The tag whose braces open at c->at. */
static int read_tag(compiler *c, tag *t)
{
    const char *s = c->at + 2, *close, *end;

    t->sign = *s && strchr("#^/>!{", *s) ? *s++ : '\0';
    close = t->sign == '{' ? "}}}" : "}}";
    end = strstr(s, close);
    if (!end) return wrong(c, c->at, "a tag that does not end", NULL);
    t->after = end + strlen(close);
    while (s < end && strchr(" \t\r\n", *s)) s++;
    while (end > s && strchr(" \t\r\n", end[-1])) end--;
    t->name = apr_pstrmemdup(c->p, s, (apr_size_t)(end - s));
    /* This also refuses {{&x}} and {{=<% %>=}}, which we do without. */
    return t->sign == '!' || name_ok(t->name) || wrong(c, c->at, "no name", t->name);
}

static int close_section(compiler *c, const tag *t)
{
    int *index = apr_array_pop(c->open);
    help_op *op = index ? &APR_ARRAY_IDX(c->ops, *index, help_op) : NULL;

    if (!op || strcmp(op->text, t->name)) return wrong(c, c->at, "closes what is not open", t->name);
    op->end = c->ops->nelts;
    push(c, OP_END, t->name, 0);
    return 1;
}

static int push_tag(compiler *c, const tag *t)
{
    static const char signs[] = "#^>{";
    static const help_op_kind kinds[] = { OP_SECTION, OP_INVERTED, OP_PARTIAL, OP_RAW };
    const char *sign = t->sign ? strchr(signs, t->sign) : NULL;

    if (t->sign == '!') return 1;
    if (t->sign == '/') return close_section(c, t);
    push(c, sign ? kinds[sign - signs] : OP_VALUE, t->name, strlen(t->name))->path = split(c->p, t->name);
    if (t->sign == '#' || t->sign == '^') APR_ARRAY_PUSH(c->open, int) = c->ops->nelts - 1;
    return 1;
}

/* A tag that prints nothing itself and has a line for itself takes the line with it, as the Mustache
 * specification says; else every section would leave empty lines behind. */
static void take_line(const compiler *c, const char *from, const char **before, const char **after)
{
    const char *b = *before, *a = *after;

    while (b > from && (b[-1] == ' ' || b[-1] == '\t')) b--;
    while (*a == ' ' || *a == '\t' || *a == '\r') a++;
    if ((b != c->begin && b[-1] != '\n') || (*a && *a != '\n')) return;
    *before = b;
    *after = *a ? a + 1 : a;
}

static int compile(compiler *c)
{
    const char *from = c->begin, *before;
    tag t;

    while ((c->at = strstr(from, "{{"))) {
        if (!read_tag(c, &t)) return 0;
        before = c->at;
        if (t.sign && strchr("#^/!>", t.sign)) take_line(c, from, &before, &t.after);
        push_text(c, from, before);
        if (!push_tag(c, &t)) return 0;
        from = t.after;
    }
    c->at = from;
    push_text(c, from, from + strlen(from));
    if (!c->open->nelts) return 1;
    c->at = c->begin + strlen(c->begin);
    return wrong(c, c->at, "a section is not closed",
                 APR_ARRAY_IDX(c->ops, APR_ARRAY_IDX(c->open, c->open->nelts - 1, int), help_op).text);
}

apr_array_header_t *help_template_compile(apr_pool_t *p, const char *text, const char **why)
{
    compiler c = { .p = p, .begin = text, .at = text };

    c.ops = apr_array_make(p, 32, sizeof(help_op));
    c.open = apr_array_make(p, 8, sizeof(int));
    if (compile(&c)) return c.ops;
    *why = c.why;
    return NULL;
}
