/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/pg.h"
#include "tap.h"

static void args(apr_pool_t *p)
{
    help_sql_args a = { 0 };

    help_arg_text(&a, "x");
    help_arg_text(&a, NULL);
    help_arg_int(&a, p, APR_INT64_MIN);
    help_arg_bool(&a, 2);
    help_arg_time(&a, p, 1);
    help_arg_time(&a, p, 0);
    help_arg_bytes(&a, "a\0b", 3);
    help_arg_bytes(&a, NULL, 0);
    ok(a.n == 8, "each builder adds one");
    is(a.value[0], "x", "a text is itself");
    is(a.value[1], NULL, "NULL is SQL's NULL");
    is(a.value[2], "-9223372036854775808", "a number is its digits");
    is(a.value[3], "t", "a truth is t");
    is(a.value[4], "1970-01-01T00:00:00.000001Z", "a time has its microseconds");
    is(a.value[5], NULL, "the time 0 is NULL");
    ok(a.binary[6] && a.length[6] == 3 && !a.binary[0], "bytes are binary with their length");
    ok(a.value[7] && !a.length[7], "no bytes are a value all the same");
}

/* libpq lets a program make its own result, so that reading one needs no server. */
static PGresult *row(void)
{
    static char names[][5] = { "str", "null", "int", "flag", "bad" };
    static char *const values[] = { "text", NULL, "-42", "t", "12x" };
    PGresAttDesc columns[5] = { 0 };
    PGresult *res = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    int i;

    for (i = 0; i < 5; i++) columns[i].name = names[i];
    PQsetResultAttrs(res, 5, columns);
    for (i = 0; i < 5; i++) PQsetvalue(res, 0, i, values[i], values[i] ? (int)strlen(values[i]) : -1);
    return res;
}

static void reading(apr_pool_t *p)
{
    PGresult *res = row();

    is(help_pg_str(p, res, 0, 0), "text", "a text is copied");
    is(help_pg_str(p, res, 0, 1), NULL, "NULL is NULL");
    is(help_pg_ref(res, 0, 0), "text", "a text is lent");
    is(help_pg_ref(res, 0, 1), "", "a lent NULL is empty");
    ok(help_pg_int(res, 0, 2) == -42, "a number is read");
    ok(help_pg_int(res, 0, 1) == 0, "NULL is 0");
    ok(help_pg_int(res, 0, 4) == 0, "what is no number is 0, not 12");
    ok(help_pg_flag(res, 0, 3) && !help_pg_flag(res, 0, 1) && !help_pg_flag(res, 0, 0), "only t is true");
    ok(help_pg_affected(res) == 0, "a result without a command affected nothing");
    PQclear(res);
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    args(p);
    reading(p);
    apr_terminate();
    return tap_done();
}
