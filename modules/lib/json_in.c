/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a JSON object, each read into its type within its bounds. Complaints gather in `in->err`. */
#include "lib/json.h"

#include <apr_strings.h>
#include <stdarg.h>
#include <string.h>

#include "lib/num.h"
#include "lib/text.h"

help_err *help_json_open(help_json_in *in, apr_pool_t *p, json_t *j)
{
    in->p = p;
    in->obj = json_is_object(j) ? j : NULL;
    in->prefix = "";
    in->err = NULL;
    if (!in->obj) in->err = help_err_new(p, 400, "bad-json", "A JSON object was expected.", NULL);
    return in->err;
}

__attribute__((format(printf, 3, 4)))
static int complain(help_json_in *in, const char *field, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    help_err_add(&in->err, in->p, apr_pstrcat(in->p, in->prefix, field, NULL), "%s",
                 apr_pvsprintf(in->p, fmt, ap));
    va_end(ap);
    return 0;
}

/* The value, or NULL when it is absent or null; complains when it had to be there. */
static json_t *value(help_json_in *in, const char *field, int required)
{
    json_t *v = json_object_get(in->obj, field);

    if (v && !json_is_null(v)) return v;
    if (required) complain(in, field, "is required");
    return NULL;
}

/* The text of v, or NULL with a complaint under `field`. */
static const char *text(help_json_in *in, const char *field, const json_t *v, apr_size_t min, apr_size_t max)
{
    const char *s = json_string_value(v), *c;
    apr_size_t n;

    if (!s) { complain(in, field, "must be text"); return NULL; }
    if (!help_utf8_ok(s, json_string_length(v))) { complain(in, field, "is no well-formed UTF-8"); return NULL; }
    for (c = s; *c; c++) {
        if (((unsigned char)*c >= 0x20 && *c != 0x7F) || strchr("\n\r\t", *c)) continue;
        complain(in, field, "must not hold control characters");
        return NULL;
    }
    n = help_utf8_chars(s);
    if (n >= min && n <= max) return s;
    complain(in, field, "must have %" APR_SIZE_T_FMT " to %" APR_SIZE_T_FMT " characters", min, max);
    return NULL;
}

int help_json_str(help_json_in *in, const char *field, int required, apr_size_t min, apr_size_t max,
                  const char **out)
{
    json_t *v = value(in, field, required);
    const char *s = v ? text(in, field, v, min, max) : NULL;

    if (!s) return 0;
    *out = s;
    return 1;
}

int help_json_int(help_json_in *in, const char *field, int required, apr_int64_t min, apr_int64_t max,
                  apr_int64_t *out)
{
    json_t *v = value(in, field, required);

    if (!v) return 0;
    if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max)
        return complain(in, field, "must be a whole number from %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT,
                        min, max);
    *out = json_integer_value(v);
    return 1;
}

int help_json_num(help_json_in *in, const char *field, int required, double min, double max, double *out)
{
    json_t *v = value(in, field, required);
    double d;

    if (!v) return 0;
    d = json_number_value(v);
    if (!json_is_number(v) || !(d >= min && d <= max))
        return complain(in, field, "must be a number from %.15g to %.15g", min, max);
    *out = d;
    return 1;
}

int help_json_bool(help_json_in *in, const char *field, int required, int *out)
{
    json_t *v = value(in, field, required);

    if (!v) return 0;
    if (!json_is_boolean(v)) return complain(in, field, "must be true or false");
    *out = json_is_true(v);
    return 1;
}

int help_json_time(help_json_in *in, const char *field, int required, apr_time_t *out)
{
    json_t *v = value(in, field, required);

    if (!v) return 0;
    if (!help_rfc3339(out, json_string_value(v)))
        return complain(in, field, "must be a time such as 2026-11-20T21:07:02Z");
    return 1;
}

int help_json_uuid(help_json_in *in, const char *field, int required, char out[37])
{
    json_t *v = value(in, field, required);

    if (!v) return 0;
    return help_uuid(out, json_string_value(v)) || complain(in, field, "must be a UUID");
}

static const char *join(apr_pool_t *p, const char *const *words)
{
    const char *all = *words ? *words : "";

    while (*words && *++words) all = apr_pstrcat(p, all, ", ", *words, NULL);
    return all;
}

int help_json_enum(help_json_in *in, const char *field, int required, const char *const *allowed,
                   const char **out)
{
    json_t *v = value(in, field, required);
    const char *s = json_string_value(v), *const *a;

    if (!v) return 0;
    for (a = allowed; s && *a; a++) {
        if (strcmp(s, *a)) continue;
        *out = *a;
        return 1;
    }
    return complain(in, field, "must be one of %s", join(in->p, allowed));
}

int help_json_strs(help_json_in *in, const char *field, int required, apr_size_t max_items,
                   apr_size_t max_chars, apr_array_header_t **out)
{
    json_t *v = value(in, field, required), *item;
    apr_array_header_t *strs;
    size_t i;
    int good = 1;

    if (!v) return 0;
    if (!json_is_array(v)) return complain(in, field, "must be a list of texts");
    if (json_array_size(v) > max_items)
        return complain(in, field, "must have at most %" APR_SIZE_T_FMT " items", max_items);
    strs = apr_array_make(in->p, (int)json_array_size(v) + 1, sizeof(const char *));
    json_array_foreach(v, i, item) {
        const char *name = apr_psprintf(in->p, "%s.%" APR_SIZE_T_FMT, field, (apr_size_t)i);
        const char *s = text(in, name, item, 1, max_chars);

        if (s) APR_ARRAY_PUSH(strs, const char *) = s;
        else good = 0;
    }
    if (good) *out = strs;
    return good;
}

int help_json_obj(help_json_in *in, const char *field, int required, apr_size_t max_bytes, json_t **out)
{
    json_t *v = value(in, field, required);

    if (!v) return 0;
    if (!json_is_object(v) && !json_is_array(v)) return complain(in, field, "must be an object or a list");
    if (json_dumpb(v, NULL, 0, JSON_COMPACT) > max_bytes)
        return complain(in, field, "must have at most %" APR_SIZE_T_FMT " bytes", max_bytes);
    *out = v;
    return 1;
}

int help_json_has(const help_json_in *in, const char *field)
{
    return json_object_get(in->obj, field) != NULL;
}

help_err *help_json_done(const help_json_in *in)
{
    return in->err;
}
