/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement about people and their tokens. $1 is the tenant. */
#include "core/core_sql_admin.h"

/* ---- identity ----------------------------------------------------------------------------------- */

/* help_center_user_username_key */
const help_sql help_sql_user_by_name = { "core_user_by_name",
    "SELECT id, password_hash, groups, is_active, coalesce(locked_until > now(), false)"
    "  FROM help_center_user WHERE tenant_id = $1 AND username = $2" };

/* help_center_token_digest_key, then the user's primary key */
const help_sql help_sql_token_by_digest = { "core_token_by_digest",
    "SELECT t.id, t.scopes,"
    "       t.revoked_at IS NULL AND u.is_active AND (t.expires_at IS NULL OR t.expires_at > now()),"
    "       t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute',"
    "       u.id, u.username, u.groups, coalesce(extract(epoch FROM t.expires_at)::bigint, 0)"
    "  FROM help_center_token t"
    "  JOIN help_center_user u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"
    " WHERE t.tenant_id = $1 AND t.digest = $2::bytea" };

/* The condition again: of all the requests that saw the old minute one writes. */
const help_sql help_sql_token_used = { "core_token_used",
    "UPDATE help_center_token SET last_used_at = now()"
    " WHERE tenant_id = $1 AND id = $2"
    "   AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')" };

const help_sql help_sql_signin_row = { "core_signin_row",
    "SELECT id, password_hash, is_active AND coalesce(locked_until <= now(), true)"
    "  FROM help_center_user WHERE tenant_id = $1 AND username = $2" };

const help_sql help_sql_commit_soon = { "core_commit_soon",
    "SELECT set_config('synchronous_commit', 'off', true) WHERE $1::int IS NOT NULL" };

/* $3 tries, $4 seconds. The try that fills the measure locks and starts the count anew. */
const help_sql help_sql_signin_failed = { "core_signin_failed",
    "UPDATE help_center_user"
    "   SET failed_logins = CASE WHEN failed_logins + 1 >= $3::int THEN 0 ELSE failed_logins + 1 END,"
    "       locked_until = CASE WHEN failed_logins + 1 >= $3::int"
    "                           THEN now() + $4::int * interval '1 second' ELSE locked_until END"
    " WHERE tenant_id = $1 AND id = $2 AND coalesce(locked_until <= now(), true)"
    " RETURNING coalesce(locked_until > now(), false)" };

/* No row: wrong tries at the same time have locked it meanwhile, so this one is refused, too. */
const help_sql help_sql_signin_right = { "core_signin_right",
    "UPDATE help_center_user SET failed_logins = 0, locked_until = NULL, last_login_at = now()"
    " WHERE tenant_id = $1 AND id = $2 AND is_active AND coalesce(locked_until <= now(), true)"
    " RETURNING id" };

/* ---- users ---------------------------------------------------------------------------------------- */

#define USER_COLUMNS \
    "id, username, email, display_name, groups, is_active, coalesce(locked_until > now(), false) AS is_locked," \
    " password_hash IS NOT NULL AS has_password, last_login_at, created_at, updated_at"

/* $2 prefix, $3 group, $4 is_active; NULL = any. A tenant's people are thousands at most: no index but the key. */
#define USERS_CHOSEN \
    "  FROM help_center_user" \
    " WHERE tenant_id = $1" \
    "   AND ($2::text IS NULL OR starts_with(lower(username), lower($2)) OR starts_with(lower(email), lower($2))" \
    "        OR starts_with(lower(display_name), lower($2)))" \
    "   AND ($3::text IS NULL OR $3 = ANY (groups))" \
    "   AND ($4::boolean IS NULL OR is_active = $4)"

const help_sql help_sql_users_count = { "core_users_count", "SELECT count(*)" USERS_CHOSEN };

#define USERS_LIST(name, order) \
    { name, "SELECT " USER_COLUMNS USERS_CHOSEN " ORDER BY " order ", id LIMIT $5::int OFFSET $6::bigint" }

const help_sql help_sql_users_list[HELP_USER_ORDERS] = {
    USERS_LIST("core_users_by_name",            "username"),
    USERS_LIST("core_users_by_name_desc",       "username DESC"),
    USERS_LIST("core_users_by_created",         "created_at"),
    USERS_LIST("core_users_by_created_desc",    "created_at DESC"),
    USERS_LIST("core_users_by_last_login",      "last_login_at NULLS FIRST"),
    USERS_LIST("core_users_by_last_login_desc", "last_login_at DESC NULLS LAST"),
};

const help_sql help_sql_user_get = { "core_user_get",
    "SELECT " USER_COLUMNS " FROM help_center_user WHERE tenant_id = $1 AND id = $2" };

/* Addresses are not unique in the table, since other sources of users do not promise it; what comes through this API
 * is made so by writing one at a time. */
const help_sql help_sql_user_names_lock = { "core_user_names_lock",
    "SELECT pg_advisory_xact_lock(hashtext('help_center_user'), $1)" };

