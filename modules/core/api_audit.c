/* SPDX-License-Identifier: Apache-2.0 */
/* audit/: who changed what, newest first. Nothing here or in the database's grants can change an entry. */
#include "core/admin.h"

help_err *help_audit_list(help_ctx *h)
{
    help_params in = { .h = h };
    help_sql_args filters = { 0 };

    help_arg_text(&filters, help_param_text(&in, "action", 100));
    help_arg_text(&filters, help_param_text(&in, "actor", 255));
    help_arg_text(&filters, help_param_text(&in, "object_type", 100));
    help_arg_text(&filters, help_param_text(&in, "object_id", 300));
    help_arg_text(&filters, help_param_time(&in, "from"));
    help_arg_text(&filters, help_param_time(&in, "to"));
    if (in.err) return in.err;
    return help_list_answer(h, &help_sql_audit_count, &help_sql_audit_list, &filters);
}

static const help_route rows[] = {
    { "GET", HELP_API "/audit/", HELP_NEED_ADMIN, 0, 0, help_audit_list },
};

void help_api_audit_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
