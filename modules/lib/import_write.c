/* SPDX-License-Identifier: Apache-2.0 */
/* The second reading: a document whose hash is another than its article's becomes its article. */
#include <string.h>
#include <strings.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/json.h"
#include "lib/text.h"
#include "lib/token.h"

/* A document taken apart, all in m->file. */
typedef struct opened {
    help_front_matter fm;
    const char *bytes;
    apr_size_t len;
    const char *content;            /* the Markdown with its destinations */
    import_links links;
    unsigned char hash[2 * IMPORT_HALF];
} opened;

static void hash(opened *o, apr_pool_t *p)
{
    apr_size_t content = strlen(o->content), format = sizeof(IMPORT_FORMAT);
    char *all = apr_palloc(p, format + o->len + content);
    unsigned char digest[32];

    help_sha256(digest, o->bytes, o->len);
    memcpy(o->hash, digest, IMPORT_HALF);
    memcpy(all, IMPORT_FORMAT, format);
    memcpy(all + format, o->bytes, o->len);
    memcpy(all + format + o->len, o->content, content);
    help_sha256(digest, all, format + o->len + content);
    memcpy(o->hash + IMPORT_HALF, digest, IMPORT_HALF);
}

/* 0 when the document is at fault (said); *fatal when the database is. */
static int open_doc(opened *o, import *m, import_doc *d, help_err **fatal)
{
    help_markdown_options links = { .rewrite = import_link_rewrite, .baton = &o->links };
    help_err *e;

    if (!import_read(m, d, &o->fm, &o->bytes, &o->len)) return 0;
    o->links = (import_links) { .m = m, .doc = d, .body = o->fm.body, .body_line = o->fm.body_line };
    o->links.media = apr_array_make(m->file, 4, sizeof(const char *));
    e = (m->o->relink ? m->o->relink : help_markdown_relink)(&o->content, m->file, o->fm.body, &links);
    if ((*fatal = o->links.fatal)) return 0;
    if (!e && strlen(o->content) > HELP_CONTENT_MAX_BYTES)
        e = help_err_new(m->file, 400, "too-large", "is larger than 1 MiB with its links", NULL);
    if (e) { import_err(m, d->path, e); return 0; }
    hash(o, m->file);
    return 1;
}

static int archived_by_import(const import_known *k)
{
    static const unsigned char zeros[IMPORT_HALF];

    return k->is_archived && !memcmp(k->hash + IMPORT_HALF, zeros, IMPORT_HALF);
}

/* --- what becomes of it ------------------------------------------------------------------------ */

static const char *title_of(import *m, const import_doc *d, const opened *o, const help_markdown *md)
{
    const char *title = o->fm.title && *o->fm.title ? o->fm.title : md->title;

    if (!title || !title[strspn(title, " \t")])
        return import_humanise(m->file, import_path_base(import_path_stem(m->file, d->path)));
    if (help_utf8_chars(title) <= HELP_TITLE_MAX_CHARS) return title;
    import_warn(m, d->path, o->fm.body_line, "the title is cut to 200 characters");
    return help_utf8_cut(m->file, title, HELP_TITLE_MAX_CHARS);
}

static const char *summary_of(apr_pool_t *p, const opened *o, const help_markdown *md)
{
    const char *s = o->fm.summary ? o->fm.summary : o->fm.description ? o->fm.description : md->summary;

    if (!s) return "";
    return help_utf8_chars(s) > HELP_SUMMARY_MAX_CHARS ? help_utf8_cut(p, s, HELP_SUMMARY_MAX_CHARS) : s;
}

static const char *array(apr_pool_t *p, const apr_array_header_t *a, const char *none)
{
    return a && a->nelts ? help_pg_text_array(p, a) : none;
}

/* Arguments in the order of import_sql.c's ARTICLE_VALUES, with tags and media after them. */
static help_err *article_args(help_sql_args *a, import *m, const import_doc *d, const opened *o, const help_markdown *md)
{
    const import_category *c = import_category_of(m, d);
    apr_pool_t *b = m->batch;
    const char *tags;
    apr_size_t len;
    help_err *e;

    if ((e = import_tags(&tags, m, o->fm.tags))) return e;
    help_arg_int(a, b, m->o->user_id);
    help_arg_text(a, d->slug);
    help_arg_text(a, apr_pstrdup(b, title_of(m, d, o, md)));
    help_arg_text(a, apr_pstrdup(b, summary_of(m->file, o, md)));
    help_arg_text(a, apr_pstrdup(b, o->fm.description ? o->fm.description : ""));
    help_arg_text(a, apr_pstrdup(b, o->content));
    help_arg_text(a, apr_pstrdup(b, md->html));
    help_arg_text(a, apr_pstrdup(b, help_json_text(m->file, md->toc, &len)));
    help_arg_text(a, c ? apr_psprintf(b, "%" APR_INT64_T_FMT, c->id) : NULL);
    help_arg_text(a, o->fm.difficulty ? apr_pstrdup(b, o->fm.difficulty) : "BEGINNER");
    help_arg_text(a, array(b, o->fm.target_roles, "{all}"));
    help_arg_text(a, o->fm.language ? apr_pstrdup(b, o->fm.language) : "en");
    help_arg_text(a, d->path);
    help_arg_text(a, apr_pstrcat(b, "\\x", help_hex(m->file, o->hash, sizeof(o->hash)), NULL));
    help_arg_text(a, tags);
    help_arg_text(a, array(b, o->links.media, "{}"));
    return NULL;
}

