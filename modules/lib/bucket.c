/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of token buckets, in millionths of a token. Takes no lock: whoever shares a bucket has one. */
#include "lib/bucket.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "lib/num.h"

#define MICRO        1000000
#define RATE_MAX     1000000
#define RULE_MAX_LEN 60

/* burst * period * MICRO passes 64 bits with rates that people write ("1000000/d"). */
typedef __int128 wide;

/* Microseconds until `micro` more have dripped, rounded up. */
static apr_int64_t time_for(const help_bucket_rule *rule, wide micro)
{
    wide drip = (wide)rule->rate * MICRO;

    return (apr_int64_t)((micro * rule->period + drip - 1) / drip);
}

static void refill(help_bucket *b, const help_bucket_rule *rule, apr_time_t now)
{
    apr_int64_t full = (apr_int64_t)rule->burst * MICRO, elapsed = now - b->at, dripped;

    if (!b->at || b->micro > full) b->micro = full;
    if (!b->at || elapsed < 0) { b->at = now; return; }
    if (elapsed >= time_for(rule, full - b->micro)) { b->micro = full; b->at = now; return; }
    dripped = (apr_int64_t)((wide)elapsed * rule->rate * MICRO / rule->period);
    b->micro += dripped;
    /* Only the time that was paid out: else a slow bucket that is asked often would never fill. */
    b->at += time_for(rule, dripped);
}

static int seconds_up(apr_int64_t us)
{
    apr_int64_t s = (us + APR_USEC_PER_SEC - 1) / APR_USEC_PER_SEC;

    return s < APR_INT32_MAX ? (int)s : APR_INT32_MAX;
}

void help_bucket_take(help_bucket_state *out, help_bucket *b, const help_bucket_rule *rule, apr_time_t now)
{
    refill(b, rule, now);
    out->allowed = b->micro >= MICRO;
    if (out->allowed) b->micro -= MICRO;
    out->remaining = (int)(b->micro / MICRO);
    out->reset_s = seconds_up(time_for(rule, (apr_int64_t)rule->burst * MICRO - b->micro));
    out->retry_after_s = out->allowed ? 0 : seconds_up(time_for(rule, MICRO - b->micro));
}

/* The word up to one of `ends`, copied; s moves to that end. 0 when it does not fit. */
static int word(char out[16], const char **s, const char *ends)
{
    apr_size_t n = strcspn(*s, ends);

    if (!n || n >= 16) return 0;
    apr_cpystrn(out, *s, n + 1);
    *s += n;
    return 1;
}

static int read_burst(apr_int64_t *burst, const char *s)
{
    if (!*s) return 1;
    return strncmp(s, " burst ", 7) == 0 && help_int64(burst, s + 7, 1, RATE_MAX);
}

int help_bucket_rule_read(help_bucket_rule *out, const char *s)
{
    char number[16], unit[16];
    apr_int64_t rate, burst;
    apr_interval_time_t period;

    if (!s || strlen(s) > RULE_MAX_LEN) return 0;
    if (!word(number, &s, "/") || *s++ != '/' || !help_int64(&rate, number, 1, RATE_MAX)) return 0;
    if (!word(unit, &s, " ") || apr_isdigit(unit[0])) return 0;
    if (!help_duration(&period, "1", unit)) return 0;
    burst = rate;
    if (!read_burst(&burst, s)) return 0;
    out->rate = (int)rate;
    out->burst = (int)burst;
    out->period = period;
    return 1;
}
