/* SPDX-License-Identifier: Apache-2.0 */
/* Makes errors. Knows no request and no log: whoever handles an error writes it down, once. */
#include "lib/err.h"

#include <apr_strings.h>

#include "lib/limits.h"

help_err *help_err_new(apr_pool_t *p, int status, const char *code, const char *detail,
                       const char *log_fmt, ...)
{
    help_err *e = apr_pcalloc(p, sizeof *e);

    e->status = status;
    e->code = code;
    e->detail = detail;
    if (log_fmt) {
        va_list ap;

        va_start(ap, log_fmt);
        e->log = apr_pvsprintf(p, log_fmt, ap);
        va_end(ap);
    }
    return e;
}

static help_err *fields_err(apr_pool_t *p)
{
    return help_err_new(p, 400, "bad-fields", "Some fields are missing or not right.", NULL);
}

static void field_push(help_err *e, apr_pool_t *p, const char *field, const char *fmt, va_list ap)
{
    help_field_err *f;

    if (!e->fields) e->fields = apr_array_make(p, 4, sizeof(help_field_err));
    if (e->fields->nelts >= HELP_FIELD_ERRORS_MAX) return;
    f = apr_array_push(e->fields);
    f->field = apr_pstrdup(p, field);
    f->text = apr_pvsprintf(p, fmt, ap);
}

help_err *help_err_field(apr_pool_t *p, const char *field, const char *fmt, ...)
{
    help_err *e = fields_err(p);
    va_list ap;

    va_start(ap, fmt);
    field_push(e, p, field, fmt, ap);
    va_end(ap);
    return e;
}

void help_err_add(help_err **e, apr_pool_t *p, const char *field, const char *fmt, ...)
{
    va_list ap;

    if (!*e) *e = fields_err(p);
    va_start(ap, fmt);
    field_push(*e, p, field, fmt, ap);
    va_end(ap);
}

const char *help_status_title(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";       /* RFC 6585 */
    case 429: return "Too Many Requests";           /* RFC 6585 */
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 507: return "Insufficient Storage";
    default:  return "Error";
    }
}
