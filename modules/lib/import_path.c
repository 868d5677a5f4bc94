/* SPDX-License-Identifier: Apache-2.0 */
/* Paths inside a tree, as text. Pure: nothing here looks at a file. */
#include <string.h>
#include <strings.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "lib/import_int.h"

const char *import_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const char *import_path_folder(apr_pool_t *p, const char *path)
{
    const char *base = import_path_base(path);

    return base == path ? "" : apr_pstrmemdup(p, path, (apr_size_t)(base - path - 1));
}

/* Of ".md" and ".markdown"; 0 when it has neither, or nothing before it. */
static apr_size_t extension(const char *path)
{
    static const char *const known[] = { ".md", ".markdown", NULL };
    const char *const *x, *base = import_path_base(path);
    apr_size_t len = strlen(base);

    for (x = known; *x; x++)
        if (len > strlen(*x) && !strcasecmp(base + len - strlen(*x), *x)) return strlen(*x);
    return 0;
}

int import_is_markdown(const char *path)
{
    return extension(path) > 0;
}

int import_path_is_index(const char *path)
{
    static const char *const names[] = { "index", "_index", "readme", NULL };
    const char *const *n, *base = import_path_base(path);
    apr_size_t len = strlen(base) - extension(path);

    for (n = names; *n; n++)
        if (strlen(*n) == len && !strncasecmp(base, *n, len)) return 1;
    return 0;
}

const char *import_path_stem(apr_pool_t *p, const char *path)
{
    const char *folder = import_path_folder(p, path);

    if (import_path_is_index(path) && *folder) return folder;
    return apr_pstrmemdup(p, path, strlen(path) - extension(path));
}

/* Takes the last name off out, which ends with none of its slashes; 0 when there is none left. */
static int up(char *out)
{
    char *slash = strrchr(out, '/');

    if (!*out) return 0;
    if (slash) *slash = '\0';
    else *out = '\0';
    return 1;
}

const char *import_path_join(apr_pool_t *p, const char *folder, const char *relative)
{
    char *out = apr_palloc(p, strlen(folder) + strlen(relative) + 2);
    apr_size_t n = strlen(folder);

    memcpy(out, folder, n + 1);
    while (*relative) {
        apr_size_t len = strcspn(relative, "/");
        if (len == 2 && !memcmp(relative, "..", 2)) {
            if (!up(out)) return NULL;
        }
        else if (len && !(len == 1 && *relative == '.')) {
            n = strlen(out);
            if (n) out[n++] = '/';
            memcpy(out + n, relative, len);
            out[n + len] = '\0';
        }
        relative += len;
        relative += strspn(relative, "/");
    }
    return out;
}

const char *import_humanise(apr_pool_t *p, const char *name)
{
    char *out = apr_pstrdup(p, name), *c;

    for (c = out; *c; c++)
        if (*c == '-' || *c == '_') *c = ' ';
    for (c = out; *c == ' '; c++)
        ;
    if (!*c) return name;
    if (apr_isascii(*c)) *c = (char)apr_toupper(*c);
    return c;
}

const char *import_lower(apr_pool_t *p, const char *s)
{
    char *out = apr_pstrdup(p, s), *c;

    for (c = out; *c; c++)
        if (apr_isascii(*c)) *c = (char)apr_tolower(*c);
    return out;
}
