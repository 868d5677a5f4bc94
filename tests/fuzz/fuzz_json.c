/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "lib/json.h"
#include "lib/limits.h"
#include "lib/text.h"

static int deeper(int deepest, json_t *v);

static int depth(json_t *j)
{
    const char *key;
    json_t *v;
    size_t i;
    int deepest = 0;

    if (!json_is_array(j) && !json_is_object(j)) return 0;
    json_array_foreach(j, i, v) deepest = deeper(deepest, v);
    json_object_foreach(j, key, v) deepest = deeper(deepest, v);
    return deepest + 1;
}

static int deeper(int deepest, json_t *v)
{
    int d = depth(v);

    return d > deepest ? d : deepest;
}

/* Every reader keeps to its bounds. */
static void read_fields(apr_pool_t *p, json_t *j)
{
    static const char *const words[] = { "ONE", "TWO", NULL };
    const char *s = NULL, *word = NULL;
    apr_array_header_t *strs = NULL;
    apr_int64_t n = 0;
    json_t *obj = NULL;
    apr_time_t t = 0;
    double d = 0;
    char u[37];
    int b = 9;
    help_json_in in;

    if (help_json_open(&in, p, j)) return;
    if (help_json_str(&in, "s", HELP_REQUIRED, 1, 5, &s)) MUST(help_utf8_chars(s) >= 1 && help_utf8_chars(s) <= 5);
    if (help_json_int(&in, "i", HELP_OPTIONAL, -5, 5, &n)) MUST(n >= -5 && n <= 5);
    if (help_json_num(&in, "n", HELP_OPTIONAL, -1, 1, &d)) MUST(d >= -1 && d <= 1);
    if (help_json_bool(&in, "b", HELP_OPTIONAL, &b)) MUST(b == 0 || b == 1);
    if (help_json_enum(&in, "e", HELP_OPTIONAL, words, &word)) MUST(word == words[0] || word == words[1]);
    if (help_json_uuid(&in, "u", HELP_OPTIONAL, u)) MUST(strlen(u) == 36);
    if (help_json_strs(&in, "l", HELP_OPTIONAL, 3, 4, &strs)) MUST(strs->nelts <= 3);
    if (help_json_obj(&in, "o", HELP_OPTIONAL, 20, &obj)) MUST(json_is_object(obj) || json_is_array(obj));
    help_json_time(&in, "t", HELP_OPTIONAL, &t);
    MUST(!help_json_done(&in) || help_json_done(&in)->fields->nelts <= HELP_FIELD_ERRORS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    json_t *j = NULL, *again = NULL;
    help_err *e = help_json_parse(&j, p, (const char *)data, size);

    if (e) MUST(e->status == 400 && help_utf8_ok(e->detail, strlen(e->detail)));
    else {
        apr_size_t n;
        const char *text = help_json_text(p, j, &n);

        MUST(depth(j) <= HELP_JSON_DEPTH_MAX);
        MUST(!help_json_parse(&again, p, text, n));
        MUST(strcmp(text, help_json_text(p, again, NULL)) == 0);
        read_fields(p, j);
    }
    return fuzz_done(p);
}
