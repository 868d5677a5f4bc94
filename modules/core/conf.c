/* SPDX-License-Identifier: Apache-2.0 */
/* What the operator said. Create means unset, merge means inherit, effective means defaults: each field
 * stands once in each of the three, and a guard compares them. Setters are in conf_set.c. */
#include "core/conf.h"

static help_global the_global;

help_global *help_global_conf(void)
{
    return &the_global;
}

void help_global_reset(void)
{
    the_global = (help_global){
        .assets = NULL,
        .secret_source = NULL,
        .redis_timeout = apr_time_from_msec(200),
        .cache_bytes = 32 * 1024 * 1024,
        .cache_for = apr_time_from_sec(60),
        .db_wait = apr_time_from_sec(1),
        .db_max = 8,
        .jobs = 1,
        .idempotency_hours = 24,
    };
}

void *help_conf_create(apr_pool_t *p, char *dir)
{
    help_conf *c = apr_pcalloc(p, sizeof(*c));

    c->enabled = HELP_UNSET;
    c->tenant = NULL;
    c->anonymous = HELP_UNSET;
    c->roles = NULL;
    c->areas = NULL;
    c->rollout = NULL;
    c->groups_from = HELP_UNSET;
    c->groups_name = NULL;
    c->groups_sep = NULL;
    c->login_url = NULL;
    c->body_max = HELP_UNSET;
    c->metrics = HELP_UNSET;
    c->cors = NULL;
    c->area_cache = HELP_UNSET;
    c->lockout_tries = HELP_UNSET;
    c->lockout_for = HELP_UNSET;
    return c;
}

/* Rules add up: a Location may add an area or a role, never silently drop the server's. */
static const apr_array_header_t *both(apr_pool_t *p, const apr_array_header_t *base,
                                      const apr_array_header_t *add)
{
    if (!base || !add) return base ? base : add;
    return apr_array_append(p, base, add);
}

void *help_conf_merge(apr_pool_t *p, void *base_v, void *add_v)
{
    const help_conf *base = base_v, *add = add_v;
    help_conf *c = apr_pcalloc(p, sizeof(*c));

#define INHERIT(f, unset) c->f = (add->f != (unset)) ? add->f : base->f
    INHERIT(enabled, HELP_UNSET);
    INHERIT(tenant, NULL);
    INHERIT(anonymous, HELP_UNSET);
    c->roles = both(p, base->roles, add->roles);
    c->areas = both(p, base->areas, add->areas);
    INHERIT(rollout, NULL);
    INHERIT(groups_from, HELP_UNSET);
    INHERIT(groups_name, NULL);
    INHERIT(groups_sep, NULL);
    INHERIT(login_url, NULL);
    INHERIT(body_max, HELP_UNSET);
    INHERIT(metrics, HELP_UNSET);
    INHERIT(cors, NULL);
    INHERIT(area_cache, HELP_UNSET);
    INHERIT(lockout_tries, HELP_UNSET);
    INHERIT(lockout_for, HELP_UNSET);
#undef INHERIT
    for (int i = 0; i < HELP_LIMIT_CLASSES; i++) {
        const help_conf *from = add->limit_set[i] ? add : base;

        c->limit_set[i] = from->limit_set[i];
        c->limit[i] = from->limit[i];
    }
    return c;
}

/* Reading has no limit of its own: a kept answer costs what a static file costs. The rest is what one
 * person at a keyboard, or a script that behaves, never reaches. */
static const struct { int rate, burst; int per_s; } limit_default[HELP_LIMIT_CLASSES] = {
    [HELP_LIMIT_READ]   = { 0,    0,   0 },
    [HELP_LIMIT_WRITE]  = { 600,  120, 60 },
    [HELP_LIMIT_SEARCH] = { 600,  120, 60 },
    [HELP_LIMIT_ASK]    = { 20,   10,  60 },
    [HELP_LIMIT_LOGIN]  = { 30,   20,  60 },
};

static void limits_effective(help_conf *c)
{
    for (int i = 0; i < HELP_LIMIT_CLASSES; i++) {
        if (c->limit_set[i]) continue;
        c->limit_set[i] = limit_default[i].rate ? 1 : 2;
        c->limit[i] = (help_bucket_rule){ .rate = limit_default[i].rate, .burst = limit_default[i].burst,
                                          .period = apr_time_from_sec(limit_default[i].per_s) };
    }
}

/* Called once for each server's root in post_config; what Locations leave unset then inherits a value. */
void help_conf_effective(help_conf *c)
{
    static const help_rollout everybody = { .kind = HELP_ROLLOUT_ALL };

#define DEFAULT(f, unset, value) if (c->f == (unset)) c->f = (value)
    DEFAULT(enabled, HELP_UNSET, 0);
    DEFAULT(tenant, NULL, "default");
    DEFAULT(anonymous, HELP_UNSET, 0);
    /* roles and areas: none */
    DEFAULT(rollout, NULL, &everybody);
    DEFAULT(groups_from, HELP_UNSET, HELP_GROUPS_DATABASE);
    DEFAULT(groups_name, NULL, "");
    DEFAULT(groups_sep, NULL, " ,;");
    DEFAULT(login_url, NULL, "");
    DEFAULT(body_max, HELP_UNSET, 2 * 1024 * 1024);
    DEFAULT(metrics, HELP_UNSET, 0);
    /* cors: none */
    DEFAULT(area_cache, HELP_UNSET, apr_time_from_sec(5));
    DEFAULT(lockout_tries, HELP_UNSET, 5);
    DEFAULT(lockout_for, HELP_UNSET, apr_time_from_sec(15 * 60));
#undef DEFAULT
    limits_effective(c);
}

help_conf *help_conf_of(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &help_core_module);
}

help_conf *help_conf_of_server(const server_rec *s)
{
    return ap_get_module_config(s->lookup_defaults, &help_core_module);
}
