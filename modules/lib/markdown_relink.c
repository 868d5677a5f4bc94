/* SPDX-License-Identifier: Apache-2.0 */
/* New destinations in the Markdown itself. cmark does not say where in the text a destination stands, so
 * places that look like one are tried, and what came of it is proved: parsed again, the text must be the
 * old document with the new destinations, code and raw HTML untouched. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "lib/limits.h"
#include "lib/markdown_int.h"

/* Where the plain try fails (a link's own text stands in a code block, too) the places at fault are
 * searched for, a parse a try. So many bytes take some two seconds. */
#define SEARCH_MAX_BYTES (16 << 20)

typedef struct place {
    apr_size_t at, len;             /* of the destination in the text, with its <> */
    const char *to;
} place;

typedef struct relink {
    apr_pool_t *p;
    const help_markdown_options *o;
    int autolinks;
    apr_hash_t *image_urls, *link_urls;         /* old -> new, of those that change */
} relink;

/* ------------------------------------------------------------------ what a text says */

/* What rewrite makes of url; url itself when it stays. Dropping a link is the renderer's, not ours. */
static const char *new_url(const relink *r, const char *url, int image)
{
    const char *to = r->o->rewrite(r->o->baton, url, image);

    return to ? to : url;
}

/* The document as HTML, raw HTML included, where each destination is what `rewrite` makes of it if asked. */
static const char *picture(const relink *r, apr_pool_t *p, const char *text, int rewritten)
{
    cmark_node *doc = help_markdown_parse(text, strlen(text), r->autolinks);
    cmark_iter *iter = cmark_iter_new(doc);
    cmark_event_type event;
    const char *copy;
    char *html;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *n = cmark_iter_get_node(iter);
        int image = cmark_node_get_type(n) == CMARK_NODE_IMAGE;
        const char *to;

        if (!rewritten || event != CMARK_EVENT_ENTER || (!image && cmark_node_get_type(n) != CMARK_NODE_LINK)) continue;
        to = apr_hash_get(image ? r->image_urls : r->link_urls, cmark_node_get_url(n), APR_HASH_KEY_STRING);
        if (to) cmark_node_set_url(n, to);
    }
    cmark_iter_free(iter);
    html = cmark_render_html(doc, CMARK_OPT_UNSAFE, NULL);
    copy = apr_pstrdup(p, html);
    cmark_get_default_mem_allocator()->free(html);
    cmark_node_free(doc);
    return copy;
}

static void collect(relink *r, const char *text)
{
    cmark_node *doc = help_markdown_parse(text, strlen(text), r->autolinks);
    cmark_iter *iter = cmark_iter_new(doc);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *n = cmark_iter_get_node(iter);
        int image = cmark_node_get_type(n) == CMARK_NODE_IMAGE;
        apr_hash_t *urls = image ? r->image_urls : r->link_urls;
        const char *url, *to;

        if (event != CMARK_EVENT_ENTER || (!image && cmark_node_get_type(n) != CMARK_NODE_LINK)) continue;
        url = apr_pstrdup(r->p, cmark_node_get_url(n));
        to = new_url(r, url, image);
        if (strcmp(to, url)) apr_hash_set(urls, url, APR_HASH_KEY_STRING, to);
    }
    cmark_iter_free(iter);
    cmark_node_free(doc);
}

/* ------------------------------------------------------------------ places */

static const char *skip_space(const char *s)
{
    while (*s && strchr(" \t\r\n", *s)) s++;
    return s;
}

/* Behind the destination at s (CommonMark 0.29, link destination), or NULL. */
static const char *destination_end(const char *s)
{
    int parens = 0;

    if (*s == '<') {
        for (s++; *s && *s != '>' && *s != '\n' && *s != '<'; s++)
            if (*s == '\\' && s[1]) s++;
        return *s == '>' ? s + 1 : NULL;
    }
    for (; *s && !apr_isspace(*s) && !apr_iscntrl(*s); s++) {
        if (*s == '\\' && apr_ispunct(s[1])) s++;
        else if (*s == '(') parens++;
        else if (*s == ')' && parens-- == 0) break;
    }
    return s;
}

/* The destination as cmark reads it: without <>, backslashes and the one entity that URLs are written with. */
static const char *cleaned(apr_pool_t *p, const char *s, const char *end)
{
    char *out, *to;

    if (*s == '<') { s++; end--; }
    out = to = apr_palloc(p, (apr_size_t)(end - s) + 1);
    while (s < end) {
        if (*s == '\\' && s + 1 < end && apr_ispunct(s[1])) s++;
        *to++ = *s;
        s += strncmp(s, "&amp;", 5) == 0 && end - s >= 5 ? 5 : 1;
    }
    *to = '\0';
    return out;
}

