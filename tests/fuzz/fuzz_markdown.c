/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is written, only tags and attributes of ours come out, and no address that runs script. */
#include <strings.h>

#include "fuzz.h"
#include "lib/markdown.h"
#include "lib/text.h"

static int one_of(const char *s, size_t n, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == n && memcmp(*list, s, n) == 0) return 1;
    return 0;
}

static void address_ok(const char *s)
{
    MUST(strncasecmp(s, "javascript:", 11) && strncasecmp(s, "vbscript:", 9) && strncasecmp(s, "file:", 5));
    MUST(strncasecmp(s, "data:", 5) || strncasecmp(s, "data:image/", 11) == 0);
}

/* ` name="value"` at s; the end of it. */
static const char *attribute(const char *s)
{
    static const char *const names[] = { "id", "href", "title", "src", "alt", "class", "role", "align", "start",
                                         "type", "disabled", "checked", NULL };
    const char *name = s + 1, *end = name + strcspn(name, "=");

    MUST(*s == ' ' && *end == '=' && end[1] == '"');
    MUST(one_of(name, (size_t)(end - name), names));
    if (*name == 'h' || *name == 's') address_ok(end + 2);
    s = end + 2 + strcspn(end + 2, "\"<>");
    MUST(*s == '"');
    return s + 1;
}

/* The tag at s, which is a '<'; the end of it. */
static const char *tag(const char *s)
{
    static const char *const names[] = {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del",
        "a", "img", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "input", "div", NULL };
    static const char omitted[] = "<!-- raw HTML omitted -->";
    const char *name = s + 1 + (s[1] == '/'), *end = name + strcspn(name, " />");

    if (strncmp(s, omitted, strlen(omitted)) == 0) return s + strlen(omitted);
    MUST(one_of(name, (size_t)(end - name), names));
    while (*end == ' ' && end[1] != '/') end = attribute(end);
    if (strncmp(end, " /", 2) == 0) end += 2;
    MUST(*end == '>');
    return end + 1;
}

static void html_ok(const char *s)
{
    while ((s = strchr(s, '<'))) s = tag(s);
}

static const char *rewrite(void *baton, const char *url, int image)
{
    if (*url == 'x') return NULL;
    return *url == 'y' ? apr_pstrcat(baton, image ? "/i " : "/l(", url, NULL) : *url == 'z' ? "javascript:1" : url;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    const char *text = fuzz_text(p, data, size), *relinked = NULL;
    help_markdown_options o = { .skip_first_h1 = size & 1, .rewrite = rewrite, .baton = p };
    help_markdown m, n;

    help_markdown_init();
    if (!help_markdown_render(&m, p, text, &o)) {
        html_ok(m.html);
        MUST(help_utf8_ok(m.html, strlen(m.html)) && help_utf8_ok(m.summary, strlen(m.summary)));
        if (!help_markdown_relink(&relinked, p, text, &o)) {
            MUST(!help_markdown_render(&n, p, relinked, NULL));
            html_ok(n.html);
        }
    }
    return fuzz_done(p);
}
