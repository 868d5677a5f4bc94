/* SPDX-License-Identifier: Apache-2.0 */
/* A small pool of hiredis connections with deadlines and a breaker. Portable to hiredis 0.14: no RESP3, no
 * push callbacks, no TLS. Thread-safe. Every failure is "not available": the caller has a per-host answer. */
#ifndef HELP_LIB_REDIS_H
#define HELP_LIB_REDIS_H

#include <apr_pools.h>
#include <apr_time.h>
#include <hiredis/hiredis.h>

typedef struct help_redis help_redis;

typedef struct help_redis_options {
    const char *url;                /* redis://[:password@]host[:port][/db] or unix:/path[?db=N] */
    const char *password;           /* from a file or the environment; may be NULL */
    apr_interval_time_t timeout;    /* connect and each command; default 200 ms */
    int max;                        /* connections kept; default 8 */
    apr_interval_time_t breaker;    /* after a failure nothing is tried for this long; default 1 s */
} help_redis_options;

/* NULL when the URL is fine, else what is wrong with it. */
const char *help_redis_url_problem(apr_pool_t *p, const char *url);
help_redis *help_redis_make(apr_pool_t *p, const help_redis_options *options);
/* The reply (freeReplyObject it), or NULL: down, breaker open, deadline, or an error reply such as -LOADING.
 * idempotent: may be sent again once on a connection that turned out dead. */
redisReply *help_redis_run(help_redis *r, int idempotent, int argc, const char **argv, const apr_size_t *lens);
/* 1 up, 0 down or not tried lately. */
int help_redis_up(const help_redis *r);
/* A connection of the caller's own for SUBSCRIBE; redisFree it. NULL when down. */
redisContext *help_redis_connect(help_redis *r);

#endif
