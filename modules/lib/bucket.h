/* SPDX-License-Identifier: Apache-2.0 */
/* Token bucket (Turner 1986; RFC 2697 section 3 in one colour): `rate` tokens a period drip into a
 * bucket of `burst`. Pure: the clock is handed in and the state is 16 bytes that may lie in shared memory. */
#ifndef HELP_LIB_BUCKET_H
#define HELP_LIB_BUCKET_H

#include <apr_time.h>

typedef struct help_bucket_rule {
    int rate;                       /* tokens a period, >= 1 */
    int burst;                      /* the bucket's size, >= 1 */
    apr_interval_time_t period;     /* >= 1 */
} help_bucket_rule;

typedef struct help_bucket {
    apr_time_t at;                  /* when `micro` was true; 0 = never used = full */
    apr_int64_t micro;              /* millionths of a token */
} help_bucket;

typedef struct help_bucket_state {
    int allowed;
    int remaining;
    int reset_s;                    /* seconds until it is full again */
    int retry_after_s;              /* when not allowed: seconds until one token is there, >= 1 */
} help_bucket_state;

/* A clock that goes back counts as no time passed. */
void help_bucket_take(help_bucket_state *out, help_bucket *b, const help_bucket_rule *rule, apr_time_t now);
/* "60/min", "10/s burst 20", "1000/h": returns 0 when it is not such a rule. */
int help_bucket_rule_read(help_bucket_rule *out, const char *s);

#endif
