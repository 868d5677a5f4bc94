/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: API tokens, signed cookies, sealed values. OpenSSL does the cryptography. */
#ifndef HELP_LIB_TOKEN_H
#define HELP_LIB_TOKEN_H

#include <apr_pools.h>
#include "lib/err.h"

#define HELP_TOKEN_PREFIX "hct_"
#define HELP_SECRET_BYTES 32

enum { HELP_SCOPE_READ = 1, HELP_SCOPE_WRITE = 2, HELP_SCOPE_ADMIN = 4 };

/* "hct_" and 43 base64url characters (256 random bits). NULL when the system has no randomness. */
const char *help_token_make(apr_pool_t *p);
/* 1 when s has exactly that form. */
int help_token_form_ok(const char *s);
/* The token of "Bearer hct_..." (RFC 6750; scheme in any case), or NULL when the header holds none of
 * ours; *malformed is set when it is a Bearer of ours that is broken. */
const char *help_bearer(apr_pool_t *p, const char *authorization, int *malformed);
void help_sha256(unsigned char out[32], const void *bytes, apr_size_t n);
/* PostgreSQL bytea literal \x... of the SHA-256 of s: what is stored of a token. */
const char *help_digest_literal(apr_pool_t *p, const char *s);
/* "read,write" or a text[] literal {read,write} -> bits; -1 for an unknown word. Empty is 0. */
int help_scopes_read(const char *s);
const char *help_scopes_literal(apr_pool_t *p, int scopes);

/* Equal in constant time; NULL never equals anything, not even NULL. */
int help_secret_equal(const char *a, const char *b);

/* 32 bytes of key from a secret file's text for one purpose (HKDF-SHA256, RFC 5869; info = purpose). */
int help_key_derive(unsigned char out[HELP_SECRET_BYTES], const char *secret, const char *purpose);
/* value "." base64url(HMAC-SHA256(key, value)), and back: NULL unless the signature is right. */
const char *help_sign(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *value);
const char *help_unsign(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *signed_value);
/* "v1." base64url(nonce | AES-256-GCM(plain; aad) | tag), and back. The aad names the place
 * ("tenant:7:email_settings.password") so that a value cannot be moved. NULL when it does not open. */
const char *help_seal(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *plain,
                      const char *aad);
const char *help_unseal(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *sealed,
                        const char *aad);
/* A secret given as "file:/path" (first line, no newline) or "env:NAME"; anything else is refused, so
 * that no secret stands in a configuration file. */
help_err *help_secret_read(const char **out, apr_pool_t *p, const char *source);
/* A random UUID, RFC 9562 version 4. */
void help_uuid_make(char out[37]);

/* bcrypt of a password (apr_bcrypt_encode), cost 4..31; 10 is about 50 ms. */
help_err *help_password_hash(const char **out, apr_pool_t *p, const char *password, int cost);

#endif
