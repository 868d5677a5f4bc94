/* SPDX-License-Identifier: Apache-2.0 */
/* users/: the people of a tenant, for its administrators. Roles are not here: they follow from groups, by directive. */
#include "core/admin.h"

#include <apr_lib.h>
#include <utf8proc.h>

#define USERNAME_MAX_CHARS  150     /* contract */
#define EMAIL_MAX_CHARS     254     /* RFC 5321 4.5.3.1.3, less the angle brackets */
#define PASSWORD_MIN_CHARS  10
#define PASSWORD_COST       10      /* 50 ms; the dummy hash in authn.c costs the same */
#define GROUPS_MAX          100
#define GROUP_MAX_CHARS     100

/* Two by two: ascending, descending; as help_sql_users_list. */
static const char *const orders[HELP_USER_ORDERS + 1] = {
    "username", "-username", "created_at", "-created_at", "last_login_at", "-last_login_at", NULL
};

help_err *help_users_list(help_ctx *h)
{
    help_params in = { .h = h };
    help_sql_args filters = { 0 };
    int order = help_param_choice(&in, "ordering", orders);

    help_arg_text(&filters, help_param_text(&in, "q", HELP_NAME_MAX_CHARS));
    help_arg_text(&filters, help_param_text(&in, "group", GROUP_MAX_CHARS));
    help_arg_text(&filters, help_param_flag(&in, "is_active"));
    if (in.err) return in.err;
    return help_list_answer(h, &help_sql_users_count, &help_sql_users_list[order], &filters);
}

help_err *help_users_get(help_ctx *h)
{
    help_sql_call call = { .sql = &help_sql_user_get };
    PGresult *row;
    help_err *e;

    help_arg_int(&call.args, h->p, help_path_id(h));
    if ((e = help_ask_one(&row, h, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "user");
    help_answer_json(h, HTTP_OK, help_row_json(h->p, row, 0));
    return NULL;
}

/* ---- reading what is wanted ------------------------------------------------------------------------ */

/* NULL = not given, but for email and hash, which may be cleared. */
typedef struct change {
    apr_int64_t id;                     /* 0 = a new one */
    const char *username, *email, *display_name, *groups, *password, *hash;
    int set_email, set_password, is_active, unlock;     /* is_active -1 = not given */
    json_t *what;                       /* names of the changed fields, for the audit log */
    json_t *saved;                      /* out */
} change;

static int username_ok(const char *s)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n;

    for (; *s; s += n) {
        n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
        if (n <= 0) return 0;
        if (c < 128 ? !(apr_isalnum(c) || strchr("@.+-_", c))
                    : utf8proc_category(c) < UTF8PROC_CATEGORY_LU || utf8proc_category(c) > UTF8PROC_CATEGORY_NO)
            return 0;
    }
    return 1;
}

/* One @ with something on both sides, nothing that ends a header or an address. Whether it exists, mail will tell. */
static int email_ok(const char *s)
{
    const char *at = strchr(s, '@');

    return at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " \t\r\n<>()[],;:\"\\");
}

static void read_names(change *c, help_json_in *in, int required)
{
    if (help_json_str(in, "username", required, 1, USERNAME_MAX_CHARS, &c->username) && !username_ok(c->username))
        help_err_add(&in->err, in->p, "username", "may hold letters, digits and @ . + - _ only");
    c->set_email = help_json_has(in, "email");
    if (help_json_str(in, "email", required, 3, EMAIL_MAX_CHARS, &c->email) && !email_ok(c->email))
        help_err_add(&in->err, in->p, "email", "must be an e-mail address");
    help_json_str(in, "display_name", HELP_OPTIONAL, 0, HELP_NAME_MAX_CHARS, &c->display_name);
    if (!c->display_name && help_json_has(in, "display_name")) c->display_name = "";
}

static void read_groups(change *c, help_json_in *in)
{
    apr_array_header_t *groups;

    if (help_json_strs(in, "groups", HELP_OPTIONAL, GROUPS_MAX, GROUP_MAX_CHARS, &groups)) {
        for (int i = 0; i < groups->nelts; i++)
            if (strpbrk(APR_ARRAY_IDX(groups, i, const char *), "\r\n\t"))    /* a form has one a line */
                help_err_add(&in->err, in->p, apr_psprintf(in->p, "groups.%d", i), "must not hold control characters");
        c->groups = help_pg_text_array(in->p, groups);
    }
    else if (help_json_has(in, "groups"))
        c->groups = "{}";
}

