/* SPDX-License-Identifier: Apache-2.0 */
/* Inside mod_help_core: configuration, per-process state and the functions that its files offer each other,
 * grouped under the file that defines them. Features include help_core.h, never this. */
#ifndef HELP_CORE_PRIVATE_H
#define HELP_CORE_PRIVATE_H

#include <stddef.h>

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <ap_expr.h>
#include <apr_atomic.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>

#include "core/help_core.h"
#include "lib/bucket.h"
#include "lib/lru.h"
#include "lib/query.h"
#include "lib/redis.h"
#include "lib/template.h"

APLOG_USE_MODULE(help_core);
extern __attribute__((visibility("default"))) module AP_MODULE_DECLARE_DATA help_core_module;

/* Log lines from INFO up carry a number of ours, HC0001.. in mod_help_core; unique, never reused. */
#define HELP_LOG_R(level, r, id, ...)  ap_log_rerror(APLOG_MARK, level, 0, r, "HC" id ": " __VA_ARGS__)
#define HELP_LOG_S(level, s, id, ...)  ap_log_error(APLOG_MARK, level, 0, s, "HC" id ": " __VA_ARGS__)

#define HELP_UNSET (-1)

/* ---- configuration (conf.c) ------------------------------------------------------------------ */

enum { HELP_ANON_READ = 1, HELP_ANON_VOTE = 2, HELP_ANON_ASK = 4, HELP_ANON_TICKET = 8 };

typedef enum help_test_kind { HELP_TEST_GROUP, HELP_TEST_USER, HELP_TEST_EXPR, HELP_TEST_ENV } help_test_kind;
typedef struct help_role_rule {
    const char *name;               /* "author" .. "admin", "agent", "manager" */
    help_test_kind kind;
    const apr_array_header_t *words;    /* groups or users */
    ap_expr_info_t *expr;
    const char *env, *env_value;    /* value NULL: set is enough */
} help_role_rule;

typedef enum help_rollout_kind { HELP_ROLLOUT_ALL, HELP_ROLLOUT_PERCENT, HELP_ROLLOUT_GROUPS, HELP_ROLLOUT_EXPR } help_rollout_kind;
typedef struct help_rollout {
    help_rollout_kind kind;
    int percent;
    const apr_array_header_t *groups;
    ap_expr_info_t *expr;
} help_rollout;

typedef enum help_groups_from { HELP_GROUPS_DATABASE, HELP_GROUPS_ENV, HELP_GROUPS_HEADER } help_groups_from;

/* Classes of rate limits; the order is that of help_limit_names in conf.c. */
typedef enum help_limit_class { HELP_LIMIT_READ, HELP_LIMIT_WRITE, HELP_LIMIT_SEARCH, HELP_LIMIT_ASK,
                                HELP_LIMIT_LOGIN, HELP_LIMIT_CLASSES } help_limit_class;

/* Per directory (server-wide values are the root of its merge). HELP_UNSET or NULL = inherit. */
typedef struct help_conf {
    int enabled;
    const char *tenant;                     /* slug; "" = by host name (HelpTenantFrom host) */
    int anonymous;                          /* HELP_ANON_ bits */
    const apr_array_header_t *roles;        /* of help_role_rule; added to the inherited ones */
    const apr_array_header_t *areas;        /* of const char *: URL paths; added to the inherited ones */
    const help_rollout *rollout;
    int groups_from;                        /* help_groups_from */
    const char *groups_name;                /* variable or header */
    const char *groups_sep;                 /* characters between groups; default " ,;" */
    const char *login_url;                  /* where pages send nobody; "" = nowhere, 401 */
    apr_int64_t body_max;                   /* bytes */
    int metrics;
    const apr_array_header_t *cors;         /* of const char *: origins */
    int limit_set[HELP_LIMIT_CLASSES];      /* 0 unset, 1 set, 2 off */
    help_bucket_rule limit[HELP_LIMIT_CLASSES];
    apr_interval_time_t area_cache;         /* how long a decision about an area holds */
    int lockout_tries;                      /* failed sign-ins before a lock, 0 = never lock */
    apr_interval_time_t lockout_for;
} help_conf;

/* Per process: one value for all virtual hosts, taken from the main server. */
typedef struct help_global {
    const char *assets;                     /* folder with help/ and static/help_center/ */
    const char *secret_source;              /* "file:..." or "env:..." */
    const char *secret;                     /* read at start; never logged */
    const char *redis_url, *redis_password;
    apr_interval_time_t redis_timeout;
    apr_int64_t cache_bytes;                /* kept answers, per child */
    apr_interval_time_t cache_for;          /* at most, should a NOTIFY be lost */
    apr_interval_time_t db_wait;            /* for a connection of the pool */
    int db_max;                             /* connections a child may use at once; should be DBDMax */
    int jobs;                               /* worker threads a child for jobs; 0 = this host runs none */
    int idempotency_hours;
} help_global;

