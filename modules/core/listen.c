/* SPDX-License-Identifier: Apache-2.0 */
/* Hears what changed. One thread a child for each database, on a connection of its own: NOTIFY help_changed moves a
 * tenant's stamp, help_job wakes a runner. Where Redis is configured, hosts also tell each other through it, which is
 * faster than a replica and costs the database nothing. Who was deaf for a while believes nothing that is kept. */
#include <poll.h>

#include "core/ops.h"
#include "lib/num.h"

#define STAY      apr_time_from_sec(5)
#define SLICE_MS  100
#define TICK      apr_time_from_sec(1)
#define AGAIN     apr_time_from_msec(500)   /* after a failed connection; longer while the schema is not ours */
#define AGAIN_MAX apr_time_from_sec(30)
#define CHANNEL   "help:changed:"

typedef struct listener {
    PGconn *db;
    volatile apr_uint32_t hears;
    apr_time_t try_at;
    apr_interval_time_t pause;
    apr_time_t tick_at;
    help_tick tick;
    redisContext *redis;
    apr_time_t redis_at;
} listener;

static listener *listeners;
static int n_listeners;

void help_listen_start(apr_pool_t *p)
{
    n_listeners = help_pool_count();
    listeners = apr_pcalloc(p, sizeof(listener) * (apr_size_t)(n_listeners + 1));
}

int help_listen_hears(int number)
{
    return number < n_listeners && apr_atomic_read32(&listeners[number].hears);
}

/* ------------------------------------------------------------------ what changed */

static void stamp_of(const char *tenant)
{
    apr_int64_t id;

    if (help_int64(&id, tenant, 0, APR_INT32_MAX)) help_stamp_move((int)id);
    else help_stamp_move_all();
}

void help_changed(int tenant)
{
    help_redis *redis = help_this_child ? help_this_child->redis : NULL;
    char channel[40];
    const char *argv[] = { "PUBLISH", channel, "1" };
    redisReply *reply;

    help_stamp_move(tenant);
    if (!redis) return;
    apr_snprintf(channel, sizeof channel, CHANNEL "%d", tenant);
    reply = help_redis_run(redis, 1, 3, argv, NULL);
    if (reply) freeReplyObject(reply);
}

/* ------------------------------------------------------------------ PostgreSQL */

static void hear(listener *l)
{
    PGnotify *n;

    while ((n = PQnotifies(l->db))) {
        if (!strcmp(n->relname, "help_job")) help_jobs_wake();
        else stamp_of(n->extra);
        PQfreemem(n);
    }
}

static void go_deaf(listener *l)
{
    apr_atomic_set32(&l->hears, 0);
    PQfinish(l->db);
    l->db = NULL;
    l->try_at = apr_time_now() + AGAIN;
}

static void put_off(listener *l, int longer)
{
    l->pause = longer && l->pause ? l->pause * 2 : AGAIN;
    if (l->pause > AGAIN_MAX) l->pause = AGAIN_MAX;
    l->try_at = apr_time_now() + l->pause;
}

/* A database without our tables may be somebody else's: it is asked less and less often. A request that finds the schema
 * whole says so to the pool, and is believed at once. */
static int may_try(listener *l, help_pool *pool)
{
    if (help_pool_stands(pool) && l->pause > AGAIN) l->pause = l->try_at = 0;
    return apr_time_now() >= l->try_at;
}

static void connect_to(listener *l, help_pool *pool)
{
    const char *missing;
    apr_pool_t *p;

    apr_pool_create(&p, NULL);
    missing = help_db_schema_problem(p, pool->s);
    if (help_pool_stands(pool) && !help_db_own(&l->db, p, pool->s) &&
        !help_db_command(l->db, help_sql_listen, HELP_DB_CONNECT_FOR))
        go_deaf(l);
    apr_pool_destroy(p);
    if (!l->db) {
        put_off(l, missing != NULL);
        return;
    }
    l->pause = 0;
    apr_atomic_set32(&l->hears, 1);
    help_stamp_move_all();
    help_jobs_wake();
}

/* ------------------------------------------------------------------ Redis */

static void forget_redis(listener *l)
{
    if (l->redis) redisFree(l->redis);
    l->redis = NULL;
    l->redis_at = apr_time_now() + apr_time_from_sec(2);
}

static void subscribe(listener *l)
{
    redisReply *reply;

    if (l->redis || !help_this_child->redis || apr_time_now() < l->redis_at) return;
    l->redis = help_redis_connect(help_this_child->redis);
    reply = l->redis ? redisCommand(l->redis, "PSUBSCRIBE " CHANNEL "*") : NULL;
    if (!reply || reply->type == REDIS_REPLY_ERROR) forget_redis(l);
    if (reply) freeReplyObject(reply);
}

/* ["pmessage", pattern, channel, text] */
static void told_by_redis(const redisReply *r)
{
    const char *channel;

    if (r->type != REDIS_REPLY_ARRAY || r->elements != 4 || r->element[2]->type != REDIS_REPLY_STRING) return;
    channel = r->element[2]->str;
    if (!strncmp(channel, CHANNEL, sizeof CHANNEL - 1)) stamp_of(channel + sizeof CHANNEL - 1);
}

static void hear_redis(listener *l)
{
    redisContext *c = l->redis;
    void *reply = NULL;

    if (redisBufferRead(c) != REDIS_OK) {
        forget_redis(l);
        return;
    }
    while (redisReaderGetReply(c->reader, &reply) == REDIS_OK && reply) {
        told_by_redis(reply);
        freeReplyObject(reply);
        reply = NULL;
    }
}

/* ------------------------------------------------------------------ the thread */

static void wait_and_hear(listener *l)
{
    struct pollfd fd[2] = { { .fd = l->db ? PQsocket(l->db) : -1, .events = POLLIN },
                            { .fd = l->redis ? l->redis->fd : -1, .events = POLLIN } };

    if (poll(fd, 2, SLICE_MS) <= 0) return;
    if (fd[1].revents) hear_redis(l);
    if (!fd[0].revents) return;
    PQconsumeInput(l->db);
    hear(l);
    if (!help_pg_alive(l->db)) go_deaf(l);
}

void help_listen_round(int number)
{
    listener *l = &listeners[number];
    help_pool *pool = help_pool_at(number);
    apr_time_t now, leave = apr_time_now() + STAY;

    while (!help_jobs_stopping() && (now = apr_time_now()) < leave) {
        help_pool_attend(pool, 0);
        if (!l->db && may_try(l, pool)) connect_to(l, pool);
        if (number == 0) subscribe(l);
        wait_and_hear(l);
        if (!l->db || now < l->tick_at) continue;
        l->tick_at = now + TICK;
        if (help_jobs_tick(l->db, pool, &l->tick, now)) {
            hear(l);
            continue;
        }
        go_deaf(l);
        help_pool_attend(pool, 1);
    }
}

void help_listen_close(void)
{
    int i;

    for (i = 0; i < n_listeners; i++) {
        PQfinish(listeners[i].db);
        if (listeners[i].redis) redisFree(listeners[i].redis);
    }
    n_listeners = 0;
}
