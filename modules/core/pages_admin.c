/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for administrators: lists and forms over the handlers of the API, whose answers they show. A form's
 * fields become the JSON body that a program would have sent, so both ways obey the same rules. */
#include "core/admin.h"
#include "core/authn.h"

/* ---- showing an answer of the API ------------------------------------------------------------------------ */

/* Runs a handler and takes its JSON off it again; NULL where it answered without a body. */
static help_err *api_answer(json_t **out, help_ctx *h, help_handler *handler)
{
    help_err *e = handler(h);

    *out = NULL;
    if (e) return e;
    if (h->answer.body) *out = help_json_keep(h->p, json_loadb(h->answer.body, h->answer.len, 0, NULL));
    h->answer = (help_answer){ .headers = h->answer.headers };
    return NULL;
}

/* What the asker filtered by, so that the form shows it again. */
static json_t *query_json(help_ctx *h)
{
    const apr_array_header_t *args = apr_table_elts(h->query);
    json_t *all = json_object();

    for (int i = 0; i < args->nelts; i++) {
        const apr_table_entry_t *arg = &APR_ARRAY_IDX(args, i, apr_table_entry_t);
        json_object_set_new(all, arg->key, json_string(arg->val));
    }
    return all;
}

/* Complaints as one line each: the templates know neither the fields nor their order. */
static json_t *problem_json(const help_err *e)
{
    json_t *lines = json_array();

    for (int i = 0; e->fields && i < e->fields->nelts; i++) {
        const help_field_err *f = &APR_ARRAY_IDX(e->fields, i, help_field_err);
        json_array_append_new(lines, json_pack("{s:s, s:s}", "field", f->field, "text", f->text));
    }
    return json_pack("{s:s, s:o}", "detail", e->detail, "lines", lines);
}

typedef struct shown {
    const char *template, *title, *action;      /* action: where the forms of the page post to */
    help_handler *handler;                      /* what it lists or shows */
} shown;

/* e: what was wrong with the form just sent, NULL = nothing. extra: more for the template (taken), or NULL. */
static help_err *show(help_ctx *h, const shown *what, const help_err *wrong, json_t *extra)
{
    json_t *data, *page = extra ? extra : json_object();
    help_err *e = api_answer(&data, h, what->handler);

    if (e) {
        json_decref(page);
        return e;
    }
    json_object_set_new(page, "page", help_page_named(what->title));
    json_object_set_new(page, "crumbs", json_pack("[{s:s, s:s}, {s:s}]", "name", "Administration",
                                                  "url", "/help/admin/", "name", what->title));
    json_object_set_new(page, "action", json_string(what->action));
    json_object_set_new(page, "query", query_json(h));
    json_object_set(page, "data", data);
    if (wrong) json_object_set_new(page, "problem", problem_json(wrong));
    if (apr_table_get(h->query, "saved")) json_object_set_new(page, "saved", json_true());
    return help_answer_page(h, wrong ? wrong->status : HTTP_OK, what->template, page);
}

/* ---- forms ------------------------------------------------------------------------------------------------- */

static help_err *form_read(apr_table_t **out, help_ctx *h)
{
    const char *type = apr_table_get(h->r->headers_in, "Content-Type");

    if (!type || ap_cstr_casecmpn(type, "application/x-www-form-urlencoded", 33))
        return help_err_new(h->p, HTTP_UNSUPPORTED_MEDIA_TYPE, "media-type", "This page takes the form it shows.",
                            NULL);
    if (strlen(h->raw) != h->raw_len)
        return help_err_new(h->p, HTTP_BAD_REQUEST, "bad-form", "The form holds bytes that no form has.", NULL);
    return help_query_parse(out, h->p, h->raw);
}

static void put_text(json_t *body, const apr_table_t *form, const char *name)
{
    const char *v = apr_table_get(form, name);

    if (v) json_object_set_new(body, name, *v ? json_string(v) : json_null());
}

/* Lines as they are: whatever else parts or trims them would make "former admins" or " admins" another group. */
static json_t *lines_json(apr_pool_t *p, const char *text)
{
    json_t *all = json_array();
    char *last;

    for (char *w = apr_strtok(apr_pstrdup(p, text), "\r\n", &last); w; w = apr_strtok(NULL, "\r\n", &last))
        json_array_append_new(all, json_string(w));
    return all;
}

