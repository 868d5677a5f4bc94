/* SPDX-License-Identifier: Apache-2.0 */
/* Connection, look-ups and complaints of the tools. Knows no command line. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include <apr_strings.h>
#include "lib/limits.h"
#include "lib/text.h"
#include "tools/tool_args.h"
#include "tools/tool_db.h"

static const char *tool_name = "";

apr_pool_t *tool_start(const char *name)
{
    apr_pool_t *p;

    tool_name = name;
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&p, NULL) != APR_SUCCESS) {
        fprintf(stderr, "%s: APR does not start\n", name);
        exit(TOOL_FAILED);
    }
    apr_pool_tag(p, "tool");
    return p;
}

void tool_end(apr_pool_t *p)
{
    apr_pool_destroy(p);
    apr_terminate();
}

void tool_complain(const char *fmt, ...)
{
    va_list ap;

    fflush(stdout);
    fprintf(stderr, "%s: ", tool_name);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

const char *tool_err_text(apr_pool_t *p, const help_err *e)
{
    const char *text = e->detail ? e->detail : help_status_title(e->status);
    int i;

    for (i = 0; e->fields && i < e->fields->nelts; i++) {
        const help_field_err *f = &APR_ARRAY_IDX(e->fields, i, help_field_err);
        text = apr_pstrcat(p, text, i ? ", " : " ", f->field, " ", f->text, NULL);
    }
    if (e->log) text = apr_pstrcat(p, text, " (", e->log, ")", NULL);
    return text;
}

int tool_fail(apr_pool_t *p, const help_err *e)
{
    tool_complain("%s", tool_err_text(p, e));
    return TOOL_FAILED;
}

static apr_status_t finish(void *db)
{
    PQfinish(db);
    return APR_SUCCESS;
}

static void hush(void *baton, const char *message)
{
}

help_err *tool_connect(PGconn **out, apr_pool_t *p, const char *url)
{
    PGconn *db;

    if (!url) url = getenv("DATABASE_URL");
    if (!url || !*url)
        return help_err_new(p, 400, "no-database",
                            "Which database? Give -d postgresql://owner@host/database or set DATABASE_URL.", NULL);
    db = PQconnectdb(url);
    apr_pool_cleanup_register(p, db, finish, apr_pool_cleanup_null);
    if (PQstatus(db) != CONNECTION_OK) {
        char *why = apr_pstrdup(p, PQerrorMessage(db));
        while (*why && why[strlen(why) - 1] == '\n') why[strlen(why) - 1] = '\0';
        return help_err_new(p, 503, "database-away", "The database does not answer.", "%s", why);
    }
    PQsetNoticeProcessor(db, hush, NULL);
    if (!help_pg_attach(db)) return help_err_new(p, 500, "internal", "Out of memory.", NULL);
    *out = db;
    return NULL;
}

help_err *tool_query(PGresult **out, apr_pool_t *p, PGconn *db, int tenant, const help_sql *sql,
                     const help_sql_args *args)
{
    help_sql_call call = { .sql = sql };
    help_err *e;

    if (args) call.args = *args;
    if ((e = help_pg_run(p, db, tenant, &call, 1, 0))) return e;
    *out = call.result;
    return NULL;
}

help_err *tool_tenant(int *id, apr_pool_t *p, PGconn *db, const char *slug)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_text(&args, slug);
    if ((e = tool_query(&res, p, db, 0, &tool_sql[TOOL_SQL_TENANT], &args))) return e;
    if (PQntuples(res)) {
        *id = (int)help_pg_int(res, 0, 0);
        return NULL;
    }
    if ((e = tool_query(&res, p, db, 0, &tool_sql[TOOL_SQL_TENANTS], NULL))) return e;
    return help_err_new(p, 404, "no-tenant",
                        apr_psprintf(p, "There is no tenant '%s'; there is: %s.", slug,
                                     *help_pg_ref(res, 0, 0) ? help_pg_ref(res, 0, 0)
                                         : "none yet (help-admin tenant add makes one)"), NULL);
}

help_err *tool_user(apr_int64_t *id, apr_pool_t *p, PGconn *db, int tenant, const char *username)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_text(&args, username);
    if ((e = tool_query(&res, p, db, tenant, &tool_sql[TOOL_SQL_USER], &args))) return e;
    if (!PQntuples(res))
        return help_err_new(p, 404, "no-user",
                            apr_psprintf(p, "There is no user '%s' in this tenant; help-admin user list shows who is.",
                                         username), NULL);
    if (!help_pg_flag(res, 0, 1))
        return help_err_new(p, 409, "user-inactive",
                            apr_psprintf(p, "User '%s' is not active; help-admin user set --active yes changes that.",
                                         username), NULL);
    *id = help_pg_int(res, 0, 0);
    return NULL;
}

help_err *tool_secret(const char **out, apr_pool_t *p, const char *file, const char *what)
{
    char line[1024];
    int is_stdin = !strcmp(file, "-");
    FILE *f = is_stdin ? stdin : fopen(file, "re");
    const char *got;
    apr_size_t len;

    if (!f)
        return help_err_new(p, 400, "no-secret", apr_psprintf(p, "The %s cannot be read from '%s'.", what, file), NULL);
    got = fgets(line, sizeof(line), f);
    if (!is_stdin) fclose(f);
    len = got ? strcspn(line, "\r\n") : 0;
    if (!len)
        return help_err_new(p, 400, "no-secret",
                            apr_psprintf(p, "The %s is the first line of %s, and that is empty.", what,
                                         is_stdin ? "the input" : file), NULL);
    if (!help_utf8_ok(line, len) || len == sizeof(line) - 1)
        return help_err_new(p, 400, "bad-secret",
                            apr_psprintf(p, "The %s is no UTF-8 text of one line under 1,000 bytes.", what), NULL);
    *out = apr_pstrmemdup(p, line, len);
    return NULL;
}
