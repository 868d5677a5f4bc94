/* SPDX-License-Identifier: Apache-2.0 */
/* May a kept public answer be given in the quick handler, before httpd's access checks? Only where the parsed
 * configuration proves that these checks would say yes to anybody: public reading, one tenant for the server,
 * no area, rollout or reading limit, and no section or rewrite rule over the URL. What is not understood counts
 * as a rule, so that a new directive makes a request slower, never wrong. */
#include "core/core.h"

static apr_hash_t *rules_by_server;         /* pconf's; rebuilt at every reload, read only afterwards */

const help_quick_rules *help_quick_rules_of(const server_rec *s)
{
    return rules_by_server ? apr_hash_get(rules_by_server, &s, sizeof(s)) : NULL;
}

static int is_one_of(const char *name, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (!strcasecmp(name, names[i])) return 1;
    return 0;
}

/* Nothing but these in a section: it changes nothing for who may read. Auth... says how to find out who asks and
 * Session... where that is remembered; only a Require makes either a condition. A scheme that we do not know may keep its
 * sign-in in a cookie that we do not know. Header and the like are no harm but would be lost: no walk, no section. */
static int is_harmless(const ap_directive_t *section)
{
    static const char *const schemes[] = { "form", "basic", "digest", "none", NULL };

    for (const ap_directive_t *d = section->first_child; d; d = d->next) {
        if (!strcasecmp(d->directive, "Require") && d->args && !strcasecmp(d->args, "all granted")) continue;
        if (!strcasecmp(d->directive, "AuthType") && !is_one_of(d->args, schemes)) return 0;
        if (!strncasecmp(d->directive, "Auth", 4) && strncasecmp(d->directive, "AuthMerging", 11)) continue;
        if (!strncasecmp(d->directive, "Session", 7)) continue;
        if (strcasecmp(d->directive, "LogLevel")) return 0;
    }
    return 1;
}

static const char *section_path(apr_pool_t *p, const ap_directive_t *d)
{
    const char *args = d->args ? d->args : "", *path = ap_getword_conf(p, &args);
    apr_size_t n = strlen(path);

    if (n && path[n - 1] == '>') path = apr_pstrmemdup(p, path, n - 1);
    if (*path != '/' || strpbrk(path, "*?[")) return "/";      /* a pattern, "~ regex": could be any */
    return path;
}

static void guard(help_quick_rules *rules, const char *prefix)
{
    APR_ARRAY_PUSH(rules->guarded, const char *) = prefix;
}

/* Whatever its place: a cookie that may carry a sign-in sends a request the long way. */
static void take_cookies(apr_pool_t *p, help_quick_rules *rules, const ap_directive_t *d)
{
    static const char *const session[] = { "SessionCookieName", "SessionCookieName2", "SessionDBDCookieName",
                                           "SessionDBDCookieName2", NULL };

    for (; d; d = d->next) {
        if (is_one_of(d->directive, session)) {
            const char *args = d->args;
            APR_ARRAY_PUSH(rules->cookies, const char *) = ap_getword_conf(p, &args);
        }
        take_cookies(p, rules, d->first_child);
    }
}

static void read_tree(apr_pool_t *p, help_quick_rules *rules, const ap_directive_t *d)
{
    static const char *const elsewhere[] = { "<VirtualHost", "<Directory", "<DirectoryMatch", "<Files", "<FilesMatch",
                                             "<Proxy", "<ProxyMatch", NULL };
    static const char *const wide[] = { "RewriteRule", "SecRuleEngine", NULL };
    static const char *const matched[] = { "<If", "<ElseIf", "<Else", "<LocationMatch", NULL };

    for (; d; d = d->next) {
        if (is_one_of(d->directive, elsewhere)) continue;
        if (is_one_of(d->directive, wide)) {
            guard(rules, "/");
        }
        else if (is_one_of(d->directive, matched)) {
            if (!is_harmless(d)) guard(rules, "/");
        }
        else if (!strcasecmp(d->directive, "<Location")) {
            if (!is_harmless(d)) guard(rules, section_path(p, d));
        }
        else if (d->first_child) {
            read_tree(p, rules, d->first_child);
        }
    }
}

static const ap_directive_t *vhost_of(const server_rec *s)
{
    for (const ap_directive_t *d = ap_conftree; d; d = d->next)
        if (!strcasecmp(d->directive, "<VirtualHost") && s->defn_name && !strcmp(d->filename, s->defn_name)
            && d->line_num == (int)s->defn_line_number) return d;
    return NULL;
}

/* Modules that check access on their own, by Lua or by a list of bad requests, do so in hooks that the quick way skips.
 * These are known not to, but by directives that read_tree() sees. */
static int is_known(const char *name)
{
    static const char *const known[] = {
        "core.c", "http_core.c", "mod_access_compat.c", "mod_alias.c", "mod_auth_basic.c", "mod_auth_digest.c", "mod_auth_form.c",
        "mod_authn_core.c", "mod_authz_core.c", "mod_deflate.c", "mod_dir.c", "mod_env.c", "mod_expires.c", "mod_filter.c",
        "mod_headers.c", "mod_help_core.c", "mod_http2.c", "mod_include.c", "mod_md.c", "mod_mime.c", "mod_negotiation.c",
        "mod_proxy.c", "mod_rewrite.c", "mod_session.c", "mod_setenvif.c", "mod_ssl.c", "mod_status.c", "mod_unique_id.c",
        "mod_usertrack.c", NULL
    };

    return name && is_one_of(name, known);
}

#define STRANGER(hook) do { \
        const apr_array_header_t *links = ap_hook_get_##hook(); \
        for (int i = 0; links && i < links->nelts; i++) { \
            const char *name = APR_ARRAY_IDX(links, i, ap_LINK_##hook##_t).szName; \
            if (!is_known(name)) return name ? name : "?"; \
        } \
    } while (0)

static const char *stranger(void)
{
    STRANGER(access_checker);
    STRANGER(access_checker_ex);
    STRANGER(fixups);
    return NULL;
}

static int is_open(const help_conf *c)
{
    return c->enabled == 1 && (c->anonymous & HELP_ANON_READ) && *c->tenant && !c->areas
        && c->rollout->kind == HELP_ROLLOUT_ALL && c->limit_set[HELP_LIMIT_READ] == 2;
}

void help_quick_prepare(apr_pool_t *p, server_rec *main_server)
{
    const char *name = stranger();

    rules_by_server = apr_hash_make(p);
    if (name) {
        HELP_LOG_S(APLOG_INFO, main_server, "0018", "kept answers pass every access check, because %s may have one of its own",
                   name);
        return;
    }
    for (server_rec *s = main_server; s; s = s->next) {
        const ap_directive_t *vhost = s->is_virtual ? vhost_of(s) : NULL;
        help_quick_rules *rules;
        server_rec **key;

        if (!is_open(help_conf_of_server(s)) || (s->is_virtual && !vhost)) continue;
        rules = apr_pcalloc(p, sizeof(*rules));
        rules->guarded = apr_array_make(p, 4, sizeof(const char *));
        rules->cookies = apr_array_make(p, 4, sizeof(const char *));
        take_cookies(p, rules, ap_conftree);
        read_tree(p, rules, ap_conftree);
        if (vhost) read_tree(p, rules, vhost->first_child);
        key = apr_pmemdup(p, &s, sizeof(s));
        apr_hash_set(rules_by_server, key, sizeof(*key), rules);
    }
}
