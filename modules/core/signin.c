/* SPDX-License-Identifier: Apache-2.0 */
/* What mod_auth_form does not ask of a sign-in: that it comes from a page of this site (else a stranger's page
 * could sign a visitor in as the stranger), that its address has not failed too often, and that httpd_location
 * leads to a page of this site. */
#include "core/core.h"
#include "core/authn.h"

#define HOME "/help/"

static int is_login_path(const char *uri)
{
    return !strcmp(uri, "/help/login/") || !strcmp(uri, "/help/login");
}

/* With AuthType Form, mod_auth_form takes a form with a name and a password at any address. */
static int is_inline_form(request_rec *r)
{
    const char *auth = ap_auth_type(r), *type = apr_table_get(r->headers_in, "Content-Type");

    return auth && !ap_cstr_casecmp(auth, "form") && type &&
           !ap_cstr_casecmpn(type, "application/x-www-form-urlencoded", 33) &&
           !apr_table_get(r->headers_in, "Authorization");
}

static help_err *may_try(help_ctx *h)
{
    int wait = help_signin_wait_s(h);
    help_err *e;

    if ((e = help_origin_check(h))) return e;
    if (!wait) return NULL;
    e = help_err_new(h->p, HTTP_TOO_MANY_REQUESTS, "too-many-sign-ins",
                     "Too many wrong sign-ins came from your address. Please wait a moment.", NULL);
    e->retry_after_s = wait;
    return e;
}

static int guard(request_rec *r)
{
    help_ctx *h = help_ctx_of(r);
    help_err *e;

    if (!h) return DECLINED;
    e = h->tenant ? NULL : help_tenant_find(h);
    if (!e) e = may_try(h);
    return e ? help_refuse(h, e) : DECLINED;
}

/* `SetHandler form-login-handler` stands for all methods; the page itself is ours. */
static int signin_fixup(request_rec *r)
{
    if (r->main || !help_ctx_of(r) || !is_login_path(r->uri)) return DECLINED;
    if (r->method_number == M_POST) return guard(r);
    r->handler = "help-center";
    return DECLINED;
}

static int signin_authn(request_rec *r)
{
    if (r->method_number != M_POST || r->main || !is_inline_form(r)) return DECLINED;
    return guard(r);
}

/* A path of this host: one slash and then neither a second one nor a backslash, which browsers read as one. */
int help_leads_home(help_ctx *h, const char *url)
{
    const char *own = help_absolute_url(h, "/");
    apr_size_t n = strlen(own);

    if (!strncmp(url, own, n)) url += n - 1;
    if (url[0] != '/' || url[1] == '/' || url[1] == '\\') return 0;
    for (const unsigned char *c = (const unsigned char *)url; *c; c++)
        if (*c <= ' ' || *c >= 0x7f || *c == '\\') return 0;
    return strlen(url) <= 2000;
}

static apr_status_t location_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    const char *location = apr_table_get(f->r->headers_out, "Location");

    if (!location || !help_leads_home(help_ctx_of(f->r), location)) apr_table_setn(f->r->headers_out, "Location", HOME);
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/* mod_auth_form redirects by answering 302 as an error. Core's own answers, which may lead elsewhere, have a status
 * in their context. */
static void watch_location(request_rec *r)
{
    help_ctx *h = help_ctx_of(r);

    if (r->method_number != M_POST || !h || h->answer.status || r->status != HTTP_MOVED_TEMPORARILY) return;
    ap_add_output_filter("HELP_LOCATION", NULL, r, r->connection);
}

void help_signin_register(apr_pool_t *p)
{
    ap_register_output_filter("HELP_LOCATION", location_filter, NULL, AP_FTYPE_CONTENT_SET);
    ap_hook_insert_error_filter(watch_location, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_fixups(signin_fixup, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_check_authn(signin_authn, NULL, NULL, APR_HOOK_REALLY_FIRST, AP_AUTH_INTERNAL_PER_CONF);
}
