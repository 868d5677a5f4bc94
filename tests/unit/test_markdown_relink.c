/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "lib/markdown.h"
#include "tap.h"

/* x.md leads to /x, y.png to /img/y.png; a few more show what must be escaped. */
static const char *rewrite(void *baton, const char *url, int image)
{
    static const char *const map[][2] = {
        { "x.md", "/x" }, { "a b.md", "/a" }, { "odd.md", "/o(d d)" }, { "amp.md", "/?a=1&b=2" }, { "p(1).md", "/p" },
        { "a&b.md", "/ab" }, { "y.md", "x.md" },
    };
    size_t i;

    if (image) return strcmp(url, "x.md") ? apr_pstrcat(baton, "/img/", url, NULL) : "/picture";
    for (i = 0; i < sizeof map / sizeof *map; i++)
        if (strcmp(url, map[i][0]) == 0) return map[i][1];
    return strcmp(url, "gone") ? url : NULL;
}

/* Three code spans among two thousand links: the search for them must not try each place. */
static void many(apr_pool_t *p, const help_markdown_options *o)
{
    const char *text = "", *want = "", *out = NULL;
    int i;

    for (i = 0; i < 2000; i++) {
        int code = i == 7 || i == 1000 || i == 1999;

        text = apr_pstrcat(p, text, code ? "`[a](x.md)`\n\n" : "[a](x.md)\n\n", NULL);
        want = apr_pstrcat(p, want, code ? "`[a](x.md)`\n\n" : "[a](/x)\n\n", NULL);
    }
    ok(!help_markdown_relink(&out, p, text, o) && !strcmp(out, want), "three places of two thousand are told apart");
}

int main(void)
{
    static const struct { const char *text, *want, *sentence; } rows[] = {
        { "no links", "no links", "a text without links stays" },
        { "[a](x.md)", "[a](/x)", "a destination is rewritten" },
        { "[a]( x.md  \"t\" ) and [b](<x.md>)", "[a]( /x  \"t\" ) and [b](/x)", "spaces, titles and angles do no harm" },
        { "![a](y.png)", "![a](/img/y.png)", "an image by its own rule" },
        { "[a](x.md) ![b](x.md)", "[a](/x) ![b](/picture)", "also where a link has the same destination" },
        { "[![b](x.md)](x.md)", "[![b](/picture)](/x)", "and one in the other" },
        { "[a][r]\n\n[r]: x.md 't'", "[a][r]\n\n[r]: /x 't'", "a reference where it is defined" },
        { "[a](<a b.md>)", "[a](/a)", "a destination with a space" },
        { "[a](p\\(1\\).md) [b](p(1).md)", "[a](/p) [b](/p)", "with parentheses" },
        { "[a](a&amp;b.md)", "[a](/ab)", "with an entity" },
        { "[a](odd.md)", "[a](/o\\(d%20d\\))", "a new one is escaped" },
        { "[a](amp.md)", "[a](/?a=1&amp;b=2)", "so that it reads as meant" },
        { "`[a](x.md)`", "`[a](x.md)`", "code is not touched" },
        { "`[a](x.md)` and [a](x.md)", "`[a](x.md)` and [a](/x)", "not even beside the real one" },
        { "```\n[a](x.md)\n```\n\n[a](x.md)\n\n    [a](x.md)\n", "```\n[a](x.md)\n```\n\n[a](/x)\n\n    [a](x.md)\n", "nor in blocks" },
        { "<!-- [a](x.md) -->\n\n[a](x.md)", "<!-- [a](x.md) -->\n\n[a](/x)", "nor in raw HTML" },
        { "\\[a](x.md) [a](x.md)", "\\[a](x.md) [a](/x)", "nor in a text that only looks like a link" },
        { "[a](gone) [b](other)", "[a](gone) [b](other)", "what is to be dropped or kept stays" },
        { "[a](x.md#part)", "[a](x.md#part)", "what rewrite leaves alone stays" },
        { "[a](y.md) [b](x.md)", "[a](x.md) [b](/x)", "a new one that is also an old one is not rewritten twice" },
        { "[a](\nx.md)", "[a](\n/x)", "a line's end within the link stays" },
        { "x\r\n[a](x.md)\r\n", "x\r\n[a](/x)\r\n", "line ends stay as they are" },
    };
    help_markdown_options o = { .rewrite = rewrite };
    const char *out = NULL;
    apr_pool_t *p;
    size_t i;

    apr_initialize();
    apr_pool_create(&p, NULL);
    help_markdown_init();
    o.baton = p;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        out = NULL;
        help_markdown_relink(&out, p, rows[i].text, &o);
        is(out, rows[i].want, rows[i].sentence);
    }
    many(p, &o);
    ok(!help_markdown_relink(&out, p, "[a](x.md)", NULL) && !strcmp(out, "[a](x.md)"), "without a rule all stays");
    ok(help_markdown_relink(&out, p, "\xFF", &o) != NULL, "what is no UTF-8 is refused");
    apr_terminate();
    return tap_done();
}
