/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: JSON, text, redirects and lists into h->answer; h->answer onto the wire with validators, security
 * headers and conditional requests; errors as problem+json (RFC 9457) or as a page. */
#include <ap_release.h>
#include "core/core.h"

void help_answer_header(help_ctx *h, const char *name, const char *value)
{
    if (!h->answer.headers) h->answer.headers = apr_table_make(h->p, 4);
    apr_table_set(h->answer.headers, name, value);
}

void help_answer_text(help_ctx *h, int status, const char *type, const char *body, apr_size_t len)
{
    h->answer.status = status;
    h->answer.type = type;
    h->answer.body = body;
    h->answer.len = len;
}

void help_answer_json(help_ctx *h, int status, json_t *body)
{
    apr_size_t len = 0;
    const char *text;

    if (!body) {
        h->answer.status = status;
        h->answer.body = NULL;
        return;
    }
    text = help_json_text(h->p, body, &len);
    json_decref(body);
    help_answer_text(h, status, "application/json", text, len);
}

void help_answer_redirect(help_ctx *h, int status, const char *url)
{
    h->answer.status = status;
    h->answer.location = url;
    h->answer.body = NULL;
}

const char *help_absolute_url(help_ctx *h, const char *path)
{
    return ap_construct_url(h->p, path, h->r);
}

static const char *page_url(help_ctx *h, int page)
{
    const apr_array_header_t *args = apr_table_elts(h->query);
    const char *url = apr_psprintf(h->p, "%s?page=%d", help_url_escape(h->p, h->r->uri, 1), page);

    for (int i = 0; i < args->nelts; i++) {
        const apr_table_entry_t *arg = &APR_ARRAY_IDX(args, i, apr_table_entry_t);

        if (!strcmp(arg->key, "page")) continue;
        url = apr_pstrcat(h->p, url, "&", help_url_escape(h->p, arg->key, 0), "=", help_url_escape(h->p, arg->val, 0), NULL);
    }
    return help_absolute_url(h, url);
}

void help_answer_list(help_ctx *h, apr_int64_t count, int page, int page_size, json_t *results)
{
    json_t *next = (apr_int64_t)page * page_size < count ? json_string(page_url(h, page + 1)) : json_null();
    json_t *previous = page > 1 ? json_string(page_url(h, page - 1)) : json_null();

    help_answer_json(h, HTTP_OK, json_pack("{s:I, s:o, s:o, s:o}", "count", (json_int_t)count, "next", next,
                                           "previous", previous, "results", results));
}

help_err *help_list_read(help_ctx *h, int *page, int *page_size)
{
    const char *p = apr_table_get(h->query, "page"), *size = apr_table_get(h->query, "page_size");
    apr_int64_t n = 1, s = HELP_PAGE_SIZE;
    help_err *e = NULL;

    if (p && !help_int64(&n, p, 1, HELP_PAGE_MAX))
        help_err_add(&e, h->p, "page", "must be a number from 1 to %d", HELP_PAGE_MAX);
    if (size && !help_int64(&s, size, 1, HELP_PAGE_SIZE_MAX))
        help_err_add(&e, h->p, "page_size", "must be a number from 1 to %d", HELP_PAGE_SIZE_MAX);
    *page = (int)n;
    *page_size = (int)s;
    return e;
}

/* ---- onto the wire ---- */

static void cors_headers(help_ctx *h)
{
    const char *origin = apr_table_get(h->r->headers_in, "Origin");
    const apr_array_header_t *allowed = help_conf_of(h->r)->cors;

    if (!allowed) return;
    apr_table_mergen(h->r->headers_out, "Vary", "Origin");
    for (int i = 0; origin && i < allowed->nelts; i++)
        if (!strcmp(origin, APR_ARRAY_IDX(allowed, i, const char *))) {
            apr_table_setn(h->r->err_headers_out, "Access-Control-Allow-Origin", origin);
            apr_table_setn(h->r->err_headers_out, "Access-Control-Expose-Headers",
                           "ETag, Location, Retry-After, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset");
        }
}

