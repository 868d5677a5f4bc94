/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its content alone: PNG, JPEG, GIF, WebP, AVIF, MP4, WebM, PDF. */
#ifndef HELP_LIB_MEDIA_TYPE_H
#define HELP_LIB_MEDIA_TYPE_H

#include <apr.h>

typedef struct help_media_type {
    const char *type;               /* "image/png" */
    const char *ext;                /* "png" */
} help_media_type;

/* NULL when it is none of ours (SVG and HTML are never ours: they run script). */
const help_media_type *help_media_type_of(const void *bytes, apr_size_t n);
const help_media_type *help_media_type_by_ext(const char *ext);

#endif
