/* SPDX-License-Identifier: Apache-2.0 */
/* What httpd itself refuses under our URLs (a Require, a timeout, a limit) is told in our words too: an output
 * filter at the place of error documents swaps httpd's page for a problem document or our error page. */
#include <util_filter.h>
#include "core/core.h"

#define FILTER "HELP_REFUSAL"
#define NOTE "help-refusal"

int help_refuse(help_ctx *h, const help_err *e)
{
    apr_table_setn(h->r->notes, NOTE, (const char *)e->detail);
    if (e->log && e->status >= 500)
        HELP_LOG_R(APLOG_ERR, h->r, "0003", "%d %s: %s [request %s]", e->status, e->code, e->log, h->request_id);
    if (h->answer.headers) {
        const apr_array_header_t *elts = apr_table_elts(h->answer.headers);
        for (int i = 0; i < elts->nelts; i++)
            apr_table_set(h->r->err_headers_out, APR_ARRAY_IDX(elts, i, apr_table_entry_t).key,
                          APR_ARRAY_IDX(elts, i, apr_table_entry_t).val);
    }
    if (e->retry_after_s) apr_table_setn(h->r->err_headers_out, "Retry-After", apr_itoa(h->p, e->retry_after_s));
    return e->status;
}

static help_err *in_our_words(help_ctx *h)
{
    const char *detail = apr_table_get(h->r->notes, NOTE);
    int status = h->r->status;

    if (!detail) {
        detail = status == HTTP_UNAUTHORIZED ? "Please sign in."
               : status == HTTP_FORBIDDEN ? "You may not see this."
               : status == HTTP_NOT_FOUND ? "There is nothing at this address."
               : status == HTTP_PRECONDITION_FAILED ? "It was changed since you read it, or is not what your condition says."
               : "The server could not answer this request.";
    }
    return help_err_new(h->p, status, "http", detail, NULL);
}

static apr_status_t swap(ap_filter_t *f, apr_bucket_brigade *in)
{
    request_rec *r = f->r;
    help_ctx *h = help_ctx_of(r);
    apr_bucket_brigade *out = apr_brigade_create(r->pool, f->c->bucket_alloc);
    int ends = !APR_BRIGADE_EMPTY(in) && APR_BUCKET_IS_EOS(APR_BRIGADE_LAST(in));

    apr_brigade_cleanup(in);
    if (!ends) return APR_SUCCESS;
    help_answer_err(h, in_our_words(h));
    help_security_headers(h);
    ap_set_content_type(r, h->answer.type);
    ap_set_content_length(r, (apr_off_t)h->answer.len);
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_immortal_create(h->answer.body, h->answer.len, f->c->bucket_alloc));
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_eos_create(f->c->bucket_alloc));
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, out);
}

/* A path that httpd cannot even decode never came to our translate_name. */
static help_ctx *ctx_late(request_rec *r)
{
    if (!r->uri || !help_is_our_path(r->uri) || help_conf_of_server(r->server)->enabled != 1) return NULL;
    return help_ctx_make(r);
}

static void insert_error_filter(request_rec *r)
{
    help_ctx *h = help_ctx_of(r) ? help_ctx_of(r) : ctx_late(r);

    if (h && !r->main && r->status >= 400 && help_this_child) ap_add_output_filter(FILTER, NULL, r, r->connection);
}

void help_refuse_register(void)
{
    ap_register_output_filter(FILTER, swap, NULL, AP_FTYPE_RESOURCE);
    ap_hook_insert_error_filter(insert_error_filter, NULL, NULL, APR_HOOK_LAST);
}
