/* SPDX-License-Identifier: Apache-2.0 */
/* What the asker may: roles from the operator's tests, areas from httpd's own access rules, the rollout, the
 * need of a route, and the proof that an unsafe request comes from a page of ours. Fails closed. */
#include "core/core.h"

static int has_word(const apr_array_header_t *words, const char *s)
{
    for (int i = 0; i < words->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(words, i, const char *), s)) return 1;
    return 0;
}

static int in_any_group(const help_ctx *h, const apr_array_header_t *groups)
{
    for (int i = 0; i < h->groups->nelts; i++)
        if (has_word(groups, APR_ARRAY_IDX(h->groups, i, const char *))) return 1;
    return 0;
}

static int expr_says_yes(help_ctx *h, ap_expr_info_t *expr)
{
    const char *err = NULL;
    int rc = ap_expr_exec(h->r, expr, &err);

    if (err) HELP_LOG_R(APLOG_ERR, h->r, "0001", "an expression failed and counts as no: %s", err);
    return !err && rc > 0;
}

static int rule_holds(help_ctx *h, const help_role_rule *rule)
{
    const char *value;

    switch (rule->kind) {
    case HELP_TEST_GROUP: return in_any_group(h, rule->words);
    case HELP_TEST_USER:  return has_word(rule->words, h->username);
    case HELP_TEST_EXPR:  return expr_says_yes(h, rule->expr);
    case HELP_TEST_ENV:
        value = apr_table_get(h->r->subprocess_env, rule->env);
        return value && (!rule->env_value || !strcmp(value, rule->env_value));
    }
    return 0;
}

static void grant(help_ctx *h, const char *name)
{
    static const struct { const char *name; help_role role; unsigned right; } grants[] = {
        { "author",  HELP_AUTHOR, 0 }, { "editor", HELP_EDITOR, 0 },
        { "admin",   HELP_ADMIN, HELP_RIGHT_AGENT | HELP_RIGHT_MANAGER },
        { "agent",   HELP_READER, HELP_RIGHT_AGENT }, { "manager", HELP_READER, HELP_RIGHT_MANAGER },
    };

    for (apr_size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        if (strcmp(grants[i].name, name)) continue;
        if (grants[i].role > h->role) h->role = grants[i].role;
        h->rights |= grants[i].right;
    }
}

void help_roles_decide(help_ctx *h)
{
    const apr_array_header_t *rules = help_conf_of(h->r)->roles;

    h->role = HELP_READER;
    h->rights = 0;
    h->groups_pg = help_pg_text_array(h->p, h->groups);
    if (!h->username || !rules) return;
    for (int i = 0; i < rules->nelts; i++) {
        const help_role_rule *rule = &APR_ARRAY_IDX(rules, i, help_role_rule);
        if (rule_holds(h, rule)) grant(h, rule->name);
    }
}

#define PROBE "help-area-probe"

/* Would httpd answer this asker a GET of url? */
static int httpd_allows(request_rec *r, const char *url)
{
    request_rec *rr;
    int allowed;

    apr_table_setn(r->notes, PROBE, "1");
    rr = ap_sub_req_method_uri("GET", url, r, NULL);
    allowed = rr->status == HTTP_OK;
    ap_destroy_sub_req(rr);
    apr_table_unset(r->notes, PROBE);
    return allowed;
}

/* A no is the normal answer to such a question and no error of anybody's: the question logs only what is worse than a
 * refusal. Here, because httpd sets a request's log level anew in each of its walks before. */
int help_probe_quiet(request_rec *r)
{
    static const struct ap_logconf quiet = { NULL, APLOG_CRIT };

    if (r->main && apr_table_get(r->main->notes, PROBE)) r->log = &quiet;
    return DECLINED;
}

static int area_allowed(help_ctx *h, const char *url)
{
    apr_interval_time_t hold = help_conf_of(h->r)->area_cache;
    apr_uint32_t stamp = help_stamp(h->tenant->id);
    const char *key = apr_psprintf(h->p, "area:%pp:%d:%d:%d:%s:%s:%s:%s", (void *)h->r->server, h->tenant->id,
                                   (int)h->via, h->scopes, h->username ? h->username : "", h->groups_pg, h->r->useragent_ip, url);
    const char *known = hold ? help_fact_get(h->p, key, 0) : NULL;
    int allowed;

    if (known) return *known == 'y';
    allowed = httpd_allows(h->r, url);
    if (hold) help_fact_put(key, allowed ? "y" : "n", h->tenant->id, stamp, hold);
    return allowed;
}

#define AUDIENCE_AS_IT_IS 96                /* shorter ones cost less than their digest */

/* The key of what may be seen. An author sees their own drafts, so an author is an audience of one. */
static void audience_decide(help_ctx *h)
{
    unsigned char digest[32];
    const char *whole;

    if (h->via == HELP_VIA_NOBODY && !strcmp(h->denied_pg, "{}")) {
        h->is_public = 1;
        h->audience = "public";
        return;
    }
    whole = apr_psprintf(h->p, "%d|%u|%s|%s|%s|%d", (int)h->role, h->rights, h->groups_pg, h->denied_pg,
                         h->role == HELP_AUTHOR ? h->username : "", h->via != HELP_VIA_NOBODY);
    h->audience = whole;
    if (strlen(whole) < AUDIENCE_AS_IT_IS) return;
    help_sha256(digest, whole, strlen(whole));
    h->audience = help_hex(h->p, digest, 12);
}

