/* SPDX-License-Identifier: Apache-2.0 */
/* Slugs: what an article's address is made of. ICU turns any script into ASCII letters. */
#include "lib/text.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "lib/limits.h"

/* A Han character becomes up to six letters ("zhuang") and a space. */
#define TRANSLIT_GROWTH 8
/* One slug's worth of title and then some: what follows could not be kept. */
#define TITLE_UNITS     (2 * HELP_SLUG_MAX_CHARS)

/* At most TITLE_UNITS UTF-16 units of s; malformed bytes become U+FFFD. */
static int32_t utf16(UChar *out, int32_t size, const char *s)
{
    int32_t n = 0;
    UErrorCode status = U_ZERO_ERROR;

    u_strFromUTF8WithSub(out, size, &n, s, (int32_t)strnlen(s, TITLE_UNITS), 0xFFFD, NULL, &status);
    return U_SUCCESS(status) ? n : 0;
}

/* ASCII letters for any script, or s itself when ICU fails: its ASCII letters then still make a slug. */
static const char *latin(apr_pool_t *p, const char *s)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TITLE_UNITS * TRANSLIT_GROWTH];
    int32_t capacity = TITLE_UNITS * TRANSLIT_GROWTH;
    int32_t n = utf16(text, capacity, s), limit = n, bytes = 0;
    char *out = apr_palloc(p, (apr_size_t)capacity * 3 + 1);
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

    if (t) {
        utrans_transUChars(t, text, &n, capacity, 0, &limit, &status);
        utrans_close(t);
    }
    if (U_SUCCESS(status)) u_strToUTF8(out, capacity * 3 + 1, &bytes, text, n, &status);
    return U_SUCCESS(status) ? out : s;
}

/* Letters and digits stay, an apostrophe goes ("don't" is "dont"), all else is one hyphen. */
static apr_size_t slug_chars(char *out, const char *s)
{
    apr_size_t n = 0;

    for (; *s && n < HELP_SLUG_MAX_CHARS; s++) {
        if (*s == '\'') continue;
        if (apr_isascii(*s) && apr_isalnum(*s)) out[n++] = (char)apr_tolower(*s);
        else if (n && out[n - 1] != '-') out[n++] = '-';
    }
    while (n && out[n - 1] == '-') n--;
    out[n] = '\0';
    return n;
}

const char *help_slug(apr_pool_t *p, const char *title)
{
    char slug[HELP_SLUG_MAX_CHARS + 1];

    if (!slug_chars(slug, latin(p, title))) return "article";
    if (!help_slug_problem(slug)) return apr_pstrdup(p, slug);
    /* Digits only or reserved: the suffix cures both, and makes room for itself. */
    slug[HELP_SLUG_MAX_CHARS - 2] = '\0';
    return apr_pstrcat(p, slug, "-1", NULL);
}

static int all_digits(const char *s)
{
    return s[strspn(s, "0123456789")] == '\0';
}

/* These stand at the place of a slug in the API's paths. */
static int reserved(const char *s)
{
    static const char *const words[] = { "search", "suggestions", "import", "export", NULL };
    const char *const *w;

    for (w = words; *w; w++)
        if (strcmp(s, *w) == 0) return 1;
    return 0;
}

const char *help_slug_problem(const char *s)
{
    apr_size_t n = strlen(s);

    if (!n || s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] || s[0] == '-' || s[n - 1] == '-' ||
        strstr(s, "--"))
        return "must be lower-case letters, digits and single hyphens";
    if (n > HELP_SLUG_MAX_CHARS) return "must have 1 to 200 characters";
    if (all_digits(s)) return "must not be all digits";
    return reserved(s) ? "is reserved" : NULL;
}
