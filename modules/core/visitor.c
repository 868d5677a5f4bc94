/* SPDX-License-Identifier: Apache-2.0 */
/* Who is nobody is still somebody to vote once, chat and open a ticket: a random id in a signed cookie. */
#include <util_cookies.h>
#include "core/core.h"

#define COOKIE "help_visitor"
#define COOKIE_YEAR_S (365L * 86400)

const char *help_visitor_read(help_ctx *h)
{
    const char *value = NULL, *id;
    char uuid[37];

    if (h->visitor) return h->visitor;
    ap_cookie_read(h->r, COOKIE, &value, 0);
    if (!value || !(id = help_unsign(h->p, help_this_child->visitor_key, value)) || !help_uuid(uuid, id))
        return NULL;
    return h->visitor = apr_pstrdup(h->p, uuid);
}

const char *help_visitor_give(help_ctx *h)
{
    char uuid[37];
    const char *secure = strcmp(ap_http_scheme(h->r), "https") ? "" : "; Secure";

    if (help_visitor_read(h)) return h->visitor;
    help_uuid_make(uuid);
    h->visitor = apr_pstrdup(h->p, uuid);
    apr_table_addn(h->r->err_headers_out, "Set-Cookie",
                   apr_psprintf(h->p, COOKIE "=%s; Path=/; Max-Age=%ld; HttpOnly; SameSite=Lax%s",
                                help_sign(h->p, help_this_child->visitor_key, uuid), COOKIE_YEAR_S, secure));
    return h->visitor;
}
