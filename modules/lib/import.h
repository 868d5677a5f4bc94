/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of Markdown documents becomes articles, and stays in step with them. Identity is (tenant, path).
 * Knows no file system and no socket: the caller hands in the paths and a way to read one of them, so
 * that sync-docs (a folder) and the REST import (a tar) are the same code. Memory grows with the number
 * of paths, never with the size of the documents. */
#ifndef HELP_LIB_IMPORT_H
#define HELP_LIB_IMPORT_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <libpq-fe.h>
#include "lib/err.h"
#include "lib/markdown.h"
#include "lib/pg.h"

typedef struct help_import_source {
    void *baton;
    /* const char *: every file of the tree, relative, '/' between names, well-formed UTF-8, none twice.
     * What is not Markdown (*.md, *.markdown) is looked at when a document or a category names it. */
    const apr_array_header_t *paths;
    /* The bytes of one, NUL-terminated beyond len, in p. The error's detail is a reason to be listed:
     * "cannot be read: Permission denied". Is called twice for each document. */
    help_err *(*read)(void *baton, apr_pool_t *p, const char *path, apr_size_t max, const char **bytes,
                      apr_size_t *len);
} help_import_source;

typedef struct help_import_problem {
    const char *path;
    int line;                       /* 0 = the whole file */
    int is_error;                   /* this file is left out; else a warning, and it is imported */
    const char *text;
    const char *log;                /* for the operator only, or NULL */
} help_import_problem;

typedef enum help_import_change {
    HELP_IMPORT_CREATED, HELP_IMPORT_UPDATED, HELP_IMPORT_UNCHANGED, HELP_IMPORT_MOVED, HELP_IMPORT_ARCHIVED,
    HELP_IMPORT_CHANGES
} help_import_change;

/* Callbacks may be NULL; what they are handed lives during the call. */
typedef struct help_import_options {
    int tenant;
    apr_int64_t user_id;            /* the author of what is made here */
    int dry_run;                    /* say what would be done, write nothing */
    int keep_missing;               /* an article whose file is gone stays as it is */
    void *baton;
    void (*problem)(void *baton, const help_import_problem *problem);
    void (*change)(void *baton, help_import_change change, const char *path, const char *slug);
    void (*progress)(void *baton, int done, int total);
    /* NULL = lib's own. httpd's threads hand in what takes core's Markdown mutex. */
    help_err *(*render)(help_markdown *out, apr_pool_t *p, const char *text, const help_markdown_options *o);
    help_err *(*relink)(const char **out, apr_pool_t *p, const char *text, const help_markdown_options *o);
} help_import_options;

typedef struct help_import_report {
    int count[HELP_IMPORT_CHANGES];
    int errors, warnings;
} help_import_report;

/* One whole run. Bad documents are told to `problem` and stop nothing; an error means that the run itself
 * ended (another one is at work: 409 "import-running"; database away; no document at all: 400
 * "import-empty"). What was written until then is whole documents, and the next run goes on from there. */
help_err *help_import_run(help_import_report *out, apr_pool_t *p, PGconn *db, const help_import_options *options,
                          const help_import_source *source);

#endif
