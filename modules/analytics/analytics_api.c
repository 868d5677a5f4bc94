/* SPDX-License-Identifier: Apache-2.0 */
/* The URL space of mod_help_analytics. A row without a handler answers 501: the address is taken, the
 * capability is not built yet. */
#include "analytics.h"

enum {
    CREATES_JSON = HELP_BODY_JSON | HELP_CREATES,
};

/* clang-format off */
const help_route analytics_routes[] = {
    /* method   path                                       who */
    { "POST",   HELP_API "/analytics/",                      HELP_MAY_READ,    CREATES_JSON, 0, NULL, NULL },
    { "POST",   HELP_API "/analytics/event/",                HELP_MAY_READ,    CREATES_JSON, 0, NULL, NULL },
    /* sendBeacon sends text/plain: the body is read by the handler. */
    { "POST",   HELP_API "/analytics/events/",               HELP_MAY_READ,    HELP_BODY_RAW, 0, NULL, NULL },
    { "GET",    HELP_API "/analytics/dashboard/",            HELP_NEED_MANAGER, 0, 0, NULL, NULL },
    { "GET",    HELP_API "/analytics/gaps/",                 HELP_NEED_MANAGER, 0, 0, NULL, NULL },
    { "GET",    HELP_API "/analytics/export/",               HELP_NEED_MANAGER, 0, 0, NULL, NULL },
    { "GET",    HELP_API "/analytics/articles/{id:int}/",    HELP_NEED_MANAGER, 0, 0, NULL, NULL },
    { "GET",    "/help/dashboard/",                          HELP_NEED_MANAGER, HELP_PAGE, 0, NULL, NULL },
};
/* clang-format on */
const int analytics_routes_n = sizeof(analytics_routes) / sizeof(analytics_routes[0]);
