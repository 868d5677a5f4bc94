/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over files: a folder's, or those named. Nothing to run is a failure, for then nothing
 * was tested. */
#include <apr_file_info.h>
#include <apr_file_io.h>

#include "fuzz.h"

static int run_file(apr_pool_t *p, const char *path)
{
    apr_file_t *f;
    apr_finfo_t info;
    apr_size_t n = 0;
    void *bytes;

    if (apr_file_open(&f, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, p) ||
        apr_file_info_get(&info, APR_FINFO_SIZE, f))
        return 0;
    /* malloc to the byte: a sanitizer then sees a read beyond the end. */
    bytes = malloc((size_t)info.size + !info.size);
    apr_file_read_full(f, bytes, (apr_size_t)info.size, &n);
    apr_file_close(f);
    LLVMFuzzerTestOneInput(bytes, n);
    free(bytes);
    return 1;
}

static int run_folder(apr_pool_t *p, const char *path)
{
    apr_finfo_t file;
    apr_dir_t *d;
    int n = 0;

    if (apr_dir_open(&d, path, p)) return run_file(p, path);
    while (!apr_dir_read(&file, APR_FINFO_NAME, d))
        if (file.name[0] != '.') n += run_file(p, apr_pstrcat(p, path, "/", file.name, NULL));
    apr_dir_close(d);
    return n;
}

int main(int argc, char **argv)
{
    apr_pool_t *p = fuzz_pool();
    int i, n = 0;

    for (i = 1; i < argc; i++) {
        int ran = run_folder(p, argv[i]);

        if (!ran) {
            fprintf(stderr, "%s: nothing to replay\n", argv[i]);
            return 1;
        }
        n += ran;
    }
    if (!n) fprintf(stderr, "usage: %s folder\n", argv[0]);
    else printf("%d inputs\n", n);
    return n ? 0 : 1;
}
