/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that nearly every request needs. $1 is the tenant, always. */
#include "core/core.h"

/* Before a tenant is known $1 is 0; the function reads past row-level security, by slug or by host. */
const help_sql help_sql_tenant_by = {
    "core_tenant_by",
    "SELECT t.id, t.slug, t.name, t.time_zone, t.logo_url, t.is_active"
    "  FROM help_center_tenant_by($2, lower($3)) t WHERE $1::int IS NOT NULL"
};

/* Somebody new to us; or groups that the server tells have changed. Groups NULL: leave what is there. */
const help_sql help_sql_user_meet = {
    "core_user_meet",
    "INSERT INTO help_center_user AS u (tenant_id, username, groups)"
    " VALUES ($1, $2, coalesce($3::text[], '{}'))"
    " ON CONFLICT (tenant_id, username) DO UPDATE SET groups = coalesce($3::text[], u.groups), updated_at = now()"
    " RETURNING id"
};
