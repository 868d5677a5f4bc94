/* SPDX-License-Identifier: Apache-2.0 */
/* From Markdown to HTML over cmark-gfm's tree: parsed, read (links, headings, title, summary), changed
 * (links, anchors, alerts), written. cmark's memory is freed before anything returns. */
#include "lib/markdown.h"

#include <apr_strings.h>
#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/limits.h"
#include "lib/markdown_int.h"

void help_markdown_init(void)
{
    cmark_gfm_core_extensions_ensure_registered();
}

help_err *help_markdown_check(apr_pool_t *p, const char *text, int *autolinks)
{
    apr_size_t len = strlen(text);
    const char *problem;

    if (len > HELP_CONTENT_MAX_BYTES)
        return help_err_field(p, "content", "must have at most %d bytes", HELP_CONTENT_MAX_BYTES);
    if (!help_utf8_ok(text, len)) return help_err_field(p, "content", "is no well-formed UTF-8");
    problem = help_markdown_problem(text, len, autolinks);
    return problem ? help_err_field(p, "content", "%s", problem) : NULL;
}

cmark_node *help_markdown_parse(const char *text, apr_size_t len, int autolinks)
{
    static const char *const names[] = { "table", "strikethrough", "tasklist", "autolink" };
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_node *doc;
    int i;

    for (i = 0; i < (autolinks ? 4 : 3); i++) {
        cmark_syntax_extension *x = cmark_find_syntax_extension(names[i]);

        if (x) cmark_parser_attach_syntax_extension(parser, x);
    }
    cmark_parser_feed(parser, text, len);
    doc = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return doc;
}

void help_markdown_plain(help_buf *out, cmark_node *node)
{
    cmark_iter *iter = cmark_iter_new(node);
    cmark_event_type event;
    int images = 0;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE && !out->full) {
        cmark_node *n = cmark_iter_get_node(iter);

        switch (cmark_node_get_type(n)) {
        case CMARK_NODE_SOFTBREAK: case CMARK_NODE_LINEBREAK: if (!images) help_buf_puts(out, " "); break;
        case CMARK_NODE_TEXT: case CMARK_NODE_CODE: if (!images) help_buf_puts(out, cmark_node_get_literal(n)); break;
        default: if (cmark_node_get_type(n) == CMARK_NODE_IMAGE) images += event == CMARK_EVENT_ENTER ? 1 : -1;
        }
    }
    cmark_iter_free(iter);
}

/* ------------------------------------------------------------------ reading */

/* The nodes that matter, in the order of the text. */
typedef struct found {
    apr_pool_t *p;                  /* dies with the tree */
    apr_array_header_t *links, *headings, *quotes;      /* of cmark_node * */
} found;

static void find(found *f, cmark_node *doc)
{
    cmark_iter *iter = cmark_iter_new(doc);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *n = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(n);

        if (event != CMARK_EVENT_ENTER) continue;
        if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) APR_ARRAY_PUSH(f->links, cmark_node *) = n;
        else if (type == CMARK_NODE_HEADING) APR_ARRAY_PUSH(f->headings, cmark_node *) = n;
        else if (type == CMARK_NODE_BLOCK_QUOTE) APR_ARRAY_PUSH(f->quotes, cmark_node *) = n;
    }
    cmark_iter_free(iter);
}

static const char *plain(apr_pool_t *p, cmark_node *n)
{
    help_buf b;

    help_buf_init(&b, p, HELP_CONTENT_MAX_BYTES);
    help_markdown_plain(&b, n);
    return b.s;
}

/* Of the document itself: a quoted paragraph is somebody else's, one in a list is a part. */
static const char *summary(apr_pool_t *p, cmark_node *doc)
{
    cmark_node *n;

    for (n = cmark_node_first_child(doc); n; n = cmark_node_next(n)) {
        const char *s = cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH ? plain(p, n) : "";

        if (s[strspn(s, " \t")]) return help_utf8_cut(p, s, HELP_SUMMARY_MAX_CHARS);
    }
    return "";
}

