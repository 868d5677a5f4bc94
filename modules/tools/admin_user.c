/* SPDX-License-Identifier: Apache-2.0 */
/* help-admin user: people of a tenant. Their rights come from their groups, by HelpRole. */
#include <string.h>
#include <apr_strings.h>
#include "lib/limits.h"
#include "lib/text.h"
#include "lib/token.h"
#include "tools/admin.h"

#define PASSWORD_MIN_BYTES 8        /* NIST SP 800-63B section 5.1.1.1 */
#define PASSWORD_COST      10       /* about 50 ms */

static help_err *fields_ok(admin *a)
{
    const char *at = a->email ? strchr(a->email, '@') : NULL;

    if (a->email && *a->email && (!at || at == a->email || !at[1] || strchr(at + 1, '@') || strpbrk(a->email, " \t,;")))
        return admin_wrong(a, "--email '%s' is no address such as ada@example.org.", a->email);
    if (a->name && help_utf8_chars(a->name) > HELP_NAME_MAX_CHARS)
        return admin_wrong(a, "--name must have at most %d characters.", HELP_NAME_MAX_CHARS);
    return NULL;
}

/* *out NULL when no password was given. */
static help_err *password(const char **out, admin *a)
{
    const char *plain;
    help_err *e;

    *out = NULL;
    if (!a->password_file) return NULL;
    if ((e = tool_secret(&plain, a->p, a->password_file, "password"))) return e;
    if (strlen(plain) < PASSWORD_MIN_BYTES || strlen(plain) > HELP_PASSWORD_MAX_BYTES)
        return admin_wrong(a, "A password must have %d to %d bytes.", PASSWORD_MIN_BYTES, HELP_PASSWORD_MAX_BYTES);
    return help_password_hash(out, a->p, plain, PASSWORD_COST);
}

help_err *admin_user_add(admin *a)
{
    const char *name = a->words[1], *groups, *hash;
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    if (!*name || help_utf8_chars(name) > 255 || strpbrk(name, "\r\n\t"))
        return admin_wrong(a, "A user name must have 1 to 255 characters in one line.");
    if ((e = fields_ok(a)) || (e = admin_groups(&groups, a)) || (e = password(&hash, a))) return e;
    help_arg_text(&args, name);
    help_arg_text(&args, a->email ? a->email : "");
    help_arg_text(&args, a->name ? a->name : "");
    help_arg_text(&args, groups ? groups : "{}");
    help_arg_text(&args, hash);
    if ((e = admin_change(&res, a, &admin_sql[ADMIN_USER_ADD], &args, "user.add", name))) return e;
    if (PQntuples(res)) admin_say("added user %s%s", name, hash ? "" : " without a password");
    else if (a->if_missing) admin_say("user %s is there already", name);
    else return admin_wrong(a, "There is a user '%s' already; --if-missing makes that no error.", name);
    return NULL;
}

help_err *admin_user_list(admin *a)
{
    PGresult *res;
    help_err *e = tool_query(&res, a->p, a->db, a->tenant, &admin_sql[ADMIN_USER_LIST], NULL);

    if (!e) admin_print(a, res);
    return e;
}

static help_err *change(admin *a, const char *groups, const char *hash, const char *active, const char *action)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_text(&args, a->words[1]);
    help_arg_text(&args, a->email);
    help_arg_text(&args, a->name);
    help_arg_text(&args, groups);
    help_arg_text(&args, hash);
    help_arg_text(&args, active);
    if ((e = admin_change(&res, a, &admin_sql[ADMIN_USER_SET], &args, action, a->words[1]))) return e;
    if (PQntuples(res)) return NULL;
    return admin_wrong(a, "There is no user '%s' in tenant '%s'; help-admin user list %s shows who is.", a->words[1],
                       a->words[0], a->words[0]);
}

help_err *admin_user_disable(admin *a)
{
    help_err *e = change(a, NULL, NULL, "f", "user.disable");

    if (!e) admin_say("user %s is disabled, and so are the tokens", a->words[1]);
    return e;
}

help_err *admin_user_set(admin *a)
{
    const char *groups, *hash, *active;
    help_err *e;

    if (!a->name && !a->email && !a->groups && !a->password_file && !a->active)
        return admin_wrong(a, "Nothing to change: --name, --email, --groups, --password-file or --active.");
    if ((e = fields_ok(a)) || (e = admin_groups(&groups, a)) || (e = admin_active(&active, a)) ||
        (e = password(&hash, a)) || (e = change(a, groups, hash, active, "user.set")))
        return e;
    admin_say("changed user %s", a->words[1]);
    return NULL;
}
