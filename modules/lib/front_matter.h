/* SPDX-License-Identifier: Apache-2.0 */
/* YAML front matter of a Markdown file, read by libyaml. Known keys become fields, unknown ones are
 * ignored (real trees are full of them); a known key of a wrong type is an error with its line. */
#ifndef HELP_LIB_FRONT_MATTER_H
#define HELP_LIB_FRONT_MATTER_H

#include <apr_pools.h>
#include <apr_tables.h>
#include "lib/err.h"

typedef struct help_front_matter {
    const char *title, *summary, *description, *category, *slug, *language;    /* NULL = absent */
    const char *difficulty;                     /* BEGINNER, INTERMEDIATE or ADVANCED */
    apr_array_header_t *tags, *target_roles, *redirect_from;   /* of const char *; NULL = absent */
    const char *body;                           /* the Markdown after the closing --- */
    int body_line;                              /* its first line's number, from 1 */
} help_front_matter;

/* A text without front matter is fine. err->detail begins "line N: ". Aliases are refused (they
 * multiply), and so is front matter over HELP_FRONT_MATTER_MAX. CRLF and a BOM are taken. */
help_err *help_front_matter_read(help_front_matter *out, apr_pool_t *p, const char *text, apr_size_t len);

#endif