help_err *help_areas_decide(help_ctx *h)
{
    static const char prefix[] = "/help/category/";
    const apr_array_header_t *areas = help_conf_of(h->r)->areas;
    apr_array_header_t *denied = apr_array_make(h->p, 4, sizeof(const char *));

    for (int i = 0; areas && i < areas->nelts; i++) {
        const char *url = APR_ARRAY_IDX(areas, i, const char *);
        const char *slug = url + sizeof(prefix) - 1;

        if (!area_allowed(h, url))
            APR_ARRAY_PUSH(denied, const char *) = apr_pstrmemdup(h->p, slug, strlen(slug) - 1);
    }
    h->denied_pg = help_pg_text_array(h->p, denied);
    audience_decide(h);
    return NULL;
}

/* Stable for a user (or a visitor, else an address): the first two bytes of a digest, as a share of 65,536. */
static int in_percentage(help_ctx *h, int percent)
{
    unsigned char digest[32];
    const char *who = apr_pstrcat(h->p, h->tenant->slug, ":", h->username ? h->username
                                  : h->visitor ? h->visitor : h->r->useragent_ip, NULL);

    help_sha256(digest, who, strlen(who));
    return (digest[0] << 8 | digest[1]) * 100 < percent * 65536;
}

static int rolled_out(help_ctx *h)
{
    const help_rollout *o = help_conf_of(h->r)->rollout;

    switch (o->kind) {
    case HELP_ROLLOUT_ALL:     return 1;
    case HELP_ROLLOUT_PERCENT: return in_percentage(h, o->percent);
    case HELP_ROLLOUT_GROUPS:  return in_any_group(h, o->groups);
    case HELP_ROLLOUT_EXPR:    return expr_says_yes(h, o->expr);
    }
    return 0;
}

help_err *help_rollout_decide(help_ctx *h)
{
    if (rolled_out(h)) return NULL;
    return help_err_new(h->p, HTTP_FORBIDDEN, "not-yet-open", "The help center is not yet open to you.", NULL);
}

static help_err *sign_in(help_ctx *h)
{
    help_answer_header(h, "WWW-Authenticate", "Bearer realm=\"help center\"");
    return help_err_new(h->p, HTTP_UNAUTHORIZED, "sign-in", "Please sign in, or send an API token.", NULL);
}

static int anonymous_bit(help_need need)
{
    switch (need) {
    case HELP_MAY_READ:   return HELP_ANON_READ;
    case HELP_MAY_VOTE:   return HELP_ANON_VOTE;
    case HELP_MAY_ASK:    return HELP_ANON_ASK;
    case HELP_MAY_TICKET: return HELP_ANON_TICKET;
    default:              return 0;
    }
}

static int role_suffices(const help_ctx *h, help_need need)
{
    switch (need) {
    case HELP_NEED_AUTHOR:  return h->role >= HELP_AUTHOR;
    case HELP_NEED_EDITOR:  return h->role >= HELP_EDITOR;
    case HELP_NEED_ADMIN:   return h->role >= HELP_ADMIN;
    case HELP_NEED_MANAGER: return h->role >= HELP_EDITOR || (h->rights & HELP_RIGHT_MANAGER);
    case HELP_NEED_STAFF:   return h->role >= HELP_ADMIN || (h->rights & HELP_RIGHT_AGENT);
    default:                return 1;
    }
}

static help_err *scope_check(help_ctx *h, help_need need, int unsafe, unsigned flags)
{
    int wanted = need == HELP_NEED_ADMIN ? HELP_SCOPE_ADMIN
               : unsafe && !(flags & HELP_READS) ? HELP_SCOPE_WRITE : HELP_SCOPE_READ;
    const char *name = wanted == HELP_SCOPE_ADMIN ? "admin" : wanted == HELP_SCOPE_WRITE ? "write" : "read";

    if (h->scopes & wanted) return NULL;
    help_answer_header(h, "WWW-Authenticate",
                       apr_psprintf(h->p, "Bearer error=\"insufficient_scope\", scope=\"%s\"", name));
    return help_err_new(h->p, HTTP_FORBIDDEN, "scope",
                        apr_psprintf(h->p, "This API token lacks the scope %s.", name), NULL);
}

help_err *help_need_check(help_ctx *h, help_need need, int unsafe, unsigned flags)
{
    if (need == HELP_FREE) return NULL;
    if (h->via == HELP_VIA_NOBODY) {
        if (anonymous_bit(need) & help_conf_of(h->r)->anonymous) return NULL;
        return sign_in(h);
    }
    if (!role_suffices(h, need))
        return help_err_new(h->p, HTTP_FORBIDDEN, "role", "Your role does not allow this.", NULL);
    return h->via == HELP_VIA_TOKEN ? scope_check(h, need, unsafe, flags) : NULL;
}

static int cors_allows(help_ctx *h, const char *origin)
{
    const apr_array_header_t *allowed = help_conf_of(h->r)->cors;

    return allowed && origin && has_word(allowed, origin);
}

/* What a browser sends by itself (a cookie, cached Basic credentials) proves nothing about which page asked. A
 * token does: only script that was given it can send it. */
help_err *help_origin_check(help_ctx *h)
{
    const apr_table_t *in = h->r->headers_in;
    const char *site = apr_table_get(in, "Sec-Fetch-Site"), *origin = apr_table_get(in, "Origin");

    if (h->via == HELP_VIA_TOKEN) return NULL;
    if (!apr_table_get(in, "Cookie") && !site && !origin) return NULL;
    if (cors_allows(h, origin) && h->via == HELP_VIA_NOBODY) return NULL;
    if (help_same_origin(site, origin, ap_http_scheme(h->r), apr_table_get(in, "Host"))) return NULL;
    return help_err_new(h->p, HTTP_FORBIDDEN, "cross-origin",
                        "This request did not come from a page of this site.", NULL);
}
