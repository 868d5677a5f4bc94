/* SPDX-License-Identifier: Apache-2.0 */
/* The run of an import:
 *  1  the tenant's lock: two runs at once would each archive what the other brings
 *  2  what the database holds (import_load.c)
 *  3  the first reading: front matter and hash of each document (import_scan.c)
 *  4  which document is which article, and every address, before any text is written, because texts
 *     name addresses (import_slug.c)
 *  5  categories (import_category.c)
 *  6  the second reading, document by document, in pipelines (import_write.c)
 *  7  what is gone is archived; last, so that a run that was cut short has only added */
#include <stdarg.h>
#include <string.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/num.h"
#include "lib/text.h"

const char import_ambiguous[] = "", import_foreign[] = "";

static void tell(import *m, const help_import_problem *problem)
{
    if (problem->is_error) m->report->errors++;
    else m->report->warnings++;
    if (m->o->problem) m->o->problem(m->o->baton, problem);
}

void import_error(import *m, const char *path, int line, const char *text, const char *log)
{
    help_import_problem problem = { .path = path, .line = line, .is_error = 1, .text = text, .log = log };

    tell(m, &problem);
}

void import_warn(import *m, const char *path, int line, const char *fmt, ...)
{
    help_import_problem problem = { .path = path, .line = line };
    char text[1500];                /* a path and a sentence */
    va_list ap;

    va_start(ap, fmt);
    apr_vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    problem.text = text;
    tell(m, &problem);
}

void import_err(import *m, const char *path, const help_err *e)
{
    const char *text = e->detail ? e->detail : "cannot be read";
    apr_int64_t line = 0;

    if (e->fields && e->fields->nelts) {
        const help_field_err *f = &APR_ARRAY_IDX(e->fields, 0, help_field_err);
        text = apr_pstrcat(m->file, f->field, " ", f->text, NULL);
    }
    if (!strncmp(text, "line ", 5)) {
        const char *colon = strstr(text, ": ");
        if (colon && help_int64(&line, apr_pstrmemdup(m->file, text + 5, (apr_size_t)(colon - text - 5)), 1, 1 << 30))
            text = colon + 2;
    }
    import_error(m, path, (int)line, text, e->log);
}

static help_err *lock(import *m)
{
    PGresult *res;
    help_err *e = import_query(m, m->file, &res, &import_sql[IMPORT_LOCK], NULL);

    if (e || help_pg_flag(res, 0, 0)) return e;
    return help_err_new(m->p, 409, "import-running",
                        "Another import into this tenant is at work; wait until it has ended.", NULL);
}

/* The lock belongs to the session: a dead one has given it back already. */
static void unlock(import *m)
{
    PGresult *res;

    apr_pool_clear(m->file);
    import_query(m, m->file, &res, &import_sql[IMPORT_UNLOCK], NULL);
}

/* One line in the audit log for a run that changed something; none for a run that did not. */
static help_err *audit(import *m)
{
    const int *n = m->report->count;
    help_sql_args args = { 0 };
    PGresult *res;

    if (m->o->dry_run || !(n[HELP_IMPORT_CREATED] + n[HELP_IMPORT_UPDATED] + n[HELP_IMPORT_MOVED] +
                           n[HELP_IMPORT_ARCHIVED])) return NULL;
    help_arg_int(&args, m->file, m->o->user_id);
    help_arg_text(&args, apr_psprintf(m->file, "{\"created\": %d, \"updated\": %d, \"moved\": %d, \"archived\": %d, "
                                      "\"errors\": %d}", n[HELP_IMPORT_CREATED], n[HELP_IMPORT_UPDATED],
                                      n[HELP_IMPORT_MOVED], n[HELP_IMPORT_ARCHIVED], m->report->errors));
    return import_query(m, m->file, &res, &import_sql[IMPORT_AUDIT], &args);
}

static help_err *run(import *m)
{
    help_err *e;

    if ((e = import_load(m)) || (e = import_scan(m))) return e;
    import_match(m);
    import_slugs(m);
    import_link_index(m);
    if ((e = import_categories(m)) || (e = import_write(m))) return e;
    if (!m->o->keep_missing && (e = import_archive(m))) return e;
    return audit(m);
}

void import_begin(import *m, apr_pool_t *p)
{
    apr_hash_t **t[] = { &m->by_path, &m->files, &m->folders, &m->by_stem, &m->by_suffix, &m->slugs, &m->category_by_slug,
                         &m->category_by_name, &m->tags, &m->tag_slugs, &m->media };
    apr_size_t i;

    m->p = p;
    apr_pool_create(&m->file, p);
    apr_pool_tag(m->file, "import document");
    apr_pool_create(&m->batch, p);
    apr_pool_tag(m->batch, "import batch");
    for (i = 0; i < sizeof(t) / sizeof(*t); i++) *t[i] = apr_hash_make(p);
    m->docs = apr_array_make(p, m->source->paths->nelts, sizeof(import_doc *));
    m->known = apr_array_make(p, 64, sizeof(import_known *));
    m->categories = apr_array_make(p, 64, sizeof(import_category *));
    m->calls = apr_pcalloc(p, 3 * IMPORT_BATCH * sizeof(*m->calls));
    m->pending = apr_pcalloc(p, IMPORT_BATCH * sizeof(*m->pending));
}

help_err *help_import_run(help_import_report *out, apr_pool_t *p, PGconn *db, const help_import_options *options,
                          const help_import_source *source)
{
    import m = { .db = db, .o = options, .source = source, .report = out };
    help_err *e;

    memset(out, 0, sizeof(*out));
    import_begin(&m, p);
    if ((e = lock(&m))) return e;
    e = run(&m);
    unlock(&m);
    return e;
}
