/* SPDX-License-Identifier: Apache-2.0 */
/* help-admin token: API tokens. The secret is printed once, alone on stdout, and kept nowhere. */
#include <stdio.h>
#include <string.h>
#include <apr_strings.h>
#include "lib/limits.h"
#include "lib/num.h"
#include "lib/text.h"
#include "lib/token.h"
#include "tools/admin.h"

#define PREFIX_CHARS 10             /* "hct_" and six more: enough to tell tokens apart, none to guess one */
#define DAYS_MAX     3650

/* *out NULL when none were given. */
static help_err *scopes(const char **out, admin *a)
{
    int bits;

    *out = NULL;
    if (!a->scopes) return NULL;
    bits = help_scopes_read(a->scopes);
    if (bits <= 0) return admin_wrong(a, "--scopes '%s': some of read,write,admin, with commas between.", a->scopes);
    *out = help_scopes_literal(a->p, bits);
    return NULL;
}

static help_err *fields_ok(admin *a)
{
    apr_int64_t days;

    if (a->name && (!*a->name || help_utf8_chars(a->name) > HELP_NAME_MAX_CHARS))
        return admin_wrong(a, "--name must have 1 to %d characters.", HELP_NAME_MAX_CHARS);
    if (a->expires && !help_int64(&days, a->expires, 1, DAYS_MAX))
        return admin_wrong(a, "--expires '%s' is no number of days from 1 to %d.", a->expires, DAYS_MAX);
    return NULL;
}

static help_err *secret(const char **out, admin *a)
{
    help_err *e;

    if (!a->secret_file) {
        *out = help_token_make(a->p);
        return *out ? NULL : help_err_new(a->p, 500, "internal", "The system has no randomness just now.", NULL);
    }
    if ((e = tool_secret(out, a->p, a->secret_file, "token"))) return e;
    if (help_token_form_ok(*out)) return NULL;
    return admin_wrong(a, "The token in %s has not the form hct_ and 43 characters of base64url.", a->secret_file);
}

static help_err *is_there(int *yes, admin *a, apr_int64_t user, const char *digest)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_int(&args, a->p, user);
    help_arg_text(&args, a->name);
    help_arg_text(&args, a->secret_file ? digest : NULL);
    if ((e = tool_query(&res, a->p, a->db, a->tenant, &admin_sql[ADMIN_TOKEN_HAS], &args))) return e;
    *yes = PQntuples(res) > 0;
    return NULL;
}

static help_err *add(admin *a, apr_int64_t user, const char *token, const char *bits)
{
    help_sql_args args = { 0 };
    PGresult *res;

    help_arg_int(&args, a->p, user);
    help_arg_text(&args, a->name);
    help_arg_text(&args, help_digest_literal(a->p, token));
    help_arg_text(&args, apr_pstrndup(a->p, token, PREFIX_CHARS));
    help_arg_text(&args, bits ? bits : "{read}");
    help_arg_text(&args, a->expires);
    return admin_change(&res, a, &admin_sql[ADMIN_TOKEN_ADD], &args, "token.add",
                        apr_psprintf(a->p, "%s %s", a->words[1], a->name));
}

help_err *admin_token_add(admin *a)
{
    const char *bits, *token;
    apr_int64_t user;
    help_err *e;
    int there = 0;

    if (!a->name) return admin_wrong(a, "What is it for? --name 'nightly import'.");
    if ((e = fields_ok(a)) || (e = scopes(&bits, a)) || (e = secret(&token, a)) ||
        (e = tool_user(&user, a->p, a->db, a->tenant, a->words[1])) ||
        (e = is_there(&there, a, user, help_digest_literal(a->p, token))))
        return e;
    if (there && a->if_missing) {
        admin_say("token '%s' of %s is there already", a->name, a->words[1]);
        return NULL;
    }
    if (there && a->secret_file)
        return admin_wrong(a, "This very token is there already; --if-missing makes that no error.");
    if ((e = add(a, user, token, bits))) return e;
    admin_say("added token '%s' of %s", a->name, a->words[1]);
    if (!a->secret_file) puts(token);
    return NULL;
}

help_err *admin_token_list(admin *a)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_text(&args, a->n_words > 1 ? a->words[1] : NULL);
    if (!(e = tool_query(&res, a->p, a->db, a->tenant, &admin_sql[ADMIN_TOKEN_LIST], &args))) admin_print(a, res);
    return e;
}

static help_err *change(admin *a, int sql, help_sql_args *more, const char *action)
{
    help_sql_args args = { 0 };
    apr_int64_t id;
    PGresult *res;
    help_err *e;
    int i;

    if (!help_int64(&id, a->words[1], 1, APR_INT64_MAX))
        return admin_wrong(a, "'%s' is no token's id; help-admin token list %s shows them.", a->words[1], a->words[0]);
    help_arg_int(&args, a->p, id);
    for (i = 0; i < more->n; i++) help_arg_text(&args, more->value[i]);
    if ((e = admin_change(&res, a, &admin_sql[sql], &args, action, a->words[1]))) return e;
    if (PQntuples(res)) return NULL;
    return admin_wrong(a, "Tenant '%s' has no token %s; help-admin token list %s shows them.", a->words[0], a->words[1],
                       a->words[0]);
}

help_err *admin_token_disable(admin *a)
{
    help_sql_args none = { 0 };
    help_err *e = change(a, ADMIN_TOKEN_REVOKE, &none, "token.disable");

    if (!e) admin_say("token %s is revoked for ever", a->words[1]);
    return e;
}

help_err *admin_token_set(admin *a)
{
    help_sql_args more = { 0 };
    const char *bits;
    help_err *e;

    if (!a->name && !a->scopes && !a->expires)
        return admin_wrong(a, "Nothing to change: --name, --scopes or --expires.");
    if ((e = fields_ok(a)) || (e = scopes(&bits, a))) return e;
    help_arg_text(&more, a->name);
    help_arg_text(&more, bits);
    help_arg_text(&more, a->expires);
    if ((e = change(a, ADMIN_TOKEN_SET, &more, "token.set"))) return e;
    admin_say("changed token %s", a->words[1]);
    return NULL;
}