/* One a line. What the form showed comes back in NAME_before; the same as that is no change, and not sent. */
static void put_lines(json_t *body, apr_pool_t *p, const apr_table_t *form, const char *name)
{
    const char *now = apr_table_get(form, name);
    const char *shown_before = apr_table_get(form, apr_pstrcat(p, name, "_before", NULL));
    json_t *lines = now ? help_json_keep(p, lines_json(p, now)) : NULL;

    if (!lines || (shown_before && json_equal(lines, help_json_keep(p, lines_json(p, shown_before))))) return;
    json_object_set(body, name, lines);
}

/* A checkbox is sent only when it is on. */
static void put_flag(json_t *body, const apr_table_t *form, const char *name)
{
    json_object_set_new(body, name, json_boolean(apr_table_get(form, name) != NULL));
}

static int asks_for(const apr_table_t *form, const char *what)
{
    const char *deed = apr_table_get(form, "do");

    return deed && !strcmp(deed, what);
}

static help_err *go(help_ctx *h, const char *url)
{
    help_answer_redirect(h, HTTP_SEE_OTHER, url);
    return NULL;
}

/* Does it; then the list again with a word that it is saved, or the page with what is wrong. */
static help_err *perform(help_ctx *h, help_handler *handler, const shown *where, json_t *body)
{
    json_t *ignored;
    help_err *e;

    h->body = help_json_keep(h->p, body);
    e = api_answer(&ignored, h, handler);
    if (e && e->status >= 500) return e;
    if (e) return show(h, where, e, NULL);
    return go(h, apr_pstrcat(h->p, where->action, "?saved=1", NULL));
}

/* ---- users ----------------------------------------------------------------------------------------------------- */

static const shown users = { "admin_users", "Users", "/help/admin/users/", help_users_list };
static const shown user = { "admin_user", "User", "/help/admin/users/", help_users_get };

static json_t *user_body(help_ctx *h, const apr_table_t *form)
{
    json_t *body = json_object();

    put_text(body, form, "username");
    put_text(body, form, "email");
    put_text(body, form, "display_name");
    put_lines(body, h->p, form, "groups");
    put_flag(body, form, "is_active");
    /* An empty field leaves the password alone. */
    if (apr_table_get(form, "password") && *apr_table_get(form, "password")) put_text(body, form, "password");
    if (apr_table_get(form, "unlock")) json_object_set_new(body, "is_locked", json_false());
    return body;
}

static help_err *users_page(help_ctx *h)
{
    return show(h, &users, NULL, NULL);
}

static help_err *user_page(help_ctx *h)
{
    return show(h, &user, NULL, NULL);
}

static help_err *users_post(help_ctx *h)
{
    apr_table_t *form;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    return perform(h, help_users_create, &users, user_body(h, form));
}

static help_err *user_post(help_ctx *h)
{
    apr_table_t *form;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    if (asks_for(form, "delete")) return perform(h, help_users_delete, &user, json_object());
    return perform(h, help_users_patch, &user, user_body(h, form));
}

/* ---- tokens ---------------------------------------------------------------------------------------------------- */

static const shown tokens = { "admin_tokens", "API tokens", "/help/admin/tokens/", help_tokens_list };

/* Everybody's, unless one user's are asked for. */
static help_err *all_tokens(help_ctx *h, const help_err *wrong, json_t *extra)
{
    apr_table_t *query = apr_table_copy(h->p, h->query);

    if (!apr_table_get(query, "user")) apr_table_setn(query, "user", "");
    h->query = query;
    return show(h, &tokens, wrong, extra);
}

static help_err *tokens_page(help_ctx *h)
{
    return all_tokens(h, NULL, NULL);
}

static json_t *token_body(help_ctx *h, const apr_table_t *form)
{
    static const char *const scopes[] = { "read", "write", "admin" };
    const char *days = apr_table_get(form, "expires_in_days");
    json_t *body = json_object(), *list = json_array();
    apr_int64_t n;

    put_text(body, form, "name");
    put_text(body, form, "user");
    for (int i = 0; i < 3; i++)
        if (apr_table_get(form, scopes[i])) json_array_append_new(list, json_string(scopes[i]));
    json_object_set_new(body, "scopes", list);
    if (days && *days)
        json_object_set_new(body, "expires_in_days",
                            help_int64(&n, days, APR_INT32_MIN, APR_INT32_MAX) ? json_integer(n) : json_string(days));
    return body;
}

/* Shown in the answer itself: a redirect would lose the secret, or put it into an address. */
static help_err *tokens_post(help_ctx *h)
{
    apr_table_t *form;
    json_t *made;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    h->body = help_json_keep(h->p, token_body(h, form));
    e = api_answer(&made, h, help_tokens_create);
    if (e && e->status >= 500) return e;
    help_answer_header(h, "Cache-Control", "no-store");
    return all_tokens(h, e, e ? NULL : json_pack("{s:O}", "made", made));
}

