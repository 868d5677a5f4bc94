/* SPDX-License-Identifier: Apache-2.0 */
/* What we remember of a connection, and whether it still lives. Sends nothing. */
#include "lib/pg.h"

#include <libpq-events.h>
#include <poll.h>
#include <stdlib.h>

#include "lib/pg_int.h"

/* Plain malloc: libpq tells us when the connection ends, and no pool of ours lives exactly that long. */
static int on_register(PGconn *db, PGEventProc self)
{
    help_pg_state *st = calloc(1, sizeof *st);

    if (st && PQsetInstanceData(db, self, st)) return 1;
    free(st);
    return 0;
}

static void on_reset(help_pg_state *st)
{
    if (!st) return;
    st->n = 0;
    st->in_transaction = 0;
    st->broken = 0;
}

static void on_destroy(help_pg_state *st)
{
    if (st) free(st->known);
    free(st);
}

static int on_event(PGEventId id, void *info, void *unused)
{
    switch (id) {
    case PGEVT_REGISTER:
        return on_register(((PGEventRegister *)info)->conn, on_event);
    case PGEVT_CONNRESET:
        on_reset(PQinstanceData(((PGEventConnReset *)info)->conn, on_event));
        return 1;
    case PGEVT_CONNDESTROY:
        on_destroy(PQinstanceData(((PGEventConnDestroy *)info)->conn, on_event));
        return 1;
    default:
        return 1;
    }
}

help_pg_state *help_pg_state_of(const PGconn *db)
{
    return PQinstanceData(db, on_event);
}

int help_pg_attach(PGconn *db)
{
    return help_pg_state_of(db) != NULL || PQregisterEventProc(db, on_event, "help", NULL);
}

/* ------------------------------------------------------------------ prepared statements */

help_pg_known *help_pg_find(help_pg_state *st, const help_sql *sql)
{
    int i;

    for (i = 0; i < st->n; i++)
        if (st->known[i].sql == sql) return &st->known[i];
    return NULL;
}

void help_pg_learn(help_pg_state *st, const help_sql *sql, int stale)
{
    help_pg_known *k = help_pg_find(st, sql);

    if (!k && st->n == st->size) {
        int size = st->size ? st->size * 2 : 32;
        help_pg_known *more = realloc(st->known, (size_t)size * sizeof *more);

        /* Not remembered: the server will say 42P05 the next time, and that is cured there. */
        if (!more) return;
        st->known = more;
        st->size = size;
    }
    if (!k) k = &st->known[st->n++];
    k->sql = sql;
    k->stale = stale;
}

void help_pg_forget(help_pg_state *st, const help_sql *sql)
{
    help_pg_known *k = help_pg_find(st, sql);

    if (k) *k = st->known[--st->n];
}

/* ------------------------------------------------------------------ health */

/* The first read after a server's end gives its last words, only the next one the end of file; eight
 * rounds leave room for notices before them. */
int help_pg_alive(PGconn *db)
{
    int round;

    for (round = 0; round < 8 && !help_pg_broken(db); round++) {
        struct pollfd fd = { .fd = PQsocket(db), .events = POLLIN };

        if (poll(&fd, 1, 0) <= 0) break;
        if (!PQconsumeInput(db)) return 0;
    }
    return !help_pg_broken(db);
}

int help_pg_broken(const PGconn *db)
{
    const help_pg_state *st = help_pg_state_of(db);

    return (st && st->broken) || PQstatus(db) != CONNECTION_OK || PQpipelineStatus(db) != PQ_PIPELINE_OFF ||
           PQtransactionStatus(db) == PQTRANS_ACTIVE;
}
