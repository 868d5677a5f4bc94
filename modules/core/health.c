/* SPDX-License-Identifier: Apache-2.0 */
/* /health/ for balancers and people. Bounded to about a second in all: the database gets 400 ms, Redis its own
 * timeout, everything else says what it last saw. */
#include "core/ops.h"

#define FRESH      apr_time_from_sec(2)     /* heard of so lately that nobody needs to look */
#define LOOK       apr_time_from_msec(400)
#define REDIS_MAX  apr_time_from_msec(300)  /* a longer HelpRedis timeout is not waited for here */
#define QUEUE_LATE 120                      /* seconds that a due job may have waited */

typedef struct checks {
    json_t *json;
    int degraded;
    int database, snapshot;                 /* each can serve readers */
} checks;

APR_IMPLEMENT_OPTIONAL_HOOK_RUN_ALL(help, HELP, int, health, (server_rec *s, apr_pool_t *p, const char **name,
                                    const char **text), (s, p, name, text), OK, DECLINED)

static void put(checks *c, const char *name, const char *text, int good)
{
    json_object_set_new(c->json, name, json_string(text));
    if (!good) c->degraded = 1;
}

static void check_database(checks *c, apr_pool_t *p, server_rec *s)
{
    help_pool *pool = help_pool_of(s);
    const char *problem;

    if (!pool) {
        put(c, "database", "not configured", 0);
        return;
    }
    if (help_pool_state_of(pool) != HELP_POOL_UP || apr_time_now() - pool->last_good > FRESH)
        c->database = help_pool_look(pool, p, LOOK);
    else c->database = 1;
    problem = c->database ? help_pool_schema_problem(pool) : "down";
    if (c->database && *problem) c->database = 0;
    put(c, "database", *problem ? problem : "ok", c->database);
}

static void check_redis(checks *c)
{
    help_redis *redis = help_this_child->redis;
    const char *argv[] = { "PING" };
    redisReply *reply;
    int up;

    if (!redis) {
        put(c, "redis", "not configured", 1);
        return;
    }
    if (help_global_conf()->redis_timeout > REDIS_MAX) up = help_redis_up(redis);
    else {
        reply = help_redis_run(redis, 1, 1, argv, NULL);
        up = reply != NULL;
        if (reply) freeReplyObject(reply);
    }
    put(c, "redis", up ? "ok" : "down", up);
}

static void check_queue(checks *c, apr_pool_t *p)
{
    help_queue q;

    help_queue_get(&q);
    if (!q.seen_s) put(c, "queue", "not looked at yet", 1);
    else if (q.age_s > QUEUE_LATE)
        put(c, "queue", apr_psprintf(p, "%" APR_INT64_T_FMT " jobs wait, the oldest for %" APR_INT64_T_FMT " s", q.queued, q.age_s), 0);
    else put(c, "queue", "ok", 1);
}

/* Each module under its own name, so the hook's functions are called one by one. */
static void check_modules(checks *c, apr_pool_t *p, server_rec *s)
{
    apr_array_header_t *hooks = apr_optional_hook_get("health");
    int i;

    for (i = 0; hooks && i < hooks->nelts; i++) {
        const char *name = NULL, *text = NULL;
        int rv = APR_ARRAY_IDX(hooks, i, help_LINK_health_t).pFunc(s, p, &name, &text);

        if (!name) continue;
        if (rv == DECLINED) text = "not configured";
        else if (!text) text = rv == OK ? "ok" : "down";
        put(c, name, text, rv == OK || rv == DECLINED);
        if (rv == OK && !strcmp(name, "snapshot")) c->snapshot = 1;
    }
}

static int has_kept_answers(void)
{
    help_child *child = help_this_child;
    help_lru_stats st = { 0 };

    if (!child->kept) return 0;
    apr_thread_mutex_lock(child->kept_lock);
    help_lru_stat(child->kept, &st);
    apr_thread_mutex_unlock(child->kept_lock);
    return st.entries > 0;
}

static help_err *health(help_ctx *h)
{
    const char *live = apr_table_get(h->query, "live");
    checks c = { .json = json_object() };
    int serves;

    help_answer_header(h, "Cache-Control", "no-store");
    if (live && !strcmp(live, "1")) {
        json_decref(c.json);
        help_answer_json(h, HTTP_OK, json_pack("{s:s}", "status", "ok"));
        return NULL;
    }
    check_database(&c, h->p, h->r->server);
    check_redis(&c);
    put(&c, "llm", "not configured", 1);
    put(&c, "embeddings", "not configured", 1);
    check_queue(&c, h->p);
    check_modules(&c, h->p, h->r->server);
    serves = c.database || c.snapshot || has_kept_answers();
    if (!serves) help_answer_header(h, "Retry-After", "5");
    help_answer_json(h, serves ? HTTP_OK : HTTP_SERVICE_UNAVAILABLE,
                     json_pack("{s:s,s:o}", "status", !serves ? "down" : c.degraded ? "degraded" : "ok", "checks", c.json));
    return NULL;
}

static const help_route rows[] = {
    { "GET", "/health/",            HELP_FREE, HELP_ALONE, 0, health },
    { "GET", HELP_API "/metrics/",  HELP_FREE, HELP_ALONE, 0, help_metrics_answer },
};

void help_health_register(void)
{
    help_routes_add("core", rows, sizeof rows / sizeof *rows);
}
