/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_general.h>
#include <apr_strings.h>

#include "lib/lru.h"
#include "tap.h"

static int put(help_lru *c, const char *key, const char *text, apr_size_t size)
{
    help_blob *b = help_blob_make(size);
    int r;

    memset(b->bytes, 0, size);
    apr_cpystrn(b->bytes, text, size);
    r = help_lru_put(c, key, b);
    help_blob_release(b);
    return r;
}

static int holds(help_lru *c, const char *key, const char *text)
{
    help_blob *b = help_lru_get(c, key);
    int r = b && strcmp(b->bytes, text) == 0;

    help_blob_release(b);
    return r;
}

static void basics(void)
{
    help_lru *c = help_lru_make(100000);
    help_lru_stats s;
    help_blob *b;

    ok(put(c, "a", "one", 100) && holds(c, "a", "one"), "what is put is found");
    ok(!help_lru_get(c, "b"), "what is not is not");
    ok(put(c, "a", "two", 100) && holds(c, "a", "two"), "the same key is replaced");
    help_lru_stat(c, &s);
    ok(s.entries == 1 && s.hits == 2 && s.misses == 1 && s.evictions == 0, "and counted");
    b = help_lru_get(c, "a");
    help_lru_remove(c, "a");
    ok(!help_lru_get(c, "a") && !strcmp(b->bytes, "two"), "a removed blob lives as long as somebody holds it");
    help_blob_release(b);
    help_lru_remove(c, "a");
    help_lru_stat(c, &s);
    ok(s.entries == 0 && s.bytes == 0, "an empty cache weighs nothing");
    ok(!put(c, "big", "x", 100000 / 8 + 1), "what is over an eighth of the bound is refused");
    put(c, "a", "small", 10);
    ok(!put(c, "a", "x", 100000 / 8 + 1) && !holds(c, "a", "small"), "and does not leave the older value in its place");
    help_blob_release(NULL);
    ok(1, "nothing can be released");
    help_lru_free(c);
    help_lru_free(NULL);
}

static void order(void)
{
    help_lru *c = help_lru_make(10 * 1200);
    char key[16];
    help_lru_stats s;
    int i, bounded = 1;

    for (i = 0; i < 8; i++) {
        apr_snprintf(key, sizeof key, "%d", i);
        put(c, key, key, 1000);
    }
    holds(c, "0", "0");
    for (i = 100; i < 106; i++) {
        apr_snprintf(key, sizeof key, "%d", i);
        put(c, key, key, 1000);
        help_lru_stat(c, &s);
        bounded &= s.bytes <= s.max_bytes;
    }
    ok(holds(c, "0", "0") && !holds(c, "1", "1") && holds(c, "105", "105"), "the least recently used goes first");
    ok(bounded && s.evictions > 0, "the bound is kept");
    help_lru_clear(c);
    help_lru_stat(c, &s);
    ok(s.entries == 0 && s.bytes == 0, "cleared it is empty");
    help_lru_free(c);
}

static void many(void)
{
    help_lru *c = help_lru_make(64 << 20);
    char key[16];
    int i, all = 1;

    for (i = 0; i < 20000; i++) {
        apr_snprintf(key, sizeof key, "key-%d", i);
        put(c, key, key, 20);
    }
    for (i = 0; i < 20000; i++) {
        apr_snprintf(key, sizeof key, "key-%d", i);
        all &= holds(c, key, key);
    }
    ok(all, "twenty thousand are all found: the table grows");
    for (i = 0; i < 20000; i += 2) {
        apr_snprintf(key, sizeof key, "key-%d", i);
        help_lru_remove(c, key);
    }
    for (i = 0; i < 20000; i++) {
        apr_snprintf(key, sizeof key, "key-%d", i);
        all &= holds(c, key, key) == (i & 1);
    }
    ok(all, "removing every other leaves the rest");
    help_lru_free(c);
}

int main(void)
{
    apr_initialize();
    basics();
    order();
    many();
    apr_terminate();
    return tap_done();
}
