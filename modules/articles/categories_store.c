/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of categories and tags, and the flat list of categories as a tree. */
#include "articles.h"

#include <apr_strings.h>

static void arg_seen(help_sql_args *a, help_ctx *h)
{
    articles_arg_audience(a, h);
    help_arg_bool(a, h->role >= HELP_EDITOR);
}

help_err *categories_list(json_t **out, help_ctx *h)
{
    help_sql_call call = { .sql = &categories_all };
    help_err *e;

    arg_seen(&call.args, h);
    if ((e = articles_core->pipeline(h, &call, 1))) return e;
    return articles_json_of(out, h, call.result);
}

enum { ID_KEY_SIZE = 24 };

/* null becomes 0, which no id is. (APR's printf knows no %lld, which is jansson's own format.) */
static const char *id_key(char buf[ID_KEY_SIZE], const json_t *id)
{
    apr_snprintf(buf, ID_KEY_SIZE, "%" APR_INT64_T_FMT, (apr_int64_t)json_integer_value(id));
    return buf;
}

/* Parents come before their children in `flat`. One whose parent is not shown stands at the top. */
json_t *categories_nest(json_t *flat)
{
    json_t *tree = json_array(), *by_id = json_object(), *c;
    char key[ID_KEY_SIZE];
    size_t i;

    json_array_foreach(flat, i, c) {
        json_t *above, *copy = json_copy(c);

        json_object_set_new(copy, "children", json_array());
        above = json_object_get(by_id, id_key(key, json_object_get(c, "parent")));
        json_array_append(above ? json_object_get(above, "children") : tree, copy);
        json_object_set_new(by_id, id_key(key, json_object_get(c, "id")), copy);
    }
    json_decref(by_id);
    return tree;
}

help_err *categories_find(const char **json, const char **moved, help_ctx *h, const char *id, const char *slug)
{
    help_sql_call calls[2] = { { .sql = &categories_one }, { .sql = &categories_moved } };
    help_err *e;

    *json = *moved = NULL;
    for (int i = 0; i < 2; i++) {
        arg_seen(&calls[i].args, h);
        help_arg_text(&calls[i].args, id ? id : slug);
    }
    if ((e = articles_core->pipeline(h, calls, id ? 1 : 2))) return e;
    if (PQntuples(calls[0].result)) *json = help_pg_ref(calls[0].result, 0, 0);
    else if (!id && PQntuples(calls[1].result)) *moved = help_pg_ref(calls[1].result, 0, 0);
    return NULL;
}

help_err *categories_tag_list(json_t **results, apr_int64_t *count, help_ctx *h, int page, int page_size)
{
    help_sql_call calls[2] = { { .sql = &categories_tags }, { .sql = &categories_tags_count } };
    help_err *e;

    arg_seen(&calls[0].args, h);
    help_arg_int(&calls[0].args, h->p, page_size);
    help_arg_int(&calls[0].args, h->p, (apr_int64_t)(page - 1) * page_size);
    arg_seen(&calls[1].args, h);
    if ((e = articles_core->pipeline(h, calls, 2))) return e;
    *count = help_pg_int(calls[1].result, 0, 0);
    return articles_json_of(results, h, calls[0].result);
}
