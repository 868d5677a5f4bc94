/* SPDX-License-Identifier: Apache-2.0 */
/* Connections lent from mod_dbd's pool, and statements run over them. mod_dbd keeps the connections and nothing else:
 * what is prepared, retried, timed and rolled back is ours. */
#include <apr_dbd.h>
#include <libpq-events.h>
#include <mod_dbd.h>
#include <sys/socket.h>

#include "core/ops.h"

#define TRIES 3                             /* of a transaction that met a deadlock */

struct help_db {
    help_pool *pool;
    server_rec *s;
    apr_pool_t *p;
    ap_dbd_t *rec;
    PGconn *conn;
    const char *why;                        /* it was lost, for the log */
};

static APR_OPTIONAL_FN_TYPE(ap_dbd_open) *dbd_open;
static APR_OPTIONAL_FN_TYPE(ap_dbd_close) *dbd_close;

/* ------------------------------------------------------------------ lending */

/* The pool counts the connections that live, so that it knows when mod_dbd would have to make one. */
static int on_event(PGEventId id, void *info, void *pool)
{
    if (id == PGEVT_CONNDESTROY) apr_atomic_dec32(&((help_pool *)pool)->live);
    return 1;
}

static int adopt(help_db *db)
{
    if (PQregisterEventProc(db->conn, on_event, "help pool", db->pool)) apr_atomic_inc32(&db->pool->live);
    return help_pg_attach(db->conn);
}

static const char *open_one(help_db *db)
{
    if (!dbd_open && !(dbd_open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open))) return "mod_dbd is not loaded";
    if (!dbd_close) dbd_close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    if (!(db->rec = dbd_open(db->p, db->s))) return "mod_dbd has no connection";
    if (strcmp(apr_dbd_name(db->rec->driver), "pgsql")) return "DBDriver is not pgsql";
    db->conn = apr_dbd_native_handle(db->rec->driver, db->rec->handle);
    if (!adopt(db)) return "no memory for a connection";
    if (help_pg_alive(db->conn) || help_db_reset(db->conn, HELP_DB_CONNECT_FOR)) return NULL;
    return "a connection could not be renewed";
}

static apr_status_t give_back(void *data)
{
    help_db *db = data;
    int lost;

    if (!db->rec) return APR_SUCCESS;
    if (db->conn && !help_pg_broken(db->conn)) help_pg_rollback(db->conn);
    lost = !db->conn || help_pg_broken(db->conn);
    /* Whatever the server still does for it is for nobody. The next borrower finds the end and renews it. */
    if (lost && db->conn && PQsocket(db->conn) >= 0) shutdown(PQsocket(db->conn), SHUT_RDWR);
    dbd_close(db->s, db->rec);
    db->rec = NULL;
    db->conn = NULL;
    help_pool_leave(db->pool, lost ? HELP_POOL_LOST : HELP_POOL_GOOD, db->why);
    return APR_SUCCESS;
}

help_err *help_db_borrow(help_db **out, apr_pool_t *p, server_rec *s)
{
    help_pool *pool = help_pool_of(s);
    help_db *db = apr_pcalloc(p, sizeof *db);
    const char *why;
    help_err *e;

    *out = NULL;
    if (!pool) {
        e = help_pool_away(p);
        e->log = "no DBDriver pgsql with DBDParams for this server";
        return e;
    }
    if ((e = help_pool_enter(pool, p))) return e;
    *db = (help_db){ .pool = pool, .s = s, .p = p };
    if ((why = open_one(db))) {
        if (db->rec) dbd_close(s, db->rec);
        help_pool_leave(pool, HELP_POOL_REFUSED, why);
        help_count(HELP_COUNT_DB_FAILURES);
        return help_pool_away(p);
    }
    apr_pool_cleanup_register(p, db, give_back, apr_pool_cleanup_null);
    *out = db;
    return NULL;
}

PGconn *help_db_conn(help_db *db)
{
    return db->conn;
}

void help_db_return(help_db *db)
{
    apr_pool_cleanup_run(db->p, db, give_back);
}

help_err *help_db_own(PGconn **out, apr_pool_t *p, server_rec *s)
{
    help_pool *pool = help_pool_of(s);
    const char *why = "DBDParams is not known";
    help_err *e;

    *out = pool && pool->params ? help_db_connect(&why, p, pool->params, HELP_DB_CONNECT_FOR) : NULL;
    if (*out) return NULL;
    e = help_pool_away(p);
    e->log = why;
    return e;
}

/* ------------------------------------------------------------------ running */

/* The loss of a connection is told by the pool, once; the request only says 503. */
static help_err *note_end(help_db *db, help_err *e)
{
    help_count(HELP_COUNT_DB_QUERIES);
    if (!e || e->status < 500) return e;
    help_count(HELP_COUNT_DB_FAILURES);
    if (help_pg_broken(db->conn)) {
        db->why = e->log;
        e->log = NULL;
    }
    return e;
}

static help_err *run_lent(apr_pool_t *p, server_rec *s, int tenant, help_sql_call *calls, int n, int reads)
{
    help_db *db;
    help_err *e = help_db_borrow(&db, p, s);

    if (!db) return e;
    e = note_end(db, help_pg_run(p, db->conn, tenant, calls, n, reads));
    help_db_return(db);
    return e;
}

