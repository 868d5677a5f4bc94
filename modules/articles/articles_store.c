/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of articles and media. PostgreSQL builds the JSON; here it is only fetched. */
#include "articles.h"

#include <apr_strings.h>

void articles_arg_audience(help_sql_args *a, const help_ctx *h)
{
    help_arg_text(a, h->groups_pg);
    help_arg_text(a, h->denied_pg);
}

void articles_arg_writer(help_sql_args *a, const help_ctx *h)
{
    help_arg_bool(a, h->role >= HELP_EDITOR);
    if (h->role >= HELP_AUTHOR && h->user_id) help_arg_int(a, h->p, h->user_id);
    else help_arg_text(a, NULL);
}

help_err *articles_json_of(json_t **out, help_ctx *h, const PGresult *res)
{
    *out = NULL;
    if (PQntuples(res) == 0 || PQgetisnull(res, 0, 0)) return NULL;
    return help_json_parse(out, h->p, PQgetvalue(res, 0, 0), (apr_size_t)PQgetlength(res, 0, 0));
}

/* ---- lists ------------------------------------------------------------------------------------------- */

static void arg_filter(help_sql_args *a, help_ctx *h, const articles_filter *f)
{
    articles_arg_audience(a, h);
    help_arg_text(a, f->category);
    help_arg_text(a, f->tag);
    help_arg_text(a, f->difficulty);
    help_arg_text(a, f->prefix);
    help_arg_time(a, h->p, f->updated_since);
    help_arg_text(a, f->language);
}

help_err *articles_list(json_t **results, apr_int64_t *count, help_ctx *h, const articles_filter *f, int page,
                        int page_size)
{
    int writer = h->role >= HELP_AUTHOR;
    help_sql_call calls[2] = {
        { .sql = writer ? &articles_list_writer[f->order] : &articles_list_reader[f->order] },
        { .sql = writer ? &articles_count_writer : &articles_count_reader },
    };
    help_err *e;

    arg_filter(&calls[0].args, h, f);
    help_arg_int(&calls[0].args, h->p, page_size);
    help_arg_int(&calls[0].args, h->p, (apr_int64_t)(page - 1) * page_size);
    arg_filter(&calls[1].args, h, f);
    for (int i = 0; writer && i < 2; i++) {
        help_arg_text(&calls[i].args, f->status);
        articles_arg_writer(&calls[i].args, h);
    }
    if ((e = articles_core->pipeline(h, calls, 2))) return e;
    *count = help_pg_int(calls[1].result, 0, 0);
    return articles_json_of(results, h, calls[0].result);
}

/* ---- one article -------------------------------------------------------------------------------------- */

static void arg_one(help_sql_args *a, help_ctx *h, const char *key)
{
    articles_arg_audience(a, h);
    help_arg_text(a, key);
    articles_arg_writer(a, h);
}

help_err *articles_find(articles_found *out, help_ctx *h, const char *id, const char *slug)
{
    help_sql_call calls[2] = { { .sql = id ? &articles_by_id : &articles_by_slug }, { .sql = &articles_moved } };
    const PGresult *res;
    help_err *e;

    *out = (articles_found){ .json = NULL };
    arg_one(&calls[0].args, h, id ? id : slug);
    arg_one(&calls[1].args, h, slug);
    if ((e = articles_core->pipeline(h, calls, id ? 1 : 2))) return e;
    res = calls[0].result;
    if (PQntuples(res)) {
        out->json = help_pg_ref(res, 0, 0);
        out->id = help_pg_ref(res, 0, 1);
        out->etag = apr_pstrcat(h->p, "\"", help_pg_ref(res, 0, 2), "\"", NULL);
    }
    else if (!id && PQntuples(calls[1].result)) {
        out->moved = help_pg_ref(calls[1].result, 0, 0);
    }
    return NULL;
}

/* ---- media ---------------------------------------------------------------------------------------------- */

help_err *articles_media_find(articles_media *out, help_ctx *h, const char *sha256, const char *ext, int with_bytes)
{
    help_sql_call call = { .sql = with_bytes ? &articles_media_bytes : &articles_media_seen,
                           .binary_result = with_bytes };
    help_err *e;

    *out = (articles_media){ .type = NULL };
    articles_arg_audience(&call.args, h);
    help_arg_text(&call.args, apr_pstrcat(h->p, "\\x", sha256, NULL));
    help_arg_text(&call.args, ext);
    help_arg_bool(&call.args, h->role >= HELP_AUTHOR);
    articles_arg_writer(&call.args, h);
    if ((e = articles_core->pipeline(h, &call, 1))) return e;
    if (PQntuples(call.result) == 0) return NULL;
    out->type = help_pg_ref(call.result, 0, 0);
    if (with_bytes) {
        out->bytes = PQgetvalue(call.result, 0, 1);
        out->len = (apr_size_t)PQgetlength(call.result, 0, 1);
    }
    return NULL;
}
