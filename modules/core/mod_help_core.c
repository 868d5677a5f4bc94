/* SPDX-License-Identifier: Apache-2.0 */
/* mod_help_core: wiring only.
 *
 * Starting:
 *  1  register_hooks: the optional function that features fetch, providers, filters
 *  2  pre_config: directives and route table start from nothing (a reload reuses the process)
 *  3  check_config: defaults, then what can be known wrong is refused (configtest gets this far)
 *  4  post_config: templates, OpenAPI, shared memory, watchdogs
 *  5  child_init: caches, keys, Redis, database pools, threads; in this order, so that they end in the other
 */
#include <apr_optional.h>
#include <http_protocol.h>
#include "core/conf.h"

APR_IMPLEMENT_OPTIONAL_HOOK_RUN_ALL(help, HELP, int, event, (help_ctx *h, const help_event *event), (h, event), OK, DECLINED)

/* 1 */

static help_err *markdown(help_markdown *out, apr_pool_t *p, const char *text, const help_markdown_options *options)
{
    help_err *e;

    apr_thread_mutex_lock(help_this_child->markdown_lock);
    e = help_markdown_render(out, p, text, options);
    apr_thread_mutex_unlock(help_this_child->markdown_lock);
    return e;
}

static void emit(help_ctx *h, const help_event *event)
{
    help_run_event(h, event);
}

static void note(help_ctx *h, const char *name, const char *value)
{
    apr_table_set(h->r->notes, apr_pstrcat(h->p, "help-", name, NULL), value);
}

static const help_core the_table = {
    .routes = help_routes_add, .job_kind = help_job_kind_add,
    .query = help_core_query, .pipeline = help_core_pipeline, .write = help_core_write, .transaction = help_core_transaction,
    .answer_json = help_answer_json, .answer_text = help_answer_text, .answer_page = help_answer_page,
    .answer_header = help_answer_header, .answer_redirect = help_answer_redirect, .answer_list = help_answer_list,
    .list_read = help_list_read, .absolute_url = help_absolute_url,
    .markdown = markdown, .audit = help_audit, .enqueue = help_enqueue, .count_view = help_view_count,
    .visitor = help_visitor_give, .emit = emit, .changed = help_changed, .note = note,
};

static const help_core *help_core_get(void)
{
    return &the_table;
}

/* 2 */

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    help_global_reset();
    help_routes_reset();
    help_job_kinds_reset();
    json_object_seed(0);
    help_health_register();
    help_openapi_register();
    help_api_users_register();
    help_api_tokens_register();
    help_api_tenants_register();
    help_api_audit_register();
    help_api_jobs_register();
    help_api_me_register();
    help_pages_register();
    return OK;
}

/* 3 */

static int check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    for (server_rec *each = s; each; each = each->next) help_conf_effective(help_conf_of_server(each));
    return help_check_config(pconf, ptemp, s);
}

/* 4 */

static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    int status;

    if (!help_global_conf()->secret) return OK;                     /* loaded, but switched on nowhere */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
    help_routes_sort();
    help_quick_prepare(pconf, s);
    if ((status = help_parent_start(pconf, s)) != OK)        return status;
    if ((status = help_openapi_build(pconf, s)) != OK)       return status;
    if ((status = help_shared_parent_start(pconf, s)) != OK) return status;
    if ((status = help_limit_parent_start(pconf, s)) != OK)  return status;
    return help_jobs_post_config(pconf, s);
}

/* 5 */

static void child_init(apr_pool_t *pchild, server_rec *s)
{
    if (!help_global_conf()->secret) return;
    help_child_start(pchild, s);
    help_limit_child_start(pchild, s);
    help_db_child_start(pchild, s);
    help_jobs_child_start(pchild, s);
}

/* ---- requests ---- */

static const char *asset_of(const char *uri)
{
    static const char prefix[] = "/static/help_center/";

    return strncmp(uri, prefix, sizeof(prefix) - 1) ? NULL : uri;
}

/* Our URLs have no file behind them: a name that is no path keeps the directory walk away.
 *
 * We answer with and without the final slash, but a <Location "/help/x/"> only covers the address with it. So the
 * address is made canonical here, before httpd walks the locations again and checks access: what a Require guards is
 * not had by leaving the slash away. */
static int translate_name(request_rec *r)
{
    const char *asset;
    int at;

    if (!help_global_conf()->secret || help_conf_of(r)->enabled != 1) return DECLINED;
    if ((asset = asset_of(r->uri))) {
        r->filename = apr_pstrcat(r->pool, help_global_conf()->assets, asset, NULL);
        return OK;
    }
    if (!help_is_our_path(r->uri)) return DECLINED;
    r->uri = (char *)help_route_canonical(&at, r->pool, r->uri);
    help_ctx_make(r)->route_at = at;
    r->filename = apr_pstrcat(r->pool, "help:", r->uri, NULL);
    return OK;
}

static int map_to_storage(request_rec *r)
{
    return help_ctx_of(r) ? OK : DECLINED;
}

static int type_checker(request_rec *r)
{
    if (!help_ctx_of(r)) return DECLINED;
    r->handler = "help-center";
    return OK;
}

static void register_hooks(apr_pool_t *p)
{
    static const char *const after_dbd[] = { "mod_dbd.c", NULL };

    APR_REGISTER_OPTIONAL_FN(help_core_get);
    ap_hook_pre_config(pre_config, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_check_config(check_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(post_config, after_dbd, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(child_init, after_dbd, NULL, APR_HOOK_MIDDLE);
    ap_hook_quick_handler(help_quick_handler, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_translate_name(translate_name, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_map_to_storage(map_to_storage, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_access_checker(help_probe_quiet, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_check_authn(help_check_authn, NULL, NULL, APR_HOOK_FIRST, AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_type_checker(type_checker, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_handler(help_handler_run, NULL, NULL, APR_HOOK_FIRST);
    help_refuse_register();
    help_authn_register(p);
    help_status_register();
}

module AP_MODULE_DECLARE_DATA help_core_module = {
    STANDARD20_MODULE_STUFF,
    .create_dir_config = help_conf_create,
    .merge_dir_config = help_conf_merge,
    .cmds = help_core_directives,
    .register_hooks = register_hooks,
};
