/* SPDX-License-Identifier: Apache-2.0 */
/* A whole import over a tree in memory, as a dry run: no file and no server. What the database then holds
 * is tested by tests/api/test_sync_docs.py.
 * covers: import.c import_scan.c import_slug.c import_category.c import_link.c import_media.c import_write.c
 * covers: import_batch.c import_load.c import_tag.c import_sql.c */
#include <apr_general.h>
#include <apr_strings.h>

#include "lib/import_int.h"
#include "lib/text.h"
#include "lib/token.h"
#include "tap.h"

typedef struct file {
    const char *path, *text;
} file;

typedef struct bench {
    apr_pool_t *p;
    const file *files;
    char said[4096], did[4096];
    int reads, last_done, last_total;
} bench;

static void add(char *to, apr_size_t size, const char *text)
{
    apr_size_t n = strlen(to);

    apr_cpystrn(to + n, text, size - n);
}

static help_err *give(void *baton, apr_pool_t *p, const char *path, apr_size_t max, const char **bytes, apr_size_t *len)
{
    bench *b = baton;
    const file *f;

    b->reads++;
    for (f = b->files; f->path; f++)
        if (!strcmp(f->path, path)) {
            if (!f->text) return help_err_new(p, 400, "unreadable", "cannot be read: for a test", NULL);
            if (strlen(f->text) > max) return help_err_new(p, 413, "too-large", "is larger than allowed", NULL);
            *bytes = f->text;
            *len = strlen(f->text);
            return NULL;
        }
    return help_err_new(p, 404, "missing", "is not there", NULL);
}

static void on_problem(void *baton, const help_import_problem *x)
{
    bench *b = baton;

    add(b->said, sizeof b->said, apr_psprintf(b->p, "%s:%d:%s %s\n", x->path, x->line, x->is_error ? "" : " warning:", x->text));
}

static void on_change(void *baton, help_import_change change, const char *path, const char *slug)
{
    bench *b = baton;

    add(b->did, sizeof b->did, apr_psprintf(b->p, "%c %s %s\n", "CU=MA"[change], path, slug));
}

static void on_progress(void *baton, int done, int total)
{
    bench *b = baton;

    b->last_done = done;
    b->last_total = total;
}

/* What an earlier run left: the path, its slug, and the text that made it. */
typedef struct before {
    const char *path, *slug, *text;
} before;

static void remember(import *m, const before *k)
{
    for (; k && k->path; k++) {
        import_known *x = apr_pcalloc(m->p, sizeof *x);
        unsigned char digest[32];

        help_sha256(digest, k->text, strlen(k->text));
        memcpy(x->hash, digest, IMPORT_HALF);
        x->hash[IMPORT_HALF] = 1;
        x->path = k->path;
        x->slug = k->slug;
        x->id = m->known->nelts + 1;
        APR_ARRAY_PUSH(m->known, import_known *) = x;
        apr_hash_set(m->slugs, x->slug, APR_HASH_KEY_STRING, x);
    }
}

static help_err *run(bench *b, const file *files, const before *known, help_import_report *report)
{
    help_import_options o = { .tenant = 1, .user_id = 1, .dry_run = 1, .baton = b, .problem = on_problem,
                              .change = on_change, .progress = on_progress };
    help_import_source source = { .baton = b, .read = give };
    import m = { .o = &o, .source = &source, .report = report };
    apr_array_header_t *paths = apr_array_make(b->p, 8, sizeof(const char *));
    help_err *e;
    const file *f;

    for (f = files; f->path; f++) APR_ARRAY_PUSH(paths, const char *) = f->path;
    memset(report, 0, sizeof *report);
    b->files = files;
    b->said[0] = b->did[0] = '\0';
    source.paths = paths;
    import_begin(&m, b->p);
    remember(&m, known);
    if ((e = import_scan(&m))) return e;
    import_match(&m);
    import_slugs(&m);
    import_link_index(&m);
    if ((e = import_categories(&m)) || (e = import_write(&m))) return e;
    return import_archive(&m);
}

