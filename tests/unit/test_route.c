/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "lib/route.h"
#include "tap.h"

static void fitting(apr_pool_t *p)
{
    static const struct { const char *pattern, *path; int fits; const char *value, *sentence; } rows[] = {
        { "/articles/", "/articles/", 1, NULL, "a literal fits itself" },
        { "/articles/", "/articles", 1, NULL, "a missing final slash does not matter" },
        { "/articles", "/articles/", 1, NULL, "nor an additional one" },
        { "/articles/", "/articles//", 0, NULL, "but two do" },
        { "/articles/", "/Articles/", 0, NULL, "case matters" },
        { "/articles/", "/article/", 0, NULL, "a shorter word does not fit" },
        { "/articles/", "/articles/x", 0, NULL, "a longer path does not fit" },
        { "/articles/", "/%61rticles/", 1, NULL, "an encoded literal fits" },
        { "/articles/", "/art%ZZcles/", 0, NULL, "a broken escape fits nothing" },
        { "/a/{id}/", "/a/x", 1, "x", "a parameter takes a segment" },
        { "/a/{id}/", "/a/%C3%A9%20", 1, "\xC3\xA9 ", "decoded" },
        { "/a/{id}/", "/a/", 0, NULL, "an empty segment does not do" },
        { "/a/{id}/", "/a//", 0, NULL, "nor one between slashes" },
        { "/a/{id}/b/", "/a//b/", 0, NULL, "nor in the middle" },
        { "/a/{id}/", "/a/x%2Fy", 0, NULL, "an encoded slash fits nothing" },
        { "/a/{id}/", "/a/%00", 0, NULL, "an encoded NUL fits nothing" },
        { "/a/{id}/", "/a/%FF", 0, NULL, "malformed UTF-8 fits nothing" },
        { "/a/{id}/", "/a/..", 0, NULL, "two dots fit nothing" },
        { "/a/{id}/", "/a/%2e%2E", 0, NULL, "however written" },
        { "/a/{id}/", "/a/.", 0, NULL, "one dot fits nothing" },
        { "/a/{id}/", "/a/...", 1, "...", "three dots are a name" },
        { "/a/{id}/", "/a/x+y", 1, "x+y", "a plus is a plus" },
        { "/a/{id:int}/", "/a/123456789012345678", 1, "123456789012345678", "an int takes 18 digits" },
        { "/a/{id:int}/", "/a/1234567890123456789", 0, NULL, "but not 19" },
        { "/a/{id:int}/", "/a/12x", 0, NULL, "nor letters" },
        { "/a/{id:int}/", "/a/-1", 0, NULL, "nor a sign" },
        { "/a/{id:int}/", "/a/%31", 0, NULL, "nor an escape" },
        { "/s/{path:rest}", "/s/a/b%20c/d.js", 1, "a/b c/d.js", "rest takes all that follows" },
        { "/s/{path:rest}", "/s/a/", 1, "a", "but for a final slash" },
        { "/s/{path:rest}", "/s/", 0, NULL, "rest is not nothing" },
        { "/s/{path:rest}", "/s/a/../b", 0, NULL, "dots inside it fit nothing" },
        { "/s/{path:rest}", "/s/a//b", 0, NULL, "nor empty segments" },
        { "/s/{path:rest}", "/s/a/b%2Fc", 0, NULL, "nor an encoded slash" },
        { "/", "/", 1, NULL, "the root fits the root" },
        { "/", "", 0, NULL, "nothing fits nothing" },
        { "/a", "a", 0, NULL, "a path begins with a slash" },
        { "/a/{v}/b/{w}/", "/a/1/b/2/", 1, "1", "two parameters fit" },
    };
    help_route_match m;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        int fits = help_route_fits(&m, p, rows[i].pattern, rows[i].path);

        ok(fits == rows[i].fits, "%s", rows[i].sentence);
        if (fits && rows[i].value) is(m.n ? m.value[0] : NULL, rows[i].value, "... with its value");
    }
    ok(help_route_fits(&m, p, "/a/{v:int}/b/{w}/", "/a/1/b/two/"), "named parameters fit");
    is(help_route_value(&m, "v"), "1", "a value is found by its name, without the kind");
    is(help_route_value(&m, "w"), "two", "the second too");
    is(help_route_value(&m, "x"), NULL, "an unknown name has none");
    ok(!help_route_fits(&m, p, "/{a}/{b}/{c}/{d}/{e}", "/1/2/3/4/5"), "a fifth parameter is too much");
}

static int by_order(const void *a, const void *b)
{
    return help_route_order(*(const char *const *)a, *(const char *const *)b);
}

static void ordering(void)
{
    static const char *const want[] = {
        "/", "/a/", "/a/bookmarks/", "/a/search", "/a/{id:int}/", "/a/{id:int}/vote", "/a/{slug}/", "/a/{path:rest}",
        "/{x}/a/",
    };
    const char *got[9];
    int i, same = 1;

    for (i = 0; i < 9; i++) got[i] = want[(i * 4 + 5) % 9];
    qsort(got, 9, sizeof *got, by_order);
    for (i = 0; i < 9; i++) same &= got[i] == want[i];
    ok(same, "literals come before ints, ints before others, rest last");
    ok(help_route_order("/a/{x}/", "/a/{y}") == 0, "names and the final slash do not order");
    ok(help_route_order("/a", "/ab") < 0 && help_route_order("/ab", "/a") > 0, "a shorter literal comes first");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    fitting(p);
    ordering();
    apr_terminate();
    return tap_done();
}
