/* SPDX-License-Identifier: Apache-2.0 */
/* Views, counted in the child and written once a second: one statement a tenant, whatever the traffic. What could not
 * be written is counted on. */
#include "core/ops.h"

typedef struct view_key { int tenant; apr_int64_t article; } view_key;
typedef struct view { view_key key; apr_uint64_t n; } view;

/* Of one database. The hash and its entries live in p, which goes when they are written. */
typedef struct counting {
    apr_thread_mutex_t *lock;
    apr_pool_t *p;
    apr_hash_t *views;
    int waiting;                            /* the log knows that they cannot be written */
} counting;

static counting *all;                       /* by the database's number */

static void begin(counting *c)
{
    apr_pool_create(&c->p, NULL);
    c->views = apr_hash_make(c->p);
}

void help_views_child_start(apr_pool_t *p)
{
    int i, n = help_pool_count();

    all = apr_pcalloc(p, sizeof(counting) * (apr_size_t)(n + 1));
    for (i = 0; i < n; i++) {
        apr_thread_mutex_create(&all[i].lock, APR_THREAD_MUTEX_DEFAULT, p);
        begin(&all[i]);
    }
}

static void count(counting *c, int tenant, apr_int64_t article, apr_uint64_t n)
{
    view_key key;
    view *v;

    /* Padding is part of the hash's key. */
    memset(&key, 0, sizeof key);
    key.tenant = tenant;
    key.article = article;
    apr_thread_mutex_lock(c->lock);
    if (!(v = apr_hash_get(c->views, &key, sizeof key))) {
        v = apr_pcalloc(c->p, sizeof *v);
        v->key = key;
        apr_hash_set(c->views, &v->key, sizeof v->key, v);
    }
    v->n += n;
    apr_thread_mutex_unlock(c->lock);
}

void help_view_count(help_ctx *h, apr_int64_t article_id)
{
    int number = help_db_number(h->r->server);

    help_count(HELP_COUNT_VIEWS);
    if (number >= 0 && h->tenant) count(&all[number], h->tenant->id, article_id, 1);
}

/* ------------------------------------------------------------------ writing */

static int by_tenant(const void *a, const void *b)
{
    const view *x = *(view *const *)a, *y = *(view *const *)b;

    if (x->key.tenant != y->key.tenant) return x->key.tenant < y->key.tenant ? -1 : 1;
    return x->key.article < y->key.article ? -1 : x->key.article > y->key.article;
}

static apr_array_header_t *sorted(apr_pool_t *p, apr_hash_t *views)
{
    apr_array_header_t *list = apr_array_make(p, (int)apr_hash_count(views) + 1, sizeof(view *));
    apr_hash_index_t *i;

    for (i = apr_hash_first(p, views); i; i = apr_hash_next(i)) APR_ARRAY_PUSH(list, view *) = apr_hash_this_val(i);
    qsort(list->elts, (size_t)list->nelts, sizeof(view *), by_tenant);
    return list;
}

static help_err *write_tenant(apr_pool_t *p, server_rec *s, view **v, int n)
{
    help_sql_call call = { .sql = &sql_views_add };
    help_buf ids, counts;
    int i;

    help_buf_init(&ids, p, (apr_size_t)n * 24 + 3);
    help_buf_init(&counts, p, (apr_size_t)n * 24 + 3);
    for (i = 0; i < n; i++) {
        help_buf_printf(&ids, "%c%" APR_INT64_T_FMT, i ? ',' : '{', v[i]->key.article);
        help_buf_printf(&counts, "%c%" APR_UINT64_T_FMT, i ? ',' : '{', v[i]->n);
    }
    help_buf_puts(&ids, "}");
    help_buf_puts(&counts, "}");
    help_arg_text(&call.args, ids.s);
    help_arg_text(&call.args, counts.s);
    return help_db_run(p, s, v[0]->key.tenant, &call, 1, 0);
}

/* The lock is not held while the database works. */
static apr_pool_t *take(counting *c, apr_hash_t **views)
{
    apr_pool_t *p = NULL;

    apr_thread_mutex_lock(c->lock);
    if (apr_hash_count(c->views)) {
        p = c->p;
        *views = c->views;
        begin(c);
    }
    apr_thread_mutex_unlock(c->lock);
    return p;
}

static void tell(counting *c, server_rec *s, const help_err *e)
{
    if (e && e->log && !c->waiting)
        HELP_LOG_S(APLOG_WARNING, s, "0112", "views wait to be written: %s", e->log);
    c->waiting = e != NULL;
}

void help_views_flush(int number)
{
    counting *c = &all[number];
    server_rec *s = help_pool_at(number)->s;
    apr_hash_t *views;
    apr_pool_t *p = take(c, &views);
    apr_array_header_t *list;
    int i, j, from;

    if (!p) return;
    list = sorted(p, views);
    for (from = 0; from < list->nelts; from = i) {
        view **v = (view **)list->elts + from;
        help_err *e;

        for (i = from + 1; i < list->nelts && v[i - from]->key.tenant == v[0]->key.tenant; i++) ;
        e = write_tenant(p, s, v, i - from);
        tell(c, s, e);
        for (j = 0; e && j < i - from; j++) count(c, v[j]->key.tenant, v[j]->key.article, v[j]->n);
    }
    apr_pool_destroy(p);
}
