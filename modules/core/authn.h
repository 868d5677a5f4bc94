/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in: shared by authn.c (passwords), authz.c (Require), signin.c (the form's address) and the pages. */
#ifndef HELP_CORE_AUTHN_H
#define HELP_CORE_AUTHN_H

#include "core/core.h"

/* authn.c: the request's context, or one of its own for a URL that is not ours. */
help_ctx *help_ctx_borrow(request_rec *r);
/* Seconds that this address has to wait after too many wrong sign-ins; 0 = none. */
int help_signin_wait_s(help_ctx *h);
/* authz.c, signin.c: providers and hooks. */
void help_authz_register(apr_pool_t *p);
void help_signin_register(apr_pool_t *p);
/* 1 when a browser that goes to url stays on this host. */
int help_leads_home(help_ctx *h, const char *url);
/* pages_admin.c */
void help_pages_admin_register(void);

#endif