static help_err *token_post(help_ctx *h)
{
    apr_table_t *form;
    json_t *ignored;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    e = api_answer(&ignored, h, help_tokens_delete);
    if (e && e->status >= 500) return e;
    return e ? all_tokens(h, e, NULL) : go(h, "/help/admin/tokens/?saved=1");
}

/* ---- tenant ------------------------------------------------------------------------------------------------------ */

static const char *const features[] = { "chat", "email", "whatsapp", "gamification", "analytics" };
static const shown tenant = { "admin_tenant", "Site", "/help/admin/tenant/", help_tenants_get };

/* The API's address has the slug in it; the page is always about one's own. */
static void own_slug(help_ctx *h)
{
    help_route_match *m = apr_pcalloc(h->p, sizeof(*m));

    m->n = 1;
    m->name[0] = "slug";
    m->value[0] = h->tenant->slug;
    h->path = m;
}

static help_err *tenant_page(help_ctx *h)
{
    own_slug(h);
    return show(h, &tenant, NULL, NULL);
}

static json_t *tenant_body(const apr_table_t *form)
{
    json_t *body = json_object(), *on = json_object();

    put_text(body, form, "name");
    put_text(body, form, "logo_url");
    put_text(body, form, "time_zone");
    for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) put_flag(on, form, features[i]);
    json_object_set_new(body, "metadata", json_pack("{s:o}", "features", on));
    return body;
}

static help_err *tenant_post(help_ctx *h)
{
    apr_table_t *form;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    own_slug(h);
    return perform(h, help_tenants_patch, &tenant, tenant_body(form));
}

/* ---- audit, jobs ----------------------------------------------------------------------------------------- */

static const shown audit = { "admin_audit", "Audit log", "/help/admin/audit/", help_audit_list };
static const shown jobs = { "admin_jobs", "Jobs", "/help/admin/jobs/", help_jobs_list };

static help_err *audit_page(help_ctx *h)
{
    return show(h, &audit, NULL, NULL);
}

static help_err *jobs_page(help_ctx *h)
{
    return show(h, &jobs, NULL, NULL);
}

static help_err *job_post(help_ctx *h)
{
    apr_table_t *form;
    help_err *e;

    if ((e = form_read(&form, h))) return e;
    return perform(h, asks_for(form, "delete") ? help_jobs_delete : help_jobs_retry, &jobs, json_object());
}

static help_err *front_page(help_ctx *h)
{
    return help_answer_page(h, HTTP_OK, "admin",
                            json_pack("{s:o, s:[{s:s}]}", "page", help_page_named("Administration"),
                                      "crumbs", "name", "Administration"));
}

#define FORM (HELP_PAGE | HELP_BODY_RAW)
#define FORM_MAX 65536

/* clang-format off */
static const help_route rows[] = {
    { "GET",  "/help/admin/",                 HELP_NEED_ADMIN, HELP_PAGE, 0,        front_page },
    { "GET",  "/help/admin/users/",           HELP_NEED_ADMIN, HELP_PAGE, 0,        users_page },
    { "POST", "/help/admin/users/",           HELP_NEED_ADMIN, FORM,      FORM_MAX, users_post },
    { "GET",  "/help/admin/users/{id:int}/",  HELP_NEED_ADMIN, HELP_PAGE, 0,        user_page },
    { "POST", "/help/admin/users/{id:int}/",  HELP_NEED_ADMIN, FORM,      FORM_MAX, user_post },
    { "GET",  "/help/admin/tokens/",          HELP_NEED_ADMIN, HELP_PAGE, 0,        tokens_page },
    { "POST", "/help/admin/tokens/",          HELP_NEED_ADMIN, FORM,      FORM_MAX, tokens_post },
    { "POST", "/help/admin/tokens/{id:int}/", HELP_NEED_ADMIN, FORM,      FORM_MAX, token_post },
    { "GET",  "/help/admin/tenant/",          HELP_NEED_ADMIN, HELP_PAGE, 0,        tenant_page },
    { "POST", "/help/admin/tenant/",          HELP_NEED_ADMIN, FORM,      FORM_MAX, tenant_post },
    { "GET",  "/help/admin/audit/",           HELP_NEED_ADMIN, HELP_PAGE, 0,        audit_page },
    { "GET",  "/help/admin/jobs/",            HELP_NEED_ADMIN, HELP_PAGE, 0,        jobs_page },
    { "POST", "/help/admin/jobs/{id:int}/",   HELP_NEED_ADMIN, FORM,      FORM_MAX, job_post },
};
/* clang-format on */

void help_pages_admin_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
