/* SPDX-License-Identifier: Apache-2.0 */
/* Connections with a deadline. PQconnectdb and PQreset wait for connect_timeout, which may not be set and cannot be
 * below two seconds; a stopped server accepts on its socket and says nothing, so only a deadline ends that. */
#include "core/ops.h"

#include <poll.h>

typedef PostgresPollingStatusType poll_step(PGconn *db);

static int drive(PGconn *db, poll_step *step, apr_time_t deadline)
{
    PostgresPollingStatusType want = PGRES_POLLING_WRITING;

    while (want == PGRES_POLLING_READING || want == PGRES_POLLING_WRITING) {
        apr_interval_time_t left = deadline - apr_time_now();
        struct pollfd fd = { .fd = PQsocket(db), .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT };

        if (left <= 0 || fd.fd < 0) return 0;
        /* Rounded up, or the last millisecond would be spent spinning. */
        if (poll(&fd, 1, (int)apr_time_as_msec(left) + 1) > 0) want = step(db);
    }
    return want == PGRES_POLLING_OK;
}

/* Name and value of each parameter that is set, and one more place for ours. */
static int split(apr_pool_t *p, const PQconninfoOption *all, const char ***names, const char ***values)
{
    const PQconninfoOption *o;
    int n = 0, hosts = 1;

    for (o = all; o->keyword; o++) n++;
    *names = apr_pcalloc(p, sizeof(char *) * (apr_size_t)(n + 2));
    *values = apr_pcalloc(p, sizeof(char *) * (apr_size_t)(n + 2));
    for (n = 0, o = all; o->keyword; o++) {
        if (!o->val || !strcmp(o->keyword, "connect_timeout")) continue;
        if ((!strcmp(o->keyword, "host") || !strcmp(o->keyword, "hostaddr")) && strchr(o->val, ',')) hosts = 2;
        (*names)[n] = o->keyword;
        (*values)[n++] = apr_pstrdup(p, o->val);
    }
    if (hosts > 1) {
        (*names)[n] = "connect_timeout";
        (*values)[n] = "2";
    }
    return hosts;
}

/* libpq's messages have several lines, and may quote a password only where the parameters are malformed, which
 * help_db_connect does not let through. */
static const char *one_line(apr_pool_t *p, const char *text)
{
    char *line = apr_pstrdup(p, text);
    char *c;
    apr_size_t n;

    for (c = line; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    for (n = strlen(line); n && line[n - 1] == ' '; n--) line[n - 1] = '\0';
    /* What libpq has to say of a connection that we gave up ends in the middle. */
    return n && line[n - 1] != ':' ? line : apr_pstrcat(p, line, n ? " " : "", "no answer in time", NULL);
}

static PGconn *begin(const char **names, const char **values, int hosts, apr_time_t deadline, int *stands)
{
    PGconn *db;

    /* The asynchronous way never goes on from a host that is silent to the next. */
    if (hosts > 1) {
        db = PQconnectdbParams(names, values, 0);
        *stands = db && PQstatus(db) == CONNECTION_OK;
        return db;
    }
    db = PQconnectStartParams(names, values, 0);
    *stands = db && PQstatus(db) != CONNECTION_BAD && drive(db, PQconnectPoll, deadline);
    return db;
}

PGconn *help_db_connect(const char **why, apr_pool_t *p, const char *params, apr_interval_time_t within)
{
    PQconninfoOption *all = PQconninfoParse(params, NULL);
    const char **names, **values;
    int hosts, stands = 0;
    PGconn *db;

    if (!all) {
        *why = "DBDParams is no connection string";
        return NULL;
    }
    hosts = split(p, all, &names, &values);
    PQconninfoFree(all);
    db = begin(names, values, hosts, apr_time_now() + within, &stands);
    if (stands && help_pg_attach(db)) return db;
    *why = db ? one_line(p, PQerrorMessage(db)) : "out of memory";
    PQfinish(db);
    return NULL;
}

static int has_several_hosts(PGconn *db)
{
    PQconninfoOption *o, *all = PQconninfo(db);
    int several = 0;

    for (o = all; o && o->keyword && !several; o++)
        several = o->val && !strncmp(o->keyword, "host", 4) && strchr(o->val, ',') != NULL;
    PQconninfoFree(all);
    return several;
}

int help_db_reset(PGconn *db, apr_interval_time_t within)
{
    if (has_several_hosts(db)) {
        PQreset(db);
        return PQstatus(db) == CONNECTION_OK;
    }
    return PQresetStart(db) && drive(db, PQresetPoll, apr_time_now() + within);
}

/* Until libpq can answer without waiting. */
static int arrived(PGconn *db, apr_time_t deadline)
{
    while (PQisBusy(db)) {
        apr_interval_time_t left = deadline - apr_time_now();
        struct pollfd fd = { .fd = PQsocket(db), .events = POLLIN };

        if (left <= 0 || fd.fd < 0) return 0;
        if (poll(&fd, 1, (int)apr_time_as_msec(left) + 1) > 0 && !PQconsumeInput(db)) return 0;
    }
    return 1;
}

int help_db_command(PGconn *db, const char *commands, apr_interval_time_t within)
{
    apr_time_t deadline = apr_time_now() + within;
    int good = 1;

    if (!PQsendQuery(db, commands)) return 0;
    for (;;) {
        PGresult *res;

        if (!arrived(db, deadline)) return 0;
        if (!(res = PQgetResult(db))) return good;
        good = good && PQresultStatus(res) == PGRES_COMMAND_OK;
        PQclear(res);
    }
}
