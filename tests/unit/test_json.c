/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json.h"
#include "lib/limits.h"
#include "tap.h"

static void parsing(apr_pool_t *p)
{
    static const struct { const char *s; size_t len; int good; const char *sentence; } rows[] = {
        { "{\"a\":1}", 7, 1, "an object is read" },
        { "[]", 2, 1, "an array is read" },
        { "\"x\"", 3, 1, "a bare text is read" },
        { " null ", 6, 1, "null with spaces is read" },
        { "", 0, 0, "nothing is no JSON" },
        { "{\"a\":1,\"a\":2}", 13, 0, "a repeated key is refused" },
        { "{\"a\":1}x", 8, 0, "something after the end is refused" },
        { "{\"a\":1,}", 8, 0, "a trailing comma is refused" },
        { "\"\\u0000\"", 8, 0, "an escaped NUL is refused" },
        { "\"a\0b\"", 5, 0, "a raw NUL is refused" },
        { "\"\xC3\"", 3, 0, "malformed UTF-8 is refused" },
        { "\"\\ud800\"", 8, 0, "a lone surrogate is refused" },
        { "99999999999999999999", 20, 0, "a number over 64 bits is refused" },
        { "1e999", 5, 0, "an infinite number is refused" },
        { "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"", 42, 1, "brackets in a text are no depth" },
        { "\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"", 43, 1, "nor after an escaped quote" },
        { "\"open", 5, 0, "an open text is refused" },
        { "\"\\", 2, 0, "an open escape is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *j = NULL;
        help_err *e = help_json_parse(&j, p, rows[i].s, rows[i].len);

        ok(rows[i].good ? !e && j : e && e->status == 400 && !strcmp(e->code, "bad-json"), "%s", rows[i].sentence);
    }
}

static void depth(apr_pool_t *p)
{
    char s[2 * HELP_JSON_DEPTH_MAX + 4];
    json_t *j;
    int n = HELP_JSON_DEPTH_MAX;

    memset(s, '[', (size_t)n);
    memset(s + n, ']', (size_t)n);
    ok(!help_json_parse(&j, p, s, (size_t)n * 2), "the deepest document is read");
    memset(s, '[', (size_t)n + 1);
    memset(s + n + 1, ']', (size_t)n + 1);
    ok(help_json_parse(&j, p, s, (size_t)n * 2 + 2) != NULL, "one level more is refused");
}

static void places(apr_pool_t *p)
{
    json_t *j;
    help_err *e = help_json_parse(&j, p, "{\n  \"a\": tru }", 14);

    ok(e && !strncmp(e->detail, "The body is no JSON: line 2, column 10: ", 40), "the place is named");
}

static void writing(apr_pool_t *p)
{
    json_t *j = help_json_keep(p, json_pack("{s:f,s:s,s:[i,b,n]}", "r", 0.1, "t", "\xC3\xA9", "l", 1, 1));
    apr_size_t n = 0;

    is(help_json_text(p, j, &n), "{\"r\":0.1,\"t\":\"\xC3\xA9\",\"l\":[1,true,null]}", "text is compact, reals are short");
    ok(n == strlen(help_json_text(p, j, NULL)), "the length is told");
    is(help_json_text(p, NULL, NULL), "null", "no value is null");
    is(help_json_text(p, help_json_keep(p, json_integer(5)), NULL), "5", "a bare value is written");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    parsing(p);
    depth(p);
    places(p);
    writing(p);
    apr_terminate();
    return tap_done();
}
