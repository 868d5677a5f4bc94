/* SPDX-License-Identifier: Apache-2.0 */
/* A few tags are replaced as they pass; everything else is copied. */
#include "prose.h"

#include <string.h>

#include "lib/text.h"

/* A group and no region: a page with ten tables should not have ten landmarks. */
#define BOX "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">"

static const struct { const char *from, *to; } tags[] = {
    { "<table>", BOX "<table>" },
    { "</table>", "</table></div>" },
    { "<pre>", "<pre tabindex=\"0\">" },
    { "<pre ", "<pre tabindex=\"0\" " },
    { "<input type=\"checkbox\" checked", "<input type=\"checkbox\" aria-label=\"Done\" checked" },
    { "<input type=\"checkbox\" disabled", "<input type=\"checkbox\" aria-label=\"To do\" disabled" },
};

/* Writes what stands for the tag at s, if it is one of ours, and returns how much of s that was. */
static apr_size_t put_tag(help_buf *b, const char *s)
{
    for (unsigned i = 0; i < sizeof tags / sizeof *tags; i++) {
        apr_size_t n = strlen(tags[i].from);

        if (strncmp(s, tags[i].from, n)) continue;
        help_buf_puts(b, tags[i].to);
        return n;
    }
    help_buf_add(b, s, 1);
    return 1;
}

const char *prose_for_page(apr_pool_t *p, const char *html)
{
    help_buf b;

    /* The shortest input that grows is "<pre>", to less than four times its size; "<table>" to twelve. */
    help_buf_init(&b, p, strlen(html) * 12 + 1);
    while (*html) {
        apr_size_t n = strcspn(html, "<");

        help_buf_add(&b, html, n);
        html += n;
        if (*html) html += put_tag(&b, html);
    }
    return b.full ? "" : b.s;
}
