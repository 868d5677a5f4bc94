/* SPDX-License-Identifier: Apache-2.0 */
/* The route table of all loaded modules, and the one way from a request to a handler: who asks, may they, what
 * was asked, do it, answer. */
#include <stdlib.h>
#include "core/core.h"

#define ROUTES_MAX 512

typedef struct route_row {
    const char *owner;
    const help_route *route;
    apr_size_t literal;             /* characters before the first {parameter} */
} route_row;
static route_row rows_of_all[ROUTES_MAX];
static int n_rows;

void help_routes_reset(void)
{
    n_rows = 0;
}

void help_routes_add(const char *owner, const help_route *rows, int n)
{
    for (int i = 0; i < n && n_rows < ROUTES_MAX; i++)
        rows_of_all[n_rows++] = (route_row){ .owner = owner, .route = &rows[i], .literal = strcspn(rows[i].path, "{") };
}

static int by_pattern(const void *a, const void *b)
{
    return help_route_order(((const route_row *)a)->route->path, ((const route_row *)b)->route->path);
}

void help_routes_sort(void)
{
    qsort(rows_of_all, (size_t)n_rows, sizeof(route_row), by_pattern);
}

void help_routes_each(help_route_visit *visit, void *baton)
{
    for (int i = 0; i < n_rows; i++) visit(baton, rows_of_all[i].owner, rows_of_all[i].route);
}

int help_route_answers(const char *path)
{
    for (int i = 0; i < n_rows; i++)
        if (!strcmp(rows_of_all[i].route->path, path)) return rows_of_all[i].route->handler != NULL;
    return 0;
}

static void allow_add(apr_pool_t *p, const char **allow, const char *method)
{
    const char *more = strcmp(method, "GET") ? method : "GET, HEAD";

    if (*allow && strstr(*allow, more)) return;
    *allow = *allow ? apr_pstrcat(p, *allow, ", ", more, NULL) : more;
}

/* Cheap, and no for nearly every row: a path that is shorter lacks the final slash, or fits nothing. */
static int may_fit(const route_row *row, const char *path, apr_size_t len)
{
    return !strncmp(row->route->path, path, len < row->literal ? len : row->literal);
}

/* The most literal pattern decides; a method that only a less literal one has does not count, so that
 * DELETE articles/search/ never reads as DELETE articles/{slug}/. */
const help_route *help_route_find(help_route_match *m, apr_pool_t *p, int at, const char *method, const char *path,
                                  const char **allow)
{
    const char *pattern = NULL;
    apr_size_t len = strlen(path);

    *allow = NULL;
    for (int i = at; i < n_rows; i++) {
        const help_route *route = rows_of_all[i].route;

        if (!may_fit(&rows_of_all[i], path, len)) continue;
        if (pattern && strcmp(pattern, route->path)) {
            if (help_route_order(pattern, route->path)) break;
        }
        if (!help_route_fits(m, p, route->path, path)) continue;
        pattern = route->path;
        if (!strcmp(route->method, method)) return route;
        allow_add(p, allow, route->method);
    }
    return NULL;
}

static help_err *not_here(help_ctx *h, const char *allow)
{
    help_err *e;

    if (!allow) return help_err_new(h->p, HTTP_NOT_FOUND, "not-found", "There is nothing at this address.", NULL);
    e = help_err_new(h->p, HTTP_METHOD_NOT_ALLOWED, "method",
                     apr_psprintf(h->p, "This address takes %s.", allow), NULL);
    e->allow = allow;
    return e;
}

static const char *with_slash_of(apr_pool_t *p, const char *uri, const char *pattern)
{
    apr_size_t n = strlen(uri);
    int has = n > 1 && uri[n - 1] == '/', wants = pattern[strlen(pattern) - 1] == '/';

    if (strstr(pattern, ":rest}") || has == wants) return uri;
    return wants ? apr_pstrcat(p, uri, "/", NULL) : apr_pstrmemdup(p, uri, n - 1);
}

const char *help_route_canonical(int *at, apr_pool_t *p, const char *uri)
{
    const char *path = help_url_escape(p, uri, 1);
    apr_size_t n = strlen(path);
    help_route_match m;

    for (*at = 0; *at < n_rows; (*at)++)
        if (may_fit(&rows_of_all[*at], path, n) && help_route_fits(&m, p, rows_of_all[*at].route->path, path))
            return with_slash_of(p, uri, rows_of_all[*at].route->path);
    return uri;
}

