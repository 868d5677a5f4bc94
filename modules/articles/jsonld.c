/* SPDX-License-Identifier: Apache-2.0 */
/* schema.org as JSON-LD. Knows no request and no row. */
#include "jsonld.h"

#include "lib/json.h"
#include "lib/text.h"

enum { ROOM = 256 * 1024 };         /* titles and names have bounds far below */

static void set_text(json_t *o, const char *key, const char *value)
{
    if (value && *value) json_object_set_new(o, key, json_string(value));
}

static json_t *named(const char *type, const char *name)
{
    json_t *o = json_object();

    set_text(o, "@type", type);
    set_text(o, "name", name);
    return o;
}

static json_t *article_node(const jsonld_article *a)
{
    json_t *o = json_object();

    set_text(o, "@type", "TechArticle");
    set_text(o, "@id", a->url);
    set_text(o, "url", a->url);
    set_text(o, "mainEntityOfPage", a->url);
    set_text(o, "headline", a->headline);
    set_text(o, "description", a->description);
    set_text(o, "inLanguage", a->language);
    set_text(o, "articleSection", a->section);
    set_text(o, "datePublished", a->published);
    set_text(o, "dateModified", a->modified);
    json_object_set_new(o, "author", a->author && *a->author ? named("Person", a->author)
                                                              : named("Organization", a->site));
    json_object_set_new(o, "publisher", named("Organization", a->site));
    return o;
}

static json_t *crumbs_node(const jsonld_crumb *crumbs, int n)
{
    json_t *o = json_object(), *items = json_array();

    for (int i = 0; i < n; i++) {
        json_t *item = named("ListItem", crumbs[i].name);

        json_object_set_new(item, "position", json_integer(i + 1));
        set_text(item, "item", crumbs[i].url);
        json_array_append_new(items, item);
    }
    set_text(o, "@type", "BreadcrumbList");
    json_object_set_new(o, "itemListElement", items);
    return o;
}

/* These three stand in JSON only inside strings, so an escape is always right. */
static const char *safe_in_script(apr_pool_t *p, const char *json)
{
    help_buf b;

    help_buf_init(&b, p, ROOM);
    for (const char *s = json; *s; s++) {
        if (*s == '<') help_buf_puts(&b, "\\u003c");
        else if (*s == '>') help_buf_puts(&b, "\\u003e");
        else if (*s == '&') help_buf_puts(&b, "\\u0026");
        else help_buf_add(&b, s, 1);
    }
    return b.full ? "{}" : b.s;
}

const char *jsonld_text(apr_pool_t *p, const jsonld_article *article, const jsonld_crumb *crumbs, int n)
{
    json_t *o = json_object(), *graph = json_array();
    apr_size_t len;
    const char *text;

    set_text(o, "@context", "https://schema.org");
    if (article) json_array_append_new(graph, article_node(article));
    json_array_append_new(graph, crumbs_node(crumbs, n));
    json_object_set_new(o, "@graph", graph);
    text = help_json_text(p, o, &len);
    json_decref(o);
    return safe_in_script(p, text);
}
