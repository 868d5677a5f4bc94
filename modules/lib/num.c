/* SPDX-License-Identifier: Apache-2.0 */
/* Reads numbers, times and units whole or not at all. Knows no locale and no clock. */
#include "lib/num.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *digits_end(const char *s)
{
    while (apr_isdigit(*s)) s++;
    return s;
}

int help_int64(apr_int64_t *out, const char *s, apr_int64_t min, apr_int64_t max)
{
    const char *d;
    apr_int64_t v;

    if (!s) return 0;
    d = *s == '-' ? s + 1 : s;
    if (!apr_isdigit(*d) || *digits_end(d)) return 0;
    errno = 0;
    v = strtoll(s, NULL, 10);
    if (errno || v < min || v > max) return 0;
    *out = v;
    return 1;
}

/* The grammar of JSON numbers, leading zeros allowed: strtod alone would also take "0x1p3", "inf" and " 7". */
static int double_form_ok(const char *s)
{
    const char *d = *s == '-' ? s + 1 : s;

    if (!apr_isdigit(*d)) return 0;
    d = digits_end(d);
    if (*d == '.') {
        if (!apr_isdigit(*++d)) return 0;
        d = digits_end(d);
    }
    if (*d == 'e' || *d == 'E') {
        d++;
        if (*d == '+' || *d == '-') d++;
        if (!apr_isdigit(*d)) return 0;
        d = digits_end(d);
    }
    return *d == '\0';
}

int help_double(double *out, const char *s, double min, double max)
{
    double v;
    char *end;

    if (!s || !double_form_ok(s)) return 0;
    v = strtod(s, &end);
    /* A locale whose decimal sign is no dot stops early: refusing is better than 1.5 read as 1.
     * Overflow gives infinity, which no finite bound lets through. */
    if (*end || !(v >= min && v <= max)) return 0;
    *out = v;
    return 1;
}

int help_bool(int *out, const char *s)
{
    static const char *const words[] = { "off", "on", "false", "true", "no", "yes", "0", "1" };
    int i;

    if (!s) return 0;
    for (i = 0; i < 8; i++) {
        if (strcasecmp(s, words[i])) continue;
        *out = i & 1;
        return 1;
    }
    return 0;
}

int help_uuid(char out[37], const char *s)
{
    char u[37];
    int i;

    if (!s) return 0;
    for (i = 0; i < 36; i++) {
        int dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? s[i] != '-' : !apr_isxdigit(s[i])) return 0;
        u[i] = (char)apr_tolower(s[i]);
    }
    if (s[36]) return 0;
    u[36] = '\0';
    memcpy(out, u, sizeof u);
    return 1;
}

/* ------------------------------------------------------------------ times (RFC 3339 section 5.6) */

/* Exactly n digits at *s, which moves past them; -1 when they are not there. */
static int fixed_digits(const char **s, int n)
{
    int v = 0;

    while (n--) {
        if (!apr_isdigit(**s)) return -1;
        v = v * 10 + (*(*s)++ - '0');
    }
    return v;
}

static int take(const char **s, char c)
{
    if (**s != c) return 0;
    (*s)++;
    return 1;
}

static int days_of_month(int y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int leap = (y % 4 == 0 && y % 100) || y % 400 == 0;

    return days[m - 1] + (m == 2 && leap);
}

/* Days from 1970-01-01, proleptic Gregorian. Years are counted from March, so that the leap day is the
 * last of its year and month lengths follow (153 m + 2) / 5; an era is 400 years = 146,097 days. */
