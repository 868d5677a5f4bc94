/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_analytics: events in, figures out: the dashboard, gaps and exports. Wiring only.
 *
 * Starting:
 *  1  before the configuration is read: fetch core's table; without mod_help_core nothing starts
 *  2  hand core our part of the URL space */
#include "analytics.h"

#include <http_log.h>

extern module help_analytics_module __attribute__((visibility("default")));
APLOG_USE_MODULE(help_analytics);

const help_core *analytics_core;

static int analytics_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);

    /* 1 */
    if (get == NULL) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, 0, plog,
                      "HC6001: mod_help_analytics works on top of mod_help_core: load that module too");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    analytics_core = get();
    /* 2 */
    analytics_core->routes("analytics", analytics_routes, analytics_routes_n);
    return OK;
}

static void analytics_hooks(apr_pool_t *p)
{
    static const char *const after_core[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(analytics_pre_config, after_core, NULL, APR_HOOK_MIDDLE);
}

module help_analytics_module = {
    STANDARD20_MODULE_STUFF,
    .register_hooks = analytics_hooks,
};
