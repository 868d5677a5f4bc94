/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out. The POST of the sign-in form is mod_auth_form's; see signin.c for what stands before it. */
#include "core/core.h"
#include "core/authn.h"

#define HOME "/help/"

/* ?next= is where a page sent somebody away from; only a page of this host is gone back to. */
static const char *next_of(help_ctx *h)
{
    const char *next = apr_table_get(h->query, "next");

    return next && help_leads_home(h, next) ? next : HOME;
}

static help_err *login_page(help_ctx *h)
{
    const char *next = next_of(h);

    if (h->via == HELP_VIA_SESSION) {
        help_answer_redirect(h, HTTP_SEE_OTHER, next);
        return NULL;
    }
    help_answer_header(h, "Cache-Control", "no-store");
    return help_answer_page(h, HTTP_OK, "login",
                            json_pack("{s:o, s:{s:s, s:s}, s:b}", "page", help_page_named("Sign in"), "login", "action",
                                      "/help/login/", "location", next, "failed",
                                      apr_table_get(h->query, "failed") != NULL));
}

/* A GET changes nothing: an image on a stranger's page must not sign anybody out. */
static help_err *logout_page(help_ctx *h)
{
    if (h->via == HELP_VIA_NOBODY) {
        help_answer_redirect(h, HTTP_SEE_OTHER, HOME);
        return NULL;
    }
    return help_answer_page(h, HTTP_OK, "logout",
                            json_pack("{s:o, s:b}", "page", help_page_named("Sign out"),
                                      "by_server", h->via != HELP_VIA_SESSION));
}

static void become_nobody(help_ctx *h)
{
    h->via = HELP_VIA_NOBODY;
    h->username = NULL;
    h->user_id = 0;
    h->role = HELP_READER;
    h->rights = 0;
}

static help_err *logout(help_ctx *h)
{
    if (h->via == HELP_VIA_SERVER) return logout_page(h);       /* not ours to end */
    help_session_end(h);
    become_nobody(h);
    help_answer_header(h, "Cache-Control", "no-store");
    return help_answer_page(h, HTTP_OK, "logged_out", json_pack("{s:o}", "page", help_page_named("Signed out")));
}

static help_err *old_admin(help_ctx *h)
{
    help_answer_redirect(h, HTTP_MOVED_PERMANENTLY, "/help/admin/");
    return NULL;
}

/* clang-format off */
static const help_route rows[] = {
    { "GET",  "/help/login/",        HELP_FREE, HELP_PAGE, 0, login_page },
    { "GET",  "/help/logout/",       HELP_FREE, HELP_PAGE, 0, logout_page },
    { "POST", "/help/logout/",       HELP_FREE, HELP_PAGE, 0, logout },
    { "GET",  "/admin/help_center/", HELP_FREE, HELP_PAGE, 0, old_admin },
};
/* clang-format on */

void help_pages_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
    help_pages_admin_register();
}
