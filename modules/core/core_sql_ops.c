/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of the pool, the jobs, the counters, the audit trail and the idempotency keys. $1 is the tenant, 0 for the
 * installation; the functions run as the owner of the schema. */
#include "core/ops.h"

/* The migrations that these modules were built for, by number from 1; tests/guards compares it with migrations/. */
const char *const help_schema_names[] = {
    "0001_tenancy",
    "0002_identity",
    "0003_articles",
    "0004_search",
    "0005_operations",
    "0006_old_tables",
    "0008_article_views",
    NULL
};

const help_sql sql_schema_versions = { "core_schema_versions",
    "SELECT version FROM help_center_schema_migration WHERE $1::int IS NOT NULL" };

const help_sql sql_tenant_ids = { "core_tenant_ids",
    "SELECT id FROM help_center_tenant_ids() AS id WHERE $1::int IS NOT NULL" };

/* ---- listening ------------------------------------------------------------------------------------ */

const char *const help_sql_listen = "LISTEN help_changed; LISTEN help_job";

/* ---- jobs: see the migration's comments for what each function promises ------------------------- */

const help_sql sql_job_enqueue = { "core_job_enqueue",
    "SELECT help_center_job_enqueue($2, $3::jsonb, $4, $5::timestamptz, 0, $6::int) WHERE $1::int IS NOT NULL" };

/* One at a time: a batch would wait behind its slow first one. */
const help_sql sql_job_claim = { "core_job_claim",
    "SELECT tenant_id, id, kind, payload, attempts, max_attempts"
    "  FROM help_center_job_claim($2::text[], $3, $4::interval, 1, $5::jsonb) WHERE $1::int IS NOT NULL" };

const help_sql sql_job_done = { "core_job_done",
    "SELECT help_center_job_done($2::bigint, $3) WHERE $1::int IS NOT NULL" };

const help_sql sql_job_extend = { "core_job_extend",
    "SELECT help_center_job_extend($2::bigint, $3, $4::interval) WHERE $1::int IS NOT NULL" };

const help_sql sql_job_fail = { "core_job_fail",
    "SELECT help_center_job_fail($2::bigint, $3, $4, $5::timestamptz) WHERE $1::int IS NOT NULL" };

/* Jobs of the future do not wait: only what is due makes the queue old. */
const help_sql sql_job_stats = { "core_job_stats",
    "SELECT coalesce(sum(jobs) FILTER (WHERE state = 'queued'), 0),"
    "       coalesce(sum(jobs) FILTER (WHERE state = 'running'), 0),"
    "       coalesce(sum(jobs) FILTER (WHERE state = 'dead'), 0),"
    "       greatest(coalesce(extract(epoch FROM now() - min(oldest) FILTER (WHERE state = 'queued')), 0), 0)::bigint"
    "  FROM help_center_job_stats() WHERE $1::int IS NOT NULL" };

/* Looks before it tries, because trying locks the row; the queue gives it retries and a lease. */
const help_sql sql_cron_enqueue = { "core_cron_enqueue",
    "SELECT help_center_job_enqueue($2, '{}', 'cron', NULL, 0, $5::int)"
    " WHERE CASE WHEN EXISTS (SELECT FROM help_center_cron c"
    "                          WHERE c.tenant_id = $1 AND c.kind = $2 AND c.last_run > now() - $3::interval)"
    "            THEN false ELSE help_center_cron_try($2, $3::interval, $4) END" };

const help_sql sql_job_purge = { "core_job_purge",
    "SELECT help_center_job_purge() WHERE $1::int IS NOT NULL" };

/* help_center_idempotency_created_idx */
const help_sql sql_idempotency_purge = { "core_idempotency_purge",
    "DELETE FROM help_center_idempotency WHERE tenant_id = $1 AND created_at < now() - $2::int * interval '1 hour'" };

/* Kept a month after their end, so that the list can still say what a token was. */
const help_sql sql_tokens_purge = { "core_tokens_purge",
    "DELETE FROM help_center_token"
    " WHERE tenant_id = $1 AND least(expires_at, revoked_at) < now() - interval '30 days'" };

/* ---- view counters ---------------------------------------------------------------------------------- */

/* In the order of the key, or two children that count the same articles wait for each other in a circle. */
const help_sql sql_views_add = { "core_views_add",
    "WITH seen AS (SELECT a.id, v.n"
    "                FROM help_center_article a JOIN unnest($2::bigint[], $3::bigint[]) AS v (id, n) ON v.id = a.id"
    "               WHERE a.tenant_id = $1 ORDER BY a.id FOR NO KEY UPDATE OF a)"
    " UPDATE help_center_article a SET view_count = a.view_count + seen.n"
    "   FROM seen WHERE a.tenant_id = $1 AND a.id = seen.id" };

/* ---- audit ------------------------------------------------------------------------------------------ */

const help_sql sql_audit_add = { "core_audit_add",
    "INSERT INTO help_center_audit"
    "  (tenant_id, actor, actor_user_id, action, object_type, object_id, detail, request_id, ip)"
    " VALUES ($1, $2, $3::bigint, $4, $5, $6, $7::jsonb, $8, $9::inet)" };

/* ---- idempotency keys; all by the primary key ------------------------------------------------------- */

/* A row comes back when the key is ours: new, too old to count, or left behind by somebody who died at work. */
const help_sql sql_idempotency_begin = { "core_idempotency_begin",
    "INSERT INTO help_center_idempotency AS i (tenant_id, actor, key, method, path, body_digest)"
    " VALUES ($1, $2, $3, $4, $5, $6::bytea)"
    " ON CONFLICT (tenant_id, actor, key) DO UPDATE"
    "   SET method = excluded.method, path = excluded.path, body_digest = excluded.body_digest,"
    "       status = NULL, headers = '{}', body = NULL, created_at = clock_timestamp()"
    " WHERE i.created_at < now() - $7::int * interval '1 hour'"
    "    OR (i.status IS NULL AND i.created_at < now() - interval '60 seconds')"
    " RETURNING created_at" };

const help_sql sql_idempotency_find = { "core_idempotency_find",
    "SELECT method = $4 AND path = $5 AND body_digest = $6::bytea, status, headers, body"
    "  FROM help_center_idempotency WHERE tenant_id = $1 AND actor = $2 AND key = $3" };

/* created_at tells whether the row is still the one that we began. */
const help_sql sql_idempotency_end = { "core_idempotency_end",
    "UPDATE help_center_idempotency SET status = $5::int, headers = $6::jsonb, body = $7::bytea"
    " WHERE tenant_id = $1 AND actor = $2 AND key = $3 AND created_at = $4::timestamptz AND status IS NULL" };

const help_sql sql_idempotency_forget = { "core_idempotency_forget",
    "DELETE FROM help_center_idempotency"
    " WHERE tenant_id = $1 AND actor = $2 AND key = $3 AND created_at = $4::timestamptz AND status IS NULL" };
