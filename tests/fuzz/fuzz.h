/* SPDX-License-Identifier: Apache-2.0 */
/* What every target needs. A target checks a property of what it fuzzes and abort()s where it does not hold. */
#ifndef HELP_TESTS_FUZZ_H
#define HELP_TESTS_FUZZ_H

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim) \
    do { \
        if (!(claim)) { \
            fprintf(stderr, "does not hold: %s (%s:%d)\n", #claim, __FILE__, __LINE__); \
            abort(); \
        } \
    } while (0)

/* A pool for one input; APR starts with the first. */
static inline apr_pool_t *fuzz_pool(void)
{
    apr_pool_t *p = NULL;

    apr_initialize();
    MUST(apr_pool_create(&p, NULL) == APR_SUCCESS);
    return p;
}

static inline int fuzz_done(apr_pool_t *p)
{
    apr_pool_destroy(p);
    apr_terminate();
    return 0;
}

/* The input as text: it ends at the first NUL, as it would for the code under test. */
static inline const char *fuzz_text(apr_pool_t *p, const uint8_t *data, size_t size)
{
    return apr_pstrmemdup(p, (const char *)data, size);
}

/* The next line of *s, which moves behind it. */
static inline const char *fuzz_line(apr_pool_t *p, const char **s)
{
    size_t n = strcspn(*s, "\n");
    const char *line = apr_pstrmemdup(p, *s, n);

    *s += n + ((*s)[n] == '\n');
    return line;
}

#endif
