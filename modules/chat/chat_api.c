/* SPDX-License-Identifier: Apache-2.0 */
/* The URL space of mod_help_chat. A row without a handler answers 501: the address is taken, the
 * capability is not built yet. */
#include "chat.h"

enum {
    CREATES_JSON = HELP_BODY_JSON | HELP_CREATES,
};

/* clang-format off */
const help_route chat_routes[] = {
    /* method   path                                       who */
    { "GET",    "/ws/help-center/chat/{session_id}/",        HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "GET",    HELP_API "/chat/",                           HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "GET",    HELP_API "/chat/memory/",                    HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "DELETE", HELP_API "/chat/memory/",                    HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "GET",    HELP_API "/chat/{session_id}/",              HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "POST",   HELP_API "/chat/{session_id}/",              HELP_MAY_ASK,     HELP_BODY_JSON, 0, NULL, NULL },
    { "DELETE", HELP_API "/chat/{session_id}/",              HELP_MAY_ASK,     0, 0, NULL, NULL },
    { "POST",   HELP_API "/chat/{session_id}/handoff/",      HELP_MAY_TICKET,  CREATES_JSON, 0, NULL, NULL },

    { "GET",    HELP_API "/tickets/",                        HELP_MAY_TICKET,  0, 0, NULL, NULL },
    { "POST",   HELP_API "/tickets/",                        HELP_MAY_TICKET,  CREATES_JSON, 0, NULL, NULL },
    { "POST",   HELP_API "/tickets/events/",                 HELP_SIGNED_IN,   CREATES_JSON, 0, NULL, NULL },
    { "GET",    HELP_API "/tickets/{id:int}/",               HELP_MAY_TICKET,  0, 0, NULL, NULL },
    { "PATCH",  HELP_API "/tickets/{id:int}/",               HELP_MAY_TICKET,  HELP_BODY_JSON, 0, NULL, NULL },
    { "POST",   HELP_API "/tickets/{id:int}/messages/",      HELP_MAY_TICKET,  CREATES_JSON, 0, NULL, NULL },
    { "POST",   HELP_API "/tickets/{id:int}/articles/",      HELP_NEED_STAFF,  HELP_BODY_JSON, 0, NULL, NULL },
    { "DELETE", HELP_API "/tickets/{id:int}/articles/",      HELP_NEED_STAFF,  0, 0, NULL, NULL },

    /* Graph API signs its own calls and knows no trailing slash. */
    { "GET",    "/api/v1/whatsapp/webhook",                  HELP_FREE,        0, 0, NULL, NULL },
    { "POST",   "/api/v1/whatsapp/webhook",                  HELP_FREE,        HELP_BODY_RAW, 0, NULL, NULL },
    { "POST",   "/api/v1/whatsapp/send",                     HELP_NEED_STAFF,  CREATES_JSON, 0, NULL, NULL },

    { "GET",    "/help/ask/",                                HELP_MAY_ASK,     HELP_PAGE, 0, NULL, NULL },
    { "GET",    "/help/tickets/",                            HELP_MAY_TICKET,  HELP_PAGE, 0, NULL, NULL },
    { "GET",    "/help/tickets/{id:int}/",                   HELP_MAY_TICKET,  HELP_PAGE, 0, NULL, NULL },
};
/* clang-format on */
const int chat_routes_n = sizeof(chat_routes) / sizeof(chat_routes[0]);
