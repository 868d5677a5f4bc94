/* SPDX-License-Identifier: Apache-2.0 */
/* An article's HTML made fit for a page. links: modules/articles/prose.c */
#include "tap.h"

#include <apr_general.h>

#include "articles/prose.h"

static const struct { const char *html, *want, *sentence; } cases[] = {
    { "", "", "nothing stays nothing" },
    { "<p>a &lt;table&gt; b</p>\n", "<p>a &lt;table&gt; b</p>\n", "text about tags is left alone" },
    { "<table>\n</table>", "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n</table></div>",
      "a table scrolls in a box" },
    { "<pre><code>x</code></pre>", "<pre tabindex=\"0\"><code>x</code></pre>", "code is reached by the keyboard" },
    { "<pre lang=\"c\">x</pre>", "<pre tabindex=\"0\" lang=\"c\">x</pre>", "its attributes stay" },
    { "<input type=\"checkbox\" disabled=\"\" /> a", "<input type=\"checkbox\" aria-label=\"To do\" disabled=\"\" /> a",
      "an open task has a name" },
    { "<input type=\"checkbox\" checked=\"\" disabled=\"\" />",
      "<input type=\"checkbox\" aria-label=\"Done\" checked=\"\" disabled=\"\" />", "and one that is done" },
    { "<tablet>", "<tablet>", "a longer name is another tag" },
    { "a <", "a <", "a lone bracket at the end ends nothing" },
};

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        is(prose_for_page(p, cases[i].html), cases[i].want, cases[i].sentence);
    apr_pool_destroy(p);
    apr_terminate();
    return tap_done();
}
