/* SPDX-License-Identifier: Apache-2.0 */
/* JSON from outside becomes typed values at the border, each with its bounds; complaints name the
 * field and gather, so that one answer says all that is wrong. jansson reads the text. */
#ifndef HELP_LIB_JSON_H
#define HELP_LIB_JSON_H

#include <apr_pools.h>
#include <apr_time.h>
#include <jansson.h>
#include "lib/err.h"

/* Parses a document: UTF-8, no duplicate keys, no NUL, no more than HELP_JSON_DEPTH_MAX deep
 * (checked before jansson recurses), any value at the top. *out lives as long as p (decref by cleanup).
 * 400 "bad-json" with line and column. */
help_err *help_json_parse(json_t **out, apr_pool_t *p, const char *text, apr_size_t len);

/* Hands a json_t that the caller owns to the pool and returns it. */
json_t *help_json_keep(apr_pool_t *p, json_t *j);

/* Compact text of j, in p; reals with 15 digits. */
const char *help_json_text(apr_pool_t *p, const json_t *j, apr_size_t *len);

/* Reading an object. `err` gathers; check help_json_done() once, after the last field. */
typedef struct help_json_in {
    apr_pool_t *p;
    json_t *obj;
    const char *prefix;             /* "" or "steps.0." */
    help_err *err;
} help_json_in;

enum { HELP_OPTIONAL = 0, HELP_REQUIRED = 1 };

/* Complains when j is no object. */
help_err *help_json_open(help_json_in *in, apr_pool_t *p, json_t *j);
/* Each returns 1 when the field is there and right (*out set), else 0 (*out untouched); null counts
 * as absent. Text: min..max characters, well-formed, no control character but \n \r \t; borrowed from obj. */
int help_json_str(help_json_in *in, const char *field, int required, apr_size_t min, apr_size_t max,
                  const char **out);
int help_json_int(help_json_in *in, const char *field, int required, apr_int64_t min,
                  apr_int64_t max, apr_int64_t *out);
int help_json_num(help_json_in *in, const char *field, int required, double min, double max,
                  double *out);
int help_json_bool(help_json_in *in, const char *field, int required, int *out);
int help_json_time(help_json_in *in, const char *field, int required, apr_time_t *out);
int help_json_uuid(help_json_in *in, const char *field, int required, char out[37]);
/* One of a NULL-terminated list; *out is the list's own pointer. */
int help_json_enum(help_json_in *in, const char *field, int required, const char *const *allowed,
                   const char **out);
/* An array of texts, each 1..max_chars, at most max_items; *out of const char *. */
int help_json_strs(help_json_in *in, const char *field, int required, apr_size_t max_items,
                   apr_size_t max_chars, apr_array_header_t **out);
/* The raw object or array (borrowed), when its type is right and its text is at most max_bytes. */
int help_json_obj(help_json_in *in, const char *field, int required, apr_size_t max_bytes, json_t **out);
/* 1 when the key is there at all, also with null: PATCH tells "clear it" from "leave it". */
int help_json_has(const help_json_in *in, const char *field);
help_err *help_json_done(const help_json_in *in);

#endif
