/* SPDX-License-Identifier: Apache-2.0 */
/* The directives: each refuses a wrong value at configtest with a sentence that says what is right. */
#include "core/conf.h"
#include "lib/num.h"

const char *const help_limit_names[] = { "read", "write", "search", "ask", "login", NULL };
static const char *const role_names[] = { "author", "editor", "admin", "agent", "manager", NULL };

static int index_of(const char *const *names, const char *s)
{
    for (int i = 0; names[i]; i++)
        if (!strcasecmp(names[i], s)) return i;
    return -1;
}

static const char *wrong(cmd_parms *cmd, const char *arg, const char *right)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not %s", cmd->cmd->name, arg, right);
}

static const apr_array_header_t *words(apr_pool_t *p, const char *text)
{
    apr_array_header_t *a = apr_array_make(p, 4, sizeof(const char *));

    while (*text) {
        const char *w = ap_getword_conf(p, &text);
        if (*w) APR_ARRAY_PUSH(a, const char *) = w;
    }
    return a;
}

static const char *set_flag(cmd_parms *cmd, void *mconf, int on)
{
    *(int *)((char *)mconf + (apr_size_t)cmd->info) = on;
    return NULL;
}

static const char *set_tenant(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;

    if (!*arg || strspn(arg, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(arg) || strlen(arg) > 63)
        return wrong(cmd, arg, "a tenant's slug: 1 to 63 of a-z, 0-9 and -");
    c->tenant = arg;
    return NULL;
}

static const char *set_tenant_from(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;

    if (strcasecmp(arg, "host")) return wrong(cmd, arg, "'host', the only source there is");
    c->tenant = "";
    return NULL;
}

static const char *set_anonymous(cmd_parms *cmd, void *mconf, int argc, char *const argv[])
{
    static const char *const names[] = { "read", "vote", "ask", "ticket", NULL };
    help_conf *c = mconf;
    int bits = 0;

    if (argc == 1 && !strcasecmp(argv[0], "off")) { c->anonymous = 0; return NULL; }
    if (argc == 1 && !strcasecmp(argv[0], "on")) {
        c->anonymous = HELP_ANON_READ | HELP_ANON_VOTE | HELP_ANON_ASK;
        return NULL;
    }
    if (!argc) return wrong(cmd, "", "On, Off, or some of: read vote ask ticket");
    for (int i = 0; i < argc; i++) {
        int bit = index_of(names, argv[i]);
        if (bit < 0) return wrong(cmd, argv[i], "On, Off, or some of: read vote ask ticket");
        bits |= 1 << bit;
    }
    if (!(bits & HELP_ANON_READ))
        return apr_pstrcat(cmd->pool, cmd->cmd->name, ": vote, ask and ticket also need read", NULL);
    c->anonymous = bits;
    return NULL;
}

const char *help_role_rule_read(help_role_rule *out, cmd_parms *cmd, const char *text)
{
    const char *rest = text, *err = NULL;
    const char *kind = ap_getword_conf(cmd->temp_pool, &rest);

    if (!*rest) return "lacks what to test: group NAME..., user NAME..., env NAME[=value] or expr EXPRESSION";
    if (!strcasecmp(kind, "group") || !strcasecmp(kind, "user")) {
        out->kind = strcasecmp(kind, "user") ? HELP_TEST_GROUP : HELP_TEST_USER;
        out->words = words(cmd->pool, rest);
        return NULL;
    }
    if (!strcasecmp(kind, "env")) {
        const char *eq = strchr(rest, '=');
        out->kind = HELP_TEST_ENV;
        out->env = eq ? apr_pstrmemdup(cmd->pool, rest, (apr_size_t)(eq - rest)) : apr_pstrdup(cmd->pool, rest);
        out->env_value = eq ? apr_pstrdup(cmd->pool, eq + 1) : NULL;
        return NULL;
    }
    if (strcasecmp(kind, "expr"))
        return "is no test: it begins with group, user, env or expr";
    out->kind = HELP_TEST_EXPR;
    out->expr = ap_expr_parse_cmd(cmd, rest, AP_EXPR_FLAG_DONT_VARY, &err, NULL);
    return err ? apr_pstrcat(cmd->pool, "has a wrong expression: ", err, NULL) : NULL;
}

static const char *set_role(cmd_parms *cmd, void *mconf, const char *name, const char *test)
{
    help_conf *c = mconf;
    int i = index_of(role_names, name);
    apr_array_header_t *rules;
    help_role_rule rule = { 0 };
    const char *problem;

    if (i < 0) return wrong(cmd, name, "one of author, editor, admin, agent, manager");
    if ((problem = help_role_rule_read(&rule, cmd, test)))
        return apr_psprintf(cmd->pool, "%s: the test '%s' %s", cmd->cmd->name, test, problem);
    rule.name = role_names[i];
    rules = c->roles ? apr_array_copy(cmd->pool, c->roles)
                     : apr_array_make(cmd->pool, 4, sizeof(help_role_rule));
    APR_ARRAY_PUSH(rules, help_role_rule) = rule;
    c->roles = rules;
    return NULL;
}

static const char *set_area(cmd_parms *cmd, void *mconf, const char *url)
{
    static const char prefix[] = "/help/category/";
    help_conf *c = mconf;
    const char *slug = url + sizeof(prefix) - 1;
    apr_size_t n = strncmp(url, prefix, sizeof(prefix) - 1) ? 0 : strlen(slug);
    apr_array_header_t *areas;

    if (n < 2 || slug[n - 1] != '/' || memchr(slug, '/', n - 1))
        return wrong(cmd, url, "the page of a category with its final slash: /help/category/SLUG/");
    areas = c->areas ? apr_array_copy(cmd->pool, c->areas) : apr_array_make(cmd->pool, 4, sizeof(const char *));
    APR_ARRAY_PUSH(areas, const char *) = url;
    c->areas = areas;
    return NULL;
}

static const char *set_rollout(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;
    help_rollout *o = apr_pcalloc(cmd->pool, sizeof(*o));
    apr_size_t n = strlen(arg);
    const char *err = NULL;

    if (!strcasecmp(arg, "all")) {
        o->kind = HELP_ROLLOUT_ALL;
    }
    else if (n > 1 && arg[n - 1] == '%' && strspn(arg, "0123456789") == n - 1) {
        apr_int64_t percent;
        if (!help_int64(&percent, apr_pstrmemdup(cmd->temp_pool, arg, n - 1), 0, 100))
            return wrong(cmd, arg, "a percentage from 0% to 100%");
        o->kind = HELP_ROLLOUT_PERCENT;
        o->percent = (int)percent;
    }
    else if (!strncasecmp(arg, "groups ", 7)) {
        o->kind = HELP_ROLLOUT_GROUPS;
        o->groups = words(cmd->pool, arg + 7);
    }
    else {
        o->kind = HELP_ROLLOUT_EXPR;
        o->expr = ap_expr_parse_cmd(cmd, arg, 0, &err, NULL);
        if (err) return apr_psprintf(cmd->pool, "%s: '%s' is not all, a percentage such as 10%%, \"groups a b\" "
                                                "or an expression (%s)", cmd->cmd->name, arg, err);
    }
    c->rollout = o;
    return NULL;
}

static const char *set_groups_from(cmd_parms *cmd, void *mconf, const char *source, const char *sep)
{
    help_conf *c = mconf;

    if (!strcasecmp(source, "database")) c->groups_from = HELP_GROUPS_DATABASE;
    else if (!strncasecmp(source, "env:", 4) && source[4]) c->groups_from = HELP_GROUPS_ENV;
    else if (!strncasecmp(source, "header:", 7) && source[7]) c->groups_from = HELP_GROUPS_HEADER;
    else return wrong(cmd, source, "database, env:NAME or header:NAME");
    c->groups_name = strchr(source, ':') ? strchr(source, ':') + 1 : "";
    if (sep) c->groups_sep = sep;
    return NULL;
}

static const char *set_login_url(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;

    if (!strcasecmp(arg, "none")) arg = "";
    else if (arg[0] != '/' || arg[1] == '/') return wrong(cmd, arg, "a path such as /help/login/, or none");
    c->login_url = arg;
    return NULL;
}

static const char *set_body_max(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;

    if (!help_bytes(&c->body_max, arg) || c->body_max < 1024 || c->body_max > (1 << 28)) {
        c->body_max = HELP_UNSET;
        return wrong(cmd, arg, "a size from 1k to 256M");
    }
    return NULL;
}

static const char *set_cors(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;
    const char *host = strstr(arg, "://");
    apr_array_header_t *origins;

    if (!host || (strncmp(arg, "https://", 8) && strncmp(arg, "http://", 7)) || !host[3] || strchr(host + 3, '/'))
        return wrong(cmd, arg, "an origin such as https://www.example.org, without a path");
    origins = c->cors ? apr_array_copy(cmd->pool, c->cors) : apr_array_make(cmd->pool, 4, sizeof(const char *));
    APR_ARRAY_PUSH(origins, const char *) = arg;
    c->cors = origins;
    return NULL;
}

static const char *set_limit(cmd_parms *cmd, void *mconf, const char *name, const char *rule)
{
    help_conf *c = mconf;
    int i = index_of(help_limit_names, name);

    if (i < 0) return wrong(cmd, name, "one of read, write, search, ask, login");
    if (!strcasecmp(rule, "off")) { c->limit_set[i] = 2; return NULL; }
    if (!help_bucket_rule_read(&c->limit[i], rule))
        return wrong(cmd, rule, "off or a rate such as 60/min, 10/s or \"1000/h burst 50\"");
    c->limit_set[i] = 1;
    return NULL;
}

static const char *set_area_cache(cmd_parms *cmd, void *mconf, const char *arg)
{
    help_conf *c = mconf;
    apr_interval_time_t t;

    if (!help_duration(&t, arg, "s") || t > apr_time_from_sec(3600))
        return wrong(cmd, arg, "a time from 0 to 1h, such as 5s");
    c->area_cache = t;
    return NULL;
}

static const char *set_lockout(cmd_parms *cmd, void *mconf, const char *tries, const char *duration)
{
    help_conf *c = mconf;
    apr_int64_t n;
    apr_interval_time_t t = apr_time_from_sec(15 * 60);

    if (!strcasecmp(tries, "off")) { c->lockout_tries = 0; return NULL; }
    if (!help_int64(&n, tries, 1, 1000)) return wrong(cmd, tries, "off or a number of tries from 1 to 1000");
    if (duration && (!help_duration(&t, duration, "s") || t < apr_time_from_sec(1)))
        return wrong(cmd, duration, "a time from 1s, such as 15min");
    c->lockout_tries = (int)n;
    c->lockout_for = t;
    return NULL;
}

#define FLAG(name, field, doc) AP_INIT_FLAG(name, set_flag, (void *)offsetof(help_conf, field), \
                                            RSRC_CONF | ACCESS_CONF, doc)
