/* SPDX-License-Identifier: Apache-2.0 */
/* Least-recently-used map from text keys to reference-counted blobs, bounded in bytes. malloc, not
 * pools: entries come and go for the life of a child. Takes no lock: the caller has one around every
 * call but help_blob_release, which is atomic. */
#ifndef HELP_LIB_LRU_H
#define HELP_LIB_LRU_H

#include <apr.h>

typedef struct help_lru help_lru;

typedef struct help_blob {
    volatile apr_uint32_t refs;     /* apr_atomic; freed at 0 */
    apr_uint32_t size;
    char bytes[];
} help_blob;

help_lru *help_lru_make(apr_size_t max_bytes);
void help_lru_free(help_lru *c);
/* A blob of size bytes with one reference, to be filled by the caller; NULL when out of memory. */
help_blob *help_blob_make(apr_size_t size);
void help_blob_release(help_blob *b);
/* Takes its own reference. Refuses (0) what is over an eighth of the bound. */
int help_lru_put(help_lru *c, const char *key, help_blob *b);
/* With a reference for the caller, or NULL. Moves it to the front. */
help_blob *help_lru_get(help_lru *c, const char *key);
void help_lru_remove(help_lru *c, const char *key);
void help_lru_clear(help_lru *c);
typedef struct help_lru_stats {
    apr_size_t bytes, max_bytes, entries;
    apr_uint64_t hits, misses, evictions;
} help_lru_stats;
void help_lru_stat(const help_lru *c, help_lru_stats *out);

#endif
