/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations with nobody. With a server they are tried by pg_live.c. */
#include <apr_time.h>

#include "lib/pg.h"
#include "tap.h"

static const help_sql one = { "test_one", "SELECT 1 WHERE $1::int IS NOT NULL" };

int main(void)
{
    apr_pool_t *p;
    PGconn *db = PQconnectdb("host=/nowhere/at/all connect_timeout=1");
    help_sql_call call = { .sql = &one };
    help_err *e;

    apr_initialize();
    apr_pool_create(&p, NULL);
    ok(!help_pg_run(p, db, 1, NULL, 0, 0), "no calls are no conversation");
    e = help_pg_run(p, db, 1, &call, 1, 0);
    ok(e && e->status == 503 && e->retry_after_s > 0, "a dead connection is 503 with Retry-After");
    ok(!call.result, "and has no result");
    ok(help_pg_broken(db), "and is broken for whoever releases it");
    e = help_pg_run(p, db, 1, &call, 1, 1);
    ok(e && e->status == 503, "reads try a reset, and fail alike when it does not help");
    PQfinish(db);
    apr_terminate();
    return tap_done();
}
