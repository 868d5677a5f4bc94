/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the import share; nobody else includes it. */
#ifndef HELP_LIB_IMPORT_INT_H
#define HELP_LIB_IMPORT_INT_H

#include <apr_hash.h>
#include "lib/front_matter.h"
#include "lib/import.h"
#include "lib/limits.h"

/* Moves when the same file must give another article than before: every document is then written once. */
#define IMPORT_FORMAT      "1"
#define IMPORT_BATCH       100              /* documents a pipeline: more did not make it faster */
#define IMPORT_BATCH_BYTES (1 << 20)        /* and about this of text: a pipeline has HELP_PG_DEADLINE_MS */
#define IMPORT_MEDIA_MAX   (10 << 20)       /* HelpMediaMaxSize's default */
#define IMPORT_PATH_MAX    1000             /* column source_path */
#define IMPORT_DEPTH_MAX   19               /* column path of a category holds 20 */
#define IMPORT_GENERAL     "General"        /* the category of what lies in no folder */

/* source_hash is two halves of 16 bytes. The first is of the file's bytes alone: a file that moved has
 * it still, though its links may lead elsewhere. The second is of all that makes the article; zeros
 * there say that the import archived it, so that the file's return is told from a hand's archiving. */
#define IMPORT_HALF 16

typedef struct import_category {
    apr_int64_t id;                 /* 0 in a dry run, where it would be made */
    apr_int64_t parent_id;
    const char *name, *slug, *description, *icon, *color;
    int display_order;
    int claimed;                    /* by a folder of this run: no second folder may have it */
} import_category;

typedef struct import_doc import_doc;

/* A folder that holds documents, itself or below. */
typedef struct import_folder {
    const char *path;               /* "" at the top */
    struct import_folder *parent;   /* NULL at the top */
    import_category *category;      /* NULL until import_categories(), and at a top without documents */
    int is_needed;                  /* it, or one below it, gives its category to a document */
} import_folder;

/* An article that came from a path. */
typedef struct import_known {
    apr_int64_t id;
    const char *path, *slug;
    unsigned char hash[2 * IMPORT_HALF];
    int is_deleted;                 /* by hand; left alone */
    int is_archived;                /* by whomever */
    import_doc *doc;                /* its document of this run, NULL = gone */
} import_known;

/* A document of the tree. */
struct import_doc {
    const char *path;
    import_folder *folder;
    const char *wish;               /* slug of the front matter, or NULL */
    const char *slug;               /* NULL until import_slugs(), and for a bad one without an article */
    const char *category_name;      /* of the front matter, or NULL */
    import_known *known;            /* NULL = new */
    unsigned char hash[IMPORT_HALF];
    int wish_line;
    unsigned bad : 1, moved : 1;
};

typedef struct import {
    apr_pool_t *p;                  /* the run's */
    apr_pool_t *file;               /* one document's; cleared for the next */
    apr_pool_t *batch;              /* one pipeline's */
    PGconn *db;
    const help_import_options *o;
    const help_import_source *source;
    help_import_report *report;

    apr_array_header_t *docs;       /* of import_doc *, by path */
    apr_array_header_t *known;      /* of import_known *, by path */
    apr_hash_t *by_path;            /* path -> import_doc */
    apr_hash_t *files;              /* path -> path: all of the tree */
    apr_hash_t *folders;            /* path -> import_folder */
    apr_hash_t *by_stem;            /* "a/b/c" of "a/b/c.md" -> import_doc */
    apr_hash_t *by_suffix;          /* "b/c" of the same -> import_doc, or import_ambiguous */
    apr_hash_t *slugs;              /* slug -> import_known, or import_foreign for a hand-made article */
    apr_array_header_t *categories; /* of import_category * */
    apr_hash_t *category_by_slug, *category_by_name;    /* name in lower case */
    apr_hash_t *tags;               /* name -> id as text */
    apr_hash_t *tag_slugs;          /* slug -> slug */
    apr_hash_t *media;              /* path -> URL, "" for what cannot be one */

    help_sql_call *calls;           /* the pipeline in the making */
    struct import_pending *pending;
    int n_calls, n_queued, n_pending;  /* n_queued: calls that belong to a pending document */
    apr_size_t batch_bytes;
} import;

/* One document that waits for its pipeline: its calls are first..first+n-1. */
typedef struct import_pending {
    import_doc *doc;
    help_import_change change;
    int first, n;
} import_pending;

