/* SPDX-License-Identifier: Apache-2.0 */
/* The pages: home, a category, an article. Each is one round trip to the database and one template. */
#include "articles.h"

#include <apr_strings.h>
#include <string.h>

#include "icons.h"
#include "jsonld.h"
#include "prose.h"

enum { HOME_ITEMS = 6, CRUMBS_MAX = 24, TOC_MIN = 2 };

static void add_icon(json_t *category)
{
    const char *path = icons_path(json_string_value(json_object_get(category, "icon_name")));

    if (path) json_object_set_new(category, "icon_path", json_string(path));
}

/* {"categories": [...]} for a template's section, or NULL (left out) when there are none. */
static help_err *topics_of(json_t **out, help_ctx *h, const PGresult *res)
{
    json_t *categories, *c;
    size_t i;
    help_err *e = articles_json_of(&categories, h, res);

    json_array_foreach(categories, i, c) add_icon(c);
    *out = categories ? help_json_keep(h->p, json_pack("{s:O}", "categories", categories)) : NULL;
    return e;
}

static help_err *items_of(json_t **out, help_ctx *h, const PGresult *res)
{
    json_t *items;
    help_err *e = articles_json_of(&items, h, res);

    *out = items ? help_json_keep(h->p, json_pack("{s:O}", "items", items)) : NULL;
    return e;
}

static void arg_topics(help_sql_args *a, const help_ctx *h, const char *above)
{
    articles_arg_audience(a, h);
    help_arg_text(a, above);
}

/* A 404 that offers the topics there are. */
static help_err *none(help_ctx *h, json_t *topics)
{
    json_t *error = json_pack("{s:i, s:s, s:s, s:b, s:s}", "status", 404, "title", "Not Found", "detail",
                              "It may have been moved or removed, or the address has a typing error.",
                              "not_found", 1, "request_id", h->request_id);

    return articles_core->answer_page(h, 404, "error",
                                      json_pack("{s:o, s:O*, s:{s:s, s:s, s:s}}", "error", error, "topics", topics,
                                                "page", "title", "Not found", "robots", "noindex", "canonical", ""));
}

help_err *pages_get_nothing(help_ctx *h)
{
    help_sql_call call = { .sql = &pages_topics };
    json_t *topics;
    help_err *e;

    arg_topics(&call.args, h, NULL);
    if ((e = articles_core->pipeline(h, &call, 1)) || (e = topics_of(&topics, h, call.result))) return e;
    return none(h, topics);
}

/* ---- breadcrumbs ---------------------------------------------------------------------------------------- */

