/* SPDX-License-Identifier: Apache-2.0 */
/* A folder as the import sees it: relative paths, and a way to read one. Never leaves the folder: links
 * that lead out are listed, not followed. */
#ifndef HELP_SYNC_TREE_H
#define HELP_SYNC_TREE_H

#include <apr_pools.h>
#include <apr_tables.h>
#include "lib/err.h"

typedef struct sync_tree {
    apr_pool_t *p;
    const char *dir, *real;         /* as given; with its links resolved */
    apr_array_header_t *paths;      /* of const char * */
    void *baton;
    /* A file or folder that cannot be taken. */
    void (*bad)(void *baton, const char *path, const char *why);
} sync_tree;

/* Fills real and paths. Names that begin with a dot are passed over, and folders named node_modules. */
help_err *sync_tree_walk(sync_tree *t);
/* As help_import_source.read; baton is the tree. */
help_err *sync_tree_read(void *baton, apr_pool_t *p, const char *path, apr_size_t max, const char **bytes,
                         apr_size_t *len);

#endif
