/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded buffer of text.h. Once it is full nothing more goes in, so that what is there is a clean
 * beginning and one check at the end is enough. */
#include "lib/text.h"

#include <stdio.h>
#include <string.h>

void help_buf_init(help_buf *b, apr_pool_t *p, apr_size_t max)
{
    b->p = p;
    b->len = 0;
    b->max = max;
    b->full = 0;
    b->size = max < 255 ? max + 1 : 256;
    b->s = apr_palloc(p, b->size);
    b->s[0] = '\0';
}

/* Room for n more bytes and the NUL; 0 when the maximum forbids it. */
static int room(help_buf *b, apr_size_t n)
{
    apr_size_t size = b->size;
    char *s;

    if (b->full || n > b->max - b->len) { b->full = 1; return 0; }
    if (n < size - b->len) return 1;
    while (size <= b->len + n) size = size > b->max / 2 ? b->max + 1 : size * 2;
    s = apr_palloc(b->p, size);
    memcpy(s, b->s, b->len + 1);
    b->s = s;
    b->size = size;
    return 1;
}

void help_buf_add(help_buf *b, const char *s, apr_size_t n)
{
    if (!n || !room(b, n)) return;
    memcpy(b->s + b->len, s, n);
    b->len += n;
    b->s[b->len] = '\0';
}

void help_buf_puts(help_buf *b, const char *s)
{
    help_buf_add(b, s, strlen(s));
}

void help_buf_printf(help_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(b->s + b->len, b->size - b->len, fmt, ap);
    if (n < 0) b->full = 1;
    else if (!room(b, (apr_size_t)n)) b->s[b->len] = '\0';
    else {
        vsnprintf(b->s + b->len, b->size - b->len, fmt, again);
        b->len += (apr_size_t)n;
    }
    va_end(again);
    va_end(ap);
}
