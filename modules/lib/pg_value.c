/* SPDX-License-Identifier: Apache-2.0 */
/* Values to and from PostgreSQL's text form. */
#include "lib/pg.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "lib/num.h"

static int next_arg(help_sql_args *a)
{
    if (a->n >= HELP_SQL_PARAMS_MAX) abort();
    a->length[a->n] = 0;
    a->binary[a->n] = 0;
    return a->n++;
}

void help_arg_text(help_sql_args *a, const char *v)
{
    a->value[next_arg(a)] = v;
}

void help_arg_int(help_sql_args *a, apr_pool_t *p, apr_int64_t v)
{
    help_arg_text(a, apr_psprintf(p, "%" APR_INT64_T_FMT, v));
}

void help_arg_bool(help_sql_args *a, int v)
{
    help_arg_text(a, v ? "t" : "f");
}

void help_arg_time(help_sql_args *a, apr_pool_t *p, apr_time_t v)
{
    help_arg_text(a, v ? help_rfc3339_text(apr_palloc(p, 32), v) : NULL);
}

void help_arg_bytes(help_sql_args *a, const void *v, apr_size_t n)
{
    int i = next_arg(a);

    if (n > APR_INT32_MAX) abort();
    /* libpq reads a NULL pointer as SQL NULL; no bytes are still a value. */
    a->value[i] = v ? v : "";
    a->length[i] = (int)n;
    a->binary[i] = 1;
}

const char *help_pg_str(apr_pool_t *p, const PGresult *res, int row, int col)
{
    return PQgetisnull(res, row, col) ? NULL : apr_pstrdup(p, PQgetvalue(res, row, col));
}

const char *help_pg_ref(const PGresult *res, int row, int col)
{
    return PQgetisnull(res, row, col) ? "" : PQgetvalue(res, row, col);
}

apr_int64_t help_pg_int(const PGresult *res, int row, int col)
{
    apr_int64_t v = 0;

    help_int64(&v, help_pg_ref(res, row, col), APR_INT64_MIN, APR_INT64_MAX);
    return v;
}

int help_pg_flag(const PGresult *res, int row, int col)
{
    return strcmp(help_pg_ref(res, row, col), "t") == 0;
}

int help_pg_affected(const PGresult *res)
{
    apr_int64_t v = 0;

    /* libpq takes it without const, and changes nothing. */
    help_int64(&v, PQcmdTuples((PGresult *)res), 0, APR_INT32_MAX);
    return (int)v;
}
