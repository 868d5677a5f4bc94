/* SPDX-License-Identifier: Apache-2.0 */
/* Statements over a libpq connection: prepared when first used on that connection (and again after a
 * PQreset, told by an event procedure), tenant set in the same pipeline, SQLSTATE turned into help_err.
 * Used by core over mod_dbd's pool and by the tools over their own connection. One thread at a time a PGconn. */
#ifndef HELP_LIB_PG_H
#define HELP_LIB_PG_H

#include <apr_pools.h>
#include <libpq-fe.h>
#include "lib/err.h"

/* A statement lives in its module's X_sql.c for ever, so that its address is its identity. */
typedef struct help_sql {
    const char *name;               /* lower_snake_case, begins with the module: "articles_by_slug" */
    const char *text;               /* $1 is always tenant_id */
} help_sql;

#define HELP_SQL_PARAMS_MAX 32

/* Parameters of one statement, after $1 (the tenant): text form, NULL = SQL NULL. binary: byte string. */
typedef struct help_sql_args {
    int n;
    const char *value[HELP_SQL_PARAMS_MAX];
    int length[HELP_SQL_PARAMS_MAX];            /* binary parameters only */
    int binary[HELP_SQL_PARAMS_MAX];
} help_sql_args;

/* Builders; a value over HELP_SQL_PARAMS_MAX aborts (a programming error, seen by the first test). */
void help_arg_text(help_sql_args *a, const char *v);
void help_arg_int(help_sql_args *a, apr_pool_t *p, apr_int64_t v);
void help_arg_bool(help_sql_args *a, int v);
void help_arg_time(help_sql_args *a, apr_pool_t *p, apr_time_t v);   /* 0 = NULL */
void help_arg_bytes(help_sql_args *a, const void *v, apr_size_t n);

typedef struct help_sql_call {
    const help_sql *sql;
    help_sql_args args;
    PGresult *result;               /* out: in the pool's care, text format unless binary_result */
    int binary_result;
} help_sql_call;

/* Registers the event procedure; call once on each new connection (a second time does nothing). */
int help_pg_attach(PGconn *db);

/* Runs n calls in one pipeline after set_config('app.tenant_id', tenant, true). Outside a transaction the
 * whole pipeline is one implicit transaction: all or nothing. Results are cleared with p.
 * Never waits longer than HELP_PG_DEADLINE_MS for the server, however it hangs: then 503, and help_pg_broken().
 * A lost cached plan (0A000, 26000) is prepared again and tried once more; where the connection is lost and
 * `retry_reads` says that the calls only read, it is reset and they are tried once more. */
help_err *help_pg_run(apr_pool_t *p, PGconn *db, int tenant, help_sql_call *calls, int n, int retry_reads);

/* A transaction of several round trips: begin (also sets the tenant locally), help_pg_run..., end. Serialization
 * failures and deadlocks come back as code "retry" (503): help_pg_retry() says so. */
help_err *help_pg_begin(apr_pool_t *p, PGconn *db, int tenant);
help_err *help_pg_commit(apr_pool_t *p, PGconn *db);
void help_pg_rollback(PGconn *db);
int help_pg_should_retry(const help_err *e);

/* 23505 -> 409 "unique" with the constraint's column as field; 23503 -> 409; 23514, 23502, 22P02, 22001, 22021 -> 400;
 * 40001, 40P01 -> 503 "retry"; 57014 -> 504; 55P03, 57P01..3, 08xxx (but 08P01), 53300 -> 503 with Retry-After; 42P01, 42703, 42883
 * (a migration is missing) -> 503 "schema"; all else 500. The server's text goes to `log`. */
help_err *help_pg_err(apr_pool_t *p, PGconn *db, const PGresult *res, const char *statement);

/* Drains what the server has said while we were away; 0 when the connection is dead. See database.md:
 * one PQconsumeInput is not enough (the first reads the FATAL, the next the EOF). */
int help_pg_alive(PGconn *db);

/* 1 when the connection must not be given back as it is: it hung, was lost or is in the middle of something.
 * Whoever releases it then closes it, or calls PQreset (which may block for connect_timeout). */
int help_pg_broken(const PGconn *db);

/* Reading a row. NULL columns: "" / 0 / NULL as said. */
const char *help_pg_str(apr_pool_t *p, const PGresult *res, int row, int col);      /* copy; NULL for SQL NULL */
const char *help_pg_ref(const PGresult *res, int row, int col);                     /* borrowed; "" for NULL */
apr_int64_t help_pg_int(const PGresult *res, int row, int col);
int help_pg_flag(const PGresult *res, int row, int col);                            /* 't' */
int help_pg_affected(const PGresult *res);

#endif