/* $2 name or NULL, $3 address or NULL, $4 the user who may have them. Names that differ in case only would let one
 * pass for the other. */
const help_sql help_sql_user_clash = { "core_user_clash",
    "SELECT coalesce(bool_or(lower(username) = lower($2)), false), coalesce(bool_or(lower(email) = lower($3)), false)"
    "  FROM help_center_user"
    " WHERE tenant_id = $1 AND id <> $4 AND (lower(username) = lower($2) OR lower(email) = lower($3))" };

const help_sql help_sql_user_add = { "core_user_add",
    "INSERT INTO help_center_user (tenant_id, username, email, display_name, groups, password_hash, is_active)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " RETURNING " USER_COLUMNS };

/* $3 name, $5 display name, $6 groups, $9 is_active: NULL = as it is. $4 address where $10; $7 hash where $8, which
 * also opens a lock, as does $11. */
const help_sql help_sql_user_change = { "core_user_change",
    "UPDATE help_center_user"
    "   SET username = coalesce($3, username),"
    "       email = CASE WHEN $10::boolean THEN $4 ELSE email END,"
    "       display_name = coalesce($5, display_name),"
    "       groups = coalesce($6::text[], groups),"
    "       password_hash = CASE WHEN $8::boolean THEN $7 ELSE password_hash END,"
    "       is_active = coalesce($9::boolean, is_active),"
    "       failed_logins = CASE WHEN $8::boolean OR $11::boolean THEN 0 ELSE failed_logins END,"
    "       locked_until = CASE WHEN $8::boolean OR $11::boolean THEN NULL ELSE locked_until END"
    " WHERE tenant_id = $1 AND id = $2"
    " RETURNING " USER_COLUMNS };

/* What the user wrote stays without its name: the foreign keys say for each table whether its rows go or forget. */
const help_sql help_sql_user_remove = { "core_user_remove",
    "DELETE FROM help_center_user WHERE tenant_id = $1 AND id = $2 RETURNING username" };

/* ---- tokens --------------------------------------------------------------------------------------- */

#define TOKEN_COLUMNS \
    "t.id, u.username AS \"user\", t.name, t.prefix, t.scopes, t.expires_at, t.last_used_at, t.revoked_at," \
    " t.created_at," \
    " t.revoked_at IS NULL AND u.is_active AND (t.expires_at IS NULL OR t.expires_at > now()) AS is_active"

#define TOKENS_FROM(source) \
    "  FROM " source " t JOIN help_center_user u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"

/* $2 the user's id, $3 name or id as text; NULL = any. help_center_token_user_idx */
#define TOKENS_CHOSEN \
    TOKENS_FROM("help_center_token") \
    " WHERE t.tenant_id = $1 AND ($2::bigint IS NULL OR t.user_id = $2) AND ($3::text IS NULL OR u.username = $3)"

const help_sql help_sql_tokens_count = { "core_tokens_count", "SELECT count(*)" TOKENS_CHOSEN };
const help_sql help_sql_tokens_list = { "core_tokens_list",
    "SELECT " TOKEN_COLUMNS TOKENS_CHOSEN " ORDER BY t.created_at DESC, t.id DESC LIMIT $4::int OFFSET $5::bigint" };

/* $3: whose it must be; NULL = anybody's, for an admin */
#define TOKEN_ONE " WHERE t.tenant_id = $1 AND t.id = $2 AND ($3::bigint IS NULL OR t.user_id = $3)"

const help_sql help_sql_token_get = { "core_token_get",
    "SELECT " TOKEN_COLUMNS TOKENS_FROM("help_center_token") TOKEN_ONE };

const help_sql help_sql_token_owner = { "core_token_owner",
    "SELECT id, username FROM help_center_user WHERE tenant_id = $1 AND username = $2 AND is_active" };

/* $2 the token that asks, $3 the end it wishes for another; a row when it would itself end before that. Exact to the
 * microsecond, hence text. */
const help_sql help_sql_token_ends_before = { "core_token_ends_before",
    "SELECT expires_at FROM help_center_token WHERE tenant_id = $1 AND id = $2 AND expires_at < $3::timestamptz" };

const help_sql help_sql_token_add = { "core_token_add",
    "WITH t AS (INSERT INTO help_center_token (tenant_id, user_id, name, digest, prefix, scopes, expires_at)"
    "           VALUES ($1, $2, $3, $4::bytea, $5, $6::text[], $7) RETURNING *)"
    " SELECT " TOKEN_COLUMNS TOKENS_FROM("t") };

const help_sql help_sql_token_rename = { "core_token_rename",
    "WITH t AS (UPDATE help_center_token t SET name = $4" TOKEN_ONE " RETURNING *)"
    " SELECT " TOKEN_COLUMNS TOKENS_FROM("t") };

const help_sql help_sql_token_revoke = { "core_token_revoke",
    "UPDATE help_center_token t SET revoked_at = coalesce(revoked_at, now())" TOKEN_ONE " RETURNING name" };