/* A destination for Markdown: what would end it or be read as something else is escaped. */
static const char *written(apr_pool_t *p, const char *url)
{
    help_buf b;

    help_buf_init(&b, p, HELP_CONTENT_MAX_BYTES);
    for (; *url; url++) {
        unsigned char c = (unsigned char)*url;

        if (c == '&') help_buf_puts(&b, "&amp;");
        else if (strchr("()<>\\", c)) help_buf_printf(&b, "\\%c", c);
        else if (c <= ' ' || c == 0x7F) help_buf_printf(&b, "%%%02X", c);
        else help_buf_add(&b, url, 1);
    }
    return b.len ? b.s : "<>";
}

/* Is the bracket that closes at s an image's? Not looked for further than an image's text goes. */
static int closes_image(const char *text, const char *s)
{
    int open = 0, left = 1000;

    for (; s >= text && left; s--, left--) {
        open += *s == ']' ? 1 : *s == '[' ? -1 : 0;
        if (!open) return s > text && s[-1] == '!';
    }
    return 0;
}

/* The new destination for the one at s..end, or NULL. A reference may serve images and links. */
static const char *replacement(const relink *r, int image, const char *s, const char *end)
{
    const char *url = cleaned(r->p, s, end);
    const char *to = apr_hash_get(image ? r->image_urls : r->link_urls, url, APR_HASH_KEY_STRING);

    if (!to) to = apr_hash_get(image ? r->link_urls : r->image_urls, url, APR_HASH_KEY_STRING);
    return to ? written(r->p, to) : NULL;
}

/* All places behind "](" and "]:" whose destination changes. */
static apr_array_header_t *places(const relink *r, const char *text)
{
    apr_array_header_t *out = apr_array_make(r->p, 16, sizeof(place));
    const char *s = text, *end, *to, *bracket;
    place *at;

    while ((bracket = strchr(s, ']'))) {
        s = bracket + 1;
        if (*s != '(' && *s != ':') continue;
        s = skip_space(s + 1);
        end = destination_end(s);
        if (!end || end == s) continue;
        if (!(to = replacement(r, closes_image(text, bracket), s, end))) continue;
        at = apr_array_push(out);
        at->at = (apr_size_t)(s - text);
        at->len = (apr_size_t)(end - s);
        at->to = to;
        s = end;
    }
    return out;
}

/* text with the n places from `at` replaced. */
static const char *replaced(apr_pool_t *p, const char *text, const place *at, int n)
{
    help_buf b;
    apr_size_t from = 0;
    int i;

    help_buf_init(&b, p, 2 * HELP_CONTENT_MAX_BYTES);
    for (i = 0; i < n; i++) {
        help_buf_add(&b, text + from, at[i].at - from);
        help_buf_puts(&b, at[i].to);
        from = at[i].at + at[i].len;
    }
    help_buf_puts(&b, text + from);
    return b.full ? NULL : b.s;
}

/* ------------------------------------------------------------------ proof */

/* Both rewritten, old and new are the same document exactly when the changes hit nothing but destinations. */
static int same_document(const relink *r, const char *old_picture, const char *text)
{
    apr_pool_t *scratch;
    int same;

    apr_pool_create(&scratch, r->p);
    same = strcmp(old_picture, picture(r, scratch, text, 1)) == 0;
    apr_pool_destroy(scratch);
    return same;
}

/* text with all of the n places changed that can be: all at once, or the halves, the later one first so
 * that the earlier one's places stay where they are. *left is what may still be parsed. */
static const char *apply(const relink *r, const char *text, const place *at, int n, const char *wanted,
                         apr_int64_t *left)
{
    const char *next = replaced(r->p, text, at, n);

    *left -= (apr_int64_t)strlen(text);
    if (*left < 0) return text;
    if (next && same_document(r, wanted, next)) return next;
    if (n == 1) return text;
    text = apply(r, text, at + n / 2, n - n / 2, wanted, left);
    return apply(r, text, at, n / 2, wanted, left);
}

help_err *help_markdown_relink(const char **out, apr_pool_t *p, const char *text,
                               const help_markdown_options *options)
{
    relink r = { .p = p, .o = options };
    const char *wanted, *all_new;
    apr_int64_t left = SEARCH_MAX_BYTES;
    apr_array_header_t *all;
    help_err *e = help_markdown_check(p, text, &r.autolinks);

    if (e) return e;
    *out = text;
    if (!options || !options->rewrite) return NULL;
    r.image_urls = apr_hash_make(p);
    r.link_urls = apr_hash_make(p);
    collect(&r, text);
    all = places(&r, text);
    if (!all->nelts) return NULL;
    wanted = picture(&r, p, text, 1);
    all_new = replaced(p, text, (const place *)all->elts, all->nelts);
    if (all_new && strcmp(wanted, picture(&r, p, all_new, 0)) == 0) *out = all_new;
    else *out = apply(&r, text, (const place *)all->elts, all->nelts, wanted, &left);
    return left >= 0 ? NULL : help_err_field(p, "content", "has links that cannot be told from the text around them");
}
