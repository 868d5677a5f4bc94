/* SPDX-License-Identifier: Apache-2.0 */
/* Who may go to which database, and when. One pool for each database of this child, in front of mod_dbd's own.
 *
 * mod_dbd connects under its list's mutex, where it waits as long as connect_timeout says, one caller after the
 * other, and leaks a little with every failure when the first connection of a child never stood. So nobody goes there
 * unless the server was heard of a moment ago: else one caller at a time looks with a short-lived connection of its own,
 * which has a deadline and frees what it took. */
#include <apr_dbd.h>
#include <http_main.h>
#include <mod_dbd.h>

#include "core/ops.h"

#define BREAKER    apr_time_from_msec(500)
#define SHORT      apr_time_from_msec(250)  /* a look by a request at a server that just failed; see patience() */
#define FRESH      apr_time_from_msec(200)   /* heard of so lately that mod_dbd may connect without a look before */
#define TELL_AGAIN apr_time_from_sec(1)     /* at most one line a second about lost connections, or about overload */

static apr_hash_t *by_server;               /* server_rec * -> help_pool *; read only once the child runs */
static apr_array_header_t *pools;           /* of help_pool * */

/* ------------------------------------------------------------------ which databases there are */

/* We must know DBDParams just when no connection can be made, so mod_dbd's post_connect hook would tell us too late; and
 * the parsed tree does not say which <VirtualHost> of a macro became which server_rec. mod_dbd's configuration of a
 * server begins with a pointer to the public dbd_cfg_t, since 2.2; that one names its server, which is our proof that
 * we read what we think. Without it each server counts as a database of its own, and is reached without a look. */
static const dbd_cfg_t *dbd_says(server_rec *s)
{
    const module *dbd = ap_find_linked_module("mod_dbd.c");
    dbd_cfg_t *const *conf = dbd ? ap_get_module_config(s->module_config, dbd) : NULL;

    /* A virtual host that says nothing of its own has the main server's. */
    return conf && *conf && ((*conf)->server == s || (*conf)->server == ap_server_conf) ? *conf : NULL;
}

static int same_database(const help_pool *pool, const dbd_cfg_t *dbd)
{
    const dbd_cfg_t *other = dbd_says(pool->s);

    return dbd && other && !strcmp(dbd->name, other->name) && !strcmp(dbd->params, other->params) &&
           dbd->nmin == other->nmin && dbd->nkeep == other->nkeep && dbd->nmax == other->nmax &&
           dbd->exptime == other->exptime;
}

static help_pool *make_pool(apr_pool_t *p, server_rec *s, const dbd_cfg_t *dbd)
{
    help_pool *pool = apr_pcalloc(p, sizeof *pool);
    int max = help_global_conf()->db_max;

    pool->number = pools->nelts;
    pool->s = s;
    pool->params = dbd ? dbd->params : NULL;
    pool->expires = dbd ? apr_time_from_sec(dbd->exptime) : 0;
    /* More would wait in mod_dbd, where nothing ends the wait. */
    pool->max = dbd && dbd->nmax > 0 && dbd->nmax < max ? dbd->nmax : max;
    if (apr_thread_mutex_create(&pool->lock, APR_THREAD_MUTEX_DEFAULT, p) != APR_SUCCESS ||
        apr_thread_mutex_create(&pool->schema_lock, APR_THREAD_MUTEX_DEFAULT, p) != APR_SUCCESS ||
        apr_thread_cond_create(&pool->moved, p) != APR_SUCCESS)
        return NULL;
    /* Nothing is known yet, so the first one looks. */
    pool->state = HELP_POOL_SUSPECT;
    pool->alarm = help_alarm(pool->number);
    APR_ARRAY_PUSH(pools, help_pool *) = pool;
    return pool;
}

static help_pool *find_pool(const dbd_cfg_t *dbd)
{
    int i;

    for (i = 0; i < pools->nelts; i++)
        if (same_database(help_pool_at(i), dbd)) return help_pool_at(i);
    return NULL;
}

apr_pool_t *help_process_pool(void)
{
    static apr_pool_t *own;

    if (!own) apr_pool_create(&own, NULL);
    return own;
}

static apr_status_t forget(void *unused)
{
    by_server = NULL;
    pools = NULL;
    return APR_SUCCESS;
}

/* The parent makes them, too, to know how many databases there will be to listen to; each child makes its own, which
 * outlive pchild: a job that a stop could not wait for may still look at them. */
