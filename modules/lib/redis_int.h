/* SPDX-License-Identifier: Apache-2.0 */
/* Where a Redis is, as redis_url.c reads it and redis.c uses it. */
#ifndef HELP_LIB_REDIS_INT_H
#define HELP_LIB_REDIS_INT_H

#include <apr_pools.h>

typedef struct help_redis_place {
    const char *path;               /* of a socket; else host and port */
    const char *host;
    int port;
    int db;
    const char *password;           /* NULL = none in the URL */
} help_redis_place;

/* NULL and *out set, or what is wrong with the URL; that never repeats any of it. */
const char *help_redis_url_read(help_redis_place *out, apr_pool_t *p, const char *url);

#endif
