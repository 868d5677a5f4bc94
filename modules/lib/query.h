/* SPDX-License-Identifier: Apache-2.0 */
/* Query strings, negotiation and validators of HTTP, as pure functions over text. */
#ifndef HELP_LIB_QUERY_H
#define HELP_LIB_QUERY_H

#include <apr_pools.h>
#include <apr_tables.h>
#include "lib/err.h"

/* Decodes "a=1&b=x%20y"; the last of a repeated name wins. 400 for a bad escape or more than
 * HELP_QUERY_PARAMS_MAX. *out is never NULL on success. */
help_err *help_query_parse(apr_table_t **out, apr_pool_t *p, const char *args);

/* RFC 9110 section 12.5.1: the best of `offers` (NULL-terminated, our order breaks ties) for an Accept
 * header, NULL when none is acceptable; a missing header takes the first. */
const char *help_accept(const char *header, const char *const *offers);
/* RFC 4647 lookup: best of `offers` ("de", "pt-br") for Accept-Language, or fallback. */
const char *help_accept_language(const char *header, const char *const *offers, const char *fallback);

/* RFC 9110 section 13.1: does the list ("*", or quoted tags) hold etag? Weak comparison for
 * If-None-Match, strong for If-Match. etag includes its quotes. A malformed list matches nothing. */
int help_etag_in(const char *list, const char *etag, int weak);

/* 1 when a request with these headers proves that it comes from a page of this very host:
 * Sec-Fetch-Site same-origin (or none), else Origin equal to scheme://host, else 0. "null" is 0.
 * host is the Host header, with a port where it has one. */
int help_same_origin(const char *sec_fetch_site, const char *origin, const char *scheme,
                     const char *host);

/* 1 for 1..HELP_REQUEST_ID_MAX characters of [A-Za-z0-9._-]. */
int help_request_id_ok(const char *s);

#endif