/* "/old/place/" and "place" were both addresses that ended with the slug "place". */
static const char *former_slug(apr_pool_t *p, const char *address)
{
    apr_size_t len = strcspn(address, "?#");
    char *s;
    const char *base;

    while (len && address[len - 1] == '/') len--;
    s = apr_pstrmemdup(p, address, len);
    base = import_path_base(s);
    len = strlen(base);
    if (len > 5 && !strcasecmp(base + len - 5, ".html")) base = apr_pstrmemdup(p, base, len - 5);
    return *base && !help_slug_problem(base) ? base : NULL;
}

static void redirects(import *m, const import_doc *d, const opened *o)
{
    apr_array_header_t *slugs = apr_array_make(m->file, 4, sizeof(const char *));
    help_sql_call *c;
    int i;

    for (i = 0; o->fm.redirect_from && i < o->fm.redirect_from->nelts; i++) {
        const char *from = APR_ARRAY_IDX(o->fm.redirect_from, i, const char *), *slug = former_slug(m->file, from);
        int line = import_key_line(o->bytes, "redirect_from");
        if (slug && !strcmp(slug, d->slug)) continue;
        if (!slug) import_warn(m, d->path, line, "redirect_from %s does not end with a slug and is passed over", from);
        else if (apr_hash_get(m->slugs, slug, APR_HASH_KEY_STRING) &&
                 apr_hash_get(m->slugs, slug, APR_HASH_KEY_STRING) != d->known)
            import_warn(m, d->path, line, "redirect_from %s is the address of another article", from);
        else APR_ARRAY_PUSH(slugs, const char *) = slug;
    }
    if (!slugs->nelts || m->o->dry_run) return;
    c = import_call(m, IMPORT_REDIRECTS);
    help_arg_text(&c->args, d->path);
    help_arg_text(&c->args, help_pg_text_array(m->batch, slugs));
    c = import_call(m, IMPORT_RETEXT);
    help_arg_text(&c->args, d->path);
}

/* The page shows the title, so a heading that says the same is left out; another heading is content. */
static help_err *render(help_markdown *md, import *m, const opened *o)
{
    help_err *(*with)(help_markdown *, apr_pool_t *, const char *, const help_markdown_options *) =
        m->o->render ? m->o->render : help_markdown_render;
    help_markdown_options options = { .skip_first_h1 = 1 };
    help_err *e = with(md, m->file, o->content, &options);

    if (e || !o->fm.title || !md->title || !strcasecmp(o->fm.title, md->title)) return e;
    options.skip_first_h1 = 0;
    return with(md, m->file, o->content, &options);
}

static help_err *write_doc(import *m, import_doc *d, const opened *o)
{
    help_import_change change = !d->known ? HELP_IMPORT_CREATED : d->moved ? HELP_IMPORT_MOVED : HELP_IMPORT_UPDATED;
    help_markdown md;
    help_sql_call *c;
    help_err *e = render(&md, m, o);

    if (e) { import_err(m, d->path, e); return NULL; }
    if (m->o->dry_run) {
        redirects(m, d, o);
        import_count(m, change, d->path, d->slug);
        return NULL;
    }
    c = import_call(m, d->known ? IMPORT_ARTICLE_SET : IMPORT_ARTICLE_ADD);
    if ((e = article_args(&c->args, m, d, o, &md))) {
        if (import_is_fatal(m, e)) return e;
        import_err(m, d->path, e);
        m->n_calls = m->n_queued;
        return NULL;
    }
    if (d->known) {
        help_arg_int(&c->args, m->batch, d->known->id);
        help_arg_bool(&c->args, archived_by_import(d->known));
    }
    redirects(m, d, o);
    return import_queued(m, d, change, o->len + strlen(md.html));
}

static help_err *import_doc_in(import *m, import_doc *d)
{
    opened o = { 0 };
    help_err *fatal = NULL;

    if (d->bad) return NULL;
    if (d->known && d->known->is_deleted) {
        import_warn(m, d->path, 0, "its article was deleted by hand and stays so; undelete it or remove the file");
        import_count(m, HELP_IMPORT_UNCHANGED, d->path, d->slug);
        return NULL;
    }
    if (!open_doc(&o, m, d, &fatal)) return fatal;
    if (d->known && !d->moved && !memcmp(o.hash, d->known->hash, sizeof(o.hash))) {
        import_count(m, HELP_IMPORT_UNCHANGED, d->path, d->slug);
        return NULL;
    }
    return write_doc(m, d, &o);
}

help_err *import_write(import *m)
{
    help_err *e;
    int i;

    for (i = 0; i < m->docs->nelts; i++) {
        if ((e = import_doc_in(m, APR_ARRAY_IDX(m->docs, i, import_doc *)))) return e;
        apr_pool_clear(m->file);
        if (m->o->progress) m->o->progress(m->o->baton, i + 1, m->docs->nelts);
    }
    return import_flush(m);
}
