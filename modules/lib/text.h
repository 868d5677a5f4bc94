/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 text: validity, length in characters, escaping, slugs. */
#ifndef HELP_LIB_TEXT_H
#define HELP_LIB_TEXT_H

#include <apr_pools.h>
#include <apr_tables.h>

/* 1 when the bytes are well-formed UTF-8 (RFC 3629: no surrogate, no overlong form) without NUL. */
int help_utf8_ok(const char *s, apr_size_t len);
/* Code points of well-formed UTF-8. */
apr_size_t help_utf8_chars(const char *s);
/* s, or its beginning and "…", at most `chars` code points together, cut at a word where one ends in the last fifth. */
const char *help_utf8_cut(apr_pool_t *p, const char *s, apr_size_t chars);

/* For element content and double-quoted attributes: & < > " ' */
const char *help_html_escape(apr_pool_t *p, const char *s);
/* RFC 3986: everything but unreserved characters becomes %XX; '/' stays when keep_slash. */
const char *help_url_escape(apr_pool_t *p, const char *s, int keep_slash);
/* Undoes %XX ('+' too when plus); NULL for a bad escape, a NUL or malformed UTF-8. */
const char *help_url_unescape(apr_pool_t *p, const char *s, apr_size_t len, int plus);

/* Transliterates with ICU "Any-Latin; Latin-ASCII; Lower" and keeps [a-z0-9-], at most
 * HELP_SLUG_MAX_CHARS. Never empty ("article" when nothing is left), never all digits and never a
 * reserved word (see help_slug_problem): such a slug gets "-1" appended. Thread-safe: the
 * transliterator is opened for each call (17 ms the first time in a process, 0.1 ms later). */
const char *help_slug(apr_pool_t *p, const char *title);
/* NULL, or why s cannot be the slug of an article: "must be lower-case letters, digits and single
 * hyphens", "must not be all digits", "is reserved". */
const char *help_slug_problem(const char *s);

/* A PostgreSQL text[] literal, {"a","b"}; of const char *. */
const char *help_pg_text_array(apr_pool_t *p, const apr_array_header_t *strings);
/* And back (one dimension, no NULLs: those are passed over). */
apr_array_header_t *help_pg_text_array_read(apr_pool_t *p, const char *literal);

/* Lower-case hex of n bytes. */
const char *help_hex(apr_pool_t *p, const void *bytes, apr_size_t n);

/* A buffer that is born with its maximum: overflow is remembered in `full`, checked once at the end.
 * Doubles inside its pool; s is always NUL-terminated. */
typedef struct help_buf {
    apr_pool_t *p;
    char *s;
    apr_size_t len, size, max;
    int full;
} help_buf;
void help_buf_init(help_buf *b, apr_pool_t *p, apr_size_t max);
void help_buf_add(help_buf *b, const char *s, apr_size_t n);
void help_buf_puts(help_buf *b, const char *s);
void help_buf_html(help_buf *b, const char *s);     /* escaped as help_html_escape */
void help_buf_printf(help_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
