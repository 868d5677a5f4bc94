/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures and other files that documents show: stored once, by content. Each is written at once and
 * not with its document, so that no two of them are in memory together. */
#include <apr_strings.h>
#include "lib/import_int.h"
#include "lib/media_type.h"
#include "lib/text.h"
#include "lib/token.h"

static help_err *store(import *m, const char *digest, const help_media_type *type, const char *bytes, apr_size_t len)
{
    help_sql_args args = { 0 };
    PGresult *res;
    help_err *e;

    help_arg_text(&args, digest);
    if ((e = import_query(m, m->file, &res, &import_sql[IMPORT_MEDIA_HAS], &args)) || PQntuples(res)) return e;
    help_arg_text(&args, type->ext);
    help_arg_text(&args, type->type);
    help_arg_bytes(&args, bytes, len);
    help_arg_int(&args, m->file, m->o->user_id);
    return import_query(m, m->file, &res, &import_sql[IMPORT_MEDIA_ADD], &args);
}

/* "" for what cannot be stored, so that it is read and complained about once a run. */
static const char *fresh(import_links *l, const char *path, int line)
{
    import *m = l->m;
    const help_media_type *type;
    unsigned char sha256[32];
    const char *bytes, *hex;
    apr_size_t len;
    help_err *e = m->source->read(m->source->baton, m->file, path, IMPORT_MEDIA_MAX, &bytes, &len);

    if (e) {
        import_warn(m, l->doc->path, line, "%s: %s", path, e->detail);
        return "";
    }
    if (!(type = help_media_type_of(bytes, len))) {
        import_warn(m, l->doc->path, line, "%s is no PNG, JPEG, GIF, WebP, AVIF, MP4, WebM or PDF and is not stored", path);
        return "";
    }
    help_sha256(sha256, bytes, len);
    hex = help_hex(m->file, sha256, sizeof(sha256));
    if (!m->o->dry_run && (e = store(m, apr_pstrcat(m->file, "\\x", hex, NULL), type, bytes, len))) {
        if (import_is_fatal(m, e)) l->fatal = e;
        import_warn(m, l->doc->path, line, "%s: %s", path, e->detail);
        return "";
    }
    return apr_pstrcat(m->p, "/help/media/", hex, ".", type->ext, NULL);
}

const char *import_media(import_links *l, const char *path, int line)
{
    import *m = l->m;
    const char *url = apr_hash_get(m->media, path, APR_HASH_KEY_STRING);

    if (!url) {
        if (!(url = fresh(l, path, line))) return NULL;
        apr_hash_set(m->media, apr_pstrdup(m->p, path), APR_HASH_KEY_STRING, url);
    }
    if (!*url) return NULL;
    APR_ARRAY_PUSH(l->media, const char *) =
        apr_pstrcat(m->file, "\\x", apr_pstrmemdup(m->file, url + sizeof("/help/media/") - 1, 64), NULL);
    return url;
}
