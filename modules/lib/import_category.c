/* SPDX-License-Identifier: Apache-2.0 */
/* Folders become categories, and so do the names that front matter gives. A folder keeps the category
 * it had: found by its parent and slug, never by its name, which _category.yaml may change. */
#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"

static void remember(import *m, import_category *c)
{
    apr_hash_set(m->category_by_slug, c->slug, APR_HASH_KEY_STRING, c);
    apr_hash_set(m->category_by_name, import_lower(m->p, c->name), APR_HASH_KEY_STRING, c);
}

static help_err *add(import *m, import_category *c)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    remember(m, c);
    if (m->o->dry_run) return NULL;
    help_arg_int(&args, m->file, c->parent_id);
    help_arg_text(&args, c->name);
    help_arg_text(&args, c->slug);
    help_arg_text(&args, c->description);
    help_arg_text(&args, c->icon);
    help_arg_text(&args, c->color);
    help_arg_int(&args, m->file, c->display_order);
    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_CATEGORY_ADD], &args))) return e;
    c->id = help_pg_int(res, 0, 0);
    return NULL;
}

static help_err *set(import *m, const import_category *c)
{
    help_sql_args args = { 0 };
    PGresult *res;

    if (m->o->dry_run) return NULL;
    help_arg_int(&args, m->file, c->id);
    help_arg_text(&args, c->name);
    help_arg_text(&args, c->description);
    help_arg_text(&args, c->icon);
    help_arg_text(&args, c->color);
    help_arg_int(&args, m->file, c->display_order);
    return import_query(m, m->file, &res, &import_sql[IMPORT_CATEGORY_SET], &args);
}

/* What the folder's _category.yaml says, over what c holds. A bad one is listed and changes nothing. */
static void described(import *m, const import_folder *f, import_category *c)
{
    static const char *const names[] = { "_category.yaml", "_category.yml", NULL };
    const char *const *n, *path = NULL, *bytes;
    import_category said = *c;
    apr_size_t len;
    help_err *e;

    for (n = names; *n && !path; n++)
        path = apr_hash_get(m->files, import_path_join(m->file, f->path, *n), APR_HASH_KEY_STRING);
    if (!path) return;
    if ((e = m->source->read(m->source->baton, m->file, path, HELP_FRONT_MATTER_MAX, &bytes, &len)) ||
        (e = import_category_yaml(&said, m->p, bytes, len)))
        import_err(m, path, e);
    else *c = said;
}

/* The top is no parent: its category is beside those of the folders in it. */
static const import_category *parent_of(const import_folder *f)
{
    return f->parent && *f->parent->path ? f->parent->category : NULL;
}

/* The slugs a folder's category may have: its own name, then with its parent's before it. */
static const char *slug_of(import *m, const import_folder *f, int i)
{
    const import_category *above = parent_of(f);
    const char *base = *f->path ? help_slug(m->file, import_path_base(f->path))
                                : help_slug(m->file, IMPORT_GENERAL);

    if (i && above) base = help_slug(m->file, apr_pstrcat(m->file, above->slug, "-", base, NULL));
    if (i > 1 || (i && !above)) base = apr_psprintf(m->file, "%.190s-%d", base, above ? i : i + 1);
    return base;
}

static int differs(const import_category *a, const import_category *b)
{
    return strcmp(a->name, b->name) || strcmp(a->description, b->description) || strcmp(a->icon, b->icon) ||
           strcmp(a->color, b->color) || a->display_order != b->display_order;
}

static help_err *find(import *m, import_folder *f)
{
    const import_category *above = parent_of(f);
    import_category before;
    int i;

    if (f->parent && *f->parent->path && (!above || !above->id)) return NULL;
    for (i = 0; i < 2; i++) {
        import_category *c = apr_hash_get(m->category_by_slug, slug_of(m, f, i), APR_HASH_KEY_STRING);
        if (!c || !c->id || c->claimed || c->parent_id != (above ? above->id : 0)) continue;
        f->category = c;
        c->claimed = 1;
        before = *c;
        described(m, f, c);
        return differs(&before, c) ? set(m, c) : NULL;
    }
    return NULL;
}

