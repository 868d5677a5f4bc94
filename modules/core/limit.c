/* SPDX-License-Identifier: Apache-2.0 */
/* Rate limits: a token bucket for each asker and class. With HelpRedis the buckets of all hosts are one, kept by a
 * script there; without it, and while it is away, each host has its own in shared memory.
 *
 * The table has a fixed size and forgets: of the eight places where a key may lie, the one whose bucket is (or soonest
 * will be) full again gives way, for an empty place and a full bucket say the same. The locks are robust: a
 * child that is killed while it holds one takes nobody with it. */
#include <apr_shm.h>
#include <apr_siphash.h>
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "core/ops.h"

#define SETS      8192
#define WAYS      8                         /* 65,536 buckets in 2 MiB */
#define STRIPES   256
#define LOCK_MS   20                        /* held for some hundred instructions; who waits longer is let through */
#define HOUSEHOLD 10                        /* people behind one address; visitors without a name share that many buckets */

typedef struct place {
    apr_uint64_t key;                       /* 0 = empty */
    help_bucket bucket;
    apr_time_t full_at;
} place;

typedef struct table {
    unsigned char secret[APR_SIPHASH_KSIZE];    /* or somebody would choose whom to collide with */
    pthread_mutex_t lock[STRIPES];
    place set[SETS][WAYS];
} table;

static table *buckets;
static volatile apr_uint32_t redis_away;    /* the log knows */

/* ------------------------------------------------------------------ the table */

static apr_status_t forget(void *unused)
{
    buckets = NULL;
    return APR_SUCCESS;
}

static int make_locks(void)
{
    pthread_mutexattr_t a;
    int i, bad;

    bad = pthread_mutexattr_init(&a) || pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED) ||
          pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    for (i = 0; i < STRIPES && !bad; i++) bad = pthread_mutex_init(&buckets->lock[i], &a);
    pthread_mutexattr_destroy(&a);
    return !bad;
}

int help_limit_parent_start(apr_pool_t *pconf, server_rec *s)
{
    apr_shm_t *shm;
    apr_status_t rv = apr_shm_create(&shm, sizeof(table), NULL, pconf);

    if (rv == APR_SUCCESS) {
        buckets = apr_shm_baseaddr_get(shm);
        memset(buckets, 0, sizeof *buckets);
        apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
        rv = apr_generate_random_bytes(buckets->secret, sizeof buckets->secret);
        if (rv == APR_SUCCESS && make_locks()) return OK;
    }
    ap_log_error(APLOG_MARK, APLOG_EMERG, rv, s, "HC0120: no shared memory for rate limits");
    return HTTP_INTERNAL_SERVER_ERROR;
}

void help_limit_child_start(apr_pool_t *pchild, server_rec *s)
{
    apr_atomic_set32(&redis_away, 0);
}

static int enter(pthread_mutex_t *m)
{
    struct timespec until;
    int rv;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOCK_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    rv = pthread_mutex_timedlock(m, &until);
    /* Whoever died in there may have left one bucket between two states; either of them will do. */
    if (rv == EOWNERDEAD) rv = pthread_mutex_consistent(m);
    return rv == 0;
}

static place *find(place *set, apr_uint64_t key)
{
    place *best = set;
    int i;

    for (i = 0; i < WAYS; i++) {
        if (set[i].key == key) return &set[i];
        if (best->key && (!set[i].key || set[i].full_at < best->full_at)) best = &set[i];
    }
    memset(best, 0, sizeof *best);
    best->key = key;
    return best;
}

