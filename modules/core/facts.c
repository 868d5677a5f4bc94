/* SPDX-License-Identifier: Apache-2.0 */
/* Small things looked up for nearly every request: tenants, users, decisions about areas. Per child, bounded,
 * least recently used first. A fact holds until its time is up or its tenant's stamp moved; after that it is still there
 * for whoever asks for a stale one, because the database is away. */
#include "core/ops.h"

/* Before the text in a blob. */
typedef struct fact {
    apr_time_t until;
    int tenant;
    apr_uint32_t stamp;
} fact;

static int still_good(const fact *f)
{
    return apr_time_now() < f->until && help_stamp(f->tenant) == f->stamp;
}

const char *help_fact_get(apr_pool_t *p, const char *key, int stale)
{
    help_child *child = help_this_child;
    const char *text = NULL;
    help_blob *b;
    fact f;

    if (!child || !child->facts) return NULL;
    apr_thread_mutex_lock(child->facts_lock);
    b = help_lru_get(child->facts, key);
    apr_thread_mutex_unlock(child->facts_lock);
    if (!b) return NULL;
    memcpy(&f, b->bytes, sizeof f);
    if (stale || still_good(&f)) text = apr_pstrmemdup(p, b->bytes + sizeof f, b->size - sizeof f);
    help_blob_release(b);
    return text;
}

void help_fact_put(const char *key, const char *text, int tenant, apr_uint32_t stamp, apr_interval_time_t for_)
{
    help_child *child = help_this_child;
    fact f = { .until = apr_time_now() + for_, .tenant = tenant, .stamp = stamp };
    apr_size_t n = strlen(text);
    help_blob *b;

    if (!child || !child->facts || !(b = help_blob_make(sizeof f + n))) return;
    memcpy(b->bytes, &f, sizeof f);
    memcpy(b->bytes + sizeof f, text, n);
    apr_thread_mutex_lock(child->facts_lock);
    help_lru_put(child->facts, key, b);
    apr_thread_mutex_unlock(child->facts_lock);
    help_blob_release(b);
}