void help_db_child_start(apr_pool_t *p, server_rec *main_server)
{
    server_rec *s;

    if (help_this_child) p = help_process_pool();
    else apr_pool_cleanup_register(p, NULL, forget, apr_pool_cleanup_null);
    by_server = apr_hash_make(p);
    pools = apr_array_make(p, 4, sizeof(help_pool *));
    for (s = main_server; s; s = s->next) {
        const dbd_cfg_t *dbd = dbd_says(s);
        help_pool *pool;

        if (dbd && strcmp(dbd->name, "pgsql")) continue;
        pool = find_pool(dbd);
        if (!pool) pool = make_pool(p, s, dbd);
        if (pool) apr_hash_set(by_server, apr_pmemdup(p, &s, sizeof s), sizeof s, pool);
    }
}

help_pool *help_pool_of(const server_rec *s)
{
    return by_server ? apr_hash_get(by_server, &s, sizeof s) : NULL;
}

int help_pool_count(void)
{
    return pools ? pools->nelts : 0;
}

help_pool *help_pool_at(int i)
{
    return APR_ARRAY_IDX(pools, i, help_pool *);
}

int help_db_number(const server_rec *s)
{
    const help_pool *pool = help_pool_of(s);

    return pool ? pool->number : -1;
}

/* ------------------------------------------------------------------ up and down; under the lock */

/* The breaker counts from when the look began: one that waited in vain for two seconds is followed by the next at once, so
 * that somebody is there when a server that hung wakes up. */
static void went_down(help_pool *pool, const char *why, apr_time_t began)
{
    pool->state = HELP_POOL_DOWN;
    pool->retry_at = began + BREAKER;
    if (pool->told_down) return;
    pool->told_down = 1;
    HELP_LOG_S(APLOG_ERR, pool->s, "0102", "the database is away: %s", why ? why : "no connection");
}

static void came_up(help_pool *pool)
{
    pool->state = HELP_POOL_UP;
    pool->last_good = apr_time_now();
    if (!pool->told_down) return;
    pool->told_down = 0;
    pool->alarm = help_alarm_raise(pool->number);
    HELP_LOG_S(APLOG_NOTICE, pool->s, "0103", "the database is back");
}

static void lost_one(help_pool *pool, const char *why)
{
    apr_time_t now = apr_time_now();

    if (pool->state == HELP_POOL_DOWN) return;
    pool->state = HELP_POOL_SUSPECT;
    pool->alarm = help_alarm_raise(pool->number);
    if (!why || now - pool->lost_told < TELL_AGAIN) return;
    pool->lost_told = now;
    HELP_LOG_S(APLOG_WARNING, pool->s, "0104", "a connection to the database was lost: %s", why);
}

/* ------------------------------------------------------------------ looking */

/* A connection that stands is proof enough: it takes the postmaster and a backend to answer. */
static int look(const char **why, apr_pool_t *p, help_pool *pool, apr_interval_time_t within)
{
    apr_time_t began = apr_time_now();
    PGconn *db;

    if (!pool->params) return 1;
    if (!(db = help_db_connect(why, p, pool->params, within))) return 0;
    PQfinish(db);
    pool->took = apr_time_now() - began;
    return 1;
}

int help_pool_look(help_pool *pool, apr_pool_t *p, apr_interval_time_t within)
{
    const char *why;

    return look(&why, p, pool, within);
}

/* A request that comes to a server in trouble shall not wait for it: it gives four times what a connection took while all
 * was well. The listener, who has time, looks with patience; without mod_watchdog nobody else does. */
static apr_interval_time_t patience(const help_pool *pool)
{
    apr_interval_time_t t = 4 * pool->took;

    if (!pool->took || !pool->listener_looks) return HELP_DB_CONNECT_FOR;
    return t < SHORT ? SHORT : t > HELP_DB_CONNECT_FOR ? HELP_DB_CONNECT_FOR : t;
}

/* Called and left with the lock held; the others meanwhile wait or are refused. */
static void look_for_all(help_pool *pool, apr_pool_t *p, apr_interval_time_t within)
{
    apr_time_t began = apr_time_now();
    const char *why = NULL;
    int found;

    pool->looking = 1;
    apr_thread_mutex_unlock(pool->lock);
    found = look(&why, p, pool, within);
    apr_thread_mutex_lock(pool->lock);
    pool->looking = 0;
    if (found) came_up(pool);
    else went_down(pool, why, began);
    apr_thread_cond_broadcast(pool->moved);
}