/* only_look: what taking one would say, with the bucket left as it is. */
static void take_here(help_bucket_state *out, const char *key, const help_bucket_rule *rule, int only_look)
{
    apr_uint64_t hash = apr_siphash24(key, strlen(key), buckets->secret);
    pthread_mutex_t *m = &buckets->lock[hash % STRIPES];
    apr_time_t now = apr_time_now();
    help_bucket seen;
    place *at;

    *out = (help_bucket_state){ .allowed = 1, .remaining = rule->burst };
    /* The stripe is the low bits of the set, so one lock covers whole sets. */
    if (!enter(m)) return;
    at = find(buckets->set[hash % SETS], hash ? hash : 1);
    seen = at->bucket;
    help_bucket_take(out, only_look ? &seen : &at->bucket, rule, now);
    if (!only_look) at->full_at = now + apr_time_from_sec(out->reset_s);
    pthread_mutex_unlock(m);
}

/* ------------------------------------------------------------------ Redis */

/* The same bucket by Redis' own clock, so that the hosts' may differ. */
static const char script[] =
    "local t = redis.call('TIME')\n"
    "local now = t[1] * 1000000 + t[2]\n"
    "local rate, burst, period = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])\n"
    "local full, each = burst * 1000000, period / (rate * 1000000)\n"
    "local b = redis.call('HMGET', KEYS[1], 'at', 'micro')\n"
    "local micro, ok, wait = full, 0, 0\n"
    "if b[1] and b[2] then micro = math.min(full, b[2] + math.max(0, now - b[1]) / each) end\n"
    "if micro >= 1000000 then micro, ok = micro - 1000000, 1\n"
    "else wait = math.max(1, math.ceil((1000000 - micro) * each / 1000000)) end\n"
    "local reset = math.ceil((full - micro) * each / 1000000)\n"
    "if ARGV[4] == '0' then\n"
    "  redis.call('HSET', KEYS[1], 'at', now, 'micro', math.floor(micro))\n"
    "  redis.call('EXPIRE', KEYS[1], reset + 1)\n"
    "end\n"
    "return {ok, math.floor(micro / 1000000), reset, wait}\n";

static void note_redis(int is_there)
{
    server_rec *s = help_this_child->main_server;

    if (!is_there && !apr_atomic_cas32(&redis_away, 1, 0))
        HELP_LOG_S(APLOG_WARNING, s, "0121", "Redis is away: rate limits count per host until it is back");
    if (is_there && apr_atomic_read32(&redis_away) && apr_atomic_cas32(&redis_away, 0, 1))
        HELP_LOG_S(APLOG_NOTICE, s, "0122", "Redis is back: rate limits count over all hosts");
}

static int read_reply(help_bucket_state *out, const redisReply *reply)
{
    int i;

    if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 4) return 0;
    for (i = 0; i < 4; i++)
        if (reply->element[i]->type != REDIS_REPLY_INTEGER) return 0;
    out->allowed = (int)reply->element[0]->integer;
    out->remaining = (int)reply->element[1]->integer;
    out->reset_s = (int)reply->element[2]->integer;
    out->retry_after_s = (int)reply->element[3]->integer;
    return 1;
}

/* 0 = not available. What is kept there is a digest: no address and no name. */
static int take_there(help_bucket_state *out, apr_pool_t *p, const char *key, const help_bucket_rule *rule, int only_look)
{
    help_redis *redis = help_this_child ? help_this_child->redis : NULL;
    unsigned char digest[32];
    const char *argv[8] = { "EVAL", script, "1" };
    redisReply *reply;
    int done;

    if (!redis) return 0;
    help_sha256(digest, key, strlen(key));
    argv[3] = apr_pstrcat(p, "help:limit:", help_hex(p, digest, 16), NULL);
    argv[4] = apr_itoa(p, rule->rate);
    argv[5] = apr_itoa(p, rule->burst);
    argv[6] = apr_psprintf(p, "%" APR_TIME_T_FMT, rule->period);
    argv[7] = only_look ? "1" : "0";
    reply = help_redis_run(redis, 0, 8, argv, NULL);
    done = read_reply(out, reply);
    if (reply) freeReplyObject(reply);
    note_redis(done);
    return done;
}

/* ------------------------------------------------------------------ who is asking */

