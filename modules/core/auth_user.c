/* SPDX-License-Identifier: Apache-2.0 */
/* Who a name or an API token stands for, as this tenant's rows have it. Knows no password and no header but the
 * challenge of a refused token. */
#include "core/core.h"
#include "core/core_sql_admin.h"

#define USER_FACT_FOR apr_time_from_sec(10)

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const apr_array_header_t *groups_read(apr_pool_t *p, const char *literal)
{
    apr_array_header_t *groups = help_pg_text_array_read(p, literal);

    qsort(groups->elts, (size_t)groups->nelts, sizeof(const char *), by_name);
    return groups;
}

/* ---- by name ---------------------------------------------------------------------------------- */

/* The virtual host stands in the key because two of them may use two databases, each with a tenant 1. */
static const char *user_key(help_ctx *h, const char *username)
{
    return apr_psprintf(h->p, "user:%pp:%d:%s", (void *)h->r->server, h->tenant->id, username);
}

/* "null" says that there is no such user: what httpd authenticates elsewhere is asked for at each request. */
static const char *user_fact(apr_pool_t *p, const PGresult *res)
{
    json_t *j;

    if (PQntuples(res) == 0) return "null";
    j = json_pack("{s:I, s:s?, s:s, s:b, s:b}", "id", (json_int_t)help_pg_int(res, 0, 0),
                  "hash", help_pg_str(p, res, 0, 1), "groups", help_pg_ref(res, 0, 2),
                  "active", help_pg_flag(res, 0, 3), "locked", help_pg_flag(res, 0, 4));
    return help_json_text(p, help_json_keep(p, j), NULL);
}

static help_user *user_of_fact(apr_pool_t *p, const char *username, const char *text)
{
    json_t *j = help_json_keep(p, json_loads(text, JSON_DECODE_ANY, NULL));
    help_user *u = apr_pcalloc(p, sizeof(*u));
    const char *groups;
    json_int_t id;

    if (json_unpack(j, "{s:I, s:s, s:b, s:b}", "id", &id, "groups", &groups, "active", &u->is_active,
                    "locked", &u->locked) != 0)
        return NULL;
    u->id = id;
    u->password_hash = json_string_value(json_object_get(j, "hash"));
    u->username = apr_pstrdup(p, username);
    u->groups = groups_read(p, groups);
    return u;
}

static help_err *user_ask(const char **fact, help_ctx *h, const char *key, const char *username)
{
    apr_uint32_t stamp = help_stamp(h->tenant->id);     /* before the question: a change meanwhile voids the answer */
    help_sql_call call = { .sql = &help_sql_user_by_name };
    help_err *e;

    help_arg_text(&call.args, username);
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, &call, 1, 1))) return e;
    *fact = user_fact(h->p, call.result);
    help_fact_put(key, *fact, h->tenant->id, stamp, USER_FACT_FOR);
    return NULL;
}

help_err *help_user_find(help_user **out, help_ctx *h, const char *username)
{
    const char *key, *fact;
    help_err *e;

    *out = NULL;
    if (!help_utf8_ok(username, strlen(username))) return NULL;
    key = user_key(h, username);
    fact = help_fact_get(h->p, key, 0);
    if (!fact && (e = user_ask(&fact, h, key, username))) {
        /* While the database is away whoever was here a moment ago may go on reading; nothing can be written. */
        fact = e->status == HTTP_SERVICE_UNAVAILABLE ? help_fact_get(h->p, key, 1) : NULL;
        if (!fact) return e;
    }
    *out = user_of_fact(h->p, username, fact);
    return NULL;
}

/* ---- by token --------------------------------------------------------------------------------- */

enum { TOKEN_ID, TOKEN_SCOPES, TOKEN_GOOD, TOKEN_STALE_USE, TOKEN_USER_ID, TOKEN_USERNAME, TOKEN_GROUPS };

/* One sentence for unknown, expired, revoked and somebody deactivated: a stolen token learns nothing. */
static help_err *token_refused(help_ctx *h, const char *why)
{
    help_answer_header(h, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return help_err_new(h->p, HTTP_UNAUTHORIZED, "invalid-token", "This API token is not valid, or no longer.",
                        "API token refused: %s", why);
}

/* Once a minute a token; that it failed is no reason to refuse the request. */
static void token_note_use(help_ctx *h, apr_int64_t id)
{
    help_sql_call call = { .sql = &help_sql_token_used };
    help_err *e;

    help_arg_int(&call.args, h->p, id);
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, &call, 1, 0)))
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, h->r, "last use of token %" APR_INT64_T_FMT " not noted: %s",
                      id, e->log ? e->log : e->code);
}

static help_err *token_find(const PGresult **out, help_ctx *h, const char *token)
{
    help_sql_call call = { .sql = &help_sql_token_by_digest };
    help_err *e;

    help_arg_text(&call.args, help_digest_literal(h->p, token));
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, &call, 1, 1))) return e;
    *out = call.result;
    return NULL;
}

help_err *help_token_use(help_ctx *h, const char *token)
{
    const PGresult *row;
    help_err *e;

    if ((e = token_find(&row, h, token)))     return e;
    if (PQntuples(row) == 0)                  return token_refused(h, "unknown to this tenant");
    if (!help_pg_flag(row, 0, TOKEN_GOOD))    return token_refused(h, "expired, revoked or its user is inactive");

    h->via = HELP_VIA_TOKEN;
    h->token_id = help_pg_int(row, 0, TOKEN_ID);
    h->scopes = help_scopes_read(help_pg_ref(row, 0, TOKEN_SCOPES));
    h->user_id = help_pg_int(row, 0, TOKEN_USER_ID);
    h->username = help_pg_str(h->p, row, 0, TOKEN_USERNAME);
    h->groups = groups_read(h->p, help_pg_ref(row, 0, TOKEN_GROUPS));
    if (help_pg_flag(row, 0, TOKEN_STALE_USE)) token_note_use(h, h->token_id);
    return NULL;
}
