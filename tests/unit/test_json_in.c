/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "lib/json.h"
#include "tap.h"

static apr_pool_t *p;

static help_json_in in_of(const char *text)
{
    help_json_in in;
    json_t *j = NULL;

    help_json_parse(&j, p, text, strlen(text));
    help_json_open(&in, p, j);
    return in;
}

/* "field: text" of the first complaint, or NULL. */
static const char *complaint(const help_json_in *in)
{
    help_err *e = help_json_done(in);
    help_field_err *f;

    if (!e || !e->fields) return NULL;
    f = &APR_ARRAY_IDX(e->fields, 0, help_field_err);
    return apr_pstrcat(p, f->field, ": ", f->text, NULL);
}

static void texts(void)
{
    static const struct { const char *json; int required; const char *value, *complaint, *sentence; } rows[] = {
        { "{\"t\":\"abc\"}", 1, "abc", NULL, "a text is read" },
        { "{\"t\":\"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"}", 1, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", NULL, "characters count, not bytes" },
        { "{\"t\":\"a\\nb\"}", 1, "a\nb", NULL, "a newline is let through" },
        { "{}", 0, NULL, NULL, "an optional text may be absent" },
        { "{\"t\":null}", 0, NULL, NULL, "null is absent" },
        { "{}", 1, NULL, "t: is required", "a required text may not be absent" },
        { "{\"t\":null}", 1, NULL, "t: is required", "nor null" },
        { "{\"t\":5}", 0, NULL, "t: must be text", "a number is no text" },
        { "{\"t\":\"a\"}", 0, NULL, "t: must have 2 to 4 characters", "too short is told with the bounds" },
        { "{\"t\":\"abcde\"}", 0, NULL, "t: must have 2 to 4 characters", "too long too" },
        { "{\"t\":\"a\\u001bb\"}", 0, NULL, "t: must not hold control characters", "an escape character is refused" },
        { "{\"t\":\"a\\u007fb\"}", 0, NULL, "t: must not hold control characters", "DEL is refused" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_json_in in = in_of(rows[i].json);
        const char *s = NULL;
        int r = help_json_str(&in, "t", rows[i].required, 2, 4, &s);

        ok(r == (rows[i].value != NULL), "%s", rows[i].sentence);
        is(s, rows[i].value, "... with its value");
        is(complaint(&in), rows[i].complaint, "... and its complaint");
    }
}

static void numbers(void)
{
    help_json_in in = in_of("{\"i\":5,\"f\":2.5,\"s\":\"5\",\"big\":101,\"b\":true}");
    apr_int64_t i = 0;
    double d = 0;
    int b = 0;

    ok(help_json_int(&in, "i", 1, 0, 100, &i) && i == 5, "a whole number is read");
    ok(help_json_num(&in, "f", 1, 0, 100, &d) && d > 2.4 && d < 2.6, "a number is read");
    ok(help_json_num(&in, "i", 1, 0, 100, &d) && d > 4.9 && d < 5.1, "a whole number is a number");
    ok(help_json_bool(&in, "b", 1, &b) && b, "true is read");
    ok(!help_json_done(&in), "nothing was wrong so far");
    ok(!help_json_int(&in, "f", 1, 0, 100, &i) && !help_json_int(&in, "s", 1, 0, 100, &i) &&
       !help_json_int(&in, "big", 1, 0, 100, &i) && i == 5, "a fraction, a text and too much are no such number");
    ok(!help_json_num(&in, "s", 1, 0, 100, &d) && !help_json_num(&in, "big", 1, 0, 100, &d), "nor such a real");
    ok(!help_json_bool(&in, "i", 1, &b), "a number is no boolean");
    ok(help_json_done(&in)->fields->nelts == 6, "all complaints gather");
    is(complaint(&in), "f: must be a whole number from 0 to 100", "the bounds are told");
}

static void words(void)
{
    static const char *const levels[] = { "BEGINNER", "ADVANCED", NULL };
    help_json_in in = in_of("{\"e\":\"ADVANCED\",\"u\":\"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\","
                            "\"t\":\"2026-11-20T21:07:02Z\",\"x\":\"advanced\",\"n\":1}");
    char u[37];
    apr_time_t t = 0;
    const char *e = NULL;

    ok(help_json_enum(&in, "e", 1, levels, &e) && e == levels[1], "the list's own pointer is given");
    ok(help_json_uuid(&in, "u", 1, u), "a UUID is read");
    is(u, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "in lower case");
    ok(help_json_time(&in, "t", 1, &t) && t == APR_TIME_C(1795208822000000), "a time is read");
    ok(!help_json_done(&in), "nothing was wrong so far");
    ok(!help_json_enum(&in, "x", 1, levels, &e), "another case is another word");
    is(complaint(&in), "x: must be one of BEGINNER, ADVANCED", "the words are told");
    ok(!help_json_enum(&in, "n", 1, levels, &e) && !help_json_uuid(&in, "n", 1, u) &&
       !help_json_time(&in, "n", 1, &t), "a number is none of them");
    ok(!help_json_enum(&in, "gone", 0, levels, &e) && help_json_done(&in)->fields->nelts == 4,
       "an optional one may be absent");
}

static void lists(void)
{
    help_json_in in = in_of("{\"l\":[\"a\",\"b\"],\"e\":[],\"m\":[\"a\",5,\"\"],\"o\":{\"k\":\"v\"},\"s\":\"x\"}");
    apr_array_header_t *l = NULL;
    json_t *o = NULL;

    ok(help_json_strs(&in, "l", 1, 2, 5, &l) && l->nelts == 2, "a list is read");
    is(APR_ARRAY_IDX(l, 1, const char *), "b", "in its order");
    ok(help_json_strs(&in, "e", 1, 2, 5, &l) && l->nelts == 0, "an empty list is a list");
    ok(help_json_obj(&in, "o", 1, 9, &o) && json_is_object(o), "an object within its bytes is given");
    ok(!help_json_done(&in), "nothing was wrong so far");
    ok(!help_json_strs(&in, "m", 1, 3, 5, &l) && help_json_done(&in)->fields->nelts == 2, "each bad item is told");
    is(complaint(&in), "m.1: must be text", "with its place");
    ok(!help_json_strs(&in, "l", 1, 1, 5, &l), "too many items are refused");
    ok(!help_json_strs(&in, "o", 1, 1, 5, &l), "an object is no list");
    ok(!help_json_obj(&in, "o", 1, 8, &o), "an object over its bytes is refused");
    ok(!help_json_obj(&in, "s", 1, 8, &o), "a text is no object");
}

static void shape(void)
{
    help_json_in in = in_of("{\"a\":null}");
    const char *s;

    ok(help_json_has(&in, "a") && !help_json_has(&in, "b"), "a null is there, an absent key is not");
    in.prefix = "steps.0.";
    help_json_str(&in, "b", 1, 1, 2, &s);
    is(complaint(&in), "steps.0.b: is required", "the prefix stands before the field");
    in = in_of("[1]");
    ok(help_json_done(&in) != NULL, "an array is no object");
    ok(!help_json_has(&in, "a"), "and has no fields");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&p, NULL);
    texts();
    numbers();
    words();
    lists();
    shape();
    apr_terminate();
    return tap_done();
}