static help_err *make(import *m, import_folder *f)
{
    const import_category *above = parent_of(f);
    import_category *c = apr_pcalloc(m->p, sizeof(*c));
    const char *slug;
    int i;

    for (i = 0; apr_hash_get(m->category_by_slug, slug = slug_of(m, f, i), APR_HASH_KEY_STRING); i++)
        ;
    c->slug = apr_pstrdup(m->p, slug);
    c->name = *f->path ? apr_pstrdup(m->p, import_humanise(m->file, import_path_base(f->path))) : IMPORT_GENERAL;
    c->description = c->icon = c->color = "";
    c->parent_id = above ? above->id : 0;
    c->claimed = 1;
    described(m, f, c);
    f->category = c;
    return add(m, c);
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(import_folder *const *)a)->path, (*(import_folder *const *)b)->path);
}

/* Parents before their children: "a" sorts before "a/b". */
static apr_array_header_t *needed(import *m)
{
    apr_array_header_t *list = apr_array_make(m->batch, (int)apr_hash_count(m->folders), sizeof(import_folder *));
    apr_hash_index_t *i;

    for (i = apr_hash_first(m->batch, m->folders); i; i = apr_hash_next(i)) {
        import_folder *f = apr_hash_this_val(i);
        if (f->is_needed) APR_ARRAY_PUSH(list, import_folder *) = f;
    }
    qsort(list->elts, (apr_size_t)list->nelts, sizeof(import_folder *), by_path);
    return list;
}

/* --- names in front matter --------------------------------------------------------------------- */

static import_category *by_name(import *m, const char *name)
{
    import_category *c = apr_hash_get(m->category_by_slug, name, APR_HASH_KEY_STRING);

    return c ? c : apr_hash_get(m->category_by_name, import_lower(m->file, name), APR_HASH_KEY_STRING);
}

static help_err *named(import *m, const char *name)
{
    import_category *c;
    const char *slug, *base;
    int i;

    if (by_name(m, name)) return NULL;
    c = apr_pcalloc(m->p, sizeof(*c));
    base = slug = help_slug(m->file, name);
    for (i = 2; apr_hash_get(m->category_by_slug, slug, APR_HASH_KEY_STRING); i++)
        slug = apr_psprintf(m->file, "%.190s-%d", base, i);
    c->slug = apr_pstrdup(m->p, slug);
    /* "work-orders" was meant as a slug, and people will read the name. */
    c->name = apr_pstrdup(m->p, strchr(name, '-') && !help_slug_problem(name) ? import_humanise(m->file, name) : name);
    c->description = c->icon = c->color = "";
    return add(m, c);
}

const import_category *import_category_of(import *m, const import_doc *d)
{
    return d->category_name ? by_name(m, d->category_name) : d->folder->category;
}

help_err *import_categories(import *m)
{
    apr_array_header_t *list = needed(m);
    help_err *e = NULL;
    int i;

    /* All that are there are claimed before any is made, so that a new folder takes no other's slug. */
    for (i = 0; i < list->nelts && !e; i++) e = find(m, APR_ARRAY_IDX(list, i, import_folder *));
    for (i = 0; i < list->nelts && !e; i++) {
        import_folder *f = APR_ARRAY_IDX(list, i, import_folder *);
        if (!f->category) e = make(m, f);
        if (!e) apr_pool_clear(m->file);
    }
    for (i = 0; i < m->docs->nelts && !e; i++) {
        const import_doc *d = APR_ARRAY_IDX(m->docs, i, import_doc *);
        if (!d->bad && d->category_name) e = named(m, d->category_name);
        if (!e) apr_pool_clear(m->file);
    }
    apr_pool_clear(m->batch);
    return e;
}
