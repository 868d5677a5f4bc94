/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <apr_time.h>

#include "lib/json.h"
#include "lib/limits.h"
#include "lib/markdown.h"
#include "tap.h"

static apr_pool_t *p;

static help_markdown made(const char *text, const help_markdown_options *o)
{
    help_markdown m = { 0 };

    if (help_markdown_render(&m, p, text, o)) m.html = NULL;
    return m;
}

static void html(void)
{
    static const struct { const char *text, *want, *sentence; } rows[] = {
        { "", "", "nothing is nothing" },
        { "a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n", "text is set" },
        { "~~old~~", "<p><del>old</del></p>\n", "strikethrough" },
        { "| a | b |\n|---|:-:|\n| 1 | 2 |", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n"
          "</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td align=\"center\">2</td>\n</tr>\n</tbody>\n</table>\n", "tables" },
        { "see www.example.org", "<p>see <a href=\"http://www.example.org\">www.example.org</a></p>\n", "autolinks" },
        { "# Top", "<h1 id=\"top\">Top</h1>\n", "a heading has an id" },
        { "## A & B <x>", "<h2 id=\"a--b-\">A &amp; B <!-- raw HTML omitted --></h2>\n", "signs are left out of it, raw HTML of both" },
        { "## A\n## A\n## A-1\n## A", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-1\">A</h2>\n<h2 id=\"a-1-1\">A-1</h2>\n"
          "<h2 id=\"a-2\">A</h2>\n", "ids are unique" },
        { "> # In a quote", "<blockquote>\n<h1 id=\"in-a-quote\">In a quote</h1>\n</blockquote>\n", "in a quote, too" },
        { "Two\nlines\n---", "<h2 id=\"two-lines\">Two\nlines</h2>\n", "over two lines, too" },
        { "## !!!", "<h2 id=\"section\">!!!</h2>\n", "a heading of signs is a section" },
        { "## ![logo](x.png) Name", "<h2 id=\"-name\"><img src=\"x.png\" alt=\"logo\" /> Name</h2>\n", "an image in it is no text" },
        { "<script>alert(1)</script>", "<!-- raw HTML omitted -->\n", "raw HTML is left out" },
        { "a <b onclick=x>c</b>", "<p>a <!-- raw HTML omitted -->c<!-- raw HTML omitted --></p>\n", "inline too" },
        { "[x](javascript:alert(1))", "<p><a href=\"\">x</a></p>\n", "a script address is emptied" },
        { "![x](javascript:alert(1))", "<p><img src=\"\" alt=\"x\" /></p>\n", "in an image too" },
        { "[x](JaVaScRiPt:alert(1))", "<p><a href=\"\">x</a></p>\n", "in any case" },
        { "[x](&#106;avascript:alert(1))", "<p><a href=\"\">x</a></p>\n", "however written" },
        { "<javascript:alert(1)>", "<p><a href=\"\">javascript:alert(1)</a></p>\n", "between angles" },
        { "[x](data:text/html,hi)", "<p><a href=\"\">x</a></p>\n", "data too" },
        { "[x](vbscript:x) [y](file:///etc/passwd)", "<p><a href=\"\">x</a> <a href=\"\">y</a></p>\n", "and the others" },
        { "```\"><script>\nx\n```", "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">x\n</code></pre>\n", "a language is escaped" },
        { "[x](y \"a\\\"><b\")", "<p><a href=\"y\" title=\"a&quot;&gt;&lt;b\">x</a></p>\n", "a title is escaped" },
        { "&lt;script&gt; &amp;", "<p>&lt;script&gt; &amp;</p>\n", "entities stay what they say" },
        { "a\r\nb", "<p>a\nb</p>\n", "any line end will do" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) is(made(rows[i].text, NULL).html, rows[i].want, rows[i].sentence);
    ok(strstr(made("- [x] done\n- [ ] open", NULL).html, "type=\"checkbox\"") != NULL, "tasks have boxes");
}

static void parts(void)
{
    help_markdown m = made("intro *here*\nand there\n\n# Title `x`\n\n## One\n\n### Two\n\n##### Five\n\n> quoted", NULL);

    is(m.title, "Title x", "the title is the first h1's text");
    is(m.summary, "intro here and there", "the summary is the first paragraph's");
    is(help_json_text(p, m.toc, NULL), "[{\"level\":2,\"id\":\"one\",\"text\":\"One\"},{\"level\":3,\"id\":\"two\",\"text\":\"Two\"}]",
       "the table of contents has h2 to h4");
    m = made("> not mine\n\n- nor this\n\n![pic](x)\n\nthis", NULL);
    is(m.summary, "this", "a quote, a list and a picture are no summary");
    ok(!m.title && json_array_size(m.toc) == 0, "without headings there is no title and no contents");
    is(made("# Only", NULL).summary, "", "without a paragraph there is no summary");
    m = made("[a](b.md) ![c](d.png) <https://e.example> [f]\n\n[f]: g.md 'h'", NULL);
    ok(m.links->nelts == 3 && m.images->nelts == 1, "links and images are listed apart");
    is(APR_ARRAY_IDX(m.links, 2, const char *), "g.md", "a reference by its destination");
    is(APR_ARRAY_IDX(m.images, 0, const char *), "d.png", "an image by its own");
}

static const char *rewrite(void *baton, const char *url, int image)
{
    if (strcmp(url, "drop") == 0) return NULL;
    if (strcmp(url, "evil") == 0) return "javascript:alert(1)";
    if (strcmp(url, "keep") == 0) return url;
    return apr_pstrcat(baton, image ? "/i/" : "/l/", url, NULL);
}

static void changes(void)
{
    help_markdown_options o = { .rewrite = rewrite, .baton = p };
    help_markdown_options skip = { .skip_first_h1 = 1 };

    is(made("[a](b) ![c](d) [e](keep)", &o).html,
       "<p><a href=\"/l/b\">a</a> <img src=\"/i/d\" alt=\"c\" /> <a href=\"keep\">e</a></p>\n", "destinations are rewritten");
    is(made("x [a *b*](drop) ![c](drop) y", &o).html, "<p>x a <em>b</em> c y</p>\n", "a dropped link leaves its text");
    is(made("[a](evil)", &o).html, "<p><a href=\"\">a</a></p>\n", "rewriting does not get round the emptying");
    is(made("## [a](b)", &o).html, "<h2 id=\"a\"><a href=\"/l/b\">a</a></h2>\n", "in headings too");
    is(APR_ARRAY_IDX(made("[a](b)", &o).links, 0, const char *), "b", "the list has them as written");
    is(made("# T\n\ntext\n\n# U", &skip).html, "<p>text</p>\n<h1 id=\"u\">U</h1>\n", "the first h1 can be left out");
    is(made("# T\n\ntext", &skip).title, "T", "and is the title all the same");
    is(made("# A\n\n# A", &skip).html, "<h1 id=\"a\">A</h1>\n", "and takes no id");
    is(made("> # T", &skip).html, "<blockquote>\n<h1 id=\"t\">T</h1>\n</blockquote>\n", "a quoted one is not the title");
}

static void refusals(void)
{
    help_markdown m;
    help_err *e = help_markdown_render(&m, p, "\xFF", NULL);
    char *big = apr_palloc(p, HELP_CONTENT_MAX_BYTES + 2);

    ok(e && e->status == 400, "what is no UTF-8 is refused");
    memset(big, 'a', HELP_CONTENT_MAX_BYTES + 1);
    big[HELP_CONTENT_MAX_BYTES + 1] = '\0';
    ok(help_markdown_render(&m, p, big, NULL) != NULL, "so is a text over its limit");
    big[HELP_CONTENT_MAX_BYTES] = '\0';
    ok(!help_markdown_render(&m, p, big, NULL), "the longest text is not");
}

/* Two mebibytes of patience: each is rendered or refused in well under what a watchdog would notice. */
static void patience(void)
{
    static const char *const patterns[] = {
        ">", "[", "*", "_", "`", "*a _b ", "[a](b", "![", "<", "- ", "# a\n", "[\n", "a\n-\n", "**x* ", "~~a", "| a ", "\\", "&",
        "[a](<b", "<!--", "* a\n  ", "a@a.b ", "www.a.b)", "http://a.b<", "[a]: b\n", "|-|-|\n", "> - ", "[*", "1. ",
    };
    char *text = apr_palloc(p, HELP_CONTENT_MAX_BYTES + 1);
    size_t i, k, n;

    for (i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        apr_time_t begin = apr_time_now();
        apr_pool_t *scratch;
        help_markdown m;
        help_err *e;

        apr_pool_create(&scratch, p);
        n = strlen(patterns[i]);
        for (k = 0; k < HELP_CONTENT_MAX_BYTES; k++) text[k] = patterns[i][k % n];
        text[k] = '\0';
        e = help_markdown_render(&m, scratch, text, NULL);
        ok(apr_time_now() - begin < apr_time_from_sec(20), "a mebibyte of \"%.*s\" is %s in time",
           (int)strcspn(patterns[i], "\n"), patterns[i], e ? "refused" : "rendered");
        apr_pool_destroy(scratch);
    }
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&p, NULL);
    help_markdown_init();
    html();
    parts();
    changes();
    refusals();
    patience();
    apr_terminate();
    return tap_done();
}
