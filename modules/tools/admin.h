/* SPDX-License-Identifier: Apache-2.0 */
/* help-admin: what only the owner of the database may do to tenants, users and API tokens. */
#ifndef HELP_ADMIN_H
#define HELP_ADMIN_H

#include <apr_pools.h>
#include <libpq-fe.h>
#include "lib/err.h"
#include "lib/pg.h"
#include "tools/tool_args.h"
#include "tools/tool_db.h"

/* One call of the program. Texts are NULL when they were not given. */
typedef struct admin {
    apr_pool_t *p;
    PGconn *db;
    int tenant;                     /* of the first word; 0 for the commands about tenants */
    const char *words[2];
    int n_words;
    const char *url, *name, *host, *time_zone, *logo_url, *email, *groups, *password_file, *active, *scopes, *expires,
        *secret_file;
    int if_missing, json;
} admin;

/* One verb of one noun. */
typedef struct admin_command {
    const char *noun, *verb;
    const char *words;              /* "TENANT USERNAME", as the help shows them */
    int min_words, max_words;
    const char *help;
    help_err *(*run)(admin *a);
} admin_command;

/* The groups of options; each command takes those of its own. */
enum {
    TENANT_ADD = 1 << 0, TENANT_LIST = 1 << 1, TENANT_DISABLE = 1 << 2, TENANT_SET = 1 << 3,
    USER_ADD = 1 << 4, USER_LIST = 1 << 5, USER_DISABLE = 1 << 6, USER_SET = 1 << 7,
    TOKEN_ADD = 1 << 8, TOKEN_LIST = 1 << 9, TOKEN_DISABLE = 1 << 10, TOKEN_SET = 1 << 11,
    ADMIN_ADDS = TENANT_ADD | USER_ADD | TOKEN_ADD, ADMIN_LISTS = TENANT_LIST | USER_LIST | TOKEN_LIST
};

/* admin_tenant.c */
help_err *admin_tenant_add(admin *a);
help_err *admin_tenant_list(admin *a);
help_err *admin_tenant_disable(admin *a);
help_err *admin_tenant_set(admin *a);

/* admin_user.c */
help_err *admin_user_add(admin *a);
help_err *admin_user_list(admin *a);
help_err *admin_user_disable(admin *a);
help_err *admin_user_set(admin *a);

/* admin_token.c */
help_err *admin_token_add(admin *a);
help_err *admin_token_list(admin *a);
help_err *admin_token_disable(admin *a);
help_err *admin_token_set(admin *a);

/* admin_util.c */
help_err *admin_wrong(admin *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));     /* 400 */
/* One changing statement and its line in the audit log, in one transaction. `object` names what was changed. */
help_err *admin_change(PGresult **out, admin *a, const help_sql *sql, const help_sql_args *args, const char *action,
                       const char *object);
/* --active: "yes", "no" or NULL into a boolean literal or NULL. */
help_err *admin_active(const char **out, admin *a);
/* "a, b" into a text[] literal. */
help_err *admin_groups(const char **out, admin *a);
/* A note for a person; stdout is for what a script may want. */
void admin_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Rows as a table, or as JSON with --json: booleans, numbers and arrays keep their type. */
void admin_print(const admin *a, const PGresult *res);

/* admin_sql.c */
enum {
    ADMIN_TENANT_ADD, ADMIN_TENANT_LIST, ADMIN_TENANT_SET, ADMIN_ZONE,
    ADMIN_USER_ADD, ADMIN_USER_LIST, ADMIN_USER_SET,
    ADMIN_TOKEN_HAS, ADMIN_TOKEN_ADD, ADMIN_TOKEN_LIST, ADMIN_TOKEN_SET, ADMIN_TOKEN_REVOKE, ADMIN_AUDIT
};
extern const help_sql admin_sql[];

#endif