static void read_password(change *c, help_json_in *in)
{
    c->set_password = help_json_has(in, "password");
    if (help_json_str(in, "password", HELP_OPTIONAL, PASSWORD_MIN_CHARS, HELP_PASSWORD_MAX_BYTES, &c->password) &&
        strlen(c->password) > HELP_PASSWORD_MAX_BYTES)
        help_err_add(&in->err, in->p, "password", "must have at most %d bytes", HELP_PASSWORD_MAX_BYTES);
}

static void read_state(change *c, help_json_in *in)
{
    int locked = 1;

    c->is_active = -1;
    help_json_bool(in, "is_active", HELP_OPTIONAL, &c->is_active);
    if (help_json_bool(in, "is_locked", HELP_OPTIONAL, &locked) && locked)
        help_err_add(&in->err, in->p, "is_locked", "can only be set to false; wrong passwords lock");
    c->unlock = !locked;
}

static json_t *fields_of(const help_json_in *in)
{
    static const char *const known[] = { "username", "email", "display_name", "groups", "password", "is_active",
                                         "is_locked" };
    json_t *names = json_array();

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (help_json_has(in, known[i])) json_array_append_new(names, json_string(known[i]));
    return help_json_keep(in->p, names);
}

static help_err *change_read(change *c, help_ctx *h, int required)
{
    help_json_in in;
    help_err *e;

    *c = (change){ 0 };
    if ((e = help_json_open(&in, h->p, h->body))) return e;
    read_names(c, &in, required);
    read_groups(c, &in);
    read_password(c, &in);
    read_state(c, &in);
    if ((e = help_json_done(&in))) return e;
    c->what = fields_of(&in);
    return c->password ? help_password_hash(&c->hash, h->p, c->password, PASSWORD_COST) : NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------ */

/* The lock is a statement of its own: one that waits inside would look with the eyes of before. */
static help_err *no_clash(help_ctx *h, PGconn *db, const change *c)
{
    help_sql_call calls[] = { { .sql = &help_sql_user_names_lock }, { .sql = &help_sql_user_clash } };
    help_err *e;

    if (!c->username && !c->email) return NULL;
    help_arg_text(&calls[1].args, c->username);
    help_arg_text(&calls[1].args, c->email);
    help_arg_int(&calls[1].args, h->p, c->id);
    if ((e = help_pg_run(h->p, db, h->tenant->id, calls, 2, 0))) return e;
    if (!help_pg_flag(calls[1].result, 0, 0) && !help_pg_flag(calls[1].result, 0, 1)) return NULL;
    e = help_err_new(h->p, HTTP_CONFLICT, "unique", "Another user has this name or address.", NULL);
    if (help_pg_flag(calls[1].result, 0, 0)) help_err_add(&e, h->p, "username", "is taken");
    if (help_pg_flag(calls[1].result, 0, 1)) help_err_add(&e, h->p, "email", "is taken");
    return e;
}

static help_err *note(help_ctx *h, PGconn *db, const char *action, const change *c)
{
    const char *id = apr_psprintf(h->p, "%" APR_INT64_T_FMT, help_json_id(c->saved));
    json_t *detail = json_pack("{s:O, s:O}", "username", json_object_get(c->saved, "username"), "fields", c->what);

    return help_audit(h, db, action, "user", id, help_json_keep(h->p, detail));
}

static help_err *add(help_ctx *h, PGconn *db, void *baton)
{
    change *c = baton;
    help_sql_call call = { .sql = &help_sql_user_add };
    PGresult *row;
    help_err *e;

    if ((e = no_clash(h, db, c))) return e;
    help_arg_text(&call.args, c->username);
    help_arg_text(&call.args, c->email);
    help_arg_text(&call.args, c->display_name ? c->display_name : "");
    help_arg_text(&call.args, c->groups ? c->groups : "{}");
    help_arg_text(&call.args, c->hash);
    help_arg_bool(&call.args, c->is_active != 0);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    c->saved = help_json_keep(h->p, help_row_json(h->p, row, 0));
    return note(h, db, "user.create", c);
}

static help_err *alter(help_ctx *h, PGconn *db, void *baton)
{
    change *c = baton;
    help_sql_call call = { .sql = &help_sql_user_change };
    PGresult *row;
    help_err *e;

    if ((e = no_clash(h, db, c))) return e;
    help_arg_int(&call.args, h->p, c->id);
    help_arg_text(&call.args, c->username);
    help_arg_text(&call.args, c->email);
    help_arg_text(&call.args, c->display_name);
    help_arg_text(&call.args, c->groups);
    help_arg_text(&call.args, c->hash);
    help_arg_bool(&call.args, c->set_password);
    help_arg_text(&call.args, c->is_active < 0 ? NULL : c->is_active ? "t" : "f");
    help_arg_bool(&call.args, c->set_email);
    help_arg_bool(&call.args, c->unlock);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "user");
    c->saved = help_json_keep(h->p, help_row_json(h->p, row, 0));
    return note(h, db, "user.change", c);
}

