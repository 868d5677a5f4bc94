/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that all tools share. Tenant 0 is none: these look one up. */
#include "tools/tool_db.h"

const help_sql tool_sql[] = {
    [TOOL_SQL_TENANT] = { "tool_tenant",
      "SELECT t.id FROM help_center_tenant t WHERE t.slug = $2 AND $1::int = 0" },
    [TOOL_SQL_TENANTS] = { "tool_tenants",
      "SELECT coalesce(string_agg(t.slug, ', ' ORDER BY t.slug), '')"
      "  FROM (SELECT slug FROM help_center_tenant WHERE $1::int = 0 ORDER BY slug LIMIT 20) t" },
    [TOOL_SQL_USER] = { "tool_user",
      "SELECT u.id, u.is_active FROM help_center_user u WHERE u.tenant_id = $1::int AND u.username = $2" },
};
