/* SPDX-License-Identifier: Apache-2.0 */
/* jobs/: the tenant's background work, its dead letters above all. The installation's own jobs are the operator's. */
#include "core/admin.h"

static const char *const states[] = { "", "queued", "running", "done", "dead", NULL };

help_err *help_jobs_list(help_ctx *h)
{
    help_params in = { .h = h };
    help_sql_args filters = { 0 };
    const char *state = states[help_param_choice(&in, "state", states)];

    help_arg_text(&filters, *state ? state : NULL);
    help_arg_text(&filters, help_param_text(&in, "kind", 63));
    if (in.err) return in.err;
    return help_list_answer(h, &help_sql_jobs_count, &help_sql_jobs_list, &filters);
}

static help_err *job_find(PGresult **row, help_ctx *h)
{
    help_sql_call call = { .sql = &help_sql_job_get };
    help_err *e;

    help_arg_int(&call.args, h->p, help_path_id(h));
    if ((e = help_ask_one(row, h, &call))) return e;
    return PQntuples(*row) ? NULL : help_none(h, "job");
}

help_err *help_jobs_get(help_ctx *h)
{
    PGresult *row;
    help_err *e;

    if ((e = job_find(&row, h))) return e;
    help_answer_json(h, HTTP_OK, help_row_json(h->p, row, 0));
    return NULL;
}

/* Nothing was changed: because there is no such job, or because of its state? */
static help_err *why_not(help_ctx *h, const char *what)
{
    PGresult *row;
    help_err *e = job_find(&row, h);

    if (e) return e;
    return help_err_new(h->p, HTTP_CONFLICT, "job-state", what, NULL);
}

typedef struct deed {
    const help_sql *sql;
    const char *action;
    PGresult *row;                      /* out; no row: nothing was changed */
} deed;

static help_err *do_it(help_ctx *h, PGconn *db, void *baton)
{
    deed *d = baton;
    help_sql_call calls[] = { { .sql = d->sql }, { .sql = &help_sql_job_wake } };
    help_err *e;

    help_arg_int(&calls[0].args, h->p, help_path_id(h));
    if ((e = help_pg_run(h->p, db, h->tenant->id, calls, 2, 0))) return e;
    d->row = calls[0].result;
    if (PQntuples(d->row) == 0) return NULL;
    return help_audit(h, db, d->action, "job", calls[0].args.value[0],
                      help_json_keep(h->p, json_pack("{s:s}", "kind",
                                                     help_pg_ref(d->row, 0, PQfnumber(d->row, "kind")))));
}

help_err *help_jobs_retry(help_ctx *h)
{
    deed d = { .sql = &help_sql_job_retry, .action = "job.retry" };
    help_err *e;

    if ((e = help_core_transaction(h, do_it, &d))) return e;
    if (PQntuples(d.row) == 0) return why_not(h, "Only a dead job can be tried again.");
    help_answer_json(h, HTTP_OK, help_row_json(h->p, d.row, 0));
    return NULL;
}

help_err *help_jobs_delete(help_ctx *h)
{
    deed d = { .sql = &help_sql_job_cancel, .action = "job.cancel" };
    help_err *e;

    if ((e = help_core_transaction(h, do_it, &d))) return e;
    if (PQntuples(d.row) == 0) return why_not(h, "Only a queued or a dead job can be removed.");
    h->answer.status = HTTP_NO_CONTENT;
    return NULL;
}

/* clang-format off */
static const help_route rows[] = {
    { "GET",    HELP_API "/jobs/",                HELP_NEED_ADMIN, 0, 0, help_jobs_list },
    { "GET",    HELP_API "/jobs/{id:int}/",       HELP_NEED_ADMIN, 0, 0, help_jobs_get },
    { "DELETE", HELP_API "/jobs/{id:int}/",       HELP_NEED_ADMIN, 0, 0, help_jobs_delete },
    { "POST",   HELP_API "/jobs/{id:int}/retry/", HELP_NEED_ADMIN, 0, 0, help_jobs_retry },
    /* Their capabilities come later. */
    { "GET",    HELP_API "/webhooks/",                    HELP_NEED_ADMIN, 0, 0, NULL },
    { "POST",   HELP_API "/webhooks/",                    HELP_NEED_ADMIN, HELP_BODY_JSON | HELP_CREATES, 0, NULL },
    { "GET",    HELP_API "/webhooks/{id:int}/",           HELP_NEED_ADMIN, 0, 0, NULL },
    { "PATCH",  HELP_API "/webhooks/{id:int}/",           HELP_NEED_ADMIN, HELP_BODY_JSON, 0, NULL },
    { "DELETE", HELP_API "/webhooks/{id:int}/",           HELP_NEED_ADMIN, 0, 0, NULL },
    { "GET",    HELP_API "/routing-rules/",               HELP_NEED_ADMIN, 0, 0, NULL },
    { "POST",   HELP_API "/routing-rules/",               HELP_NEED_ADMIN, HELP_BODY_JSON | HELP_CREATES, 0, NULL },
    { "GET",    HELP_API "/routing-rules/{id:int}/",      HELP_NEED_ADMIN, 0, 0, NULL },
    { "PATCH",  HELP_API "/routing-rules/{id:int}/",      HELP_NEED_ADMIN, HELP_BODY_JSON, 0, NULL },
    { "DELETE", HELP_API "/routing-rules/{id:int}/",      HELP_NEED_ADMIN, 0, 0, NULL },
    { "GET",    HELP_API "/canned-replies/",              HELP_NEED_ADMIN, 0, 0, NULL },
    { "POST",   HELP_API "/canned-replies/",              HELP_NEED_ADMIN, HELP_BODY_JSON | HELP_CREATES, 0, NULL },
    { "GET",    HELP_API "/canned-replies/{id:int}/",     HELP_NEED_ADMIN, 0, 0, NULL },
    { "PATCH",  HELP_API "/canned-replies/{id:int}/",     HELP_NEED_ADMIN, HELP_BODY_JSON, 0, NULL },
    { "DELETE", HELP_API "/canned-replies/{id:int}/",     HELP_NEED_ADMIN, 0, 0, NULL },
};
/* clang-format on */

void help_api_jobs_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