extern const char import_ambiguous[], import_foreign[];

/* import.c */
void import_begin(import *m, apr_pool_t *p);    /* empty pools and tables; db, o, source, report are set */
void import_error(import *m, const char *path, int line, const char *text, const char *log);
void import_warn(import *m, const char *path, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void import_err(import *m, const char *path, const help_err *e);      /* takes "line N: " off the detail */

/* import_load.c: what the database holds before the run. */
help_err *import_load(import *m);
help_err *import_query(import *m, apr_pool_t *p, PGresult **out, const help_sql *sql, const help_sql_args *args);

/* import_scan.c: the first reading of each document. */
help_err *import_scan(import *m);
/* Reads and takes apart one document; reports what is wrong and returns 0. */
int import_read(import *m, import_doc *d, help_front_matter *fm, const char **bytes, apr_size_t *len);
int import_is_markdown(const char *path);
/* The line of `key:` in the front matter, from 1; 1 when it is not found. */
int import_key_line(const char *text, const char *key);

/* import_slug.c: which article is which document, and where it will stand. */
void import_match(import *m);
void import_slugs(import *m);

/* import_path.c: pure. */
/* "a/b.md" + "../c/d.md" -> "c/d.md"; NULL when it leaves the tree. */
const char *import_path_join(apr_pool_t *p, const char *folder, const char *relative);
const char *import_path_folder(apr_pool_t *p, const char *path);     /* "" at the top */
const char *import_path_base(const char *path);                      /* after the last '/' */
const char *import_path_stem(apr_pool_t *p, const char *path);       /* without .md; "a/index.md" is "a" */
int import_path_is_index(const char *path);
const char *import_humanise(apr_pool_t *p, const char *name);        /* "getting-started" -> "Getting started" */
const char *import_lower(apr_pool_t *p, const char *s);              /* ASCII letters only */

/* import_category.c, import_category_yaml.c */
help_err *import_categories(import *m);
const import_category *import_category_of(import *m, const import_doc *d);   /* after import_categories() */
/* Overwrites the fields that the text names. */
help_err *import_category_yaml(import_category *out, apr_pool_t *p, const char *text, apr_size_t len);

/* import_link.c: destinations of one document. */
typedef struct import_links {
    import *m;
    import_doc *doc;
    const char *body;               /* to find the line of a destination */
    int body_line;
    apr_size_t at;                  /* destinations come in order, so the search goes on from here */
    apr_array_header_t *media;      /* of const char *: bytea literals of what it shows */
    help_err *fatal;                /* the database ended, not the document */
} import_links;
const char *import_link_rewrite(void *baton, const char *url, int image);
void import_link_index(import *m);

/* import_media.c: the address of a picture, stored if need be; NULL when it cannot be one (said why). */
const char *import_media(import_links *l, const char *path, int line);

/* import_write.c: the second reading. */
help_err *import_write(import *m);

/* import_batch.c: pipelines, and who is told. */
void import_count(import *m, help_import_change change, const char *path, const char *slug);
/* A call of the document that is being queued; its arguments must live in m->batch. */
help_sql_call *import_call(import *m, int sql);
/* The calls since the last import_queued() belong to d; runs the pipeline when it is full. */
help_err *import_queued(import *m, import_doc *d, help_import_change change, apr_size_t bytes);
help_err *import_flush(import *m);
/* The server is gone, or has not our tables: no document is to blame. */
int import_is_fatal(const import *m, const help_err *e);
help_err *import_archive(import *m);

/* import_tag.c: {1,2} of the named tags; makes those that are not there. */
help_err *import_tags(const char **out, import *m, const apr_array_header_t *names);

/* import_sql.c */
enum {
    IMPORT_LOCK, IMPORT_UNLOCK, IMPORT_KNOWN, IMPORT_FOREIGN, IMPORT_CATEGORIES, IMPORT_TAGS,
    IMPORT_CATEGORY_ADD, IMPORT_CATEGORY_SET, IMPORT_TAG_ADD, IMPORT_MEDIA_HAS, IMPORT_MEDIA_ADD,
    IMPORT_ARTICLE_ADD, IMPORT_ARTICLE_SET, IMPORT_REDIRECTS, IMPORT_RETEXT, IMPORT_ARCHIVE, IMPORT_AUDIT
};
extern const help_sql import_sql[];

#endif
