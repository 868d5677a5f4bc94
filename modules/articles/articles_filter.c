/* SPDX-License-Identifier: Apache-2.0 */
/* The query of GET articles/ as typed values. What is not right is gathered and answered at once; the
 * database sees nothing that was not checked here. */
#include "articles.h"

#include <apr_strings.h>
#include <string.h>

static const char *const orders[ARTICLES_ORDERS] = {
    [ARTICLES_BY_PUBLISHED] = "published_date", [ARTICLES_BY_PUBLISHED_DESC] = "-published_date",
    [ARTICLES_BY_CREATED] = "created_at",       [ARTICLES_BY_CREATED_DESC] = "-created_at",
    [ARTICLES_BY_TITLE] = "title",              [ARTICLES_BY_TITLE_DESC] = "-title",
    [ARTICLES_BY_VIEWS] = "view_count",         [ARTICLES_BY_VIEWS_DESC] = "-view_count",
    [ARTICLES_BY_RATIO] = "helpful_ratio",      [ARTICLES_BY_RATIO_DESC] = "-helpful_ratio",
};
static const char *const levels[] = { "BEGINNER", "INTERMEDIATE", "ADVANCED", NULL };
static const char *const statuses[] = { "DRAFT", "REVIEW", "PUBLISHED", "ARCHIVED", NULL };

typedef struct filter_in {
    help_ctx *h;
    help_err *err;
} filter_in;

/* The value, or NULL when the parameter is absent or empty ("?tag=" of an untouched form field). */
static const char *given(const filter_in *in, const char *name)
{
    const char *v = apr_table_get(in->h->query, name);

    return v && *v ? v : NULL;
}

static const char *text(filter_in *in, const char *name, apr_size_t max)
{
    const char *v = given(in, name);

    if (v && help_utf8_chars(v) > max) {
        help_err_add(&in->err, in->h->p, name, "must have at most %d characters", (int)max);
        return NULL;
    }
    return v;
}

static const char *one_of(filter_in *in, const char *name, const char *const *allowed)
{
    const char *v = given(in, name), *names = "";

    if (!v) return NULL;
    for (int i = 0; allowed[i]; i++) {
        if (!strcmp(v, allowed[i])) return allowed[i];
        names = apr_pstrcat(in->h->p, names, i ? ", " : "", allowed[i], NULL);
    }
    help_err_add(&in->err, in->h->p, name, "must be one of: %s", names);
    return NULL;
}

static articles_order order(filter_in *in)
{
    const char *v = given(in, "ordering");

    for (int i = 0; v && i < ARTICLES_ORDERS; i++)
        if (!strcmp(v, orders[i])) return (articles_order)i;
    if (v) help_err_add(&in->err, in->h->p, "ordering", "must be one of published_date, created_at, title, "
                        "view_count, helpful_ratio; with - before it for descending order");
    return ARTICLES_BY_PUBLISHED_DESC;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* BCP 47 in the small form that articles have: "en", "pt-BR". */
static const char *language(filter_in *in)
{
    const char *v = text(in, "language", 32);
    apr_size_t len = v ? strspn(v, "abcdefghijklmnopqrstuvwxyz") : 0;
    const char *subtags = v ? v + len : "";

    if (!v) return NULL;
    if (len < 2 || len > 3 || (*subtags && *subtags != '-') || subtags[strspn(subtags, LETTERS DIGITS "-")])
        help_err_add(&in->err, in->h->p, "language", "must be a language tag such as en or pt-BR");
    return v;
}

static apr_time_t when(filter_in *in, const char *name)
{
    const char *v = given(in, name);
    apr_time_t t = 0;

    if (v && !help_rfc3339(&t, v))
        help_err_add(&in->err, in->h->p, name, "must be a time such as 2026-11-20T21:07:02Z");
    return t;
}

help_err *articles_filter_read(articles_filter *out, help_ctx *h)
{
    filter_in in = { .h = h };

    *out = (articles_filter){
        .category = text(&in, "category", HELP_SLUG_MAX_CHARS + 20),
        .tag = text(&in, "tag", HELP_NAME_MAX_CHARS),
        .difficulty = one_of(&in, "difficulty_level", levels),
        .status = one_of(&in, "status", statuses),
        .prefix = text(&in, "q", HELP_TITLE_MAX_CHARS),
        .language = language(&in),
        .updated_since = when(&in, "updated_since"),
        .order = order(&in),
    };
    if (in.err) return in.err;
    if (h->role < HELP_AUTHOR && out->status && strcmp(out->status, "PUBLISHED"))
        return help_err_new(h->p, 403, "not-allowed", "Only authors see articles that are not published.", NULL);
    return NULL;
}
