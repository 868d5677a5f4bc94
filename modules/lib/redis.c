/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to Redis: the last one used is the next one taken, so that few are open in quiet times. A
 * hiredis context with an error is dead; it is freed, never mended. */
#include "lib/redis.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "lib/redis_int.h"

#define TIMEOUT_DEFAULT apr_time_from_msec(200)
#define BREAKER_DEFAULT apr_time_from_sec(1)
#define MAX_DEFAULT     8
/* "Lately" for help_redis_up: as long as a health check may be apart. */
#define UP_FOR          apr_time_from_sec(60)

struct help_redis {
    help_redis_place place;
    struct timeval timeout;
    apr_interval_time_t breaker;
    apr_thread_mutex_t *lock;       /* for all that follows */
    redisContext **idle;            /* a stack */
    int n, max;
    apr_time_t closed_until;        /* the breaker */
    apr_time_t last_success;        /* 0 since the last failure */
};

static apr_status_t redis_free(void *self)
{
    help_redis *r = self;

    while (r->n) redisFree(r->idle[--r->n]);
    return apr_thread_mutex_destroy(r->lock);
}

help_redis *help_redis_make(apr_pool_t *p, const help_redis_options *options)
{
    help_redis *r = apr_pcalloc(p, sizeof *r);
    apr_interval_time_t timeout = options->timeout > 0 ? options->timeout : TIMEOUT_DEFAULT;

    if (help_redis_url_read(&r->place, p, options->url)) return NULL;
    if (options->password) r->place.password = apr_pstrdup(p, options->password);
    r->timeout.tv_sec = (long)apr_time_sec(timeout);
    r->timeout.tv_usec = (long)apr_time_usec(timeout);
    r->breaker = options->breaker > 0 ? options->breaker : BREAKER_DEFAULT;
    r->max = options->max > 0 ? options->max : MAX_DEFAULT;
    r->idle = apr_pcalloc(p, sizeof *r->idle * (apr_size_t)r->max);
    if (apr_thread_mutex_create(&r->lock, APR_THREAD_MUTEX_DEFAULT, p)) return NULL;
    apr_pool_cleanup_register(p, r, redis_free, apr_pool_cleanup_null);
    return r;
}

/* ------------------------------------------------------------------ the breaker */

static int may_try(help_redis *r)
{
    int open;

    apr_thread_mutex_lock(r->lock);
    open = apr_time_now() >= r->closed_until;
    apr_thread_mutex_unlock(r->lock);
    return open;
}

static void trip(help_redis *r)
{
    apr_thread_mutex_lock(r->lock);
    r->closed_until = apr_time_now() + r->breaker;
    r->last_success = 0;
    apr_thread_mutex_unlock(r->lock);
}

int help_redis_up(const help_redis *r)
{
    int up;

    apr_thread_mutex_lock(r->lock);
    up = r->last_success && apr_time_now() - r->last_success < UP_FOR;
    apr_thread_mutex_unlock(r->lock);
    return up;
}

/* ------------------------------------------------------------------ connections */

/* 1 when the command was answered with anything but an error. */
static int said_ok(redisContext *c, int argc, const char **argv)
{
    redisReply *reply = redisCommandArgv(c, argc, argv, NULL);
    int good = reply && reply->type != REDIS_REPLY_ERROR;

    if (reply) freeReplyObject(reply);
    return good;
}

static int introduce(const help_redis *r, redisContext *c)
{
    char db[16];
    const char *auth[] = { "AUTH", r->place.password }, *select_db[] = { "SELECT", db };

    apr_snprintf(db, sizeof db, "%d", r->place.db);
    return (!r->place.password || said_ok(c, 2, auth)) && (!r->place.db || said_ok(c, 2, select_db));
}

static redisContext *connect_once(const help_redis *r)
{
    redisContext *c = r->place.path ? redisConnectUnixWithTimeout(r->place.path, r->timeout)
                                    : redisConnectWithTimeout(r->place.host, r->place.port, r->timeout);

    if (c && !c->err && redisSetTimeout(c, r->timeout) == REDIS_OK && introduce(r, c)) return c;
    if (c) redisFree(c);
    return NULL;
}

redisContext *help_redis_connect(help_redis *r)
{
    redisContext *c = may_try(r) ? connect_once(r) : NULL;

    if (!c && may_try(r)) trip(r);
    return c;
}

/* Nothing is to be read from an idle connection but its end. */
static int is_stale(const redisContext *c)
{
    struct pollfd fd = { .fd = c->fd, .events = POLLIN };

    return poll(&fd, 1, 0) != 0;
}

/* One that seems alive, or NULL. */
static redisContext *take_idle(help_redis *r)
{
    for (;;) {
        redisContext *c = NULL;

        apr_thread_mutex_lock(r->lock);
        if (r->n) c = r->idle[--r->n];
        apr_thread_mutex_unlock(r->lock);
        if (!c || !is_stale(c)) return c;
        redisFree(c);
    }
}

static void give_back(help_redis *r, redisContext *c)
{
    apr_thread_mutex_lock(r->lock);
    r->last_success = apr_time_now();
    if (r->n < r->max) {
        r->idle[r->n++] = c;
        c = NULL;
    }
    apr_thread_mutex_unlock(r->lock);
    if (c) redisFree(c);
}

/* ------------------------------------------------------------------ commands */

/* A server that will say the same to every other command for a while. */
static int is_unwell(const redisReply *reply)
{
    return !strncmp(reply->str, "LOADING", 7) || !strncmp(reply->str, "MASTERDOWN", 10) ||
           !strncmp(reply->str, "BUSY ", 5);
}

static redisReply *not_an_error(help_redis *r, redisReply *reply)
{
    if (reply->type != REDIS_REPLY_ERROR) return reply;
    if (is_unwell(reply)) trip(r);
    freeReplyObject(reply);
    return NULL;
}

/* The reply of any kind, or NULL after which c is freed; *slow when it was the deadline. */
static redisReply *ask(help_redis *r, redisContext *c, int argc, const char **argv, const size_t *lens, int *slow)
{
    redisReply *reply = redisCommandArgv(c, argc, argv, lens);

    if (reply) {
        give_back(r, c);
        return reply;
    }
    *slow = c->err == REDIS_ERR_IO && (errno == EAGAIN || errno == ETIMEDOUT);
    redisFree(c);
    return NULL;
}

redisReply *help_redis_run(help_redis *r, int idempotent, int argc, const char **argv, const apr_size_t *lens)
{
    redisContext *c;
    redisReply *reply = NULL;
    int slow = 0;

    if (!may_try(r)) return NULL;
    if ((c = take_idle(r))) {
        reply = ask(r, c, argc, argv, lens, &slow);
        /* A kept connection that was dead says nothing about the server, only about the past. */
        if (!reply && !slow && !idempotent) return NULL;
    }
    if (!reply && !slow && (c = connect_once(r))) reply = ask(r, c, argc, argv, lens, &slow);
    if (!reply) {
        trip(r);
        return NULL;
    }
    return not_an_error(r, reply);
}
