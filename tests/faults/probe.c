/* SPDX-License-Identifier: Apache-2.0 */
/* A module of the tests alone: routes and jobs that do the least that can show how core behaves when what is below it
 * fails. test_database.py builds it and loads it beside mod_help_core. */
#include <httpd.h>
#include <http_config.h>
#include <http_log.h>
#include <apr_strings.h>

#include "core/help_core.h"

#define PROBE HELP_API "/probe"

extern module help_probe_module __attribute__((visibility("default")));
static const help_core *core;

static const help_sql sql_read = { "probe_read", "SELECT count(*) FROM help_center_tenant WHERE id = $1" };
static const help_sql sql_sleep = { "probe_sleep", "SELECT pg_sleep($2::float8 / 1000) WHERE $1::int IS NOT NULL" };
static const help_sql sql_which = { "probe_which", "SELECT current_database() WHERE $1::int IS NOT NULL" };

/* ---- routes ---------------------------------------------------------------------------------------- */

/* The module links nothing but libpq and jansson, so that it fits every build of core. */
static void add_text(help_sql_args *a, const char *v)
{
    a->value[a->n++] = v;
}

static help_err *refuse(apr_pool_t *p, int status, const char *log)
{
    help_err *e = apr_pcalloc(p, sizeof *e);

    e->status = status;
    e->code = "probe";
    e->detail = "As asked.";
    e->log = log;
    return e;
}

static help_err *read_one(help_ctx *h)
{
    PGresult *res;
    help_err *e = core->query(&res, h, &sql_read, NULL);

    if (e) return e;
    core->answer_json(h, 200, json_pack("{s:s}", "count", PQgetvalue(res, 0, 0)));
    return NULL;
}

static help_err *which(help_ctx *h)
{
    PGresult *res;
    help_err *e = core->query(&res, h, &sql_which, NULL);

    if (e) return e;
    core->answer_json(h, 200, json_pack("{s:s,s:s}", "database", PQgetvalue(res, 0, 0), "tenant", h->tenant->name));
    return NULL;
}

static help_err *slow(help_ctx *h)
{
    const char *ms = apr_table_get(h->query, "ms");
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    add_text(&args, ms ? ms : "1000");
    if ((e = core->query(&res, h, &sql_sleep, &args))) return e;
    core->answer_json(h, 200, json_pack("{s:b}", "slept", 1));
    return NULL;
}

static help_err *enqueue_in(help_ctx *h, PGconn *db, void *unused)
{
    const char *kind = json_string_value(json_object_get(h->body, "kind"));
    json_t *payload = json_object_get(h->body, "payload");

    return core->enqueue(h->p, db, h->tenant->id, kind ? kind : "probe.sleep", payload, NULL, 0);
}

static help_err *enqueue(help_ctx *h)
{
    help_err *e = core->transaction(h, enqueue_in, NULL);

    if (e) return e;
    core->answer_json(h, 201, json_pack("{s:b}", "queued", 1));
    return NULL;
}

static help_err *write_in(help_ctx *h, PGconn *db, void *unused)
{
    return core->audit(h, db, "probe.write", "probe", apr_table_get(h->query, "id"), NULL);
}

static help_err *write_one(help_ctx *h)
{
    const char *status = apr_table_get(h->query, "status");
    int want = status ? (int)strtol(status, NULL, 10) : 201;
    help_err *e = core->transaction(h, write_in, NULL);

    if (e) return e;
    if (want >= 400) return refuse(h->p, want, NULL);
    core->answer_header(h, "X-Probe", "first");
    h->answer.location = PROBE "/write/1/";
    core->answer_json(h, want, json_pack("{s:s}", "request", h->request_id));
    return NULL;
}

/* A POST that is still at work when the second one comes. */
static help_err *write_slow(help_ctx *h)
{
    apr_sleep(apr_time_from_msec(1500));
    return write_one(h);
}

static help_err *view(help_ctx *h)
{
    core->count_view(h, apr_atoi64(apr_table_get(h->query, "article")));
    core->answer_json(h, 200, json_pack("{s:b}", "counted", 1));
    return NULL;
}

static const help_route routes[] = {
    { "GET",  PROBE "/read/",    HELP_MAY_READ, 0, 0, read_one },
    { "GET",  PROBE "/which/",   HELP_MAY_READ, 0, 0, which },
    { "GET",  PROBE "/slow/",    HELP_MAY_READ, 0, 0, slow },
    { "GET",  PROBE "/view/",    HELP_MAY_READ, 0, 0, view },
    { "POST", PROBE "/job/",     HELP_MAY_VOTE, HELP_BODY_JSON, 0, enqueue },
    { "POST", PROBE "/write/",   HELP_MAY_VOTE, HELP_BODY_JSON | HELP_BODY_ANY | HELP_CREATES, 0, write_one },
    { "POST", PROBE "/slow-write/", HELP_MAY_VOTE, HELP_BODY_JSON | HELP_BODY_ANY | HELP_CREATES, 0, write_slow },
};

/* ---- jobs -------------------------------------------------------------------------------------------- */

/* payload {ms}: busy for so long. */
static help_err *run_sleep(apr_pool_t *p, PGconn *db, server_rec *s, const help_job *job)
{
    apr_sleep(apr_time_from_msec(json_integer_value(json_object_get(job->payload, "ms"))));
    return NULL;
}

static help_err *run_fail(apr_pool_t *p, PGconn *db, server_rec *s, const help_job *job)
{
    return refuse(p, 500, apr_psprintf(p, "attempt %d", job->attempt));
}

static const help_job_kind kinds[] = {
    { "probe.sleep", run_sleep, 5, 0, apr_time_from_sec(2), 0 },
    { "probe.alone", run_sleep, 5, 1, apr_time_from_sec(2), 0 },
    { "probe.fail",  run_fail,  2, 0, apr_time_from_sec(2), 0 },
    { "probe.cron",  run_sleep, 1, 0, apr_time_from_sec(10), apr_time_from_sec(2) },
};

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);
    int i;

    if (!get) return HTTP_INTERNAL_SERVER_ERROR;
    core = get();
    core->routes("probe", routes, sizeof routes / sizeof *routes);
    for (i = 0; i < (int)(sizeof kinds / sizeof *kinds); i++) core->job_kind(&kinds[i]);
    return OK;
}

static void register_hooks(apr_pool_t *p)
{
    static const char *const after[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(pre_config, after, NULL, APR_HOOK_MIDDLE);
}

module help_probe_module = {
    STANDARD20_MODULE_STUFF,
    .register_hooks = register_hooks,
};
