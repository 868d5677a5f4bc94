/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the statements in core_sql_admin.c (people, tokens), core_sql_me.c and core_sql_tenant.c (tenant, audit,
 * jobs). */
#ifndef HELP_CORE_SQL_ADMIN_H
#define HELP_CORE_SQL_ADMIN_H

#include "lib/pg.h"

/* auth_user.c, authn.c */
extern const help_sql help_sql_user_by_name, help_sql_token_by_digest, help_sql_token_used;
extern const help_sql help_sql_commit_soon, help_sql_signin_row, help_sql_signin_failed, help_sql_signin_right;

/* api_users.c; the lists stand in the order of help_user_orders in api_users.c */
enum { HELP_USER_ORDERS = 6 };
extern const help_sql help_sql_users_count, help_sql_users_list[HELP_USER_ORDERS], help_sql_user_get;
extern const help_sql help_sql_user_names_lock, help_sql_user_clash, help_sql_user_add, help_sql_user_change;
extern const help_sql help_sql_user_remove;

/* api_tokens.c */
extern const help_sql help_sql_tokens_count, help_sql_tokens_list, help_sql_token_get, help_sql_token_owner;
extern const help_sql help_sql_token_ends_before, help_sql_token_add, help_sql_token_rename, help_sql_token_revoke;

/* api_me.c: one for each table that names a person, and what erasing takes */
typedef struct help_held {
    const char *table;
    help_sql sql;
} help_held;
extern const help_held help_sql_held[];
extern const int help_sql_held_n;
extern const help_sql help_sql_times_in_utc, help_sql_me_texts, help_sql_me_answers, help_sql_me_remove, help_sql_me_again;

/* api_tenants.c */
extern const help_sql help_sql_tenant_get, help_sql_tenant_lock, help_sql_tenant_change, help_sql_time_zone_known;

/* api_audit.c, api_jobs.c */
extern const help_sql help_sql_audit_count, help_sql_audit_list;
extern const help_sql help_sql_jobs_count, help_sql_jobs_list, help_sql_job_get, help_sql_job_retry, help_sql_job_wake;
extern const help_sql help_sql_job_cancel;

#endif
