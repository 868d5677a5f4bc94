/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: the authn provider "help" for AuthFormProvider and AuthBasicProvider, and the check of what a session
 * remembers. Users are those of the request's tenant.
 *
 * A sign-in is counted: wrong ones lock the account, and exhaust the address they come from. What a session repeats is
 * not: nobody makes a (sealed) session without having signed in, and a browser that polls with one from before
 * a change of password must not lock its own user out. */
#include "core/core.h"
#include "core/authn.h"
#include "core/core_sql_admin.h"

#include <apr_md5.h>
#include <ap_provider.h>
#include <mod_auth.h>

/* How long a checked pair is believed: bcrypt takes 50 ms, and a form session or Basic comes with each request. */
#define PASSWORD_MEMORY apr_time_from_sec(60)
/* crypt's other schemes hash any length; nobody types so much. */
#define PASSWORD_TRIED_MAX 1024
/* bcrypt of 32 random bytes that are kept nowhere, at the cost of HELP_PASSWORD_COST: an unknown name is refused
 * after the same work as a known one. */
static const char nobodys_hash[] = "$2y$10$F7Ce03j9woL8RZ42PKf/cepr.jnqwpkMlPgIiY1wpKHiCZB2bfHby";

/* ---- memory ------------------------------------------------------------------------------------- */

/* The hash is part of the key, so a changed password forgets; the facts' stamp is that of no tenant, because
 * an edited article is no reason to check 100 passwords anew. Lengths keep "ab"+"c" from being "a"+"bc". */
static const char *memory_key(help_ctx *h, const char *user, const char *password, const char *hash)
{
    unsigned char digest[32];
    const char *all = apr_psprintf(h->p, "%" APR_SIZE_T_FMT ":%s%" APR_SIZE_T_FMT ":%s%s", strlen(user), user,
                                   strlen(password), password, hash);

    help_sha256(digest, all, strlen(all));
    return apr_psprintf(h->p, "pw:%pp:%d:%s", (void *)h->r->server, h->tenant->id, help_hex(h->p, digest, 32));
}

typedef enum memory { FORGOTTEN, WAS_RIGHT, WAS_WRONG } memory;

static memory remembered(help_ctx *h, const char *key)
{
    const char *fact = help_fact_get(h->p, key, 0);

    return !fact ? FORGOTTEN : *fact == '1' ? WAS_RIGHT : WAS_WRONG;
}

static void remember(const char *key, int right)
{
    help_fact_put(key, right ? "1" : "0", 0, help_stamp(0), PASSWORD_MEMORY);
}

static int hash_fits(const char *hash, const char *password)
{
    int usable = hash && *hash && strlen(password) <= PASSWORD_TRIED_MAX;
    int fits = apr_password_validate(usable ? password : "", usable ? hash : nobodys_hash) == APR_SUCCESS;

    return usable && fits;
}

/* ---- the limit of an address --------------------------------------------------------------------- */

/* The bucket itself is asked, before any password is looked at: a note of this child's would give each further child one
 * more try. */
int help_signin_wait_s(help_ctx *h)
{
    help_err *e = help_limit_look(h, HELP_LIMIT_LOGIN);

    return !e ? 0 : e->retry_after_s > 0 ? e->retry_after_s : 1;
}

/* Only wrong ones are counted: an office behind one address signs in all morning. */
static void count_wrong(help_ctx *h)
{
    help_limit_take(h, HELP_LIMIT_LOGIN);
    help_count(HELP_COUNT_LOGIN_FAILURES);
}

/* ---- what a session repeats ------------------------------------------------------------------------ */

int help_password_right(help_ctx *h, const help_user *user, const char *password)
{
    const char *key;
    int right;

    if (!user->password_hash) return 0;
    key = memory_key(h, user->username, password, user->password_hash);
    switch (remembered(h, key)) {
    case WAS_RIGHT: return 1;
    case WAS_WRONG: return 0;
    case FORGOTTEN: break;
    }
    if (help_signin_wait_s(h)) return 0;
    right = hash_fits(user->password_hash, password);
    remember(key, right);
    if (!right) count_wrong(h);
    return right;
}

/* ---- a sign-in ------------------------------------------------------------------------------------- */

enum { ROW_ID, ROW_HASH, ROW_OPEN };

static help_err *ask(PGresult **out, help_ctx *h, help_sql_call *call, int reads)
{
    help_err *e = help_db_run(h->p, h->r->server, h->tenant->id, call, 1, reads);

    *out = e ? NULL : call->result;
    return e;
}

/* id 0, for somebody unknown, takes the same way. The count need not survive a crash of the database, and a
 * commit that waits for the disk would tell by its time who exists. */
