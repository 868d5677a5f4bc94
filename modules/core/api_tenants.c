/* SPDX-License-Identifier: Apache-2.0 */
/* tenants/: the asker's own tenant; no other exists for them. Making and removing tenants is the operator's. */
#include "core/admin.h"

#define ZONE_MAX_CHARS      64
#define URL_MAX_CHARS       2000
#define CALENDAR_MAX_BYTES  65536       /* some years of holidays */
#define METADATA_MAX_BYTES  65536
#define SECRET_MAX_CHARS    2000        /* a Graph API token has some hundreds */

/* ---- secrets in metadata -------------------------------------------------------------------------------- */

/* Sealed before they reach the database and never shown again: in their place stands {"set": true}. */
static const struct { const char *group, *field; } secrets[] = {
    { "email_settings", "password" }, { "whatsapp_config", "access_token" }, { "whatsapp_config", "verify_token" },
    { "whatsapp_config", "app_secret" },
};
#define SECRETS_N (sizeof(secrets) / sizeof(secrets[0]))

static int is_secret(const char *group, const char *field)
{
    for (size_t i = 0; i < SECRETS_N; i++)
        if (!strcmp(secrets[i].group, group) && !strcmp(secrets[i].field, field)) return 1;
    return 0;
}

static void hide_secrets(json_t *metadata)
{
    for (size_t i = 0; i < SECRETS_N; i++) {
        json_t *group = json_object_get(metadata, secrets[i].group);

        if (json_is_object(group) && json_is_string(json_object_get(group, secrets[i].field)))
            json_object_set_new(group, secrets[i].field, json_pack("{s:b}", "set", 1));
    }
}

/* Bound to its tenant and place, so that a copied value opens nowhere else. */
static const char *sealed(help_ctx *h, const char *group, const char *field, const char *plain)
{
    const char *place = apr_psprintf(h->p, "tenant:%d:%s.%s", h->tenant->id, group, field);

    return help_seal(h->p, help_this_child->seal_key, plain, place);
}

/* ---- reading what is wanted ------------------------------------------------------------------------------ */

typedef struct change {
    const char *name, *logo_url, *time_zone, *calendar;
    int set_logo;
    json_t *metadata;                   /* the part that was sent, checked; NULL = none */
    json_t *what, *saved;               /* names of the changed fields; out: the row */
} change;

static void read_port(help_json_in *in)
{
    apr_int64_t port;

    help_json_int(in, "imap_port", HELP_OPTIONAL, 1, 65535, &port);
}

static void read_words(help_json_in *in, const char *const *fields, apr_size_t max)
{
    const char *word;

    for (; *fields; fields++)
        if (help_json_str(in, *fields, HELP_OPTIONAL, 1, max, &word) && strpbrk(word, "\r\n"))
            help_err_add(&in->err, in->p, apr_pstrcat(in->p, in->prefix, *fields, NULL), "must be one line");
}

/* A secret comes as text, as null (remove it) or as what a GET shows (leave it). */
static void read_secrets(help_json_in *in, const char *group)
{
    for (size_t i = 0; i < SECRETS_N; i++) {
        const char *field = secrets[i].field, *const one[] = { field, NULL };

        if (strcmp(secrets[i].group, group)) continue;
        if (json_is_object(json_object_get(in->obj, field))) json_object_del(in->obj, field);
        else read_words(in, one, SECRET_MAX_CHARS);
    }
}

static void check_email(help_json_in *in)
{
    static const char *const words[] = { "imap_server", "email", "folder", NULL };

    read_words(in, words, 254);
    read_port(in);
    read_secrets(in, "email_settings");
}

static void check_whatsapp(help_json_in *in)
{
    static const char *const words[] = { "phone_number_id", NULL };

    read_words(in, words, 64);
    read_secrets(in, "whatsapp_config");
}

static void check_features(help_json_in *in)
{
    const char *name;
    json_t *value;
    int on;

    json_object_foreach(in->obj, name, value) help_json_bool(in, name, HELP_OPTIONAL, &on);
}

static const struct { const char *name; void (*check)(help_json_in *in); } groups[] = {
    { "features", check_features }, { "email_settings", check_email }, { "whatsapp_config", check_whatsapp },
};

