/* SPDX-License-Identifier: Apache-2.0 */
/* Paths against patterns such as "/articles/{id}/versions/{n}/". Pure; the table is the caller's. */
#ifndef HELP_LIB_ROUTE_H
#define HELP_LIB_ROUTE_H

#include <apr_pools.h>
#include <apr_tables.h>

#define HELP_ROUTE_PARAMS_MAX 4

typedef struct help_route_match {
    int n;
    const char *name[HELP_ROUTE_PARAMS_MAX];
    const char *value[HELP_ROUTE_PARAMS_MAX];   /* percent-decoded, in the pool */
} help_route_match;

/* 1 when path fits pattern. A {name} takes one non-empty segment; {name:int} only 1..18 digits;
 * {name:rest} the whole remainder, at least one segment; all else is literal. A missing or additional final slash does not
 * matter. A segment that does not decode to well-formed UTF-8, holds '/', NUL or is "." or ".." fits
 * nothing. `path` is percent-encoded as it came. */
int help_route_fits(help_route_match *m, apr_pool_t *p, const char *pattern, const char *path);

/* The value of {name}, or NULL. */
const char *help_route_value(const help_route_match *m, const char *name);

/* Orders patterns so that a literal segment comes before a {parameter} at the same place, ints before
 * other parameters, and rest last. For qsort over rows: compares two pattern strings. */
int help_route_order(const char *pattern_a, const char *pattern_b);

#endif
