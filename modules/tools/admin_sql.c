/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of help-admin. $1 is the tenant, 0 for those about tenants. */
#include "tools/admin.h"

#define RFC3339 "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'"

const help_sql admin_sql[] = {
    [ADMIN_TENANT_ADD] = { "admin_tenant_add",
      "INSERT INTO help_center_tenant (slug, name, host, time_zone, logo_url)"
      " SELECT $2, $3, lower($4), coalesce($5, 'UTC'), $6 WHERE $1::int = 0"
      " ON CONFLICT (slug) DO NOTHING RETURNING id" },
    [ADMIN_TENANT_LIST] = { "admin_tenant_list",
      "SELECT t.slug, t.name, t.host, t.time_zone, t.is_active AS active,"
      "       (SELECT count(*) FROM help_center_user u WHERE u.tenant_id = t.id) AS users,"
      "       (SELECT count(*) FROM help_center_article x WHERE x.tenant_id = t.id AND x.deleted_at IS NULL) AS articles"
      "  FROM help_center_tenant t WHERE $1::int = 0 ORDER BY t.slug" },
    [ADMIN_TENANT_SET] = { "admin_tenant_set",
      "UPDATE help_center_tenant SET name = coalesce($2, name), host = nullif(lower(coalesce($3, host)), ''),"
      "       time_zone = coalesce($4, time_zone), logo_url = nullif(coalesce($5, logo_url), ''),"
      "       is_active = coalesce($6::bool, is_active)"
      " WHERE id = $1::int RETURNING id" },
    [ADMIN_ZONE] = { "admin_zone",
      "SELECT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = $2) AND $1::int = 0" },

    [ADMIN_USER_ADD] = { "admin_user_add",
      "INSERT INTO help_center_user (tenant_id, username, email, display_name, groups, password_hash)"
      " VALUES ($1::int, $2, nullif($3, ''), $4, $5::text[], $6)"
      " ON CONFLICT (tenant_id, username) DO NOTHING RETURNING id" },
    [ADMIN_USER_LIST] = { "admin_user_list",
      "SELECT u.username, u.display_name AS name, u.email, u.groups, u.is_active AS active,"
      "       u.password_hash IS NOT NULL AS password,"
      "       to_char(u.last_login_at AT TIME ZONE 'UTC', " RFC3339 ") AS last_login"
      "  FROM help_center_user u WHERE u.tenant_id = $1::int ORDER BY u.username" },
    [ADMIN_USER_SET] = { "admin_user_set",
      "UPDATE help_center_user SET email = nullif(coalesce($3, email), ''), display_name = coalesce($4, display_name),"
      "       groups = coalesce($5::text[], groups), password_hash = coalesce($6, password_hash),"
      "       is_active = coalesce($7::bool, is_active),"
      /* Whoever gets a new password is not locked out by attempts at the old one. */
      "       failed_logins = CASE WHEN $6 IS NULL THEN failed_logins ELSE 0 END,"
      "       locked_until = CASE WHEN $6 IS NULL THEN locked_until END"
      " WHERE tenant_id = $1::int AND username = $2 RETURNING id" },

    /* By its secret where one was given ($4), else by its name. */
    [ADMIN_TOKEN_HAS] = { "admin_token_has",
      "SELECT t.id FROM help_center_token t"
      " WHERE t.tenant_id = $1::int AND t.user_id = $2::bigint AND t.revoked_at IS NULL"
      "   AND (t.expires_at IS NULL OR t.expires_at > now())"
      "   AND CASE WHEN $4::bytea IS NULL THEN t.name = $3 ELSE t.digest = $4::bytea END"
      " LIMIT 1" },
    [ADMIN_TOKEN_ADD] = { "admin_token_add",
      "INSERT INTO help_center_token (tenant_id, user_id, name, digest, prefix, scopes, expires_at)"
      " VALUES ($1::int, $2::bigint, $3, $4::bytea, $5, $6::text[], now() + make_interval(days => $7::int)) RETURNING id" },
    [ADMIN_TOKEN_LIST] = { "admin_token_list",
      "SELECT t.id, u.username, t.name, t.prefix, t.scopes,"
      "       t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) AND u.is_active AS active,"
      "       to_char(t.expires_at AT TIME ZONE 'UTC', " RFC3339 ") AS expires,"
      "       to_char(t.last_used_at AT TIME ZONE 'UTC', " RFC3339 ") AS last_used"
      "  FROM help_center_token t JOIN help_center_user u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"
      " WHERE t.tenant_id = $1::int AND ($2::text IS NULL OR u.username = $2::text) ORDER BY t.id" },
    [ADMIN_TOKEN_SET] = { "admin_token_set",
      "UPDATE help_center_token SET name = coalesce($3, name), scopes = coalesce($4::text[], scopes),"
      "       expires_at = coalesce(now() + make_interval(days => $5::int), expires_at)"
      " WHERE tenant_id = $1::int AND id = $2::bigint RETURNING id" },
    [ADMIN_TOKEN_REVOKE] = { "admin_token_revoke",
      "UPDATE help_center_token SET revoked_at = coalesce(revoked_at, now())"
      " WHERE tenant_id = $1::int AND id = $2::bigint RETURNING id" },

    [ADMIN_AUDIT] = { "admin_audit",
      "INSERT INTO help_center_audit (tenant_id, actor, action, object_type, object_id)"
      " VALUES ($1::int, 'help-admin', $2, split_part($2, '.', 1), $3)" },
};
