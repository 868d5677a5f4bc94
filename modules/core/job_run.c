/* SPDX-License-Identifier: Apache-2.0 */
/* One job after the other: claim, run, say how it ended. Delivery is at least once: a runner that dies leaves its lease
 * to run out. While a job runs, the listener of its database extends the lease from another thread. */
#include <unistd.h>

#include "core/ops.h"

#define FIRST_DELAY_S 5                     /* after the first failure; then four times as long each */
#define DELAY_MAX_S   3600
#define FINISH_TRIES  20                    /* every half second */
#define CLAIM_LEASE   apr_time_from_sec(60) /* until the kind's own is known */

/* What a thread is running, for the one that extends leases. id 0 = nothing. */
typedef struct held {
    help_pool *pool;
    apr_int64_t id;
    apr_interval_time_t lease;
    apr_time_t extend_at;
} held;

static held running[HELP_JOBS_MAX];
static apr_thread_mutex_t *lock;            /* of running */

typedef struct claimed {
    help_job job;
    int max_attempts;
    const help_job_kind *kind;
} claimed;

const char *help_job_worker(apr_pool_t *p, int thread)
{
    char host[256] = "";

    gethostname(host, sizeof host - 1);
    return apr_psprintf(p, "%s:%ld:%d", host, (long)getpid(), thread);
}

static const char *seconds(apr_pool_t *p, apr_interval_time_t t)
{
    return apr_psprintf(p, "%" APR_TIME_T_FMT " milliseconds", apr_time_as_msec(t));
}

/* ------------------------------------------------------------------ leases */

void help_jobs_run_start(apr_pool_t *p)
{
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, p);
}

static void hold(int thread, help_pool *pool, apr_int64_t id, apr_interval_time_t lease)
{
    apr_thread_mutex_lock(lock);
    running[thread] = (held){ .pool = pool, .id = id, .lease = lease, .extend_at = apr_time_now() + lease / 3 };
    apr_thread_mutex_unlock(lock);
}

static int due(held *out, int thread, const help_pool *pool)
{
    held *h = &running[thread];
    apr_time_t now = apr_time_now();
    int is_due;

    apr_thread_mutex_lock(lock);
    is_due = h->id && h->pool == pool && h->extend_at <= now;
    if (is_due) h->extend_at = now + h->lease / 3;
    *out = *h;
    apr_thread_mutex_unlock(lock);
    return is_due;
}

static help_err *extend(apr_pool_t *p, PGconn *db, const held *h, const char *who)
{
    help_sql_call call = { .sql = &sql_job_extend };
    help_err *e;

    help_arg_int(&call.args, p, h->id);
    help_arg_text(&call.args, who);
    help_arg_text(&call.args, seconds(p, h->lease));
    e = help_pg_run(p, db, 0, &call, 1, 0);
    if (!e && PQntuples(call.result) && !help_pg_flag(call.result, 0, 0))
        HELP_LOG_S(APLOG_INFO, h->pool->s, "0113", "job %" APR_INT64_T_FMT ": its lease went to somebody else", h->id);
    return e;
}

void help_jobs_extend(PGconn *db, help_pool *pool)
{
    apr_pool_t *p;
    held h;
    int i;

    apr_pool_create(&p, NULL);
    for (i = 0; i < HELP_JOBS_MAX; i++)
        if (due(&h, i, pool)) extend(p, db, &h, help_job_worker(p, i));
    apr_pool_destroy(p);
}

/* ------------------------------------------------------------------ claiming */

static const char *kind_names(apr_pool_t *p)
{
    apr_array_header_t *names = apr_array_make(p, 16, sizeof(const char *));
    int i;

    for (i = 0; i < help_job_kind_count(); i++) APR_ARRAY_PUSH(names, const char *) = help_job_kind_at(i)->name;
    return help_pg_text_array(p, names);
}

static const char *kind_limits(apr_pool_t *p)
{
    json_t *limits = help_json_keep(p, json_object());
    int i;

    for (i = 0; i < help_job_kind_count(); i++)
        if (help_job_kind_at(i)->at_once > 0)
            json_object_set_new(limits, help_job_kind_at(i)->name, json_integer(help_job_kind_at(i)->at_once));
    return help_json_text(p, limits, NULL);
}

static const help_job_kind *kind_of(const char *name)
{
    int i;

    for (i = 0; i < help_job_kind_count(); i++)
        if (!strcmp(help_job_kind_at(i)->name, name)) return help_job_kind_at(i);
    return NULL;
}

static void read_row(claimed *c, apr_pool_t *p, const PGresult *res)
{
    json_t *payload = json_loads(help_pg_ref(res, 0, 3), 0, NULL);

    c->job.tenant = (int)help_pg_int(res, 0, 0);
    c->job.id = help_pg_int(res, 0, 1);
    c->job.kind = help_pg_str(p, res, 0, 2);
    c->job.payload = help_json_keep(p, payload ? payload : json_object());
    c->job.attempt = (int)help_pg_int(res, 0, 4);
    c->max_attempts = (int)help_pg_int(res, 0, 5);
    c->kind = kind_of(c->job.kind);
}

