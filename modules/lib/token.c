/* SPDX-License-Identifier: Apache-2.0 */
/* API tokens, their scopes, random ids and password hashes. Sealing and signing stand in seal.c. */
#include "lib/token.h"

#include <apr_encode.h>
#include <apr_md5.h>
#include <apr_strings.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/limits.h"
#include "lib/text.h"

#define TOKEN_RANDOM 32
#define TOKEN_CHARS  43             /* ceil(32 * 4 / 3) */
#define B64URL       (APR_ENCODE_BASE64URL | APR_ENCODE_NOPADDING)

const char *help_token_make(apr_pool_t *p)
{
    unsigned char random[TOKEN_RANDOM];
    const char *s;

    if (RAND_bytes(random, sizeof random) != 1) return NULL;
    s = apr_pencode_base64_binary(p, random, sizeof random, B64URL, NULL);
    OPENSSL_cleanse(random, sizeof random);
    return s ? apr_pstrcat(p, HELP_TOKEN_PREFIX, s, NULL) : NULL;
}

static int has_prefix(const char *s)
{
    return strncmp(s, HELP_TOKEN_PREFIX, strlen(HELP_TOKEN_PREFIX)) == 0;
}

int help_token_form_ok(const char *s)
{
    if (!s || !has_prefix(s)) return 0;
    s += strlen(HELP_TOKEN_PREFIX);
    return strlen(s) == TOKEN_CHARS &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == TOKEN_CHARS;
}

const char *help_bearer(apr_pool_t *p, const char *authorization, int *malformed)
{
    const char *s = authorization;
    apr_size_t n;

    *malformed = 0;
    if (!s || strncasecmp(s, "Bearer ", 7)) return NULL;
    s += 7;
    s += strspn(s, " ");
    if (!has_prefix(s)) return NULL;
    n = strlen(s);
    while (n && s[n - 1] == ' ') n--;
    s = apr_pstrmemdup(p, s, n);
    *malformed = !help_token_form_ok(s);
    return *malformed ? NULL : s;
}

void help_sha256(unsigned char out[32], const void *bytes, apr_size_t n)
{
    /* Without a hash every token would have the same digest: better no process than that one. */
    if (EVP_Digest(bytes, n, out, NULL, EVP_sha256(), NULL) != 1) abort();
}

const char *help_digest_literal(apr_pool_t *p, const char *s)
{
    unsigned char digest[32];

    help_sha256(digest, s, strlen(s));
    return apr_pstrcat(p, "\\x", help_hex(p, digest, sizeof digest), NULL);
}

/* ------------------------------------------------------------------ scopes */

static int scope_bit(const char *s, apr_size_t n)
{
    static const char *const names[] = { "read", "write", "admin" };
    int i;

    for (i = 0; i < 3; i++)
        if (strlen(names[i]) == n && memcmp(names[i], s, n) == 0) return 1 << i;
    return -1;
}

int help_scopes_read(const char *s)
{
    apr_size_t n = s ? strlen(s) : 0, word;
    int bits = 0, bit;

    if (n >= 2 && s[0] == '{' && s[n - 1] == '}') { s++; n -= 2; }
    while (n) {
        const char *comma = memchr(s, ',', n);

        word = comma ? (apr_size_t)(comma - s) : n;
        if ((bit = scope_bit(s, word)) < 0) return -1;
        bits |= bit;
        s += word;
        n -= word;
        if (!comma) break;
        if (n == 1) return -1;      /* "read," has an empty last word */
        s++;
        n--;
    }
    return bits;
}

const char *help_scopes_literal(apr_pool_t *p, int scopes)
{
    const char *r = scopes & HELP_SCOPE_READ ? "read" : "";
    const char *w = scopes & HELP_SCOPE_WRITE ? "write" : "";
    const char *a = scopes & HELP_SCOPE_ADMIN ? "admin" : "";

    return apr_pstrcat(p, "{", r, *r && *w ? "," : "", w, (*r || *w) && *a ? "," : "", a, "}", NULL);
}

/* ------------------------------------------------------------------ other secrets */

int help_secret_equal(const char *a, const char *b)
{
    unsigned char da[32], db[32];

    if (!a || !b) return 0;
    /* Digests have one length, so that not even the secret's length shows in the time. */
    help_sha256(da, a, strlen(a));
    help_sha256(db, b, strlen(b));
    return CRYPTO_memcmp(da, db, sizeof da) == 0;
}

void help_uuid_make(char out[37])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char b[16];
    int i;

    /* Two requests with one id would share a chat or a cookie: no randomness, no process. */
    if (RAND_bytes(b, sizeof b) != 1) abort();
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    for (i = 0; i < 16; i++) {
        *out++ = hex[b[i] >> 4];
        *out++ = hex[b[i] & 15];
        if (i == 3 || i == 5 || i == 7 || i == 9) *out++ = '-';
    }
    *out = '\0';
}

help_err *help_password_hash(const char **out, apr_pool_t *p, const char *password, int cost)
{
    unsigned char salt[16];
    char hash[128];
    apr_status_t rv;

    if (!*password || strlen(password) > HELP_PASSWORD_MAX_BYTES)
        return help_err_field(p, "password", "must have 1 to %d bytes", HELP_PASSWORD_MAX_BYTES);
    if (cost < 4 || cost > 31) return help_err_new(p, 500, "password", NULL, "bcrypt cost %d is not 4 to 31", cost);
    if (RAND_bytes(salt, sizeof salt) != 1) return help_err_new(p, 500, "password", NULL, "no random bytes");
    rv = apr_bcrypt_encode(password, (unsigned)cost, salt, sizeof salt, hash, sizeof hash);
    if (rv) return help_err_new(p, 500, "password", NULL, "bcrypt failed with status %d", rv);
    *out = apr_pstrdup(p, hash);
    return NULL;
}
