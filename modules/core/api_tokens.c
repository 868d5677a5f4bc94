/* SPDX-License-Identifier: Apache-2.0 */
/* tokens/: API tokens, everybody's own; an administrator's also those of others. The secret leaves the server once,
 * in the answer that made it; only its digest is stored. */
#include "core/admin.h"

#define DAYS_DEFAULT  90
#define DAYS_MAX      366
#define PREFIX_CHARS  10            /* "hct_" and six: enough to tell tokens apart */

static int is_admin(const help_ctx *h)
{
    return h->role >= HELP_ADMIN && (h->scopes & HELP_SCOPE_ADMIN);
}

static const char *own_id(help_ctx *h)
{
    return apr_psprintf(h->p, "%" APR_INT64_T_FMT, h->user_id);
}

static help_err *for_admins(help_ctx *h)
{
    return help_err_new(h->p, HTTP_FORBIDDEN, "role", "Only an administrator may see or make tokens of others.", NULL);
}

/* ?user=name: that user's; ?user= with nothing: everybody's. */
help_err *help_tokens_list(help_ctx *h)
{
    const char *user = apr_table_get(h->query, "user");
    help_params in = { .h = h };
    help_sql_args filters = { 0 };

    if (user && !is_admin(h)) return for_admins(h);
    help_arg_text(&filters, user ? NULL : own_id(h));
    help_arg_text(&filters, help_param_text(&in, "user", HELP_NAME_MAX_CHARS));
    if (in.err) return in.err;
    return help_list_answer(h, &help_sql_tokens_count, &help_sql_tokens_list, &filters);
}

/* {id:int}, and whose it has to be. */
static void one_args(help_sql_args *args, help_ctx *h)
{
    help_arg_int(args, h->p, help_path_id(h));
    help_arg_text(args, is_admin(h) ? NULL : own_id(h));
}