help_conf *help_conf_of(const request_rec *r);          /* effective: defaults applied when merged */
help_conf *help_conf_of_server(const server_rec *s);
help_global *help_global_conf(void);
extern const command_rec help_core_directives[];
void *help_conf_create(apr_pool_t *p, char *dir);
void *help_conf_merge(apr_pool_t *p, void *base, void *add);
extern const char *const help_limit_names[];

/* ---- start (check.c, child.c) ------------------------------------------------------------------ */

/* Refuses a start that could only fail later; warns of what will bite. */
int help_check_config(apr_pool_t *p, apr_pool_t *scratch, server_rec *main_server);
/* One of each process; NULL in the parent. */
typedef struct help_child {
    apr_pool_t *p;
    server_rec *main_server;
    const help_templates *templates;        /* made in the parent, shared copy-on-write */
    apr_thread_mutex_t *markdown_lock;
    apr_thread_mutex_t *kept_lock;
    help_lru *kept;                         /* answers (cache.c) */
    apr_thread_mutex_t *facts_lock;
    help_lru *facts;                        /* tenants, users, tokens, areas (facts.c) */
    help_redis *redis;                      /* NULL = not configured */
    unsigned char visitor_key[HELP_SECRET_BYTES], seal_key[HELP_SECRET_BYTES];
    char request_ids[37];                   /* a random UUID that the ids of requests begin with */
    volatile apr_uint32_t stopping;
} help_child;
extern help_child *help_this_child;
void help_child_start(apr_pool_t *p, server_rec *s);
int help_parent_start(apr_pool_t *pconf, server_rec *s);       /* templates, openapi, secret, shared memory */

/* ---- shared memory of a host (shared.c) -------------------------------------------------------- */

/* A tenant's version stamp: moves whenever something of it changed. Wraps; compare for equality only. */
apr_uint32_t help_stamp(int tenant);
void help_stamp_move(int tenant);
void help_stamp_move_all(void);             /* a listener was deaf for a while: believe nothing */

/* Counters that /metrics and the status page show, added up over the children of a host. */
typedef enum help_counter {
    HELP_COUNT_REQUESTS, HELP_COUNT_ERRORS, HELP_COUNT_KEPT_HITS, HELP_COUNT_KEPT_MISSES, HELP_COUNT_QUICK_HITS,
    HELP_COUNT_DB_QUERIES, HELP_COUNT_DB_FAILURES, HELP_COUNT_DB_WAITS, HELP_COUNT_LIMITED, HELP_COUNT_LOGIN_FAILURES,
    HELP_COUNT_JOBS_DONE, HELP_COUNT_JOBS_FAILED, HELP_COUNT_VIEWS, HELP_COUNTERS
} help_counter;
void help_count(help_counter c);
apr_uint64_t help_counted(help_counter c);
int help_shared_parent_start(apr_pool_t *pconf, server_rec *s);    /* the real post_config only; OK or a status */

/* ---- facts (facts.c): small things looked up for nearly every request --------------------------- */

/* A fact is a text under a key, good for `for_` and while its tenant's stamp stands. stale: also when it
 * is no longer good (the database is away). NULL when there is none. Copied into p. */
const char *help_fact_get(apr_pool_t *p, const char *key, int stale);
void help_fact_put(const char *key, const char *text, int tenant, apr_uint32_t stamp, apr_interval_time_t for_);

/* ---- database (db.c, db_pool.c) ------------------------------------------------------------------ */

/* One connection for the calling thread until help_db_return(). Not across a wait for anybody else. s picks
 * the pool. 503 "database" after HelpDBWait, or at once while the breaker is open. */
typedef struct help_db help_db;
help_err *help_db_borrow(help_db **out, apr_pool_t *p, server_rec *s);
PGconn *help_db_conn(help_db *db);
void help_db_return(help_db *db);
/* Borrow, run in one pipeline as tenant, return. reads: may be repeated on a fresh connection. */
help_err *help_db_run(apr_pool_t *p, server_rec *s, int tenant, help_sql_call *calls, int n, int reads);
/* A connection of the caller's own to the same database (for LISTEN and jobs); PQfinish it. */
help_err *help_db_own(PGconn **out, apr_pool_t *p, server_rec *s);
/* Which of the distinct databases of this server (as DBDParams tell them apart) s uses, from 0; -1 without DBDriver. Tenant ids are counted anew in each database, so whatever is kept
 * per process under a tenant's id has this in its key, too. */