static void read_metadata(change *c, help_json_in *in)
{
    help_json_in part = { .p = in->p };
    json_t *group;

    if (!help_json_obj(in, "metadata", HELP_OPTIONAL, METADATA_MAX_BYTES, &c->metadata)) return;
    if (!json_is_object(c->metadata)) {
        help_err_add(&in->err, in->p, "metadata", "must be an object");
        return;
    }
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        group = json_object_get(c->metadata, groups[i].name);
        if (!group || json_is_null(group)) continue;
        part.prefix = apr_pstrcat(in->p, "metadata.", groups[i].name, ".", NULL);
        part.obj = group;
        part.err = in->err;
        if (json_is_object(group)) groups[i].check(&part);
        else help_err_add(&part.err, in->p, apr_pstrcat(in->p, "metadata.", groups[i].name, NULL), "must be an object");
        in->err = part.err;
    }
}

/* What a page of ours shows as an image. */
static int logo_ok(const char *url)
{
    if (strpbrk(url, " \t\r\n\"'<>\\")) return 0;
    return !strncmp(url, "https://", 8) || (url[0] == '/' && url[1] != '/');
}

static void read_calendar(change *c, help_json_in *in)
{
    json_t *calendar;

    if (!help_json_obj(in, "calendar", HELP_OPTIONAL, CALENDAR_MAX_BYTES, &calendar)) {
        if (json_is_null(json_object_get(in->obj, "calendar"))) c->calendar = "{}";
        return;
    }
    if (!json_is_object(calendar)) help_err_add(&in->err, in->p, "calendar", "must be an object");
    c->calendar = help_json_text(in->p, calendar, NULL);
}

static json_t *fields_of(help_json_in *in)
{
    static const char *const known[] = { "name", "logo_url", "time_zone", "calendar", "metadata" };
    json_t *names = help_json_keep(in->p, json_array());

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (help_json_has(in, known[i])) json_array_append_new(names, json_string(known[i]));
    return names;
}

static help_err *change_read(change *c, help_ctx *h)
{
    help_json_in in;
    help_err *e;

    *c = (change){ 0 };
    if ((e = help_json_open(&in, h->p, h->body))) return e;
    if (help_json_str(&in, "name", HELP_OPTIONAL, 1, HELP_NAME_MAX_CHARS, &c->name) &&
        !c->name[strspn(c->name, " \t\r\n")])
        help_err_add(&in.err, h->p, "name", "must not be blank");
    c->set_logo = help_json_has(&in, "logo_url");
    if (help_json_str(&in, "logo_url", HELP_OPTIONAL, 1, URL_MAX_CHARS, &c->logo_url) && !logo_ok(c->logo_url))
        help_err_add(&in.err, h->p, "logo_url", "must begin with https:// or /");
    help_json_str(&in, "time_zone", HELP_OPTIONAL, 1, ZONE_MAX_CHARS, &c->time_zone);
    read_calendar(c, &in);
    read_metadata(c, &in);
    c->what = fields_of(&in);
    return help_json_done(&in);
}

/* Adds to the complaints of the other fields. */
static help_err *zone_check(help_ctx *h, const char *zone, help_err *wrong)
{
    help_sql_call call = { .sql = &help_sql_time_zone_known };
    PGresult *res;
    help_err *e;

    if (!zone) return wrong;
    help_arg_text(&call.args, zone);
    if ((e = help_ask_one(&res, h, &call))) return e;
    if (!help_pg_flag(res, 0, 0))
        help_err_add(&wrong, h->p, "time_zone", "must be a name of the IANA time zone database, such as Europe/Berlin");
    return wrong;
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

/* One level down: a part changes what it names, null removes. */
static help_err *merge_group(help_ctx *h, json_t *into, const char *name, json_t *part)
{
    json_t *group = json_object_get(into, name), *value;
    const char *field;

    if (!json_is_object(group)) {
        group = json_object();
        json_object_set_new(into, name, group);
    }
    json_object_foreach(part, field, value) {
        const char *seal = NULL;

        if (json_is_null(value)) json_object_del(group, field);
        else if (!is_secret(name, field)) json_object_set(group, field, value);
        else if ((seal = sealed(h, name, field, json_string_value(value))))
            json_object_set_new(group, field, json_string(seal));
        else return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "seal", "The secret cannot be stored.",
                                 "%s.%s could not be sealed", name, field);
    }
    return NULL;
}

