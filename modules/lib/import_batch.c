/* SPDX-License-Identifier: Apache-2.0 */
/* Documents are written in pipelines, each one implicit transaction: an interrupted run leaves whole
 * documents. When a pipeline fails, its documents are written one by one, so that the bad one is named
 * and the others are in. */
#include <apr_strings.h>
#include "lib/import_int.h"

#define TRIES   3                   /* of a pipeline that lost a deadlock */
#define ARCHIVE_AT_ONCE 500

void import_count(import *m, help_import_change change, const char *path, const char *slug)
{
    m->report->count[change]++;
    if (m->o->change) m->o->change(m->o->baton, change, path, slug);
}

help_sql_call *import_call(import *m, int sql)
{
    help_sql_call *c = &m->calls[m->n_calls++];

    c->sql = &import_sql[sql];
    c->args.n = 0;
    c->binary_result = 0;
    return c;
}

static help_err *run(import *m, help_sql_call *calls, int n)
{
    help_err *e;
    int i;

    for (i = 0; i < TRIES; i++)
        if (!(e = help_pg_run(m->batch, m->db, m->o->tenant, calls, n, 0)) || !help_pg_should_retry(e)) return e;
    return e;
}

int import_is_fatal(const import *m, const help_err *e)
{
    return PQstatus(m->db) != CONNECTION_OK || (e->status == 503 && !help_pg_should_retry(e));
}

static void written(import *m, const import_pending *x)
{
    const PGresult *res = m->calls[x->first].result;
    help_import_change change = x->change;

    /* Another file, the same article. */
    if (change == HELP_IMPORT_UPDATED && PQntuples(res) && !help_pg_flag(res, 0, 0)) change = HELP_IMPORT_UNCHANGED;
    import_count(m, change, x->doc->path, x->doc->slug);
}

static help_err *one_by_one(import *m)
{
    int i;

    for (i = 0; i < m->n_pending; i++) {
        const import_pending *x = &m->pending[i];
        help_err *e = run(m, m->calls + x->first, x->n);
        if (!e) written(m, x);
        else if (import_is_fatal(m, e)) return e;
        else import_err(m, x->doc->path, e);
    }
    return NULL;
}

help_err *import_flush(import *m)
{
    help_err *e = run(m, m->calls, m->n_calls);
    int i;

    if (e && import_is_fatal(m, e)) return e;
    if (e) e = one_by_one(m);
    else
        for (i = 0; i < m->n_pending; i++) written(m, &m->pending[i]);
    m->n_calls = m->n_queued = m->n_pending = 0;
    m->batch_bytes = 0;
    if (!e) apr_pool_clear(m->batch);
    return e;
}

help_err *import_queued(import *m, import_doc *d, help_import_change change, apr_size_t bytes)
{
    import_pending *x = &m->pending[m->n_pending++];

    x->doc = d;
    x->change = change;
    x->first = m->n_queued;
    x->n = m->n_calls - m->n_queued;
    m->n_queued = m->n_calls;
    m->batch_bytes += bytes;
    return m->n_pending == IMPORT_BATCH || m->batch_bytes >= IMPORT_BATCH_BYTES ? import_flush(m) : NULL;
}

/* --- what is gone ------------------------------------------------------------------------------ */

static help_err *archive(import *m, const apr_array_header_t *gone)
{
    apr_array_header_t *ids = apr_array_make(m->file, gone->nelts, sizeof(const char *));
    help_sql_args args = { 0 };
    PGresult *res;
    int i;

    for (i = 0; i < gone->nelts; i++)
        APR_ARRAY_PUSH(ids, const char *) =
            apr_psprintf(m->file, "%" APR_INT64_T_FMT, APR_ARRAY_IDX(gone, i, import_known *)->id);
    help_arg_int(&args, m->file, m->o->user_id);
    help_arg_text(&args, apr_pstrcat(m->file, "{", apr_array_pstrcat(m->file, ids, ','), "}", NULL));
    return import_query(m, m->file, &res, &import_sql[IMPORT_ARCHIVE], &args);
}

static help_err *archive_some(import *m, apr_array_header_t *gone)
{
    help_err *e;
    int i;

    if (!gone->nelts) return NULL;
    if (!m->o->dry_run && (e = archive(m, gone))) return e;
    for (i = 0; i < gone->nelts; i++) {
        const import_known *k = APR_ARRAY_IDX(gone, i, import_known *);
        import_count(m, HELP_IMPORT_ARCHIVED, k->path, k->slug);
    }
    gone->nelts = 0;
    apr_pool_clear(m->file);
    return NULL;
}

help_err *import_archive(import *m)
{
    apr_array_header_t *gone = apr_array_make(m->batch, ARCHIVE_AT_ONCE, sizeof(import_known *));
    help_err *e;
    int i;

    for (i = 0; i < m->known->nelts; i++) {
        import_known *k = APR_ARRAY_IDX(m->known, i, import_known *);
        if (k->doc || k->is_deleted || k->is_archived) continue;
        APR_ARRAY_PUSH(gone, import_known *) = k;
        if (gone->nelts == ARCHIVE_AT_ONCE && (e = archive_some(m, gone))) return e;
    }
    return archive_some(m, gone);
}
