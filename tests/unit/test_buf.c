/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/text.h"
#include "tap.h"

int main(void)
{
    apr_pool_t *p;
    help_buf b;
    char big[1000];
    int i;

    apr_initialize();
    apr_pool_create(&p, NULL);

    help_buf_init(&b, p, 10);
    is(b.s, "", "a new buffer is the empty text");
    help_buf_puts(&b, "12345");
    help_buf_printf(&b, "%d", 67890);
    is(b.s, "1234567890", "it takes exactly its maximum");
    ok(!b.full, "and is not over-full then");
    help_buf_puts(&b, "x");
    ok(b.full && b.len == 10, "one byte more is remembered and does not go in");
    is(b.s, "1234567890", "the text stays terminated");

    help_buf_init(&b, p, 10);
    help_buf_puts(&b, "12345678901");
    help_buf_puts(&b, "a");
    is(b.s, "", "after an overflow nothing more goes in, so that no piece is missing inside");

    help_buf_init(&b, p, 10);
    help_buf_printf(&b, "%s", "12345678901");
    ok(b.full && b.s[0] == '\0', "a formatted text that does not fit leaves nothing behind");

    help_buf_init(&b, p, 100000);
    memset(big, 'x', sizeof big);
    for (i = 0; i < 100; i++) help_buf_add(&b, big, sizeof big);
    ok(!b.full && b.len == 100000 && strlen(b.s) == 100000, "it grows up to its maximum");
    help_buf_printf(&b, "%c", 'y');
    ok(b.full, "and not beyond");

    help_buf_init(&b, p, 0);
    help_buf_add(&b, "", 0);
    ok(!b.full, "nothing fits into a buffer of nothing");
    help_buf_puts(&b, "x");
    ok(b.full && !*b.s, "something does not");

    help_buf_init(&b, p, 300);
    memset(big, 'x', 255);
    help_buf_add(&b, big, 255);
    help_buf_printf(&b, "%.10s", "0123456789");
    ok(b.len == 265 && strcmp(b.s + 255, "0123456789") == 0, "a formatted text makes the buffer grow");

    apr_terminate();
    return tap_done();
}
