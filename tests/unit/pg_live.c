/* SPDX-License-Identifier: Apache-2.0 */
/* help_pg_run against a server: TEST_DSN names a database in which nothing need exist and nothing is kept.
 * Not one of `make check`'s programs, for those need no server; tests/sql runs it. */
#include <apr_strings.h>
#include <apr_time.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/limits.h"
#include "lib/pg.h"
#include "lib/pg_int.h"
#include "tap.h"

static apr_pool_t *p;
static const char *dsn;
static PGconn *db, *boss;           /* the one under test, and one that acts on the server behind its back */

static const help_sql tenant = { "live_tenant", "SELECT current_setting('app.tenant_id'), $1::int" };
static const help_sql echo = { "live_echo", "SELECT $2::text, $3::bytea, $4::int8, $5::bool, $6::timestamptz"
                                            "  WHERE $1::int IS NOT NULL" };
static const help_sql insert = { "live_insert", "INSERT INTO help_live (tenant_id, slug) VALUES ($1::int, $2)" };
static const help_sql count = { "live_count", "SELECT count(*) FROM help_live WHERE tenant_id = $1::int" };
static const help_sql list = { "live_list", "SELECT * FROM help_live WHERE tenant_id = $1::int" };
static const help_sql star = { "live_star", "SELECT * FROM help_live WHERE tenant_id >= $1::int" };
static const help_sql missing = { "live_missing", "SELECT 1 FROM help_not_there WHERE id = $1::int" };
static const help_sql divide = { "live_divide", "SELECT 1 / $2::int WHERE $1::int IS NOT NULL" };
static const help_sql sleepy = { "live_sleep", "SELECT pg_sleep($2::int) WHERE $1::int IS NOT NULL" };
static const help_sql length = { "live_length", "SELECT length($2) WHERE $1::int IS NOT NULL" };
static const help_sql wide = { "live_wide", "SELECT repeat($2, 1000) FROM generate_series(1, 3000)"
                                            "  WHERE $1::int IS NOT NULL" };

static void as_boss(const char *sql)
{
    PGresult *res = PQexec(boss, sql);

    if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
        printf("# %s: %s", sql, PQerrorMessage(boss));
    PQclear(res);
}

static help_err *run1(help_sql_call *c, const help_sql *sql, const char *arg, int reads)
{
    memset(c, 0, sizeof *c);
    c->sql = sql;
    if (arg) help_arg_text(&c->args, arg);
    return help_pg_run(p, db, 7, c, 1, reads);
}

static int counted(void)
{
    help_sql_call c;

    return run1(&c, &count, NULL, 0) ? -1 : (int)help_pg_int(c.result, 0, 0);
}

static int usable(void)
{
    return PQpipelineStatus(db) == PQ_PIPELINE_OFF && PQtransactionStatus(db) == PQTRANS_IDLE && !help_pg_broken(db);
}

static void kill_backend(void)
{
    as_boss(apr_psprintf(p, "SELECT pg_terminate_backend(%d)", PQbackendPID(db)));
    apr_sleep(apr_time_from_msec(200));
}

static void tenants(void)
{
    help_sql_call c[2] = { { .sql = &tenant }, { .sql = &tenant } };
    PGresult *res;

    ok(!help_pg_run(p, db, 42, c, 2, 0), "two calls run in one pipeline");
    is(help_pg_ref(c[0].result, 0, 0), "42", "the tenant is set for the first");
    is(help_pg_ref(c[1].result, 0, 0), "42", "and for the second");
    ok(help_pg_int(c[0].result, 0, 1) == 42, "and is $1 of each");
    ok(usable(), "the connection is as it was");
    res = PQexec(db, "SELECT current_setting('app.tenant_id', true)");
    is(help_pg_ref(res, 0, 0), "", "afterwards no tenant is set");
    PQclear(res);
}

static void values(void)
{
    help_sql_call c = { .sql = &echo };

    help_arg_text(&c.args, "\xC3\xA9");
    help_arg_bytes(&c.args, "a\0b", 3);
    help_arg_int(&c.args, p, APR_INT64_MAX);
    help_arg_bool(&c.args, 1);
    help_arg_time(&c.args, p, 0);
    ok(!help_pg_run(p, db, 1, &c, 1, 0), "all kinds of parameters go in");
    is(help_pg_ref(c.result, 0, 0), "\xC3\xA9", "a text comes back");
    is(help_pg_ref(c.result, 0, 1), "\\x610062", "bytes come back");
    ok(help_pg_int(c.result, 0, 2) == APR_INT64_MAX, "a number comes back");
    ok(help_pg_flag(c.result, 0, 3), "a truth comes back");
    is(help_pg_str(p, c.result, 0, 4), NULL, "NULL comes back");
    ok(!run1(&c, &wide, "x", 0) && PQntuples(c.result) == 3000, "three megabytes come back");
    ok(!run1(&c, &length, apr_psprintf(p, "%0*d", 4000000, 0), 0) && help_pg_int(c.result, 0, 0) == 4000000,
       "four megabytes go in");
}

