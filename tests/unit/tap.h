/* SPDX-License-Identifier: Apache-2.0 */
/* Test Anything Protocol in a page: ok() says a sentence, tap_done() prints the plan and is main's value.
 * The plan stands at the end, so a program that dies half-way has none and fails. */
#ifndef HELP_TESTS_TAP_H
#define HELP_TESTS_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused))
static int ok(int cond, const char *sentence, ...)
{
    va_list ap;

    printf("%sok %d - ", cond ? "" : "not ", ++tap_count);
    va_start(ap, sentence);
    vprintf(sentence, ap);
    va_end(ap);
    printf("\n");
    fflush(stdout);
    tap_failed += !cond;
    return cond;
}

/* As ok(), and shows both texts when they differ. NULL equals NULL only. */
__attribute__((unused))
static int is(const char *got, const char *want, const char *sentence)
{
    int same = got && want ? strcmp(got, want) == 0 : got == want;

    ok(same, "%s", sentence);
    if (!same) printf("#  got: %s\n# want: %s\n", got ? got : "NULL", want ? want : "NULL");
    return same;
}

__attribute__((unused))
static int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed ? 1 : 0;
}

#endif
