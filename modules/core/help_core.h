/* SPDX-License-Identifier: Apache-2.0 */
/* What mod_help_core offers the feature modules: one optional function returns one table.
 *
 * A feature registers its routes and hooks in register_hooks/pre_config, fetches the table in
 * optional_fn_retrieve, and then answers requests by filling help_ctx.answer. Core has by then found the
 * tenant, the asker and their rights, read the body, taken the rate limit and opened no connection.
 *
 * Lifetimes: a help_ctx and all it points to live as long as r->pool unless said otherwise. Threads: a
 * help_ctx belongs to the one thread that serves its request; everything else here may be called from any. */
#ifndef HELP_CORE_H
#define HELP_CORE_H

#include <httpd.h>
#include <http_config.h>
#include <apr_optional.h>
#include <apr_optional_hooks.h>
#include <jansson.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/limits.h"
#include "lib/markdown.h"
#include "lib/num.h"
#include "lib/pg.h"
#include "lib/route.h"
#include "lib/text.h"
#include "lib/token.h"

#define HELP_API "/api/v2/help-center"

typedef enum help_role { HELP_READER, HELP_AUTHOR, HELP_EDITOR, HELP_ADMIN, HELP_ROLES } help_role;
enum { HELP_RIGHT_AGENT = 1, HELP_RIGHT_MANAGER = 2 };

/* How we know the asker. */
typedef enum help_via { HELP_VIA_NOBODY, HELP_VIA_SERVER, HELP_VIA_SESSION, HELP_VIA_TOKEN } help_via;

typedef struct help_tenant {
    int id;
    const char *slug, *name, *time_zone, *logo_url;
} help_tenant;

/* One answer, filled by a handler; core adds validators, limits, security headers and writes it. */
typedef struct help_answer {
    int status;                     /* 0 = the handler forgot: 500 */
    const char *type;               /* "application/json" */
    const char *body;               /* NULL = none (204) */
    apr_size_t len;
    const char *etag;               /* with quotes; NULL: core makes one of the body for a 200 to a GET */
    const char *location;
    apr_time_t last_modified;       /* 0 = none */
    int keep;                       /* this answer may be kept in process and given to the same audience */
    int immutable;                  /* Cache-Control: public or private by audience, one year, immutable */
    apr_table_t *headers;           /* further ones; made on first use by core->answer_header */
} help_answer;

typedef struct help_ctx {
    request_rec *r;
    apr_pool_t *p;                  /* r->pool */
    const help_tenant *tenant;      /* never NULL in a handler */
    const char *request_id;
    int is_page;                    /* errors are shown as HTML pages, else problem+json */

    help_via via;
    const char *username;           /* NULL = nobody */
    apr_int64_t user_id;            /* 0 = nobody, or known to the server but not (yet) to the database */
    const apr_array_header_t *groups;   /* of const char *, sorted; the site's own names */
    help_role role;
    unsigned rights;                /* HELP_RIGHT_... ; admin has both */
    int scopes;                     /* HELP_SCOPE_...; all of them without a token */
    apr_int64_t token_id;           /* 0 = none */
    const char *visitor;            /* the signed cookie's id, NULL when there is none */

    /* The audience: what may be seen. Two askers with the same key see the same articles. */
    const char *audience;           /* short text: tenant, role, groups, denied areas */
    int is_public;                  /* the audience is exactly the public one: nobody, role all, no area */
    const char *groups_pg;          /* groups as a text[] literal, for help_center_visible() */
    const char *denied_pg;          /* slugs of categories whose HelpArea said no, as a text[] literal */

    const help_route_match *path;   /* values of {parameters} */
    const apr_table_t *query;       /* decoded query string; never NULL */
    const char *raw;                /* the body's bytes, "" when there is none */
    apr_size_t raw_len;
    json_t *body;                   /* the body as JSON where the route says HELP_BODY_JSON, else NULL */
    help_answer answer;
    int route_at;                   /* core's own: the first row of the table that the path fits; the count of rows = none */
} help_ctx;

