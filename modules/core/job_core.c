/* SPDX-License-Identifier: Apache-2.0 */
/* Core's own housekeeping, once an hour by one host. */
#include "core/ops.h"

static help_err *purge_tenant(apr_pool_t *p, PGconn *db, int tenant)
{
    help_sql_call calls[2] = { { .sql = &sql_idempotency_purge }, { .sql = &sql_tokens_purge } };

    help_arg_int(&calls[0].args, p, help_global_conf()->idempotency_hours);
    return help_pg_run(p, db, tenant, calls, 2, 0);
}

/* Idempotency keys and tokens that are over, finished jobs, dead letters that nobody looked at. */
static help_err *purge(apr_pool_t *p, PGconn *db, server_rec *s, const help_job *job)
{
    help_sql_call calls[2] = { { .sql = &sql_tenant_ids }, { .sql = &sql_job_purge } };
    help_err *e = help_pg_run(p, db, 0, calls, 2, 0);
    int i;

    for (i = 0; !e && i < PQntuples(calls[0].result); i++)
        e = purge_tenant(p, db, (int)help_pg_int(calls[0].result, i, 0));
    return e;
}

static const help_job_kind purge_kind = {
    .name = "core.purge", .run = purge, .max_attempts = 3, .at_once = 1, .every = apr_time_from_sec(3600),
};

void help_job_core_register(void)
{
    help_job_kind_add(&purge_kind);
}
