/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_md5.h>
#include <apr_strings.h>

#include "lib/num.h"
#include "lib/token.h"
#include "tap.h"

#define GOOD "hct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-_"

static void tokens(apr_pool_t *p)
{
    const char *a = help_token_make(p), *b = help_token_make(p);

    ok(help_token_form_ok(a) && help_token_form_ok(b), "what is made has the form");
    ok(strcmp(a, b) != 0, "two are not the same");
    ok(help_token_form_ok(GOOD), "base64url is the form");
    ok(!help_token_form_ok("hct_AAAA"), "too short is not");
    ok(!help_token_form_ok(GOOD "A"), "too long is not");
    ok(!help_token_form_ok("hcx_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "another prefix is not");
    ok(!help_token_form_ok("hct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/"), "plain base64 is not");
    ok(!help_token_form_ok(NULL), "nothing is not");
    is(help_digest_literal(p, "abc"), "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
       "the digest is that of FIPS 180-2");
}

static void bearers(apr_pool_t *p)
{
    static const struct { const char *header, *want; int malformed; const char *sentence; } rows[] = {
        { "Bearer " GOOD, GOOD, 0, "a bearer of ours is read" },
        { "bEARER   " GOOD "  ", GOOD, 0, "in any case, with any spaces" },
        { "Bearer hct_short", NULL, 1, "one of ours that is too short is malformed" },
        { "Bearer " GOOD " x", NULL, 1, "one with something behind it too" },
        { "Bearer eyJhbGciOi.x.y", NULL, 0, "another's bearer is none of ours" },
        { "Basic aGN0Xw==", NULL, 0, "another scheme is none of ours" },
        { "Bearer", NULL, 0, "the scheme alone is none of ours" },
        { "Bearerhct_x", NULL, 0, "without a space it is another scheme" },
        { "", NULL, 0, "nothing is none of ours" },
        { NULL, NULL, 0, "a missing header is none of ours" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        int malformed = 9;

        is(help_bearer(p, rows[i].header, &malformed), rows[i].want, rows[i].sentence);
        ok(malformed == rows[i].malformed, "... and said so");
    }
}

static void scopes(apr_pool_t *p)
{
    static const struct { const char *s; int want; const char *sentence; } rows[] = {
        { "read", 1, "read is 1" }, { "write,read", 3, "the order does not matter" },
        { "{read,write,admin}", 7, "a literal is read" }, { "read,read", 1, "twice is once" },
        { "", 0, "nothing is 0" }, { "{}", 0, "an empty literal is 0" }, { NULL, 0, "NULL is 0" },
        { "root", -1, "an unknown word is refused" }, { "read,", -1, "an empty last word is refused" },
        { ",read", -1, "an empty first word is refused" }, { "read,,write", -1, "an empty word between is refused" },
        { "READ", -1, "capitals are refused" }, { "read, write", -1, "a space is refused" },
        { "{read", -1, "half a literal is refused" }, { "{", -1, "a brace alone is refused" },
    };
    int i;

    for (i = 0; i < (int)(sizeof rows / sizeof *rows); i++)
        ok(help_scopes_read(rows[i].s) == rows[i].want, "%s", rows[i].sentence);
    for (i = 0; i < 8; i++)
        ok(help_scopes_read(help_scopes_literal(p, i)) == i, "scopes %d are written and read back", i);
}

static void equality(void)
{
    ok(help_secret_equal("abc", "abc"), "equal secrets are equal");
    ok(!help_secret_equal("abc", "abd"), "others are not");
    ok(!help_secret_equal("abc", "abcd"), "a beginning is not the whole");
    ok(!help_secret_equal(NULL, "abc") && !help_secret_equal("abc", NULL), "nothing equals no secret");
    ok(!help_secret_equal(NULL, NULL), "not even nothing");
}

static void passwords(apr_pool_t *p)
{
    const char *hash = "";
    char long_one[74];

    ok(!help_password_hash(&hash, p, "s3cret", 4), "a password is hashed");
    ok(!strncmp(hash, "$2y$04$", 7), "by bcrypt with its cost");
    ok(!apr_password_validate("s3cret", hash), "and httpd's own check takes it");
    ok(apr_password_validate("S3cret", hash) != 0, "but not another");
    memset(long_one, 'x', 73);
    long_one[73] = '\0';
    ok(help_password_hash(&hash, p, long_one, 4)->status == 400, "what bcrypt would cut is refused");
    ok(!help_password_hash(&hash, p, long_one + 1, 4), "72 bytes are not");
    ok(help_password_hash(&hash, p, "", 4)->status == 400, "an empty password is refused");
    ok(help_password_hash(&hash, p, "x", 3)->status == 500, "a cost under 4 is our mistake");
}

int main(void)
{
    apr_pool_t *p;
    char a[37], b[37], c[37];

    apr_initialize();
    apr_pool_create(&p, NULL);
    tokens(p);
    bearers(p);
    scopes(p);
    equality();
    passwords(p);
    help_uuid_make(a);
    help_uuid_make(b);
    ok(help_uuid(c, a) && !strcmp(a, c), "a UUID has its form");
    ok(a[14] == '4' && strchr("89ab", a[19]), "with version 4 and its variant");
    ok(strcmp(a, b) != 0, "two are not the same");
    apr_terminate();
    return tap_done();
}