help_err *help_tokens_get(help_ctx *h)
{
    help_sql_call call = { .sql = &help_sql_token_get };
    PGresult *row;
    help_err *e;

    one_args(&call.args, h);
    if ((e = help_ask_one(&row, h, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "token");
    help_answer_json(h, HTTP_OK, help_row_json(h->p, row, 0));
    return NULL;
}

/* ---- a new one ---------------------------------------------------------------------------------------- */

typedef struct wish {
    const char *name, *user, *secret;   /* user NULL = the asker */
    int scopes;
    apr_time_t expires;
    const char *end_field;              /* the field that said when it ends; NULL = none did */
    json_t *saved;                      /* out */
} wish;

static int scope_bit(const char *word)
{
    return !strcmp(word, "read") ? HELP_SCOPE_READ : !strcmp(word, "write") ? HELP_SCOPE_WRITE
         : !strcmp(word, "admin") ? HELP_SCOPE_ADMIN : 0;
}

static int scope_bits(help_json_in *in)
{
    apr_array_header_t *words;
    int bits = 0, known = 1;

    if (!help_json_strs(in, "scopes", HELP_REQUIRED, 3, 10, &words)) return 0;
    for (int i = 0; i < words->nelts; i++) {
        int bit = scope_bit(APR_ARRAY_IDX(words, i, const char *));

        bits |= bit;
        known = known && bit;
    }
    if (!bits || !known) help_err_add(&in->err, in->p, "scopes", "must be one or more of read, write, admin");
    return bits;
}

static apr_time_t expiry(help_json_in *in, const char **field)
{
    const apr_time_t day = apr_time_from_sec(86400), now = apr_time_now();
    apr_int64_t days = DAYS_DEFAULT;
    apr_time_t at = 0;

    *field = NULL;
    if (help_json_int(in, "expires_in_days", HELP_OPTIONAL, 1, DAYS_MAX, &days)) {
        *field = "expires_in_days";
        if (help_json_has(in, "expires_at"))
            help_err_add(&in->err, in->p, "expires_at", "cannot be given together with expires_in_days");
    }
    if (!help_json_time(in, "expires_at", HELP_OPTIONAL, &at)) return now + days * day;
    *field = "expires_at";
    if (at <= now || at > now + DAYS_MAX * day)
        help_err_add(&in->err, in->p, "expires_at", "must be in the future, and at most %d days from now", DAYS_MAX);
    return at;
}

static help_err *wish_read(wish *w, help_ctx *h)
{
    help_json_in in;
    help_err *e;

    *w = (wish){ 0 };
    if ((e = help_json_open(&in, h->p, h->body))) return e;
    help_json_str(&in, "name", HELP_REQUIRED, 1, HELP_NAME_MAX_CHARS, &w->name);
    help_json_str(&in, "user", HELP_OPTIONAL, 1, HELP_NAME_MAX_CHARS, &w->user);
    w->scopes = scope_bits(&in);
    w->expires = expiry(&in, &w->end_field);
    if (w->user && !strcmp(w->user, h->username)) w->user = NULL;
    return help_json_done(&in);
}

/* A token never passes on what it was not given, and nobody what they are not. */
static help_err *wish_allowed(const wish *w, help_ctx *h)
{
    if (w->user && !is_admin(h)) return for_admins(h);
    if (w->scopes & ~h->scopes)
        return help_err_new(h->p, HTTP_FORBIDDEN, "scope", "A token cannot make one with more scopes than its own.",
                            NULL);
    if ((w->scopes & HELP_SCOPE_ADMIN) && !w->user && h->role < HELP_ADMIN)
        return help_err_new(h->p, HTTP_FORBIDDEN, "role",
                            "Only an administrator can have a token with the scope admin.", NULL);
    return NULL;
}

static help_err *owner_find(apr_int64_t *id, help_ctx *h, PGconn *db, const wish *w)
{
    help_sql_call call = { .sql = &help_sql_token_owner };
    PGresult *row;
    help_err *e;

    *id = h->user_id;
    if (!w->user) return NULL;
    help_arg_text(&call.args, w->user);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_err_field(h->p, "user", "is no active user");
    *id = help_pg_int(row, 0, 0);
    return NULL;
}

static help_err *note(help_ctx *h, PGconn *db, const char *action, const char *id, const char *name, json_t *scopes)
{
    json_t *detail = json_pack("{s:s, s:O?}", "name", name, "scopes", scopes);

    return help_audit(h, db, action, "token", id, help_json_keep(h->p, detail));
}

/* A token that was to end must not live on in one that it made: *end is the wished end, or the asking token's. */
static help_err *end_find(const char **end, help_ctx *h, PGconn *db, const wish *w)
{
    help_sql_call call = { .sql = &help_sql_token_ends_before };
    PGresult *row;
    help_err *e;

    *end = help_rfc3339_text(apr_palloc(h->p, 32), w->expires);
    if (!h->token_id) return NULL;
    help_arg_int(&call.args, h->p, h->token_id);
    help_arg_text(&call.args, *end);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return NULL;
    if (w->end_field) return help_err_field(h->p, w->end_field, "is after the end of the token that asks");
    *end = help_pg_str(h->p, row, 0, 0);
    return NULL;
}

static help_err *add(help_ctx *h, PGconn *db, void *baton)
{
    wish *w = baton;
    help_sql_call call = { .sql = &help_sql_token_add };
    const char *end;
    apr_int64_t owner;
    PGresult *row;
    help_err *e;

    if ((e = owner_find(&owner, h, db, w))) return e;
    if ((e = end_find(&end, h, db, w)))     return e;
    help_arg_int(&call.args, h->p, owner);
    help_arg_text(&call.args, w->name);
    help_arg_text(&call.args, help_digest_literal(h->p, w->secret));
    help_arg_text(&call.args, apr_pstrndup(h->p, w->secret, PREFIX_CHARS));
    help_arg_text(&call.args, help_scopes_literal(h->p, w->scopes));
    help_arg_text(&call.args, end);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    w->saved = help_json_keep(h->p, help_row_json(h->p, row, 0));
    return note(h, db, "token.create", help_pg_str(h->p, row, 0, 0), w->name, json_object_get(w->saved, "scopes"));
}

help_err *help_tokens_create(help_ctx *h)
{
    wish w;
    help_err *e;

    if ((e = wish_read(&w, h)))                      return e;
    if ((e = wish_allowed(&w, h)))                   return e;
    if (!(w.secret = help_token_make(h->p)))
        return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "no-randomness", "No token can be made just now.",
                            "the system has no randomness");
    if ((e = help_core_transaction(h, add, &w)))     return e;
    json_object_set_new(w.saved, "token", json_string(w.secret));
    h->answer.location = apr_psprintf(h->p, HELP_API "/tokens/%" APR_INT64_T_FMT "/", help_json_id(w.saved));
    help_answer_json(h, HTTP_CREATED, json_incref(w.saved));
    return NULL;
}

/* ---- changes ------------------------------------------------------------------------------------------- */

static help_err *rename_step(help_ctx *h, PGconn *db, void *baton)
{
    wish *w = baton;
    help_sql_call call = { .sql = &help_sql_token_rename };
    PGresult *row;
    help_err *e;

    one_args(&call.args, h);
    help_arg_text(&call.args, w->name);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "token");
    w->saved = help_json_keep(h->p, help_row_json(h->p, row, 0));
    return note(h, db, "token.rename", help_pg_str(h->p, row, 0, 0), w->name, NULL);
}

