/* SPDX-License-Identifier: Apache-2.0 */
/* The OpenAPI document: put together at start from the fragment of each loaded module, less the operations that this
 * build only answers with 501. Route table and fragments are held against each other, each gap a warning. */
#include "core/core.h"

#include <apr_lib.h>

#define FRAGMENT_MAX_BYTES (1 << 20)
#define PATHS_MAX          512

/* Written once before the children are made; they read it. */
static const char *document;
static apr_size_t document_len;

/* ---- gathering ------------------------------------------------------------------------------------------- */

typedef struct gathering {
    apr_pool_t *p;
    server_rec *s;
    json_t *paths, *components;     /* what the document gets */
    json_t *documented;             /* key -> its path in the document */
    json_t *answered, *planned;     /* keys of routes with and without a handler */
    const char *dir;
    apr_table_t *seen;              /* modules whose fragment has been read */
} gathering;

/* "get /articles/{}/": the document has one path for what the table reads as {id:int} and as {slug}, since to
 * OpenAPI these are the same. */
static const char *key_of(apr_pool_t *p, const char *method, const char *path)
{
    char *key = apr_pstrcat(p, method, " ", path, NULL), *to = key;
    int inside = 0;

    for (const char *c = key; *c; c++) {
        if (*c == '}') inside = 0;
        if (!inside) *to++ = *c;
        if (*c == '{') inside = 1;
    }
    *to = '\0';
    for (to = key; *to && *to != ' '; to++) *to = (char)apr_tolower(*to);
    return key;
}

static json_t *fragment_read(gathering *g, const char *owner)
{
    const char *file = apr_pstrcat(g->p, g->dir, "/", owner, ".json", NULL);
    json_error_t why;
    json_t *j = json_load_file(file, JSON_REJECT_DUPLICATES, &why);

    if (!j && json_error_code(&why) != json_error_cannot_open_file)
        HELP_LOG_S(APLOG_WARNING, g->s, "0300", "the OpenAPI fragment of module %s is no JSON: line %d: %s", owner,
                   why.line, why.text);
    return j;
}

static void paths_merge(gathering *g, json_t *from)
{
    const char *path, *method;
    json_t *item, *operation, *into;

    json_object_foreach(from, path, item) {
        if (!(into = json_object_get(g->paths, path))) {
            into = json_object();
            json_object_set_new(g->paths, path, into);
        }
        json_object_foreach(item, method, operation) {
            json_object_set(into, method, operation);
            if (strcmp(method, "parameters"))
                json_object_set_new(g->documented, key_of(g->p, method, path), json_string(path));
        }
    }
}

static void components_merge(gathering *g, json_t *from)
{
    const char *kind;
    json_t *section;

    json_object_foreach(from, kind, section) {
        json_t *into = json_object_get(g->components, kind);

        if (into) json_object_update_missing(into, section);
        else json_object_set(g->components, kind, section);
    }
}

static void gather(void *baton, const char *owner, const help_route *row)
{
    gathering *g = baton;
    json_t *fragment;

    if (apr_table_get(g->seen, owner)) return;
    apr_table_setn(g->seen, owner, "1");
    if (!(fragment = fragment_read(g, owner))) return;
    paths_merge(g, json_object_get(fragment, "paths"));
    components_merge(g, json_object_get(fragment, "components"));
    json_decref(fragment);
}

/* ---- holding against each other ------------------------------------------------------------------------------ */

static int is_described(const help_route *row)
{
    return !strncmp(row->path, HELP_API "/", sizeof(HELP_API)) || !strncmp(row->path, "/health/", 8);
}

static void compare(void *baton, const char *owner, const help_route *row)
{
    gathering *g = baton;
    const char *key = key_of(g->p, row->method, row->path);

    if (json_object_get(g->documented, key))
        json_object_set_new(row->handler ? g->answered : g->planned, key, json_true());
    else if (row->handler && is_described(row))
        HELP_LOG_S(APLOG_WARNING, g->s, "0301", "%s %s of module %s is not in the OpenAPI document", row->method,
                   row->path, owner);
}

static void forget(gathering *g, const char *key, const char *path)
{
    json_t *item = json_object_get(g->paths, path);

    json_object_del(item, apr_pstrmemdup(g->p, key, strcspn(key, " ")));
    if (json_object_size(item) == (json_object_get(item, "parameters") ? 1u : 0u)) json_object_del(g->paths, path);
}

static void keep_what_answers(gathering *g)
{
    const char *key;
    json_t *path;

    json_object_foreach(g->documented, key, path) {
        if (json_object_get(g->answered, key)) continue;
        if (!json_object_get(g->planned, key))
            HELP_LOG_S(APLOG_WARNING, g->s, "0302", "the OpenAPI document describes '%s', which no module answers",
                       key);
        forget(g, key, json_string_value(path));
    }
}

static json_t *whole(gathering *g)
{
    return json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s}], s:O, s:O, s:[{s:[]}, {s:[]}, {}]}",
                     "openapi", "3.1.0",
                     "info", "title", "Help center", "version", HELP_VERSION,
                     "description", "Every operation of this server.",
                     "license", "name", "Apache-2.0", "identifier", "Apache-2.0",
                     "servers", "url", "/", "paths", g->paths, "components", g->components,
                     "security", "token", "session");
}

int help_openapi_build(apr_pool_t *pconf, server_rec *s)
{
    gathering g = { .p = pconf, .s = s, .paths = json_object(), .components = json_object(),
                    .documented = json_object(), .answered = json_object(), .planned = json_object(),
                    .seen = apr_table_make(pconf, 8) };
    json_t *all;

    g.dir = apr_pstrcat(pconf, help_global_conf()->assets, "/help/openapi", NULL);
    help_routes_each(gather, &g);
    help_routes_each(compare, &g);
    keep_what_answers(&g);
    all = whole(&g);
    document = help_json_text(pconf, all, &document_len);
    json_decref(all);
    json_decref(g.paths);
    json_decref(g.components);
    json_decref(g.documented);
    json_decref(g.answered);
    json_decref(g.planned);
    return OK;
}

/* ---- the call --------------------------------------------------------------------------------------------------- */

static help_err *openapi_get(help_ctx *h)
{
    help_answer_text(h, HTTP_OK, "application/json", document, document_len);
    return NULL;
}

static const help_route rows[] = {
    { "GET", HELP_API "/openapi.json", HELP_FREE, 0, 0, openapi_get },
};

void help_openapi_register(void)
{
    help_routes_add("core", rows, sizeof(rows) / sizeof(rows[0]));
}
