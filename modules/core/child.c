/* SPDX-License-Identifier: Apache-2.0 */
/* What a process owns: made in the parent where children can share it, else in each child. */
#include "core/core.h"

#define FACTS_BYTES (4 * 1024 * 1024)       /* some 20,000 users, tokens and areas a child */

help_child *help_this_child;
static help_templates *parent_templates;

/* Templates are read once and shared by all children until the next reload. */
int help_parent_start(apr_pool_t *pconf, server_rec *s)
{
    const char *dir = apr_pstrcat(pconf, help_global_conf()->assets, "/help", NULL);
    help_err *e = help_templates_load(&parent_templates, pconf, dir);

    if (e) {
        HELP_LOG_S(APLOG_CRIT, s, "0020", "the page templates in %s cannot be used: %s", dir, e->log ? e->log : e->detail);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

static apr_status_t free_lru(void *c)
{
    help_lru_free(c);
    return APR_SUCCESS;
}

static help_lru *lru_for_life(apr_pool_t *p, apr_size_t bytes)
{
    help_lru *c = bytes ? help_lru_make(bytes) : NULL;

    if (c) apr_pool_cleanup_register(p, c, free_lru, apr_pool_cleanup_null);
    return c;
}

static help_redis *redis_start(apr_pool_t *p, const help_global *g)
{
    help_redis_options o = { .url = g->redis_url, .password = g->redis_password, .timeout = g->redis_timeout, .max = 8,
                             .breaker = apr_time_from_sec(1) };

    return g->redis_url ? help_redis_make(p, &o) : NULL;
}

void help_child_start(apr_pool_t *p, server_rec *s)
{
    const help_global *g = help_global_conf();
    help_child *c = apr_pcalloc(p, sizeof(*c));

    c->p = p;
    c->main_server = s;
    c->templates = parent_templates;
    apr_thread_mutex_create(&c->markdown_lock, APR_THREAD_MUTEX_DEFAULT, p);
    apr_thread_mutex_create(&c->kept_lock, APR_THREAD_MUTEX_DEFAULT, p);
    apr_thread_mutex_create(&c->facts_lock, APR_THREAD_MUTEX_DEFAULT, p);
    c->kept = lru_for_life(p, (apr_size_t)g->cache_bytes);
    c->facts = lru_for_life(p, FACTS_BYTES);
    c->redis = redis_start(p, g);
    help_key_derive(c->visitor_key, g->secret, "visitor cookie");
    help_key_derive(c->seal_key, g->secret, "sealed settings");
    help_uuid_make(c->request_ids);
    help_markdown_init();
    help_this_child = c;
}
