/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table whose entries also hang on one list, the latest used first. The only file of lib that
 * allocates outside pools: here things die one by one. */
#include "lib/lru.h"

#include <apr_atomic.h>
#include <apr_general.h>
#include <apr_siphash.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS_MIN 256             /* a power of two, like all its doubles */

typedef struct entry {
    struct entry *chain;            /* of its bucket */
    struct entry *newer, *older;
    apr_uint64_t hash;
    help_blob *blob;
    apr_size_t key_len;
    char key[];
} entry;

struct help_lru {
    entry **buckets;
    apr_size_t n_buckets;
    entry *newest, *oldest;
    unsigned char seed[APR_SIPHASH_KSIZE];     /* keys come from outside; collisions should not */
    help_lru_stats stats;
};

help_lru *help_lru_make(apr_size_t max_bytes)
{
    help_lru *c = calloc(1, sizeof *c);

    if (!c) return NULL;
    c->n_buckets = BUCKETS_MIN;
    c->stats.max_bytes = max_bytes;
    c->buckets = calloc(c->n_buckets, sizeof *c->buckets);
    if (!c->buckets || apr_generate_random_bytes(c->seed, sizeof c->seed)) {
        free(c->buckets);
        free(c);
        return NULL;
    }
    return c;
}

void help_lru_free(help_lru *c)
{
    if (!c) return;
    help_lru_clear(c);
    free(c->buckets);
    free(c);
}

help_blob *help_blob_make(apr_size_t size)
{
    help_blob *b = size < APR_UINT32_MAX ? malloc(sizeof *b + size) : NULL;

    if (!b) return NULL;
    b->refs = 1;
    b->size = (apr_uint32_t)size;
    return b;
}

void help_blob_release(help_blob *b)
{
    if (b && !apr_atomic_dec32(&b->refs)) free(b);
}

/* What an entry costs: small blobs under long keys must count, too. */
static apr_size_t weight(const help_blob *b, apr_size_t key_len)
{
    return sizeof(entry) + sizeof *b + key_len + 1 + b->size;
}

/* ------------------------------------------------------------------ list and table */

static void unlink_entry(help_lru *c, entry *e)
{
    if (e->newer) e->newer->older = e->older; else c->newest = e->older;
    if (e->older) e->older->newer = e->newer; else c->oldest = e->newer;
}

static void link_newest(help_lru *c, entry *e)
{
    e->newer = NULL;
    e->older = c->newest;
    if (c->newest) c->newest->newer = e; else c->oldest = e;
    c->newest = e;
}

static entry **bucket_of(const help_lru *c, apr_uint64_t hash)
{
    return &c->buckets[hash & (c->n_buckets - 1)];
}

/* The place that points at the entry, or at NULL where it would be. */
static entry **find(const help_lru *c, const char *key, apr_size_t len, apr_uint64_t hash)
{
    entry **at = bucket_of(c, hash);

    while (*at && ((*at)->hash != hash || (*at)->key_len != len || memcmp((*at)->key, key, len)))
        at = &(*at)->chain;
    return at;
}

static void drop(help_lru *c, entry **at)
{
    entry *e = *at;

    *at = e->chain;
    unlink_entry(c, e);
    c->stats.bytes -= weight(e->blob, e->key_len);
    c->stats.entries--;
    help_blob_release(e->blob);
    free(e);
}

static void drop_oldest(help_lru *c)
{
    entry *e = c->oldest, **at = bucket_of(c, e->hash);

    while (*at != e) at = &(*at)->chain;
    drop(c, at);
}

/* A table that cannot grow is slow, not wrong. */
static void grow(help_lru *c)
{
    apr_size_t n = c->n_buckets * 2;
    entry **buckets = calloc(n, sizeof *buckets), *e;

    if (!buckets) return;
    free(c->buckets);
    c->buckets = buckets;
    c->n_buckets = n;
    for (e = c->newest; e; e = e->older) {
        entry **at = bucket_of(c, e->hash);

        e->chain = *at;
        *at = e;
    }
}

static apr_uint64_t hash_of(const help_lru *c, const char *key, apr_size_t len)
{
    return apr_siphash24(key, len, c->seed);
}

/* ------------------------------------------------------------------ what callers see */

int help_lru_put(help_lru *c, const char *key, help_blob *b)
{
    apr_size_t len = strlen(key), w = weight(b, len);
    apr_uint64_t hash = hash_of(c, key, len);
    entry *e, **at;

    at = find(c, key, len, hash);
    if (*at) drop(c, at);
    if (w > c->stats.max_bytes / 8 || !(e = malloc(sizeof *e + len + 1))) return 0;
    while (c->oldest && c->stats.bytes + w > c->stats.max_bytes) {
        drop_oldest(c);
        c->stats.evictions++;
    }
    if (c->stats.entries >= c->n_buckets) grow(c);
    apr_atomic_inc32(&b->refs);
    e->hash = hash;
    e->blob = b;
    e->key_len = len;
    memcpy(e->key, key, len + 1);
    at = bucket_of(c, hash);
    e->chain = *at;
    *at = e;
    link_newest(c, e);
    c->stats.bytes += w;
    c->stats.entries++;
    return 1;
}

help_blob *help_lru_get(help_lru *c, const char *key)
{
    apr_size_t len = strlen(key);
    entry *e = *find(c, key, len, hash_of(c, key, len));

    if (!e) {
        c->stats.misses++;
        return NULL;
    }
    c->stats.hits++;
    unlink_entry(c, e);
    link_newest(c, e);
    apr_atomic_inc32(&e->blob->refs);
    return e->blob;
}

void help_lru_remove(help_lru *c, const char *key)
{
    apr_size_t len = strlen(key);
    entry **at = find(c, key, len, hash_of(c, key, len));

    if (*at) drop(c, at);
}

void help_lru_clear(help_lru *c)
{
    while (c->oldest) drop_oldest(c);
}

void help_lru_stat(const help_lru *c, help_lru_stats *out)
{
    *out = c->stats;
}