/* Of an IPv6 address the network: its owner has all addresses of it. */
const char *help_limit_address(help_ctx *h)
{
    const char *ip = h->r->useragent_ip;
    unsigned char a[16];

    if (!strchr(ip, ':') || inet_pton(AF_INET6, ip, a) != 1) return apr_pstrcat(h->p, "ip:", ip, NULL);
    if (!memcmp(a, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12)) return apr_pstrcat(h->p, "ip:", strrchr(ip, ':') + 1, NULL);
    return apr_pstrcat(h->p, "net:", help_hex(h->p, a, 8), NULL);
}

/* A name for signing in is whatever somebody claims, so there the address counts. */
static const char *asker(help_ctx *h, help_limit_class c)
{
    if (c == HELP_LIMIT_LOGIN) return help_limit_address(h);
    if (h->user_id) return apr_psprintf(h->p, "user:%" APR_INT64_T_FMT, h->user_id);
    if (h->username) return apr_pstrcat(h->p, "name:", h->username, NULL);
    if (h->visitor) return apr_pstrcat(h->p, "visitor:", h->visitor, NULL);
    return help_limit_address(h);
}

static const char *bucket_key(help_ctx *h, help_limit_class c, const char *who)
{
    const char *tenant = h->tenant ? h->tenant->slug : "";

    return apr_psprintf(h->p, "%s\n%d %s\n%s", help_limit_names[c], help_db_number(h->r->server), tenant, who);
}

static void take(help_bucket_state *out, help_ctx *h, help_limit_class c, const char *who, const help_bucket_rule *rule)
{
    const char *key = bucket_key(h, c, who);

    if (!take_there(out, h->p, key, rule, 0)) take_here(out, key, rule, 0);
}

static help_err *too_many(help_ctx *h, const help_bucket_state *st)
{
    help_err *e = help_err_new(h->p, HTTP_TOO_MANY_REQUESTS, "rate-limit",
                               apr_psprintf(h->p, "Too many requests. Please try again in %d second%s.", st->retry_after_s,
                                            st->retry_after_s == 1 ? "" : "s"), NULL);

    e->retry_after_s = st->retry_after_s;
    help_count(HELP_COUNT_LIMITED);
    return e;
}

help_err *help_limit_take(help_ctx *h, help_limit_class c)
{
    const help_conf *conf = help_conf_of(h->r);
    const help_bucket_rule *rule = &conf->limit[c];
    const char *who;
    help_bucket_state st;

    if (!buckets || conf->limit_set[c] != 1) return NULL;
    who = asker(h, c);
    take(&st, h, c, who, rule);
    /* Cookies are given to whoever asks, so that a drawer full of them must not be a drawer full of buckets. */
    if (st.allowed && !strncmp(who, "visitor:", 8)) {
        help_bucket_rule shared = { .rate = rule->rate * HOUSEHOLD, .burst = rule->burst * HOUSEHOLD, .period = rule->period };
        help_bucket_state household;

        take(&household, h, c, apr_pstrcat(h->p, "household:", help_limit_address(h), NULL), &shared);
        if (!household.allowed) st = household;
    }
    help_answer_header(h, "RateLimit-Limit", apr_itoa(h->p, rule->burst));
    help_answer_header(h, "RateLimit-Remaining", apr_itoa(h->p, st.remaining));
    help_answer_header(h, "RateLimit-Reset", apr_itoa(h->p, st.reset_s));
    return st.allowed ? NULL : too_many(h, &st);
}

help_err *help_limit_look(help_ctx *h, help_limit_class c)
{
    const help_conf *conf = help_conf_of(h->r);
    help_bucket_state st;
    const char *key;

    if (!buckets || conf->limit_set[c] != 1) return NULL;
    key = bucket_key(h, c, asker(h, c));
    if (!take_there(&st, h->p, key, &conf->limit[c], 1)) take_here(&st, key, &conf->limit[c], 1);
    return st.allowed ? NULL : too_many(h, &st);
}
