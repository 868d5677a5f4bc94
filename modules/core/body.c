/* SPDX-License-Identifier: Apache-2.0 */
/* The request body: bounded, of a type we take, parsed once. */
#include "core/core.h"

/* curl -d says form; old clients rely on its being taken where it parses as JSON. */
static int is_json_type(const char *type)
{
    apr_size_t n = type ? strcspn(type, "; \t") : 0;

    if (!n) return 1;
    if (n == 16 && !strncasecmp(type, "application/json", n)) return 1;
    if (n > 5 && !strncasecmp(type + n - 5, "+json", 5)) return 1;
    return n == 33 && !strncasecmp(type, "application/x-www-form-urlencoded", n);
}

static help_err *too_large(help_ctx *h, apr_int64_t max)
{
    return help_err_new(h->p, HTTP_REQUEST_ENTITY_TOO_LARGE, "too-large",
                        apr_psprintf(h->p, "The body may have at most %" APR_INT64_T_FMT " bytes.", max), NULL);
}

static help_err *read_failed(help_ctx *h, int status)
{
    if (status == HTTP_REQUEST_ENTITY_TOO_LARGE) return too_large(h, help_conf_of(h->r)->body_max);
    return help_err_new(h->p, status >= 400 ? status : HTTP_BAD_REQUEST, "bad-body", "The body could not be read.", NULL);
}

static help_err *read_bytes(help_ctx *h, apr_int64_t max)
{
    request_rec *r = h->r;
    help_buf buf;
    char chunk[8192];
    long n;
    int status;

    if ((status = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK)) != OK) return read_failed(h, status);
    if (!ap_should_client_block(r)) return NULL;
    if (r->remaining > max) return too_large(h, max);
    help_buf_init(&buf, h->p, (apr_size_t)max);
    while ((n = ap_get_client_block(r, chunk, sizeof(chunk))) > 0) {
        help_buf_add(&buf, chunk, (apr_size_t)n);
        if (buf.full) return too_large(h, max);
    }
    if (n < 0) return read_failed(h, HTTP_BAD_REQUEST);
    h->raw = buf.s ? buf.s : "";
    h->raw_len = buf.len;
    return NULL;
}

static help_err *wrong_type(help_ctx *h, const char *what)
{
    return help_err_new(h->p, HTTP_UNSUPPORTED_MEDIA_TYPE, "media-type", what, NULL);
}

static help_err *as_json(help_ctx *h, unsigned flags)
{
    help_err *e;

    if (!h->raw_len && (flags & HELP_BODY_ANY)) return NULL;
    if ((e = help_json_parse(&h->body, h->p, h->raw, h->raw_len))) return e;
    if (!(flags & HELP_BODY_ANY) && !json_is_object(h->body))
        return help_err_new(h->p, HTTP_BAD_REQUEST, "bad-json", "The body must be a JSON object.", NULL);
    return NULL;
}

help_err *help_body_read(help_ctx *h, const help_route *row)
{
    const apr_table_t *in = h->r->headers_in;
    const char *type = apr_table_get(in, "Content-Type"), *coding = apr_table_get(in, "Content-Encoding");
    apr_int64_t max = row->body_max ? (apr_int64_t)row->body_max : help_conf_of(h->r)->body_max;
    help_err *e;

    if (!(row->flags & (HELP_BODY_JSON | HELP_BODY_RAW))) return NULL;
    if (coding && strcasecmp(coding, "identity")) return wrong_type(h, "The body must not be compressed.");
    if ((row->flags & HELP_BODY_JSON) && !is_json_type(type))
        return wrong_type(h, "The body must be JSON: Content-Type: application/json.");
    if ((e = read_bytes(h, max))) return e;
    return (row->flags & HELP_BODY_JSON) ? as_json(h, row->flags) : NULL;
}
