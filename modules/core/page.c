/* SPDX-License-Identifier: Apache-2.0 */
/* HTML pages: a template, its own data, and what every page knows (site, user, page). */
#include "core/core.h"

const char *help_role_name(help_role role)
{
    static const char *const names[HELP_ROLES] = { "reader", "author", "editor", "admin" };

    return names[role];
}

json_t *help_page_named(const char *title)
{
    return json_pack("{s:s, s:s}", "title", title, "robots", "noindex");
}

static json_t *site_json(help_ctx *h)
{
    const help_tenant *t = h->tenant;

    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:s}", "name", t ? t->name : "Help", "slug", t ? t->slug : "",
                     "logo_url", t ? t->logo_url : "", "base_path", "/help/",
                     "anonymous", (help_conf_of(h->r)->anonymous & HELP_ANON_READ) != 0,
                     "search", help_route_answers("/help/search/"), "version", HELP_VERSION);
}

static json_t *user_json(help_ctx *h)
{
    int known = h->via != HELP_VIA_NOBODY;

    return json_pack("{s:b, s:s, s:s, s:b, s:b, s:b, s:b}", "signed_in", known, "name", known ? h->username : "",
                     "role", help_role_name(h->role), "is_author", h->role >= HELP_AUTHOR, "is_editor", h->role >= HELP_EDITOR,
                     "is_admin", h->role >= HELP_ADMIN, "can_sign_in", *help_conf_of(h->r)->login_url != '\0');
}

/* The handler's own "page" wins; the address and the language are filled in. */
static void page_fill(help_ctx *h, json_t *data)
{
    json_t *page = json_object_get(data, "page"), *path = json_string(h->r->uri);

    if (!page) {
        page = json_object();
        json_object_set_new(data, "page", page);
    }
    if (!json_object_get(page, "canonical"))
        json_object_set_new(page, "canonical", json_string(help_absolute_url(h, help_url_escape(h->p, h->r->uri, 1))));
    if (!json_object_get(page, "lang")) json_object_set_new(page, "lang", json_string("en"));
    if (path) json_object_set_new(page, "path", path);
}

help_err *help_answer_page(help_ctx *h, int status, const char *name, json_t *data)
{
    help_buf out;
    help_err *e;

    if (!data) data = json_object();
    json_object_set_new(data, "site", site_json(h));
    json_object_set_new(data, "user", user_json(h));
    page_fill(h, data);
    help_json_keep(h->p, data);
    help_buf_init(&out, h->p, HELP_PAGE_MAX_BYTES);
    if ((e = help_templates_render(&out, help_this_child->templates, name, data))) return e;
    if (out.full)
        return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "page-size", "This page is too large to show.",
                            "page %s is over %d bytes", name, HELP_PAGE_MAX_BYTES);
    h->is_page = 1;
    help_answer_text(h, status, "text/html; charset=utf-8", out.s, out.len);
    return NULL;
}

help_err *help_answer_error_page(help_ctx *h, const help_err *e)
{
    const char *title = help_status_title(e->status);
    json_t *error = json_pack("{s:i, s:s, s:s, s:s, s:i, s:b, s:b, s:b}", "status", e->status, "title", title,
                              "detail", e->detail, "request_id", h->request_id, "retry_after_s", e->retry_after_s,
                              "not_found", e->status == HTTP_NOT_FOUND, "sign_in", e->status == HTTP_UNAUTHORIZED,
                              "unavailable", e->status == HTTP_SERVICE_UNAVAILABLE);

    return help_answer_page(h, e->status, "error",
                            json_pack("{s:o, s:o}", "error", error, "page", help_page_named(title)));
}
