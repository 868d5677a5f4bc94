/* SPDX-License-Identifier: Apache-2.0 */
/* Page templates: Mustache (mustache(5), the logic-less subset: {{name}} escaped, {{{name}}} for HTML
 * that our own renderer made, {{#list}} {{^list}} {{/list}}, {{>partial}}, {{!comment}}, dotted names,
 * {{.}}; false are null, false, 0, "" and []), compiled once and rendered over a jansson value. Debian packages no Mustache for C. */
#ifndef HELP_LIB_TEMPLATE_H
#define HELP_LIB_TEMPLATE_H

#include <apr_pools.h>
#include <jansson.h>
#include "lib/err.h"
#include "lib/text.h"

typedef struct help_templates help_templates;

/* Reads and compiles every *.html of a folder; the name is the file's name without ".html". Immutable
 * and shareable between threads afterwards. The error's log text names file and line. */
help_err *help_templates_load(help_templates **out, apr_pool_t *p, const char *dir);
/* For tests: compiles one text under a name into t (or a new set when *t is NULL). */
help_err *help_templates_add(help_templates **t, apr_pool_t *p, const char *name, const char *text);
/* A name that is not there is 500; a variable that is not there is empty, as Mustache says. */
help_err *help_templates_render(help_buf *out, const help_templates *t, const char *name, json_t *data);

#endif
