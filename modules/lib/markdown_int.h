/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of markdown.h share. */
#ifndef HELP_LIB_MARKDOWN_INT_H
#define HELP_LIB_MARKDOWN_INT_H

#include <apr_hash.h>
#include <cmark-gfm.h>

#include "lib/markdown.h"
#include "lib/text.h"

/* markdown_guard.c */
/* NULL, or why text is refused before cmark sees it. *autolinks is 0 where that extension would take too long. */
const char *help_markdown_problem(const char *text, apr_size_t len, int *autolinks);

/* markdown.c */
/* The document (cmark_node_free it), or NULL when cmark cannot. */
cmark_node *help_markdown_parse(const char *text, apr_size_t len, int autolinks);
/* 400 when text is refused, before anything is parsed. */
help_err *help_markdown_check(apr_pool_t *p, const char *text, int *autolinks);
/* The inline text below node, without images; line ends are spaces. */
void help_markdown_plain(help_buf *out, cmark_node *node);

/* markdown_parts.c */
/* A new id from a heading's text; `taken` remembers those that there are. */
const char *help_markdown_id(apr_pool_t *p, apr_hash_t *taken, const char *text);
/* Puts <hN id="..."> in the place of a heading, whose node is freed. */
void help_markdown_anchor(apr_pool_t *p, cmark_node *heading, const char *id);
/* Makes an alert of a block quote that begins with [!NOTE] or its like; such a node is freed. */
void help_markdown_alert(cmark_node *quote);

#endif
