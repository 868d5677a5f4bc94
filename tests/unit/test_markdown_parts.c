/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "lib/markdown_int.h"
#include "tap.h"

static apr_pool_t *p;

static void ids(void)
{
    static const struct { const char *text, *want, *sentence; } rows[] = {
        { "Getting Started", "getting-started", "words are joined by hyphens" },
        { "What's new in 2.0?", "whats-new-in-20", "signs are left out" },
        { "snake_case-name", "snake_case-name", "underscores and hyphens stay" },
        { "\xC3\x9C" "ber uns", "\xC3\xBC" "ber-uns", "letters of other scripts stay, in lower case" },
        { "\xE4\xB8\xAD\xE6\x96\x87", "\xE4\xB8\xAD\xE6\x96\x87", "Chinese stays" },
        { "e\xCC\x81t\xC3\xA9", "e\xCC\x81t\xC3\xA9", "combining marks stay" },
        { "\xF0\x9F\x98\x80 Smile", "-smile", "a smile is left out" },
        { "\"><script>", "script", "nothing that could end an attribute stays" },
        { "", "section", "nothing is a section" },
    };
    apr_hash_t *taken;
    const char *id = "";
    char text[3001];
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_markdown_id(p, apr_hash_make(p), rows[i].text), rows[i].want, rows[i].sentence);
    taken = apr_hash_make(p);
    for (i = 0; i < 5000; i++) id = help_markdown_id(p, taken, "Same");
    is(id, "same-4999", "the five thousandth of the same name has its number");
    for (i = 0; i < 3000; i++) text[i] = "\xF0\x9D\x94\x98"[i % 4];
    text[3000] = '\0';
    id = help_markdown_id(p, taken, text);
    ok(help_utf8_ok(id, strlen(id)) && help_utf8_chars(id) == 80, "a long heading has an id of eighty characters");
}

static const char *alert(const char *text)
{
    cmark_node *doc = help_markdown_parse(text, strlen(text), 1);
    char *html;
    const char *out;

    help_markdown_alert(cmark_node_first_child(doc));
    html = cmark_render_html(doc, CMARK_OPT_DEFAULT, NULL);
    out = apr_pstrdup(p, html);
    cmark_get_default_mem_allocator()->free(html);
    cmark_node_free(doc);
    return out;
}

static void alerts(void)
{
    static const struct { const char *text, *want, *sentence; } rows[] = {
        { "> [!NOTE]\n> Read *this*.",
          "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>Read <em>this</em>.</p>\n</div>\n",
          "a note" },
        { "> [!tip]\n>\n> One\n>\n> - Two",
          "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">Tip</p>\n<p>One</p>\n<ul>\n<li>Two</li>\n</ul>\n</div>\n",
          "in any case, over several blocks" },
        { "> [!WARNING]  \n> x", "<div class=\"alert alert-warning\" role=\"note\"><p class=\"alert-title\">Warning</p>\n<p>x</p>\n</div>\n",
          "spaces behind the marker do no harm" },
        { "> [!CAUTION]", "<div class=\"alert alert-caution\" role=\"note\"><p class=\"alert-title\">Caution</p>\n</div>\n",
          "one without a text is its title" },
        { "> [!IMPORTANT] now", "<blockquote>\n<p>[!IMPORTANT] now</p>\n</blockquote>\n", "the marker stands alone" },
        { "> [!OTHER]\n> x", "<blockquote>\n<p>[!OTHER]\nx</p>\n</blockquote>\n", "another word is a quote" },
        { "> x\n> [!NOTE]", "<blockquote>\n<p>x\n[!NOTE]</p>\n</blockquote>\n", "the marker comes first" },
        { "> `[!NOTE]`\n> x", "<blockquote>\n<p><code>[!NOTE]</code>\nx</p>\n</blockquote>\n", "code is no marker" },
        { "> \\[!NOTE]\n> x", "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>x</p>\n</div>\n",
          "cmark does not tell an escaped bracket from another" },
        { "> ## [!NOTE]\n> x", "<blockquote>\n<h2>[!NOTE]</h2>\n<p>x</p>\n</blockquote>\n", "a heading is no marker" },
        { ">", "<blockquote>\n</blockquote>\n", "an empty quote stays one" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) is(alert(rows[i].text), rows[i].want, rows[i].sentence);
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&p, NULL);
    help_markdown_init();
    ids();
    alerts();
    apr_terminate();
    return tap_done();
}
