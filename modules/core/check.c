/* SPDX-License-Identifier: Apache-2.0 */
/* What can be known wrong before the first request: refused at start, or warned of with the words to write. */
#include <ap_mpm.h>
#include <apr_file_info.h>
#include "core/core.h"


/* Does a directive whose name begins so stand anywhere? With args: with these alone. */
static int stands(const ap_directive_t *d, const char *begins, const char *args)
{
    for (; d; d = d->next) {
        if (!strncasecmp(d->directive, begins, strlen(begins)) && (!args || (d->args && !strcasecmp(d->args, args)))) return 1;
        if (stands(d->first_child, begins, args)) return 1;
    }
    return 0;
}

static int check_secret(apr_pool_t *p, server_rec *s)
{
    help_global *g = help_global_conf();
    help_err *e;

    if (!g->secret_source) {
        HELP_LOG_S(APLOG_CRIT, s, "0010", "HelpSecret is missing: write HelpSecret file:/path, a file with 32 random characters "
                                          "or more that only root can read (openssl rand -hex 32)");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if ((e = help_secret_read(&g->secret, p, g->secret_source))) {
        HELP_LOG_S(APLOG_CRIT, s, "0011", "HelpSecret: %s", e->detail);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if (strlen(g->secret) < 32) {
        HELP_LOG_S(APLOG_CRIT, s, "0012", "HelpSecret: %s holds fewer than 32 characters (openssl rand -hex 32 makes 64)",
                   g->secret_source);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

static int check_assets(apr_pool_t *p, server_rec *s)
{
    help_global *g = help_global_conf();
    apr_finfo_t info;

    if (!g->assets) g->assets = ap_server_root_relative(p, "share/help-center");
    if (apr_stat(&info, apr_pstrcat(p, g->assets, "/help/error.html", NULL), APR_FINFO_TYPE, p) != APR_SUCCESS) {
        HELP_LOG_S(APLOG_CRIT, s, "0013", "HelpAssets: %s holds no help/error.html; it must be the folder with help/ and "
                                          "static/help_center/", g->assets);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

/* A tenant is served from a connection pool; without one every answer would be 503. */
static int check_modules(apr_pool_t *p, server_rec *s)
{
    if (!ap_find_linked_module("mod_dbd.c")) {
        HELP_LOG_S(APLOG_CRIT, s, "0014", "mod_dbd is not loaded: a2enmod dbd, or LoadModule dbd_module .../mod_dbd.so");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if (!ap_find_linked_module("mod_watchdog.c"))
        HELP_LOG_S(APLOG_WARNING, s, "0015", "mod_watchdog is not loaded: no background jobs run on this host and changes are "
                                             "noticed only by HelpCacheMaxAge");
    return OK;
}

static void check_mpm(server_rec *s)
{
    int is_async = 0;

    ap_mpm_query(AP_MPMQ_IS_ASYNC, &is_async);
    if (!is_async)
        HELP_LOG_S(APLOG_WARNING, s, "0016", "this MPM keeps one thread for each open chat panel; the event MPM keeps none");
}

/* A session holds a password, and who could write one could sign in as anybody without being counted. */
static void check_session(server_rec *s)
{
    if (stands(ap_conftree, "SessionCookieName", NULL) && !stands(ap_conftree, "SessionCryptoPassphrase", NULL))
        HELP_LOG_S(APLOG_WARNING, s, "0017", "sessions are kept in a cookie that is not encrypted: load mod_session_crypto and "
                                             "write SessionCryptoPassphraseFile beside SessionCookieName");
}

int help_check_config(apr_pool_t *p, apr_pool_t *scratch, server_rec *main_server)
{
    int status;

    if (!stands(ap_conftree, "HelpEnabled", "on")) return OK;
    if ((status = check_modules(p, main_server)) != OK) return status;
    if ((status = check_secret(p, main_server)) != OK)  return status;
    if ((status = check_assets(p, main_server)) != OK)  return status;
    check_mpm(main_server);
    check_session(main_server);
    return OK;
}
