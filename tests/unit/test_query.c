/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/limits.h"
#include "lib/query.h"
#include "tap.h"

static void parsing(apr_pool_t *p)
{
    static const struct { const char *args, *a, *sentence; int good; } rows[] = {
        { "a=1&b=2", "1", "a parameter is read", 1 },
        { "a=x%20y+z", "x y z", "escapes and plus are decoded", 1 },
        { "a=1&a=2", "2", "the last of a repeated name wins", 1 },
        { "%61=1", "1", "a name is decoded too", 1 },
        { "a", "", "a name alone is empty", 1 },
        { "a=b=c", "b=c", "the first = divides", 1 },
        { "&&b=1&", NULL, "empty pieces are passed over", 1 },
        { "=x", NULL, "an empty name is passed over", 1 },
        { "", NULL, "an empty query has no parameters", 1 },
        { NULL, NULL, "a missing query has no parameters", 1 },
        { "a=%", NULL, "a broken escape is refused", 0 },
        { "a=%00", NULL, "a NUL is refused", 0 },
        { "%ff=1", NULL, "a malformed name is refused", 0 },
    };
    char many[4 * HELP_QUERY_PARAMS_MAX + 8] = "";
    apr_table_t *t;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_err *e = help_query_parse(&t, p, rows[i].args);

        ok(rows[i].good ? !e : e && e->status == 400, "%s", rows[i].sentence);
        if (!e) is(apr_table_get(t, "a"), rows[i].a, "... with its value");
    }
    for (i = 0; i < HELP_QUERY_PARAMS_MAX; i++) memcpy(many + 4 * i, "a=1&", 5);
    ok(!help_query_parse(&t, p, many), "as many parameters as allowed are read");
    memcpy(many + 4 * i, "b=1", 4);
    ok(help_query_parse(&t, p, many) != NULL, "one more is refused");
}

static void etags(void)
{
    static const struct { const char *list, *tag; int weak, in; const char *sentence; } rows[] = {
        { "\"a\"", "\"a\"", 0, 1, "the same tag is in" },
        { "\"a\", \"b\"", "\"b\"", 0, 1, "a later one is in" },
        { "\"a\",,\"b\"", "\"b\"", 0, 1, "an empty element does no harm" },
        { "\"a\"", "\"b\"", 0, 0, "another tag is not in" },
        { "*", "\"b\"", 0, 1, "the star holds all" },
        { " * ", "\"b\"", 0, 1, "spaces around the star do no harm" },
        { "*, \"a\"", "\"a\"", 0, 0, "a star among others is malformed" },
        { "W/\"a\"", "\"a\"", 1, 1, "weakly a weak tag is the same" },
        { "W/\"a\"", "\"a\"", 0, 0, "strongly it is not" },
        { "\"a\"", "W/\"a\"", 0, 0, "a weak tag of ours never matches strongly" },
        { "W/\"a\"", "W/\"a\"", 0, 0, "not even itself" },
        { "W/\"a\"", "W/\"a\"", 1, 1, "but weakly it does" },
        { "\"a,b\"", "\"a,b\"", 0, 1, "a comma in a tag is the tag's" },
        { "a", "\"a\"", 0, 0, "a bare word is malformed" },
        { "\"a\", \"b", "\"a\"", 0, 0, "a cut list matches nothing, though the tag came first" },
        { "\"a\" \"b\"", "\"a\"", 0, 0, "a missing comma is malformed" },
        { "\"a b\"", "\"a b\"", 0, 0, "a space in a tag is malformed" },
        { "w/\"a\"", "\"a\"", 1, 0, "the W is a capital" },
        { "", "\"a\"", 0, 0, "nothing holds nothing" },
        { NULL, "\"a\"", 0, 0, "a missing header holds nothing" },
        { "*", NULL, 0, 0, "what does not exist is not in the star" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        ok(help_etag_in(rows[i].list, rows[i].tag, rows[i].weak) == rows[i].in, "%s", rows[i].sentence);
}

static void origins(void)
{
    static const struct { const char *site, *origin, *scheme, *host; int same; const char *sentence; } rows[] = {
        { "same-origin", NULL, "https", "a.example", 1, "same-origin is proof" },
        { "none", NULL, "https", "a.example", 1, "the user's own act is proof" },
        { "cross-site", "https://a.example", "https", "a.example", 0, "cross-site is none, whatever Origin says" },
        { "same-site", NULL, "https", "a.example", 0, "a sister host is none" },
        { NULL, "https://a.example", "https", "a.example", 1, "an equal Origin is proof" },
        { NULL, "HTTPS://A.Example", "https", "a.example", 1, "case does not matter" },
        { NULL, "https://a.example", "https", "a.example:443", 1, "the scheme's own port is none" },
        { NULL, "https://a.example:443", "https", "a.example", 1, "on either side" },
        { NULL, "http://a.example", "http", "a.example:80", 1, "for http too" },
        { NULL, "http://a.example:8080", "http", "a.example:8080", 1, "another port is part of the host" },
        { NULL, "http://a.example:8080", "http", "a.example", 0, "and makes another origin" },
        { NULL, "http://a.example", "https", "a.example", 0, "another scheme is another origin" },
        { NULL, "https://b.example", "https", "a.example", 0, "another host is another origin" },
        { NULL, "https://a.example.evil", "https", "a.example", 0, "a longer host is another origin" },
        { NULL, "https://a.exampl", "https", "a.example", 0, "a shorter one too" },
        { NULL, "null", "https", "a.example", 0, "null is no proof" },
        { NULL, NULL, "https", "a.example", 0, "silence is no proof" },
        { NULL, "https://", "https", "", 0, "an empty host is no proof" },
        { NULL, "https://a.example", "https", NULL, 0, "a missing host is no proof" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        ok(help_same_origin(rows[i].site, rows[i].origin, rows[i].scheme, rows[i].host) == rows[i].same, "%s",
           rows[i].sentence);
}

static void ids(void)
{
    char s[HELP_REQUEST_ID_MAX + 2];

    ok(help_request_id_ok("Ab0._-"), "letters, digits, dot, underscore and hyphen are fine");
    ok(!help_request_id_ok(""), "an empty id is refused");
    ok(!help_request_id_ok(NULL), "a missing id is refused");
    ok(!help_request_id_ok("a b"), "a space is refused");
    ok(!help_request_id_ok("a\xC3\xA9"), "a byte over 127 is refused");
    memset(s, 'a', sizeof s - 1);
    s[sizeof s - 1] = '\0';
    ok(!help_request_id_ok(s), "one character too many is refused");
    ok(help_request_id_ok(s + 1), "the longest id is fine");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    parsing(p);
    etags();
    origins();
    ids();
    apr_terminate();
    return tap_done();
}
