/* SPDX-License-Identifier: Apache-2.0 */
/* Where a destination in a document leads: to another document's article, to a folder's category, to a
 * stored picture, or elsewhere, and then it is left as it was written. What should lead into the tree
 * and does not is said, with its line. */
#include <string.h>
#include <strings.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/text.h"

void import_link_index(import *m)
{
    int i;

    for (i = 0; i < m->docs->nelts; i++) {
        import_doc *d = APR_ARRAY_IDX(m->docs, i, import_doc *);
        const char *stem, *s;
        if (!d->slug) continue;
        stem = import_path_stem(m->p, d->path);
        apr_hash_set(m->by_stem, stem, APR_HASH_KEY_STRING, d);
        /* One name alone ("/login") is more likely a page of the site than a document. */
        for (s = strchr(stem, '/'); s && strchr(s + 1, '/'); s = strchr(s + 1, '/')) {
            const void *other = apr_hash_get(m->by_suffix, s + 1, APR_HASH_KEY_STRING);
            apr_hash_set(m->by_suffix, s + 1, APR_HASH_KEY_STRING, other ? (const void *)import_ambiguous : d);
        }
    }
}

/* RFC 3986 section 3.1, or "//host". */
static int is_elsewhere(const char *url)
{
    const char *s = url;

    if (!strncmp(url, "//", 2)) return 1;
    if (!apr_isascii(*s) || !apr_isalpha(*s)) return 0;
    while (apr_isascii(*s) && (apr_isalnum(*s) || *s == '+' || *s == '-' || *s == '.')) s++;
    return *s == ':';
}

/* The line of a destination: the next place where it is written. */
static int line_of(import_links *l, const char *url)
{
    const char *found = strstr(l->body + l->at, url), *s;
    int line = l->body_line;

    if (!found) found = strstr(l->body, url);
    if (!found) return l->body_line;
    for (s = l->body; (s = memchr(s, '\n', (apr_size_t)(found - s))); s++) line++;
    return line;
}

static void move_on(import_links *l, const char *url)
{
    const char *found = strstr(l->body + l->at, url);

    if (found) l->at = (apr_size_t)(found - l->body) + strlen(url);
}

static const char *address(import *m, const char *kind, const char *slug, const char *fragment)
{
    return apr_pstrcat(m->file, "/help/", kind, "/", help_url_escape(m->file, slug, 0), "/", fragment, NULL);
}

/* The document that a path without, with another, or with its own ending names. */
static import_doc *doc_at(import *m, const char *path)
{
    static const char *const endings[] = { "", ".md", ".markdown", "/index.md", "/README.md", "/_index.md",
                                           "/readme.md", NULL };
    const char *const *x, *base = import_path_base(path), *dot = strrchr(base, '.');
    import_doc *d;

    for (x = endings; *x; x++)
        if ((d = apr_hash_get(m->by_path, apr_pstrcat(m->file, path, *x, NULL), APR_HASH_KEY_STRING))) return d;
    if (!dot || (strcasecmp(dot, ".html") && strcasecmp(dot, ".htm"))) return NULL;
    return doc_at(m, apr_pstrmemdup(m->file, path, (apr_size_t)(dot - path)));
}

static const char *relative(import_links *l, const char *url, const char *path, const char *fragment)
{
    import *m = l->m;
    const char *target = import_path_join(m->file, l->doc->folder->path, path), *stored;
    const import_folder *f;
    const import_doc *d;

    if (!target) {
        import_warn(m, l->doc->path, line_of(l, url), "the link %s leads out of the tree", url);
        return url;
    }
    if ((d = doc_at(m, target))) {
        if (d->slug) return address(m, "articles", d->slug, fragment);
        import_warn(m, l->doc->path, line_of(l, url), "the link %s leads to a file that is left out", url);
        return url;
    }
    if ((f = apr_hash_get(m->folders, target, APR_HASH_KEY_STRING)) && f->category)
        return address(m, "category", f->category->slug, "");
    if (apr_hash_get(m->files, target, APR_HASH_KEY_STRING)) {
        stored = import_media(l, target, line_of(l, url));
        return stored ? apr_pstrcat(m->file, stored, fragment, NULL) : url;
    }
    import_warn(m, l->doc->path, line_of(l, url), "the link %s leads nowhere", url);
    return url;
}

/* "/commands/npm-install", as a site would publish the tree: some part of the path's end is a document. */
static const char *absolute(import_links *l, const char *url, const char *path, const char *fragment)
{
    import *m = l->m;
    const import_doc *d;
    const char *s;
    char *stem = apr_pstrdup(m->file, path + strspn(path, "/"));

    while (*stem && stem[strlen(stem) - 1] == '/') stem[strlen(stem) - 1] = '\0';
    stem = apr_pstrdup(m->file, import_path_stem(m->file, stem));
    if (strlen(stem) > 5 && !strcasecmp(stem + strlen(stem) - 5, ".html")) stem[strlen(stem) - 5] = '\0';
    if ((d = apr_hash_get(m->by_stem, stem, APR_HASH_KEY_STRING))) return address(m, "articles", d->slug, fragment);
    for (s = strchr(stem, '/'); s && strchr(s + 1, '/'); s = strchr(s + 1, '/'))
        if ((d = apr_hash_get(m->by_stem, s + 1, APR_HASH_KEY_STRING))) return address(m, "articles", d->slug, fragment);
    if (!strchr(stem, '/')) return url;
    d = apr_hash_get(m->by_suffix, stem, APR_HASH_KEY_STRING);
    return d && (const char *)d != import_ambiguous ? address(m, "articles", d->slug, fragment) : url;
}

/* A picture that is ours already (an exported article) still belongs to what shows it. */
static void note_stored(import_links *l, const char *url)
{
    static const char prefix[] = "/help/media/";
    const char *hex = url + sizeof(prefix) - 1;

    if (!strncmp(url, prefix, sizeof(prefix) - 1) && strspn(hex, "0123456789abcdef") == 64)
        APR_ARRAY_PUSH(l->media, const char *) = apr_pstrcat(l->m->file, "\\x", apr_pstrmemdup(l->m->file, hex, 64), NULL);
}

static const char *picture(import_links *l, const char *url, const char *path)
{
    import *m = l->m;
    const char *target = import_path_join(m->file, *path == '/' ? "" : l->doc->folder->path, path), *stored;
    int is_there = target && apr_hash_get(m->files, target, APR_HASH_KEY_STRING);

    if (!is_there && *path == '/') return url;
    if (!is_there) {
        import_warn(m, l->doc->path, line_of(l, url), "the image %s is missing", url);
        return url;
    }
    stored = import_media(l, target, line_of(l, url));
    return stored ? stored : url;
}

const char *import_link_rewrite(void *baton, const char *url, int image)
{
    import_links *l = baton;
    const char *path, *fragment = "", *hash, *to;
    apr_size_t len;

    note_stored(l, url);
    if (l->fatal || !*url || *url == '#' || is_elsewhere(url) || !strncmp(url, "/help/", 6)) return url;
    if ((hash = strchr(url, '#'))) fragment = hash;
    len = strcspn(url, "?#");
    if (!len || !(path = help_url_unescape(l->m->file, url, len, 0))) return url;
    if (image) to = picture(l, url, path);
    else to = *path == '/' ? absolute(l, url, path, fragment) : relative(l, url, path, fragment);
    move_on(l, url);
    return to;
}