#define BOTH (RSRC_CONF | ACCESS_CONF)

const command_rec help_core_directives[] = {
    FLAG("HelpEnabled", enabled, "On: this server or location answers the help center's URLs; default Off"),
    AP_INIT_TAKE1("HelpTenant", set_tenant, NULL, BOTH, "slug of the tenant served here; default 'default'"),
    AP_INIT_TAKE1("HelpTenantFrom", set_tenant_from, NULL, BOTH,
                  "'host': the tenant whose host name is asked for"),
    AP_INIT_TAKE_ARGV("HelpAnonymous", set_anonymous, NULL, BOTH,
                      "what nobody may do: On (read vote ask), Off, or some of read vote ask ticket; default Off"),
    AP_INIT_TAKE2("HelpRole", set_role, NULL, BOTH,
                  "role or right (author editor admin agent manager) and the test that grants it: \"group a b\", "
                  "\"user a b\", \"env NAME[=value]\", \"expr EXPRESSION\"; may be repeated"),
    AP_INIT_TAKE1("HelpArea", set_area, NULL, BOTH,
                  "a category's page, /help/category/SLUG/: what is below is visible to whom this URL is allowed"),
    AP_INIT_TAKE1("HelpRollout", set_rollout, NULL, BOTH,
                  "who may use it already: all, 0% to 100% of users, \"groups a b\" or an expression; default all"),
    AP_INIT_TAKE12("HelpGroupsFrom", set_groups_from, NULL, BOTH,
                   "where the groups of a user come from: database, env:NAME or header:NAME, and the separators; "
                   "default database, separators ' ,;'"),
    AP_INIT_TAKE1("HelpLoginURL", set_login_url, NULL, BOTH,
                  "page that signs people in, or none (pages answer 401); default none"),
    AP_INIT_TAKE1("HelpBodyMax", set_body_max, NULL, BOTH, "largest request body, 1k to 256M; default 2M"),
    FLAG("HelpMetrics", metrics, "On: /api/v2/help-center/metrics answers here; default Off"),
    AP_INIT_ITERATE("HelpCorsOrigin", set_cors, NULL, BOTH,
                    "origins whose pages may call the API with their visitors' browsers; default none"),
    AP_INIT_TAKE2("HelpRateLimit", set_limit, NULL, BOTH,
                  "class (read write search ask login) and rate a user or address: 60/min, \"10/s burst 20\", off; "
                  "default read off, write 600/min burst 120, search 600/min burst 120, ask 20/min burst 10, "
                  "login 30/min burst 20"),
    AP_INIT_TAKE1("HelpAreaCache", set_area_cache, NULL, BOTH,
                  "how long a decision about an area holds for one asker, 0 to 1h; default 5s"),
    AP_INIT_TAKE12("HelpLockout", set_lockout, NULL, BOTH,
                   "failed sign-ins (1 to 1000, or off) that lock an account, and for how long; default 5 15min"),

    AP_INIT_TAKE1("HelpAssets", help_set_dir, (void *)offsetof(help_global, assets), RSRC_CONF,
                  "folder with help/ (templates) and static/help_center/; default share/help-center of the ServerRoot"),
    AP_INIT_TAKE1("HelpSecret", help_set_secret, NULL, RSRC_CONF,
                  "where the secret is that signs cookies and seals stored secrets: file:/path or env:NAME, "
                  "32 characters or more, the same on every host; required"),
    AP_INIT_TAKE12("HelpRedis", help_set_redis, NULL, RSRC_CONF,
                   "redis://host[:port][/db] or unix:/path, and its password as file:/path or env:NAME; needed only "
                   "where several hosts share; default none"),
    AP_INIT_TAKE1("HelpRedisTimeout", help_set_redis_timeout, NULL, RSRC_CONF,
                  "for connecting and each command, 10ms to 5s; default 200ms"),
    AP_INIT_TAKE1("HelpCacheSize", help_set_cache_bytes, NULL, RSRC_CONF,
                  "memory of each child for answers that are kept, 0 or 64k to 16G; default 32M"),
    AP_INIT_TAKE1("HelpCacheMaxAge", help_set_cache_for, NULL, RSRC_CONF,
                  "longest that an answer is kept should the database's notification be lost, 1s to 1d; default 60s"),
    AP_INIT_TAKE1("HelpDBWait", help_set_db_wait, NULL, RSRC_CONF,
                  "longest wait for a database connection, 10ms to 30s; default 1s"),
    AP_INIT_TAKE1("HelpDBMax", help_set_int, (void *)offsetof(help_global, db_max), RSRC_CONF,
                  "connections of one child in use at once, 1 to 1000, not more than DBDMax; default 8"),
    AP_INIT_TAKE1("HelpJobs", help_set_int, (void *)offsetof(help_global, jobs), RSRC_CONF,
                  "threads of each child that run background jobs, 0 to 16; default 1"),
    AP_INIT_TAKE1("HelpIdempotencyHours", help_set_int, (void *)offsetof(help_global, idempotency_hours), RSRC_CONF,
                  "how long an Idempotency-Key is remembered, 1 to 720 hours; default 24"),
    { NULL }
};
