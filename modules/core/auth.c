/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asking, in this order: whom httpd itself authenticated, the bearer of one of our API tokens, the
 * holder of a mod_session sign-in, nobody. */
#include "core/core.h"

extern const help_sql help_sql_user_meet;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int has_control(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f) return 1;
    return 0;
}

static apr_array_header_t *split_groups(apr_pool_t *p, const char *text, const char *separators)
{
    apr_array_header_t *groups = apr_array_make(p, 4, sizeof(const char *));
    char *last, *copy = apr_pstrdup(p, text ? text : "");

    for (char *g = apr_strtok(copy, separators, &last); g; g = apr_strtok(NULL, separators, &last))
        if (help_utf8_ok(g, strlen(g)) && help_utf8_chars(g) <= HELP_NAME_MAX_CHARS && !has_control(g))
            APR_ARRAY_PUSH(groups, const char *) = g;
    return groups;
}

/* Groups as the server tells them; NULL when they are the database's to tell. */
static const apr_array_header_t *groups_told(help_ctx *h)
{
    const help_conf *c = help_conf_of(h->r);

    if (c->groups_from == HELP_GROUPS_ENV)
        return split_groups(h->p, apr_table_get(h->r->subprocess_env, c->groups_name), c->groups_sep);
    if (c->groups_from == HELP_GROUPS_HEADER)
        return split_groups(h->p, apr_table_get(h->r->headers_in, c->groups_name), c->groups_sep);
    return NULL;
}

static help_err *switched_off(help_ctx *h)
{
    return help_err_new(h->p, HTTP_FORBIDDEN, "account-off", "This account is switched off.", NULL);
}

/* Somebody whom httpd knows gets a row at first sight, and the groups that the server tells are remembered, so
 * that a token of theirs can do what they may. */
static help_err *meet(help_ctx *h, const apr_array_header_t *told)
{
    help_sql_call call = { .sql = &help_sql_user_meet };
    help_err *e;

    help_arg_text(&call.args, h->username);
    help_arg_text(&call.args, told ? help_pg_text_array(h->p, told) : NULL);
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, &call, 1, 0))) return e;
    help_changed(h->tenant->id);
    h->user_id = PQntuples(call.result) ? help_pg_int(call.result, 0, 0) : 0;
    return NULL;
}

static int same_groups(const apr_array_header_t *a, const apr_array_header_t *b)
{
    if (a->nelts != b->nelts) return 0;
    for (int i = 0; i < a->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(a, i, const char *), APR_ARRAY_IDX(b, i, const char *))) return 0;
    return 1;
}

static void take_groups(help_ctx *h, const apr_array_header_t *groups)
{
    apr_array_header_t *sorted = apr_array_copy(h->p, groups);

    qsort(sorted->elts, (size_t)sorted->nelts, sizeof(const char *), by_text);
    h->groups = sorted;
}

static help_err *from_server(help_ctx *h)
{
    const apr_array_header_t *told = groups_told(h);
    help_user *user = NULL;
    help_err *e;

    if (!help_utf8_ok(h->r->user, strlen(h->r->user)) || help_utf8_chars(h->r->user) > 150 || has_control(h->r->user))
        return help_err_new(h->p, HTTP_FORBIDDEN, "bad-user-name", "This user name cannot be used here.",
                            "the server's user name is no UTF-8, over 150 characters or has a control character");
    h->via = HELP_VIA_SERVER;
    h->username = h->r->user;
    if ((e = help_user_find(&user, h, h->username))) return e;
    if (user && !user->is_active) return switched_off(h);
    if (user) h->user_id = user->id;
    take_groups(h, told ? told : user ? user->groups : h->groups);
    if (!user || (told && !same_groups(h->groups, user->groups))) return meet(h, told ? h->groups : NULL);
    return NULL;
}

static help_err *from_session(help_ctx *h)
{
    const char *name = NULL, *password = NULL;
    help_user *user = NULL;
    help_err *e;

    help_session_user(h, &name, &password);
    if (!name || !password) return NULL;
    if ((e = help_user_find(&user, h, name))) return e;
    /* A wrong password here is a session from before a change of it, or of another tenant: nobody. */
    if (!user || !user->is_active || !help_password_right(h, user, password)) return NULL;
    h->via = HELP_VIA_SESSION;
    h->username = user->username;
    h->user_id = user->id;
    take_groups(h, user->groups);
    return NULL;
}

static help_err *bearer(help_ctx *h, int *tried)
{
    int malformed = 0;
    const char *token = help_bearer(h->p, apr_table_get(h->r->headers_in, "Authorization"), &malformed);

    *tried = token || malformed;
    if (!*tried) return NULL;
    if (malformed) {
        help_answer_header(h, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
        return help_err_new(h->p, HTTP_UNAUTHORIZED, "invalid-token",
                            "The API token is not well-formed: hct_ and 43 characters.", NULL);
    }
    return help_token_use(h, token);
}

static help_err *ask_around(help_ctx *h)
{
    int tried = 0;
    help_err *e;

    if (h->via != HELP_VIA_NOBODY) return NULL;             /* our own check_authn hook has found out */
    if (h->r->user) return from_server(h);
    if ((e = bearer(h, &tried)) || tried) return e;
    return from_session(h);
}

help_err *help_identify(help_ctx *h)
{
    help_err *e = ask_around(h);

    if (e) return e;
    if (h->via == HELP_VIA_NOBODY) help_visitor_read(h);
    help_roles_decide(h);
    return NULL;
}

/* Where a Require asks for somebody, a token or a sign-in of ours answers before any other scheme. */
int help_check_authn(request_rec *r)
{
    help_ctx *h = help_ctx_of(r);
    int tried = 0;
    help_err *e;

    if (!h) return DECLINED;
    e = h->tenant ? NULL : help_tenant_find(h);
    if (!e) e = bearer(h, &tried);
    if (!e && !tried) e = from_session(h);
    if (e) return help_refuse(h, e);
    if (h->via == HELP_VIA_NOBODY) {
        if (ap_auth_type(r)) return DECLINED;
        return help_refuse(h, help_err_new(h->p, HTTP_UNAUTHORIZED, "sign-in", "Please sign in.", NULL));
    }
    r->user = (char *)h->username;
    r->ap_auth_type = h->via == HELP_VIA_TOKEN ? "Bearer" : "Form";
    return OK;
}
