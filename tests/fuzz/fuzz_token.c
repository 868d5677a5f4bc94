/* SPDX-License-Identifier: Apache-2.0 */
/* One text as an Authorization header, a list of scopes, a signed and a sealed value. */
#include "fuzz.h"
#include "lib/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char key[HELP_SECRET_BYTES] = "the key of the corpus";
    apr_pool_t *p = fuzz_pool();
    const char *s = fuzz_text(p, data, size), *token, *value;
    int malformed = 9, scopes = help_scopes_read(s);

    token = help_bearer(p, s, &malformed);
    MUST(malformed == 0 || malformed == 1);
    MUST(!token || (help_token_form_ok(token) && !malformed));

    MUST(scopes >= -1 && scopes <= 7);
    if (scopes >= 0) MUST(help_scopes_read(help_scopes_literal(p, scopes)) == scopes);

    value = help_unsign(p, key, s);
    if (value) MUST(strcmp(help_sign(p, key, value), s) == 0);
    MUST(strcmp(help_unsign(p, key, help_sign(p, key, s)), s) == 0);

    help_unseal(p, key, s, "fuzz");
    value = help_unseal(p, key, help_seal(p, key, s, "fuzz"), "fuzz");
    MUST(value && strcmp(value, s) == 0);
    MUST(!help_unseal(p, key, help_seal(p, key, s, "fuzz"), "else"));
    return fuzz_done(p);
}