void help_pool_attend(help_pool *pool, int alarmed)
{
    apr_pool_t *p;

    apr_thread_mutex_lock(pool->lock);
    pool->listener_looks = 1;
    if (alarmed) lost_one(pool, NULL);
    if (pool->state == HELP_POOL_DOWN && !pool->looking && apr_time_now() >= pool->retry_at) {
        apr_pool_create(&p, NULL);
        look_for_all(pool, p, HELP_DB_CONNECT_FOR);
        apr_pool_destroy(p);
    }
    apr_thread_mutex_unlock(pool->lock);
}

/* ------------------------------------------------------------------ a place */

typedef enum verdict { GO, WAIT, LOOK, REFUSE } verdict;

/* mod_dbd would have to connect: all connections that we know of are lent, or have lain there for DBDExptime. */
static int must_grow(help_pool *pool, apr_time_t now)
{
    return (int)apr_atomic_read32(&pool->live) <= pool->used ||
           (pool->expires > 0 && now - pool->last_good >= pool->expires);
}

static verdict decide(help_pool *pool, apr_time_t now)
{
    /* What one child learned by waiting, the others of this host need not: that it is away, or that it is back. */
    if (pool->alarm != help_alarm(pool->number)) {
        pool->alarm = help_alarm(pool->number);
        pool->state = HELP_POOL_SUSPECT;
    }
    if (pool->state == HELP_POOL_DOWN) return pool->looking || now < pool->retry_at ? REFUSE : LOOK;
    if (pool->used >= pool->max) return WAIT;
    if (pool->state == HELP_POOL_UP && (!must_grow(pool, now) || now - pool->last_good < FRESH)) return GO;
    return pool->looking ? WAIT : LOOK;
}

help_err *help_pool_away(apr_pool_t *p)
{
    help_err *e = help_err_new(p, HTTP_SERVICE_UNAVAILABLE, "database",
                               "The database cannot answer just now. Please try again.", NULL);

    e->retry_after_s = HELP_PG_RETRY_AFTER_S;
    return e;
}

/* Overload is told at most once a second, not by each request that it hits. */
static void tell_full(help_pool *pool, apr_time_t now)
{
    if (now - pool->full_told < TELL_AGAIN) return;
    pool->full_told = now;
    HELP_LOG_S(APLOG_WARNING, pool->s, "0105", "all %d connections to the database stayed in use for %" APR_TIME_T_FMT
               " ms (HelpDBMax, DBDMax)", pool->max, apr_time_as_msec(help_global_conf()->db_wait));
}

help_err *help_pool_enter(help_pool *pool, apr_pool_t *p)
{
    apr_time_t now = apr_time_now(), deadline = now + help_global_conf()->db_wait;
    int waited = 0;
    verdict v;

    apr_thread_mutex_lock(pool->lock);
    while ((v = decide(pool, now)) == LOOK || v == WAIT) {
        if (v == LOOK) look_for_all(pool, p, patience(pool));
        else if (deadline <= now) break;
        else {
            waited = 1;
            apr_thread_cond_timedwait(pool->moved, pool->lock, deadline - now);
        }
        now = apr_time_now();
    }
    if (v == GO) pool->used++;
    if (v == WAIT && pool->state == HELP_POOL_UP) tell_full(pool, now);
    apr_thread_mutex_unlock(pool->lock);
    if (waited) help_count(HELP_COUNT_DB_WAITS);
    if (v == GO) return NULL;
    help_count(HELP_COUNT_DB_FAILURES);
    return help_pool_away(p);
}

void help_pool_leave(help_pool *pool, help_pool_end how, const char *why)
{
    apr_thread_mutex_lock(pool->lock);
    pool->used--;
    switch (how) {
    case HELP_POOL_GOOD:
        pool->last_good = apr_time_now();
        break;
    case HELP_POOL_LOST:
        lost_one(pool, why);
        break;
    case HELP_POOL_REFUSED:
        /* A server that others hear from is up: it only has no place for one more. */
        if (apr_time_now() - pool->last_good < FRESH) lost_one(pool, why);
        else went_down(pool, why, apr_time_now());
        break;
    }
    apr_thread_cond_signal(pool->moved);
    apr_thread_mutex_unlock(pool->lock);
}

help_pool_state help_pool_state_of(help_pool *pool)
{
    help_pool_state state;

    apr_thread_mutex_lock(pool->lock);
    state = pool->state;
    apr_thread_mutex_unlock(pool->lock);
    return state;
}

int help_pool_stands(help_pool *pool)
{
    return apr_atomic_read32(&pool->schema_fits) != 0;
}

const char *help_pool_schema_problem(help_pool *pool)
{
    return help_pool_stands(pool) ? "" : pool->schema_problem;
}
