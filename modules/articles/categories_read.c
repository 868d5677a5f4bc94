/* SPDX-License-Identifier: Apache-2.0 */
/* GET categories/, one of them, the tree, and tags/. */
#include "articles.h"

#include <string.h>

help_err *categories_get_list(help_ctx *h)
{
    json_t *all, *results, *c;
    int page, page_size;
    size_t i, first;
    help_err *e;

    if ((e = articles_core->list_read(h, &page, &page_size))) return e;
    if ((e = categories_list(&all, h))) return e;
    results = json_array();
    first = (size_t)(page - 1) * (size_t)page_size;
    json_array_foreach(all, i, c)
        if (i >= first && i - first < (size_t)page_size) json_array_append(results, c);
    articles_core->answer_list(h, (apr_int64_t)json_array_size(all), page, page_size, results);
    h->answer.keep = 1;
    return NULL;
}

help_err *categories_get_tree(help_ctx *h)
{
    json_t *all;
    help_err *e;

    if ((e = categories_list(&all, h))) return e;
    articles_core->answer_json(h, 200, categories_nest(all));
    h->answer.keep = 1;
    return NULL;
}

help_err *categories_get_one(help_ctx *h)
{
    const char *json, *moved;
    help_err *e;

    if ((e = categories_find(&json, &moved, h, help_route_value(h->path, "id"), help_route_value(h->path, "slug"))))
        return e;
    if (moved) return articles_redirect(h, HELP_API "/categories/", moved);
    if (!json) return articles_none(h, "category");
    articles_core->answer_text(h, 200, "application/json", json, strlen(json));
    h->answer.keep = 1;
    return NULL;
}

help_err *categories_get_tags(help_ctx *h)
{
    json_t *results;
    apr_int64_t count;
    int page, page_size;
    help_err *e;

    if ((e = articles_core->list_read(h, &page, &page_size))) return e;
    if ((e = categories_tag_list(&results, &count, h, page, page_size))) return e;
    articles_core->answer_list(h, count, page, page_size, json_incref(results));
    h->answer.keep = 1;
    return NULL;
}