int help_db_number(const server_rec *s);
/* NULL when the schema fits these modules, else the sentence that says which migration is missing. Asked
 * again each second while it does not fit; never again once it does. NULL also while the database is away: that is
 * met by whoever borrows, who may have an answer without it. */
const char *help_db_schema_problem(apr_pool_t *p, server_rec *s);
void help_db_child_start(apr_pool_t *pchild, server_rec *s);
help_err *help_core_query(PGresult **out, help_ctx *h, const help_sql *sql, const help_sql_args *args);
help_err *help_core_pipeline(help_ctx *h, help_sql_call *calls, int n);
help_err *help_core_write(help_ctx *h, help_sql_call *calls, int n);
help_err *help_core_transaction(help_ctx *h, help_err *(*fn)(help_ctx *, PGconn *, void *), void *baton);

/* ---- request, identity, rights ------------------------------------------------------------------- */

/* context.c: made at translate_name for requests in our URL space, found by the later hooks. */
help_ctx *help_ctx_make(request_rec *r);
help_ctx *help_ctx_of(const request_rec *r);        /* NULL: not ours */
help_err *help_tenant_find(help_ctx *h);            /* sets h->tenant */

/* auth.c: who is asking (server, token, session, nobody); sets via .. audience. */
help_err *help_identify(help_ctx *h);
int help_check_authn(request_rec *r);               /* hook: takes Bearer hct_ before any other scheme */
/* auth_user.c */
typedef struct help_user {
    apr_int64_t id;                         /* 0 = not in the database */
    const char *username, *password_hash;   /* hash NULL: cannot sign in with a password */
    const apr_array_header_t *groups;
    int is_active, locked;
} help_user;
help_err *help_user_find(help_user **out, help_ctx *h, const char *username);   /* *out NULL: none */
help_err *help_token_use(help_ctx *h, const char *token);                       /* sets user, scopes, token_id */
/* session.c: the sign-in that mod_auth_form keeps in mod_session. 1 when this request's session holds a user and a
 * password (not yet checked); both live as long as the request. */
int help_session_user(help_ctx *h, const char **user, const char **password);
/* Forgets the sign-in; mod_session saves that with the answer's headers. 1 when there was one. */
int help_session_end(help_ctx *h);
/* guard.c: roles, areas, rollout, needs, origin. */
void help_roles_decide(help_ctx *h);
help_err *help_areas_decide(help_ctx *h);
int help_probe_quiet(request_rec *r);              /* hook, before every access check */
help_err *help_rollout_decide(help_ctx *h);
help_err *help_need_check(help_ctx *h, help_need need, int unsafe, unsigned flags);
help_err *help_origin_check(help_ctx *h);
/* visitor.c: the signed cookie of who is nobody. */
const char *help_visitor_read(help_ctx *h);
const char *help_visitor_give(help_ctx *h);         /* makes one and sets the cookie */
/* authn.c: provider "help" for mod_auth_form and mod_auth_basic, providers `Require help-role|help-group`, lockout. */
void help_authn_register(apr_pool_t *p);
/* 1 = right. For what a session repeats: bcrypt at most once a minute for the same pair; never counts towards a lock. */
int help_password_right(help_ctx *h, const help_user *user, const char *password);

/* ---- route.c, body.c, reply.c, page.c, cache.c ----------------------------------------------------- */

void help_routes_add(const char *module, const help_route *rows, int n);
void help_routes_sort(void);                        /* after all modules have registered */
/* From row `at` on, as help_route_canonical() found it. */
const help_route *help_route_find(help_route_match *m, apr_pool_t *p, int at, const char *method, const char *path,
                                  const char **allow);     /* *allow set when only the method is wrong */
typedef void help_route_visit(void *baton, const char *module, const help_route *row);
void help_routes_each(help_route_visit *visit, void *baton);
int help_is_our_path(const char *path);             /* by prefix */
int help_handler_run(request_rec *r);               /* the content handler */

help_err *help_body_read(help_ctx *h, const help_route *row);

