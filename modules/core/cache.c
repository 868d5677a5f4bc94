/* SPDX-License-Identifier: Apache-2.0 */
/* Answers kept in process: by server, tenant, audience and URL; good while the tenant's stamp stands. A hit is
 * written from the kept bytes themselves, which live until the last response that sends them is done.
 *
 * The audience is part of the key, so that a hit gives nobody what they may not see. */
#include <util_filter.h>
#include "core/core.h"

typedef struct kept {                       /* at the start of the blob; texts follow, then the body */
    int tenant, status;
    apr_uint32_t stamp;
    int is_page, is_public, immutable;
    apr_time_t at, last_modified;
    apr_int64_t article_id;                 /* whose view a hit of this page counts, 0 = none */
    apr_size_t type_at, etag_at, body_at, body_len;
} kept;

static const kept *kept_of(const help_blob *b)
{
    return (const kept *)(const void *)b->bytes;
}

/* ---- keys ---- */

/* All of what goes into the absolute addresses of an answer, the port that the client named included: else one client's
 * Host would stand in another's links. */
static const char *origin_of(request_rec *r)
{
    return apr_psprintf(r->pool, "%s://%s:%u", ap_http_scheme(r), r->hostname ? r->hostname : "",
                        (unsigned)ap_get_server_port(r));
}

/* Adds the parameters that matter; 0 when one is there whose very presence has an effect ("!name"). */
static int key_query(help_ctx *h, help_buf *key, const char *keys)
{
    char *last, *list = apr_pstrdup(h->p, keys ? keys : "");

    for (char *k = apr_strtok(list, ",", &last); k; k = apr_strtok(NULL, ",", &last)) {
        const char *value = apr_table_get(h->query, *k == '!' ? k + 1 : k);

        if (!value) continue;
        if (*k == '!') return 0;
        help_buf_printf(key, "&%s=%s", k, help_url_escape(h->p, value, 0));
    }
    return 1;
}

const char *help_kept_key(help_ctx *h, const help_route *row)
{
    request_rec *r = h->r;
    const char *accept = apr_table_get(r->headers_in, "Accept");
    help_buf key;

    if (!help_this_child->kept) return NULL;
    help_buf_init(&key, h->p, 4096);
    help_buf_printf(&key, "%pp|%d|%s|%s|%s|%s|", (void *)r->server, h->tenant->id, h->audience,
                    (row->flags & HELP_PAGE) && h->username ? h->username : "", origin_of(r), accept && strstr(accept, "text/markdown") ? "md" : "");
    help_buf_puts(&key, help_url_escape(h->p, r->uri, 1));
    if (!key_query(h, &key, row->query_keys) || key.full) return NULL;
    return key.s;
}

/* What the quick handler knows of a request: only its line and its host. */
static const char *quick_key(request_rec *r)
{
    return apr_psprintf(r->pool, "quick|%pp|%s|%s", (void *)r->server, origin_of(r), r->unparsed_uri);
}

/* ---- store ---- */

static apr_size_t put_text(help_blob *b, apr_size_t at, const char *s, apr_size_t n)
{
    memcpy(b->bytes + at, s, n);
    return at + n;
}

static help_blob *pack(help_ctx *h, apr_uint32_t stamp)
{
    const char *type = h->answer.type ? h->answer.type : "application/json", *etag = h->answer.etag;
    const char *article = apr_table_get(h->r->notes, "help-article");
    apr_size_t nt = strlen(type) + 1, ne = strlen(etag) + 1;
    help_blob *b = help_blob_make(sizeof(kept) + nt + ne + h->answer.len);
    kept k = { .tenant = h->tenant->id, .status = h->answer.status, .stamp = stamp, .is_page = h->is_page,
               .is_public = h->is_public, .immutable = h->answer.immutable, .at = h->r->request_time,
               .last_modified = h->answer.last_modified, .body_len = h->answer.len };

    if (!b) return NULL;
    if (article) help_int64(&k.article_id, article, 1, APR_INT64_MAX);
    k.type_at = sizeof(kept);
    k.etag_at = put_text(b, k.type_at, type, nt);
    k.body_at = put_text(b, k.etag_at, etag, ne);
    put_text(b, k.body_at, h->answer.body, h->answer.len);
    memcpy(b->bytes, &k, sizeof(k));
    return b;
}

