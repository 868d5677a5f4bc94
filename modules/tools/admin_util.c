/* SPDX-License-Identifier: Apache-2.0 */
/* What the nouns of help-admin share: complaints, the audit log, and lists as text or JSON. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <apr_strings.h>
#include <jansson.h>
#include "lib/num.h"
#include "lib/text.h"
#include "tools/admin.h"

#define OID_BOOL    16              /* pg_type.dat; these never change */
#define OID_INT8    20
#define OID_INT4    23
#define OID_TEXTS 1009

help_err *admin_wrong(admin *a, const char *fmt, ...)
{
    const char *text;
    va_list ap;

    va_start(ap, fmt);
    text = apr_pvsprintf(a->p, fmt, ap);
    va_end(ap);
    return help_err_new(a->p, 400, "wrong", text, NULL);
}

void admin_say(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

static help_err *audit(admin *a, int tenant, const char *action, const char *object)
{
    help_sql_args args = { 0 };
    PGresult *res;

    help_arg_text(&args, action);
    help_arg_text(&args, object);
    return tool_query(&res, a->p, a->db, tenant, &admin_sql[ADMIN_AUDIT], &args);
}

help_err *admin_change(PGresult **out, admin *a, const help_sql *sql, const help_sql_args *args, const char *action,
                       const char *object)
{
    help_err *e;

    if ((e = help_pg_begin(a->p, a->db, a->tenant))) return e;
    e = tool_query(out, a->p, a->db, a->tenant, sql, args);
    /* A new tenant has its number only now; its log is its own. */
    if (!e && PQntuples(*out))
        e = audit(a, a->tenant ? a->tenant : (int)help_pg_int(*out, 0, 0), action, object);
    if (!e) return help_pg_commit(a->p, a->db);
    help_pg_rollback(a->db);
    return e;
}

help_err *admin_active(const char **out, admin *a)
{
    int on;

    *out = NULL;
    if (!a->active) return NULL;
    if (!help_bool(&on, a->active)) return admin_wrong(a, "--active is yes or no, not '%s'.", a->active);
    *out = on ? "t" : "f";
    return NULL;
}

help_err *admin_groups(const char **out, admin *a)
{
    apr_array_header_t *list = apr_array_make(a->p, 8, sizeof(const char *));
    const char *s = a->groups;

    *out = NULL;
    while (s && *s) {
        apr_size_t len = strcspn(s, ","), skip = strspn(s, " "), n;
        if (skip > len) skip = len;
        for (n = len; n > skip && s[n - 1] == ' '; n--)
            ;
        if (n == skip)
            return admin_wrong(a, "--groups has an empty name in '%s'; write them as writers,editors.", a->groups);
        APR_ARRAY_PUSH(list, const char *) = apr_pstrmemdup(a->p, s + skip, n - skip);
        s += len;
        if (*s == ',' && !*++s) return admin_wrong(a, "--groups ends with a comma: '%s'.", a->groups);
    }
    if (a->groups) *out = help_pg_text_array(a->p, list);
    return NULL;
}

/* --- lists ------------------------------------------------------------------------------------- */

static json_t *as_json(const admin *a, const PGresult *res, int row, int col)
{
    const char *s = PQgetvalue(res, row, col);
    apr_array_header_t *list;
    json_t *out;
    int i;

    if (PQgetisnull(res, row, col)) return json_null();
    switch (PQftype(res, col)) {
    case OID_BOOL: return json_boolean(*s == 't');
    case OID_INT8:
    case OID_INT4: return json_integer(help_pg_int(res, row, col));
    case OID_TEXTS:
        list = help_pg_text_array_read(a->p, s);
        out = json_array();
        for (i = 0; i < list->nelts; i++) json_array_append_new(out, json_string(APR_ARRAY_IDX(list, i, const char *)));
        return out;
    default: return json_string(s);
    }
}

static void print_json(const admin *a, const PGresult *res)
{
    json_t *all = json_array();
    int row, col;

    for (row = 0; row < PQntuples(res); row++) {
        json_t *one = json_object();
        for (col = 0; col < PQnfields(res); col++) json_object_set_new(one, PQfname(res, col), as_json(a, res, row, col));
        json_array_append_new(all, one);
    }
    json_dumpf(all, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
    json_decref(all);
}

static const char *as_text(const admin *a, const PGresult *res, int row, int col)
{
    const char *s = PQgetvalue(res, row, col);

    if (PQgetisnull(res, row, col)) return "-";
    if (PQftype(res, col) == OID_BOOL) return *s == 't' ? "yes" : "no";
    if (PQftype(res, col) == OID_TEXTS) s = apr_array_pstrcat(a->p, help_pg_text_array_read(a->p, s), ',');
    return *s ? s : "-";
}

static void cell(const char *s, int width)
{
    int pad = width - (int)help_utf8_chars(s);

    fputs(s, stdout);
    if (width) printf("%*s", pad > 0 ? pad + 2 : 2, "");
}

static void print_table(const admin *a, const PGresult *res)
{
    int columns = PQnfields(res), row, col, *width = apr_pcalloc(a->p, sizeof(int) * (apr_size_t)(columns + 1));

    for (col = 0; col < columns - 1; col++) {
        width[col] = (int)strlen(PQfname(res, col));
        for (row = 0; row < PQntuples(res); row++) {
            int n = (int)help_utf8_chars(as_text(a, res, row, col));
            if (n > width[col]) width[col] = n;
        }
    }
    for (row = -1; row < PQntuples(res); row++) {
        for (col = 0; col < columns; col++)
            cell(row < 0 ? PQfname(res, col) : as_text(a, res, row, col), width[col]);
        fputc('\n', stdout);
    }
}

void admin_print(const admin *a, const PGresult *res)
{
    if (a->json) print_json(a, res);
    else print_table(a, res);
}
