/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/pg.h"
#include "lib/pg_int.h"
#include "tap.h"

static void mapping(apr_pool_t *p)
{
    static const struct { const char *sqlstate; int status; const char *code; int retry_after; } rows[] = {
        { "23505", 409, "unique", 0 }, { "23503", 409, "reference", 0 }, { "23514", 400, "bad-value", 0 },
        { "23502", 400, "bad-value", 0 }, { "22P02", 400, "bad-value", 0 }, { "22001", 400, "bad-value", 0 },
        { "22021", 400, "bad-value", 0 }, { "40001", 503, "retry", 1 }, { "40P01", 503, "retry", 1 },
        { "57014", 504, "too-slow", 0 }, { "55P03", 503, "database", 1 }, { "57P01", 503, "database", 1 },
        { "57P02", 503, "database", 1 }, { "57P03", 503, "database", 1 }, { "08006", 503, "database", 1 },
        { "08P01", 500, "database-error", 0 }, { "53300", 503, "database", 1 }, { "42P01", 503, "schema", 1 },
        { "42703", 503, "schema", 1 }, { "42883", 503, "schema", 1 }, { "42601", 500, "database-error", 0 },
        { "XX000", 500, "database-error", 0 }, { "", 503, "database", 1 },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_pg_diag d = { rows[i].sqlstate, "SELECT secret FROM hidden", "", "", "" };
        help_err *e = help_pg_err_of(p, &d, "articles_list");

        ok(e->status == rows[i].status && !strcmp(e->code, rows[i].code), "%s is %d %s", rows[i].sqlstate,
           rows[i].status, rows[i].code);
        ok((e->retry_after_s > 0) == rows[i].retry_after, "... with or without Retry-After");
        ok(!strstr(e->detail, "hidden") && strstr(e->log, "hidden") && strstr(e->log, "articles_list"),
           "... and the server's text in the log only");
        ok(help_pg_should_retry(e) == !strcmp(rows[i].code, "retry"), "... and retried only if it says so");
    }
    ok(!help_pg_should_retry(NULL), "success is not tried again");
}

static void fields(apr_pool_t *p)
{
    static const struct { const char *table, *constraint, *want, *sentence; } rows[] = {
        { "articles", "articles_slug_key", "slug", "table and kind are cut off" },
        { "articles", "articles_tenant_id_slug_key", "slug", "so is the tenant" },
        { "user", "user_email_idx", "email", "an index is a constraint too" },
        { "articles", "articles_title_check", "title", "a check has a field" },
        { "articles", "one_default_key", "one_default", "a name of another form is kept" },
        { "articles", "articles_pkey", "", "the primary key is no field" },
        { "articles", "articles_tenant_id_key", "", "nor is the tenant alone" },
        { "articles", "", "", "no constraint is no field" },
        { "", "slug_key", "slug", "no table is no prefix" },
        { "a", "a_monkey", "monkey", "a word that ends alike stays" },
    };
    help_pg_diag d = { "23505", "duplicate", "articles", "", "articles_tenant_id_slug_key" };
    help_err *e = help_pg_err_of(p, &d, "x");
    size_t i;

    is(APR_ARRAY_IDX(e->fields, 0, help_field_err).field, "slug", "a clash names the field");
    is(APR_ARRAY_IDX(e->fields, 0, help_field_err).text, "is taken", "and what is wrong with it");
    d.sqlstate = "23502";
    d.column = "title";
    is(APR_ARRAY_IDX(help_pg_err_of(p, &d, "x")->fields, 0, help_field_err).field, "title",
       "a column that the server names comes first");
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_pg_constraint_field(p, rows[i].table, rows[i].constraint), rows[i].want, rows[i].sentence);
}

int main(void)
{
    apr_pool_t *p;
    PGconn *db;
    help_err *e;

    apr_initialize();
    apr_pool_create(&p, NULL);
    mapping(p);
    fields(p);
    db = PQconnectdb("host=/nowhere/at/all connect_timeout=1");
    e = help_pg_err(p, db, NULL, NULL);
    ok(e->status == 503 && !strchr(e->log, '\n'), "a lost connection is 503, told in one line");
    PQfinish(db);
    apr_terminate();
    return tap_done();
}
