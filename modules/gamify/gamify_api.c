/* SPDX-License-Identifier: Apache-2.0 */
/* The URL space of mod_help_gamify. A row without a handler answers 501: the address is taken, the
 * capability is not built yet. */
#include "gamify.h"

enum {
    CREATES_JSON = HELP_BODY_JSON | HELP_CREATES,
};

/* clang-format off */
const help_route gamify_routes[] = {
    /* method   path                                       who */
    { "GET",    HELP_API "/gamification/me/",                HELP_SIGNED_IN,   0, 0, NULL, NULL },
    { "GET",    HELP_API "/gamification/leaderboard/",       HELP_MAY_READ,    0, 0, NULL, NULL },
    { "GET",    HELP_API "/badges/",                         HELP_MAY_READ,    0, 0, NULL, NULL },
    { "POST",   HELP_API "/badges/",                         HELP_NEED_ADMIN,  CREATES_JSON, 0, NULL, NULL },
    { "GET",    HELP_API "/badges/{id:int}/",                HELP_MAY_READ,    0, 0, NULL, NULL },
    { "PUT",    HELP_API "/badges/{id:int}/",                HELP_NEED_ADMIN,  HELP_BODY_JSON, 0, NULL, NULL },
    { "PATCH",  HELP_API "/badges/{id:int}/",                HELP_NEED_ADMIN,  HELP_BODY_JSON, 0, NULL, NULL },
    { "DELETE", HELP_API "/badges/{id:int}/",                HELP_NEED_ADMIN,  0, 0, NULL, NULL },
    { "GET",    "/help/me/",                                 HELP_SIGNED_IN,   HELP_PAGE, 0, NULL, NULL },
};
/* clang-format on */
const int gamify_routes_n = sizeof(gamify_routes) / sizeof(gamify_routes[0]);
