/* SPDX-License-Identifier: Apache-2.0 */
/* Our section of mod_status: for people as HTML, for scripts (?auto) as "Name: value" lines. */
#include <apr_lib.h>
#include <mod_status.h>

#include "core/ops.h"

static const char *state_name(help_pool_state state)
{
    switch (state) {
    case HELP_POOL_UP:   return "up";
    case HELP_POOL_DOWN: return "down";
    default:             return "not looked at lately";
    }
}

static help_lru_stats kept(void)
{
    help_child *child = help_this_child;
    help_lru_stats st = { 0 };

    if (!child || !child->kept) return st;
    apr_thread_mutex_lock(child->kept_lock);
    help_lru_stat(child->kept, &st);
    apr_thread_mutex_unlock(child->kept_lock);
    return st;
}

/* "db_queries" -> "DbQueries" */
static const char *camel(apr_pool_t *p, const char *name)
{
    char *out = apr_pstrdup(p, name), *w = out;
    int up = 1;

    for (; *name; name++) {
        if (*name != '_') *w++ = (char)(up ? apr_toupper(*name) : *name);
        up = *name == '_';
    }
    *w = '\0';
    return out;
}

static void show(request_rec *r, int for_scripts, const char *name, const char *value)
{
    if (for_scripts) ap_rprintf(r, "Help%s: %s\n", camel(r->pool, name), value);
    else ap_rprintf(r, "<dt>%s</dt><dd>%s</dd>\n", name, ap_escape_html(r->pool, value));
}

static void show_number(request_rec *r, int for_scripts, const char *name, apr_int64_t value)
{
    show(r, for_scripts, name, apr_psprintf(r->pool, "%" APR_INT64_T_FMT, value));
}

static void show_databases(request_rec *r, int for_scripts)
{
    int i;

    for (i = 0; i < help_pool_count(); i++) {
        help_pool *pool = help_pool_at(i);
        const char *problem = help_pool_schema_problem(pool);

        show(r, for_scripts, apr_psprintf(r->pool, "database_%d", i), state_name(help_pool_state_of(pool)));
        show(r, for_scripts, apr_psprintf(r->pool, "schema_%d", i),
             *problem ? problem : help_pool_stands(pool) ? "fits" : "not known yet");
    }
}

static void show_queue(request_rec *r, int for_scripts)
{
    help_queue q;

    help_queue_get(&q);
    show_number(r, for_scripts, "queue_queued", q.queued);
    show_number(r, for_scripts, "queue_running", q.running);
    show_number(r, for_scripts, "queue_dead", q.dead);
    show_number(r, for_scripts, "queue_age_s", q.age_s);
}

static int on_status(request_rec *r, int flags)
{
    int i, for_scripts = flags & AP_STATUS_SHORT;
    help_lru_stats st = kept();

    if (!help_this_child) return DECLINED;
    if (!for_scripts)
        ap_rputs("<hr />\n<h2>Help center " HELP_VERSION "</h2>\n"
                 "<p>Counters of this host since its last restart or reload; cache and databases as the child that answers "
                 "sees them.</p>\n<dl>\n", r);
    for (i = 0; i < HELP_COUNTERS; i++)
        show_number(r, for_scripts, help_counter_name((help_counter)i), (apr_int64_t)help_counted((help_counter)i));
    show_number(r, for_scripts, "kept_entries", (apr_int64_t)st.entries);
    show_number(r, for_scripts, "kept_bytes", (apr_int64_t)st.bytes);
    show_databases(r, for_scripts);
    show_queue(r, for_scripts);
    if (!for_scripts) ap_rputs("</dl>\n", r);
    return OK;
}

void help_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, on_status, NULL, NULL, APR_HOOK_MIDDLE);
}
