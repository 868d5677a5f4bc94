/* SPDX-License-Identifier: Apache-2.0 */
/* redis://[:password@]host[:port][/db] and unix:/path[?db=N]. */
#include <apr_strings.h>
#include <string.h>

#include "lib/num.h"
#include "lib/redis.h"
#include "lib/redis_int.h"
#include "lib/text.h"

#define PORT 6379

static int read_int(int *out, const char *s, int min, int max)
{
    apr_int64_t v;

    if (!help_int64(&v, s, min, max)) return 0;
    *out = (int)v;
    return 1;
}

static const char *read_unix(help_redis_place *out, apr_pool_t *p, const char *s)
{
    const char *query = strchr(s, '?');

    if (*s != '/') return "the socket must be an absolute path";
    out->path = query ? apr_pstrmemdup(p, s, (apr_size_t)(query - s)) : apr_pstrdup(p, s);
    if (query && (strncmp(query, "?db=", 4) || !read_int(&out->db, query + 4, 0, 999999)))
        return "behind the path only ?db= and a number may follow";
    return NULL;
}

/* "host", "host:port", "[v6]:port". */
static const char *read_host(help_redis_place *out, char *s)
{
    char *host = s, *colon;

    if (*s == '[') {
        host = s + 1;
        if (!(s = strchr(s, ']'))) return "a [ without its ]";
        *s++ = '\0';
        colon = *s == ':' ? s : NULL;
        if (*s && !colon) return "behind ] only a port may follow";
    }
    else colon = strchr(s, ':');
    if (colon) {
        *colon = '\0';
        if (!read_int(&out->port, colon + 1, 1, 65535)) return "the port must be a number from 1 to 65535";
    }
    out->host = host;
    return *host ? NULL : "the host is missing";
}

static const char *read_redis(help_redis_place *out, apr_pool_t *p, char *s)
{
    char *at = strrchr(s, '@'), *slash;

    if (at) {
        if (*s != ':') return "before the @ only :password may stand";
        out->password = help_url_unescape(p, s + 1, (apr_size_t)(at - s - 1), 0);
        if (!out->password || !*out->password) return "the password has a broken % escape or is empty";
        s = at + 1;
    }
    if ((slash = strchr(s, '/'))) {
        *slash = '\0';
        if (slash[1] && !read_int(&out->db, slash + 1, 0, 999999)) return "behind the / only a number may follow";
    }
    return read_host(out, s);
}

const char *help_redis_url_read(help_redis_place *out, apr_pool_t *p, const char *url)
{
    memset(out, 0, sizeof *out);
    out->port = PORT;
    if (strncmp(url, "unix:", 5) == 0) return read_unix(out, p, url + 5);
    if (strncmp(url, "redis://", 8) == 0) return read_redis(out, p, apr_pstrdup(p, url + 8));
    return "must begin with redis:// or unix:/";
}

const char *help_redis_url_problem(apr_pool_t *p, const char *url)
{
    help_redis_place place;

    return help_redis_url_read(&place, p, url);
}
