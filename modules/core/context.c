/* SPDX-License-Identifier: Apache-2.0 */
/* The request context: made when a URL turns out to be ours, found again by every later hook. */
#include <apr_uri.h>
#include "core/core.h"

static const char *const prefixes[] = {
    HELP_API, "/api/v1/whatsapp", "/ws/help-center", "/help", "/health", "/admin/help_center", NULL
};

int help_is_our_path(const char *path)
{
    for (int i = 0; prefixes[i]; i++) {
        apr_size_t n = strlen(prefixes[i]);

        if (!strncmp(path, prefixes[i], n) && (path[n] == '/' || path[n] == '\0')) return 1;
    }
    return 0;
}

help_ctx *help_ctx_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &help_core_module);
}

/* A UUID for each request without asking the system for randomness each time (5 % of a kept answer's cost, measured):
 * the child's own random one, its last eight digits counted on. Unique, not secret. */
static const char *next_id(request_rec *r)
{
    static const char hex[] = "0123456789abcdef";
    static volatile apr_uint32_t counter;
    char *id;
    apr_uint32_t n = apr_atomic_inc32(&counter);

    if (!help_this_child) return "none";
    id = apr_pmemdup(r->pool, help_this_child->request_ids, 37);
    for (int i = 35; i >= 28; i--, n >>= 4) id[i] = hex[n & 15];
    return id;
}

static const char *request_id(request_rec *r)
{
    const char *given = apr_table_get(r->headers_in, "X-Request-Id");

    return given && help_request_id_ok(given) ? given : next_id(r);
}

help_ctx *help_ctx_make(request_rec *r)
{
    help_ctx *h = apr_pcalloc(r->pool, sizeof(*h));

    h->r = r;
    h->p = r->pool;
    h->request_id = request_id(r);
    h->is_page = !strncmp(r->uri, "/help", 5) || !strncmp(r->uri, "/admin/", 7);
    h->groups = apr_array_make(r->pool, 0, sizeof(const char *));
    h->scopes = HELP_SCOPE_READ | HELP_SCOPE_WRITE | HELP_SCOPE_ADMIN;
    h->audience = "";
    h->groups_pg = h->denied_pg = "{}";
    h->raw = "";
    apr_table_setn(r->notes, "help-request-id", h->request_id);
    ap_set_module_config(r->request_config, &help_core_module, h);
    return h;
}

/* What a fact about a tenant holds: fields that cannot contain the separator, a control character. */
#define SEP "\x1f"

static help_tenant *tenant_read(apr_pool_t *p, const char *fact)
{
    help_tenant *t = apr_pcalloc(p, sizeof(*t));
    char *last, *text = apr_pstrdup(p, fact);
    apr_int64_t id = 0;

    help_int64(&id, apr_strtok(text, SEP, &last), 1, APR_INT32_MAX);
    t->id = (int)id;
    t->slug = apr_strtok(NULL, SEP, &last);
    t->time_zone = apr_strtok(NULL, SEP, &last);
    t->name = apr_strtok(NULL, SEP, &last);
    t->logo_url = apr_strtok(NULL, SEP, &last);
    if (!t->logo_url) t->logo_url = "";
    return t;
}

static help_err *tenant_ask(const char **fact, help_ctx *h, const char *slug, const char *host)
{
    extern const help_sql help_sql_tenant_by;
    help_sql_call call = { .sql = &help_sql_tenant_by };
    help_err *e;

    help_arg_text(&call.args, slug);
    help_arg_text(&call.args, host);
    if ((e = help_db_run(h->p, h->r->server, 0, &call, 1, 1))) return e;
    if (!PQntuples(call.result) || !help_pg_flag(call.result, 0, 5)) {
        return help_err_new(h->p, HTTP_NOT_FOUND, "no-tenant", "There is no help center at this address.",
                            "no active tenant with slug '%s' or host '%s'", slug ? slug : "", host ? host : "");
    }
    *fact = apr_pstrcat(h->p, help_pg_ref(call.result, 0, 0), SEP, help_pg_ref(call.result, 0, 1), SEP,
                        help_pg_ref(call.result, 0, 3), SEP, help_pg_ref(call.result, 0, 2), SEP,
                        help_pg_ref(call.result, 0, 4), NULL);
    return NULL;
}

/* The server decides the tenant: its own name for it, or the host name that was asked for. */
help_err *help_tenant_find(help_ctx *h)
{
    const char *slug = help_conf_of(h->r)->tenant;
    const char *host = *slug ? NULL : h->r->hostname ? h->r->hostname : "";
    const char *key = apr_psprintf(h->p, "tenant:%pp:%s:%s", (void *)h->r->server, slug, host ? host : "");
    const char *fact = help_fact_get(h->p, key, 0);
    help_err *e;

    if (!fact) {
        if ((e = tenant_ask(&fact, h, host ? NULL : slug, host))) {
            if (e->status == HTTP_NOT_FOUND || !(fact = help_fact_get(h->p, key, 1))) return e;
        }
        else {
            help_tenant *t = tenant_read(h->p, fact);
            help_fact_put(key, fact, t->id, help_stamp(t->id), apr_time_from_sec(30));
        }
    }
    h->tenant = tenant_read(h->p, fact);
    apr_table_setn(h->r->notes, "help-tenant", h->tenant->slug);
    return NULL;
}
