/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_articles: articles, categories, tags and media, as REST answers and as pages. Wiring only.
 *
 * Starting:
 *  1  before the configuration is read: fetch core's table; without mod_help_core nothing starts
 *  2  hand core our part of the URL space */
#include "articles.h"

#include <http_log.h>

APLOG_USE_MODULE(help_articles);

const help_core *articles_core;

static int articles_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);

    /* 1 */
    if (get == NULL) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, 0, plog,
                      "HC2001: mod_help_articles works on top of mod_help_core: load that module too");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    articles_core = get();
    /* 2 */
    articles_core->routes("articles", articles_routes, articles_routes_n);
    return OK;
}

static void articles_hooks(apr_pool_t *p)
{
    static const char *const after_core[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(articles_pre_config, after_core, NULL, APR_HOOK_MIDDLE);
}

module help_articles_module = {
    STANDARD20_MODULE_STUFF,
    .create_dir_config = articles_conf_create,
    .merge_dir_config = articles_conf_merge,
    .cmds = articles_directives,
    .register_hooks = articles_hooks,
};
