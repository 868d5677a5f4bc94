/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that keep core running share with each other and with nobody else: the pool under db.c, the
 * numbers of a host, the runner's parts, the statements of core_sql_ops.c. */
#ifndef HELP_CORE_OPS_H
#define HELP_CORE_OPS_H

#include <apr_thread_cond.h>

#include "core/core.h"

/* ---- db_connect.c: connections that never wait without end ------------------------------------- */

#define HELP_DB_CONNECT_FOR apr_time_from_sec(2)    /* a probe or a reset; a healthy server needs 2 to 6 ms */

/* NULL with *why set (in p) when it did not stand within `within`. DNS is asked synchronously, by libpq. With several
 * hosts in params libpq tries one after the other, each for 2 s. */
PGconn *help_db_connect(const char **why, apr_pool_t *p, const char *params, apr_interval_time_t within);
int help_db_reset(PGconn *db, apr_interval_time_t within);      /* 1 = it stands again */
int help_db_command(PGconn *db, const char *commands, apr_interval_time_t within);     /* 1 = all went well */

/* ---- db_pool.c: one for each database that this child knows ------------------------------------ */

/* UP: go on. SUSPECT: something was lost; the next borrower looks with a connection of its own, the others wait for
 * what it finds. DOWN: everybody is refused at once but for one that looks, every half second. */
typedef enum help_pool_state { HELP_POOL_UP, HELP_POOL_SUSPECT, HELP_POOL_DOWN } help_pool_state;

typedef struct help_pool {
    int number;
    server_rec *s;                          /* the first that uses it */
    const char *params;                     /* NULL: mod_dbd would not say */
    int max;
    apr_interval_time_t expires;            /* DBDExptime; 0 = never */
    volatile apr_uint32_t live;             /* connections of mod_dbd's pool that we have seen and that still are */

    apr_thread_mutex_t *lock;               /* for all below */
    apr_thread_cond_t *moved;               /* one was given back, or a look ended */
    int used;
    help_pool_state state;
    int looking, listener_looks, told_down;
    apr_interval_time_t took;               /* the last connection that stood */
    apr_uint32_t alarm;                     /* the host's, as last heeded */
    apr_time_t retry_at;
    apr_time_t last_good;                   /* when the server last answered */
    apr_time_t lost_told, full_told;        /* when the log last heard of it */

    apr_thread_mutex_t *schema_lock;
    volatile apr_uint32_t schema_fits;
    apr_time_t schema_asked;
    char schema_problem[256];               /* "" before the first look */
} help_pool;

typedef enum help_pool_end { HELP_POOL_GOOD, HELP_POOL_LOST, HELP_POOL_REFUSED } help_pool_end;

apr_pool_t *help_process_pool(void);                /* ends with the process; only at child_init */
help_pool *help_pool_of(const server_rec *s);       /* NULL: no DBDriver, or not in a child */
int help_pool_count(void);
help_pool *help_pool_at(int i);
/* A place in the pool, or the 503. */
help_err *help_pool_enter(help_pool *pool, apr_pool_t *p);
void help_pool_leave(help_pool *pool, help_pool_end how, const char *why);
help_pool_state help_pool_state_of(help_pool *pool);
/* By the listener, some times a second: looks while it is down; alarmed: its own connection was lost. */
void help_pool_attend(help_pool *pool, int alarmed);
int help_pool_stands(help_pool *pool);              /* its schema was found to fit */
const char *help_pool_schema_problem(help_pool *pool);      /* as last seen; "" = none is known */
help_err *help_metrics_answer(help_ctx *h);         /* metrics.c */
/* Looks now, with a connection of its own, within `within`; for /health/. Changes nothing. */
int help_pool_look(help_pool *pool, apr_pool_t *p, apr_interval_time_t within);
help_err *help_pool_away(apr_pool_t *p);            /* the 503 that says nothing to the log: the pool has said it */

/* ---- numbers of a host (shared.c) --------------------------------------------------------------- */

/* Moves when a child has lost that database or found it again, so that the others look before they wait. */
apr_uint32_t help_alarm(int number);
apr_uint32_t help_alarm_raise(int number);          /* the new value */
/* What a listener last saw of its queue; all databases together: sums, the oldest of the ages, the latest look. */
typedef struct help_queue { apr_int64_t queued, running, dead, age_s, seen_s; } help_queue;
void help_queue_put(int number, const help_queue *q);
void help_queue_get(help_queue *q);                 /* seen_s 0: nobody has looked yet */
const char *help_counter_name(help_counter c);      /* "requests" */

/* ---- background: job.c ------------------------------------------------------------------------- */

#define HELP_JOB_KINDS_MAX 64
#define HELP_JOBS_MAX 16                /* as HelpJobs allows */
int help_job_kind_count(void);
const help_job_kind *help_job_kind_at(int i);
int help_jobs_stopping(void);
void help_jobs_wake(void);                          /* somebody queued something */

/* job_run.c. Claims and runs until nothing is left or it is time to stop. Returns the number of jobs run, or -1 when the
 * connection is of no more use. thread tells the leases of one process apart. */
int help_jobs_drain(PGconn *db, help_pool *pool, int thread);
void help_jobs_run_start(apr_pool_t *p);
void help_jobs_extend(PGconn *db, help_pool *pool);     /* the leases of what this child is running there */

const char *help_job_worker(apr_pool_t *p, int thread);     /* "host:pid:thread", who holds a lease */

/* job_tick.c: what the listener of a database does each second; 0 when the connection is of no more use. */
typedef struct help_tick {
    apr_time_t stats_at, cron_at[HELP_JOB_KINDS_MAX];
    int told;                               /* the log knows that it does not work */
} help_tick;
int help_jobs_tick(PGconn *db, help_pool *pool, help_tick *t, apr_time_t now);

/* job_core.c */
void help_job_core_register(void);

/* listen.c: listens to one database until it is time to stop, or for a while. */
void help_listen_start(apr_pool_t *p);
void help_listen_round(int number);
void help_listen_close(void);                       /* when no thread is in a round any more */
int help_listen_hears(int number);                  /* the connection stands: jobs may be looked for there */

/* views.c */
void help_views_child_start(apr_pool_t *p);
void help_views_flush(int number);                  /* of one database */

/* ---- statements (core_sql_ops.c) ------------------------------------------------------------------ */

extern const char *const help_schema_names[];       /* "0001_tenancy", ..., NULL: what these modules were built for */
extern const char *const help_sql_listen;
extern const help_sql sql_schema_versions, sql_tenant_ids;
extern const help_sql sql_job_enqueue, sql_job_claim, sql_job_done, sql_job_extend, sql_job_fail, sql_job_stats;
extern const help_sql sql_cron_enqueue, sql_job_purge, sql_idempotency_purge, sql_tokens_purge;
extern const help_sql sql_views_add, sql_audit_add;
extern const help_sql sql_idempotency_begin, sql_idempotency_find, sql_idempotency_end, sql_idempotency_forget;

#endif
