/* SPDX-License-Identifier: Apache-2.0 */
/* What every operator's tool needs: the connection of the owner role, the tenant, the user, a secret
 * from a file, and one way to complain. */
#ifndef HELP_TOOL_DB_H
#define HELP_TOOL_DB_H

#include <apr_pools.h>
#include <libpq-fe.h>
#include "lib/err.h"
#include "lib/pg.h"

/* Starts APR and the name that complaints begin with; exits when APR cannot start. */
apr_pool_t *tool_start(const char *name);
void tool_end(apr_pool_t *p);

/* "name: text" on stderr. */
void tool_complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The error for an operator, who may see what a reader may not: detail, fields and the log's text. */
const char *tool_err_text(apr_pool_t *p, const help_err *e);
/* Complains and returns TOOL_FAILED. */
int tool_fail(apr_pool_t *p, const help_err *e);

/* url NULL: $DATABASE_URL. The connection is closed with p. */
help_err *tool_connect(PGconn **out, apr_pool_t *p, const char *url);
/* 404 with the slugs that there are when it is unknown; an inactive one is found, too. */
help_err *tool_tenant(int *id, apr_pool_t *p, PGconn *db, const char *slug);
/* 404 when unknown, 409 when not active. */
help_err *tool_user(apr_int64_t *id, apr_pool_t *p, PGconn *db, int tenant, const char *username);
/* Runs one statement for a tenant (0 = none). */
help_err *tool_query(PGresult **out, apr_pool_t *p, PGconn *db, int tenant, const help_sql *sql,
                     const help_sql_args *args);

/* The first line of a file, or of stdin for "-": never from the command line, which others can read. */
help_err *tool_secret(const char **out, apr_pool_t *p, const char *file, const char *what);

extern const help_sql tool_sql[];
enum { TOOL_SQL_TENANT, TOOL_SQL_TENANTS, TOOL_SQL_USER };

#endif