typedef help_err *help_handler(help_ctx *h);

/* What a caller must be or have. HELP_MAY_READ.. are also given to nobody where HelpAnonymous allows it;
 * the rest asks for somebody. */
typedef enum help_need {
    HELP_FREE,                      /* anybody at all: health, sign-in page, openapi.json */
    HELP_MAY_READ, HELP_MAY_VOTE, HELP_MAY_ASK, HELP_MAY_TICKET,
    HELP_SIGNED_IN, HELP_NEED_AUTHOR, HELP_NEED_EDITOR, HELP_NEED_ADMIN,
    HELP_NEED_MANAGER,              /* right manager, or editor up */
    HELP_NEED_STAFF                 /* right agent, or admin */
} help_need;

enum {                              /* route flags */
    HELP_BODY_JSON  = 1,            /* POST/PUT/PATCH body must be JSON (object, unless HELP_BODY_ANY) */
    HELP_BODY_RAW   = 2,            /* bytes as they come */
    HELP_BODY_ANY   = 4,            /* with HELP_BODY_JSON: arrays and an empty body too */
    HELP_CREATES    = 8,            /* takes Idempotency-Key */
    HELP_KEEPABLE   = 16,           /* GET: looked up in the in-process cache before the handler runs */
    HELP_PAGE       = 32,           /* an HTML page */
    HELP_READS      = 64,           /* a POST that only reads (search): token scope read is enough */
    HELP_ALONE      = 128           /* needs nothing that could be down: no tenant, asker or limit is looked for */
};

typedef struct help_route {
    const char *method;             /* "GET" (serves HEAD too), "POST", ... */
    const char *path;               /* whole: HELP_API "/articles/{id}/" */
    help_need need;
    unsigned flags;
    apr_size_t body_max;            /* bytes; 0 = HelpBodyMax */
    help_handler *handler;          /* NULL: 501, the capability is not built yet */
    const char *query_keys;         /* HELP_KEEPABLE: query parameters that matter, "page,page_size"; "!session_id": where
                                       it is given the handler must run. Others make no difference to the answer. */
} help_route;

/* An act that analytics and gamification want to know of. Run after the act is durable. */
typedef struct help_event {
    const char *type;               /* "article_view", "vote", ... */
    apr_int64_t article_id;         /* 0 = none */
    const char *session_id;         /* UUID or NULL */
    json_t *detail;                 /* borrowed; may be NULL */
} help_event;

/* A kind of background work. run() is called in a watchdog thread of some child on some host, at least once for
 * each job: it must be idempotent. Returning an error retries with backoff until max_attempts, then the
 * job is a dead letter. p is the job's own pool. db is the runner's connection, outside a transaction. */
typedef struct help_job {
    apr_int64_t id;
    int tenant;                     /* 0 = the installation */
    const char *kind;
    json_t *payload;
    int attempt;
} help_job;
typedef help_err *help_job_run(apr_pool_t *p, PGconn *db, server_rec *s, const help_job *job);
typedef struct help_job_kind {
    const char *name;
    help_job_run *run;
    int max_attempts;
    int at_once;                    /* jobs of this kind running at the same time on all hosts; 0 = any */
    apr_interval_time_t lease;      /* a crashed runner's job is taken up after this */
    apr_interval_time_t every;      /* > 0: a cron kind, run this often by one host */
} help_job_kind;

/* For health, the status page and metrics; name "search_generations", value and one-line help. */
typedef void help_metric_emit(void *baton, const char *name, const char *type, const char *help,
                              const char *labels, double value);

