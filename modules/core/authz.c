/* SPDX-License-Identifier: Apache-2.0 */
/* `Require help-role editor` and `Require help-group a b`: the help center's roles and groups as a rule for any URL
 * of the server. */
#include "core/core.h"
#include "core/authn.h"

#include <ap_provider.h>
#include <mod_auth.h>

typedef struct role_rule {
    int least;                      /* help_role; HELP_ROLES = none of them */
    unsigned rights;
} role_rule;

static const struct { const char *name; int role; unsigned right; } roles[] = {
    { "reader", HELP_READER, 0 }, { "author", HELP_AUTHOR, 0 }, { "editor", HELP_EDITOR, 0 },
    { "admin", HELP_ADMIN, 0 }, { "agent", HELP_ROLES, HELP_RIGHT_AGENT },
    { "manager", HELP_ROLES, HELP_RIGHT_MANAGER },
};

static int role_add(role_rule *rule, const char *word)
{
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (strcmp(roles[i].name, word)) continue;
        if (roles[i].role < rule->least) rule->least = roles[i].role;
        rule->rights |= roles[i].right;
        return 1;
    }
    return 0;
}

static const char *role_parse(cmd_parms *cmd, const char *line, const void **parsed)
{
    role_rule *rule = apr_pcalloc(cmd->pool, sizeof(*rule));
    const char *word;

    rule->least = HELP_ROLES;
    while (*(word = ap_getword_conf(cmd->pool, &line))) {
        if (role_add(rule, word)) continue;
        return apr_psprintf(cmd->pool, "Require help-role: '%s' is none of reader, author, editor, admin, agent, "
                            "manager", word);
    }
    if (rule->least == HELP_ROLES && !rule->rights) return "Require help-role needs the name of a role";
    *parsed = rule;
    return NULL;
}

static const char *group_parse(cmd_parms *cmd, const char *line, const void **parsed)
{
    apr_array_header_t *groups = apr_array_make(cmd->pool, 4, sizeof(const char *));
    const char *word;

    while (*(word = ap_getword_conf(cmd->pool, &line)))
        APR_ARRAY_PUSH(groups, const char *) = word;
    if (groups->nelts == 0) return "Require help-group needs the name of a group";
    *parsed = groups;
    return NULL;
}

/* Who is asking, with groups and role; the same answer that a handler gets later. */
static authz_status known(help_ctx **out, request_rec *r)
{
    help_ctx *h;
    help_err *e = NULL;

    if (!r->user) return AUTHZ_DENIED_NO_USER;
    h = help_ctx_borrow(r);
    if (!h->tenant) e = help_tenant_find(h);
    if (!e) e = help_identify(h);
    if (e && e->status >= 500) {
        HELP_LOG_R(APLOG_ERR, r, "0204", "nobody's role can be found: %s", e->log ? e->log : e->detail);
        return AUTHZ_GENERAL_ERROR;
    }
    *out = h;
    return e ? AUTHZ_DENIED : AUTHZ_GRANTED;
}

static authz_status role_check(request_rec *r, const char *line, const void *parsed)
{
    const role_rule *rule = parsed;
    help_ctx *h;
    authz_status status = known(&h, r);
    int role;

    if (status != AUTHZ_GRANTED) return status;
    /* A token of an admin that was not given the scope is no admin here, either. */
    role = h->role == HELP_ADMIN && !(h->scopes & HELP_SCOPE_ADMIN) ? HELP_EDITOR : (int)h->role;
    return role >= rule->least || (h->rights & rule->rights) ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

static authz_status group_check(request_rec *r, const char *line, const void *parsed)
{
    const apr_array_header_t *wanted = parsed;
    help_ctx *h;
    authz_status status = known(&h, r);

    if (status != AUTHZ_GRANTED) return status;
    for (int i = 0; i < wanted->nelts; i++)
        if (ap_array_str_contains(h->groups, APR_ARRAY_IDX(wanted, i, const char *))) return AUTHZ_GRANTED;
    return AUTHZ_DENIED;
}

static const authz_provider role_provider = { role_check, role_parse };
static const authz_provider group_provider = { group_check, group_parse };

void help_authz_register(apr_pool_t *p)
{
    ap_register_auth_provider(p, AUTHZ_PROVIDER_GROUP, "help-role", AUTHZ_PROVIDER_VERSION, &role_provider,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(p, AUTHZ_PROVIDER_GROUP, "help-group", AUTHZ_PROVIDER_VERSION, &group_provider,
                              AP_AUTH_INTERNAL_PER_CONF);
}
