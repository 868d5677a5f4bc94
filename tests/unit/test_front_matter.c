/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "lib/front_matter.h"
#include "lib/limits.h"
#include "tap.h"

static apr_pool_t *p;

static void fields(void)
{
    help_front_matter m;
    const char *text = "---\ntitle: \"Reset: how\"\nsummary: >\n  two\n  lines\ndescription: d\ncategory: Getting started\n"
                       "slug: reset\nlanguage: de\ndifficulty: beginner\ntags: [a, 'b c', 3]\ntarget_roles:\n  - staff\n"
                       "  - all\nredirect_from: /old\nlayout: page\nnested: {x: [1, {y: z}], ? [k] : v}\n---\n\n# Body\n";

    ok(!help_front_matter_read(&m, p, text, strlen(text)), "a full front matter is read");
    is(m.title, "Reset: how", "title");
    is(m.summary, "two lines\n", "summary over two lines");
    is(m.description, "d", "description");
    is(m.category, "Getting started", "category");
    is(m.slug, "reset", "slug");
    is(m.language, "de", "language");
    is(m.difficulty, "BEGINNER", "difficulty, in any case");
    ok(m.tags->nelts == 3, "three tags");
    is(APR_ARRAY_IDX(m.tags, 2, const char *), "3", "a number is its text");
    ok(m.target_roles->nelts == 2, "two roles");
    ok(m.redirect_from->nelts == 1, "one text is a list of one");
    is(m.body, "\n# Body\n", "the body begins behind the fence");
    ok(m.body_line == 19, "and knows its line");
}

static void forms(void)
{
    static const struct { const char *text, *title, *body; int line; const char *sentence; } rows[] = {
        { "", NULL, "", 1, "nothing has none" },
        { "# Just Markdown\n", NULL, "# Just Markdown\n", 1, "a text without has none" },
        { "a\n---\ntitle: x\n---\n", NULL, "a\n---\ntitle: x\n---\n", 1, "it stands at the very beginning" },
        { " ---\ntitle: x\n---\n", NULL, " ---\ntitle: x\n---\n", 1, "without a space before it" },
        { "----\ntitle: x\n---\n", NULL, "----\ntitle: x\n---\n", 1, "four hyphens are a rule" },
        { "---\ntitle: x\n---\nb", "x", "b", 4, "three hyphens close it" },
        { "---\ntitle: x\n...\nb", "x", "b", 4, "three dots, too" },
        { "---\r\ntitle: x\r\n---\r\nb\r\n", "x", "b\r\n", 4, "CRLF is taken" },
        { "\xEF\xBB\xBF---\ntitle: x\n---\nb", "x", "b", 4, "a BOM is taken" },
        { "\xEF\xBB\xBFtext", NULL, "text", 1, "and goes, also without front matter" },
        { "---  \ntitle: x\n--- \nb", "x", "b", 4, "spaces behind the fences do no harm" },
        { "---\n---\nb", NULL, "b", 3, "it may be empty" },
        { "---\n# only a comment\n---\nb", NULL, "b", 4, "or a comment" },
        { "---\ntitle: x\n---", "x", "", 4, "the file may end with it" },
        { "---\ntitle:\n---\n", NULL, "", 4, "an empty value is absent" },
        { "---\ntitle: ~\n---\n", NULL, "", 4, "so is a null" },
        { "---\ntitle: ''\n---\n", "", "", 4, "a quoted nothing is an empty text" },
        { "---\ntitle: 2024\n---\n", "2024", "", 4, "a number is a text" },
        { "---\n{title: x}\n---\n", "x", "", 4, "the other way to write it" },
        { "---\nother: [[[[[[]]]]]]\ntitle: x\n---\n", "x", "", 5, "unknown keys are passed over, whatever they hold" },
        { "---\n? {a: b}\n: c\ntitle: x\n---\n", "x", "", 6, "so are keys that are no text" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_front_matter m;
        help_err *e = help_front_matter_read(&m, p, rows[i].text, strlen(rows[i].text));

        ok(!e && m.body_line == rows[i].line, "%s", rows[i].sentence);
        is(m.title, rows[i].title, "... its title");
        is(m.body, rows[i].body, "... its body");
    }
}

static void lists(void)
{
    static const struct { const char *yaml; int n; const char *last, *sentence; } rows[] = {
        { "tags: a, b ,c d", 3, "c d", "commas divide a text" },
        { "tags: a", 1, "a", "one text is a list" },
        { "tags: []", 0, NULL, "an empty list is a list" },
        { "tags: [a, ~, b]", 2, "b", "a null in it is passed over" },
        { "tags: ' , '", 0, NULL, "commas alone divide nothing" },
        { "tags:", -1, NULL, "no value is no list" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = apr_pstrcat(p, "---\n", rows[i].yaml, "\n---\n", NULL);
        help_front_matter m;

        ok(!help_front_matter_read(&m, p, text, strlen(text)) && (m.tags ? m.tags->nelts : -1) == rows[i].n, "%s",
           rows[i].sentence);
        if (rows[i].n > 0) is(APR_ARRAY_IDX(m.tags, rows[i].n - 1, const char *), rows[i].last, "... its last");
    }
}

static void refusals(void)
{
    static const struct { const char *text, *detail, *sentence; } rows[] = {
        { "---\ntitle: x\n", "line 1: the front matter has no closing ---", "an open one is refused" },
        { "---\na: b\ntitle: [x]\n---\n", "line 3: title must be text", "a list is no title" },
        { "---\ntitle: {a: b}\n---\n", "line 2: title must be text", "nor is a mapping" },
        { "---\ntags: {a: b}\n---\n", "line 2: tags must be a list of texts", "a mapping is no list" },
        { "---\ntags: [a, [b]]\n---\n", "line 2: tags must be text", "nor is a list in it a text" },
        { "---\ndifficulty: hard\n---\n", "line 2: difficulty must be BEGINNER, INTERMEDIATE or ADVANCED", "hard is no difficulty" },
        { "---\ntitle: a\nslug: b\ntitle: c\n---\n", "line 4: title is there twice", "a key is there once" },
        { "---\na: &x [1]\nb: *x\n---\n", "line 3: aliases are not allowed", "aliases are refused" },
        { "---\njust words\n---\n", "line 2: the front matter must be \"key: value\" lines", "words are no front matter" },
        { "---\n- a\n---\n", "line 2: the front matter must be \"key: value\" lines", "nor is a list" },
        { "\xFF", "line 1: the file is no well-formed UTF-8", "what is no UTF-8 is refused" },
    };
    char *big = apr_palloc(p, HELP_FRONT_MATTER_MAX + 100);
    help_front_matter m;
    help_err *e;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        e = help_front_matter_read(&m, p, rows[i].text, strlen(rows[i].text));
        ok(e && e->status == 400, "%s", rows[i].sentence);
        is(e ? e->detail : NULL, rows[i].detail, "... with its line");
    }
    e = help_front_matter_read(&m, p, "---\ntitle: 'x\n---\n", 17);
    ok(e && strncmp(e->detail, "line ", 5) == 0, "broken YAML has a line");
    ok(help_front_matter_read(&m, p, "---\n\0\n---\n", 10) != NULL, "a NUL is refused");
    memset(big, '#', HELP_FRONT_MATTER_MAX + 100);
    memcpy(big, "---\n", 4);
    memcpy(big + HELP_FRONT_MATTER_MAX + 90, "\n---\n", 6);
    ok(help_front_matter_read(&m, p, big, strlen(big)) != NULL, "what is too long is refused");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&p, NULL);
    fields();
    forms();
    lists();
    refusals();
    apr_terminate();
    return tap_done();
}
