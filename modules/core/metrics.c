/* SPDX-License-Identifier: Apache-2.0 */
/* OpenMetrics 1.0 text: the host's counters, the queue, the databases, and what modules add. Open only where the operator
 * says HelpMetrics On. */
#include "core/ops.h"

#define METRICS_MAX (1 << 20)

APR_IMPLEMENT_OPTIONAL_HOOK_RUN_ALL(help, HELP, int, metrics, (server_rec *s, help_metric_emit *emit, void *baton),
                                    (s, emit, baton), OK, DECLINED)

typedef struct page {
    help_buf out;
    const char *family;                     /* the last one begun */
} page;

/* A family's lines stand together below its head; a counter's samples end in _total, its family does not. */
static void emit(void *baton, const char *name, const char *type, const char *help, const char *labels, double value)
{
    page *m = baton;
    int labelled = labels && *labels;

    if (!m->family || strcmp(m->family, name)) {
        help_buf_printf(&m->out, "# TYPE help_%s %s\n# HELP help_%s %s\n", name, type, name, help ? help : "");
        m->family = apr_pstrdup(m->out.p, name);
    }
    help_buf_printf(&m->out, "help_%s%s%s%s%s %.15g\n", name, strcmp(type, "counter") ? "" : "_total",
                    labelled ? "{" : "", labelled ? labels : "", labelled ? "}" : "", value);
}

static const char *const counter_help[HELP_COUNTERS] = {
    [HELP_COUNT_REQUESTS] = "Requests in our URL space.",
    [HELP_COUNT_ERRORS] = "Answers of 500 and above.",
    [HELP_COUNT_KEPT_HITS] = "Answers given from the in-process cache.",
    [HELP_COUNT_KEPT_MISSES] = "Answers that the in-process cache did not have.",
    [HELP_COUNT_QUICK_HITS] = "Answers given in the quick handler.",
    [HELP_COUNT_DB_QUERIES] = "Pipelines and transactions sent to PostgreSQL.",
    [HELP_COUNT_DB_FAILURES] = "Of these, or of attempts to get a connection, those that failed.",
    [HELP_COUNT_DB_WAITS] = "Times that a request waited for a connection.",
    [HELP_COUNT_LIMITED] = "Requests refused by a rate limit.",
    [HELP_COUNT_LOGIN_FAILURES] = "Failed sign-ins.",
    [HELP_COUNT_JOBS_DONE] = "Background jobs done.",
    [HELP_COUNT_JOBS_FAILED] = "Background jobs that failed, each try.",
    [HELP_COUNT_VIEWS] = "Article views counted.",
};

static void emit_counters(page *m)
{
    int i;

    for (i = 0; i < HELP_COUNTERS; i++)
        emit(m, help_counter_name((help_counter)i), "counter", counter_help[i], NULL,
             (double)help_counted((help_counter)i));
}

static void emit_queue(page *m)
{
    help_queue q;

    help_queue_get(&q);
    if (!q.seen_s) return;
    emit(m, "queue_jobs", "gauge", "Background jobs by state.", "state=\"queued\"", (double)q.queued);
    emit(m, "queue_jobs", "gauge", "", "state=\"running\"", (double)q.running);
    emit(m, "queue_jobs", "gauge", "", "state=\"dead\"", (double)q.dead);
    emit(m, "queue_age_seconds", "gauge", "How long the oldest due job has waited.", NULL, (double)q.age_s);
}

static void emit_databases(page *m)
{
    int i;

    for (i = 0; i < help_pool_count(); i++)
        emit(m, "database_up", "gauge", "1 while the database answers, as this child last saw it.",
             apr_psprintf(m->out.p, "database=\"%d\"", i), help_pool_state_of(help_pool_at(i)) != HELP_POOL_DOWN);
}

help_err *help_metrics_answer(help_ctx *h)
{
    apr_array_header_t *hooks = apr_optional_hook_get("metrics");
    page m = { .family = NULL };
    int i;

    if (!help_conf_of(h->r)->metrics)
        return help_err_new(h->p, HTTP_NOT_FOUND, "not-found", "There is nothing at this address.", NULL);
    help_buf_init(&m.out, h->p, METRICS_MAX);
    emit(&m, "build_info", "gauge", "The version that runs.", "version=\"" HELP_VERSION "\"", 1);
    emit_counters(&m);
    emit_queue(&m);
    emit_databases(&m);
    for (i = 0; hooks && i < hooks->nelts; i++)
        APR_ARRAY_IDX(hooks, i, help_LINK_metrics_t).pFunc(h->r->server, emit, &m);
    help_buf_puts(&m.out, "# EOF\n");
    if (m.out.full)
        return help_err_new(h->p, HTTP_INTERNAL_SERVER_ERROR, "internal", NULL, "metrics take more than %d bytes", METRICS_MAX);
    help_answer_header(h, "Cache-Control", "no-store");
    help_answer_text(h, HTTP_OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", m.out.s, m.out.len);
    return NULL;
}
