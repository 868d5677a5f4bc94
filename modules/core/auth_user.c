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

enum { TOKEN_ID, TOKEN_SCOPES, TOKEN_GOOD, TOKEN_STALE_USE, TOKEN_USER_ID, TOKEN_USERNAME, TOKEN_GROUPS, TOKEN_EXPIRES };

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

/* Fields between separators and not JSON: this is read for each request with a token (a twentieth of a kept
 * answer's cost, measured). No name has the
 * separator in it: token_ask() refuses it. */
#define SEP "\x1f"

static const char *token_fact(apr_pool_t *p, const PGresult *res)
{
    const char *name = help_pg_ref(res, 0, TOKEN_USERNAME), *groups = help_pg_ref(res, 0, TOKEN_GROUPS);

    return apr_pstrcat(p, help_pg_ref(res, 0, TOKEN_ID), SEP, help_pg_ref(res, 0, TOKEN_SCOPES), SEP,
                       help_pg_ref(res, 0, TOKEN_USER_ID), SEP, help_pg_ref(res, 0, TOKEN_EXPIRES), SEP, name, SEP, groups, NULL);
}

/* Whoever tries tokens pays as for wrong passwords, out of the same bucket: each costs a question to the database. */
static help_err *token_wrong(help_ctx *h, const char *why)
{
    help_err *e = help_limit_take(h, HELP_LIMIT_LOGIN);

    return e ? e : token_refused(h, why);
}

/* A token that was good here a moment ago is asked about in any case: its neighbours behind the same address may have
 * emptied the bucket. */
static help_err *token_may_ask(help_ctx *h, const char *key)
{
    return help_fact_get(h->p, key, 1) ? NULL : help_limit_look(h, HELP_LIMIT_LOGIN);
}

/* Only a good token becomes a fact; that it was revoked, or its user switched off, moves the tenant's stamp. */
static help_err *token_ask(const char **fact, help_ctx *h, const char *key, const char *digest)
{
    apr_uint32_t stamp = help_stamp(h->tenant->id);
    help_sql_call call = { .sql = &help_sql_token_by_digest };
    help_err *e;

    if ((e = token_may_ask(h, key))) return e;
    help_arg_text(&call.args, digest);
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, &call, 1, 1))) return e;
    if (PQntuples(call.result) == 0)               return token_wrong(h, "unknown to this tenant");
    if (!help_pg_flag(call.result, 0, TOKEN_GOOD)) return token_wrong(h, "expired, revoked or its user is inactive");
    if (strstr(help_pg_ref(call.result, 0, TOKEN_USERNAME), SEP)) return token_refused(h, "its user's name has a control character");
    *fact = token_fact(h->p, call.result);
    help_fact_put(key, *fact, h->tenant->id, stamp, USER_FACT_FOR);
    if (help_pg_flag(call.result, 0, TOKEN_STALE_USE)) token_note_use(h, help_pg_int(call.result, 0, TOKEN_ID));
    return NULL;
}

static help_err *token_take(help_ctx *h, const char *fact)
{
    char *last, *text = apr_pstrdup(h->p, fact);
    apr_int64_t expires = 0;

    h->via = HELP_VIA_TOKEN;
    help_int64(&h->token_id, apr_strtok(text, SEP, &last), 1, APR_INT64_MAX);
    h->scopes = help_scopes_read(apr_strtok(NULL, SEP, &last));
    help_int64(&h->user_id, apr_strtok(NULL, SEP, &last), 1, APR_INT64_MAX);
    help_int64(&expires, apr_strtok(NULL, SEP, &last), 0, APR_INT64_MAX);
    h->username = apr_strtok(NULL, SEP, &last);
    h->groups = groups_read(h->p, apr_strtok(NULL, SEP, &last));
    if (!expires || apr_time_sec(h->r->request_time) < expires) return NULL;
    h->via = HELP_VIA_NOBODY;
    h->username = NULL;
    return token_refused(h, "expired");
}

help_err *help_token_use(help_ctx *h, const char *token)
{
    const char *digest = help_digest_literal(h->p, token);
    const char *key = apr_psprintf(h->p, "token:%pp:%d:%s", (void *)h->r->server, h->tenant->id, digest);
    const char *fact = help_fact_get(h->p, key, 0);
    help_err *e;

    if (!fact && (e = token_ask(&fact, h, key, digest))) return e;
    return token_take(h, fact);
}
