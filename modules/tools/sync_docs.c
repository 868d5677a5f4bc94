/* SPDX-License-Identifier: Apache-2.0 */
/* sync-docs: a folder of Markdown becomes articles of one tenant and stays in step with them. What is
 * done with a document stands in lib/import*.c; here are the command line, the folder and the output. */
#include <stdio.h>
#include <unistd.h>
#include <apr_strings.h>
#include "lib/import.h"
#include "tools/sync_tree.h"
#include "tools/tool_args.h"
#include "tools/tool_db.h"

#define EVERY_ON_TTY 50             /* documents between two looks of the progress line */
#define EVERY_IN_LOG 1000

typedef struct sync_run {
    apr_pool_t *p;
    const char *tenant, *user, *url;
    int dry_run, quiet, verbose;
    int is_tty, line_open;          /* a progress line stands on the terminal */
    int tree_errors;
} sync_run;

static void close_line(sync_run *s)
{
    if (s->line_open) fputs("\r\033[K", stderr);
    s->line_open = 0;
}

static void on_problem(void *baton, const help_import_problem *x)
{
    sync_run *s = baton;

    close_line(s);
    fflush(stdout);
    fprintf(stderr, "%s:%d: %s%s", x->path, x->line ? x->line : 1, x->is_error ? "" : "warning: ", x->text);
    if (x->log) fprintf(stderr, " (%s)", x->log);
    fputc('\n', stderr);
}

static void on_bad(void *baton, const char *path, const char *why)
{
    sync_run *s = baton;
    help_import_problem x = { .path = path, .is_error = 1, .text = why };

    s->tree_errors++;
    on_problem(s, &x);
}

static void on_change(void *baton, help_import_change change, const char *path, const char *slug)
{
    static const char *const words[HELP_IMPORT_CHANGES] = {
        [HELP_IMPORT_CREATED] = "created", [HELP_IMPORT_UPDATED] = "updated", [HELP_IMPORT_UNCHANGED] = "unchanged",
        [HELP_IMPORT_MOVED] = "moved", [HELP_IMPORT_ARCHIVED] = "archived",
    };
    sync_run *s = baton;

    if (change == HELP_IMPORT_UNCHANGED || !(s->dry_run || s->verbose) || s->quiet) return;
    close_line(s);
    printf("%-9s %s -> /help/articles/%s/\n", words[change], path, slug);
}

static void on_progress(void *baton, int done, int total)
{
    sync_run *s = baton;

    if (s->quiet || (done % (s->is_tty ? EVERY_ON_TTY : EVERY_IN_LOG) && done != total)) return;
    if (s->is_tty) {
        fprintf(stderr, "\r\033[K%d of %d documents", done, total);
        s->line_open = 1;
        if (done == total) close_line(s);
    }
    else if (done % EVERY_IN_LOG == 0) fprintf(stderr, "%d of %d documents\n", done, total);
}

static int report(sync_run *s, const help_import_report *r)
{
    int errors = r->errors + s->tree_errors;

    close_line(s);
    if (s->dry_run && !s->quiet) puts("dry run: nothing was written");
    printf("created %d, updated %d, unchanged %d, moved %d, archived %d, errors %d\n", r->count[HELP_IMPORT_CREATED],
           r->count[HELP_IMPORT_UPDATED], r->count[HELP_IMPORT_UNCHANGED], r->count[HELP_IMPORT_MOVED],
           r->count[HELP_IMPORT_ARCHIVED], errors);
    return errors ? TOOL_FAILED : TOOL_OK;
}

static int run(sync_run *s, const char *dir)
{
    sync_tree tree = { .p = s->p, .dir = dir, .baton = s, .bad = on_bad };
    help_import_options options = { .dry_run = s->dry_run, .baton = s, .problem = on_problem, .change = on_change,
                                    .progress = on_progress };
    help_import_source source = { .baton = &tree, .read = sync_tree_read };
    help_import_report done;
    PGconn *db;
    help_err *e;

    help_markdown_init();
    if ((e = sync_tree_walk(&tree)) || (e = tool_connect(&db, s->p, s->url)) ||
        (e = tool_tenant(&options.tenant, s->p, db, s->tenant)) ||
        (e = tool_user(&options.user_id, s->p, db, options.tenant, s->user)))
        return tool_fail(s->p, e);
    source.paths = tree.paths;
    e = help_import_run(&done, s->p, db, &options, &source);
    close_line(s);
    if (!e) return report(s, &done);
    tool_fail(s->p, e);
    report(s, &done);
    return TOOL_FAILED;
}

static void help(const tool_option *options)
{
    puts("sync-docs DIR --tenant SLUG --user NAME [options]\n\n"
         "Makes the Markdown files below DIR articles of a tenant and keeps them in step: created, updated,\n"
         "moved (the old address answers 301) and archived when the file is gone. A second run without a\n"
         "change writes nothing. Files with errors are listed as path:line: reason and stop nothing.\n");
    tool_args_help(stdout, options, 0);
    puts("\nExit status: 0 all is in, 1 something is not, 2 wrong usage.");
}

static const char *missing(const sync_run *s, const tool_args *args)
{
    if (!args->n_words) return "which folder? sync-docs DIR --tenant SLUG --user NAME";
    if (!s->tenant) return "which tenant? --tenant SLUG; help-admin tenant list shows them";
    if (!s->user) return "who is the author? --user NAME; help-admin user list shows them";
    return NULL;
}

int main(int argc, const char *const *argv)
{
    sync_run s = { .p = tool_start("sync-docs"), .is_tty = isatty(STDERR_FILENO) };
    const tool_option options[] = {
        { "tenant",       0,   "SLUG", "the help center that the articles are for", &s.tenant, NULL, 0 },
        { "user",         0,   "NAME", "the user who is their author", &s.user, NULL, 0 },
        { "database-url", 'd', "URL",  "of the owner role; default: $DATABASE_URL", &s.url, NULL, 0 },
        { "dry-run",      'n', NULL,   "say what would be done, write nothing", NULL, &s.dry_run, 0 },
        { "verbose",      'v', NULL,   "a line for each article that changes", NULL, &s.verbose, 0 },
        { "quiet",        'q', NULL,   "only errors and the last line", NULL, &s.quiet, 0 },
        { NULL, 0, NULL, NULL, NULL, NULL, 0 },
    };
    const char *words[1], *complaint;
    tool_args args = { .p = s.p, .options = options, .words = words, .max_words = 1,
                       .max_words_text = "sync-docs takes one folder" };
    int status = TOOL_USAGE;

    complaint = tool_args_read(&args, argc - 1, argv + 1);
    if (!complaint && !args.wants_help) complaint = missing(&s, &args);
    if (complaint) tool_complain("%s", complaint);
    else if (args.wants_help) {
        help(options);
        status = TOOL_OK;
    }
    else status = run(&s, words[0]);
    tool_end(s.p);
    return status;
}
