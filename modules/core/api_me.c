/* SPDX-License-Identifier: Apache-2.0 */
/* users/me/: who the asker is to us, everything held on them, and its erasure. */
#include "core/admin.h"

#define EXPORT_MAX_BYTES (64 << 20)     /* years of a busy user are a few MiB; more is a mistake of ours */

static const char *via_name(const help_ctx *h)
{
    return h->via == HELP_VIA_TOKEN ? "token" : h->via == HELP_VIA_SESSION ? "session" : "server";
}

static json_t *groups_json(const help_ctx *h)
{
    json_t *all = json_array();

    for (int i = 0; i < h->groups->nelts; i++)
        json_array_append_new(all, json_string(APR_ARRAY_IDX(h->groups, i, const char *)));
    return all;
}

static json_t *rights_json(const help_ctx *h)
{
    json_t *all = json_array();

    if (h->rights & HELP_RIGHT_AGENT)   json_array_append_new(all, json_string("agent"));
    if (h->rights & HELP_RIGHT_MANAGER) json_array_append_new(all, json_string("manager"));
    return all;
}

static help_err *me_get(help_ctx *h)
{
    help_sql_call call = { .sql = &help_sql_user_get };
    PGresult *row;
    json_t *stored;
    help_err *e;

    help_arg_int(&call.args, h->p, h->user_id);
    if ((e = help_ask_one(&row, h, &call))) return e;
    stored = help_json_keep(h->p, PQntuples(row) ? help_row_json(h->p, row, 0) : json_object());
    help_answer_json(h, HTTP_OK, json_pack("{s:o?, s:s, s:O?, s:s, s:s, s:o, s:o, s:s}",
                                           "id", h->user_id ? json_integer(h->user_id) : NULL,
                                           "username", h->username, "email", json_object_get(stored, "email"),
                                           "display_name", json_string_value(json_object_get(stored, "display_name"))
                                               ? json_string_value(json_object_get(stored, "display_name")) : "",
                                           "role", help_role_name(h->role), "groups", groups_json(h),
                                           "rights", rights_json(h), "via", via_name(h)));
    return NULL;
}

/* ---- everything held ------------------------------------------------------------------------------------ */

/* The database writes each table's rows as JSON; putting them together as text spares parsing them again. */
static help_err *together(help_ctx *h, const help_sql_call *calls)
{
    char now[32];
    help_buf out;

    help_buf_init(&out, h->p, EXPORT_MAX_BYTES);
    help_buf_printf(&out, "{\"username\":%s,\"exported_at\":\"%s\",\"tables\":{",
                    help_json_text(h->p, help_json_keep(h->p, json_string(h->username)), NULL),
                    help_rfc3339_text(now, h->r->request_time));
    for (int i = 0; i < help_sql_held_n; i++) {
        help_buf_printf(&out, "%s\"%s\":", i ? "," : "", help_sql_held[i].table);
        help_buf_puts(&out, help_pg_ref(calls[i].result, 0, 0));
    }
    help_buf_puts(&out, "}}");
    if (out.full)
        return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "too-much", "There is more than one answer can hold.",
                            "data of user %" APR_INT64_T_FMT " are over %d bytes", h->user_id, EXPORT_MAX_BYTES);
    help_answer_text(h, HTTP_OK, "application/json", out.s, out.len);
    return NULL;
}

static help_err *data_get(help_ctx *h)
{
    help_sql_call *calls = apr_pcalloc(h->p, sizeof(*calls) * (size_t)(help_sql_held_n + 1));
    help_err *e;

    calls[0].sql = &help_sql_times_in_utc;
    for (int i = 0; i < help_sql_held_n; i++) {
        calls[i + 1].sql = &help_sql_held[i].sql;
        help_arg_int(&calls[i + 1].args, h->p, h->user_id);
    }
    if ((e = help_core_pipeline(h, calls, help_sql_held_n + 1))) return e;
    return together(h, calls + 1);
}

/* The account is taken out and put back under a new number: the foreign keys of every table, also of those that
 * come later, then delete or forget what hung on the old one. Name, password and groups stay, or nobody could
 * sign in; the audit log stays, because what was recorded must not change. */
static help_err *erase(help_ctx *h, PGconn *db, void *baton)
{
    help_sql_call calls[] = { { .sql = &help_sql_me_texts }, { .sql = &help_sql_me_answers },
                              { .sql = &help_sql_me_remove } };
    help_sql_call again = { .sql = &help_sql_me_again };
    PGresult *gone;
    help_err *e;

    for (int i = 0; i < 3; i++) {
        help_arg_int(&calls[i].args, h->p, h->user_id);
        if (i < 2) help_arg_text(&calls[i].args, h->username);
    }
    if ((e = help_pg_run(h->p, db, h->tenant->id, calls, 3, 0))) return e;
    gone = calls[2].result;
    if (PQntuples(gone) == 0) return NULL;
    for (int col = 0; col < PQnfields(gone); col++) help_arg_text(&again.args, help_pg_str(h->p, gone, 0, col));
    if ((e = help_tx_one(&gone, h, db, &again))) return e;
    h->user_id = help_pg_int(gone, 0, 0);
    return help_audit(h, db, "user.erase", "user", help_pg_str(h->p, gone, 0, 0), NULL);
}

static help_err *data_delete(help_ctx *h)
{
    help_err *e;

    if (h->user_id && (e = help_core_transaction(h, erase, NULL))) return e;
    help_changed(h->tenant->id);
    h->answer.status = HTTP_NO_CONTENT;
    return NULL;
}

/* clang-format off */
static const help_route rows[] = {
    { "GET",    HELP_API "/users/me/",      HELP_SIGNED_IN, 0, 0, me_get },
    { "GET",    HELP_API "/users/me/data/", HELP_SIGNED_IN, 0, 0, data_get },
    { "DELETE", HELP_API "/users/me/data/", HELP_SIGNED_IN, 0, 0, data_delete },
};
/* clang-format on */

void help_api_me_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
