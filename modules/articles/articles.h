/* SPDX-License-Identifier: Apache-2.0 */
/* Private to mod_help_articles; prototypes are grouped under the file that defines them. */
#ifndef HELP_ARTICLES_H
#define HELP_ARTICLES_H

#include "core/help_core.h"

extern module help_articles_module __attribute__((visibility("default")));

/* mod_help_articles.c: core's table, set before the configuration is read, never changed afterwards. */
extern const help_core *articles_core;

/* articles_conf.c */
typedef struct articles_conf {
    int page_size;                  /* articles on one page of a category; unset is -1 */
} articles_conf;
extern const command_rec articles_directives[];
void *articles_conf_create(apr_pool_t *p, char *dir);
void *articles_conf_merge(apr_pool_t *p, void *base, void *add);
int articles_page_size(const request_rec *r);

/* articles_sql.c
 * Parameters after $1 (tenant): $2 the asker's groups, $3 the slugs of denied categories, then as said. */
typedef enum articles_order {       /* even: ascending, odd: the same descending */
    ARTICLES_BY_PUBLISHED, ARTICLES_BY_PUBLISHED_DESC, ARTICLES_BY_CREATED, ARTICLES_BY_CREATED_DESC,
    ARTICLES_BY_TITLE, ARTICLES_BY_TITLE_DESC, ARTICLES_BY_VIEWS, ARTICLES_BY_VIEWS_DESC,
    ARTICLES_BY_RATIO, ARTICLES_BY_RATIO_DESC, ARTICLES_ORDERS
} articles_order;
extern const help_sql articles_list_reader[ARTICLES_ORDERS];    /* $4..$9 filter, $10 limit, $11 offset */
extern const help_sql articles_list_writer[ARTICLES_ORDERS];    /* ..., $12 status, $13 editor, $14 user id */
extern const help_sql articles_count_reader;                    /* $4..$9 */
extern const help_sql articles_count_writer;                    /* $4..$9, $10 status, $11 editor, $12 user id */
extern const help_sql articles_by_id, articles_by_slug;         /* $4 id or slug, $5 editor, $6 user id */
extern const help_sql articles_moved;                           /* $4 a former slug, $5 editor, $6 user id */
extern const help_sql articles_media_bytes, articles_media_seen;    /* $4 sha256, $5 ext, $6 author, ... */

/* categories_sql.c */
extern const help_sql categories_all;                           /* $4 editor */
extern const help_sql categories_one;                           /* $4 editor, $5 id or slug */
extern const help_sql categories_moved;                         /* $4 editor, $5 a former slug */
extern const help_sql categories_tags;                          /* $4 editor, $5 limit, $6 offset */
extern const help_sql categories_tags_count;                    /* $4 editor */

/* pages_sql.c */
extern const help_sql pages_article;                            /* $4 slug, $5 editor, $6 user id */
extern const help_sql pages_more;                               /* $4 slug */
extern const help_sql pages_topics;                             /* $4 slug of the category above, NULL = the top */
extern const help_sql pages_popular, pages_recent;              /* $4 limit */
extern const help_sql pages_category;                           /* $4 slug */
extern const help_sql pages_category_popular;                   /* $4 slug, $5 limit: of it and what is below */
extern const help_sql pages_category_items;                     /* $4 slug, $5 limit, $6 offset */

/* articles_filter.c */
typedef struct articles_filter {
    const char *category, *tag, *difficulty, *status, *prefix, *language;   /* NULL = any */
    apr_time_t updated_since;       /* 0 = any */
    articles_order order;
} articles_filter;
help_err *articles_filter_read(articles_filter *out, help_ctx *h);

/* articles_store.c */
/* Groups and denied categories: the first two arguments of every statement here. */
void articles_arg_audience(help_sql_args *a, const help_ctx *h);
/* Is an editor, and the id of the asker if an author (else NULL). */
void articles_arg_writer(help_sql_args *a, const help_ctx *h);
help_err *articles_list(json_t **results, apr_int64_t *count, help_ctx *h, const articles_filter *f, int page,
                        int page_size);
typedef struct articles_found {
    const char *json;               /* NULL: there is none for this asker */
    const char *id, *etag;
    const char *moved;              /* the present slug when the asked one is a former one, else NULL */
} articles_found;
help_err *articles_find(articles_found *out, help_ctx *h, const char *id, const char *slug);
typedef struct articles_media {
    const char *type;               /* NULL: there is none for this asker */
    const char *bytes;              /* NULL when not asked for */
    apr_size_t len;
} articles_media;
help_err *articles_media_find(articles_media *out, help_ctx *h, const char *sha256, const char *ext, int with_bytes);
/* Column 0 of row 0 as JSON in the pool's care; NULL when there is no row. */
help_err *articles_json_of(json_t **out, help_ctx *h, const PGresult *res);

/* categories_store.c */
help_err *categories_list(json_t **out, help_ctx *h);           /* all, in display order, below their parents */
json_t *categories_nest(json_t *flat);                          /* new reference: the same as a tree */
/* *json NULL: none. *moved as in articles_found. Either id or slug. */
help_err *categories_find(const char **json, const char **moved, help_ctx *h, const char *id, const char *slug);
help_err *categories_tag_list(json_t **results, apr_int64_t *count, help_ctx *h, int page, int page_size);

/* Handlers, by file. */
extern const help_route articles_routes[];      /* articles_api.c */
extern const int articles_routes_n;
help_handler articles_get_list, articles_get_by_id, articles_get_by_slug;   /* articles_read.c */
help_handler articles_get_media;                                            /* articles_media.c */
help_handler categories_get_list, categories_get_one, categories_get_tree, categories_get_tags; /* categories_read.c */
help_handler pages_get_home, pages_get_article, pages_get_category, pages_get_nothing;  /* articles_pages.c */

/* 301 to prefix + slug + "/" with the query string kept. */
help_err *articles_redirect(help_ctx *h, const char *prefix, const char *slug);
help_err *articles_none(help_ctx *h, const char *what);                     /* 404 "There is no such ..." */

#endif
