/* SPDX-License-Identifier: Apache-2.0 */
/* From SQLSTATE to an error with two audiences. The asker's sentence never holds what the server said. */
#include "lib/pg.h"

#include <apr_strings.h>
#include <string.h>

#include "lib/limits.h"
#include "lib/pg_int.h"

typedef struct mapping {
    const char *sqlstate;           /* all five characters, or the class */
    int status;
    const char *code;
    const char *detail;
    const char *field_text;         /* what is said of the field, where the server names one */
} mapping;

#define AWAY   "The database cannot answer just now. Please try again."
#define AGAIN  "Somebody changed the same thing at the same moment. Please try again."
#define BEHIND "The database is older than this program; a migration is missing."

/* The first row that fits counts. */
static const mapping mappings[] = {
    { "23505", 409, "unique",     "There is one like this already.", "is taken" },
    { "23503", 409, "reference",  "It refers to something that is not there, or is itself referred to.", NULL },
    { "23514", 400, "bad-value",  "A value is not allowed.", "is not allowed" },
    { "23502", 400, "bad-value",  "A value is missing.", "is required" },
    { "22P02", 400, "bad-value",  "A value does not have the right form.", "does not have the right form" },
    { "22001", 400, "bad-value",  "A text is too long.", "is too long" },
    { "22021", 400, "bad-value",  "A text is no well-formed UTF-8.", "is no well-formed UTF-8" },
    { "40001", 503, "retry",      AGAIN, NULL },
    { "40P01", 503, "retry",      AGAIN, NULL },
    { "57014", 504, "too-slow",   "The answer took too long to find.", NULL },
    { "55P03", 503, "database",   AWAY, NULL },
    { "57P01", 503, "database",   AWAY, NULL },
    { "57P02", 503, "database",   AWAY, NULL },
    { "57P03", 503, "database",   AWAY, NULL },
    { "53300", 503, "database",   AWAY, NULL },
    { "08P01", 500, "database-error", "Something went wrong with the database.", NULL },  /* our own arguments */
    { "08",    503, "database",   AWAY, NULL },
    { "42P01", 503, "schema",     BEHIND, NULL },
    { "42703", 503, "schema",     BEHIND, NULL },
    { "42883", 503, "schema",     BEHIND, NULL },
    { "",      500, "database-error", "Something went wrong with the database.", NULL },
};

static const mapping *mapping_of(const char *sqlstate)
{
    const mapping *m = mappings;

    while (strncmp(sqlstate, m->sqlstate, strlen(m->sqlstate))) m++;
    return m;
}

/* Cuts `word` off the end of s, with the underscore before it; 1 when it was there. */
static int cut_end(char *s, const char *word)
{
    apr_size_t n = strlen(s), w = strlen(word);

    if (n < w || strcmp(s + n - w, word)) return 0;
    if (n == w) s[0] = '\0';
    else if (s[n - w - 1] == '_') s[n - w - 1] = '\0';
    else return 0;
    return 1;
}

/* The names that PostgreSQL gives by itself: table, columns, kind. The detail of a unique violation would
 * list the columns, but under row level security the server does not send it. */
const char *help_pg_constraint_field(apr_pool_t *p, const char *table, const char *constraint)
{
    static const char *const kinds[] = { "key", "pkey", "fkey", "idx", "uniq", "check", "excl", NULL };
    apr_size_t t = strlen(table);
    char *s = apr_pstrdup(p, constraint);
    int i;

    if (t && strncmp(s, table, t) == 0 && s[t] == '_') s += t + 1;
    for (i = 0; kinds[i] && !cut_end(s, kinds[i]); i++) ;
    if (strncmp(s, "tenant_id_", 10) == 0) s += 10;
    return strcmp(s, "tenant_id") ? s : "";
}

help_err *help_pg_err_of(apr_pool_t *p, const help_pg_diag *d, const char *statement)
{
    /* No SQLSTATE: it was libpq itself that lost the server. */
    const mapping *m = mapping_of(*d->sqlstate ? d->sqlstate : "08006");
    const char *field = *d->column ? d->column : help_pg_constraint_field(p, d->table, d->constraint);
    help_err *e = help_err_new(p, m->status, m->code, m->detail, "%s: %s %s%s%s", statement ? statement : "database",
                               *d->sqlstate ? d->sqlstate : "(lost)", d->message,
                               *d->constraint ? ", constraint " : "", d->constraint);

    if (m->status == 503) e->retry_after_s = HELP_PG_RETRY_AFTER_S;
    if (m->field_text && *field) help_err_add(&e, p, field, "%s", m->field_text);
    return e;
}

static const char *said(apr_pool_t *p, const PGresult *res, int what)
{
    const char *s = res ? PQresultErrorField(res, what) : NULL;

    return s ? apr_pstrdup(p, s) : "";
}

/* One line: libpq ends its messages with a newline, and a log line has none. */
static const char *one_line(apr_pool_t *p, const char *s)
{
    char *line = apr_pstrdup(p, s), *c;
    apr_size_t n;

    for (c = line; *c; c++)
        if ((unsigned char)*c < 0x20) *c = ' ';
    for (n = strlen(line); n && line[n - 1] == ' '; n--) line[n - 1] = '\0';
    return line;
}

help_err *help_pg_err(apr_pool_t *p, PGconn *db, const PGresult *res, const char *statement)
{
    help_pg_diag d = {
        .sqlstate = said(p, res, PG_DIAG_SQLSTATE),
        .message = said(p, res, PG_DIAG_MESSAGE_PRIMARY),
        .table = said(p, res, PG_DIAG_TABLE_NAME),
        .column = said(p, res, PG_DIAG_COLUMN_NAME),
        .constraint = said(p, res, PG_DIAG_CONSTRAINT_NAME),
    };

    if (!*d.message && db) d.message = PQerrorMessage(db);
    d.message = one_line(p, d.message);
    return help_pg_err_of(p, &d, statement);
}