static void errors(void)
{
    help_sql_call c[3] = { { .sql = &insert }, { .sql = &divide }, { .sql = &tenant } }, one;
    help_err *e;

    help_arg_text(&c[0].args, "rolled-back");
    help_arg_text(&c[1].args, "0");
    e = help_pg_run(p, db, 7, c, 3, 0);
    ok(e && e->status == 500 && strstr(e->log, "22012") && strstr(e->log, "live_divide"), "the failing statement is named");
    ok(!c[0].result && !c[1].result && !c[2].result, "no call has a result then");
    ok(usable(), "the connection is as it was");
    ok(counted() == 0, "and what came before is rolled back");

    ok(!run1(&one, &insert, "a", 0) && help_pg_affected(one.result) == 1, "an insert affects one row");
    e = run1(&one, &insert, "a", 0);
    ok(e && e->status == 409 && e->fields && !strcmp(APR_ARRAY_IDX(e->fields, 0, help_field_err).field, "slug"),
       "a clash is 409 and names the field");
    e = run1(&one, &insert, NULL, 0);
    ok(e && e->status == 500, "a missing parameter is our mistake");
    e = run1(&one, &insert, "\xFF", 0);
    ok(e && e->status == 400, "malformed UTF-8 is the asker's");
    e = run1(&one, &missing, NULL, 0);
    ok(e && e->status == 503 && !strcmp(e->code, "schema"), "a missing table is a missing migration");
    ok(usable(), "and costs one statement, not the connection");
    as_boss("CREATE TABLE help_not_there (id int)");
    ok(!run1(&one, &missing, NULL, 0), "which works as soon as the table is there");
    as_boss("DROP TABLE help_not_there");
}

static void plans(void)
{
    help_sql_call c, both[2] = { { .sql = &list }, { .sql = &star } };
    help_err *e;

    ok(!run1(&c, &list, NULL, 0) && PQnfields(c.result) == 2, "a statement is prepared");
    as_boss("ALTER TABLE help_live ADD COLUMN more int");
    ok(!run1(&c, &list, NULL, 0) && PQnfields(c.result) == 3, "a plan lost to a migration is made again (0A000)");
    ok(!run1(&c, &list, NULL, 0), "and kept");
    ok(!run1(&c, &star, NULL, 0), "another statement of the same table is prepared");
    as_boss("ALTER TABLE help_live ADD COLUMN most int");
    ok(!help_pg_run(p, db, 7, both, 2, 0) && PQnfields(both[1].result) == 4,
       "two plans lost in one pipeline are both made again");
    as_boss("ALTER TABLE help_live DROP COLUMN most");
    PQclear(PQexec(db, "DEALLOCATE ALL"));
    ok(!run1(&c, &list, NULL, 0), "statements lost behind our back are made again (26000)");
    help_pg_forget(help_pg_state_of(db), &list);
    ok(!run1(&c, &list, NULL, 0), "one that the server knows and we do not too (42P05)");
    as_boss("ALTER TABLE help_live DROP COLUMN more");
    ok(!help_pg_begin(p, db, 7), "a transaction begins");
    e = run1(&c, &list, NULL, 0);
    ok(help_pg_should_retry(e), "in it a lost plan means the whole again");
    help_pg_rollback(db);
    ok(!help_pg_begin(p, db, 7) && !run1(&c, &list, NULL, 0) && !help_pg_commit(p, db), "and the second time works");
    PQreset(db);
    ok(!help_pg_state_of(db)->n, "a reset forgets all statements");
    ok(!run1(&c, &list, NULL, 0), "and they are prepared anew");
}