static help_err *note_wrong(help_ctx *h, apr_int64_t id, const char *user)
{
    const help_conf *c = help_conf_of(h->r);
    help_sql_call calls[] = { { .sql = &help_sql_commit_soon }, { .sql = &help_sql_signin_failed } };
    help_err *e;

    if (c->lockout_tries <= 0) return NULL;
    help_arg_int(&calls[1].args, h->p, id);
    help_arg_int(&calls[1].args, h->p, c->lockout_tries);
    help_arg_int(&calls[1].args, h->p, apr_time_sec(c->lockout_for));
    if ((e = help_db_run(h->p, h->r->server, h->tenant->id, calls, 2, 0))) return e;
    if (PQntuples(calls[1].result) && help_pg_flag(calls[1].result, 0, 0))
        HELP_LOG_R(APLOG_WARNING, h->r, "0201", "%d wrong passwords: user '%s' of tenant %s is locked for %d s",
                   c->lockout_tries, user, h->tenant->slug, (int)apr_time_sec(c->lockout_for));
    return NULL;
}

static help_err *note_right(int *still_open, help_ctx *h, apr_int64_t id)
{
    help_sql_call call = { .sql = &help_sql_signin_right };
    PGresult *res;
    help_err *e;

    help_arg_int(&call.args, h->p, id);
    if ((e = ask(&res, h, &call, 0))) return e;
    *still_open = PQntuples(res) > 0;
    return NULL;
}

/* The row as it is now, not as remembered: a lock must hold at once and everywhere. */
static help_err *sign_in(authn_status *out, help_ctx *h, const char *user, const char *password)
{
    help_sql_call call = { .sql = &help_sql_signin_row };
    PGresult *row;
    const char *hash;
    int known, right;
    help_err *e;

    help_arg_text(&call.args, user);
    if ((e = ask(&row, h, &call, 1))) return e;
    known = PQntuples(row) > 0;
    hash = known && help_pg_flag(row, 0, ROW_OPEN) ? help_pg_ref(row, 0, ROW_HASH) : NULL;
    right = hash_fits(hash, password);
    if (right && (e = note_right(&right, h, help_pg_int(row, 0, ROW_ID)))) return e;
    *out = right ? AUTH_GRANTED : known ? AUTH_DENIED : AUTH_USER_NOT_FOUND;
    if (right) {
        remember(memory_key(h, user, password, hash), 1);
        return NULL;
    }
    count_wrong(h);
    return note_wrong(h, hash && *hash ? help_pg_int(row, 0, ROW_ID) : 0, user);
}

/* Somebody who types a password now, and not a browser or program that repeats one: this counts, and opens no lock. */
static int is_the_form(const request_rec *r)
{
    return r->handler && !strcmp(r->handler, "form-login-handler");
}

static help_err *check(authn_status *out, help_ctx *h, const char *user, const char *password)
{
    help_user *known;
    help_err *e;

    *out = AUTH_USER_NOT_FOUND;
    if (!help_utf8_ok(user, strlen(user)) || !help_utf8_ok(password, strlen(password))) return NULL;
    if (!h->tenant && (e = help_tenant_find(h))) return e;
    if ((e = help_user_find(&known, h, user))) return e;
    if (known && known->is_active && known->password_hash && !is_the_form(h->r) &&
        remembered(h, memory_key(h, user, password, known->password_hash)) == WAS_RIGHT) {
        *out = AUTH_GRANTED;
        return NULL;
    }
    if (help_signin_wait_s(h)) {
        *out = AUTH_DENIED;
        return NULL;
    }
    return sign_in(out, h, user, password);
}

/* The provider may stand before any URL of the server; a context for one that is not ours must not be found by
 * the later hooks, which would take the request for theirs. */
help_ctx *help_ctx_borrow(request_rec *r)
{
    help_ctx *h = help_ctx_of(r);

    if (h) return h;
    h = help_ctx_make(r);
    ap_set_module_config(r->request_config, &help_core_module, NULL);
    return h;
}

static authn_status check_password(request_rec *r, const char *user, const char *password)
{
    help_ctx *h = help_ctx_borrow(r);
    authn_status status;
    help_err *e = check(&status, h, user, password);

    if (e && e->status == HTTP_NOT_FOUND) return AUTH_USER_NOT_FOUND;
    if (e) {
        HELP_LOG_R(APLOG_ERR, r, "0202", "no sign-in can be checked: %s", e->log ? e->log : e->detail);
        return AUTH_GENERAL_ERROR;
    }
    if (status != AUTH_GRANTED)
        HELP_LOG_R(APLOG_INFO, r, "0203", "sign-in of '%s' to tenant %s refused: %s", user, h->tenant->slug,
                   status == AUTH_DENIED ? "wrong password, locked, switched off or too many tries" : "no such user");
    return status;
}

static const authn_provider provider = { .check_password = check_password };

void help_authn_register(apr_pool_t *p)
{
    ap_register_auth_provider(p, AUTHN_PROVIDER_GROUP, "help", AUTHN_PROVIDER_VERSION, &provider,
                              AP_AUTH_INTERNAL_PER_CONF);
    help_authz_register(p);
    help_signin_register(p);
}
