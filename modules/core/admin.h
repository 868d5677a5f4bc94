/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the administration: rows become JSON, query parameters become arguments, and the handlers of the API, which
 * the pages for administrators call, too. */
#ifndef HELP_CORE_ADMIN_H
#define HELP_CORE_ADMIN_H

#include "core/core.h"
#include "core/core_sql_admin.h"

/* One object (a new reference), or an array of them: named and typed by the columns. Times are RFC 3339 in UTC. */
json_t *help_row_json(apr_pool_t *p, const PGresult *res, int row);
json_t *help_rows_json(apr_pool_t *p, const PGresult *res);
apr_int64_t help_json_id(const json_t *row);                            /* its "id" */

/* Query parameters of a list, read into SQL text; absent and empty are NULL. Complaints gather in `err`. */
typedef struct help_params {
    help_ctx *h;
    help_err *err;
} help_params;
const char *help_param_text(help_params *in, const char *name, apr_size_t max_chars);
const char *help_param_flag(help_params *in, const char *name);         /* "t", "f" or NULL */
const char *help_param_time(help_params *in, const char *name);
const char *help_param_id(help_params *in, const char *name);
/* Index into a NULL-terminated list; 0, the default, when absent. */
int help_param_choice(help_params *in, const char *name, const char *const *allowed);

/* Answers a list: two calls, counting and listing, with the same arguments; LIMIT and OFFSET are added to the second. */
help_err *help_list_answer(help_ctx *h, const help_sql *count, const help_sql *list, const help_sql_args *filters);

help_err *help_none(help_ctx *h, const char *what);                     /* 404 "There is no such WHAT." */
apr_int64_t help_path_id(help_ctx *h);                                  /* {id:int} */
/* One round trip as the asker's tenant, outside a transaction of its own. */
help_err *help_ask_one(PGresult **out, help_ctx *h, help_sql_call *call);
/* The same inside a transaction. */
help_err *help_tx_one(PGresult **out, help_ctx *h, PGconn *db, help_sql_call *call);

/* The API's handlers, for pages.c. */
help_handler help_users_list, help_users_get, help_users_create, help_users_patch, help_users_delete;
help_handler help_tokens_list, help_tokens_get, help_tokens_create, help_tokens_patch, help_tokens_delete;
help_handler help_tenants_list, help_tenants_get, help_tenants_patch;
help_handler help_audit_list, help_jobs_list, help_jobs_get, help_jobs_retry, help_jobs_delete;

#endif