typedef struct help_core {
    /* route.c; at configuration time. `module` names the owner ("articles") for openapi and the log. */
    void (*routes)(const char *module, const help_route *rows, int n);
    void (*job_kind)(const help_job_kind *kind);

    /* db.c; the connection is borrowed and given back inside, the results live with h->p. */
    help_err *(*query)(PGresult **out, help_ctx *h, const help_sql *sql, const help_sql_args *args);
    help_err *(*pipeline)(help_ctx *h, help_sql_call *calls, int n);        /* reads: may be repeated */
    help_err *(*write)(help_ctx *h, help_sql_call *calls, int n);           /* one implicit transaction */
    /* A transaction of several steps; fn may run again after a deadlock, so it must not keep state. */
    help_err *(*transaction)(help_ctx *h, help_err *(*fn)(help_ctx *h, PGconn *db, void *baton), void *baton);

    /* reply.c */
    void (*answer_json)(help_ctx *h, int status, json_t *body);            /* takes the reference */
    void (*answer_text)(help_ctx *h, int status, const char *type, const char *body, apr_size_t len);
    /* Renders htdocs/help/NAME.html with data (takes the reference) plus "site", "user" and "page". */
    help_err *(*answer_page)(help_ctx *h, int status, const char *name, json_t *data);
    void (*answer_header)(help_ctx *h, const char *name, const char *value);
    void (*answer_redirect)(help_ctx *h, int status, const char *url);      /* path or whole URL */
    /* {count, next, previous, results} around results (taken); page and page_size as help_list_read found. */
    void (*answer_list)(help_ctx *h, apr_int64_t count, int page, int page_size, json_t *results);
    help_err *(*list_read)(help_ctx *h, int *page, int *page_size);         /* 400 for what is no such number */
    const char *(*absolute_url)(help_ctx *h, const char *path);             /* "https://host/help/..." */

    /* Everything else a handler may need. */
    help_err *(*markdown)(help_markdown *out, apr_pool_t *p, const char *text, const help_markdown_options *o);
    help_err *(*audit)(help_ctx *h, PGconn *db, const char *action, const char *object_type,
                       const char *object_id, json_t *detail);              /* inside a transaction */
    help_err *(*enqueue)(apr_pool_t *p, PGconn *db, int tenant, const char *kind, json_t *payload,
                         const char *unique_key, apr_time_t run_at);        /* inside the causing transaction */
    /* Counts a view; flushed by the runner each second, on a clean stop too. */
    void (*count_view)(help_ctx *h, apr_int64_t article_id);
    /* The id in nobody's signed cookie; makes one and sets the cookie where there is none. */
    const char *(*visitor)(help_ctx *h);
    void (*emit)(help_ctx *h, const help_event *event);
    /* What was read of this tenant is stale from now on, in every child of this host; other hosts hear of it
     * by the NOTIFY that the tables' triggers send. Call after commit. */
    void (*changed)(int tenant);
    /* A word for the access log: %{help-NAME}n. The note "article" (its id) also lets core count a view when a kept page is
     * given again. */
    void (*note)(help_ctx *h, const char *name, const char *value);
} help_core;

/* One shape for help_core_get(), fetched in optional_fn_retrieve. */
APR_DECLARE_OPTIONAL_FN(const help_core *, help_core_get, (void));

/* Hooks between modules (APR optional hooks: implement with APR_OPTIONAL_HOOK(help, event, ...)). The macro also
 * declares functions that only core defines. */
#define HELP_DECLARE(type) type
APR_DECLARE_EXTERNAL_HOOK(help, HELP, int, event, (help_ctx *h, const help_event *event))
/* Adds a check of a module to /health/: sets *name and returns OK (*text may say more), DECLINED (not configured), or
 * HTTP_SERVICE_UNAVAILABLE with what is wrong in *text. As last seen: it waits for nobody. The check "snapshot" says
 * that published help can be read without the database. */
APR_DECLARE_EXTERNAL_HOOK(help, HELP, int, health, (server_rec *s, apr_pool_t *p, const char **name,
                                                    const char **text))
APR_DECLARE_EXTERNAL_HOOK(help, HELP, int, metrics, (server_rec *s, help_metric_emit *emit, void *baton))

#endif
