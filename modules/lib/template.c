/* SPDX-License-Identifier: Apache-2.0 */
/* A set of compiled templates, and running one over a value. False are: null, false, 0, "", [] and what
 * is not there, so that a template can ask for a count as well as for a list. */
#include "lib/template.h"

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "lib/limits.h"
#include "lib/template_int.h"

struct help_templates {
    apr_pool_t *p;
    apr_hash_t *by_name;            /* of apr_array_header_t of help_op */
};

static help_err *broken(apr_pool_t *p, const char *name, const char *what)
{
    return help_err_new(p, 500, "template", "This page cannot be shown just now.", "template %s: %s", name, what);
}

/* ------------------------------------------------------------------ loading */

help_err *help_templates_add(help_templates **t, apr_pool_t *p, const char *name, const char *text)
{
    const char *why = NULL;
    apr_array_header_t *ops = help_template_compile(p, text, &why);

    if (!ops) return broken(p, name, why);
    if (!*t) {
        *t = apr_palloc(p, sizeof **t);
        (*t)->p = p;
        (*t)->by_name = apr_hash_make(p);
    }
    apr_hash_set((*t)->by_name, apr_pstrdup((*t)->p, name), APR_HASH_KEY_STRING, ops);
    return NULL;
}

static apr_status_t slurp(const char **out, apr_pool_t *p, const char *path)
{
    char *text = apr_palloc(p, HELP_TEMPLATE_MAX_BYTES + 2);
    apr_size_t n = 0;
    apr_file_t *f;
    apr_status_t rv = apr_file_open(&f, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, p);

    if (rv) return rv;
    rv = apr_file_read_full(f, text, HELP_TEMPLATE_MAX_BYTES + 1, &n);
    apr_file_close(f);
    if (rv && rv != APR_EOF) return rv;
    if (n > HELP_TEMPLATE_MAX_BYTES) return APR_ENOSPC;
    text[n] = '\0';
    *out = text;
    return APR_SUCCESS;
}

static help_err *load_file(help_templates **t, apr_pool_t *p, const char *dir, const char *file)
{
    const char *path = apr_pstrcat(p, dir, "/", file, NULL), *text = NULL;
    char why[120];
    apr_pool_t *scratch;
    apr_status_t rv;
    help_err *e;

    apr_pool_create(&scratch, p);
    rv = slurp(&text, scratch, path);
    if (rv) e = broken(p, path, apr_strerror(rv, why, sizeof why));
    else if (!help_utf8_ok(text, strlen(text))) e = broken(p, path, "is no UTF-8 text");
    else e = help_templates_add(t, p, apr_pstrmemdup(p, file, strlen(file) - 5), text);
    apr_pool_destroy(scratch);
    if (e && text) e->log = apr_pstrcat(p, e->log, " (", path, ")", NULL);
    return e;
}

/* Here, so that a name with a slip in it is found at the start and not by a visitor. */
static help_err *check_partials(const help_templates *t, apr_pool_t *p)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(p, t->by_name); i; i = apr_hash_next(i)) {
        const apr_array_header_t *ops = apr_hash_this_val(i);
        const char *name = apr_hash_this_key(i);
        int k;

        for (k = 0; k < ops->nelts; k++) {
            const help_op *op = &APR_ARRAY_IDX(ops, k, help_op);

            if (op->kind == OP_PARTIAL && !apr_hash_get(t->by_name, op->text, APR_HASH_KEY_STRING))
                return broken(p, name, apr_psprintf(p, "line %d: there is no %s.html", op->line, op->text));
        }
    }
    return NULL;
}

static int is_template(const char *name)
{
    apr_size_t n = strlen(name);

    return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".html") == 0;
}

help_err *help_templates_load(help_templates **out, apr_pool_t *p, const char *dir)
{
    help_templates *t = NULL;
    help_err *e = NULL;
    apr_finfo_t file;
    apr_dir_t *d;
    char why[120];
    apr_status_t rv = apr_dir_open(&d, dir, p);

    if (rv) return broken(p, dir, apr_strerror(rv, why, sizeof why));
    while (!e && !apr_dir_read(&file, APR_FINFO_NAME, d))
        if (is_template(file.name)) e = load_file(&t, p, dir, file.name);
    apr_dir_close(d);
    if (!e && !t) e = broken(p, dir, "holds no *.html");
    if (!e) e = check_partials(t, p);
    if (!e) *out = t;
    return e;
}

