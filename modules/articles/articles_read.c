/* SPDX-License-Identifier: Apache-2.0 */
/* GET articles/ and one article: what was asked, is it there for this asker, answer. */
#include "articles.h"

#include <apr_strings.h>

#include "lib/num.h"

help_err *articles_none(help_ctx *h, const char *what)
{
    return help_err_new(h->p, 404, "not-found", apr_psprintf(h->p, "There is no such %s.", what), NULL);
}

help_err *articles_redirect(help_ctx *h, const char *prefix, const char *slug)
{
    const char *args = h->r->args;

    articles_core->answer_redirect(h, 301, apr_pstrcat(h->p, prefix, help_url_escape(h->p, slug, 0), "/",
                                                       args ? "?" : "", args ? args : "", NULL));
    return NULL;
}

help_err *articles_get_list(help_ctx *h)
{
    articles_filter filter;
    json_t *results;
    apr_int64_t count;
    int page, page_size;
    help_err *e;

    if ((e = articles_core->list_read(h, &page, &page_size))) return e;
    if ((e = articles_filter_read(&filter, h))) return e;
    if ((e = articles_list(&results, &count, h, &filter, page, page_size))) return e;
    articles_core->answer_list(h, count, page, page_size, json_incref(results));
    /* Two authors with the same audience see different drafts; and nobody asks twice for a moment or a prefix. */
    h->answer.keep = h->role != HELP_AUTHOR && !filter.updated_since && !filter.prefix;
    return NULL;
}

/* A session says that somebody reads, and not that a program fetches. */
static help_err *view(help_ctx *h, const char *id)
{
    const char *given = apr_table_get(h->query, "session_id");
    char session[37];
    apr_int64_t n;

    articles_core->note(h, "article", id);
    if (!given) return NULL;
    if (!help_uuid(session, given)) return help_err_field(h->p, "session_id", "must be a UUID");
    if (!help_int64(&n, id, 1, APR_INT64_MAX)) return NULL;
    articles_core->count_view(h, n);
    articles_core->emit(h, &(help_event){ .type = "article_view", .article_id = n, .session_id = session });
    return NULL;
}

static help_err *detail(help_ctx *h, const char *id, const char *slug)
{
    articles_found found;
    help_err *e;

    if ((e = articles_find(&found, h, id, slug))) return e;
    if (found.moved) return articles_redirect(h, HELP_API "/articles/", found.moved);
    if (!found.json) return articles_none(h, "article");
    if ((e = view(h, found.id))) return e;
    articles_core->answer_text(h, 200, "application/json", found.json, strlen(found.json));
    h->answer.etag = found.etag;
    h->answer.keep = h->role != HELP_AUTHOR;
    return NULL;
}

help_err *articles_get_by_id(help_ctx *h)
{
    return detail(h, help_route_value(h->path, "id"), NULL);
}

help_err *articles_get_by_slug(help_ctx *h)
{
    return detail(h, NULL, help_route_value(h->path, "slug"));
}
