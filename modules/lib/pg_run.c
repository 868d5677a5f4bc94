/* SPDX-License-Identifier: Apache-2.0 */
/* One conversation with the server: a pipeline goes out, its answers come back, and nothing waits beyond
 * the deadline. Non-blocking throughout, because libpq's own waits have no end. */
#include "lib/pg.h"

#include <apr_strings.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lib/limits.h"
#include "lib/pg_int.h"

typedef enum { COMMAND, DEALLOCATE, PREPARE, EXECUTE } step_kind;

/* One thing sent, which the server answers in turn. */
typedef struct step {
    step_kind kind;
    const char *command;            /* COMMAND */
    const help_sql *sql;            /* the others */
    help_sql_call *call;            /* EXECUTE, but not of the tenant */
} step;

typedef struct talk {
    apr_pool_t *p;
    PGconn *db;
    help_pg_state *st;
    apr_int64_t deadline_ms;
    const char *before;
    const char *tenant;             /* text; NULL = none is set */
    help_sql_call *calls;
    int n;
    step *steps;
    int n_steps;
    help_err *err;                  /* of the first step that failed */
    int lost;                       /* nothing more can be said on this connection */
    int again;                      /* only a plan was lost */
    int in_transaction;             /* the caller's, since before this conversation */
} talk;

static const help_sql tenant_sql = { "help_tenant", "SELECT set_config('app.tenant_id', $1, true)" };

