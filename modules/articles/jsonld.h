/* SPDX-License-Identifier: Apache-2.0 */
/* Structured data for search engines (schema.org as JSON-LD), ready to stand in a <script> block. Pure. */
#ifndef HELP_ARTICLES_JSONLD_H
#define HELP_ARTICLES_JSONLD_H

#include <apr_pools.h>
#include <jansson.h>

typedef struct jsonld_crumb {
    const char *name, *url;         /* whole URL */
} jsonld_crumb;

typedef struct jsonld_article {
    const char *headline, *description, *language, *section;
    const char *published, *modified;       /* RFC 3339; may be NULL */
    const char *author, *site, *url;
} jsonld_article;

/* {"@context", "@graph": [TechArticle, BreadcrumbList]}; article NULL: only the list. Nothing in it can end the
 * script element or begin another: <, > and & are written \u003c, \u003e and \u0026. */
const char *jsonld_text(apr_pool_t *p, const jsonld_article *article, const jsonld_crumb *crumbs, int n);

#endif
