/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/text.h"
#include "tap.h"

static void utf8(void)
{
    static const struct { const char *s; size_t len; int good; const char *sentence; } rows[] = {
        { "", 0, 1, "nothing is well-formed" },
        { "abc", 3, 1, "ASCII is well-formed" },
        { "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9, 1, "two, three and four bytes are well-formed" },
        { "a\0b", 3, 0, "a NUL is refused" },
        { "\xC0\x80", 2, 0, "an overlong NUL is refused" },
        { "\xC1\xBF", 2, 0, "overlong ASCII is refused" },
        { "\xE0\x80\xAF", 3, 0, "an overlong three-byte form is refused" },
        { "\xF0\x80\x80\xAF", 4, 0, "an overlong four-byte form is refused" },
        { "\xED\xA0\x80", 3, 0, "a surrogate is refused" },
        { "\xF4\x90\x80\x80", 4, 0, "beyond U+10FFFF is refused" },
        { "\xF4\x8F\xBF\xBF", 4, 1, "U+10FFFF is well-formed" },
        { "\xE2\x82", 2, 0, "a cut sequence is refused" },
        { "\x80", 1, 0, "a lone continuation is refused" },
        { "\xFF", 1, 0, "0xFF is refused" },
        { "a\xC3", 2, 0, "a cut sequence at the end is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        ok(help_utf8_ok(rows[i].s, rows[i].len) == rows[i].good, "%s", rows[i].sentence);
    ok(help_utf8_chars("a\xC3\xA9\xF0\x9F\x98\x80") == 3, "characters are code points");
}

static void cutting(apr_pool_t *p)
{
    static const struct { const char *s; size_t n; const char *want, *sentence; } rows[] = {
        { "short", 10, "short", "what fits stays" },
        { "exactly ten", 11, "exactly ten", "what just fits stays" },
        { "one two three four five", 20, "one two three four\xE2\x80\xA6", "a word's end in the last fifth is taken" },
        { "abcdefghijklmnopqrstuvwxyz", 10, "abcdefghi\xE2\x80\xA6", "a long word is cut in itself" },
        { "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 3, "\xC3\xA9\xC3\xA9\xE2\x80\xA6", "characters are not cut in themselves" },
        { "abc", 1, "\xE2\x80\xA6", "one character leaves the ellipsis" },
        { "abc", 0, "", "none leaves nothing" },
        { "", 5, "", "nothing stays nothing" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_utf8_cut(p, rows[i].s, rows[i].n), rows[i].want, rows[i].sentence);
    ok(help_utf8_chars(help_utf8_cut(p, "one two three four five", 12)) <= 12, "the cut text has no more than asked");
}

static void escaping(apr_pool_t *p)
{
    help_buf b;

    is(help_html_escape(p, "<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;",
       "all five characters are escaped");
    is(help_html_escape(p, ""), "", "nothing escapes to nothing");
    help_buf_init(&b, p, 100);
    help_buf_html(&b, "a<b>\"c\"'&");
    is(b.s, "a&lt;b&gt;&quot;c&quot;&#39;&amp;", "the buffer escapes alike");
    is(help_url_escape(p, "a b/\xC3\xA9~", 1), "a%20b/%C3%A9~", "a path keeps its slashes");
    is(help_url_escape(p, "a/b", 0), "a%2Fb", "a segment does not");
    is(help_hex(p, "\x01\xFF", 2), "01ff", "hex is lower case");
}

static void unescaping(apr_pool_t *p)
{
    static const struct { const char *s; int plus; const char *want, *sentence; } rows[] = {
        { "a%20b", 0, "a b", "an escape is undone" },
        { "a+b", 1, "a b", "plus is a space in a query" },
        { "a+b", 0, "a+b", "plus is a plus in a path" },
        { "%C3%a9", 0, "\xC3\xA9", "both cases of hex are read" },
        { "%", 0, NULL, "a lone percent is refused" },
        { "%4", 0, NULL, "half an escape is refused" },
        { "%zz", 0, NULL, "no hex is refused" },
        { "a%00b", 0, NULL, "a NUL is refused" },
        { "%C3", 0, NULL, "half a character is refused" },
        { "%ED%A0%80", 0, NULL, "a surrogate is refused" },
        { "%2541", 0, "%41", "it is undone once only" },
        { "%41", 0, "A", "an escape at the very end is undone" },
        { "", 0, "", "nothing is nothing" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_url_unescape(p, rows[i].s, strlen(rows[i].s), rows[i].plus), rows[i].want, rows[i].sentence);
}

static void arrays(apr_pool_t *p)
{
    static const char *const words[] = { "a", "", "b\"c", "d\\e", "f,g}", "NULL", "\xC3\xA9 x" };
    apr_array_header_t *in = apr_array_make(p, 8, sizeof(const char *)), *out;
    const char *literal;
    int i, same;

    is(help_pg_text_array(p, in), "{}", "no strings are an empty array");
    for (i = 0; i < 7; i++) APR_ARRAY_PUSH(in, const char *) = words[i];
    literal = help_pg_text_array(p, in);
    is(literal, "{\"a\",\"\",\"b\\\"c\",\"d\\\\e\",\"f,g}\",\"NULL\",\"\xC3\xA9 x\"}", "strings are quoted and escaped");
    out = help_pg_text_array_read(p, literal);
    same = out->nelts == 7;
    for (i = 0; same && i < 7; i++) same = strcmp(APR_ARRAY_IDX(out, i, const char *), words[i]) == 0;
    ok(same, "what was written is read back");
    out = help_pg_text_array_read(p, "{plain,NULL,\"two words\"}");
    ok(out->nelts == 2 && strcmp(APR_ARRAY_IDX(out, 1, const char *), "two words") == 0,
       "bare words are read and a NULL is passed over");
    ok(help_pg_text_array_read(p, "{}")->nelts == 0, "an empty array has no strings");
    ok(help_pg_text_array_read(p, NULL)->nelts == 0, "NULL has no strings");
    ok(help_pg_text_array_read(p, "junk")->nelts == 0, "what is no array has no strings");
    ok(help_pg_text_array_read(p, "{\"open")->nelts == 1, "a cut literal ends where it ends");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    utf8();
    cutting(p);
    escaping(p);
    unescaping(p);
    arrays(p);
    apr_terminate();
    return tap_done();
}
