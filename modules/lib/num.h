/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and other small words are read whole or refused: "12abc" is an error, never 12. */
#ifndef HELP_LIB_NUM_H
#define HELP_LIB_NUM_H

#include <apr_time.h>

/* All return 1 and set *out, or return 0 and leave *out alone. */
int help_int64(apr_int64_t *out, const char *s, apr_int64_t min, apr_int64_t max);
int help_double(double *out, const char *s, double min, double max);
int help_bool(int *out, const char *s);                    /* on/off true/false yes/no 1/0 */
int help_uuid(char out[37], const char *s);                /* RFC 9562 text form, made lower case */
int help_rfc3339(apr_time_t *out, const char *s);          /* RFC 3339 section 5.6, any offset */

/* "15", "15s", "250ms", "5min", "2h", "1d"; a bare number is in `unit` (one of those). */
int help_duration(apr_interval_time_t *out, const char *s, const char *unit);
/* "65536", "64k", "8M", "1G" (powers of 1024). */
int help_bytes(apr_int64_t *out, const char *s);

/* "2026-11-20T21:07:02Z" or with ".123456" when there are microseconds; buf of 32 bytes. */
const char *help_rfc3339_text(char buf[32], apr_time_t t);

#endif
