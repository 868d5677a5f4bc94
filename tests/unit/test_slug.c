/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/limits.h"
#include "lib/text.h"
#include "tap.h"

static void slugs(apr_pool_t *p)
{
    static const struct { const char *title, *want, *sentence; } rows[] = {
        { "How to Reset Your Password", "how-to-reset-your-password", "words are joined by hyphens" },
        { "  --  Hello,   World!  ", "hello-world", "signs and spaces at the ends go" },
        { "Don't panic", "dont-panic", "an apostrophe is no hyphen" },
        { "\xC3\x9C" "ber Stra\xC3\x9F" "en", "uber-strassen", "German loses its dots" },
        { "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", "privet", "Cyrillic becomes Latin" },
        { "\xE4\xB8\xAD\xE6\x96\x87", "zhong-wen", "Chinese becomes Latin" },
        { "caf\xC3\xA9 \xE2\x80\x94 menu", "cafe-menu", "a dash is a hyphen" },
        { "", "article", "nothing is an article" },
        { "!!!", "article", "signs alone are an article" },
        { "2024", "2024-1", "digits alone get a suffix" },
        { "Search", "search-1", "a reserved word gets a suffix" },
        { "Import", "import-1", "another one too" },
        { "\xF0\x9F\x98\x80", "article", "a smile is an article" },
        { "a\xFF" "b", "a-b", "malformed bytes do no harm" },
        { "C++ & C#", "c-c", "signs between are one hyphen" },
    };
    char title[3000];
    const char *s;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) is(help_slug(p, rows[i].title), rows[i].want, rows[i].sentence);
    memset(title, '7', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    s = help_slug(p, title);
    ok(strlen(s) == HELP_SLUG_MAX_CHARS && !help_slug_problem(s), "a long run of digits still makes a slug that fits");
    for (i = 0; i + 3 < sizeof title; i += 3) memcpy(title + i, "\xE4\xB8\xAD", 3);
    s = help_slug(p, title);
    ok(strlen(s) <= HELP_SLUG_MAX_CHARS && !help_slug_problem(s), "so does a long title in Chinese");
}

static void problems(void)
{
    static const struct { const char *s; int fine; const char *sentence; } rows[] = {
        { "reset-password-2", 1, "letters, digits and hyphens are fine" },
        { "2fa", 1, "a digit in front is fine" },
        { "", 0, "nothing is no slug" },
        { "-a", 0, "a hyphen in front is refused" },
        { "a-", 0, "a hyphen at the end is refused" },
        { "a--b", 0, "two hyphens are refused" },
        { "Abc", 0, "capitals are refused" },
        { "a_b", 0, "an underscore is refused" },
        { "caf\xC3\xA9", 0, "other letters are refused" },
        { "123", 0, "digits alone are refused" },
        { "search", 0, "search is reserved" },
        { "suggestions", 0, "suggestions is reserved" },
        { "import", 0, "import is reserved" },
        { "export", 0, "export is reserved" },
        { "exports", 1, "exports is not" },
    };
    char s[HELP_SLUG_MAX_CHARS + 2];
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        ok((help_slug_problem(rows[i].s) == NULL) == rows[i].fine, "%s", rows[i].sentence);
    memset(s, 'a', sizeof s - 1);
    s[sizeof s - 1] = '\0';
    ok(help_slug_problem(s) != NULL, "one character too many is refused");
    ok(help_slug_problem(s + 1) == NULL, "the longest slug is fine");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    slugs(p);
    problems();
    apr_terminate();
    return tap_done();
}
