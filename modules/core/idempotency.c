/* SPDX-License-Identifier: Apache-2.0 */
/* Idempotency-Key: the first answer to a POST is given again to whoever asks again with the same key, so that a client
 * that lost it may repeat itself. A row without a status means that the first one is still at work; it is written before
 * the handler runs. Answers that a second try could better (5xx, 429) are not kept. */
#include "core/ops.h"

#define STATE "help-idempotency"            /* of the request, between begin and end */

typedef struct claim {
    const char *actor, *key, *created_at;
} claim;

/* ------------------------------------------------------------------ who and what */

static const char *actor_of(help_ctx *h)
{
    if (h->user_id) return apr_psprintf(h->p, "user:%" APR_INT64_T_FMT, h->user_id);
    if (h->username) return apr_pstrcat(h->p, "name:", h->username, NULL);
    return apr_pstrcat(h->p, "visitor:", h->visitor ? h->visitor : help_visitor_give(h), NULL);
}

static help_err *key_check(help_ctx *h, const char *key)
{
    const char *c = key;

    while (*c > ' ' && *c < 0x7f) c++;
    if (!*c && c > key && c - key <= HELP_IDEMPOTENCY_KEY_MAX) return NULL;
    return help_err_field(h->p, "Idempotency-Key", "must have 1 to %d visible ASCII characters",
                          HELP_IDEMPOTENCY_KEY_MAX);
}

static void identify(help_sql_args *a, const claim *c)
{
    help_arg_text(a, c->actor);
    help_arg_text(a, c->key);
}

static void describe(help_sql_args *a, help_ctx *h)
{
    const char *args = h->r->args, *path = apr_pstrcat(h->p, help_url_escape(h->p, h->r->uri, 1), args ? "?" : "", args, NULL);
    unsigned char *digest = apr_palloc(h->p, 32);

    help_sha256(digest, h->raw, h->raw_len);
    help_arg_text(a, h->r->method);
    help_arg_text(a, strlen(path) > 2000 ? apr_pstrndup(h->p, path, 2000) : path);
    help_arg_bytes(a, digest, 32);
}

/* ------------------------------------------------------------------ the answer, kept and given again */

static json_t *err_json(const help_err *e)
{
    json_t *fields = json_array();
    int i;

    for (i = 0; e->fields && i < e->fields->nelts; i++) {
        const help_field_err *f = &APR_ARRAY_IDX(e->fields, i, help_field_err);

        json_array_append_new(fields, json_pack("[ss]", f->field, f->text));
    }
    return json_pack("{s:i,s:s,s:s*,s:o}", "status", e->status, "code", e->code, "detail", e->detail, "fields", fields);
}

static help_err *err_read(apr_pool_t *p, json_t *j)
{
    const char *code = "bad-request", *detail = NULL;
    int status = HTTP_BAD_REQUEST;
    json_t *fields = NULL, *field;
    apr_size_t i;
    help_err *e;

    json_unpack(j, "{s?i,s?s,s?s,s?o}", "status", &status, "code", &code, "detail", &detail, "fields", &fields);
    e = help_err_new(p, status, apr_pstrdup(p, code), detail ? apr_pstrdup(p, detail) : NULL, NULL);
    json_array_foreach(fields, i, field)
        help_err_add(&e, p, apr_pstrdup(p, json_string_value(json_array_get(field, 0))), "%s",
                     json_string_value(json_array_get(field, 1)));
    return e;
}

/* What the limits say of this moment is no part of the answer. */
static int keep_header(void *headers, const char *name, const char *value)
{
    if (strncasecmp(name, "RateLimit-", 10)) json_object_set_new(headers, name, json_string(value));
    return 1;
}

static const char *answer_json(help_ctx *h, const help_err *e)
{
    const help_answer *a = &h->answer;
    json_t *headers = json_object(), *all;

    if (e) {
        json_decref(headers);
        return help_json_text(h->p, help_json_keep(h->p, json_pack("{s:o}", "error", err_json(e))), NULL);
    }
    if (a->headers) apr_table_do(keep_header, headers, a->headers, NULL);
    all = json_pack("{s:s*,s:s*,s:s*,s:o}", "type", a->type, "etag", a->etag, "location", a->location, "headers", headers);
    return help_json_text(h->p, help_json_keep(h->p, all), NULL);
}

/* Answers hold what was just made, be it a new token's secret: at rest they are sealed, to this very key. */
static const char *seal_place(help_ctx *h, const char *actor, const char *key)
{
    return apr_psprintf(h->p, "idempotency:%d:%s:%s", h->tenant->id, actor, key);
}

static const char *body_sealed(help_ctx *h, const claim *c)
{
    const char *text = h->answer.body ? apr_pstrmemdup(h->p, h->answer.body, h->answer.len) : NULL;

    if (!text || strlen(text) != h->answer.len) return NULL;    /* bytes that are no text: never one of ours */
    return help_seal(h->p, help_this_child->seal_key, text, seal_place(h, c->actor, c->key));
}

