/* SPDX-License-Identifier: Apache-2.0 */
/* From bytes to jansson and back. What the fields of an object may be is json_in.c's. */
#include "lib/json.h"

#include <apr_strings.h>
#include <string.h>

#include "lib/limits.h"
#include "lib/text.h"

static apr_status_t decref(void *j)
{
    json_decref(j);
    return APR_SUCCESS;
}

json_t *help_json_keep(apr_pool_t *p, json_t *j)
{
    if (j) apr_pool_cleanup_register(p, j, decref, apr_pool_cleanup_null);
    return j;
}

/* Past the string whose opening quote is at `at`; len when it does not end. */
static apr_size_t skip_string(const char *text, apr_size_t at, apr_size_t len)
{
    for (at++; at < len && text[at] != '"'; at++)
        if (text[at] == '\\') at++;
    return at;
}

/* jansson recurses for each bracket and has no directive for its limit of 2,048: counting before it
 * starts keeps our own limit. Brackets inside strings do not count. */
static int too_deep(const char *text, apr_size_t len)
{
    apr_size_t at;
    int depth = 0;

    for (at = 0; at < len; at++) {
        if (text[at] == '"') at = skip_string(text, at, len);
        else if (text[at] == '[' || text[at] == '{') { if (++depth > HELP_JSON_DEPTH_MAX) return 1; }
        else if (text[at] == ']' || text[at] == '}') depth--;
    }
    return 0;
}

help_err *help_json_parse(json_t **out, apr_pool_t *p, const char *text, apr_size_t len)
{
    json_error_t why;
    json_t *j;

    if (too_deep(text, len))
        return help_err_new(p, 400, "bad-json",
                            apr_psprintf(p, "The body is nested more than %d deep.", HELP_JSON_DEPTH_MAX),
                            NULL);
    j = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (!j)
        return help_err_new(p, 400, "bad-json",
                            apr_psprintf(p, "The body is no JSON: line %d, column %d: %s", why.line, why.column,
                                         help_utf8_ok(why.text, strlen(why.text)) ? why.text : "not readable"),
                            NULL);
    *out = help_json_keep(p, j);
    return NULL;
}

static int add(const char *s, size_t n, void *b)
{
    help_buf_add(b, s, n);
    return ((help_buf *)b)->full ? -1 : 0;
}

const char *help_json_text(apr_pool_t *p, const json_t *j, apr_size_t *len)
{
    help_buf b;

    help_buf_init(&b, p, HELP_JSON_TEXT_MAX);
    if (json_dump_callback(j, add, &b, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))) {
        help_buf_init(&b, p, 4);
        help_buf_puts(&b, "null");
    }
    if (len) *len = b.len;
    return b.s;
}
