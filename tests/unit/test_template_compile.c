/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_general.h>

#include "lib/template_int.h"
#include "tap.h"

int main(void)
{
    static const struct { const char *text, *why, *sentence; } rows[] = {
        { "plain", NULL, "a text without tags is fine" },
        { "", NULL, "nothing is fine" },
        { "{{a}} {{ b.c }} {{{d}}} {{.}} {{! any thing {x} }} {{>p}}", NULL, "all kinds of tags are fine" },
        { "{{#a}}{{^b}}x{{/b}}{{/a}}", NULL, "sections may be nested" },
        { "a { b } c", NULL, "single braces are text" },
        { "one\n{{a", "line 2: a tag that does not end", "an open tag is told with its line" },
        { "{{{a}}", "line 1: a tag that does not end", "three braces end with three" },
        { "{{#a}}x", "line 1: a section is not closed: a", "an open section is told" },
        { "x\n\n{{/a}}", "line 3: closes what is not open: a", "so is one that was not open" },
        { "{{#a}}{{#b}}{{/a}}{{/b}}", "line 1: closes what is not open: a", "and one closed in the wrong order" },
        { "{{}}", "line 1: no name: ", "an empty name is refused" },
        { "{{a b}}", "line 1: no name: a b", "so is one with a space" },
        { "{{&a}}", "line 1: no name: &a", "so is the other way to write raw values" },
        { "{{=<% %>=}}", "line 1: no name: =<% %>=", "so are other delimiters" },
        { "{{a..b}}", "line 1: no name: a..b", "so are two dots" },
        { "{{a.}}", "line 1: no name: a.", "and a dot at the end" },
    };
    apr_pool_t *p;
    size_t i;

    apr_initialize();
    apr_pool_create(&p, NULL);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *why = NULL;
        apr_array_header_t *ops = help_template_compile(p, rows[i].text, &why);

        ok((ops != NULL) == (rows[i].why == NULL), "%s", rows[i].sentence);
        is(why, rows[i].why, "... and why");
    }
    apr_terminate();
    return tap_done();
}
