/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

#include "lib/token.h"
#include "tap.h"

static unsigned char key[HELP_SECRET_BYTES], other[HELP_SECRET_BYTES];

static void keys(void)
{
    unsigned char again[HELP_SECRET_BYTES];

    ok(help_key_derive(key, "a secret", "cookie") && help_key_derive(other, "a secret", "seal"), "keys are derived");
    ok(memcmp(key, other, sizeof key) != 0, "each purpose has its own");
    help_key_derive(again, "a secret", "cookie");
    ok(memcmp(key, again, sizeof key) == 0, "the same one again");
    ok(!help_key_derive(again, "", "cookie"), "an empty secret makes no key");
    ok(!help_key_derive(again, NULL, "cookie"), "nor a missing one");
}

static void signing(apr_pool_t *p)
{
    const char *s = help_sign(p, key, "user.7"), *plain;
    char *bad;

    ok(!strncmp(s, "user.7.", 7) && strlen(s) == 7 + 43, "the signature stands behind the value");
    is(help_unsign(p, key, s), "user.7", "and comes off, dots in the value or not");
    ok(!help_unsign(p, other, s), "another key does not open it");
    bad = apr_pstrdup(p, s);
    bad[0] = 'U';
    ok(!help_unsign(p, key, bad), "a changed value does not pass");
    bad = apr_pstrdup(p, s);
    bad[strlen(bad) - 1] = bad[strlen(bad) - 1] == 'A' ? 'B' : 'A';
    ok(!help_unsign(p, key, bad), "nor a changed signature");
    ok(!help_unsign(p, key, "user.7"), "nor a missing one");
    ok(!help_unsign(p, key, "nodot") && !help_unsign(p, key, "") && !help_unsign(p, key, NULL), "nor nothing at all");
    plain = help_sign(p, key, "");
    is(help_unsign(p, key, plain), "", "an empty value can be signed");
}

static void sealing(apr_pool_t *p)
{
    const char *s = help_seal(p, key, "pa55", "tenant:7:x"), *long_text = apr_pstrcat(p, "x", s, s, s, NULL);
    char *bad;

    ok(!strncmp(s, "v1.", 3) && !strstr(s, "pa55"), "a sealed value shows nothing");
    is(help_unseal(p, key, s, "tenant:7:x"), "pa55", "and opens");
    ok(strcmp(s, help_seal(p, key, "pa55", "tenant:7:x")) != 0, "twice the same is not the same");
    ok(!help_unseal(p, key, s, "tenant:8:x"), "not for another place");
    ok(!help_unseal(p, other, s, "tenant:7:x"), "not with another key");
    bad = apr_pstrdup(p, s);
    bad[10] = bad[10] == 'A' ? 'B' : 'A';
    ok(!help_unseal(p, key, bad, "tenant:7:x"), "not changed");
    ok(!help_unseal(p, key, apr_pstrmemdup(p, s, strlen(s) - 4), "tenant:7:x"), "not cut");
    ok(!help_unseal(p, key, apr_pstrcat(p, s, "AAAA", NULL), "tenant:7:x"), "not longer");
    ok(!help_unseal(p, key, "v2.AAAA", "x") && !help_unseal(p, key, "v1.", "x") && !help_unseal(p, key, "", "x") &&
       !help_unseal(p, key, NULL, "x") && !help_unseal(p, key, "v1.!!!!", "x"), "and nothing that is no seal");
    is(help_unseal(p, key, help_seal(p, key, "", ""), ""), "", "an empty value can be sealed");
    is(help_unseal(p, key, help_seal(p, key, long_text, "a"), "a"), long_text, "a long one too");
}

static void write_file(apr_pool_t *p, const char *path, const char *text)
{
    apr_file_t *f;
    apr_size_t n = strlen(text);

    apr_file_open(&f, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE, APR_FPROT_UREAD, p);
    apr_file_write_full(f, text, n, NULL);
    apr_file_close(f);
}

static void sources(apr_pool_t *p)
{
    const char *dir, *path, *s = NULL;
    help_err *e;

    apr_temp_dir_get(&dir, p);
    path = apr_psprintf(p, "%s/help-secret-%d", dir, (int)getpid());
    write_file(p, path, "first line\r\nsecond\n");
    ok(!help_secret_read(&s, p, apr_pstrcat(p, "file:", path, NULL)), "a file is read");
    is(s, "first line", "its first line, without the line's end");
    apr_file_remove(path, p);
    write_file(p, path, "\nsecond\n");
    ok(help_secret_read(&s, p, apr_pstrcat(p, "file:", path, NULL)) != NULL, "an empty first line is refused");
    apr_file_remove(path, p);
    e = help_secret_read(&s, p, apr_pstrcat(p, "file:", path, NULL));
    ok(e && !e->detail && strstr(e->log, path), "a missing file is told to the operator only");
    apr_env_set("HELP_TEST_SECRET", "from outside", p);
    ok(!help_secret_read(&s, p, "env:HELP_TEST_SECRET"), "the environment is read");
    is(s, "from outside", "with its value");
    ok(help_secret_read(&s, p, "env:HELP_TEST_NO_SECRET") != NULL, "a missing variable is refused");
    e = help_secret_read(&s, p, "hunter2");
    ok(e && !strstr(e->log, "hunter2"), "a secret written down is refused and not repeated");
    ok(help_secret_read(&s, p, "file:relative") != NULL, "so is a relative path");
    ok(help_secret_read(&s, p, "env:") != NULL, "and a variable without a name");
    ok(help_secret_read(&s, p, "") != NULL, "and nothing");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    keys();
    signing(p);
    sealing(p);
    sources(p);
    apr_terminate();
    return tap_done();
}
