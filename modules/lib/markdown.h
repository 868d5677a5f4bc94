/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown to safe HTML with cmark-gfm: tables, task lists, strikethrough, autolinks, GitHub alerts,
 * heading anchors and a table of contents. Raw HTML is omitted, dangerous URLs are emptied.
 * NOT thread-safe: cmark-gfm's extensions edit process-wide tables; core calls it under its one mutex. */
#ifndef HELP_LIB_MARKDOWN_H
#define HELP_LIB_MARKDOWN_H

#include <apr_pools.h>
#include <jansson.h>
#include "lib/err.h"

/* Once in a process, before the first rendering. */
void help_markdown_init(void);

typedef struct help_markdown {
    const char *html;
    json_t *toc;                    /* [{level, id, text, children?}] flat: [{level, id, text}], h2..h4; pool owned */
    const char *title;              /* text of the first h1, or NULL */
    const char *summary;            /* text of the first paragraph, at most HELP_SUMMARY_MAX_CHARS, or "" */
    apr_array_header_t *links;      /* of const char *: destinations of links as written */
    apr_array_header_t *images;     /* of const char *: destinations of images as written */
} help_markdown;

/* Called for each link (image 0) and image (image 1); returns the destination to write, url itself to
 * leave it, or NULL to drop the link and keep its text. May be NULL. */
typedef const char *help_markdown_rewrite(void *baton, const char *url, int image);

typedef struct help_markdown_options {
    int skip_first_h1;              /* the title is shown by the page, not again by the content */
    help_markdown_rewrite *rewrite;
    void *baton;
} help_markdown_options;

/* 400 when text is no UTF-8, over HELP_CONTENT_MAX_BYTES, or one of the few shapes that cmark takes seconds or
 * gigabytes for (quotes and lists 100 deep, 100,000 table cells, a long reference used very often). */
help_err *help_markdown_render(help_markdown *out, apr_pool_t *p, const char *text,
                               const help_markdown_options *options);
/* The Markdown itself with its destinations rewritten by `options` (nothing else touched): sync-docs stores
 * content whose links lead to this help center. Where rewrite says NULL the destination stays: dropping links is the
 * renderer's. Code and raw HTML are proved untouched by parsing again. */
help_err *help_markdown_relink(const char **out, apr_pool_t *p, const char *text,
                               const help_markdown_options *options);

#endif
