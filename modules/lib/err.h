/* SPDX-License-Identifier: Apache-2.0 */
/* An error is a value with two audiences: `detail` and `fields` are for the person who asked and
 * never hold SQL, a path or a secret; `log` is for the operator and never leaves the server.
 * NULL means success everywhere. Lives as long as the pool it was made in. */
#ifndef HELP_LIB_ERR_H
#define HELP_LIB_ERR_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct help_field_err {
    const char *field;              /* "title", "steps.0.element" */
    const char *text;               /* "must have 1 to 200 characters" */
} help_field_err;

typedef struct help_err {
    int status;                     /* HTTP status, 400..599 */
    const char *code;               /* short and stable: "slug-taken"; becomes the problem's type */
    const char *detail;             /* the sentence for the asker */
    const char *log;                /* the operator's text, or NULL when there is nothing to say */
    int retry_after_s;              /* > 0: sent as Retry-After */
    apr_array_header_t *fields;     /* of help_field_err, or NULL */
    const char *allow;              /* 405 only: "GET, HEAD" */
} help_err;

help_err *help_err_new(apr_pool_t *p, int status, const char *code, const char *detail,
                       const char *log_fmt, ...) __attribute__((format(printf, 5, 6)));

/* 400 with one entry in `errors`; text is a printf format. */
help_err *help_err_field(apr_pool_t *p, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a field to *e, making the 400 when *e is NULL. Keeps at most HELP_FIELD_ERRORS_MAX. */
void help_err_add(help_err **e, apr_pool_t *p, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The title of a status, "Not Found" (RFC 9110 section 15); "Error" for one that is not known. */
const char *help_status_title(int status);

#endif
