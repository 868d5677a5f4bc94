/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled template, as template_compile.c makes it and template.c runs it. */
#ifndef HELP_LIB_TEMPLATE_INT_H
#define HELP_LIB_TEMPLATE_INT_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef enum { OP_TEXT, OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_END, OP_PARTIAL } help_op_kind;

typedef struct help_op {
    help_op_kind kind;
    const char *text;               /* OP_TEXT; else the name as written */
    apr_size_t len;
    apr_array_header_t *path;       /* of const char *: "a.b" in parts; "." has none */
    int end;                        /* of a section: the index of its OP_END */
    int line;
} help_op;

/* The ops of text, or NULL with *why ("line 7: ...") set. */
apr_array_header_t *help_template_compile(apr_pool_t *p, const char *text, const char **why);

#endif
