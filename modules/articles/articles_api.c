/* SPDX-License-Identifier: Apache-2.0 */
/* The URL space of mod_help_articles. A row without a handler answers 501: the address is taken, the
 * capability is not built yet. */
#include "articles.h"

enum {
    JSON = HELP_BODY_JSON,
    EMPTY = HELP_BODY_JSON | HELP_BODY_ANY,         /* a POST that says all by its address */
    NEW = HELP_BODY_JSON | HELP_CREATES,
    KEEP = HELP_KEEPABLE,
    SHOW = HELP_KEEPABLE | HELP_PAGE,
    PAGES = 1 << 20,                                /* bytes: 1 MiB of Markdown needs more, as JSON */
};

#define API(path) HELP_API path
#define LIST_KEYS "page,page_size"
#define FILTER_KEYS "category,tag,difficulty_level,status,q,updated_since,language,ordering," LIST_KEYS

/* clang-format off */
const help_route articles_routes[] = {
    /* method   path                                          who               flags  body  handler */
    { "GET",    API("/articles/"),                            HELP_MAY_READ,    KEEP,  0, articles_get_list, FILTER_KEYS },
    { "POST",   API("/articles/"),                            HELP_NEED_AUTHOR, NEW,   8 * PAGES, NULL, NULL },
    { "GET",    API("/articles/{id:int}/"),                   HELP_MAY_READ,    KEEP,  0, articles_get_by_id, "!session_id" },
    { "GET",    API("/articles/{slug}/"),                     HELP_MAY_READ,    KEEP,  0, articles_get_by_slug, "!session_id" },
    { "PUT",    API("/articles/{id:int}/"),                   HELP_NEED_AUTHOR, JSON,  8 * PAGES, NULL, NULL },
    { "PATCH",  API("/articles/{id:int}/"),                   HELP_NEED_AUTHOR, JSON,  8 * PAGES, NULL, NULL },
    { "DELETE", API("/articles/{id:int}/"),                   HELP_NEED_ADMIN,  0,     0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/undelete/"),          HELP_NEED_ADMIN,  EMPTY, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/submit/"),            HELP_NEED_AUTHOR, EMPTY, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/publish/"),           HELP_NEED_EDITOR, EMPTY, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/unpublish/"),         HELP_NEED_EDITOR, EMPTY, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/archive/"),           HELP_NEED_EDITOR, EMPTY, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/review/"),            HELP_NEED_EDITOR, EMPTY, 0, NULL, NULL },
    { "GET",    API("/articles/{id:int}/versions/"),          HELP_NEED_AUTHOR, 0,     0, NULL, NULL },
    { "GET",    API("/articles/{id:int}/versions/{n:int}/"),  HELP_NEED_AUTHOR, 0,     0, NULL, NULL },
    { "GET",    API("/articles/{id:int}/versions/{n:int}/diff/{m:int}/"), HELP_NEED_AUTHOR, 0, 0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/versions/{n:int}/restore/"), HELP_NEED_EDITOR, EMPTY, 0, NULL, NULL },
    { "GET",    API("/articles/{id:int}/related/"),           HELP_MAY_READ,    0,     0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/vote/"),              HELP_MAY_VOTE,    JSON,  0, NULL, NULL },
    { "POST",   API("/articles/{id:int}/feedback/"),          HELP_MAY_VOTE,    NEW,   0, NULL, NULL },
    { "PUT",    API("/articles/{id:int}/bookmark/"),          HELP_SIGNED_IN,   EMPTY, 0, NULL, NULL },
    { "DELETE", API("/articles/{id:int}/bookmark/"),          HELP_SIGNED_IN,   0,     0, NULL, NULL },
    { "GET",    API("/bookmarks/"),                           HELP_SIGNED_IN,   0,     0, NULL, NULL },
    { "POST",   API("/articles/suggestions/"),                HELP_SIGNED_IN,   NEW,   0, NULL, NULL },
    { "GET",    API("/articles/suggestions/"),                HELP_NEED_EDITOR, 0,     0, NULL, NULL },
    { "PATCH",  API("/articles/suggestions/{id:int}/"),       HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "POST",   API("/articles/import/"),                     HELP_NEED_EDITOR, HELP_BODY_RAW, 256 * PAGES, NULL, NULL },
    { "GET",    API("/articles/export/"),                     HELP_NEED_EDITOR, 0,     0, NULL, NULL },

    { "GET",    API("/categories/"),                          HELP_MAY_READ,    KEEP,  0, categories_get_list, LIST_KEYS },
    { "GET",    API("/categories/tree/"),                     HELP_MAY_READ,    KEEP,  0, categories_get_tree, "" },
    { "GET",    API("/categories/{id:int}/"),                 HELP_MAY_READ,    KEEP,  0, categories_get_one, "" },
    { "GET",    API("/categories/{slug}/"),                   HELP_MAY_READ,    KEEP,  0, categories_get_one, "" },
    { "POST",   API("/categories/"),                          HELP_NEED_EDITOR, NEW,   0, NULL, NULL },
    { "PUT",    API("/categories/{id:int}/"),                 HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "PATCH",  API("/categories/{id:int}/"),                 HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "DELETE", API("/categories/{id:int}/"),                 HELP_NEED_EDITOR, 0,     0, NULL, NULL },
    { "GET",    API("/tags/"),                                HELP_MAY_READ,    KEEP,  0, categories_get_tags, LIST_KEYS },
    { "POST",   API("/tags/"),                                HELP_NEED_EDITOR, NEW,   0, NULL, NULL },
    { "PUT",    API("/tags/{id:int}/"),                       HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "PATCH",  API("/tags/{id:int}/"),                       HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "DELETE", API("/tags/{id:int}/"),                       HELP_NEED_EDITOR, 0,     0, NULL, NULL },

    { "GET",    API("/contextual/"),                          HELP_MAY_READ,    0,     0, NULL, NULL },
    { "GET",    API("/tooltips/"),                            HELP_MAY_READ,    0,     0, NULL, NULL },
    { "POST",   API("/tooltips/"),                            HELP_NEED_EDITOR, NEW,   0, NULL, NULL },
    { "PUT",    API("/tooltips/{id}/"),                       HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "PATCH",  API("/tooltips/{id}/"),                       HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "DELETE", API("/tooltips/{id}/"),                       HELP_NEED_EDITOR, 0,     0, NULL, NULL },
    { "GET",    API("/tours/"),                               HELP_MAY_READ,    0,     0, NULL, NULL },
    { "POST",   API("/tours/"),                               HELP_NEED_EDITOR, NEW,   0, NULL, NULL },
    { "GET",    API("/tours/{id}/"),                          HELP_MAY_READ,    0,     0, NULL, NULL },
    { "PUT",    API("/tours/{id}/"),                          HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "PATCH",  API("/tours/{id}/"),                          HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "DELETE", API("/tours/{id}/"),                          HELP_NEED_EDITOR, 0,     0, NULL, NULL },
    { "GET",    API("/cards/"),                               HELP_MAY_READ,    0,     0, NULL, NULL },
    { "POST",   API("/cards/"),                               HELP_NEED_EDITOR, NEW,   0, NULL, NULL },
    { "PUT",    API("/cards/{id}/"),                          HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "PATCH",  API("/cards/{id}/"),                          HELP_NEED_EDITOR, JSON,  0, NULL, NULL },
    { "DELETE", API("/cards/{id}/"),                          HELP_NEED_EDITOR, 0,     0, NULL, NULL },

    { "POST",   API("/media/"),                               HELP_NEED_AUTHOR, HELP_BODY_RAW, 10 * PAGES, NULL, NULL },
    { "GET",    "/help/media/{file}",                         HELP_MAY_READ,    0,     0, articles_get_media, NULL },

    { "GET",    "/help/",                                     HELP_MAY_READ,    SHOW,  0, pages_get_home, "" },
    { "GET",    "/help/articles/{slug}/",                     HELP_MAY_READ,    SHOW,  0, pages_get_article, "" },
    { "GET",    "/help/category/{slug}/",                     HELP_MAY_READ,    SHOW,  0, pages_get_category, "page" },
    /* Whatever no module owns: a 404 that helps on. */
    { "GET",    "/help/{path:rest}",                          HELP_MAY_READ,    HELP_PAGE, 0, pages_get_nothing, NULL },
    { "GET",    "/help/sitemap.xml",                          HELP_MAY_READ,    0,     0, NULL, NULL },
    { "GET",    "/help/llms.txt",                             HELP_MAY_READ,    0,     0, NULL, NULL },
    { "GET",    "/help/llms-full.txt",                        HELP_MAY_READ,    0,     0, NULL, NULL },
    { "GET",    "/help/mcp",                                  HELP_MAY_READ,    0,     0, NULL, NULL },
    { "POST",   "/help/mcp",                                  HELP_MAY_READ,    HELP_BODY_JSON | HELP_BODY_ANY | HELP_READS, 0, NULL, NULL },
    { "DELETE", "/help/mcp",                                  HELP_MAY_READ,    0,     0, NULL, NULL },
};
/* clang-format on */
const int articles_routes_n = sizeof(articles_routes) / sizeof(articles_routes[0]);
