/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/bucket.h"
#include "tap.h"

#define START apr_time_from_sec(1000000)

static void rules(void)
{
    static const struct { const char *s; int good, rate, burst; apr_interval_time_t period; const char *sentence; } rows[] = {
        { "60/min", 1, 60, 60, 60000000, "a rate a minute is read, its burst is the rate" },
        { "10/s burst 20", 1, 10, 20, 1000000, "a burst is read" },
        { "1000/h", 1, 1000, 1000, 3600000000, "a rate an hour is read" },
        { "5/d burst 1", 1, 5, 1, 86400000000, "a rate a day with a small burst is read" },
        { "0/s", 0, 0, 0, 0, "none a second is refused" },
        { "10", 0, 0, 0, 0, "a number alone is refused" },
        { "10/", 0, 0, 0, 0, "a missing unit is refused" },
        { "/s", 0, 0, 0, 0, "a missing number is refused" },
        { "10/week", 0, 0, 0, 0, "an unknown unit is refused" },
        { "10/5s", 0, 0, 0, 0, "a number in the unit is refused" },
        { "10/s burst", 0, 0, 0, 0, "a burst without a number is refused" },
        { "10/s burst 0", 0, 0, 0, 0, "a burst of none is refused" },
        { "10/s 20", 0, 0, 0, 0, "a number behind it is refused" },
        { "10/s burst 20 x", 0, 0, 0, 0, "something behind the burst is refused" },
        { "-1/s", 0, 0, 0, 0, "a negative rate is refused" },
        { "99999999/s", 0, 0, 0, 0, "a rate beyond reason is refused" },
        { "", 0, 0, 0, 0, "nothing is refused" },
        { NULL, 0, 0, 0, 0, "NULL is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_bucket_rule r = { 0 };
        int good = help_bucket_rule_read(&r, rows[i].s);

        ok(good == rows[i].good && r.rate == rows[i].rate && r.burst == rows[i].burst && r.period == rows[i].period,
           "%s", rows[i].sentence);
    }
}

static void taking(void)
{
    static const help_bucket_rule rule = { 60, 3, APR_USEC_PER_SEC * 60 };
    static const struct { apr_interval_time_t at; int allowed, remaining, reset, retry; const char *sentence; } rows[] = {
        { 0, 1, 2, 1, 0, "a new bucket is full" },
        { 0, 1, 1, 2, 0, "each take leaves one less" },
        { 0, 1, 0, 3, 0, "down to none" },
        { 0, 0, 0, 3, 1, "then it is refused, with the time to wait" },
        { 500000, 0, 0, 3, 1, "half a second is half a token" },
        { 1000000, 1, 0, 3, 0, "a second is one" },
        { 900000, 0, 0, 3, 1, "a clock that goes back gives nothing" },
        { 1900000, 1, 0, 3, 0, "and goes on from where it is" },
        { 100000000, 1, 2, 1, 0, "after a long time it is full and not more" },
    };
    help_bucket b = { 0 };
    help_bucket_state s;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_bucket_take(&s, &b, &rule, START + rows[i].at);
        ok(s.allowed == rows[i].allowed && s.remaining == rows[i].remaining && s.reset_s == rows[i].reset &&
           s.retry_after_s == rows[i].retry, "%s", rows[i].sentence);
    }
}

/* A daily token for somebody who asks twenty times a second: rounding must not eat it. */
static void patience(void)
{
    static const help_bucket_rule daily = { 1, 1, APR_USEC_PER_SEC * 86400 };
    help_bucket b = { 0 };
    help_bucket_state s;
    apr_time_t t = START;
    int i, allowed = 0;

    help_bucket_take(&s, &b, &daily, t);
    ok(s.allowed && s.reset_s == 86400, "the first is allowed, the next in a day");
    for (i = 0; i < 2 * 86400 * 20; i++) {
        help_bucket_take(&s, &b, &daily, t += 50000);
        allowed += s.allowed;
    }
    ok(allowed >= 1 && allowed <= 2, "who asks all the time gets what the rule says");
}

static void extremes(void)
{
    help_bucket_rule fast = { 1000000, 1000000, 1 }, slow = { 1, 1000000, APR_USEC_PER_SEC * 86400 };
    help_bucket b = { 0 }, c = { 0 };
    help_bucket_state s;

    help_bucket_take(&s, &b, &fast, START);
    help_bucket_take(&s, &b, &fast, APR_INT64_MAX);
    ok(s.allowed && s.remaining == 999999, "the end of time does not overflow");
    help_bucket_take(&s, &c, &slow, START);
    c.micro = 0;
    help_bucket_take(&s, &c, &slow, START + 1);
    ok(!s.allowed && s.reset_s == APR_INT32_MAX && s.retry_after_s == 86400, "a million days are told as for ever");
    slow.burst = 2;
    c.micro = 5000000;
    help_bucket_take(&s, &c, &slow, START + 2);
    ok(s.remaining == 1, "a rule made smaller holds at once");
}

int main(void)
{
    rules();
    taking();
    patience();
    extremes();
    return tap_done();
}
