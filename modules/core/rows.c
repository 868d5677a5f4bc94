/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as JSON, named and typed by their columns; query parameters as SQL text, each read whole or refused. */
#include "core/admin.h"

/* From the catalog pg_type; these numbers are part of PostgreSQL's protocol. */
enum { TYPE_BOOL = 16, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_JSON = 114, TYPE_TEXT_ARRAY = 1009,
       TYPE_TIMESTAMPTZ = 1184, TYPE_JSONB = 3802 };

/* "2026-11-20 21:07:02.5+00" is RFC 3339 but for the T and the minutes of the offset. */
static json_t *time_json(const char *text)
{
    char given[64], utc[32];
    apr_size_t n = strlen(text);
    apr_time_t t;

    if (n < 22 || n > sizeof(given) - 4) return json_string(text);
    memcpy(given, text, n + 1);
    given[10] = 'T';
    if (given[n - 3] == '+' || given[n - 3] == '-') memcpy(given + n, ":00", 4);
    return json_string(help_rfc3339(&t, given) ? help_rfc3339_text(utc, t) : text);
}

static json_t *array_json(apr_pool_t *p, const char *literal)
{
    const apr_array_header_t *items = help_pg_text_array_read(p, literal);
    json_t *all = json_array();

    for (int i = 0; i < items->nelts; i++)
        json_array_append_new(all, json_string(APR_ARRAY_IDX(items, i, const char *)));
    return all;
}

static json_t *value_json(apr_pool_t *p, const PGresult *res, int row, int col)
{
    const char *text = PQgetvalue(res, row, col);

    if (PQgetisnull(res, row, col)) return json_null();
    switch (PQftype(res, col)) {
    case TYPE_BOOL:        return json_boolean(*text == 't');
    case TYPE_INT8: case TYPE_INT2: case TYPE_INT4: return json_integer(help_pg_int(res, row, col));
    case TYPE_JSON: case TYPE_JSONB: return json_loads(text, JSON_DECODE_ANY, NULL);
    case TYPE_TEXT_ARRAY:  return array_json(p, text);
    case TYPE_TIMESTAMPTZ: return time_json(text);
    default:               return json_string(text);
    }
}

json_t *help_row_json(apr_pool_t *p, const PGresult *res, int row)
{
    json_t *all = json_object();

    for (int col = 0; col < PQnfields(res); col++) {
        json_t *v = value_json(p, res, row, col);
        json_object_set_new(all, PQfname(res, col), v ? v : json_null());
    }
    return all;
}

json_t *help_rows_json(apr_pool_t *p, const PGresult *res)
{
    json_t *all = json_array();

    for (int row = 0; row < PQntuples(res); row++) json_array_append_new(all, help_row_json(p, res, row));
    return all;
}

apr_int64_t help_json_id(const json_t *row)
{
    return json_integer_value(json_object_get(row, "id"));
}

/* ---- query parameters ---------------------------------------------------------------------------- */

static const char *given(help_params *in, const char *name)
{
    const char *v = apr_table_get(in->h->query, name);

    return v && *v ? v : NULL;
}

const char *help_param_text(help_params *in, const char *name, apr_size_t max_chars)
{
    const char *v = given(in, name);

    if (!v || help_utf8_chars(v) <= max_chars) return v;
    help_err_add(&in->err, in->h->p, name, "must have at most %" APR_SIZE_T_FMT " characters", max_chars);
    return NULL;
}

const char *help_param_flag(help_params *in, const char *name)
{
    const char *v = given(in, name);
    int flag;

    if (!v) return NULL;
    if (help_bool(&flag, v)) return flag ? "t" : "f";
    help_err_add(&in->err, in->h->p, name, "must be true or false");
    return NULL;
}

const char *help_param_time(help_params *in, const char *name)
{
    const char *v = given(in, name);
    apr_time_t t;

    if (!v) return NULL;
    if (help_rfc3339(&t, v)) return help_rfc3339_text(apr_palloc(in->h->p, 32), t);
    help_err_add(&in->err, in->h->p, name, "must be a time such as 2026-11-20T21:07:02Z");
    return NULL;
}

const char *help_param_id(help_params *in, const char *name)
{
    const char *v = given(in, name);
    apr_int64_t id;

    if (!v) return NULL;
    if (help_int64(&id, v, 1, APR_INT64_MAX)) return apr_psprintf(in->h->p, "%" APR_INT64_T_FMT, id);
    help_err_add(&in->err, in->h->p, name, "must be a positive whole number");
    return NULL;
}

int help_param_choice(help_params *in, const char *name, const char *const *allowed)
{
    const char *v = given(in, name), *all = allowed[0];

    if (!v) return 0;
    for (int i = 0; allowed[i]; i++)
        if (!strcmp(allowed[i], v)) return i;
    for (int i = 1; allowed[i]; i++) all = apr_pstrcat(in->h->p, all, ", ", allowed[i], NULL);
    help_err_add(&in->err, in->h->p, name, "must be one of %s", all);
    return 0;
}

/* ---- asking ---------------------------------------------------------------------------------------- */

help_err *help_list_answer(help_ctx *h, const help_sql *count, const help_sql *list, const help_sql_args *filters)
{
    help_sql_call calls[] = { { .sql = count, .args = *filters }, { .sql = list, .args = *filters } };
    int page, size;
    help_err *e;

    if ((e = help_list_read(h, &page, &size))) return e;
    help_arg_int(&calls[1].args, h->p, size);
    help_arg_int(&calls[1].args, h->p, (apr_int64_t)(page - 1) * size);
    if ((e = help_core_pipeline(h, calls, 2))) return e;
    help_answer_list(h, help_pg_int(calls[0].result, 0, 0), page, size, help_rows_json(h->p, calls[1].result));
    return NULL;
}

help_err *help_none(help_ctx *h, const char *what)
{
    return help_err_new(h->p, HTTP_NOT_FOUND, "not-found", apr_psprintf(h->p, "There is no such %s.", what), NULL);
}

apr_int64_t help_path_id(help_ctx *h)
{
    apr_int64_t id = 0;

    help_int64(&id, help_route_value(h->path, "id"), 0, APR_INT64_MAX);
    return id;
}

help_err *help_ask_one(PGresult **out, help_ctx *h, help_sql_call *call)
{
    help_err *e = help_core_pipeline(h, call, 1);

    *out = e ? NULL : call->result;
    return e;
}

help_err *help_tx_one(PGresult **out, help_ctx *h, PGconn *db, help_sql_call *call)
{
    help_err *e = help_pg_run(h->p, db, h->tenant->id, call, 1, 0);

    *out = e ? NULL : call->result;
    return e;
}
