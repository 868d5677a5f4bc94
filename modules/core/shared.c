/* SPDX-License-Identifier: Apache-2.0 */
/* Shared memory of a host: the tenants' version stamps, the counters, what waits in the queue. Atomic words only, no lock: a
 * child that is killed in the middle leaves nothing behind. A graceful restart begins anew with the new children;
 * the old ones keep their own until they end, and hear of changes by LISTEN like everybody. */
#include "core/ops.h"

#include <apr_shm.h>

/* Tenants share a slot when there are more than these: then one's change makes the other read again, no more. */
#define STAMP_SLOTS 4096
#define DATABASES 16                        /* with numbers of their own; more would share */
#define LINE 64                             /* bytes; counters of different threads stay out of each other's way */

typedef struct padded { volatile apr_uint64_t n; char rest[LINE - sizeof(apr_uint64_t)]; } padded;

typedef struct shared {
    padded counter[HELP_COUNTERS];
    volatile apr_uint64_t queue[DATABASES][sizeof(help_queue) / sizeof(apr_int64_t)];
    volatile apr_uint32_t alarm[DATABASES];
    volatile apr_uint32_t all;              /* added to every stamp */
    volatile apr_uint32_t stamp[STAMP_SLOTS];
} shared;

/* Before post_config, and in programs without one, the numbers are this process's own. */
static shared alone;
static shared *host = &alone;

static apr_status_t forget(void *unused)
{
    host = &alone;
    return APR_SUCCESS;
}

int help_shared_parent_start(apr_pool_t *pconf, server_rec *s)
{
    apr_shm_t *shm;
    apr_status_t rv = apr_shm_create(&shm, sizeof(shared), NULL, pconf);

    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_EMERG, rv, s, "HC0101: no shared memory for counters and stamps");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    host = apr_shm_baseaddr_get(shm);
    memset(host, 0, sizeof *host);
    apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
    return OK;
}

static volatile apr_uint32_t *slot(int tenant)
{
    return &host->stamp[(unsigned)tenant % STAMP_SLOTS];
}

apr_uint32_t help_stamp(int tenant)
{
    return apr_atomic_read32(slot(tenant)) + apr_atomic_read32(&host->all);
}

void help_stamp_move(int tenant)
{
    apr_atomic_inc32(slot(tenant));
}

void help_stamp_move_all(void)
{
    apr_atomic_inc32(&host->all);
}

void help_count(help_counter c)
{
    apr_atomic_inc64(&host->counter[c].n);
}

apr_uint64_t help_counted(help_counter c)
{
    return apr_atomic_read64(&host->counter[c].n);
}

apr_uint32_t help_alarm(int number)
{
    return apr_atomic_read32(&host->alarm[number % DATABASES]);
}

apr_uint32_t help_alarm_raise(int number)
{
    return apr_atomic_inc32(&host->alarm[number % DATABASES]) + 1;
}

void help_queue_put(int number, const help_queue *q)
{
    const apr_int64_t values[] = { q->queued, q->running, q->dead, q->age_s, q->seen_s };
    int i;

    for (i = 0; i < 5; i++) apr_atomic_set64(&host->queue[number % DATABASES][i], (apr_uint64_t)values[i]);
}

static apr_int64_t queue_value(int number, int i)
{
    return (apr_int64_t)apr_atomic_read64(&host->queue[number][i]);
}

void help_queue_get(help_queue *q)
{
    int n;

    memset(q, 0, sizeof *q);
    for (n = 0; n < DATABASES; n++) {
        q->queued += queue_value(n, 0);
        q->running += queue_value(n, 1);
        q->dead += queue_value(n, 2);
        if (q->age_s < queue_value(n, 3)) q->age_s = queue_value(n, 3);
        if (q->seen_s < queue_value(n, 4)) q->seen_s = queue_value(n, 4);
    }
}

const char *help_counter_name(help_counter c)
{
    static const char *const names[HELP_COUNTERS] = {
        [HELP_COUNT_REQUESTS] = "requests",       [HELP_COUNT_ERRORS] = "errors",
        [HELP_COUNT_KEPT_HITS] = "kept_hits",     [HELP_COUNT_KEPT_MISSES] = "kept_misses",
        [HELP_COUNT_QUICK_HITS] = "quick_hits",   [HELP_COUNT_DB_QUERIES] = "db_queries",
        [HELP_COUNT_DB_FAILURES] = "db_failures", [HELP_COUNT_DB_WAITS] = "db_waits",
        [HELP_COUNT_LIMITED] = "limited",         [HELP_COUNT_LOGIN_FAILURES] = "login_failures",
        [HELP_COUNT_JOBS_DONE] = "jobs_done",     [HELP_COUNT_JOBS_FAILED] = "jobs_failed",
        [HELP_COUNT_VIEWS] = "views",
    };

    return names[c];
}
