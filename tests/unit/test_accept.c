/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/query.h"
#include "tap.h"

static void types(void)
{
    static const char *const offers[] = { "application/json", "text/html", "text/csv", NULL };
    static const struct { const char *header, *want, *sentence; } rows[] = {
        { NULL, "application/json", "a missing header takes our first" },
        { "", "application/json", "an empty header too" },
        { "text/html", "text/html", "the one named is taken" },
        { "TEXT/HTML", "text/html", "case does not matter" },
        { "*/*", "application/json", "any takes our first" },
        { "text/*", "text/html", "a range takes our first of it" },
        { "text/*;q=0.5, text/csv", "text/csv", "the exact one has its own weight" },
        { "text/html;q=0.3, application/json;q=0.2", "text/html", "the better weight wins" },
        { "text/html;q=0.3, */*;q=0.3", "application/json", "our order breaks a tie" },
        { "text/html, application/json", "application/json", "so it does without weights" },
        { "application/json;q=0, */*", "text/html", "weight 0 excludes" },
        { "application/json;charset=utf-8", "application/json", "other parameters are passed over" },
        { "text/html ; q=1.000 , application/json ; q=0.999", "text/html", "spaces and three decimals are read" },
        { "image/png", NULL, "what we do not have is not acceptable" },
        { "text/html;q=0", NULL, "what is excluded is not acceptable" },
        { "text/html;q=1.5", NULL, "a weight over 1 counts for nothing" },
        { "text/html;q=x", NULL, "a broken weight counts for nothing" },
        { "text/html;q=0.1234", NULL, "four decimals count for nothing" },
        { "text", NULL, "half a type fits nothing" },
        { ",,;;,", NULL, "signs alone fit nothing" },
        { "text/html;", "text/html", "an empty parameter does no harm" },
        { "text/htmlx, text/html;q=0.1", "text/html", "a longer type is another type" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_accept(rows[i].header, offers), rows[i].want, rows[i].sentence);
}

static void languages(void)
{
    static const char *const offers[] = { "en", "de", "pt-br", "zh-hant", NULL };
    static const struct { const char *header, *want, *sentence; } rows[] = {
        { NULL, "en", "a missing header takes the fallback" },
        { "de", "de", "the one named is taken" },
        { "de-AT", "de", "a region falls back to its language" },
        { "zh-Hant-x-CN-extra", "zh-hant", "a single letter goes with what follows it" },
        { "PT-BR", "pt-br", "case does not matter" },
        { "pt", "en", "a language is not a region of it (lookup, not filtering)" },
        { "fr, de;q=0.5", "de", "the next best is taken" },
        { "de;q=0.5, pt-BR;q=0.9", "pt-br", "weights order" },
        { "de;q=0.5, pt-BR;q=0.5", "de", "equal weights keep the header's order" },
        { "*", "en", "any takes the fallback" },
        { "*;q=0.1, de;q=0.05", "en", "any before another takes the fallback" },
        { "de;q=0, de-AT", "en", "weight 0 excludes" },
        { "fr-CA", "en", "what we do not have takes the fallback" },
        { "", "en", "an empty header takes the fallback" },
        { "-", "en", "a lone hyphen is nothing" },
        { "de;q=9", "en", "a broken weight counts for nothing" },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, de", "de",
          "an endless tag is passed over" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_accept_language(rows[i].header, offers, "en"), rows[i].want, rows[i].sentence);
}

int main(void)
{
    types();
    languages();
    return tap_done();
}
