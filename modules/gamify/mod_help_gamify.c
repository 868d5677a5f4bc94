/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_gamify: points, badges, the leaderboard and the page of the asker. Wiring only.
 *
 * Starting:
 *  1  before the configuration is read: fetch core's table; without mod_help_core nothing starts
 *  2  hand core our part of the URL space */
#include "gamify.h"

#include <http_log.h>

extern module help_gamify_module __attribute__((visibility("default")));
APLOG_USE_MODULE(help_gamify);

const help_core *gamify_core;

static int gamify_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);

    /* 1 */
    if (get == NULL) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, 0, plog,
                      "HC5001: mod_help_gamify works on top of mod_help_core: load that module too");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    gamify_core = get();
    /* 2 */
    gamify_core->routes("gamify", gamify_routes, gamify_routes_n);
    return OK;
}

static void gamify_hooks(apr_pool_t *p)
{
    static const char *const after_core[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(gamify_pre_config, after_core, NULL, APR_HOOK_MIDDLE);
}

module help_gamify_module = {
    STANDARD20_MODULE_STUFF,
    .register_hooks = gamify_hooks,
};
