/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 and the escapings. Slugs stand in slug.c, the bounded buffer in buf.c. */
#include "lib/text.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

/* Length of the well-formed sequence at s, 0 when there is none (table 3-7 of the Unicode standard). */
static apr_size_t sequence(const unsigned char *s, apr_size_t left)
{
    unsigned char lo = 0x80, hi = 0xBF;
    apr_size_t n, i;

    if (s[0] < 0x80) return s[0] ? 1 : 0;
    if (s[0] < 0xC2 || s[0] > 0xF4) return 0;
    n = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (left < n) return 0;
    if (s[0] == 0xE0) lo = 0xA0;            /* else overlong */
    if (s[0] == 0xED) hi = 0x9F;            /* else a surrogate */
    if (s[0] == 0xF0) lo = 0x90;            /* else overlong */
    if (s[0] == 0xF4) hi = 0x8F;            /* else beyond U+10FFFF */
    if (s[1] < lo || s[1] > hi) return 0;
    for (i = 2; i < n; i++)
        if (s[i] < 0x80 || s[i] > 0xBF) return 0;
    return n;
}

int help_utf8_ok(const char *s, apr_size_t len)
{
    apr_size_t at = 0, n;

    while (at < len) {
        n = sequence((const unsigned char *)s + at, len - at);
        if (!n) return 0;
        at += n;
    }
    return 1;
}

static int is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

apr_size_t help_utf8_chars(const char *s)
{
    apr_size_t n = 0;

    for (; *s; s++) n += !is_continuation(*s);
    return n;
}

/* The byte where character number `chars` begins, or the end. */
static const char *after_chars(const char *s, apr_size_t chars)
{
    while (*s && chars) {
        s++;
        while (is_continuation(*s)) s++;
        chars--;
    }
    return s;
}

const char *help_utf8_cut(apr_pool_t *p, const char *s, apr_size_t chars)
{
    const char *end, *earliest, *word;

    if (!chars) return "";
    if (!*after_chars(s, chars)) return apr_pstrdup(p, s);
    /* The ellipsis is one of the characters: what was cut to 500 fits a column of 500. */
    end = after_chars(s, chars - 1);
    earliest = after_chars(s, chars - 1 - (chars - 1) / 5);
    for (word = end; word > earliest && !apr_isspace(*word); word--) ;
    if (apr_isspace(*word)) end = word;
    while (end > s && apr_isspace(end[-1])) end--;
    return apr_pstrcat(p, apr_pstrmemdup(p, s, (apr_size_t)(end - s)), "\xE2\x80\xA6", NULL);
}

static const char *html_entity(char c)
{
    switch (c) {
    case '&':  return "&amp;";
    case '<':  return "&lt;";
    case '>':  return "&gt;";
    case '"':  return "&quot;";
    case '\'': return "&#39;";
    default:   return NULL;
    }
}

const char *help_html_escape(apr_pool_t *p, const char *s)
{
    apr_size_t n = 0;
    const char *from, *entity;
    char *out, *to;

    for (from = s; *from; from++) n += (entity = html_entity(*from)) ? strlen(entity) : 1;
    out = to = apr_palloc(p, n + 1);
    for (from = s; *from; from++) {
        if ((entity = html_entity(*from))) {
            memcpy(to, entity, strlen(entity));
            to += strlen(entity);
        }
        else *to++ = *from;
    }
    *to = '\0';
    return out;
}

void help_buf_html(help_buf *b, const char *s)
{
    const char *entity;
    apr_size_t plain;

    while (*s) {
        plain = strcspn(s, "&<>\"'");
        help_buf_add(b, s, plain);
        s += plain;
        if (*s && (entity = html_entity(*s++))) help_buf_puts(b, entity);
    }
}

const char *help_url_escape(apr_pool_t *p, const char *s, int keep_slash)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = apr_palloc(p, strlen(s) * 3 + 1), *to = out;

    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (apr_isalnum(c) || strchr("-._~", c) || (c == '/' && keep_slash)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    *to = '\0';
    return out;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

const char *help_url_unescape(apr_pool_t *p, const char *s, apr_size_t len, int plus)
{
    char *out = apr_palloc(p, len + 1), *to = out;
    apr_size_t i;

    for (i = 0; i < len; i++) {
        if (s[i] == '%') {
            int hi = i + 2 < len ? hex_value(s[i + 1]) : -1;
            int lo = i + 2 < len ? hex_value(s[i + 2]) : -1;

            if (hi < 0 || lo < 0) return NULL;
            *to++ = (char)(hi << 4 | lo);
            i += 2;
        }
        else *to++ = plus && s[i] == '+' ? ' ' : s[i];
    }
    *to = '\0';
    return help_utf8_ok(out, (apr_size_t)(to - out)) ? out : NULL;
}

const char *help_hex(apr_pool_t *p, const void *bytes, apr_size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *out = apr_palloc(p, n * 2 + 1);
    apr_size_t i;

    for (i = 0; i < n; i++) {
        out[i * 2] = hex[b[i] >> 4];
        out[i * 2 + 1] = hex[b[i] & 15];
    }
    out[n * 2] = '\0';
    return out;
}

/* ------------------------------------------------------------------ PostgreSQL text[] */

const char *help_pg_text_array(apr_pool_t *p, const apr_array_header_t *strings)
{
    apr_size_t n = 3;
    char *out, *to;
    const char *s;
    int i;

    for (i = 0; i < strings->nelts; i++) n += strlen(APR_ARRAY_IDX(strings, i, const char *)) * 2 + 3;
    out = to = apr_palloc(p, n);
    *to++ = '{';
    for (i = 0; i < strings->nelts; i++) {
        if (i) *to++ = ',';
        *to++ = '"';
        for (s = APR_ARRAY_IDX(strings, i, const char *); *s; s++) {
            if (*s == '"' || *s == '\\') *to++ = '\\';
            *to++ = *s;
        }
        *to++ = '"';
    }
    *to++ = '}';
    *to = '\0';
    return out;
}

/* One element at *s up to its comma or brace, unescaped into the pool. *quoted tells "NULL" from NULL. */
static const char *array_element(apr_pool_t *p, const char **s, int *quoted)
{
    char *out = apr_palloc(p, strlen(*s) + 1), *to = out;
    int inside = 0;

    *quoted = 0;
    for (; **s && (inside || (**s != ',' && **s != '}')); (*s)++) {
        if (**s == '"') { inside = !inside; *quoted = 1; continue; }
        if (**s == '\\' && (*s)[1]) (*s)++;
        *to++ = **s;
    }
    *to = '\0';
    return out;
}

apr_array_header_t *help_pg_text_array_read(apr_pool_t *p, const char *literal)
{
    apr_array_header_t *out = apr_array_make(p, 4, sizeof(const char *));
    const char *s = literal, *element;
    int quoted;

    if (!s || *s++ != '{') return out;
    while (*s && *s != '}') {
        element = array_element(p, &s, &quoted);
        if (quoted || strcmp(element, "NULL")) APR_ARRAY_PUSH(out, const char *) = element;
        if (*s == ',') s++;
    }
    return out;
}
