/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_search: words in, ranked articles out. The query endpoint, suggestions as one types, clicks,
 * synonyms and the page. Wiring only.
 *
 * Starting:
 *  1  before the configuration is read: fetch core's table; without mod_help_core nothing starts
 *  2  hand core our part of the URL space */
#include "search.h"

#include <http_log.h>

extern module help_search_module __attribute__((visibility("default")));
APLOG_USE_MODULE(help_search);

const help_core *search_core;

static int search_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);

    /* 1 */
    if (get == NULL) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, 0, plog,
                      "HC3001: mod_help_search works on top of mod_help_core: load that module too");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    search_core = get();
    /* 2 */
    search_core->routes("search", search_routes, search_routes_n);
    return OK;
}

static void search_hooks(apr_pool_t *p)
{
    static const char *const after_core[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(search_pre_config, after_core, NULL, APR_HOOK_MIDDLE);
}

module help_search_module = {
    STANDARD20_MODULE_STUFF,
    .register_hooks = search_hooks,
};