static void addresses(bench *b)
{
    static const file files[] = {
        { "install.md", "# I\n\nx\n" }, { "cli/install.md", "# I\n\ny\n" }, { "a/cli/install.md", "# I\n\nz\n" },
        { "cli/index.md", "# C\n\nx\n" }, { "b.md", "---\nslug: cli\n---\nx\n" }, { "c.md", "---\nslug: cli\n---\nx\n" }, { 0 } };
    help_import_report r;

    ok(!run(b, files, NULL, &r), "a tree is imported");
    is(b->did, "C a/cli/install.md install\nC b.md cli\nC cli/index.md cli-2\nC cli/install.md install-cli\nC install.md install-2\n",
       "every document has an address of its own, asked ones first");
    is(b->said, "c.md:2: slug 'cli' is the address of b.md already\n", "the second who asks for one is told");
    ok(r.errors == 1 && r.count[HELP_IMPORT_CREATED] == 5, "and counted");
    ok(b->last_done == 6 && b->last_total == 6, "progress comes to its end");
}

static void moves(bench *b)
{
    static const before known[] = { { "old/a.md", "a", "# A\n\nx\n" }, { "same.md", "same", "# S\n\nx\n" },
                                    { "named.md", "named", "other" }, { "gone.md", "gone", "nothing like it" }, { 0 } };
    static const file files[] = { { "new/a.md", "# A\n\nx\n" }, { "same.md", "# S\n\nchanged\n" },
                                  { "n2.md", "---\nslug: named\n---\nx\n" }, { "bad.md", NULL }, { 0 } };
    static const file renamed[] = { { "old/b.md", "# A\n\nx\n" }, { 0 } };
    help_import_report r;

    ok(!run(b, files, known, &r), "a changed tree is imported");
    is(b->did, "M n2.md named\nM new/a.md a\nU same.md same\nA gone.md gone\n",
       "the same text is the same article, so is the same asked slug; what is gone is archived");
    is(b->said, "bad.md:0: cannot be read: for a test\n", "what cannot be read is told");
    run(b, renamed, known, &r);
    is(b->did, "M old/b.md b\nA same.md same\nA named.md named\nA gone.md gone\n", "another name is another address");
}

static void links(bench *b)
{
    static const file files[] = {
        { "a/one.md", "---\ntitle: x\n---\n[t](two.md#x) [m](missing.md)\n\n[up](../../x.md) ![p](p.png) ![q](gone.png) [b](bad.md)\n"
                      "[s](/site/a/two) [l](/two) [w](https://x.example/two.md)\n" },
        { "a/two.md", "# Two\n\nx\n" }, { "a/p.png", "\x89PNG\r\n\x1a\n" }, { "a/bad.md", "---\nslug: A B\n---\nx\n" }, { 0 } };
    help_import_report r;

    ok(!run(b, files, NULL, &r), "a tree with links is imported");
    is(b->said, "a/bad.md:2: slug must be lower-case letters, digits and single hyphens\n"
                "a/one.md:4: warning: the link missing.md leads nowhere\n"
                "a/one.md:6: warning: the link ../../x.md leads out of the tree\n"
                "a/one.md:6: warning: the image gone.png is missing\n"
                "a/one.md:6: warning: the link bad.md leads to a file that is left out\n",
       "what leads nowhere is told with its line");
    ok(r.warnings == 4 && r.errors == 1, "and counted");
}

static void nothing(bench *b)
{
    static const file files[] = { { "a.txt", "x" }, { 0 } };
    static const before known[] = { { "a.md", "a", "x" }, { 0 } };
    help_import_report r;
    help_err *e = run(b, files, known, &r);

    ok(e && e->status == 400 && !strcmp(e->code, "import-empty"), "a tree without documents is refused");
    is(b->did, "", "and archives nothing");
}

int main(void)
{
    apr_pool_t *p;
    bench b = { 0 };

    apr_initialize();
    apr_pool_create(&p, NULL);
    help_markdown_init();
    b.p = p;
    addresses(&b);
    moves(&b);
    links(&b);
    nothing(&b);
    apr_pool_destroy(p);
    apr_terminate();
    return tap_done();
}
