/* SPDX-License-Identifier: Apache-2.0 */
/* The threads behind the requests: HelpJobs runners a child, and one listener a child for each database. mod_watchdog
 * owns the threads. It tells them nothing when a child ends, and pchild's memory goes while they run; so a pre-cleanup of
 * pchild says stop, waits for them to leave, and writes down what is still only counted. */
#include <ap_mpm.h>
#include <mod_watchdog.h>

#include "core/ops.h"

#define STAY         apr_time_from_sec(5)   /* in one callback; between two mod_watchdog sees whether to go on */
#define POLL         apr_time_from_sec(2)   /* should a NOTIFY be lost, or a job be due later */
#define SLICE        apr_time_from_msec(100)    /* how long a stop may go unnoticed */
#define STOP_WITHIN  apr_time_from_sec(8)   /* httpd kills a child that takes ten */

static help_job_kind kinds[HELP_JOB_KINDS_MAX];
static int n_kinds;

static apr_thread_mutex_t *lock;            /* of the wake-up; made in each child */
static apr_thread_cond_t *woken;
static volatile apr_uint32_t ready, stopping, inside, calls;

/* ------------------------------------------------------------------ kinds; at configuration time */

void help_job_kinds_reset(void)
{
    n_kinds = 0;
}

void help_job_kind_add(const help_job_kind *kind)
{
    int i = 0;

    while (i < n_kinds && strcmp(kinds[i].name, kind->name)) i++;
    if (i == HELP_JOB_KINDS_MAX) return;
    kinds[i] = *kind;
    if (!kinds[i].max_attempts) kinds[i].max_attempts = 5;
    if (!kinds[i].lease) kinds[i].lease = apr_time_from_sec(60);
    if (i == n_kinds) n_kinds++;
}

int help_job_kind_count(void)
{
    return n_kinds;
}

const help_job_kind *help_job_kind_at(int i)
{
    return &kinds[i];
}

help_err *help_enqueue(apr_pool_t *p, PGconn *db, int tenant, const char *kind, json_t *payload, const char *unique_key,
                       apr_time_t run_at)
{
    help_sql_call call = { .sql = &sql_job_enqueue };
    int i, attempts = 5;

    for (i = 0; i < n_kinds; i++)
        if (!strcmp(kinds[i].name, kind)) attempts = kinds[i].max_attempts;
    help_arg_text(&call.args, kind);
    help_arg_text(&call.args, payload ? help_json_text(p, payload, NULL) : "{}");
    help_arg_text(&call.args, unique_key);
    help_arg_time(&call.args, p, run_at);
    help_arg_int(&call.args, p, attempts);
    return help_pg_run(p, db, tenant, &call, 1, 0);
}

/* ------------------------------------------------------------------ waiting and stopping */

int help_jobs_stopping(void)
{
    int state = 0;

    if (apr_atomic_read32(&stopping)) return 1;
    return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) != APR_SUCCESS || state == AP_MPMQ_STOPPING;
}

/* One is enough: who finds a job wakes the next. */
void help_jobs_wake(void)
{
    apr_thread_mutex_lock(lock);
    apr_atomic_inc32(&calls);
    apr_thread_cond_signal(woken);
    apr_thread_mutex_unlock(lock);
}

/* Until somebody calls, or `until`. */
static void wait_for_work(apr_uint32_t heard, apr_time_t until)
{
    apr_thread_mutex_lock(lock);
    while (heard == apr_atomic_read32(&calls) && apr_time_now() < until && !help_jobs_stopping())
        apr_thread_cond_timedwait(woken, lock, SLICE);
    apr_thread_mutex_unlock(lock);
}

typedef struct runner { PGconn **db; int n; } runner;
static runner runners[HELP_JOBS_MAX];       /* a connection outlives the callback */

static void close_all(void)
{
    int i, k;

    for (i = 0; i < HELP_JOBS_MAX; i++)
        for (k = 0; k < runners[i].n; k++) PQfinish(runners[i].db[k]);
    help_listen_close();
}

static apr_status_t on_stop(void *unused)
{
    apr_time_t until = apr_time_now() + STOP_WITHIN;
    int i;

    apr_atomic_set32(&stopping, 1);
    for (i = 0; i < help_pool_count(); i++) help_views_flush(i);
    while (apr_atomic_read32(&inside) && apr_time_now() < until) apr_sleep(apr_time_from_msec(20));
    if (apr_atomic_read32(&inside))
        HELP_LOG_S(APLOG_NOTICE, help_this_child->main_server, "0110",
                   "a background job did not end in time; it runs again when its lease is over");
    for (i = 0; i < help_pool_count(); i++) help_views_flush(i);
    if (!apr_atomic_read32(&inside)) close_all();
    return APR_SUCCESS;
}