static help_limit_class limit_of(const help_route *row, int unsafe)
{
    if (row->need == HELP_MAY_ASK) return HELP_LIMIT_ASK;
    if (row->flags & HELP_READS) return HELP_LIMIT_SEARCH;
    return unsafe ? HELP_LIMIT_WRITE : HELP_LIMIT_READ;
}

/* Identity, then everything that could say no, before a byte of the body is read. */
static help_err *admit(help_ctx *h, const help_route *row, int unsafe)
{
    const char *problem;
    help_err *e;

    if (row->flags & HELP_ALONE) return NULL;
    problem = row->need == HELP_FREE ? NULL : help_db_schema_problem(h->p, h->r->server);
    if (problem) {
        e = help_err_new(h->p, HTTP_SERVICE_UNAVAILABLE, "schema", "The help center is being set up.", NULL);
        e->retry_after_s = 5;
        return e;
    }
    if (!h->tenant && (e = help_tenant_find(h)))                 return row->need == HELP_FREE ? NULL : e;
    if ((e = help_identify(h)))                                  return e;
    if (row->need != HELP_FREE && (e = help_rollout_decide(h)))  return e;
    if ((e = help_need_check(h, row->need, unsafe, row->flags))) return e;
    if (unsafe && (e = help_origin_check(h)))                    return e;
    if (row->need != HELP_FREE && (e = help_areas_decide(h)))    return e;
    return help_limit_take(h, limit_of(row, unsafe));
}

static help_err *perform(help_ctx *h, const help_route *row)
{
    int replayed = 0;
    help_err *e;

    if ((e = help_body_read(h, row))) return e;
    if (!(row->flags & HELP_CREATES)) return row->handler(h);
    if ((e = help_idempotency_begin(h, &replayed)) || replayed) return e;
    e = row->handler(h);
    help_idempotency_end(h, e);
    return e;
}

/* A read that may be kept: from the cache, else from the handler, else, when the database is away, whatever the
 * cache still has. */
static help_err *read_kept(help_ctx *h, const help_route *row)
{
    const char *key = help_kept_key(h, row);
    apr_uint32_t stamp = help_stamp(h->tenant->id);
    help_err *e;

    if (key && help_kept_serve(h, key, 0)) return NULL;
    e = row->handler(h);
    if (!e && key && h->answer.keep) help_kept_store(h, key, stamp);
    if (e && key && e->status == HTTP_SERVICE_UNAVAILABLE && help_kept_serve(h, key, 1)) return NULL;
    return e;
}

static help_err *serve(help_ctx *h)
{
    request_rec *r = h->r;
    const char *method = r->header_only ? "GET" : r->method, *allow;
    help_route_match *m = apr_pcalloc(h->p, sizeof(*m));
    const help_route *row = help_route_find(m, h->p, h->route_at, method, help_url_escape(h->p, r->uri, 1), &allow);
    int unsafe = strcmp(method, "GET") != 0;
    apr_table_t *query;
    help_err *e;

    if (!row) return not_here(h, allow);
    h->is_page = (row->flags & HELP_PAGE) != 0;
    h->path = m;
    if (!row->handler)
        return help_err_new(h->p, HTTP_NOT_IMPLEMENTED, "not-implemented",
                            "This part of the help center is not there yet.", NULL);
    if ((e = help_query_parse(&query, h->p, r->args))) return e;
    h->query = query;
    if ((e = admit(h, row, unsafe))) return e;
    if (!unsafe && (row->flags & HELP_KEEPABLE) && h->tenant) return read_kept(h, row);
    return perform(h, row);
}

/* Nobody in front of a page that needs somebody goes to the sign-in page and comes back. */
static int send_to_login(help_ctx *h, const help_err *e)
{
    const char *login = help_conf_of(h->r)->login_url;

    if (e->status != HTTP_UNAUTHORIZED || !h->is_page || h->via != HELP_VIA_NOBODY || !*login || h->r->method_number != M_GET)
        return 0;
    help_answer_redirect(h, HTTP_SEE_OTHER, apr_pstrcat(h->p, login, "?next=",
                                                        help_url_escape(h->p, h->r->unparsed_uri, 0), NULL));
    return 1;
}

int help_handler_run(request_rec *r)
{
    help_ctx *h = help_ctx_of(r);
    help_err *e;

    if (!h || !r->handler || strcmp(r->handler, "help-center")) return DECLINED;
    help_count(HELP_COUNT_REQUESTS);
    if (r->method_number == M_OPTIONS) return help_reply_options(h);
    e = serve(h);
    if (e && !send_to_login(h, e)) return help_reply_err(h, e);
    return help_reply(h);
}
