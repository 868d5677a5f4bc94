/* SPDX-License-Identifier: Apache-2.0 */
/* What pg.c does without a server: a connection that never was is enough to see its memory. */
#include "lib/pg.h"
#include "lib/pg_int.h"
#include "tap.h"

int main(void)
{
    static const help_sql many[100] = { { "a", "b" } };
    PGconn *db = PQconnectdb("host=/nowhere/at/all connect_timeout=1");
    help_pg_state *st;
    int i, all = 1;

    ok(!help_pg_state_of(db), "a new connection is unknown");
    ok(help_pg_attach(db), "it can be attached to");
    st = help_pg_state_of(db);
    ok(help_pg_attach(db) && help_pg_state_of(db) == st, "a second time does nothing");

    for (i = 0; i < 100; i++) help_pg_learn(st, &many[i], 0);
    for (i = 0; i < 100; i++) all &= help_pg_find(st, &many[i]) != NULL;
    ok(all && st->n == 100, "a hundred statements are remembered, each by its address");
    help_pg_learn(st, &many[5], 1);
    ok(st->n == 100 && help_pg_find(st, &many[5])->stale, "learning one again changes it");
    help_pg_forget(st, &many[5]);
    ok(st->n == 99 && !help_pg_find(st, &many[5]) && help_pg_find(st, &many[99]), "forgetting one leaves the others");
    help_pg_forget(st, &many[5]);
    ok(st->n == 99, "forgetting it twice does nothing");

    ok(help_pg_broken(db), "a connection that never was is broken");
    ok(!help_pg_alive(db), "and not alive");
    PQfinish(db);
    return tap_done();
}