void help_security_headers(help_ctx *h)
{
    apr_table_t *out = h->r->err_headers_out;

    apr_table_setn(out, "X-Request-Id", h->request_id);
    apr_table_setn(out, "X-Content-Type-Options", "nosniff");
    apr_table_setn(out, "Referrer-Policy", "strict-origin-when-cross-origin");
    if (h->is_page) {
        apr_table_setn(out, "Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
                       "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                       "frame-ancestors 'self'");
        apr_table_setn(out, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
    else {
        apr_table_setn(out, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
    cors_headers(h);
}

static const char *etag_of(help_ctx *h)
{
    unsigned char digest[32];

    help_sha256(digest, h->answer.body, h->answer.len);
    return apr_pstrcat(h->p, "\"", help_hex(h->p, digest, 12), "\"", NULL);
}

static int is_get(const help_ctx *h)
{
    return h->r->method_number == M_GET;
}

/* What is for one audience must not be given to another by anything between us and the reader. */
static void cache_headers(help_ctx *h)
{
    apr_table_t *out = h->r->headers_out;

    if (h->answer.headers && apr_table_get(h->answer.headers, "Cache-Control")) return;
    if (h->answer.immutable)
        apr_table_setn(out, "Cache-Control", h->is_public ? "public, max-age=31536000, immutable"
                                                          : "private, max-age=31536000, immutable");
    else
        apr_table_setn(out, "Cache-Control", h->is_public && is_get(h) ? "no-cache" : "private, no-cache");
    apr_table_mergen(out, "Vary", "Cookie, Authorization");
}

static void copy_headers(help_ctx *h)
{
    const apr_array_header_t *elts = h->answer.headers ? apr_table_elts(h->answer.headers) : NULL;

    for (int i = 0; elts && i < elts->nelts; i++) {
        const apr_table_entry_t *e = &APR_ARRAY_IDX(elts, i, apr_table_entry_t);
        apr_table_set(h->r->err_headers_out, e->key, e->val);
    }
}

/* mod_deflate names its own representation "x-gzip"; the validator that we gave is "x". */
static int undo_coding(request_rec *r, const char *name)
{
    const char *given = apr_table_get(r->headers_in, name);
    char *at, *plain;

    if (!given || !strstr(given, "-gzip\"")) return 0;
    plain = apr_pstrdup(r->pool, given);
    while ((at = strstr(plain, "-gzip\""))) memmove(at, at + 5, strlen(at + 5) + 1);
    apr_table_setn(r->headers_in, name, plain);
    return 1;
}

/* The status that conditional headers make of a 200, or 0. Sets the validators first. */
static int validators(help_ctx *h)
{
    request_rec *r = h->r;
    int status, was_coded;

    if (!is_get(h) || h->answer.status != HTTP_OK || !h->answer.body) {
        if (h->answer.etag) apr_table_setn(r->headers_out, "ETag", h->answer.etag);
        return 0;
    }
    if (!h->answer.etag) h->answer.etag = etag_of(h);
    apr_table_setn(r->headers_out, "ETag", h->answer.etag);
    if (h->answer.last_modified) {
        ap_update_mtime(r, h->answer.last_modified);
        ap_set_last_modified(r);
    }
    was_coded = undo_coding(r, "If-None-Match");
    status = ap_meets_conditions(r);
    if (status == HTTP_NOT_MODIFIED && was_coded)
        apr_table_setn(r->headers_out, "ETag", apr_pstrcat(h->p, apr_pstrmemdup(h->p, h->answer.etag, strlen(h->answer.etag) - 1),
                                                           "-gzip\"", NULL));
    return status == OK ? 0 : status;
}

static void send_body(help_ctx *h)
{
    request_rec *r = h->r;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);

    ap_set_content_type(r, h->answer.type ? h->answer.type : "application/json");
    if (h->answer.body) {
        ap_set_content_length(r, (apr_off_t)h->answer.len);
        APR_BRIGADE_INSERT_TAIL(bb, help_kept_bucket(h, r->connection->bucket_alloc));
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(r->connection->bucket_alloc));
    ap_pass_brigade(r->output_filters, bb);
}

int help_reply(help_ctx *h)
{
    request_rec *r = h->r;
    int status;

    if (!h->answer.status)
        return help_reply_err(h, help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "no-answer", "Something went wrong here.",
                                              "the handler of %s %s gave no answer", r->method, r->uri));
    /* A body that breaks HTTP's own framing was answered by httpd's input filter when it was read. */
    if (r->eos_sent) return OK;
    help_security_headers(h);
    copy_headers(h);
    cache_headers(h);
    if (h->answer.location) apr_table_setn(r->headers_out, "Location", h->answer.location);
    if ((status = validators(h))) {
        r->status = status;
        if (status != HTTP_NOT_MODIFIED) return status;
        return DONE;
    }
    r->status = h->answer.status;
    if (ap_discard_request_body(r) != OK) r->connection->keepalive = AP_CONN_CLOSE;
    send_body(h);
    return OK;
}

/* ---- errors ---- */

static json_t *fields_json(const apr_array_header_t *fields)
{
    json_t *all = json_object();

    for (int i = 0; i < fields->nelts; i++) {
        const help_field_err *f = &APR_ARRAY_IDX(fields, i, help_field_err);
        json_t *texts = json_object_get(all, f->field);

        if (!texts) {
            texts = json_array();
            json_object_set_new(all, f->field, texts);
        }
        json_array_append_new(texts, json_string(f->text));
    }
    return all;
}

/* A path may be bytes that are no UTF-8, which JSON cannot hold. */
static const char *instance(help_ctx *h)
{
    return help_utf8_ok(h->r->uri, strlen(h->r->uri)) ? h->r->uri : help_url_escape(h->p, h->r->uri, 1);
}

json_t *help_problem_json(help_ctx *h, const help_err *e)
{
    json_t *j = json_pack("{s:s+, s:s, s:i, s:s, s:s, s:s}", "type", "urn:help-center:problem:", e->code,
                          "title", help_status_title(e->status), "status", e->status, "detail", e->detail,
                          "instance", instance(h), "request_id", h->request_id);

    if (j && e->fields) json_object_set_new(j, "errors", fields_json(e->fields));
    return j ? j : json_pack("{s:s, s:i}", "title", help_status_title(e->status), "status", e->status);
}

static void log_err(help_ctx *h, const help_err *e)
{
    int level = e->status >= 500 && e->status != HTTP_NOT_IMPLEMENTED && e->status != HTTP_SERVICE_UNAVAILABLE
              ? APLOG_ERR : APLOG_DEBUG;

    if (e->status >= 500) help_count(HELP_COUNT_ERRORS);
    if (e->log) HELP_LOG_R(level, h->r, "0002", "%d %s: %s [request %s]", e->status, e->code, e->log, h->request_id);
}

/* Fills h->answer with the error; the caller sends it. */
void help_answer_err(help_ctx *h, const help_err *e)
{
    h->answer.location = h->answer.etag = NULL;
    h->answer.keep = h->answer.immutable = 0;
    if (e->retry_after_s > 0) help_answer_header(h, "Retry-After", apr_itoa(h->p, e->retry_after_s));
    if (e->allow) help_answer_header(h, "Allow", e->allow);
    if (h->is_page && !help_answer_error_page(h, e)) return;
    help_answer_json(h, e->status, help_problem_json(h, e));
    h->answer.type = "application/problem+json";
}

int help_reply_err(help_ctx *h, const help_err *e)
{
    log_err(h, e);
    help_answer_err(h, e);
    return help_reply(h);
}

int help_reply_options(help_ctx *h)
{
    help_route_match m;
    const char *allow = NULL;

    help_route_find(&m, h->p, h->route_at, "OPTIONS", help_url_escape(h->p, h->r->uri, 1), &allow);
    if (!allow)
        return help_reply_err(h, help_err_new(h->p, HTTP_NOT_FOUND, "not-found", "There is nothing at this address.", NULL));
    help_answer_header(h, "Allow", allow);
    if (help_conf_of(h->r)->cors && apr_table_get(h->r->headers_in, "Access-Control-Request-Method")) {
        help_answer_header(h, "Access-Control-Allow-Methods", allow);
        help_answer_header(h, "Access-Control-Allow-Headers",
                           "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id");
        help_answer_header(h, "Access-Control-Max-Age", "600");
    }
    h->answer.status = HTTP_NO_CONTENT;
    return help_reply(h);
}