help_err *help_db_run(apr_pool_t *p, server_rec *s, int tenant, help_sql_call *calls, int n, int reads)
{
    int tries = TRIES;
    help_err *e;

    do e = run_lent(p, s, tenant, calls, n, reads);
    while (help_pg_should_retry(e) && --tries > 0);
    return e;
}

static int tenant_of(const help_ctx *h)
{
    return h->tenant ? h->tenant->id : 0;
}

help_err *help_core_query(PGresult **out, help_ctx *h, const help_sql *sql, const help_sql_args *args)
{
    help_sql_call call = { .sql = sql };
    help_err *e;

    if (args) call.args = *args;
    /* RFC 9110 section 9.2.2: what a GET does may be done again, so its statements may. */
    e = help_db_run(h->p, h->r->server, tenant_of(h), &call, 1, h->r->method_number == M_GET);
    *out = e ? NULL : call.result;
    return e;
}

help_err *help_core_pipeline(help_ctx *h, help_sql_call *calls, int n)
{
    return help_db_run(h->p, h->r->server, tenant_of(h), calls, n, 1);
}

help_err *help_core_write(help_ctx *h, help_sql_call *calls, int n)
{
    return help_db_run(h->p, h->r->server, tenant_of(h), calls, n, 0);
}

static help_err *transact_once(help_ctx *h, help_err *(*fn)(help_ctx *, PGconn *, void *), void *baton)
{
    help_db *db;
    help_err *e = help_db_borrow(&db, h->p, h->r->server);

    if (!db) return e;
    if (!(e = help_pg_begin(h->p, db->conn, tenant_of(h)))) {
        e = fn(h, db->conn, baton);
        if (!e) e = help_pg_commit(h->p, db->conn);
        else help_pg_rollback(db->conn);
    }
    e = note_end(db, e);
    help_db_return(db);
    return e;
}

help_err *help_core_transaction(help_ctx *h, help_err *(*fn)(help_ctx *, PGconn *, void *), void *baton)
{
    int tries = TRIES;
    help_err *e;

    do e = transact_once(h, fn, baton);
    while (help_pg_should_retry(e) && --tries > 0);
    return e;
}

/* ------------------------------------------------------------------ is the schema ours? */

/* A name begins with its number: "0004_search". */
static int has(const PGresult *res, const char *name)
{
    char number[24];
    int i;

    for (i = 0; i < PQntuples(res); i++) {
        apr_snprintf(number, sizeof number, "%04" APR_INT64_T_FMT "_", help_pg_int(res, i, 0));
        if (!strncmp(name, number, strlen(number))) return 1;
    }
    return 0;
}

static void say_missing(help_pool *pool, const char *name)
{
    apr_snprintf(pool->schema_problem, sizeof pool->schema_problem,
                 "migration %s is missing: run migrations/migrate up", name);
}

/* A newer schema is fine: migrations keep what the release before them needs. Of a database that cannot be reached
 * nothing is known, and nothing is said: requests meet that by themselves, and may be answered without it. */
static void compare_schema(help_pool *pool, apr_pool_t *p, server_rec *s)
{
    help_sql_call call = { .sql = &sql_schema_versions };
    help_err *e = help_db_run(p, s, 0, &call, 1, 1);
    int i = 0;

    if (e && strcmp(e->code, "schema")) return;
    if (!e)
        while (help_schema_names[i] && has(call.result, help_schema_names[i])) i++;
    if (help_schema_names[i]) {
        say_missing(pool, help_schema_names[i]);
        return;
    }
    pool->schema_problem[0] = '\0';
    apr_atomic_set32(&pool->schema_fits, 1);
}

static void ask_schema(help_pool *pool, apr_pool_t *p, server_rec *s)
{
    char before[sizeof pool->schema_problem];

    apr_cpystrn(before, pool->schema_problem, sizeof before);
    compare_schema(pool, p, s);
    pool->schema_asked = apr_time_now();
    if (pool->schema_problem[0] && strcmp(before, pool->schema_problem))
        HELP_LOG_S(APLOG_ERR, s, "0106", "%s", pool->schema_problem);
    if (before[0] && !pool->schema_problem[0])
        HELP_LOG_S(APLOG_NOTICE, s, "0107", "the schema is up to date now");
}

/* Who comes while another asks does not wait for the answer: without one its statements tell it the same. */
const char *help_db_schema_problem(apr_pool_t *p, server_rec *s)
{
    help_pool *pool = help_pool_of(s);
    const char *problem = NULL;

    if (!pool) return "DBDriver pgsql and DBDParams are missing";
    if (apr_atomic_read32(&pool->schema_fits)) return NULL;
    if (apr_thread_mutex_trylock(pool->schema_lock) != APR_SUCCESS) return NULL;
    if (!apr_atomic_read32(&pool->schema_fits) && apr_time_now() - pool->schema_asked >= apr_time_from_sec(1))
        ask_schema(pool, p, s);
    if (pool->schema_problem[0]) problem = apr_pstrdup(p, pool->schema_problem);
    apr_thread_mutex_unlock(pool->schema_lock);
    return problem;
}