static apr_int64_t days_from_civil(int y, int m, int d)
{
    int yy = m <= 2 ? y - 1 : y;
    int era = (yy >= 0 ? yy : yy - 399) / 400;
    int yoe = yy - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

    return (apr_int64_t)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_from_days(apr_int64_t days, int *y, int *m, int *d)
{
    apr_int64_t z = days + 719468;
    apr_int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;

    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = (int)(yoe + era * 400) + (*m <= 2);
}

static int read_date(const char **s, apr_int64_t *days)
{
    int y, m, d;

    if ((y = fixed_digits(s, 4)) < 0 || !take(s, '-')) return 0;
    if ((m = fixed_digits(s, 2)) < 1 || m > 12 || !take(s, '-')) return 0;
    if ((d = fixed_digits(s, 2)) < 1 || d > days_of_month(y, m)) return 0;
    *days = days_from_civil(y, m, d);
    return 1;
}

/* Digits beyond microseconds are read and dropped. */
static int read_fraction(const char **s, apr_int64_t *micro)
{
    apr_int64_t scale = 100000;

    *micro = 0;
    if (!take(s, '.')) return 1;
    if (!apr_isdigit(**s)) return 0;
    for (; apr_isdigit(**s); (*s)++, scale /= 10) *micro += scale * (**s - '0');
    return 1;
}

static int read_clock(const char **s, apr_int64_t *seconds)
{
    int h, m, sec;

    if ((h = fixed_digits(s, 2)) < 0 || h > 23 || !take(s, ':')) return 0;
    if ((m = fixed_digits(s, 2)) < 0 || m > 59 || !take(s, ':')) return 0;
    /* 60 is a leap second; like POSIX time it becomes the first second of the next minute. */
    if ((sec = fixed_digits(s, 2)) < 0 || sec > 60) return 0;
    *seconds = h * 3600 + m * 60 + sec;
    return 1;
}

static int read_offset(const char **s, apr_int64_t *seconds)
{
    int minus, h, m;

    *seconds = 0;
    if (take(s, 'Z') || take(s, 'z')) return 1;
    minus = **s == '-';
    if (!take(s, '+') && !take(s, '-')) return 0;
    if ((h = fixed_digits(s, 2)) < 0 || h > 23 || !take(s, ':')) return 0;
    if ((m = fixed_digits(s, 2)) < 0 || m > 59) return 0;
    *seconds = (h * 3600 + m * 60) * (minus ? -1 : 1);
    return 1;
}

int help_rfc3339(apr_time_t *out, const char *s)
{
    apr_int64_t days, clock, micro, offset;

    if (!s || !read_date(&s, &days)) return 0;
    if (!take(&s, 'T') && !take(&s, 't')) return 0;
    if (!read_clock(&s, &clock) || !read_fraction(&s, &micro) || !read_offset(&s, &offset)) return 0;
    if (*s) return 0;
    *out = (days * 86400 + clock - offset) * APR_USEC_PER_SEC + micro;
    return 1;
}

const char *help_rfc3339_text(char buf[32], apr_time_t t)
{
    apr_int64_t sec = t / APR_USEC_PER_SEC, micro = t % APR_USEC_PER_SEC, days, clock;
    int y, m, d, n;

    if (micro < 0) { micro += APR_USEC_PER_SEC; sec--; }
    days = sec / 86400;
    clock = sec % 86400;
    if (clock < 0) { clock += 86400; days--; }
    civil_from_days(days, &y, &m, &d);
    n = apr_snprintf(buf, 32, "%04d-%02d-%02dT%02d:%02d:%02d", y, m, d, (int)(clock / 3600),
                     (int)(clock / 60 % 60), (int)(clock % 60));
    if (micro) n += apr_snprintf(buf + n, (apr_size_t)(32 - n), ".%06d", (int)micro);
    apr_cpystrn(buf + n, "Z", (apr_size_t)(32 - n));
    return buf;
}

/* ------------------------------------------------------------------ units */

typedef struct unit {
    const char *name;
    apr_int64_t factor;
} unit;

/* 0 when there is no such unit. */
static apr_int64_t unit_factor(const unit *units, const char *name)
{
    for (; units->name; units++)
        if (strcmp(units->name, name) == 0) return units->factor;
    return 0;
}

/* Digits and a unit; without one, `bare`. */
static int with_unit(apr_int64_t *out, const char *s, const unit *units, const char *bare)
{
    apr_int64_t factor, v;
    const char *end;
    char number[20];

    if (!s) return 0;
    end = digits_end(s);
    if (end == s || end - s >= (int)sizeof number) return 0;
    apr_cpystrn(number, s, (apr_size_t)(end - s) + 1);
    factor = unit_factor(units, *end ? end : bare);
    if (!factor || !help_int64(&v, number, 0, APR_INT64_MAX / factor)) return 0;
    *out = v * factor;
    return 1;
}

int help_duration(apr_interval_time_t *out, const char *s, const char *bare)
{
    static const unit units[] = {
        { "ms",  1000 },
        { "s",   APR_USEC_PER_SEC },
        { "min", APR_USEC_PER_SEC * 60 },
        { "h",   APR_USEC_PER_SEC * 3600 },
        { "d",   APR_USEC_PER_SEC * 86400 },
        { NULL, 0 }
    };

    return with_unit(out, s, units, bare);
}

int help_bytes(apr_int64_t *out, const char *s)
{
    static const unit units[] = {
        { "", 1 },
        { "k", 1 << 10 }, { "K", 1 << 10 },
        { "m", 1 << 20 }, { "M", 1 << 20 },
        { "g", 1 << 30 }, { "G", 1 << 30 },
        { NULL, 0 }
    };

    return with_unit(out, s, units, "");
}
