/* SPDX-License-Identifier: Apache-2.0 */
/* Structured data and drawings of the pages. links: modules/articles/jsonld.c modules/articles/icons.c */
#include "tap.h"

#include <apr_general.h>
#include <jansson.h>

#include "articles/icons.h"
#include "articles/jsonld.h"

static const jsonld_crumb crumbs[] = { { "Help", "https://h/help/" }, { "</script><b>&", "https://h/x?a=1&b=2" } };

static json_t *node(json_t *doc, size_t i)
{
    return json_array_get(json_object_get(doc, "@graph"), i);
}

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static void test_nothing_ends_the_script(apr_pool_t *p)
{
    const char *s = jsonld_text(p, NULL, crumbs, 2);
    json_t *doc = json_loads(s, 0, NULL), *items;

    ok(!strpbrk(s, "<>&"), "no character that HTML would read");
    ok(doc != NULL, "it is JSON");
    items = json_object_get(node(doc, 0), "itemListElement");
    is(text(json_array_get(items, 1), "name"), "</script><b>&", "a reader of JSON gets the name back as it was");
    is(text(json_array_get(items, 1), "item"), "https://h/x?a=1&b=2", "and the address");
    ok(json_integer_value(json_object_get(json_array_get(items, 1), "position")) == 2, "positions count from 1");
    json_decref(doc);
}

static void test_article(apr_pool_t *p)
{
    jsonld_article a = { .headline = "Größe \"L\"", .site = "Harbor", .url = "https://h/a", .modified = "2026-01-01T00:00:00Z" };
    json_t *doc = json_loads(jsonld_text(p, &a, crumbs, 1), 0, NULL), *n = node(doc, 0);

    is(text(n, "@type"), "TechArticle", "the article comes first");
    is(text(n, "headline"), "Größe \"L\"", "quotes and umlauts survive");
    is(text(json_object_get(n, "author"), "@type"), "Organization", "without a person the site is the author");
    ok(!json_object_get(n, "datePublished"), "what is not known is left out");
    is(text(node(doc, 1), "@type"), "BreadcrumbList", "then the breadcrumbs");
    json_decref(doc);
}

static void test_icons(void)
{
    ok(icons_path("🔧") && icons_path("🔧") == icons_path("wrench"), "an emoji and its word are one drawing");
    ok(icons_path("Wrench") != NULL, "in any case");
    ok(icons_path("⚙️") != NULL, "a variation selector does not matter");
    ok(!icons_path("🦑") && !icons_path("") && !icons_path(NULL), "others have none");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    test_nothing_ends_the_script(p);
    test_article(p);
    test_icons();
    apr_pool_destroy(p);
    apr_terminate();
    return tap_done();
}
