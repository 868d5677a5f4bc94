/* SPDX-License-Identifier: Apache-2.0 */
/* Lines: a pattern, a path, another pattern. */
#include "fuzz.h"
#include "lib/route.h"
#include "lib/text.h"

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void match_ok(const help_route_match *m, const char *pattern)
{
    int i;

    MUST(m->n >= 0 && m->n <= HELP_ROUTE_PARAMS_MAX);
    for (i = 0; i < m->n; i++) {
        const char *v = m->value[i];

        MUST(*v && help_utf8_ok(v, strlen(v)));
        MUST(strcmp(v, ".") && strcmp(v, "..") && !strstr(v, "/../") && strncmp(v, "../", 3));
        MUST(!strchr(v, '/') || strstr(pattern, ":rest}"));
        MUST(help_route_value(m, m->name[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    const char *s = fuzz_text(p, data, size);
    const char *a = fuzz_line(p, &s), *path = fuzz_line(p, &s), *b = fuzz_line(p, &s);
    help_route_match m;
    size_t n = strlen(path);

    if (help_route_fits(&m, p, a, path)) match_ok(&m, a);
    if (n && path[n - 1] != '/')
        MUST(help_route_fits(&m, p, a, path) == help_route_fits(&m, p, a, apr_pstrcat(p, path, "/", NULL)));
    MUST(help_route_order(a, a) == 0);
    MUST(sign(help_route_order(a, b)) == -sign(help_route_order(b, a)));
    return fuzz_done(p);
}
