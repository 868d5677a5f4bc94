/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a template over data that is full of markup: it comes out escaped unless asked for raw. */
#include "fuzz.h"
#include "lib/json.h"
#include "lib/template.h"

static const char data_text[] =
    "{\"a\":\"<EVIL>\",\"l\":[\"<EVIL>\",{\"a\":\"<EVIL>\"},[1,2]],\"t\":true,\"f\":false,\"n\":0,\"o\":{\"b\":{\"c\":\"<EVIL>\"}}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    const char *text = fuzz_text(p, data, size);
    help_templates *t = NULL;
    json_t *j = NULL;
    help_err *e;
    help_buf b;

    MUST(!help_json_parse(&j, p, data_text, strlen(data_text)));
    MUST(!help_templates_add(&t, p, "part", "[{{a}}{{>self}}]"));
    e = help_templates_add(&t, p, "self", text);
    if (e) MUST(e->status == 500 && strstr(e->log, "line "));
    else {
        help_buf_init(&b, p, 100000);
        e = help_templates_render(&b, t, "self", j);
        MUST(!e || e->status == 500);
        MUST(b.len <= 100000 && strlen(b.s) == b.len);
        if (!strstr(text, "{{{") && !strchr(text, '<')) MUST(!strchr(b.s, '<'));
        if (!strstr(text, "{{")) MUST(strcmp(b.s, text) == 0);
    }
    return fuzz_done(p);
}
