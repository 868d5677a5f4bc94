/* SPDX-License-Identifier: Apache-2.0 */
/* help-admin tenant: the help centers of an installation. */
#include <string.h>
#include <apr_strings.h>
#include "lib/limits.h"
#include "lib/text.h"
#include "tools/admin.h"

/* As the column's check: it becomes part of host names and of configuration. */
static int slug_ok(const char *s)
{
    apr_size_t n = strlen(s);

    return n >= 1 && n <= 63 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n && s[0] != '-' && s[n - 1] != '-';
}

static help_err *zone_ok(admin *a)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    if (!a->time_zone) return NULL;
    help_arg_text(&args, a->time_zone);
    if ((e = tool_query(&res, a->p, a->db, 0, &admin_sql[ADMIN_ZONE], &args))) return e;
    if (help_pg_flag(res, 0, 0)) return NULL;
    return admin_wrong(a, "--time-zone '%s' is none that the database knows; write it as Europe/Berlin.", a->time_zone);
}

static help_err *fields_ok(admin *a)
{
    if (a->name && (!*a->name || help_utf8_chars(a->name) > HELP_NAME_MAX_CHARS))
        return admin_wrong(a, "--name must have 1 to %d characters.", HELP_NAME_MAX_CHARS);
    if (a->host && *a->host && strcspn(a->host, " /:\t") != strlen(a->host))
        return admin_wrong(a, "--host is a host name alone, such as help.example.org, not '%s'.", a->host);
    return zone_ok(a);
}

help_err *admin_tenant_add(admin *a)
{
    const char *slug = a->words[0];
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    if (!slug_ok(slug))
        return admin_wrong(a, "'%s' cannot be a tenant's slug: 1 to 63 of a-z, 0-9 and inner hyphens.", slug);
    if (!a->name) return admin_wrong(a, "What is it called? --name 'Acme Facilities'.");
    if ((e = fields_ok(a))) return e;
    help_arg_text(&args, slug);
    help_arg_text(&args, a->name);
    help_arg_text(&args, a->host);
    help_arg_text(&args, a->time_zone);
    help_arg_text(&args, a->logo_url);
    if ((e = admin_change(&res, a, &admin_sql[ADMIN_TENANT_ADD], &args, "tenant.add", slug))) return e;
    if (PQntuples(res)) admin_say("added tenant %s", slug);
    else if (a->if_missing) admin_say("tenant %s is there already", slug);
    else return admin_wrong(a, "There is a tenant '%s' already; --if-missing makes that no error.", slug);
    return NULL;
}

help_err *admin_tenant_list(admin *a)
{
    PGresult *res;
    help_err *e = tool_query(&res, a->p, a->db, 0, &admin_sql[ADMIN_TENANT_LIST], NULL);

    if (!e) admin_print(a, res);
    return e;
}

static help_err *change(admin *a, const char *active, const char *action)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    if ((e = tool_tenant(&a->tenant, a->p, a->db, a->words[0]))) return e;
    help_arg_text(&args, a->name);
    help_arg_text(&args, a->host);
    help_arg_text(&args, a->time_zone);
    help_arg_text(&args, a->logo_url);
    help_arg_text(&args, active);
    return admin_change(&res, a, &admin_sql[ADMIN_TENANT_SET], &args, action, a->words[0]);
}

help_err *admin_tenant_disable(admin *a)
{
    help_err *e = change(a, "f", "tenant.disable");

    if (!e) admin_say("tenant %s is disabled; help-admin tenant set %s --active yes undoes it", a->words[0], a->words[0]);
    return e;
}

help_err *admin_tenant_set(admin *a)
{
    const char *active;
    help_err *e;

    if (!a->name && !a->host && !a->time_zone && !a->logo_url && !a->active)
        return admin_wrong(a, "Nothing to change: --name, --host, --time-zone, --logo-url or --active.");
    if ((e = admin_active(&active, a)) || (e = fields_ok(a)) || (e = change(a, active, "tenant.set"))) return e;
    admin_say("changed tenant %s", a->words[0]);
    return NULL;
}