/* Only the name: whoever needs other scopes or a later end needs a new secret, too. */
help_err *help_tokens_patch(help_ctx *h)
{
    wish w = { 0 };
    help_json_in in;
    help_err *e;

    if ((e = help_json_open(&in, h->p, h->body))) return e;
    help_json_str(&in, "name", HELP_REQUIRED, 1, HELP_NAME_MAX_CHARS, &w.name);
    if ((e = help_json_done(&in)))                       return e;
    if ((e = help_core_transaction(h, rename_step, &w))) return e;
    help_answer_json(h, HTTP_OK, json_incref(w.saved));
    return NULL;
}

static help_err *withdraw(help_ctx *h, PGconn *db, void *baton)
{
    help_sql_call call = { .sql = &help_sql_token_revoke };
    PGresult *row;
    help_err *e;

    one_args(&call.args, h);
    if ((e = help_tx_one(&row, h, db, &call))) return e;
    if (PQntuples(row) == 0) return help_none(h, "token");
    return note(h, db, "token.revoke", call.args.value[0], help_pg_str(h->p, row, 0, 0), NULL);
}

help_err *help_tokens_delete(help_ctx *h)
{
    help_err *e;

    if ((e = help_core_transaction(h, withdraw, NULL))) return e;
    help_changed(h->tenant->id);            /* here at once; on other hosts by the table's NOTIFY */
    h->answer.status = HTTP_NO_CONTENT;
    return NULL;
}

enum { JSON = HELP_BODY_JSON, NEW = HELP_BODY_JSON | HELP_CREATES, BODY_MAX = 65536 };

/* clang-format off */
static const help_route rows[] = {
    { "GET",    HELP_API "/tokens/",          HELP_SIGNED_IN, 0,    0,        help_tokens_list },
    { "POST",   HELP_API "/tokens/",          HELP_SIGNED_IN, NEW,  BODY_MAX, help_tokens_create },
    { "GET",    HELP_API "/tokens/{id:int}/", HELP_SIGNED_IN, 0,    0,        help_tokens_get },
    { "PATCH",  HELP_API "/tokens/{id:int}/", HELP_SIGNED_IN, JSON, BODY_MAX, help_tokens_patch },
    { "DELETE", HELP_API "/tokens/{id:int}/", HELP_SIGNED_IN, 0,    0,        help_tokens_delete },
};
/* clang-format on */

void help_api_tokens_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
