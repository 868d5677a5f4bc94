/* SPDX-License-Identifier: Apache-2.0 */
/* Tags by name. "C" and "C++" would have one slug: the later gets a number. */
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"

static help_err *make(const char **id, import *m, const char *name)
{
    help_sql_args args = { 0 };
    const char *base = apr_psprintf(m->file, "%.100s", help_slug(m->file, name)), *slug = base;
    PGresult *res;
    help_err *e;
    int i;

    for (i = 2; apr_hash_get(m->tag_slugs, slug, APR_HASH_KEY_STRING); i++)
        slug = apr_psprintf(m->file, "%s-%d", base, i);
    help_arg_text(&args, name);
    help_arg_text(&args, slug);
    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_TAG_ADD], &args))) return e;
    if (!PQntuples(res))
        return help_err_new(m->file, 409, "unique",
                            apr_psprintf(m->file, "tag '%s' was made by somebody else just now", name), NULL);
    *id = help_pg_str(m->p, res, 0, 0);
    slug = apr_pstrdup(m->p, slug);
    apr_hash_set(m->tag_slugs, slug, APR_HASH_KEY_STRING, slug);
    apr_hash_set(m->tags, apr_pstrdup(m->p, name), APR_HASH_KEY_STRING, *id);
    return NULL;
}

help_err *import_tags(const char **out, import *m, const apr_array_header_t *names)
{
    apr_array_header_t *ids = apr_array_make(m->file, 8, sizeof(const char *));
    help_err *e;
    int i, j;

    for (i = 0; names && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *), *id;
        if (!*name) continue;
        if (!(id = apr_hash_get(m->tags, name, APR_HASH_KEY_STRING)) && (e = make(&id, m, name))) return e;
        for (j = 0; j < ids->nelts && APR_ARRAY_IDX(ids, j, const char *) != id; j++)
            ;
        if (j == ids->nelts) APR_ARRAY_PUSH(ids, const char *) = id;
    }
    *out = apr_pstrcat(m->batch, "{", apr_array_pstrcat(m->file, ids, ','), "}", NULL);
    return NULL;
}