static cmark_node *first_h1(cmark_node *doc)
{
    cmark_node *n = cmark_node_first_child(doc);

    while (n && (cmark_node_get_type(n) != CMARK_NODE_HEADING || cmark_node_get_heading_level(n) != 1))
        n = cmark_node_next(n);
    return n;
}

/* ------------------------------------------------------------------ changing */

static void unwrap(cmark_node *link)
{
    cmark_node *child;

    while ((child = cmark_node_first_child(link))) cmark_node_insert_before(link, child);
    cmark_node_free(link);
}

static void change_link(help_markdown *out, apr_pool_t *p, cmark_node *n, const help_markdown_options *o)
{
    int image = cmark_node_get_type(n) == CMARK_NODE_IMAGE;
    const char *url = apr_pstrdup(p, cmark_node_get_url(n)), *to;

    APR_ARRAY_PUSH(image ? out->images : out->links, const char *) = url;
    if (!o->rewrite) return;
    to = o->rewrite(o->baton, url, image);
    if (!to) unwrap(n);
    else if (to != url) cmark_node_set_url(n, to);
}

static void change_heading(help_markdown *out, apr_pool_t *p, apr_hash_t *ids, cmark_node *n)
{
    int level = cmark_node_get_heading_level(n);
    const char *text = plain(p, n), *id = help_markdown_id(p, ids, text);

    if (level >= 2 && level <= 4)
        json_array_append_new(out->toc, json_pack("{s:i,s:s,s:s}", "level", level, "id", id, "text", text));
    help_markdown_anchor(p, n, id);
}

static void change(help_markdown *out, apr_pool_t *p, const found *f, cmark_node *skipped,
                   const help_markdown_options *o)
{
    apr_hash_t *ids = apr_hash_make(f->p);
    int i;

    for (i = 0; i < f->links->nelts; i++) change_link(out, p, APR_ARRAY_IDX(f->links, i, cmark_node *), o);
    for (i = 0; i < f->headings->nelts; i++) {
        cmark_node *h = APR_ARRAY_IDX(f->headings, i, cmark_node *);

        if (h != skipped) change_heading(out, f->p, ids, h);
    }
    if (skipped) cmark_node_free(skipped);
    for (i = 0; i < f->quotes->nelts; i++) help_markdown_alert(APR_ARRAY_IDX(f->quotes, i, cmark_node *));
}

/* ------------------------------------------------------------------ the whole */

static const char *html_of(apr_pool_t *p, cmark_node *doc)
{
    /* Without CMARK_OPT_UNSAFE raw HTML is left out and javascript: and its like are emptied. */
    char *html = cmark_render_html(doc, CMARK_OPT_DEFAULT, NULL);
    const char *copy = apr_pstrdup(p, html);

    cmark_get_default_mem_allocator()->free(html);
    return copy;
}

help_err *help_markdown_render(help_markdown *out, apr_pool_t *p, const char *text,
                               const help_markdown_options *options)
{
    static const help_markdown_options none = { 0 };
    const help_markdown_options *o = options ? options : &none;
    cmark_node *doc, *h1;
    apr_pool_t *scratch;
    int autolinks;
    found f;
    help_err *e = help_markdown_check(p, text, &autolinks);

    if (e) return e;
    apr_pool_create(&scratch, p);
    doc = help_markdown_parse(text, strlen(text), autolinks);
    f.p = scratch;
    f.links = apr_array_make(scratch, 16, sizeof(cmark_node *));
    f.headings = apr_array_make(scratch, 16, sizeof(cmark_node *));
    f.quotes = apr_array_make(scratch, 4, sizeof(cmark_node *));
    find(&f, doc);
    h1 = first_h1(doc);
    out->title = h1 ? plain(p, h1) : NULL;
    out->summary = summary(p, doc);
    out->toc = help_json_keep(p, json_array());
    out->links = apr_array_make(p, 8, sizeof(const char *));
    out->images = apr_array_make(p, 4, sizeof(const char *));
    change(out, p, &f, o->skip_first_h1 ? h1 : NULL, o);
    out->html = html_of(p, doc);
    cmark_node_free(doc);
    apr_pool_destroy(scratch);
    return NULL;
}
