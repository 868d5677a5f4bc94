/* SPDX-License-Identifier: Apache-2.0 */
/* Query strings, entity tags, origins. Negotiation stands in accept.c. */
#include "lib/query.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "lib/limits.h"
#include "lib/text.h"

static help_err *bad_query(apr_pool_t *p, const char *detail)
{
    return help_err_new(p, 400, "bad-query", detail, NULL);
}

/* One "name=value" of len bytes; an empty piece or name is passed over. */
static help_err *add_pair(apr_table_t *t, apr_pool_t *p, const char *pair, apr_size_t len)
{
    const char *eq = memchr(pair, '=', len);
    apr_size_t name_len = eq ? (apr_size_t)(eq - pair) : len;
    const char *name = help_url_unescape(p, pair, name_len, 1);
    const char *value = eq ? help_url_unescape(p, eq + 1, len - name_len - 1, 1) : "";

    if (!name || !value) return bad_query(p, "The query string holds an escape that is no UTF-8 text.");
    if (*name) apr_table_setn(t, name, value);
    return NULL;
}

help_err *help_query_parse(apr_table_t **out, apr_pool_t *p, const char *args)
{
    apr_table_t *t = apr_table_make(p, 8);
    help_err *e;
    int n = 0;

    for (; args && *args; args += strspn(args, "&")) {
        apr_size_t len = strcspn(args, "&");

        if (len && ++n > HELP_QUERY_PARAMS_MAX) return bad_query(p, "The query string has too many parameters.");
        if (len && (e = add_pair(t, p, args, len))) return e;
        args += len;
    }
    *out = t;
    return NULL;
}

/* ------------------------------------------------------------------ entity tags (RFC 9110 section 8.8.3) */

static const char *skip_ows(const char *s)
{
    while (*s == ' ' || *s == '\t') s++;
    return s;
}

typedef struct etag {
    int weak;
    const char *opaque;             /* with its quotes */
    apr_size_t len;
} etag;

/* Reads one tag at s; the end, or NULL when there is none. */
static const char *read_etag(etag *t, const char *s)
{
    t->weak = s[0] == 'W' && s[1] == '/';
    if (t->weak) s += 2;
    t->opaque = s;
    if (*s++ != '"') return NULL;
    while (*s && *s != '"') {
        if ((unsigned char)*s < 0x21 || *s == 0x7F) return NULL;
        s++;
    }
    if (*s++ != '"') return NULL;
    t->len = (apr_size_t)(s - t->opaque);
    return s;
}

static int same_etag(const etag *a, const etag *b, int weak)
{
    if (!weak && (a->weak || b->weak)) return 0;
    return a->len == b->len && memcmp(a->opaque, b->opaque, a->len) == 0;
}

int help_etag_in(const char *list, const char *tag, int weak)
{
    etag ours, theirs;
    const char *end;
    int found = 0;

    if (!list || !tag || !(end = read_etag(&ours, tag)) || *end) return 0;
    list = skip_ows(list);
    if (*list == '*') return *skip_ows(list + 1) == '\0';
    /* To the very end, though found: a broken list may have been cut, and must not match by luck. */
    while (*list) {
        if (*list == ',') { list = skip_ows(list + 1); continue; }
        if (!(list = read_etag(&theirs, list))) return 0;
        found |= same_etag(&ours, &theirs, weak);
        list = skip_ows(list);
        if (*list && *list != ',') return 0;
    }
    return found;
}

/* ------------------------------------------------------------------ origins */

/* The length of host without the port that its scheme implies. */
static apr_size_t host_len(const char *scheme, const char *host)
{
    const char *port = strcasecmp(scheme, "https") == 0 ? ":443" : ":80";
    apr_size_t n = strlen(host), np = strlen(port);

    return n > np && strcmp(host + n - np, port) == 0 ? n - np : n;
}

static int origin_is(const char *origin, const char *scheme, const char *host)
{
    apr_size_t n = strlen(scheme), h = host_len(scheme, host);

    if (strncasecmp(origin, scheme, n) || strncmp(origin + n, "://", 3)) return 0;
    origin += n + 3;
    return h && host_len(scheme, origin) == h && strncasecmp(origin, host, h) == 0;
}

int help_same_origin(const char *sec_fetch_site, const char *origin, const char *scheme, const char *host)
{
    /* No page can set Sec-Fetch-Site itself: where a browser sends it, it alone decides. */
    if (sec_fetch_site)
        return strcmp(sec_fetch_site, "same-origin") == 0 || strcmp(sec_fetch_site, "none") == 0;
    return origin && scheme && host && origin_is(origin, scheme, host);
}

int help_request_id_ok(const char *s)
{
    apr_size_t n = 0;

    if (!s) return 0;
    for (; *s && n <= HELP_REQUEST_ID_MAX; s++, n++)
        if (!apr_isascii(*s) || (!apr_isalnum(*s) && !strchr("._-", *s))) return 0;
    return n >= 1 && n <= HELP_REQUEST_ID_MAX;
}
