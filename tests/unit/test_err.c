/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/err.h"
#include "lib/limits.h"
#include "tap.h"

static void titles(void)
{
    static const struct { int status; const char *title, *sentence; } rows[] = {
        { 200, "OK", "200 has its title" },
        { 404, "Not Found", "404 has its title" },
        { 409, "Conflict", "409 has its title" },
        { 413, "Content Too Large", "413 has the title of RFC 9110" },
        { 429, "Too Many Requests", "429 has the title of RFC 6585" },
        { 503, "Service Unavailable", "503 has its title" },
        { 299, "Error", "a status nobody knows is an Error" },
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        is(help_status_title(rows[i].status), rows[i].title, rows[i].sentence);
}

static void making(apr_pool_t *p)
{
    help_err *e = help_err_new(p, 409, "slug-taken", "Taken.", "slug=%s n=%d", "x", 7);
    const help_field_err *f;

    ok(e->status == 409, "the status is kept");
    is(e->code, "slug-taken", "the code is kept");
    is(e->detail, "Taken.", "the asker's sentence is kept");
    is(e->log, "slug=x n=7", "the operator's text is formatted");
    ok(!e->fields && !e->allow && !e->retry_after_s, "nothing else is set");
    ok(!help_err_new(p, 404, "x", "y", NULL)->log, "without a format there is nothing to log");

    e = help_err_field(p, "steps.0.element", "must have %d characters", 3);
    f = &APR_ARRAY_IDX(e->fields, 0, help_field_err);
    ok(e->status == 400 && e->fields->nelts == 1, "a field error is a 400 with one entry");
    is(f->field, "steps.0.element", "the field is named");
    is(f->text, "must have 3 characters", "the field's text is formatted");
}

static void gathering(apr_pool_t *p)
{
    help_err *e = NULL;
    int i;

    help_err_add(&e, p, "a", "is %s", "required");
    ok(e && e->status == 400, "the first complaint makes the error");
    for (i = 0; i < 2 * HELP_FIELD_ERRORS_MAX; i++) help_err_add(&e, p, "b", "again");
    ok(e->fields->nelts == HELP_FIELD_ERRORS_MAX, "no more complaints than the limit are kept");
    e = help_err_new(p, 409, "unique", "x", NULL);
    help_err_add(&e, p, "slug", "is taken");
    ok(e->status == 409 && e->fields->nelts == 1, "a field added to another error leaves its status");
}

int main(void)
{
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    titles();
    making(p);
    gathering(p);
    apr_terminate();
    return tap_done();
}
