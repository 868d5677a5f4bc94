/* SPDX-License-Identifier: Apache-2.0 */
/* The stored HTML of an article, made fit for a page. Pure. */
#ifndef HELP_ARTICLES_PROSE_H
#define HELP_ARTICLES_PROSE_H

#include <apr_pools.h>

/* Wide tables and code scroll in a box of their own, which the keyboard reaches; the boxes of a task list have
 * a name. html is our own renderer's: a "<" in it always begins a tag. */
const char *prose_for_page(apr_pool_t *p, const char *html);

#endif