int help_reply(help_ctx *h);                        /* writes h->answer; returns the hook's value */
int help_reply_err(help_ctx *h, const help_err *e);
void help_answer_json(help_ctx *h, int status, json_t *body);
void help_answer_text(help_ctx *h, int status, const char *type, const char *body, apr_size_t len);
void help_answer_header(help_ctx *h, const char *name, const char *value);
void help_answer_redirect(help_ctx *h, int status, const char *url);
void help_answer_list(help_ctx *h, apr_int64_t count, int page, int page_size, json_t *results);
help_err *help_list_read(help_ctx *h, int *page, int *page_size);
const char *help_absolute_url(help_ctx *h, const char *path);
help_err *help_answer_page(help_ctx *h, int status, const char *name, json_t *data);
const char *help_role_name(help_role role);
json_t *help_page_named(const char *title);         /* "page" of what no search engine should list; a new reference */
void help_security_headers(help_ctx *h);

help_err *help_answer_error_page(help_ctx *h, const help_err *e);
void help_answer_err(help_ctx *h, const help_err *e);              /* fills h->answer, sends nothing */
int help_reply_options(help_ctx *h);
json_t *help_problem_json(help_ctx *h, const help_err *e);          /* new reference */
void help_routes_reset(void);
/* uri with its final slash where the route has one, without where it has none. *at: the first row that it fits. */
const char *help_route_canonical(int *at, apr_pool_t *p, const char *uri);
int help_route_answers(const char *path);           /* 1: a GET row with a handler stands for it */

/* refuse.c: for hooks before the handler. Remembers the words for the error document; returns e->status. */
int help_refuse(help_ctx *h, const help_err *e);
void help_refuse_register(void);

const char *help_kept_key(help_ctx *h, const help_route *row);      /* NULL: this request is not keepable */
int help_kept_serve(help_ctx *h, const char *key, int stale);       /* 1 = h->answer is filled (zero-copy body) */
void help_kept_store(help_ctx *h, const char *key, apr_uint32_t stamp);
/* The body of h->answer as one bucket: the kept blob itself where it came from the cache. */
apr_bucket *help_kept_bucket(help_ctx *h, apr_bucket_alloc_t *alloc);
int help_quick_handler(request_rec *r, int lookup);
void help_quick_prepare(apr_pool_t *p, server_rec *main_server);    /* quick_conf.c: reads the parsed configuration */
/* Which requests of s must take the long way: NULL = all of them. */
typedef struct help_quick_rules {
    apr_array_header_t *guarded;            /* of const char *: URL prefixes with rules of their own */
    apr_array_header_t *cookies;            /* of const char *: names of cookies that may carry a sign-in */
} help_quick_rules;
const help_quick_rules *help_quick_rules_of(const server_rec *s);

/* ---- limits and idempotency (limit.c, idempotency.c) ------------------------------------------------ */

/* Takes one token of the class for this asker; sets RateLimit headers; 429. */
help_err *help_limit_take(help_ctx *h, help_limit_class c);
/* The same answer without taking one: for what is counted only when it turns out wrong. */
help_err *help_limit_look(help_ctx *h, help_limit_class c);
const char *help_limit_address(help_ctx *h);        /* what counts as one address: of IPv6 its network */
int help_limit_parent_start(apr_pool_t *pconf, server_rec *s);
void help_limit_child_start(apr_pool_t *pchild, server_rec *s);
/* Idempotency-Key: *replayed set when h->answer already holds the first answer. 409 for another body, or while the
 * first request is still at work. */
help_err *help_idempotency_begin(help_ctx *h, int *replayed);
void help_idempotency_end(help_ctx *h, const help_err *e);

/* ---- background (job.c, listen.c, views.c) ----------------------------------------------------------- */

void help_job_kinds_reset(void);
void help_job_kind_add(const help_job_kind *kind);
int help_jobs_post_config(apr_pool_t *pconf, server_rec *s);        /* watchdog instances */
void help_jobs_child_start(apr_pool_t *pchild, server_rec *s);
help_err *help_enqueue(apr_pool_t *p, PGconn *db, int tenant, const char *kind, json_t *payload, const char *unique_key,
                       apr_time_t run_at);
void help_changed(int tenant);              /* moves the stamp; tells the other hosts through Redis where there is one */
void help_view_count(help_ctx *h, apr_int64_t article_id);
help_err *help_audit(help_ctx *h, PGconn *db, const char *action, const char *object_type, const char *object_id,
                     json_t *detail);

/* ---- core's own URL space: each returns its rows -------------------------------------------------------- */

void help_health_register(void);            /* health.c: /health/ and metrics */
void help_status_register(void);            /* status.c: mod_status section */
void help_openapi_register(void);           /* openapi.c */
int help_openapi_build(apr_pool_t *pconf, server_rec *s);
void help_api_users_register(void);
void help_api_tokens_register(void);
void help_api_tenants_register(void);
void help_api_audit_register(void);
void help_api_jobs_register(void);
void help_api_me_register(void);
void help_pages_register(void);             /* login, logout, admin */

#endif