static help_err *drop(help_ctx *h, PGconn *db, void *baton)
{
    change *c = baton;
    help_sql_call call = { .sql = &help_sql_user_remove };
    PGresult *row;
    help_err *e;

    help_arg_int(&call.args, h->p, c->id);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "user");
    c->saved = help_json_keep(h->p, json_pack("{s:I, s:s}", "id", (json_int_t)c->id,
                                              "username", help_pg_ref(row, 0, 0)));
    return note(h, db, "user.delete", c);
}

/* Who locks out themselves may be the last who could undo it. */
static help_err *not_oneself(help_ctx *h, apr_int64_t id, const char *what)
{
    if (id != h->user_id) return NULL;
    return help_err_new(h->p, HTTP_CONFLICT, "own-account",
                        apr_psprintf(h->p, "You cannot %s your own account; another administrator can.", what), NULL);
}

/* The roles are asked for as they will be at the next request. Where the server tells the groups of whom it knows, those
 * in the row do not count for this asker. */
static help_err *stays_admin(help_ctx *h, const change *c)
{
    help_ctx then = *h;

    if (c->id != h->user_id || (!c->groups && !c->username)) return NULL;
    if (h->via == HELP_VIA_SERVER && help_conf_of(h->r)->groups_from != HELP_GROUPS_DATABASE) return NULL;
    if (c->groups)   then.groups = help_pg_text_array_read(h->p, c->groups);
    if (c->username) then.username = c->username;
    help_roles_decide(&then);
    return then.role >= HELP_ADMIN ? NULL : not_oneself(h, c->id, "take the role of an administrator from");
}

static help_err *write_user(help_ctx *h, help_err *(*step)(help_ctx *, PGconn *, void *), change *c)
{
    help_err *e = help_core_transaction(h, step, c);

    if (!e) help_changed(h->tenant->id);
    return e;
}

help_err *help_users_create(help_ctx *h)
{
    change c;
    help_err *e;

    if ((e = change_read(&c, h, HELP_REQUIRED))) return e;
    if ((e = write_user(h, add, &c)))            return e;
    h->answer.location = apr_psprintf(h->p, HELP_API "/users/%" APR_INT64_T_FMT "/", help_json_id(c.saved));
    help_answer_json(h, HTTP_CREATED, json_incref(c.saved));
    return NULL;
}

help_err *help_users_patch(help_ctx *h)
{
    change c;
    help_err *e;

    if ((e = change_read(&c, h, HELP_OPTIONAL))) return e;
    c.id = help_path_id(h);
    if (c.is_active == 0 && (e = not_oneself(h, c.id, "switch off"))) return e;
    if ((e = stays_admin(h, &c)))       return e;
    if ((e = write_user(h, alter, &c))) return e;
    help_answer_json(h, HTTP_OK, json_incref(c.saved));
    return NULL;
}

help_err *help_users_delete(help_ctx *h)
{
    change c = { .id = help_path_id(h), .what = help_json_keep(h->p, json_array()) };
    help_err *e;

    if ((e = not_oneself(h, c.id, "remove"))) return e;
    if ((e = write_user(h, drop, &c)))        return e;
    h->answer.status = HTTP_NO_CONTENT;
    return NULL;
}

enum { JSON = HELP_BODY_JSON, NEW = HELP_BODY_JSON | HELP_CREATES, BODY_MAX = 65536 };

/* clang-format off */
static const help_route rows[] = {
    { "GET",    HELP_API "/users/",          HELP_NEED_ADMIN, 0,    0,        help_users_list },
    { "POST",   HELP_API "/users/",          HELP_NEED_ADMIN, NEW,  BODY_MAX, help_users_create },
    { "GET",    HELP_API "/users/{id:int}/", HELP_NEED_ADMIN, 0,    0,        help_users_get },
    { "PATCH",  HELP_API "/users/{id:int}/", HELP_NEED_ADMIN, JSON, BODY_MAX, help_users_patch },
    { "DELETE", HELP_API "/users/{id:int}/", HELP_NEED_ADMIN, 0,    0,        help_users_delete },
};
/* clang-format on */

void help_api_users_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
