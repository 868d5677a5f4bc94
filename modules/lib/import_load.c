/* SPDX-License-Identifier: Apache-2.0 */
/* What the database holds before an import: articles that came from paths, addresses that are taken,
 * categories and tags. Some hundred bytes an article; no text. */
#include <string.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"

help_err *import_query(import *m, apr_pool_t *p, PGresult **out, const help_sql *sql, const help_sql_args *args)
{
    help_sql_call call = { .sql = sql };
    help_err *e;

    if (args) call.args = *args;
    if ((e = help_pg_run(p, m->db, m->o->tenant, &call, 1, 0))) return e;
    *out = call.result;
    return NULL;
}

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10) & 15;
}

/* Hex of the server's encode(); zeros for an article that has no hash. */
static void hash_read(unsigned char out[2 * IMPORT_HALF], const char *hex)
{
    int i;

    memset(out, 0, 2 * IMPORT_HALF);
    if (strlen(hex) != 4 * IMPORT_HALF) return;
    for (i = 0; i < 2 * IMPORT_HALF; i++)
        out[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
}

static help_err *known(import *m)
{
    PGresult *res;
    help_err *e;
    int i;

    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_KNOWN], NULL))) return e;
    for (i = 0; i < PQntuples(res); i++) {
        import_known *k = apr_pcalloc(m->p, sizeof(*k));
        k->id = help_pg_int(res, i, 0);
        k->slug = help_pg_str(m->p, res, i, 1);
        k->path = help_pg_str(m->p, res, i, 2);
        hash_read(k->hash, help_pg_ref(res, i, 3));
        k->is_deleted = help_pg_flag(res, i, 4);
        k->is_archived = help_pg_flag(res, i, 5);
        APR_ARRAY_PUSH(m->known, import_known *) = k;
        apr_hash_set(m->slugs, k->slug, APR_HASH_KEY_STRING, k);
    }
    apr_pool_clear(m->file);
    return NULL;
}

static help_err *foreign(import *m)
{
    PGresult *res;
    help_err *e;
    int i;

    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_FOREIGN], NULL))) return e;
    for (i = 0; i < PQntuples(res); i++)
        apr_hash_set(m->slugs, help_pg_str(m->p, res, i, 0), APR_HASH_KEY_STRING, import_foreign);
    apr_pool_clear(m->file);
    return NULL;
}

static help_err *categories(import *m)
{
    PGresult *res;
    help_err *e;
    int i;

    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_CATEGORIES], NULL))) return e;
    for (i = 0; i < PQntuples(res); i++) {
        import_category *c = apr_pcalloc(m->p, sizeof(*c));
        c->id = help_pg_int(res, i, 0);
        c->parent_id = help_pg_int(res, i, 1);
        c->name = help_pg_str(m->p, res, i, 2);
        c->slug = help_pg_str(m->p, res, i, 3);
        c->description = help_pg_str(m->p, res, i, 4);
        c->icon = help_pg_str(m->p, res, i, 5);
        c->color = help_pg_str(m->p, res, i, 6);
        c->display_order = (int)help_pg_int(res, i, 7);
        APR_ARRAY_PUSH(m->categories, import_category *) = c;
        apr_hash_set(m->category_by_slug, c->slug, APR_HASH_KEY_STRING, c);
        apr_hash_set(m->category_by_name, import_lower(m->p, c->name), APR_HASH_KEY_STRING, c);
    }
    apr_pool_clear(m->file);
    return NULL;
}

static help_err *tags(import *m)
{
    PGresult *res;
    help_err *e;
    int i;

    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_TAGS], NULL))) return e;
    for (i = 0; i < PQntuples(res); i++) {
        const char *slug = help_pg_str(m->p, res, i, 2);
        apr_hash_set(m->tags, help_pg_str(m->p, res, i, 1), APR_HASH_KEY_STRING, help_pg_str(m->p, res, i, 0));
        apr_hash_set(m->tag_slugs, slug, APR_HASH_KEY_STRING, slug);
    }
    apr_pool_clear(m->file);
    return NULL;
}

help_err *import_load(import *m)
{
    help_err *e;

    if ((e = known(m)) || (e = foreign(m)) || (e = categories(m))) return e;
    return tags(m);
}
