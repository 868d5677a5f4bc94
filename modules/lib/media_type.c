/* SPDX-License-Identifier: Apache-2.0 */
/* Recognises files by their first bytes. What is not surely one of ours is none: a wrong guess would be
 * served under a type that its content is not. */
#include "lib/media_type.h"

#include <string.h>
#include <strings.h>

/* Where a Matroska file says that it is WebM: its header comes first and is some 40 bytes long. */
#define EBML_SEARCH 128
#define BRANDS_MAX  64

enum { PNG, JPEG, GIF, WEBP, AVIF, MP4, WEBM, PDF };

static const help_media_type types[] = {
    [PNG]  = { "image/png", "png" },
    [JPEG] = { "image/jpeg", "jpg" },
    [GIF]  = { "image/gif", "gif" },
    [WEBP] = { "image/webp", "webp" },
    [AVIF] = { "image/avif", "avif" },
    [MP4]  = { "video/mp4", "mp4" },
    [WEBM] = { "video/webm", "webm" },
    [PDF]  = { "application/pdf", "pdf" },
};

static int at(const unsigned char *b, apr_size_t n, apr_size_t offset, const char *what, apr_size_t len)
{
    return n >= offset + len && memcmp(b + offset, what, len) == 0;
}

static int brand_in(const unsigned char *brand, const char *const *list)
{
    for (; *list; list++)
        if (memcmp(brand, *list, 4) == 0) return 1;
    return 0;
}

/* ISO/IEC 14496-12 section 4.3: a box "ftyp" of a major brand, a version and compatible brands. The major
 * one decides alone where it is telling; photographs and music have the same boxes. */
static const help_media_type *iso_media(const unsigned char *b, apr_size_t n)
{
    static const char *const avif[] = { "avif", "avis", NULL };
    static const char *const generic[] = { "mif1", "msf1", NULL };
    static const char *const mp4[] = { "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", NULL };
    apr_size_t size = (apr_size_t)b[0] << 24 | (apr_size_t)b[1] << 16 | (apr_size_t)b[2] << 8 | b[3], i;

    if (size < 16 || size > n || size > 16 + 4 * BRANDS_MAX) return NULL;
    if (brand_in(b + 8, avif)) return &types[AVIF];
    if (brand_in(b + 8, mp4)) return &types[MP4];
    for (i = 16; brand_in(b + 8, generic) && i + 4 <= size; i += 4)
        if (brand_in(b + i, avif)) return &types[AVIF];
    return NULL;
}

/* RFC 8794: EBML magic, then among others the element DocType (0x4282) with its length and text. */
static int is_webm(const unsigned char *b, apr_size_t n)
{
    apr_size_t i, end = n < EBML_SEARCH ? n : EBML_SEARCH;

    if (!at(b, n, 0, "\x1A\x45\xDF\xA3", 4)) return 0;
    for (i = 4; i + 7 <= end; i++)
        if (at(b, end, i, "\x42\x82\x84webm", 7)) return 1;
    return 0;
}

const help_media_type *help_media_type_of(const void *bytes, apr_size_t n)
{
    const unsigned char *b = bytes;

    if (at(b, n, 0, "\x89PNG\r\n\x1A\n", 8)) return &types[PNG];
    if (at(b, n, 0, "\xFF\xD8\xFF", 3)) return &types[JPEG];
    if (at(b, n, 0, "GIF87a", 6) || at(b, n, 0, "GIF89a", 6)) return &types[GIF];
    if (at(b, n, 0, "RIFF", 4) && at(b, n, 8, "WEBPVP8", 7)) return &types[WEBP];
    if (at(b, n, 0, "%PDF-", 5)) return &types[PDF];
    if (is_webm(b, n)) return &types[WEBM];
    return n >= 16 && at(b, n, 4, "ftyp", 4) ? iso_media(b, n) : NULL;
}

const help_media_type *help_media_type_by_ext(const char *ext)
{
    apr_size_t i;

    if (strcasecmp(ext, "jpeg") == 0) return &types[JPEG];
    for (i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(ext, types[i].ext) == 0) return &types[i];
    return NULL;
}