/* ------------------------------------------------------------------ rendering */

typedef struct context {
    json_t *value;
    const struct context *outer;
} context;

typedef struct run {
    help_buf *out;
    const help_templates *t;
    const char *missing;            /* a partial that is not there */
} run;

/* The first part is looked for from the inside out, the others inside what was found. */
static json_t *look_up(const context *c, const apr_array_header_t *path)
{
    json_t *v = NULL;
    int i;

    if (!path->nelts) return c->value;
    for (; c && !v; c = c->outer) v = json_object_get(c->value, APR_ARRAY_IDX(path, 0, const char *));
    for (i = 1; v && i < path->nelts; i++) v = json_object_get(v, APR_ARRAY_IDX(path, i, const char *));
    return v;
}

static int is_true(const json_t *v)
{
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_NULL: case JSON_FALSE: return 0;
    case JSON_ARRAY: return json_array_size(v) > 0;
    case JSON_STRING: return json_string_length(v) > 0;
    case JSON_INTEGER: return json_integer_value(v) != 0;
    case JSON_REAL: return json_real_value(v) < 0 || json_real_value(v) > 0;
    default: return 1;
    }
}

static void print_value(help_buf *out, const json_t *v, int raw)
{
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_STRING:
        if (raw) help_buf_puts(out, json_string_value(v));
        else help_buf_html(out, json_string_value(v));
        break;
    case JSON_INTEGER: help_buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v)); break;
    case JSON_REAL: help_buf_printf(out, "%.15g", json_real_value(v)); break;
    case JSON_TRUE: help_buf_puts(out, "true"); break;
    case JSON_FALSE: help_buf_puts(out, "false"); break;
    default: break;
    }
}

static void run_ops(run *r, const apr_array_header_t *ops, int from, int to, const context *c, int depth);

static void run_section(run *r, const apr_array_header_t *ops, int at, const context *c, int depth)
{
    const help_op *op = &APR_ARRAY_IDX(ops, at, help_op);
    json_t *v = look_up(c, op->path), *item;
    size_t i;

    if (op->kind == OP_INVERTED) {
        if (!is_true(v)) run_ops(r, ops, at + 1, op->end, c, depth);
        return;
    }
    if (!is_true(v)) return;
    if (!json_is_array(v)) {
        context inner = { v, c };

        run_ops(r, ops, at + 1, op->end, &inner, depth);
        return;
    }
    json_array_foreach(v, i, item) {
        context inner = { item, c };

        if (r->out->full) return;
        run_ops(r, ops, at + 1, op->end, &inner, depth);
    }
}

static void run_partial(run *r, const char *name, const context *c, int depth)
{
    const apr_array_header_t *ops = apr_hash_get(r->t->by_name, name, APR_HASH_KEY_STRING);

    if (!ops) r->missing = name;
    else if (depth < HELP_TEMPLATE_DEPTH_MAX) run_ops(r, ops, 0, ops->nelts, c, depth + 1);
}

static void run_ops(run *r, const apr_array_header_t *ops, int from, int to, const context *c, int depth)
{
    int i;

    for (i = from; i < to && !r->out->full; i++) {
        const help_op *op = &APR_ARRAY_IDX(ops, i, help_op);

        switch (op->kind) {
        case OP_TEXT: help_buf_add(r->out, op->text, op->len); break;
        case OP_VALUE: print_value(r->out, look_up(c, op->path), 0); break;
        case OP_RAW: print_value(r->out, look_up(c, op->path), 1); break;
        case OP_PARTIAL: run_partial(r, op->text, c, depth); break;
        case OP_SECTION: case OP_INVERTED: run_section(r, ops, i, c, depth); i = op->end; break;
        case OP_END: break;
        }
    }
}

help_err *help_templates_render(help_buf *out, const help_templates *t, const char *name, json_t *data)
{
    const apr_array_header_t *ops = apr_hash_get(t->by_name, name, APR_HASH_KEY_STRING);
    context c = { data, NULL };
    run r = { out, t, NULL };

    if (!ops) return broken(out->p, name, "is not there");
    run_ops(&r, ops, 0, ops->nelts, &c, 0);
    if (r.missing) return broken(out->p, name, apr_psprintf(out->p, "there is no partial %s", r.missing));
    return out->full ? broken(out->p, name, "makes a page beyond its limit") : NULL;
}
