/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "lib/front_matter.h"
#include "lib/text.h"

static void text_ok(const char *s)
{
    MUST(!s || help_utf8_ok(s, strlen(s)));
}

static void list_ok(const apr_array_header_t *list)
{
    int i;

    for (i = 0; list && i < list->nelts; i++) {
        MUST(APR_ARRAY_IDX(list, i, const char *));
        text_ok(APR_ARRAY_IDX(list, i, const char *));
    }
}

/* The body is the file's end, and its line number is right. */
static void body_ok(const help_front_matter *m, const char *text, size_t size)
{
    size_t n = strlen(m->body), i;
    int line = 1;

    MUST(n <= size && memcmp(text + size - n, m->body, n) == 0);
    for (i = 0; i < size - n; i++) line += text[i] == '\n';
    MUST(m->body_line == line || (n == 0 && m->body_line == line + 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    help_front_matter m;
    help_err *e = help_front_matter_read(&m, p, (const char *)data, size);

    if (e) MUST(e->status == 400 && strncmp(e->detail, "line ", 5) == 0);
    else {
        const char *all[] = { m.title, m.summary, m.description, m.category, m.slug, m.language, m.difficulty };
        size_t i;

        for (i = 0; i < sizeof all / sizeof *all; i++) text_ok(all[i]);
        list_ok(m.tags);
        list_ok(m.target_roles);
        list_ok(m.redirect_from);
        body_ok(&m, (const char *)data, size);
    }
    return fuzz_done(p);
}