static void read_body(help_ctx *h, const char *sealed)
{
    const char *key = apr_table_get(h->r->headers_in, "Idempotency-Key");

    h->answer.body = help_unseal(h->p, help_this_child->seal_key, sealed, seal_place(h, actor_of(h), key));
    h->answer.len = h->answer.body ? strlen(h->answer.body) : 0;
    if (!h->answer.body) h->answer.status = 0;                  /* another secret by now: 500, and a line in the log */
}

static void read_answer(help_ctx *h, json_t *j, const PGresult *res)
{
    help_answer *a = &h->answer;
    const char *type = NULL, *etag = NULL, *location = NULL, *name;
    json_t *headers = NULL, *value;
    unsigned char *bytes;
    size_t n = 0;

    json_unpack(j, "{s?s,s?s,s?s,s?o}", "type", &type, "etag", &etag, "location", &location, "headers", &headers);
    a->status = (int)help_pg_int(res, 0, 1);
    a->type = apr_pstrdup(h->p, type);
    a->etag = apr_pstrdup(h->p, etag);
    a->location = apr_pstrdup(h->p, location);
    json_object_foreach(headers, name, value) help_answer_header(h, apr_pstrdup(h->p, name), json_string_value(value));
    if (PQgetisnull(res, 0, 3) || !(bytes = PQunescapeBytea((unsigned char *)PQgetvalue(res, 0, 3), &n))) return;
    read_body(h, apr_pstrmemdup(h->p, (char *)bytes, n));
    PQfreemem(bytes);
}

static help_err *replay(help_ctx *h, const PGresult *res)
{
    json_t *j = json_loads(help_pg_ref(res, 0, 2), 0, NULL), *error;

    help_answer_header(h, "Idempotency-Replayed", "true");
    if (!j) return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "internal", NULL, "a kept answer cannot be read");
    help_json_keep(h->p, j);
    if ((error = json_object_get(j, "error"))) return err_read(h->p, error);
    read_answer(h, j, res);
    return NULL;
}

/* ------------------------------------------------------------------ begin and end */

static help_err *clash(help_ctx *h, const char *code, const char *detail, int retry_after_s)
{
    help_err *e = help_err_new(h->p, HTTP_CONFLICT, code, detail, NULL);

    e->retry_after_s = retry_after_s;
    return e;
}

static help_err *found(help_ctx *h, const PGresult *res, int *replayed)
{
    /* Removed between the two statements by the one who began: as good as still at work. */
    if (!PQntuples(res) || (help_pg_flag(res, 0, 0) && PQgetisnull(res, 0, 1)))
        return clash(h, "in-progress", "The first request with this Idempotency-Key is still at work.", 1);
    if (!help_pg_flag(res, 0, 0))
        return clash(h, "idempotency-key", "This Idempotency-Key was used for another request.", 0);
    *replayed = 1;
    return replay(h, res);
}

help_err *help_idempotency_begin(help_ctx *h, int *replayed)
{
    const char *key = apr_table_get(h->r->headers_in, "Idempotency-Key");
    help_sql_call calls[2] = { { .sql = &sql_idempotency_begin }, { .sql = &sql_idempotency_find } };
    claim *c;
    help_err *e;
    int i;

    *replayed = 0;
    if (!key || !h->tenant) return NULL;
    if ((e = key_check(h, key))) return e;
    c = apr_pcalloc(h->p, sizeof *c);
    c->actor = actor_of(h);
    c->key = key;
    for (i = 0; i < 2; i++) {
        identify(&calls[i].args, c);
        describe(&calls[i].args, h);
    }
    help_arg_int(&calls[0].args, h->p, help_global_conf()->idempotency_hours);
    if ((e = help_core_write(h, calls, 2))) return e;
    if (!PQntuples(calls[0].result)) return found(h, calls[1].result, replayed);
    c->created_at = help_pg_str(h->p, calls[0].result, 0, 0);
    apr_pool_userdata_setn(c, STATE, NULL, h->p);
    return NULL;
}

static int worth_keeping(int status)
{
    return (status >= 200 && status < 300) || (status >= 400 && status <= 422);
}

void help_idempotency_end(help_ctx *h, const help_err *e)
{
    int status = e ? e->status : h->answer.status;
    help_sql_call call = { .sql = worth_keeping(status) ? &sql_idempotency_end : &sql_idempotency_forget };
    void *state = NULL;
    const char *sealed;
    claim *c;
    help_err *failed;

    apr_pool_userdata_get(&state, STATE, h->p);
    if (!(c = state)) return;
    identify(&call.args, c);
    help_arg_text(&call.args, c->created_at);
    if (worth_keeping(status)) {
        help_arg_int(&call.args, h->p, status);
        help_arg_text(&call.args, answer_json(h, e));
        sealed = e ? NULL : body_sealed(h, c);
        if (sealed) help_arg_bytes(&call.args, sealed, strlen(sealed));
        else help_arg_text(&call.args, NULL);
    }
    /* The work is done; only a repetition within the minute would meet "in-progress". */
    failed = help_core_write(h, &call, 1);
    if (failed && failed->log)
        HELP_LOG_R(APLOG_WARNING, h->r, "0125", "the answer under an Idempotency-Key could not be kept: %s", failed->log);
}
