/* SPDX-License-Identifier: Apache-2.0 */
/* What the listener of a database does besides: extends leases, queues the cron kinds that are due, writes down views,
 * counts the queue for /health/ and metrics. */
#include "core/ops.h"

#define STATS_EVERY apr_time_from_sec(5)
#define CRON_MIN    apr_time_from_sec(1)
#define CRON_MAX    apr_time_from_sec(60)

static help_err *stats(apr_pool_t *p, PGconn *db, int number)
{
    help_sql_call call = { .sql = &sql_job_stats };
    help_err *e = help_pg_run(p, db, 0, &call, 1, 1);
    help_queue q;

    if (e || !PQntuples(call.result)) return e;
    q.queued = help_pg_int(call.result, 0, 0);
    q.running = help_pg_int(call.result, 0, 1);
    q.dead = help_pg_int(call.result, 0, 2);
    q.age_s = help_pg_int(call.result, 0, 3);
    q.seen_s = apr_time_sec(apr_time_now());
    help_queue_put(number, &q);
    return NULL;
}

/* Asked some eight times a period by each child, so that another host's end is noticed soon; never all at once. */
static apr_interval_time_t pause_of(const help_job_kind *kind)
{
    apr_interval_time_t t = kind->every / 8;
    unsigned char dice = 0;

    if (t < CRON_MIN) t = CRON_MIN;
    if (t > CRON_MAX) t = CRON_MAX;
    apr_generate_random_bytes(&dice, 1);
    return t + t / 4 / 255 * dice;
}

static help_err *try_cron(apr_pool_t *p, PGconn *db, const help_job_kind *kind)
{
    help_sql_call call = { .sql = &sql_cron_enqueue };

    help_arg_text(&call.args, kind->name);
    help_arg_text(&call.args, apr_psprintf(p, "%" APR_TIME_T_FMT " milliseconds", apr_time_as_msec(kind->every)));
    help_arg_text(&call.args, help_job_worker(p, 0));
    help_arg_int(&call.args, p, kind->max_attempts);
    return help_pg_run(p, db, 0, &call, 1, 0);
}

static help_err *cron(apr_pool_t *p, PGconn *db, help_tick *t, apr_time_t now)
{
    int i;
    help_err *e = NULL;

    for (i = 0; i < help_job_kind_count() && !e; i++) {
        const help_job_kind *kind = help_job_kind_at(i);

        if (kind->every <= 0 || now < t->cron_at[i]) continue;
        t->cron_at[i] = now + pause_of(kind);
        e = try_cron(p, db, kind);
    }
    return e;
}

int help_jobs_tick(PGconn *db, help_pool *pool, help_tick *t, apr_time_t now)
{
    apr_pool_t *p;
    help_err *e = NULL;

    apr_pool_create(&p, NULL);
    help_jobs_extend(db, pool);
    help_views_flush(pool->number);
    if (help_global_conf()->jobs > 0) e = cron(p, db, t, now);
    if (!e && now >= t->stats_at) {
        t->stats_at = now + STATS_EVERY;
        e = stats(p, db, pool->number);
    }
    if (e && e->log && !t->told && !help_pg_broken(db))
        HELP_LOG_S(APLOG_WARNING, pool->s, "0117", "the queue cannot be looked after: %s", e->log);
    t->told = e != NULL;
    apr_pool_destroy(p);
    return !help_pg_broken(db);
}
