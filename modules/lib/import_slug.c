/* SPDX-License-Identifier: Apache-2.0 */
/* Which document is which article, and the address of each. An address never depends on a title, so
 * that editing one moves nothing; documents are served in the order of their paths, so that two runs
 * over the same tree agree. */
#include <string.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"

/* --- which is which ---------------------------------------------------------------------------- */

static void pair(import_doc *d, import_known *k)
{
    d->known = k;
    k->doc = d;
    d->moved = strcmp(d->path, k->path) != 0;
}

/* Articles whose file is gone, by the hash of the file that made them: a list, because stubs repeat. */
static apr_hash_t *gone_by_hash(import *m)
{
    apr_hash_t *gone = apr_hash_make(m->file);
    int i;

    for (i = 0; i < m->known->nelts; i++) {
        import_known *k = APR_ARRAY_IDX(m->known, i, import_known *);
        apr_array_header_t *list;
        if (k->doc || k->is_deleted) continue;
        if (!(list = apr_hash_get(gone, k->hash, IMPORT_HALF))) {
            list = apr_array_make(m->file, 1, sizeof(import_known *));
            apr_hash_set(gone, k->hash, IMPORT_HALF, list);
        }
        APR_ARRAY_PUSH(list, import_known *) = k;
    }
    return gone;
}

static import_known *unpaired(const apr_array_header_t *list)
{
    int i;

    for (i = 0; list && i < list->nelts; i++)
        if (!APR_ARRAY_IDX(list, i, import_known *)->doc) return APR_ARRAY_IDX(list, i, import_known *);
    return NULL;
}

static import_known *same_slug(import *m, const import_doc *d)
{
    import_known *k = d->wish ? apr_hash_get(m->slugs, d->wish, APR_HASH_KEY_STRING) : NULL;

    return k && (const char *)k != import_foreign && !k->doc && !k->is_deleted ? k : NULL;
}

void import_match(import *m)
{
    apr_hash_t *gone;
    int i;

    for (i = 0; i < m->known->nelts; i++) {
        import_known *k = APR_ARRAY_IDX(m->known, i, import_known *);
        import_doc *d = apr_hash_get(m->by_path, k->path, APR_HASH_KEY_STRING);
        if (d) pair(d, k);
    }
    /* A part of a tree does not tell what moved: the old file may be in the other part. */
    if (m->o->keep_missing) return;
    gone = gone_by_hash(m);
    for (i = 0; i < m->docs->nelts; i++) {
        import_doc *d = APR_ARRAY_IDX(m->docs, i, import_doc *);
        import_known *k;
        if (d->known || d->bad) continue;
        k = unpaired(apr_hash_get(gone, d->hash, IMPORT_HALF));
        if (!k) k = same_slug(m, d);
        if (k) pair(d, k);
    }
    apr_pool_clear(m->file);
}

/* --- addresses --------------------------------------------------------------------------------- */

static const char *as_slug(apr_pool_t *p, const char *name)
{
    return help_slug_problem(name) ? help_slug(p, name) : name;
}

/* "install" of "cli/install.md", "cli" of "cli/index.md". */
static const char *base_of(apr_pool_t *p, const char *path)
{
    return as_slug(p, import_path_base(import_path_stem(p, path)));
}

static int is_free(const import *m, const import_doc *d, const char *slug)
{
    const void *owner = apr_hash_get(m->slugs, slug, APR_HASH_KEY_STRING);

    return !owner || owner == d->known;
}

static void take(import *m, import_doc *d, const char *slug)
{
    import_known *owner = d->known;

    d->slug = apr_pstrdup(m->p, slug);
    if (!owner) {
        owner = apr_pcalloc(m->p, sizeof(*owner));
        owner->path = d->path;
        owner->slug = d->slug;
        owner->doc = d;
    }
    apr_hash_set(m->slugs, d->slug, APR_HASH_KEY_STRING, owner);
}

static const char *joined(apr_pool_t *p, const char *slug, const char *more)
{
    apr_size_t room = HELP_SLUG_MAX_CHARS - 1 - strlen(more);

    return apr_psprintf(p, "%.*s-%s", (int)room, slug, more);
}

/* install, install-cli, install-cli-2, ... */
static const char *free_slug(import *m, const import_doc *d)
{
    const char *slug = base_of(m->file, d->path), *first;
    const char *above = import_path_base(import_path_folder(m->file, import_path_stem(m->file, d->path)));
    int i;

    if (is_free(m, d, slug)) return slug;
    if (*above) {
        above = as_slug(m->file, above);
        if (strlen(above) < HELP_SLUG_MAX_CHARS / 2) slug = joined(m->file, slug, above);
        if (is_free(m, d, slug)) return slug;
    }
    for (first = slug, i = 2; !is_free(m, d, slug); i++) slug = joined(m->file, first, apr_itoa(m->file, i));
    return slug;
}

/* The three rounds, in which whoever has a better claim comes first. */
static int keeps(import *m, import_doc *d)
{
    const import_known *k = d->known;

    if (!k) return 0;
    if (d->bad) return 1;
    if (d->wish) return !strcmp(d->wish, k->slug);
    if (!d->moved) return 1;
    return !strcmp(base_of(m->file, d->path), base_of(m->file, k->path));
}

static void wishes(import *m, import_doc *d)
{
    const import_known *owner = apr_hash_get(m->slugs, d->wish, APR_HASH_KEY_STRING);

    if (is_free(m, d, d->wish)) { take(m, d, d->wish); return; }
    import_error(m, d->path, d->wish_line,
                 (const char *)owner == import_foreign
                     ? apr_psprintf(m->file, "slug '%s' is the address of another article already", d->wish)
                     : apr_psprintf(m->file, "slug '%s' is the address of %s already", d->wish, owner->path), NULL);
    d->bad = 1;
    if (d->known) d->slug = d->known->slug;
}

void import_slugs(import *m)
{
    int round, i;

    for (round = 0; round < 3; round++)
        for (i = 0; i < m->docs->nelts; i++) {
            import_doc *d = APR_ARRAY_IDX(m->docs, i, import_doc *);
            if (d->slug) continue;
            if (round == 0 && keeps(m, d)) d->slug = d->known->slug;
            else if (d->bad) continue;
            else if (round == 1 && d->wish) wishes(m, d);
            else if (round == 2) take(m, d, free_slug(m, d));
            apr_pool_clear(m->file);
        }
}
