/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions of several round trips. */
#include "lib/pg.h"

#include <string.h>

#include "lib/pg_int.h"

/* Nothing has happened yet, so a lost connection may be replaced. Where setting the tenant failed, BEGIN
 * has still worked, and the caller of a failed begin does not roll back. */
static help_err *try_begin(apr_pool_t *p, PGconn *db, int tenant)
{
    help_err *e = help_pg_talk(p, db, "BEGIN", tenant, NULL, 0, 1);

    if (e) help_pg_rollback(db);
    return e;
}

help_err *help_pg_begin(apr_pool_t *p, PGconn *db, int tenant)
{
    help_err *e;

    if (PQstatus(db) == CONNECTION_OK && PQtransactionStatus(db) != PQTRANS_IDLE)
        return help_err_new(p, 500, "database-error", "Something went wrong with the database.",
                            "BEGIN inside a transaction");
    e = try_begin(p, db, tenant);
    if (help_pg_should_retry(e)) e = try_begin(p, db, tenant);
    if (!e) help_pg_state_of(db)->in_transaction = 1;
    return e;
}

static void ended(PGconn *db)
{
    help_pg_state *st = help_pg_state_of(db);

    if (st) st->in_transaction = 0;
}

help_err *help_pg_commit(apr_pool_t *p, PGconn *db)
{
    help_err *e = help_pg_talk(p, db, "COMMIT", HELP_PG_NO_TENANT, NULL, 0, 0);

    ended(db);
    return e;
}

void help_pg_rollback(PGconn *db)
{
    apr_pool_t *scratch;

    if (!help_pg_broken(db) && PQtransactionStatus(db) != PQTRANS_IDLE && !apr_pool_create(&scratch, NULL)) {
        help_pg_talk(scratch, db, "ROLLBACK", HELP_PG_NO_TENANT, NULL, 0, 0);
        apr_pool_destroy(scratch);
    }
    ended(db);
}

int help_pg_should_retry(const help_err *e)
{
    return e && strcmp(e->code, "retry") == 0;
}