/* ------------------------------------------------------------------ runners */

/* Each runner has its own connection to each database, made when there is first something to ask. */
static PGconn *runner_connection(runner *r, int number)
{
    help_pool *pool = help_pool_at(number);
    apr_pool_t *p;

    if (r->db[number] || !help_listen_hears(number)) return r->db[number];
    apr_pool_create(&p, NULL);
    help_db_own(&r->db[number], p, pool->s);
    apr_pool_destroy(p);
    return r->db[number];
}

static void drain_all(runner *r, int thread)
{
    int i;

    for (i = 0; i < r->n && !help_jobs_stopping(); i++) {
        PGconn *db = runner_connection(r, i);

        if (!db || help_jobs_drain(db, help_pool_at(i), thread) >= 0) continue;
        PQfinish(db);
        r->db[i] = NULL;
    }
}

static void run_jobs(int thread)
{
    runner *r = &runners[thread];
    apr_time_t leave = apr_time_now() + STAY;

    while (!help_jobs_stopping() && apr_time_now() < leave) {
        apr_uint32_t heard = apr_atomic_read32(&calls);

        drain_all(r, thread);
        /* Not all at the same moment. */
        wait_for_work(heard, apr_time_now() + POLL - POLL / 8 * (thread % 4));
    }
}

/* ------------------------------------------------------------------ mod_watchdog */

enum { LISTENER = 1000 };                   /* above it: the listener of that database */

static apr_status_t on_watchdog(int state, void *data, apr_pool_t *unused)
{
    int which = (int)(intptr_t)data;

    if (state != AP_WATCHDOG_STATE_RUNNING || !apr_atomic_read32(&ready)) return APR_SUCCESS;
    apr_atomic_inc32(&inside);
    if (!help_jobs_stopping()) {
        if (which >= LISTENER) help_listen_round(which - LISTENER);
        else run_jobs(which);
    }
    apr_atomic_dec32(&inside);
    return APR_SUCCESS;
}

static int add_thread(apr_pool_t *pconf, server_rec *s, const char *name, int which)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *w;
    apr_status_t rv = APR_ENOTIMPL;

    if (get && add && (rv = get(&w, name, 0, 0, pconf)) == APR_SUCCESS)
        rv = add(w, SLICE, (void *)(intptr_t)which, on_watchdog);
    if (rv == APR_SUCCESS) return OK;
    ap_log_error(APLOG_MARK, APLOG_ERR, rv, s, "HC0111: no thread %s", name);
    return HTTP_INTERNAL_SERVER_ERROR;
}

int help_jobs_post_config(apr_pool_t *pconf, server_rec *s)
{
    int i, status = OK;

    help_job_core_register();
    /* Said at configtest already; without it readers are served all the same. */
    if (!ap_find_linked_module("mod_watchdog.c")) return OK;
    help_db_child_start(pconf, s);
    for (i = 0; i < help_pool_count() && status == OK; i++)
        status = add_thread(pconf, s, apr_psprintf(pconf, "help-listen-%d", i), LISTENER + i);
    for (i = 0; i < help_global_conf()->jobs && i < HELP_JOBS_MAX && status == OK; i++)
        status = add_thread(pconf, s, apr_psprintf(pconf, "help-jobs-%d", i), i);
    return status;
}

/* The threads may outlive pchild by a moment, so what they look at does, too. */
void help_jobs_child_start(apr_pool_t *pchild, server_rec *s)
{
    apr_pool_t *p = help_process_pool();
    int i;

    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, p);
    apr_thread_cond_create(&woken, p);
    help_views_child_start(p);
    help_listen_start(p);
    help_jobs_run_start(p);
    for (i = 0; i < HELP_JOBS_MAX; i++) {
        runners[i].n = help_pool_count();
        runners[i].db = apr_pcalloc(p, sizeof(PGconn *) * (apr_size_t)(runners[i].n + 1));
    }
    apr_pool_pre_cleanup_register(pchild, NULL, on_stop);
    apr_atomic_set32(&ready, 1);
}