static help_err *merge(help_ctx *h, json_t *into, json_t *parts)
{
    const char *name;
    json_t *part;
    help_err *e;

    json_object_foreach(parts, name, part) {
        if (json_is_null(part)) json_object_del(into, name);
        else if (!json_is_object(part)) json_object_set(into, name, part);
        else if ((e = merge_group(h, into, name, part))) return e;
    }
    return NULL;
}

static help_err *metadata_text(const char **out, help_ctx *h, PGconn *db, json_t *parts)
{
    help_sql_call call = { .sql = &help_sql_tenant_lock };
    PGresult *row;
    json_t *whole;
    apr_size_t len;
    help_err *e;

    *out = NULL;
    if (!parts) return NULL;
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "tenant");
    whole = help_json_keep(h->p, json_loads(help_pg_ref(row, 0, 0), 0, NULL));
    if (!whole) whole = help_json_keep(h->p, json_object());
    if ((e = merge(h, whole, parts))) return e;
    *out = help_json_text(h->p, whole, &len);
    if (len <= METADATA_MAX_BYTES) return NULL;
    return help_err_field(h->p, "metadata", "must have at most %d bytes as a whole", METADATA_MAX_BYTES);
}

static help_err *alter(help_ctx *h, PGconn *db, void *baton)
{
    change *c = baton;
    help_sql_call call = { .sql = &help_sql_tenant_change };
    const char *metadata;
    PGresult *row;
    help_err *e;

    if ((e = metadata_text(&metadata, h, db, c->metadata))) return e;
    help_arg_text(&call.args, c->name);
    help_arg_text(&call.args, c->logo_url);
    help_arg_bool(&call.args, c->set_logo);
    help_arg_text(&call.args, c->time_zone);
    help_arg_text(&call.args, c->calendar);
    help_arg_text(&call.args, metadata);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "tenant");
    c->saved = help_json_keep(h->p, help_row_json(h->p, row, 0));
    hide_secrets(json_object_get(c->saved, "metadata"));
    return help_audit(h, db, "tenant.change", "tenant", h->tenant->slug,
                      help_json_keep(h->p, json_pack("{s:O}", "fields", c->what)));
}

/* ---- calls ---------------------------------------------------------------------------------------------------- */

static int is_own(help_ctx *h)
{
    return !strcmp(help_route_value(h->path, "slug"), h->tenant->slug);
}

static help_err *own_tenant(json_t **out, help_ctx *h)
{
    help_sql_call call = { .sql = &help_sql_tenant_get };
    PGresult *row;
    help_err *e;

    if ((e = help_ask_one(&row, h, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "tenant");
    *out = help_row_json(h->p, row, 0);
    hide_secrets(json_object_get(*out, "metadata"));
    return NULL;
}

help_err *help_tenants_list(help_ctx *h)
{
    int page, size;
    json_t *own, *all;
    help_err *e;

    if ((e = help_list_read(h, &page, &size))) return e;
    if ((e = own_tenant(&own, h))) return e;
    all = json_array();
    if (page == 1) json_array_append(all, own);
    json_decref(own);
    help_answer_list(h, 1, page, size, all);
    return NULL;
}

help_err *help_tenants_get(help_ctx *h)
{
    json_t *own;
    help_err *e;

    if (!is_own(h)) return help_none(h, "tenant");
    if ((e = own_tenant(&own, h))) return e;
    help_answer_json(h, HTTP_OK, own);
    return NULL;
}

help_err *help_tenants_patch(help_ctx *h)
{
    change c;
    help_err *e;

    if (!is_own(h)) return help_none(h, "tenant");
    e = change_read(&c, h);
    if ((e = zone_check(h, c.time_zone, e)))       return e;
    if ((e = help_core_transaction(h, alter, &c))) return e;
    help_changed(h->tenant->id);
    help_answer_json(h, HTTP_OK, json_incref(c.saved));
    return NULL;
}

/* clang-format off */
static const help_route rows[] = {
    { "GET",   HELP_API "/tenants/",        HELP_NEED_ADMIN, 0,              0, help_tenants_list },
    { "GET",   HELP_API "/tenants/{slug}/", HELP_NEED_ADMIN, 0,              0, help_tenants_get },
    { "PATCH", HELP_API "/tenants/{slug}/", HELP_NEED_ADMIN, HELP_BODY_JSON, 262144, help_tenants_patch },
};
/* clang-format on */

void help_api_tenants_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
