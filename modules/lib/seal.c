/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and what they protect: signatures (HMAC-SHA256), sealed values (AES-256-GCM), secret files. */
#include "lib/token.h"

#include <apr_encode.h>
#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <string.h>

#define B64URL      (APR_ENCODE_BASE64URL | APR_ENCODE_NOPADDING)
#define NONCE_BYTES 12              /* what GCM takes as it is (NIST SP 800-38D section 8.2) */
#define TAG_BYTES   16
#define SEAL_PREFIX "v1."
#define SECRET_MAX  4096

int help_key_derive(unsigned char out[HELP_SECRET_BYTES], const char *secret, const char *purpose)
{
    EVP_PKEY_CTX *ctx;
    size_t n = HELP_SECRET_BYTES;
    int good;

    if (!secret || !*secret || strlen(secret) > SECRET_MAX || strlen(purpose) > SECRET_MAX) return 0;
    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    good = ctx && EVP_PKEY_derive_init(ctx) == 1 &&
           EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()) == 1 &&
           EVP_PKEY_CTX_set1_hkdf_key(ctx, (const unsigned char *)secret, (int)strlen(secret)) == 1 &&
           EVP_PKEY_CTX_add1_hkdf_info(ctx, (const unsigned char *)purpose, (int)strlen(purpose)) == 1 &&
           EVP_PKEY_derive(ctx, out, &n) == 1;
    EVP_PKEY_CTX_free(ctx);
    return good;
}

/* ------------------------------------------------------------------ signatures */

static const char *signature(apr_pool_t *p, const unsigned char *key, const char *value, apr_size_t len)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    if (!HMAC(EVP_sha256(), key, HELP_SECRET_BYTES, (const unsigned char *)value, len, mac, &n)) return NULL;
    return apr_pencode_base64_binary(p, mac, (apr_ssize_t)n, B64URL, NULL);
}

const char *help_sign(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *value)
{
    const char *mac = signature(p, key, value, strlen(value));

    return mac ? apr_pstrcat(p, value, ".", mac, NULL) : NULL;
}

const char *help_unsign(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *signed_value)
{
    const char *dot = signed_value ? strrchr(signed_value, '.') : NULL, *mac;

    if (!dot) return NULL;
    mac = signature(p, key, signed_value, (apr_size_t)(dot - signed_value));
    if (!help_secret_equal(mac, dot + 1)) return NULL;
    return apr_pstrmemdup(p, signed_value, (apr_size_t)(dot - signed_value));
}

/* ------------------------------------------------------------------ sealed values */

/* nonce | cipher text | tag into out, which has room for them; 0 on failure. */
static int encrypt(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *key, const char *plain,
                   int len, const char *aad)
{
    int n = 0, tail = 0;

    return RAND_bytes(out, NONCE_BYTES) == 1 &&
           EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, out) == 1 &&
           EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)aad, (int)strlen(aad)) == 1 &&
           EVP_EncryptUpdate(ctx, out + NONCE_BYTES, &n, (const unsigned char *)plain, len) == 1 &&
           EVP_EncryptFinal_ex(ctx, out + NONCE_BYTES + n, &tail) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, out + NONCE_BYTES + len) == 1;
}

const char *help_seal(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *plain, const char *aad)
{
    apr_size_t len = strlen(plain), all = NONCE_BYTES + len + TAG_BYTES;
    unsigned char *out;
    EVP_CIPHER_CTX *ctx;
    const char *text = NULL;

    if (len > APR_INT32_MAX / 2 || !(ctx = EVP_CIPHER_CTX_new())) return NULL;
    out = apr_palloc(p, all);
    if (encrypt(ctx, out, key, plain, (int)len, aad))
        text = apr_pencode_base64_binary(p, out, (apr_ssize_t)all, B64URL, NULL);
    EVP_CIPHER_CTX_free(ctx);
    return text ? apr_pstrcat(p, SEAL_PREFIX, text, NULL) : NULL;
}

/* The plain text of `in` (nonce | cipher text of len bytes | tag) into out; 0 unless the tag is right. */
static int decrypt(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *key, unsigned char *in,
                   int len, const char *aad)
{
    int n = 0, tail = 0;

    return EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, in) == 1 &&
           EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)aad, (int)strlen(aad)) == 1 &&
           EVP_DecryptUpdate(ctx, out, &n, in + NONCE_BYTES, len) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, in + NONCE_BYTES + len) == 1 &&
           EVP_DecryptFinal_ex(ctx, out + n, &tail) == 1;
}

static int base64url_only(const char *s)
{
    return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

const char *help_unseal(apr_pool_t *p, const unsigned char key[HELP_SECRET_BYTES], const char *sealed,
                        const char *aad)
{
    unsigned char *in, *out;
    apr_size_t all = 0;
    EVP_CIPHER_CTX *ctx;
    int good;

    if (!sealed || strncmp(sealed, SEAL_PREFIX, strlen(SEAL_PREFIX))) return NULL;
    sealed += strlen(SEAL_PREFIX);
    if (!base64url_only(sealed) || strlen(sealed) > APR_INT32_MAX / 2) return NULL;
    in = (unsigned char *)apr_pdecode_base64_binary(p, sealed, APR_ENCODE_STRING, APR_ENCODE_NONE, &all);
    if (!in || all < NONCE_BYTES + TAG_BYTES || !(ctx = EVP_CIPHER_CTX_new())) return NULL;
    all -= NONCE_BYTES + TAG_BYTES;
    out = apr_palloc(p, all + 1);
    good = decrypt(ctx, out, key, in, (int)all, aad);
    EVP_CIPHER_CTX_free(ctx);
    out[good ? all : 0] = '\0';
    return good ? (const char *)out : NULL;
}

/* ------------------------------------------------------------------ where secrets are kept */

static help_err *no_secret(apr_pool_t *p, const char *source, const char *why)
{
    return help_err_new(p, 500, "secret", NULL, "secret '%s': %s", source, why);
}

/* The first line of the file; status, not text, because the file's content must not come near a message. */
static apr_status_t first_line(const char **out, apr_pool_t *p, const char *path)
{
    char line[SECRET_MAX + 1];
    apr_size_t n = 0;
    apr_file_t *f;
    apr_status_t rv = apr_file_open(&f, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, p);

    if (rv) return rv;
    rv = apr_file_read_full(f, line, SECRET_MAX, &n);
    apr_file_close(f);
    if (rv && rv != APR_EOF) return rv;
    line[n] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    *out = apr_pstrdup(p, line);
    OPENSSL_cleanse(line, sizeof line);
    return APR_SUCCESS;
}

help_err *help_secret_read(const char **out, apr_pool_t *p, const char *source)
{
    char *env = NULL, why[120];
    const char *s = NULL;
    apr_status_t rv;

    if (strncmp(source, "file:/", 6) == 0) {
        if ((rv = first_line(&s, p, source + 5)))
            return no_secret(p, source, apr_strerror(rv, why, sizeof why));
    }
    else if (strncmp(source, "env:", 4) == 0 && source[4]) {
        if (!apr_env_get(&env, source + 4, p)) s = env;
    }
    /* The value is not repeated: it may be the secret itself, written where its place should be named. */
    else return no_secret(p, "...", "must be file:/path or env:NAME");
    if (!s || !*s) return no_secret(p, source, "is empty");
    *out = s;
    return NULL;
}
