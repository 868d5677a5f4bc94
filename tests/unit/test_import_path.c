/* SPDX-License-Identifier: Apache-2.0 */
/* covers: import_path.c import_category_yaml.c */
#include <apr_general.h>
#include <apr_strings.h>

#include "lib/import_int.h"
#include "tap.h"

static void joining(apr_pool_t *p)
{
    static const struct { const char *folder, *relative, *want, *sentence; } rows[] = {
        { "a", "b.md", "a/b.md", "a name is beside" },
        { "", "b.md", "b.md", "at the top there is no folder" },
        { "a/b", "../c.md", "a/c.md", "two dots go up" },
        { "a/b", "../../c.md", "c.md", "to the top" },
        { "a/b", "../../../c.md", NULL, "and no further" },
        { "", "..", NULL, "not from the top either" },
        { "a", "./b/./c.md", "a/b/c.md", "one dot stays" },
        { "a", "b//c.md", "a/b/c.md", "two slashes are one" },
        { "a", "b/", "a/b", "a final slash is none" },
        { "a", ".", "a", "the folder itself" },
        { "a", "..", "", "the top itself" },
        { "a", "...", "a/...", "three dots are a name" },
        { "a", "b/../../c/..", "", "up and down" },
        { "", "/a/b.md", "a/b.md", "a leading slash means the top" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(import_path_join(p, rows[i].folder, rows[i].relative), rows[i].want, rows[i].sentence);
}

static void naming(apr_pool_t *p)
{
    static const struct { const char *path, *stem, *folder; int is_markdown; } rows[] = {
        { "a/b.md", "a/b", "a", 1 },          { "b.MD", "b", "", 1 },
        { "a/index.md", "a", "a", 1 },        { "index.md", "index", "", 1 },
        { "a/b/README.md", "a/b", "a/b", 1 }, { "a/_index.markdown", "a", "a", 1 },
        { "a/b.markdown", "a/b", "a", 1 },    { "a/b.png", "a/b.png", "a", 0 },
        { "a/.md", "a/.md", "a", 0 },         { "a.md/b", "a.md/b", "a.md", 0 },
        { "a/v1.2.md", "a/v1.2", "a", 1 },    { "a/index", "a", "a", 0 },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        is(import_path_stem(p, rows[i].path), rows[i].stem, apr_pstrcat(p, "the stem of ", rows[i].path, NULL));
        is(import_path_folder(p, rows[i].path), rows[i].folder, "... its folder");
        ok(import_is_markdown(rows[i].path) == rows[i].is_markdown, "... and whether it is Markdown");
    }
    is(import_humanise(p, "getting-started"), "Getting started", "a folder's name is made readable");
    is(import_humanise(p, "_private_notes"), "Private notes", "underscores too");
    is(import_humanise(p, "---"), "---", "nothing readable stays as it is");
    is(import_humanise(p, "\xC3\xBC" "ber"), "\xC3\xBC" "ber", "letters beyond ASCII stay");
    is(import_lower(p, "Billing \xC3\x9C"), "billing \xC3\x9C", "ASCII letters become small");
}

static void describing(apr_pool_t *p)
{
    static const struct { const char *yaml, *complaint, *sentence; } rows[] = {
        { "name: A\ndescription: B\nicon: \"x\"\ncolor: '#fff'\ndisplay_order: -3\nother: [1, {a: b}]\n", NULL, "all keys" },
        { "", NULL, "an empty file changes nothing" },
        { "# only a comment\n", NULL, "nor does a comment" },
        { "description: ''\n", NULL, "a description may be emptied" },
        { "name: ''\n", "line 1: name must have 1 to 200 characters", "a name may not" },
        { "name: {a: b}\n", "line 1: name must be a text", "a mapping is no text" },
        { "\nicon: [x]\n", "line 2: icon must be a text", "a list is no text" },
        { "display_order: 1.5\n", "line 1: display_order must be a whole number", "half a place is none" },
        { "- name\n", "line 1: must be keys and values, such as name: Billing", "a list is no category" },
        { "name: \"\\x00\"\n", "line 1: name must have 1 to 200 characters", "NUL is no character" },
        { "a: &x [1]\nname: *x\n", "line 1: name must be a text", "an alias is what it stands for" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        import_category c = { .name = "old", .description = "old", .icon = "", .color = "" };
        help_err *e = import_category_yaml(&c, p, rows[i].yaml, strlen(rows[i].yaml));

        is(e ? e->detail : NULL, rows[i].complaint, rows[i].sentence);
        if (i) continue;
        is(c.name, "A", "... its name");
        ok(c.display_order == -3, "... its place");
    }
    {
        import_category c = { .name = "old" };
        help_err *e = import_category_yaml(&c, p, "name: [\n", 8);
        ok(e && !strncmp(e->detail, "line ", 5) && strstr(e->detail, "is not YAML"), "what is no YAML is said with its line");
        is(c.name, "old", "... and changes nothing");
    }
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    joining(p);
    naming(p);
    describing(p);
    ok(import_key_line("---\ntitle: A\nslug: b\n---\n", "slug") == 3, "a key is found with its line");
    ok(import_key_line("---\nslugs: b\n---\n", "slug") == 1, "another key is not");
    apr_pool_destroy(p);
    apr_terminate();
    return tap_done();
}
