/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions with nobody. With a server they are tried by pg_live.c. */
#include "lib/pg.h"
#include "lib/pg_int.h"
#include "tap.h"

int main(void)
{
    apr_pool_t *p;
    PGconn *db = PQconnectdb("host=/nowhere/at/all connect_timeout=1");
    help_err *e;

    apr_initialize();
    apr_pool_create(&p, NULL);
    e = help_pg_begin(p, db, 1);
    ok(e && e->status == 503, "a transaction does not begin on a dead connection");
    ok(!help_pg_state_of(db)->in_transaction, "and is not thought to have begun");
    help_pg_state_of(db)->in_transaction = 1;
    e = help_pg_commit(p, db);
    ok(e && e->status == 503, "nor is one committed");
    ok(!help_pg_state_of(db)->in_transaction, "but it is over all the same");
    help_pg_rollback(db);
    ok(1, "rolling back with nobody does no harm");
    PQfinish(db);
    apr_terminate();
    return tap_done();
}
