/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement about the tenant itself, its audit log and its jobs. $1 is the tenant. */
#include "core/core_sql_admin.h"

/* ---- tenant --------------------------------------------------------------------------------------- */

#define TENANT_COLUMNS "slug, name, logo_url, time_zone, host, calendar, metadata, created_at, updated_at"

const help_sql help_sql_tenant_get = { "core_tenant_get",
    "SELECT " TENANT_COLUMNS " FROM help_center_tenant WHERE id = $1" };

/* metadata is read, changed here and written back: nobody else may in between */
const help_sql help_sql_tenant_lock = { "core_tenant_lock",
    "SELECT metadata FROM help_center_tenant WHERE id = $1 FOR UPDATE" };

/* NULL = as it is, but for the logo, where $4 says whether $3 counts */
const help_sql help_sql_tenant_change = { "core_tenant_change",
    "UPDATE help_center_tenant"
    "   SET name = coalesce($2, name),"
    "       logo_url = CASE WHEN $4::boolean THEN $3 ELSE logo_url END,"
    "       time_zone = coalesce($5, time_zone),"
    "       calendar = coalesce($6::jsonb, calendar),"
    "       metadata = coalesce($7::jsonb, metadata)"
    " WHERE id = $1"
    " RETURNING " TENANT_COLUMNS };

/* posix/ and right/ hold the same zones under other names and with leap seconds. Reads files: only for a PATCH. */
const help_sql help_sql_time_zone_known = { "core_time_zone_known",
    "SELECT EXISTS (SELECT FROM pg_timezone_names"
    "                WHERE name = $2 AND name NOT LIKE 'posix%' AND name NOT LIKE 'right/%' AND $1::int IS NOT NULL)" };

/* ---- audit ---------------------------------------------------------------------------------------- */

/* $2 action, $3 actor, $4 object_type, $5 object_id, $6 from, $7 to; NULL = any. help_center_audit_at_idx, or
 * .._object_idx and .._actor_idx where those are given. */
#define AUDIT_CHOSEN \
    "  FROM help_center_audit" \
    " WHERE tenant_id = $1" \
    "   AND ($2::text IS NULL OR action = $2) AND ($3::text IS NULL OR actor = $3)" \
    "   AND ($4::text IS NULL OR object_type = $4) AND ($5::text IS NULL OR object_id = $5)" \
    "   AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)"

const help_sql help_sql_audit_count = { "core_audit_count", "SELECT count(*)" AUDIT_CHOSEN };
const help_sql help_sql_audit_list = { "core_audit_list",
    "SELECT id, at, actor, actor_user_id, action, object_type, object_id, detail, request_id, host(ip) AS ip"
    AUDIT_CHOSEN
    " ORDER BY at DESC, id DESC LIMIT $8::int OFFSET $9::bigint" };

/* ---- jobs ----------------------------------------------------------------------------------------- */

#define JOB_COLUMNS \
    "id, kind, state, payload, priority, attempts, max_attempts, run_at, last_error, created_at, finished_at"
#define JOBS_CHOSEN \
    "  FROM help_center_job" \
    " WHERE tenant_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR kind = $3)"

const help_sql help_sql_jobs_count = { "core_jobs_count", "SELECT count(*)" JOBS_CHOSEN };
const help_sql help_sql_jobs_list = { "core_jobs_list",
    "SELECT " JOB_COLUMNS JOBS_CHOSEN " ORDER BY id DESC LIMIT $4::int OFFSET $5::bigint" };

const help_sql help_sql_job_get = { "core_job_get",
    "SELECT " JOB_COLUMNS " FROM help_center_job WHERE tenant_id = $1 AND id = $2" };

/* help_center_job_unique_key_key refuses where the same work waits already */
const help_sql help_sql_job_retry = { "core_job_retry",
    "UPDATE help_center_job SET state = 'queued', attempts = 0, run_at = now(), finished_at = NULL"
    " WHERE tenant_id = $1 AND id = $2 AND state = 'dead'"
    " RETURNING " JOB_COLUMNS };

/* The table's own wake-up is for new rows. */
const help_sql help_sql_job_wake = { "core_job_wake", "SELECT pg_notify('help_job', '') WHERE $1::int IS NOT NULL" };

const help_sql help_sql_job_cancel = { "core_job_cancel",
    "DELETE FROM help_center_job WHERE tenant_id = $1 AND id = $2 AND state IN ('queued', 'dead')"
    " RETURNING kind, state" };