static int quick_may_serve(request_rec *r);

void help_kept_store(help_ctx *h, const char *key, apr_uint32_t stamp)
{
    help_child *child = help_this_child;
    unsigned char digest[32];
    help_blob *b;

    if (h->answer.status != HTTP_OK || !h->answer.body) return;
    if (!h->answer.etag) {
        help_sha256(digest, h->answer.body, h->answer.len);
        h->answer.etag = apr_pstrcat(h->p, "\"", help_hex(h->p, digest, 12), "\"", NULL);
    }
    if (!(b = pack(h, stamp))) return;
    apr_thread_mutex_lock(child->kept_lock);
    help_lru_put(child->kept, key, b);
    if (h->is_public && quick_may_serve(h->r)) help_lru_put(child->kept, quick_key(h->r), b);
    apr_thread_mutex_unlock(child->kept_lock);
    help_blob_release(b);
}

/* ---- serve ---- */

static apr_status_t release_blob(void *b)
{
    help_blob_release(b);
    return APR_SUCCESS;
}

static help_blob *find(const char *key)
{
    help_child *child = help_this_child;
    help_blob *b;

    apr_thread_mutex_lock(child->kept_lock);
    b = help_lru_get(child->kept, key);
    apr_thread_mutex_unlock(child->kept_lock);
    return b;
}

static int is_fresh(const kept *k, apr_time_t now)
{
    return k->stamp == help_stamp(k->tenant) && now - k->at < help_global_conf()->cache_for;
}

/* Ages a kept answer and says so: RFC 9111 section 5.1, and the Warning that old caches and people know. */
static void mark_stale(help_ctx *h, const kept *k)
{
    help_answer_header(h, "Age", apr_psprintf(h->p, "%" APR_TIME_T_FMT, apr_time_sec(h->r->request_time - k->at)));
    help_answer_header(h, "Warning", "110 - \"Response is Stale\"");
}

static void fill(help_ctx *h, help_blob *b, const kept *k)
{
    /* The blob outlives r->pool's buckets through their own references; h->answer points into it. */
    apr_pool_cleanup_register(h->p, b, release_blob, apr_pool_cleanup_null);
    help_answer_text(h, k->status, b->bytes + k->type_at, b->bytes + k->body_at, k->body_len);
    h->answer.etag = b->bytes + k->etag_at;
    h->answer.last_modified = k->last_modified;
    h->answer.immutable = k->immutable;
    h->is_page = k->is_page;
    h->is_public = k->is_public;
    apr_pool_userdata_setn(b, "help-kept-blob", NULL, h->p);
    if (!h->tenant) {                                       /* the quick way asks nobody */
        help_tenant *t = apr_pcalloc(h->p, sizeof(*t));
        t->id = k->tenant;
        t->slug = help_conf_of_server(h->r->server)->tenant;
        h->tenant = t;
    }
    if (k->is_page && k->article_id && !h->r->header_only) help_view_count(h, k->article_id);
}

int help_kept_serve(help_ctx *h, const char *key, int stale)
{
    help_blob *b = find(key);
    const kept *k = b ? kept_of(b) : NULL;

    if (b && !stale && !is_fresh(k, h->r->request_time)) {
        help_blob_release(b);
        b = NULL;
    }
    help_count(b ? HELP_COUNT_KEPT_HITS : HELP_COUNT_KEPT_MISSES);
    apr_table_setn(h->r->notes, "help-cache", b ? (stale ? "stale" : "hit") : "miss");
    if (!b) return 0;
    if (stale) mark_stale(h, k);
    fill(h, b, k);
    return 1;
}

/* ---- a bucket over a blob, so that a hit copies nothing ---- */

