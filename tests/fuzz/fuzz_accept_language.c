/* SPDX-License-Identifier: Apache-2.0 */
/* One header, read as Accept-Language, as Accept and as a list of entity tags. */
#include "fuzz.h"
#include "lib/query.h"

static int is_in(const char *s, const char *const *list)
{
    for (; *list; list++)
        if (*list == s) return 1;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = { "en", "de", "pt-br", "zh-hant-tw", NULL };
    static const char *const types[] = { "application/json", "text/html", "text/csv", NULL };
    static const char fallback[] = "fr";
    apr_pool_t *p = fuzz_pool();
    const char *header = fuzz_text(p, data, size);
    const char *language = help_accept_language(header, languages, fallback), *type = help_accept(header, types);

    MUST(language == fallback || is_in(language, languages));
    MUST(!type || is_in(type, types));
    /* What stands first with full weight is taken, unless something after it refuses it. */
    language = help_accept_language(apr_pstrcat(p, "de,", header, NULL), languages, fallback);
    MUST(strcmp(language, "de") == 0 || strcasestr(header, "de"));
    if (help_etag_in(header, "\"a\"", 0)) MUST(help_etag_in(header, "\"a\"", 1));
    if (help_etag_in(header, "\"a\"", 1)) MUST(strstr(header, "\"a\"") || strchr(header, '*'));
    return fuzz_done(p);
}
