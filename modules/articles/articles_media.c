/* SPDX-License-Identifier: Apache-2.0 */
/* GET /help/media/{sha256}.{ext}: bytes named by their content, so an address never changes its meaning.
 * Ranges are httpd's own filter's work. */
#include "articles.h"

#include <apr_strings.h>
#include <string.h>

#include "lib/media_type.h"
#include "lib/query.h"

enum { HEX_LEN = 64 };

help_err *articles_get_media(help_ctx *h)
{
    const char *file = help_route_value(h->path, "file");
    const char *sha256 = apr_pstrndup(h->p, file, HEX_LEN), *ext, *etag;
    const char *known = apr_table_get(h->r->headers_in, "If-None-Match");
    articles_media media;
    int has_it;
    help_err *e;

    if (strspn(file, "0123456789abcdef") != HEX_LEN || file[HEX_LEN] != '.') return articles_none(h, "file");
    ext = file + HEX_LEN + 1;
    if (!help_media_type_by_ext(ext)) return articles_none(h, "file");
    etag = apr_pstrcat(h->p, "\"", sha256, "\"", NULL);
    /* Who has it already is asked about rights all the same, but no bytes are read. */
    has_it = known && help_etag_in(known, etag, 1);
    if ((e = articles_media_find(&media, h, sha256, ext, !has_it))) return e;
    if (!media.type) return articles_none(h, "file");
    articles_core->answer_text(h, 200, media.type, media.bytes ? media.bytes : "", media.len);
    h->answer.etag = etag;
    h->answer.immutable = 1;
    return NULL;
}
