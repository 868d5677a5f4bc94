/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/media_type.h"
#include "tap.h"

int main(void)
{
    static const struct { const char *bytes; apr_size_t n; const char *type, *sentence; } rows[] = {
        { "\x89PNG\r\n\x1A\n....", 12, "image/png", "PNG by its signature" },
        { "\xFF\xD8\xFF\xE0..JFIF", 10, "image/jpeg", "JPEG by its first marker" },
        { "GIF89a..", 8, "image/gif", "GIF 89a" },
        { "GIF87a..", 8, "image/gif", "GIF 87a" },
        { "GIF90a..", 8, NULL, "there is no GIF 90a" },
        { "RIFF\4\0\0\0WEBPVP8 ", 16, "image/webp", "WebP" },
        { "RIFF\4\0\0\0WAVEfmt ", 16, NULL, "another RIFF is music" },
        { "\0\0\0\x1C" "ftypavif\0\0\0\0avifmif1miaf", 28, "image/avif", "AVIF by its major brand" },
        { "\0\0\0\x18" "ftypmif1\0\0\0\0mif1avif", 24, "image/avif", "AVIF by a compatible one" },
        { "\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic", 24, NULL, "HEIC is none of ours" },
        { "\0\0\0\x18" "ftypisom\0\0\2\0isomiso2", 24, "video/mp4", "MP4" },
        { "\0\0\0\x18" "ftypmp42\0\0\0\0mp42isom", 24, "video/mp4", "MP4 of another brand" },
        { "\0\0\0\x18" "ftypM4A \0\0\0\0M4A mp42", 24, NULL, "music in the same box is none of ours" },
        { "\0\0\0\x14" "ftypqt  \0\0\0\0qt  ", 20, NULL, "nor is QuickTime" },
        { "\0\0\xFF\xFF" "ftypisom\0\0\0\0", 16, NULL, "a box longer than the file is broken" },
        { "\0\0\0\x04" "ftypisom\0\0\0\0", 16, NULL, "and one shorter than itself" },
        { "\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm\x42\x87", 18, "video/webm", "WebM by its document type" },
        { "\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x88matroska", 20, NULL, "Matroska is none of ours" },
        { "%PDF-1.7\n", 9, "application/pdf", "PDF" },
        { "<svg xmlns='http://www.w3.org/2000/svg'>", 40, NULL, "SVG never" },
        { "<!DOCTYPE html>", 15, NULL, "HTML never" },
        { "", 0, NULL, "an empty file never" },
        { "\x89PN", 3, NULL, "a cut signature never" },
        { "\x1A\x45\xDF\xA3", 4, NULL, "nor a cut header" },
    };
    const help_media_type *m;
    apr_size_t i, n;
    int safe = 1;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        m = help_media_type_of(rows[i].bytes, rows[i].n);
        is(m ? m->type : NULL, rows[i].type, rows[i].sentence);
        for (n = 0; n < rows[i].n; n++) {
            m = help_media_type_of(rows[i].bytes, n);
            safe &= !m || !rows[i].type || !strcmp(m->type, rows[i].type);
        }
    }
    ok(safe, "a beginning of a file is never something else");
    is(help_media_type_by_ext("png")->type, "image/png", "png is an extension");
    is(help_media_type_by_ext("JPEG")->ext, "jpg", "jpeg is jpg, in any case");
    ok(!help_media_type_by_ext("svg") && !help_media_type_by_ext(""), "svg and nothing are none");
    return tap_done();
}