typedef struct blob_bucket {
    apr_bucket_refcount refcount;
    help_blob *blob;
    const char *base;
} blob_bucket;

static apr_status_t blob_read(apr_bucket *b, const char **s, apr_size_t *len, apr_read_type_e block)
{
    blob_bucket *d = b->data;

    *s = d->base + b->start;
    *len = b->length;
    return APR_SUCCESS;
}

static void blob_destroy(void *data)
{
    blob_bucket *d = data;

    if (apr_bucket_shared_destroy(d)) {
        help_blob_release(d->blob);
        apr_bucket_free(d);
    }
}

static const apr_bucket_type_t blob_type = {
    "HELP_BLOB", 5, APR_BUCKET_DATA, blob_destroy, blob_read, apr_bucket_setaside_noop,
    apr_bucket_shared_split, apr_bucket_shared_copy
};

apr_bucket *help_kept_bucket(help_ctx *h, apr_bucket_alloc_t *alloc)
{
    void *blob = NULL;
    blob_bucket *d;
    apr_bucket *b;

    apr_pool_userdata_get(&blob, "help-kept-blob", h->p);
    if (!blob) return apr_bucket_pool_create(h->answer.body, h->answer.len, h->p, alloc);
    b = apr_bucket_alloc(sizeof(*b), alloc);
    APR_BUCKET_INIT(b);
    b->free = apr_bucket_free;
    b->list = alloc;
    d = apr_bucket_alloc(sizeof(*d), alloc);
    d->blob = blob;
    apr_atomic_inc32(&d->blob->refs);
    d->base = h->answer.body;
    b = apr_bucket_shared_make(b, d, 0, h->answer.len);
    b->type = &blob_type;
    return b;
}

/* ---- the quick handler: before translation, walks and access checks ---- */

static int carries_sign_in(request_rec *r, const help_quick_rules *rules)
{
    const char *cookie = apr_table_get(r->headers_in, "Cookie");

    for (int i = 0; cookie && i < rules->cookies->nelts; i++)
        if (strstr(cookie, APR_ARRAY_IDX(rules->cookies, i, const char *))) return 1;
    return 0;
}

static int quick_may_serve(request_rec *r)
{
    const help_quick_rules *rules = help_quick_rules_of(r->server);
    const char *accept;

    if (!rules || r->main || r->method_number != M_GET || apr_table_get(r->headers_in, "Authorization")) return 0;
    for (int i = 0; i < rules->guarded->nelts; i++) {
        const char *prefix = APR_ARRAY_IDX(rules->guarded, i, const char *);
        if (!strncmp(r->uri, prefix, strlen(prefix))) return 0;
    }
    accept = apr_table_get(r->headers_in, "Accept");
    if (accept && strstr(accept, "text/markdown")) return 0;
    return !carries_sign_in(r, rules);
}

/* What httpd does before a content handler: filters come in (mod_deflate), and each is initialised; mod_filter's
 * crash when they are not. */
static void insert_filters(request_rec *r)
{
    ap_run_insert_filter(r);
    for (ap_filter_t *f = r->output_filters; f; f = f->next)
        if (f->frec->filter_init_func) f->frec->filter_init_func(f);
}

int help_quick_handler(request_rec *r, int lookup)
{
    const kept *k;
    help_blob *b;
    help_ctx *h;

    if (lookup || !help_this_child || !help_this_child->kept || !help_is_our_path(r->uri) || !quick_may_serve(r))
        return DECLINED;
    if (!(b = find(quick_key(r)))) return DECLINED;
    k = kept_of(b);
    if (!is_fresh(k, r->request_time)) {
        help_blob_release(b);
        return DECLINED;
    }
    help_count(HELP_COUNT_QUICK_HITS);
    h = help_ctx_make(r);
    apr_table_setn(r->notes, "help-cache", "quick");
    apr_table_setn(r->notes, "help-tenant", help_conf_of_server(r->server)->tenant);
    fill(h, b, k);
    insert_filters(r);
    return help_reply(h);
}