static void transactions(void)
{
    help_sql_call c;
    int before = counted();
    help_err *e;

    ok(!help_pg_begin(p, db, 7) && !run1(&c, &insert, "tx", 0) && !run1(&c, &tenant, NULL, 0), "a transaction spans trips");
    is(help_pg_ref(c.result, 0, 0), "7", "with its tenant");
    ok(help_pg_begin(p, db, 7)->status == 500, "a second one inside it is a mistake");
    help_pg_rollback(db);
    ok(usable() && counted() == before, "rolled back nothing is left");
    ok(!help_pg_begin(p, db, 7) && !run1(&c, &insert, "tx", 0) && !help_pg_commit(p, db) && counted() == before + 1,
       "committed it is there");
    ok(!help_pg_begin(p, db, 7) && run1(&c, &divide, "0", 0), "a statement fails in a transaction");
    e = help_pg_commit(p, db);
    ok(e && e->status == 500, "then its commit says so, though the server calls it success");
    ok(usable(), "and the connection is free again");
}

static void losses(void)
{
    help_sql_call c;
    help_err *e;

    ok(help_pg_alive(db), "a connection is alive");
    kill_backend();
    ok(!help_pg_alive(db), "a killed one is not");
    e = run1(&c, &count, NULL, 1);
    ok(!e, "reads run all the same, on a new connection");
    ok(help_pg_alive(db), "which is alive");
    kill_backend();
    e = run1(&c, &insert, "lost", 0);
    ok(e && e->status == 503 && e->retry_after_s, "a write is 503 with Retry-After");
    ok(help_pg_broken(db), "and the connection is broken");
    PQreset(db);
    ok(usable(), "until it is reset");
    ok(!help_pg_begin(p, db, 7), "a transaction begins");
    kill_backend();
    e = run1(&c, &count, NULL, 1);
    ok(e && e->status == 503, "in it not even reads are tried again");
    ok(help_pg_commit(p, db) != NULL, "and it does not commit");
    PQreset(db);
    kill_backend();
    ok(!help_pg_begin(p, db, 7) && !help_pg_commit(p, db), "a transaction begins on a dead connection, made new");
}

/* While the pipeline runs: the child ends the backend half a second after it has begun to sleep. */
static void killed_meanwhile(void)
{
    help_sql_call c;
    help_err *e;
    int pid = PQbackendPID(db);
    pid_t child = fork();

    if (!child) {
        PGconn *other;

        apr_sleep(apr_time_from_msec(500));
        other = PQconnectdb(dsn);
        PQclear(PQexec(other, apr_psprintf(p, "SELECT pg_terminate_backend(%d)", pid)));
        _exit(0);
    }
    e = run1(&c, &sleepy, "3", 0);
    ok(e && e->status == 503, "a backend killed at work is 503");
    PQreset(db);
    ok(usable(), "and a reset cures it");
}

static void hangs(void)
{
    help_sql_call c;
    apr_time_t begin = apr_time_now();
    help_err *e;
    int stopped = kill(PQbackendPID(db), SIGSTOP) == 0, pid = PQbackendPID(db);
    apr_interval_time_t took;

    e = run1(&c, &sleepy, stopped ? "0" : "20", 0);
    took = apr_time_now() - begin;
    ok(e && e->status == 503, "a %s server is 503", stopped ? "stopped" : "slow");
    ok(took >= apr_time_from_msec(HELP_PG_DEADLINE_MS - 100) && took < apr_time_from_msec(HELP_PG_DEADLINE_MS + 1000),
       "after the deadline");
    ok(help_pg_broken(db), "and the connection is broken");
    begin = apr_time_now();
    e = run1(&c, &count, NULL, 0);
    ok(e && e->status == 503 && apr_time_now() - begin < apr_time_from_msec(100), "nothing more is tried on it");
    help_pg_rollback(db);
    if (stopped) kill(pid, SIGCONT);
    PQreset(db);
    ok(usable() && counted() >= 0, "a reset cures it");
}

int main(void)
{
    dsn = getenv("TEST_DSN");
    if (!dsn) { fprintf(stderr, "TEST_DSN is not set\n"); return 2; }
    apr_initialize();
    apr_pool_create(&p, NULL);
    db = PQconnectdb(dsn);
    boss = PQconnectdb(dsn);
    if (PQstatus(db) != CONNECTION_OK) { fprintf(stderr, "%s", PQerrorMessage(db)); return 2; }
    as_boss("DROP TABLE IF EXISTS help_live");
    as_boss("CREATE TABLE help_live (tenant_id int NOT NULL, slug text NOT NULL, UNIQUE (tenant_id, slug))");
    tenants();
    values();
    errors();
    plans();
    transactions();
    losses();
    killed_meanwhile();
    hangs();
    as_boss("DROP TABLE help_live");
    PQfinish(db);
    PQfinish(boss);
    apr_terminate();
    return tap_done();
}
