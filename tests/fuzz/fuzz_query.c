/* SPDX-License-Identifier: Apache-2.0 */
/* What was read, written again and read again, is the same. */
#include "fuzz.h"
#include "lib/limits.h"
#include "lib/query.h"
#include "lib/text.h"

static apr_table_t *again(apr_pool_t *p, const apr_table_t *t)
{
    const apr_table_entry_t *e = (const apr_table_entry_t *)apr_table_elts(t)->elts;
    const char *query = "";
    apr_table_t *out = NULL;
    int i;

    for (i = 0; i < apr_table_elts(t)->nelts; i++)
        query = apr_pstrcat(p, query, *query ? "&" : "", help_url_escape(p, e[i].key, 0), "=",
                            help_url_escape(p, e[i].val, 1), NULL);
    MUST(!help_query_parse(&out, p, query));
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    const char *args = fuzz_text(p, data, size);
    apr_table_t *t = NULL, *u;
    int i;

    if (!help_query_parse(&t, p, args)) {
        const apr_table_entry_t *e = (const apr_table_entry_t *)apr_table_elts(t)->elts;

        MUST(apr_table_elts(t)->nelts <= HELP_QUERY_PARAMS_MAX);
        u = again(p, t);
        MUST(apr_table_elts(t)->nelts == apr_table_elts(u)->nelts);
        for (i = 0; i < apr_table_elts(t)->nelts; i++) {
            MUST(help_utf8_ok(e[i].key, strlen(e[i].key)) && help_utf8_ok(e[i].val, strlen(e[i].val)));
            MUST(apr_table_get(u, e[i].key) && strcmp(apr_table_get(u, e[i].key), e[i].val) == 0);
        }
    }
    return fuzz_done(p);
}