/* The template's list: all with an address but the last, which is this page. */
static json_t *crumbs_shown(json_t *breadcrumb, const char *last)
{
    json_t *out = json_array(), *c;
    size_t i, n = json_array_size(breadcrumb);

    json_array_foreach(breadcrumb, i, c) {
        int is_here = !last && i + 1 == n;

        json_array_append_new(out, json_pack("{s:O, s:O*}", "name", json_object_get(c, "name"),
                                             "url", is_here ? NULL : json_object_get(c, "url")));
    }
    if (last) json_array_append_new(out, json_pack("{s:s}", "name", last));
    return out;
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static const char *whole_url(help_ctx *h, const char *path)
{
    return articles_core->absolute_url(h, help_url_escape(h->p, path, 1));
}

/* The same for search engines: home, the categories, and this page when it is an article. */
static const char *structured(help_ctx *h, const jsonld_article *article, json_t *breadcrumb)
{
    jsonld_crumb crumbs[CRUMBS_MAX] = { { "Help", whole_url(h, "/help/") } };
    json_t *c;
    size_t i;
    int n = 1;

    json_array_foreach(breadcrumb, i, c)
        if (n < CRUMBS_MAX - 1)
            crumbs[n++] = (jsonld_crumb){ text_of(c, "name"), whole_url(h, text_of(c, "url")) };
    if (article) crumbs[n++] = (jsonld_crumb){ article->headline, article->url };
    return jsonld_text(h->p, article, crumbs, n);
}

/* ---- home -------------------------------------------------------------------------------------------------- */

help_err *pages_get_home(help_ctx *h)
{
    help_sql_call calls[3] = { { .sql = &pages_topics }, { .sql = &pages_popular }, { .sql = &pages_recent } };
    json_t *topics, *popular, *recent;
    const char *intro = apr_psprintf(h->p, "Guides and answers from %s.", h->tenant->name);
    help_err *e;

    arg_topics(&calls[0].args, h, NULL);
    for (int i = 1; i < 3; i++) {
        articles_arg_audience(&calls[i].args, h);
        help_arg_int(&calls[i].args, h->p, HOME_ITEMS);
    }
    if ((e = articles_core->pipeline(h, calls, 3))) return e;
    if ((e = topics_of(&topics, h, calls[0].result)) || (e = items_of(&popular, h, calls[1].result)) ||
        (e = items_of(&recent, h, calls[2].result)))
        return e;
    h->answer.keep = 1;
    return articles_core->answer_page(h, 200, "home",
        json_pack("{s:b, s:s, s:O*, s:O*, s:O*, s:s, s:{s:s, s:s}}", "hero", 1, "intro", intro, "topics", topics,
                  "popular", popular, "recent", recent, "jsonld", structured(h, NULL, NULL),
                  "page", "title", "Help center", "description", intro));
}

/* ---- category ------------------------------------------------------------------------------------------------ */

typedef struct category_lists {
    json_t *topics, *popular, *items;       /* each NULL when there is none */
} category_lists;

static json_t *pager(help_ctx *h, apr_int64_t count, int page, int size)
{
    int pages = (int)((count + size - 1) / size);

    if (pages < 2) return NULL;
    return json_pack("{s:i, s:i, s:s*, s:s*}", "page", page, "pages", pages,
                     "previous", page > 1 ? apr_psprintf(h->p, "?page=%d", page - 1) : NULL,
                     "next", page < pages ? apr_psprintf(h->p, "?page=%d", page + 1) : NULL);
}

static help_err *category_show(help_ctx *h, json_t *category, const category_lists *lists, int page)
{
    apr_int64_t count = json_integer_value(json_object_get(category, "articles"));
    json_t *breadcrumb = json_object_get(category, "breadcrumb");
    const char *name = text_of(category, "name"), *about = text_of(category, "description");
    const char *title = page > 1 ? apr_psprintf(h->p, "%s, page %d", name, page) : name;
    const char *path = apr_pstrcat(h->p, "/help/category/", text_of(category, "slug"), "/", NULL);
    const char *canonical = whole_url(h, path);

    if (page > 1) canonical = apr_psprintf(h->p, "%s?page=%d", canonical, page);
    if (!*about) about = apr_psprintf(h->p, "Help about %s from %s.", name, h->tenant->name);
    h->answer.keep = 1;
    return articles_core->answer_page(h, 200, "category",
        json_pack("{s:O, s:o, s:O*, s:O*, s:O*, s:b, s:o*, s:s, s:{s:s, s:s, s:s}}", "category", category,
                  "crumbs", crumbs_shown(breadcrumb, NULL), "topics", lists->topics, "popular", lists->popular,
                  "articles", lists->items, "nothing", !lists->topics && !lists->items, "pager", pager(h, count, page, articles_page_size(h->r)),
                  "jsonld", structured(h, NULL, breadcrumb),
                  "page", "title", title, "description", about, "canonical", canonical));
}

enum { C_ONE, C_MOVED, C_TOPICS, C_POPULAR, C_ITEMS, C_TOP, C_CALLS };

static help_err *category_ask(help_sql_call *calls, help_ctx *h, int page)
{
    const char *slug = help_route_value(h->path, "slug");
    int size = articles_page_size(h->r);

    for (int i = 0; i < C_CALLS; i++) {
        articles_arg_audience(&calls[i].args, h);
        if (i == C_MOVED) help_arg_bool(&calls[i].args, 0);
        help_arg_text(&calls[i].args, i == C_TOP ? NULL : slug);
    }
    help_arg_int(&calls[C_POPULAR].args, h->p, HOME_ITEMS);
    help_arg_int(&calls[C_ITEMS].args, h->p, size);
    help_arg_int(&calls[C_ITEMS].args, h->p, (apr_int64_t)(page - 1) * size);
    return articles_core->pipeline(h, calls, C_CALLS);
}

help_err *pages_get_category(help_ctx *h)
{
    help_sql_call calls[C_CALLS] = {
        [C_ONE] = { .sql = &pages_category }, [C_MOVED] = { .sql = &categories_moved }, [C_TOPICS] = { .sql = &pages_topics },
        [C_POPULAR] = { .sql = &pages_category_popular }, [C_ITEMS] = { .sql = &pages_category_items },
        [C_TOP] = { .sql = &pages_topics },
    };
    category_lists lists;
    json_t *category;
    int page, page_size, is_here;
    help_err *e;

    if ((e = articles_core->list_read(h, &page, &page_size))) return e;
    if ((e = category_ask(calls, h, page))) return e;
    if ((e = articles_json_of(&category, h, calls[C_ONE].result))) return e;
    if (!category && PQntuples(calls[C_MOVED].result))
        return articles_redirect(h, "/help/category/", help_pg_ref(calls[C_MOVED].result, 0, 0));
    if ((e = items_of(&lists.items, h, calls[C_ITEMS].result))) return e;
    if ((e = items_of(&lists.popular, h, calls[C_POPULAR].result))) return e;
    is_here = category && (page == 1 || lists.items);
    if ((e = topics_of(&lists.topics, h, calls[is_here ? C_TOPICS : C_TOP].result))) return e;
    if (!is_here) return none(h, lists.topics);
    add_icon(category);
    return category_show(h, category, &lists, page);
}

/* ---- article ---------------------------------------------------------------------------------------------------- */

/* The note makes core count each view that is answered from what is kept. */
static void count(help_ctx *h, apr_int64_t id)
{
    articles_core->note(h, "article", apr_psprintf(h->p, "%" APR_INT64_T_FMT, id));
    if (!h->r->header_only) articles_core->count_view(h, id);
}

static help_err *article_show(help_ctx *h, json_t *article, json_t *more)
{
    json_t *breadcrumb = json_object_get(article, "breadcrumb"), *toc = json_object_get(article, "toc");
    json_t *tags = json_object_get(article, "tags"), *section;
    const char *path = apr_pstrcat(h->p, "/help/articles/", text_of(article, "slug"), "/", NULL);
    jsonld_article ld = {
        .headline = text_of(article, "title"), .description = text_of(article, "description"),
        .language = text_of(article, "language"), .published = text_of(article, "published_date"),
        .modified = text_of(article, "updated_at"), .author = text_of(article, "author"),
        .site = h->tenant->name, .url = whole_url(h, path),
    };
    int is_live = !text_of(article, "status_label");

    section = json_array_get(breadcrumb, json_array_size(breadcrumb) - 1);
    if (section) ld.section = text_of(section, "name");
    json_object_set_new(article, "content_html", json_string(prose_for_page(h->p, text_of(article, "content_html"))));
    if (json_array_size(tags)) json_object_set_new(article, "tag_box", json_true());
    if (is_live) count(h, json_integer_value(json_object_get(article, "id")));
    h->answer.keep = h->role != HELP_AUTHOR;
    return articles_core->answer_page(h, 200, "article",
        json_pack("{s:O, s:o, s:O*, s:O*, s:O*, s:s, s:{s:s, s:s*, s:s, s:s*, s:s*}}", "article", article,
                  "crumbs", crumbs_shown(breadcrumb, ld.headline),
                  "toc_box", json_array_size(toc) >= TOC_MIN ? json_true() : NULL, "toc", toc, "more", more,
                  "jsonld", structured(h, &ld, breadcrumb),
                  "page", "title", ld.headline, "description", ld.description, "canonical", is_live ? ld.url : "",
                  "lang", ld.language, "robots", is_live ? NULL : "noindex"));
}

help_err *pages_get_article(help_ctx *h)
{
    enum { ONE, MOVED, MORE, TOP, CALLS };
    help_sql_call calls[CALLS] = { { .sql = &pages_article }, { .sql = &articles_moved }, { .sql = &pages_more },
                                   { .sql = &pages_topics } };
    json_t *article, *more, *topics;
    help_err *e;

    for (int i = 0; i < CALLS; i++) {
        articles_arg_audience(&calls[i].args, h);
        help_arg_text(&calls[i].args, i == TOP ? NULL : help_route_value(h->path, "slug"));
        if (i == ONE || i == MOVED) articles_arg_writer(&calls[i].args, h);
    }
    if ((e = articles_core->pipeline(h, calls, CALLS))) return e;
    if ((e = articles_json_of(&article, h, calls[ONE].result)) || (e = articles_json_of(&more, h, calls[MORE].result)))
        return e;
    if (article) return article_show(h, article, json_array_size(json_object_get(more, "items")) ? more : NULL);
    if (PQntuples(calls[MOVED].result))
        return articles_redirect(h, "/help/articles/", help_pg_ref(calls[MOVED].result, 0, 0));
    if ((e = topics_of(&topics, h, calls[TOP].result))) return e;
    return none(h, topics);
}
