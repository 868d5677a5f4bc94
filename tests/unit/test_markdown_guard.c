/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "lib/markdown_int.h"
#include "tap.h"

static apr_pool_t *p;

static const char *times(int n, const char *s)
{
    apr_size_t len = strlen(s);
    char *out = apr_palloc(p, len * (apr_size_t)n + 1);
    int i;

    for (i = 0; i < n; i++) memcpy(out + len * (apr_size_t)i, s, len);
    out[len * (apr_size_t)n] = '\0';
    return out;
}

static const char *join(const char *a, const char *b, const char *c)
{
    return apr_pstrcat(p, a, b, c, NULL);
}

int main(void)
{
    apr_pool_t *pool;
    size_t i;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    p = pool;
    {
        const struct { const char *text; int fine, autolinks; const char *sentence; } rows[] = {
            { "", 1, 1, "nothing is fine" },
            { "> a\n> > b\n\n1. c\n   - d\n     - e\n", 1, 1, "quotes and lists that people write are fine" },
            { times(80, "-"), 1, 1, "a line of hyphens is fine" },
            { times(40, "* "), 1, 1, "a line of stars is fine" },
            { join("```\n", times(300, " "), "x\n```"), 1, 1, "far indented code is fine" },
            { times(101, ">"), 0, 1, "a hundred and one quotes are refused" },
            { times(70, "- "), 0, 1, "seventy lists in one line are refused" },
            { join(times(250, " "), "- a", ""), 0, 1, "so is a list that far in" },
            { join("|a|b|c|\n|-|-|-|\n", times(2000, "|1|2|3|\n"), ""), 1, 1, "a table of two thousand rows is fine" },
            { join("a|b\n-|-\n", times(50000, "a\n"), ""), 0, 1, "one of a hundred thousand cells is refused" },
            { join(join(times(400, "a|"), "\n", times(400, "-|")), "\n", times(300, "a\n")), 0, 1,
              "so is one whose rows are filled up to as many" },
            { join("a|b\n-|-\n1|2\n\n", times(50000, "text goes on\n"), ""), 1, 1, "an empty line ends a table" },
            { join("[a]: /url 'title'\n\n", times(5000, "[a] "), ""), 1, 1, "a reference may be used often" },
            { join(join("[a]: ", times(2000, "x"), "\n\n"), times(40000, "[a] "), ""), 0, 1, "a long one not that often" },
            { join(join("[a]: x '", times(2000, "x "), "'\n\n"), times(40000, "[a] "), ""), 0, 1, "nor one with a long title" },
            { join("mail a@b.example or see https://c.example\n", times(2000, "x "), ""), 1, 1, "addresses are fine" },
            { join("https://a.example/", times(1200, "x"), ""), 1, 0, "an endless address switches autolinks off" },
            { times(1000, "a@b.c "), 1, 1, "a list of mail addresses is fine" },
            { times(20000, "a@b.c "), 1, 0, "one of twenty thousand in a paragraph switches autolinks off" },
            { times(20000, "a@b.c\n\n"), 1, 1, "in paragraphs of their own they are fine" },
        };

        for (i = 0; i < sizeof rows / sizeof *rows; i++) {
            int autolinks = 9;
            const char *problem = help_markdown_problem(rows[i].text, strlen(rows[i].text), &autolinks);

            ok((problem == NULL) == rows[i].fine && autolinks == rows[i].autolinks, "%s", rows[i].sentence);
        }
    }
    apr_terminate();
    return tap_done();
}
