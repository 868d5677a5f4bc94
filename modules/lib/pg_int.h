/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of pg.h share and nobody else needs. */
#ifndef HELP_LIB_PG_INT_H
#define HELP_LIB_PG_INT_H

#include "lib/pg.h"

typedef struct help_pg_known {
    const help_sql *sql;
    int stale;                      /* the server has it, but its plan is lost: DEALLOCATE first */
} help_pg_known;

/* What we know of a connection. libpq owns it by the event procedure: made when that is registered,
 * emptied by a reset, freed with the connection. */
typedef struct help_pg_state {
    help_pg_known *known;
    int n, size;
    int in_transaction;             /* between help_pg_begin and its end; survives the connection's loss */
    int broken;
} help_pg_state;

/* pg.c */
help_pg_state *help_pg_state_of(const PGconn *db);          /* NULL before help_pg_attach */
help_pg_known *help_pg_find(help_pg_state *st, const help_sql *sql);
void help_pg_learn(help_pg_state *st, const help_sql *sql, int stale);
void help_pg_forget(help_pg_state *st, const help_sql *sql);

/* pg_run.c */
enum { HELP_PG_NO_TENANT = -1 };
/* One pipeline: `before` (a command, or NULL), the tenant, the calls. */
help_err *help_pg_talk(apr_pool_t *p, PGconn *db, const char *before, int tenant, help_sql_call *calls, int n,
                       int retry_reads);

/* pg_err.c */
typedef struct help_pg_diag {
    const char *sqlstate, *message, *table, *column, *constraint;      /* "" where the server said nothing */
} help_pg_diag;
help_err *help_pg_err_of(apr_pool_t *p, const help_pg_diag *d, const char *statement);
/* "articles_tenant_id_slug_key" of table "articles" -> "slug"; "" when nothing is left. */
const char *help_pg_constraint_field(apr_pool_t *p, const char *table, const char *constraint);

#endif
