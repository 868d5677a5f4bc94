/* SPDX-License-Identifier: Apache-2.0 */
/* _category.yaml: name, description, icon, color, display_order of a folder's category. libyaml builds
 * nodes and lets aliases point at them, so that none can multiply. */
#include <string.h>
#include <apr_strings.h>
#include <yaml.h>
#include "lib/import_int.h"
#include "lib/num.h"
#include "lib/text.h"

static help_err *complaint(apr_pool_t *p, size_t line, const char *text)
{
    return help_err_new(p, 400, "bad-category", apr_psprintf(p, "line %d: %s", (int)line + 1, text), NULL);
}

static help_err *text_value(const char **out, apr_pool_t *p, const char *key, const yaml_node_t *v, apr_size_t min,
                            apr_size_t max)
{
    const char *s = (const char *)v->data.scalar.value;

    if (!help_utf8_ok(s, v->data.scalar.length) || help_utf8_chars(s) < min || help_utf8_chars(s) > max)
        return complaint(p, v->start_mark.line,
                         apr_psprintf(p, "%s must have %d to %d characters", key, (int)min, (int)max));
    *out = apr_pstrdup(p, s);
    return NULL;
}

static help_err *pair(import_category *out, apr_pool_t *p, const yaml_node_t *k, const yaml_node_t *v)
{
    const struct { const char *key; const char **text; apr_size_t min, max; } rows[] = {
        { "name",        &out->name,        1, HELP_NAME_MAX_CHARS },
        { "description", &out->description, 0, 2000 },
        { "icon",        &out->icon,        0, 100 },
        { "color",       &out->color,       0, 32 },
    };
    const char *key = (const char *)k->data.scalar.value;
    apr_int64_t n;
    apr_size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(key, rows[i].key)) continue;
        if (v->type != YAML_SCALAR_NODE)
            return complaint(p, v->start_mark.line, apr_pstrcat(p, key, " must be a text", NULL));
        return text_value(rows[i].text, p, key, v, rows[i].min, rows[i].max);
    }
    if (strcmp(key, "display_order")) return NULL;
    if (v->type != YAML_SCALAR_NODE || !help_int64(&n, (const char *)v->data.scalar.value, -1000000, 1000000))
        return complaint(p, v->start_mark.line, "display_order must be a whole number");
    out->display_order = (int)n;
    return NULL;
}

static help_err *pairs(import_category *out, apr_pool_t *p, yaml_document_t *doc)
{
    const yaml_node_t *root = yaml_document_get_root_node(doc);
    const yaml_node_pair_t *x;
    help_err *e = NULL;

    if (!root) return NULL;
    if (root->type != YAML_MAPPING_NODE)
        return complaint(p, root->start_mark.line, "must be keys and values, such as name: Billing");
    for (x = root->data.mapping.pairs.start; x < root->data.mapping.pairs.top && !e; x++) {
        const yaml_node_t *k = yaml_document_get_node(doc, x->key), *v = yaml_document_get_node(doc, x->value);
        if (k && v && k->type == YAML_SCALAR_NODE) e = pair(out, p, k, v);
    }
    return e;
}

help_err *import_category_yaml(import_category *out, apr_pool_t *p, const char *text, apr_size_t len)
{
    yaml_parser_t parser;
    yaml_document_t doc;
    help_err *e;

    if (!yaml_parser_initialize(&parser)) return help_err_new(p, 500, "internal", "out of memory", NULL);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    if (!yaml_parser_load(&parser, &doc))
        e = complaint(p, parser.problem_mark.line,
                      apr_psprintf(p, "is not YAML: %s", parser.problem ? parser.problem : "malformed"));
    else {
        e = pairs(out, p, &doc);
        yaml_document_delete(&doc);
    }
    yaml_parser_delete(&parser);
    return e;
}
