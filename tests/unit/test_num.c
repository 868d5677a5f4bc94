/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "lib/num.h"
#include "tap.h"

static void ints(void)
{
    static const struct { const char *s; apr_int64_t min, max; int good; apr_int64_t v; const char *sentence; } rows[] = {
        { "12", 0, 100, 1, 12, "a plain number is read" },
        { "-5", -10, 0, 1, -5, "a negative number is read" },
        { "007", 0, 100, 1, 7, "leading zeros are decimal, not octal" },
        { "9223372036854775807", 0, APR_INT64_MAX, 1, APR_INT64_MAX, "the largest number is read" },
        { "-9223372036854775808", APR_INT64_MIN, 0, 1, APR_INT64_MIN, "the smallest number is read" },
        { "9223372036854775808", 0, APR_INT64_MAX, 0, 0, "one more is an overflow" },
        { "12abc", 0, 100, 0, 0, "trailing letters are a refusal, not 12" },
        { "", 0, 100, 0, 0, "nothing is no number" },
        { "-", -1, 100, 0, 0, "a lone sign is no number" },
        { "+1", 0, 100, 0, 0, "a plus is refused" },
        { " 1", 0, 100, 0, 0, "a leading space is refused" },
        { "1 ", 0, 100, 0, 0, "a trailing space is refused" },
        { "0x10", 0, 100, 0, 0, "hexadecimal is refused" },
        { "101", 0, 100, 0, 0, "over the maximum is refused" },
        { "-1", 0, 100, 0, 0, "under the minimum is refused" },
        { NULL, 0, 100, 0, 0, "NULL is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        apr_int64_t v = 4711;
        int r = help_int64(&v, rows[i].s, rows[i].min, rows[i].max);

        ok(r == rows[i].good && v == (r ? rows[i].v : 4711), "%s", rows[i].sentence);
    }
}

static void doubles(void)
{
    static const struct { const char *s; int good; double v; const char *sentence; } rows[] = {
        { "0.5", 1, 0.5, "a fraction is read" },
        { "-2", 1, -2, "a whole number is read" },
        { "1e2", 1, 100, "an exponent is read" },
        { "1.5E-1", 1, 0.15, "a negative exponent is read" },
        { ".5", 0, 0, "a missing whole part is refused" },
        { "5.", 0, 0, "a missing fraction is refused" },
        { "1e", 0, 0, "a missing exponent is refused" },
        { "nan", 0, 0, "not a number is refused" },
        { "inf", 0, 0, "infinity is refused" },
        { "1e999", 0, 0, "an overflow is refused" },
        { "0x1p3", 0, 0, "hexadecimal is refused" },
        { "1,5", 0, 0, "a comma is refused" },
        { "1001", 0, 0, "over the maximum is refused" },
        { "", 0, 0, "nothing is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        double v = 4711;
        int r = help_double(&v, rows[i].s, -1000, 1000), same = v >= rows[i].v - 1e-12 && v <= rows[i].v + 1e-12;

        ok(r == rows[i].good && (!r || same), "%s", rows[i].sentence);
    }
}

static void words(void)
{
    static const struct { const char *s; int good, v; const char *sentence; } rows[] = {
        { "on", 1, 1, "on is true" }, { "Off", 1, 0, "Off is false" }, { "TRUE", 1, 1, "TRUE is true" },
        { "no", 1, 0, "no is false" }, { "1", 1, 1, "1 is true" }, { "0", 1, 0, "0 is false" },
        { "2", 0, 0, "2 is neither" }, { "", 0, 0, "nothing is neither" }, { NULL, 0, 0, "NULL is neither" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        int v = 9, r = help_bool(&v, rows[i].s);

        ok(r == rows[i].good && v == (r ? rows[i].v : 9), "%s", rows[i].sentence);
    }
}

static void uuids(void)
{
    static const struct { const char *s, *want, *sentence; } rows[] = {
        { "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "upper case becomes lower" },
        { "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "lower case stays" },
        { "f81d4fae7dec11d0a76500a0c91e6bf6", NULL, "without dashes it is refused" },
        { "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}", NULL, "braces are refused" },
        { "f81d4fae-7dec-11d0-a765-00a0c91e6bf", NULL, "a digit too few is refused" },
        { "f81d4fae-7dec-11d0-a765-00a0c91e6bf60", NULL, "a digit too many is refused" },
        { "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", NULL, "a letter beyond f is refused" },
        { "", NULL, "nothing is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[37] = "";

        is(help_uuid(out, rows[i].s) ? out : NULL, rows[i].want, rows[i].sentence);
    }
}

static void times(void)
{
    static const struct { const char *s, *want, *sentence; } rows[] = {
        { "2026-11-20T21:07:02Z", "2026-11-20T21:07:02Z", "UTC is read" },
        { "2026-11-20T21:07:02.5+02:00", "2026-11-20T19:07:02.500000Z", "an offset and a fraction are read" },
        { "2026-11-20t21:07:02z", "2026-11-20T21:07:02Z", "small letters are read" },
        { "2024-02-29T00:00:00-23:59", "2024-02-29T23:59:00Z", "a leap day and a far offset are read" },
        { "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "a moment before 1970 is read" },
        { "0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "the year 0 is read" },
        { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "the last second of RFC 3339 is read" },
        { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "a leap second is the next minute's first" },
        { "2026-11-20T21:07:02.1234567899Z", "2026-11-20T21:07:02.123456Z", "digits beyond microseconds are dropped" },
        { "2023-02-29T00:00:00Z", NULL, "29 February of a common year is refused" },
        { "1900-02-29T00:00:00Z", NULL, "1900 was no leap year" },
        { "2026-13-01T00:00:00Z", NULL, "a thirteenth month is refused" },
        { "2026-04-31T00:00:00Z", NULL, "31 April is refused" },
        { "2026-11-20T24:00:00Z", NULL, "hour 24 is refused" },
        { "2026-11-20T21:60:00Z", NULL, "minute 60 is refused" },
        { "2026-11-20T21:07:61Z", NULL, "second 61 is refused" },
        { "2026-11-20T21:07:02", NULL, "a missing offset is refused" },
        { "2026-11-20T21:07:02+24:00", NULL, "an offset of a day is refused" },
        { "2026-11-20T21:07:02.Z", NULL, "a dot without digits is refused" },
        { "2026-11-20 21:07:02Z", NULL, "a space is refused" },
        { "2026-11-20", NULL, "a date alone is refused" },
        { "2026-11-20T21:07:02Z ", NULL, "a trailing space is refused" },
        { "", NULL, "nothing is refused" },
    };
    char buf[32];
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        apr_time_t t;

        is(help_rfc3339(&t, rows[i].s) ? help_rfc3339_text(buf, t) : NULL, rows[i].want, rows[i].sentence);
    }
}

static void units(void)
{
    static const struct { const char *s; int good; apr_interval_time_t v; const char *sentence; } rows[] = {
        { "15", 1, 15000000, "a bare number is in the default unit" },
        { "15s", 1, 15000000, "seconds are read" },
        { "250ms", 1, 250000, "milliseconds are read" },
        { "5min", 1, 300000000, "minutes are read" },
        { "2h", 1, 7200000000, "hours are read" },
        { "1d", 1, 86400000000, "days are read" },
        { "0", 1, 0, "zero is read" },
        { "soon", 0, 0, "a word without a number is refused" },
        { "-1s", 0, 0, "a negative duration is refused" },
        { "5 min", 0, 0, "a space is refused" },
        { "5m", 0, 0, "an ambiguous unit is refused" },
        { "9223372036854775807s", 0, 0, "an overflow is refused" },
        { "", 0, 0, "nothing is refused" },
        { NULL, 0, 0, "NULL is refused" },
    };
    static const struct { const char *s; int good; apr_int64_t v; const char *sentence; } sizes[] = {
        { "65536", 1, 65536, "bytes are read" }, { "64k", 1, 65536, "kilobytes are read" },
        { "8M", 1, 8388608, "megabytes are read" }, { "1G", 1, 1073741824, "gigabytes are read" },
        { "1T", 0, 0, "an unknown unit is refused" }, { "-1", 0, 0, "a negative size is refused" },
        { "99999999999G", 0, 0, "an overflow is refused" }, { "1.5M", 0, 0, "a fraction is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        apr_interval_time_t v = 4711;
        int r = help_duration(&v, rows[i].s, "s");

        ok(r == rows[i].good && v == (r ? rows[i].v : 4711), "%s", rows[i].sentence);
    }
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        apr_int64_t v = 4711;
        int r = help_bytes(&v, sizes[i].s);

        ok(r == sizes[i].good && v == (r ? sizes[i].v : 4711), "%s", sizes[i].sentence);
    }
}

int main(void)
{
    ints();
    doubles();
    words();
    uuids();
    times();
    units();
    return tap_done();
}
