/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_chat: the assistant over WebSocket, server-sent events and plain POST;
 * tickets; WhatsApp and mail. Wiring only.
 *
 * Starting:
 *  1  before the configuration is read: fetch core's table; without mod_help_core nothing starts
 *  2  hand core our part of the URL space */
#include "chat.h"

#include <http_log.h>

extern module help_chat_module __attribute__((visibility("default")));
APLOG_USE_MODULE(help_chat);

const help_core *chat_core;

static int chat_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    APR_OPTIONAL_FN_TYPE(help_core_get) *get = APR_RETRIEVE_OPTIONAL_FN(help_core_get);

    /* 1 */
    if (get == NULL) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, 0, plog,
                      "HC4001: mod_help_chat works on top of mod_help_core: load that module too");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    chat_core = get();
    /* 2 */
    chat_core->routes("chat", chat_routes, chat_routes_n);
    return OK;
}

static void chat_hooks(apr_pool_t *p)
{
    static const char *const after_core[] = { "mod_help_core.c", NULL };

    ap_hook_pre_config(chat_pre_config, after_core, NULL, APR_HOOK_MIDDLE);
}

module help_chat_module = {
    STANDARD20_MODULE_STUFF,
    .register_hooks = chat_hooks,
};
