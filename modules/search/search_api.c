/* SPDX-License-Identifier: Apache-2.0 */
/* The URL space of mod_help_search. A row without a handler answers 501: the address is taken, the
 * capability is not built yet. */
#include "search.h"

enum {
    READ_JSON = HELP_BODY_JSON | HELP_READS,
};

/* clang-format off */
const help_route search_routes[] = {
    /* method   path                                       who */
    { "GET",    HELP_API "/search/",                         HELP_MAY_READ,    0, 0, NULL, NULL },
    { "POST",   HELP_API "/search/",                         HELP_MAY_READ,    READ_JSON, 0, NULL, NULL },
    /* The old clients' address. GET too, so that no article can ever stand there. */
    { "GET",    HELP_API "/articles/search/",                HELP_MAY_READ,    0, 0, NULL, NULL },
    { "POST",   HELP_API "/articles/search/",                HELP_MAY_READ,    READ_JSON, 0, NULL, NULL },
    { "GET",    HELP_API "/search/suggestions/",             HELP_MAY_READ,    0, 0, NULL, NULL },
    { "POST",   HELP_API "/search/click/",                   HELP_MAY_READ,    READ_JSON, 0, NULL, NULL },
    { "GET",    HELP_API "/search/analytics/",               HELP_NEED_EDITOR, 0, 0, NULL, NULL },
    { "GET",    HELP_API "/search/synonyms/",                HELP_NEED_EDITOR, 0, 0, NULL, NULL },
    { "PUT",    HELP_API "/search/synonyms/",                HELP_NEED_EDITOR, HELP_BODY_JSON, 0, NULL, NULL },
    { "GET",    "/help/search/",                             HELP_MAY_READ,    HELP_PAGE, 0, NULL, NULL },
};
/* clang-format on */
const int search_routes_n = sizeof(search_routes) / sizeof(search_routes[0]);