/* c->job.id is 0 when there is nothing to do. */
static help_err *claim(claimed *c, apr_pool_t *p, PGconn *db, int thread)
{
    help_sql_call call = { .sql = &sql_job_claim };
    help_err *e;

    memset(c, 0, sizeof *c);
    help_arg_text(&call.args, kind_names(p));
    help_arg_text(&call.args, help_job_worker(p, thread));
    help_arg_text(&call.args, seconds(p, CLAIM_LEASE));
    help_arg_text(&call.args, kind_limits(p));
    e = help_pg_run(p, db, 0, &call, 1, 0);
    if (!e && PQntuples(call.result)) read_row(c, p, call.result);
    return e;
}

/* ------------------------------------------------------------------ how it ended */

/* 5 s, 20 s, 80 s, ... each a quarter more or less, so that what failed together does not come back together. */
static apr_time_t retry_at(const claimed *c, const help_err *why)
{
    apr_interval_time_t delay = FIRST_DELAY_S;
    unsigned char dice = 128;
    int i;

    for (i = 1; i < c->job.attempt && delay < DELAY_MAX_S; i++) delay *= 4;
    if (delay > DELAY_MAX_S) delay = DELAY_MAX_S;
    if (delay < why->retry_after_s) delay = why->retry_after_s;
    apr_generate_random_bytes(&dice, 1);
    delay = apr_time_from_sec(delay);
    return apr_time_now() + delay - delay / 4 + delay / 2 / 255 * dice;
}

/* *state: "queued", "dead" or "done"; NULL when the lease was no longer ours. */
static help_err *finish(const char **state, apr_pool_t *p, PGconn *db, int thread, const claimed *c, const help_err *why)
{
    help_sql_call call = { .sql = why ? &sql_job_fail : &sql_job_done };
    help_err *e;

    *state = NULL;
    help_arg_int(&call.args, p, c->job.id);
    help_arg_text(&call.args, help_job_worker(p, thread));
    if (why) {
        help_arg_text(&call.args, why->log ? why->log : why->detail ? why->detail : why->code);
        help_arg_time(&call.args, p, retry_at(c, why));
    }
    if ((e = help_pg_run(p, db, 0, &call, 1, 0))) return e;
    if (!PQntuples(call.result)) return NULL;
    if (why) *state = help_pg_str(p, call.result, 0, 0);
    else if (help_pg_flag(call.result, 0, 0)) *state = "done";
    return NULL;
}

/* The job has been done; what is left is to say so, on another connection where this one was lost, and for some time, or
 * it is done again. */
static const char *finish_somehow(apr_pool_t *p, PGconn *db, server_rec *s, int thread, const claimed *c, const help_err *why)
{
    const char *state;
    PGconn *fresh;
    int tries;

    if (!help_pg_broken(db) && !finish(&state, p, db, thread, c, why)) return state;
    for (tries = 0; tries < FINISH_TRIES && !help_jobs_stopping(); tries++) {
        help_err *e = help_db_own(&fresh, p, s);

        if (!e) e = finish(&state, p, fresh, thread, c, why);
        PQfinish(fresh);
        if (!e) return state;
        apr_sleep(apr_time_from_msec(500));
    }
    return "unknown";
}

static void tell(const claimed *c, server_rec *s, const char *state, const help_err *why)
{
    const char *said = why ? (why->log ? why->log : why->detail ? why->detail : why->code) : "";

    if (!state)
        HELP_LOG_S(APLOG_INFO, s, "0116", "job %" APR_INT64_T_FMT " (%s): its lease had gone to somebody else when it ended",
                   c->job.id, c->job.kind);
    else if (!strcmp(state, "dead"))
        HELP_LOG_S(APLOG_INFO, s, "0114", "job %" APR_INT64_T_FMT " (%s, tenant %d) is a dead letter after %d attempts: %s",
                   c->job.id, c->job.kind, c->job.tenant, c->job.attempt, said);
    else if (!strcmp(state, "queued"))
        HELP_LOG_S(APLOG_INFO, s, "0115", "job %" APR_INT64_T_FMT " (%s, tenant %d) failed and is tried again: %s",
                   c->job.id, c->job.kind, c->job.tenant, said);
}

/* ------------------------------------------------------------------ the whole */

static void run_claimed(claimed *c, apr_pool_t *p, PGconn *db, help_pool *pool, int thread)
{
    help_err *why;
    const char *state;

    hold(thread, pool, c->job.id, c->kind->lease);
    if (c->kind->lease != CLAIM_LEASE) extend(p, db, &running[thread], help_job_worker(p, thread));
    why = c->kind->run(p, db, pool->s, &c->job);
    help_pg_rollback(db);
    state = finish_somehow(p, db, pool->s, thread, c, why);
    hold(thread, NULL, 0, 0);
    help_count(why ? HELP_COUNT_JOBS_FAILED : HELP_COUNT_JOBS_DONE);
    tell(c, pool->s, state, why);
}

int help_jobs_drain(PGconn *db, help_pool *pool, int thread)
{
    int n = 0, more = 1;
    apr_pool_t *p;
    claimed c;

    apr_pool_create(&p, NULL);
    while (more && !help_jobs_stopping() && !help_pg_broken(db)) {
        more = !claim(&c, p, db, thread) && c.job.id && c.kind;
        if (!more) break;
        /* There may be another one, for another runner. */
        help_jobs_wake();
        run_claimed(&c, p, db, pool, thread);
        n++;
        apr_pool_clear(p);
    }
    apr_pool_destroy(p);
    return help_pg_alive(db) ? n : -1;
}