static apr_int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (apr_int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static apr_status_t clear_result(void *res)
{
    PQclear(res);
    return APR_SUCCESS;
}

/* ------------------------------------------------------------------ the end of a connection */

static int lost(talk *t)
{
    t->lost = 1;
    if (!t->err) t->err = help_pg_err(t->p, t->db, NULL, t->before);
    t->st->broken = 1;
    return 0;
}

/* PQreset would wait for the same hanging server. Shutting the socket down tells it that we are gone,
 * when it wakes up, and leaves the descriptor to libpq. */
static int hung(talk *t)
{
    shutdown(PQsocket(t->db), SHUT_RDWR);
    t->err = help_err_new(t->p, 503, "database", "The database does not answer just now. Please try again.",
                          "no answer from the database within %d ms", HELP_PG_DEADLINE_MS);
    t->err->retry_after_s = HELP_PG_RETRY_AFTER_S;
    t->lost = 1;
    t->st->broken = 1;
    return 0;
}

/* ------------------------------------------------------------------ sending */

static step *add_step(talk *t, step_kind kind, const help_sql *sql, help_sql_call *call)
{
    step *s = &t->steps[t->n_steps++];

    s->kind = kind;
    s->sql = sql;
    s->call = call;
    return s;
}

static int send_command(talk *t, const char *text)
{
    return PQsendQueryParams(t->db, text, 0, NULL, NULL, NULL, NULL, 0) || lost(t);
}

static int sent_prepare(const talk *t, const help_sql *sql)
{
    int i;

    for (i = 0; i < t->n_steps; i++)
        if (t->steps[i].kind == PREPARE && t->steps[i].sql == sql) return 1;
    return 0;
}

static int send_prepare(talk *t, const help_sql *sql)
{
    const help_pg_known *k = help_pg_find(t->st, sql);

    if ((k && !k->stale) || sent_prepare(t, sql)) return 1;
    if (k) {
        add_step(t, DEALLOCATE, sql, NULL);
        if (!send_command(t, apr_pstrcat(t->p, "DEALLOCATE ", sql->name, NULL))) return 0;
    }
    add_step(t, PREPARE, sql, NULL);
    return PQsendPrepare(t->db, sql->name, sql->text, 0, NULL) || lost(t);
}

static int send_tenant(talk *t)
{
    if (!send_prepare(t, &tenant_sql)) return 0;
    add_step(t, EXECUTE, &tenant_sql, NULL);
    return PQsendQueryPrepared(t->db, tenant_sql.name, 1, &t->tenant, NULL, NULL, 0) || lost(t);
}

static int send_call(talk *t, help_sql_call *c)
{
    const char *value[HELP_SQL_PARAMS_MAX + 1] = { t->tenant };
    int length[HELP_SQL_PARAMS_MAX + 1] = { 0 }, binary[HELP_SQL_PARAMS_MAX + 1] = { 0 };
    size_t n = (size_t)c->args.n;

    if (!send_prepare(t, c->sql)) return 0;
    memcpy(value + 1, c->args.value, n * sizeof *value);
    memcpy(length + 1, c->args.length, n * sizeof *length);
    memcpy(binary + 1, c->args.binary, n * sizeof *binary);
    add_step(t, EXECUTE, c->sql, c);
    return PQsendQueryPrepared(t->db, c->sql->name, c->args.n + 1, value, length, binary, c->binary_result) ||
           lost(t);
}

static int send_all(talk *t)
{
    int i;

    /* The command, the tenant with its PREPARE, and three steps a call. */
    t->steps = apr_pcalloc(t->p, sizeof(step) * (size_t)(4 + 3 * t->n));
    t->n_steps = 0;
    if (t->before) {
        add_step(t, COMMAND, NULL, NULL)->command = t->before;
        if (!send_command(t, t->before)) return 0;
    }
    if (t->tenant && !send_tenant(t)) return 0;
    for (i = 0; i < t->n; i++)
        if (!send_call(t, &t->calls[i])) return 0;
    return PQpipelineSync(t->db) || lost(t);
}

/* ------------------------------------------------------------------ reading */

/* Until PQgetResult can answer at once. Reads while it writes: two full buffers would wait for each other. */
static int await(talk *t)
{
    for (;;) {
        int unsent = PQflush(t->db);
        apr_int64_t left = t->deadline_ms - now_ms();
        struct pollfd fd = { .fd = PQsocket(t->db), .events = POLLIN };

        if (!PQisBusy(t->db)) return 1;
        /* A failed flush may be due to a server that said why before it went: read that first. */
        if (unsent == 1) fd.events = POLLIN | POLLOUT;
        if (fd.fd < 0) return lost(t);
        if (left <= 0) return hung(t);
        if (poll(&fd, 1, (int)left) < 0) continue;
        if ((fd.revents & ~POLLOUT) && !PQconsumeInput(t->db)) return lost(t);
    }
}

static void note_lost_plan(talk *t, const step *s, const char *sqlstate)
{
    if (!s->sql) return;
    /* Nobody deallocates one statement of ours: it was DISCARD or a pooler in between, and took them all. */
    if (strcmp(sqlstate, "26000") == 0) t->st->n = 0;
    else if (strcmp(sqlstate, s->kind == PREPARE ? "42P05" : "0A000") == 0) help_pg_learn(t->st, s->sql, 1);
    else return;
    t->again = 1;
}

static void failed(talk *t, const step *s, const PGresult *res)
{
    const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

    if (t->err || PQresultStatus(res) == PGRES_PIPELINE_ABORTED) return;
    t->err = help_pg_err(t->p, t->db, res, s->sql ? s->sql->name : s->command);
    if (sqlstate) note_lost_plan(t, s, sqlstate);
}

static void succeeded(talk *t, const step *s, PGresult *res)
{
    if (s->kind == PREPARE) help_pg_learn(t->st, s->sql, 0);
    else if (s->kind == DEALLOCATE) help_pg_forget(t->st, s->sql);
    else if (s->call && !s->call->result) s->call->result = res;
    else if (s->kind == COMMAND && strcmp(s->command, "COMMIT") == 0 && strcmp(PQcmdStatus(res), "COMMIT"))
        t->err = help_err_new(t->p, 500, "database-error", "Something went wrong with the database.",
                              "COMMIT of a failed transaction answered %s", PQcmdStatus(res));
}

static int is_success(const PGresult *res)
{
    switch (PQresultStatus(res)) {
    case PGRES_COMMAND_OK: case PGRES_TUPLES_OK: case PGRES_EMPTY_QUERY: return 1;
    default: return 0;
    }
}

/* All results of one step; libpq ends them with NULL. */
static int read_step(talk *t, const step *s)
{
    PGresult *res;

    for (;;) {
        if (!await(t)) return 0;
        if (!(res = PQgetResult(t->db))) return 1;
        if (is_success(res)) succeeded(t, s, res);
        else failed(t, s, res);
        if (!s->call || s->call->result != res) PQclear(res);
        if (PQstatus(t->db) != CONNECTION_OK) return lost(t);
    }
}

/* The answer to Sync: one result and no NULL after it. */
static int read_sync(talk *t)
{
    PGresult *res = await(t) ? PQgetResult(t->db) : NULL;
    int good = res && PQresultStatus(res) == PGRES_PIPELINE_SYNC;

    PQclear(res);
    return good || t->lost || lost(t);
}

static void read_all(talk *t)
{
    int i;

    for (i = 0; i < t->n_steps; i++)
        if (!read_step(t, &t->steps[i])) return;
    read_sync(t);
}

/* ------------------------------------------------------------------ the whole */

static void drop_results(talk *t)
{
    int i;

    for (i = 0; i < t->n; i++) {
        PQclear(t->calls[i].result);
        t->calls[i].result = NULL;
    }
}

static help_err *talk_once(talk *t)
{
    t->err = NULL;
    t->lost = t->again = 0;
    if (t->st->broken || PQstatus(t->db) != CONNECTION_OK || !PQenterPipelineMode(t->db)) {
        lost(t);
        return t->err;
    }
    PQsetnonblocking(t->db, 1);
    if (send_all(t)) read_all(t);
    /* On a lost connection both fail or do not matter; a reset puts both right. */
    PQsetnonblocking(t->db, 0);
    if (!PQexitPipelineMode(t->db)) t->st->broken = 1;
    if (t->err) drop_results(t);
    return t->err;
}

/* Puts things right for one more try; 0 when there should be none. */
static int may_try_again(talk *t, int retry_reads)
{
    if (t->again && !t->lost) {
        if (PQtransactionStatus(t->db) == PQTRANS_IDLE) return 1;
        /* The transaction is spoilt; run again from its beginning it will find the statement prepared anew. */
        t->err->status = 503;
        t->err->code = "retry";
        t->err->retry_after_s = HELP_PG_RETRY_AFTER_S;
        return 0;
    }
    if (!t->lost || !retry_reads || t->in_transaction || now_ms() >= t->deadline_ms) return 0;
    PQreset(t->db);
    return PQstatus(t->db) == CONNECTION_OK;
}

help_err *help_pg_talk(apr_pool_t *p, PGconn *db, const char *before, int tenant, help_sql_call *calls, int n,
                       int retry_reads)
{
    talk t = { .p = p, .db = db, .before = before, .calls = calls, .n = n };
    int i;
    help_err *e;

    if (!help_pg_attach(db)) return help_err_new(p, 503, "database", NULL, "no event procedure on the connection");
    t.st = help_pg_state_of(db);
    t.deadline_ms = now_ms() + HELP_PG_DEADLINE_MS;
    if (tenant != HELP_PG_NO_TENANT) t.tenant = apr_itoa(p, tenant);
    for (i = 0; i < n; i++) calls[i].result = NULL;
    t.in_transaction = t.st->in_transaction || PQtransactionStatus(db) == PQTRANS_INTRANS ||
                       PQtransactionStatus(db) == PQTRANS_INERROR;
    e = talk_once(&t);
    /* Each try shows one lost plan, and a migration or DISCARD may have cost them all. */
    for (i = 0; e && i < n + 2 && may_try_again(&t, retry_reads); i++) {
        retry_reads = retry_reads && !t.lost;
        e = talk_once(&t);
    }
    for (i = 0; !e && i < n; i++)
        apr_pool_cleanup_register(p, calls[i].result, clear_result, apr_pool_cleanup_null);
    return e;
}

help_err *help_pg_run(apr_pool_t *p, PGconn *db, int tenant, help_sql_call *calls, int n, int retry_reads)
{
    return n > 0 ? help_pg_talk(p, db, NULL, tenant, calls, n, retry_reads) : NULL;
}
