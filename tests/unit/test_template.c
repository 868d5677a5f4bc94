/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/template.h"
#include "tap.h"

static apr_pool_t *p;

static const char *rendered(const help_templates *t, const char *name, const char *data)
{
    json_t *j = json_loads(data, JSON_DECODE_ANY, NULL);
    help_err *e;
    help_buf b;

    help_json_keep(p, j);
    help_buf_init(&b, p, 1000);
    e = help_templates_render(&b, t, name, j);
    return e ? e->code : b.s;
}

static void values(void)
{
    static const struct { const char *text, *data, *want, *sentence; } rows[] = {
        { "Hello {{name}}!", "{\"name\":\"World\"}", "Hello World!", "a value is printed" },
        { "{{h}}", "{\"h\":\"<b>'\\\"&\"}", "&lt;b&gt;&#39;&quot;&amp;", "escaped" },
        { "{{{h}}}", "{\"h\":\"<b>\"}", "<b>", "or not, with three braces" },
        { "{{n}} {{r}} {{t}} {{f}} {{z}}", "{\"n\":5,\"r\":1.5,\"t\":true,\"f\":false,\"z\":null}", "5 1.5 true false ",
          "numbers and truths are printed, null is empty" },
        { "[{{nope}}]", "{}", "[]", "what is not there is empty" },
        { "[{{o}}]", "{\"o\":{\"a\":1}}", "[]", "an object is empty" },
        { "{{a.b.c}}", "{\"a\":{\"b\":{\"c\":\"deep\"}}}", "deep", "dotted names go down" },
        { "[{{a.x.c}}]", "{\"a\":{\"b\":1}}", "[]", "and end where nothing is" },
        { "{{.}}", "\"self\"", "self", "a dot is the value itself" },
        { "{{#s}}yes{{/s}}", "{\"s\":true}", "yes", "a true section is there" },
        { "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":false}", "no", "a false one is inverted" },
        { "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{}", "no", "so is one that is not there" },
        { "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":[]}", "no", "so is an empty list" },
        { "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":\"\"}", "no", "so is an empty text" },
        { "{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":0}", "no", "so is nought" },
        { "{{#l}}<{{.}}>{{/l}}", "{\"l\":[1,\"b\",true]}", "<1><b><true>", "a list is gone through" },
        { "{{#l}}{{n}}{{out}};{{/l}}", "{\"out\":\"o\",\"l\":[{\"n\":1},{\"n\":2,\"out\":\"i\"}]}", "1o;2i;",
          "inside, the outside is seen unless hidden" },
        { "{{#a}}{{#b}}{{x}}{{y}}{{/b}}{{/a}}", "{\"y\":\"Y\",\"a\":{\"b\":{\"x\":\"X\"}}}", "XY", "objects are gone into" },
        { "{{#a.b}}{{c}}{{/a.b}}", "{\"a\":{\"b\":[{\"c\":1},{\"c\":2}]}}", "12", "a section may be dotted" },
        { "{{#l}}{{#.}}{{.}}{{/.}}|{{/l}}", "{\"l\":[[1,2],[3]]}", "12|3|", "lists in lists are gone through" },
        { "a{{! no {{ comment }}b", "{}", "ab", "a comment is not printed" },
        { "<ul>\n  {{#l}}\n  <li>{{.}}</li>\n  {{/l}}\n</ul>\n", "{\"l\":[1,2]}",
          "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>\n", "a section's tags take their lines with them" },
        { "a {{#t}} b {{/t}} c", "{\"t\":1}", "a  b  c", "but not where there is more on the line" },
        { "{{#t}}\n{{/t}}\nx", "{\"t\":1}", "x", "at the beginning too" },
        { "x\r\n{{#t}}\r\ny\r\n{{/t}}\r\n", "{\"t\":1}", "x\r\ny\r\n", "with any line ends" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_templates *t = NULL;

        ok(!help_templates_add(&t, p, "t", rows[i].text), "%s", rows[i].sentence);
        is(rendered(t, "t", rows[i].data), rows[i].want, "... as it should be");
    }
}

static void partials(void)
{
    help_templates *t = NULL;
    help_buf b;
    help_err *e;

    help_templates_add(&t, p, "page", "<{{>item}}>{{#l}}{{>item}}{{/l}}");
    help_templates_add(&t, p, "item", "[{{n}}]");
    is(rendered(t, "page", "{\"n\":0,\"l\":[{\"n\":1},{\"n\":2}]}"), "<[0]>[1][2]", "a partial sees where it stands");
    help_templates_add(&t, p, "tree", "({{n}}{{#kids}}{{>tree}}{{/kids}})");
    is(rendered(t, "tree", "{\"n\":1,\"kids\":[{\"n\":2,\"kids\":[]},{\"n\":3,\"kids\":[{\"n\":4,\"kids\":[]}]}]}"),
       "(1(2)(3(4)))", "one that calls itself goes down a tree");
    help_templates_add(&t, p, "loop", "x{{>loop}}");
    is(rendered(t, "loop", "{}"), "xxxxxxxxxxxxxxxxx", "and ends at the limit when there is no end");
    help_templates_add(&t, p, "wide", "{{>wide}}{{>wide}}x");
    is(rendered(t, "wide", "{}"), "template", "one that multiplies ends with the buffer");
    help_templates_add(&t, p, "hole", "a{{>nowhere}}b");
    is(rendered(t, "hole", "{}"), "template", "a partial that is not there is an error");
    is(rendered(t, "nowhere", "{}"), "template", "so is a template that is not there");
    help_buf_init(&b, p, 3);
    help_templates_add(&t, p, "long", "four");
    e = help_templates_render(&b, t, "long", NULL);
    ok(e && e->status == 500, "so is a page over its bound");
    e = help_templates_add(&t, p, "bad", "a\n{{#x}}");
    ok(e && e->status == 500 && strstr(e->log, "bad") && strstr(e->log, "line 2"), "a broken text names itself and its line");
}

static void write_file(const char *dir, const char *name, const char *text)
{
    apr_file_t *f;

    apr_file_open(&f, apr_pstrcat(p, dir, "/", name, NULL), APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                  APR_FPROT_OS_DEFAULT, p);
    apr_file_write_full(f, text, strlen(text), NULL);
    apr_file_close(f);
}

static void folders(void)
{
    help_templates *t = NULL;
    const char *tmp, *dir;
    help_err *e;

    apr_temp_dir_get(&tmp, p);
    dir = apr_psprintf(p, "%s/help-templates-%d", tmp, (int)getpid());
    apr_dir_make(dir, APR_FPROT_OS_DEFAULT, p);
    ok(help_templates_load(&t, p, dir) != NULL, "an empty folder is an error");
    write_file(dir, "page.html", "{{>part}}!");
    write_file(dir, "part.html", "hi");
    write_file(dir, "notes.txt", "{{#");
    ok(!help_templates_load(&t, p, dir), "a folder is loaded, other files are passed over");
    is(rendered(t, "page", "{}"), "hi!", "under the files' names");
    write_file(dir, "part.html", "{{>gone}}");
    e = help_templates_load(&t, p, dir);
    ok(e && strstr(e->log, "gone.html"), "a partial that no file makes is told at once");
    write_file(dir, "part.html", "{{");
    e = help_templates_load(&t, p, dir);
    ok(e && strstr(e->log, "part.html") && strstr(e->log, "line 1"), "a broken file is told with file and line");
    write_file(dir, "part.html", "\xFF");
    ok(help_templates_load(&t, p, dir) != NULL, "a file that is no UTF-8 is an error");
    apr_file_remove(apr_pstrcat(p, dir, "/page.html", NULL), p);
    apr_file_remove(apr_pstrcat(p, dir, "/part.html", NULL), p);
    apr_file_remove(apr_pstrcat(p, dir, "/notes.txt", NULL), p);
    apr_dir_remove(dir, p);
    ok(help_templates_load(&t, p, dir) != NULL, "a folder that is not there is an error");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&p, NULL);
    values();
    partials();
    folders();
    apr_terminate();
    return tap_done();
}
