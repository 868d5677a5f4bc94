/* SPDX-License-Identifier: Apache-2.0 */
/* The sign-in that mod_auth_form keeps in mod_session. Where a session is stored, how long it lives and how it
 * is encrypted is mod_session's business; who the user is, is decided against the database elsewhere. */
#include "core/core.h"

#include <mod_session.h>

/* mod_auth_form's names: one sign-in a realm. NULL without AuthName, as then it stores none. */
static const char *key_of(request_rec *r, const char *what)
{
    const char *realm = ap_auth_name(r);

    return realm ? apr_pstrcat(r->pool, realm, "-", what, NULL) : NULL;
}

/* NULL where mod_session is not loaded, is off here, or excludes this address. */
static session_rec *session_of(request_rec *r)
{
    APR_OPTIONAL_FN_TYPE(ap_session_load) *load = APR_RETRIEVE_OPTIONAL_FN(ap_session_load);
    session_rec *z = NULL;

    if (!load || load(r, &z) != APR_SUCCESS) return NULL;
    return z;
}

static const char *session_value(request_rec *r, session_rec *z, const char *what)
{
    APR_OPTIONAL_FN_TYPE(ap_session_get) *get = APR_RETRIEVE_OPTIONAL_FN(ap_session_get);
    const char *key = key_of(r, what), *value = NULL;

    if (get && key) get(r, z, key, &value);
    return value && *value ? value : NULL;
}

/* AuthFormSitePassphrase trusts whoever knows one phrase for all names. A help center that believed it would let
 * each of its users be any other. */
static void warn_of_passphrase(request_rec *r)
{
    static volatile apr_uint32_t said;

    if (apr_atomic_cas32(&said, 1, 0) == 0)
        HELP_LOG_R(APLOG_WARNING, r, "0200", "a session names a user but holds no password; it counts as nobody. "
                   "Sign-in to the help center does not work with AuthFormSitePassphrase.");
}

int help_session_user(help_ctx *h, const char **user, const char **password)
{
    session_rec *z = session_of(h->r);
    const char *name, *word;

    if (!z) return 0;
    name = session_value(h->r, z, MOD_SESSION_USER);
    if (!name) return 0;
    word = session_value(h->r, z, MOD_SESSION_PW);
    if (!word) {
        warn_of_passphrase(h->r);
        return 0;
    }
    *user = name;
    *password = word;
    return 1;
}

int help_session_end(help_ctx *h)
{
    static const char *const all[] = { MOD_SESSION_USER, MOD_SESSION_PW, "site" };
    APR_OPTIONAL_FN_TYPE(ap_session_set) *set = APR_RETRIEVE_OPTIONAL_FN(ap_session_set);
    session_rec *z = session_of(h->r);
    int was_there;

    if (!z || !set || !key_of(h->r, "")) return 0;
    was_there = session_value(h->r, z, MOD_SESSION_USER) != NULL;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        set(h->r, z, key_of(h->r, all[i]), NULL);
    return was_there;
}
