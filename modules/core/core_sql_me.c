/* SPDX-License-Identifier: Apache-2.0 */
/* What is held on one person ($2), table by table. $1 is the tenant. A test compares this list with the foreign keys
 * to help_center_user, so a new table that names people cannot be forgotten here. */
#include "core/core_sql_admin.h"

const help_held help_sql_held[] = {
    { "help_center_user", { "core_held_user",
      "SELECT coalesce(jsonb_agg(to_jsonb(u) - '{tenant_id,password_hash}'::text[]), '[]')"
      "  FROM help_center_user u WHERE tenant_id = $1 AND id = $2" } },
    { "help_center_token", { "core_held_token",
      "SELECT coalesce(jsonb_agg(to_jsonb(t) - '{tenant_id,digest}'::text[]), '[]')"
      "  FROM help_center_token t WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_article", { "core_held_article",
      "SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'slug', slug, 'title', title, 'status', status,"
      "         'created_at', created_at, 'created', created_by = $2, 'updated', last_updated_by = $2,"
      "         'submitted', submitted_by = $2)), '[]')"
      "  FROM help_center_article WHERE tenant_id = $1 AND $2 IN (created_by, last_updated_by, submitted_by)" } },
    { "help_center_article_version", { "core_held_article_version",
      "SELECT coalesce(jsonb_agg(jsonb_build_object('article_id', article_id, 'version', version, 'title', title,"
      "         'reason', reason, 'created_at', created_at)), '[]')"
      "  FROM help_center_article_version WHERE tenant_id = $1 AND created_by = $2" } },
    { "help_center_media", { "core_held_media",
      "SELECT coalesce(jsonb_agg(jsonb_build_object('sha256', encode(sha256, 'hex'), 'ext', ext, 'size', size,"
      "         'created_at', created_at)), '[]')"
      "  FROM help_center_media WHERE tenant_id = $1 AND created_by = $2" } },
    { "help_center_search_history", { "core_held_search_history",
      "SELECT coalesce(jsonb_agg(to_jsonb(s) - '{tenant_id,user_id,audience}'::text[]), '[]')"
      "  FROM help_center_search_history s WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_interaction", { "core_held_interaction",
      "SELECT coalesce(jsonb_agg(to_jsonb(i) - '{tenant_id,user_id}'::text[]), '[]')"
      "  FROM help_center_interaction i WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_ticket_correlation", { "core_held_ticket_correlation",
      "SELECT coalesce(jsonb_agg(to_jsonb(t) - '{tenant_id,user_id}'::text[]), '[]')"
      "  FROM help_center_ticket_correlation t WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_user_badge", { "core_held_user_badge",
      "SELECT coalesce(jsonb_agg(to_jsonb(b) - '{tenant_id,user_id}'::text[]), '[]')"
      "  FROM help_center_user_badge b WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_user_points", { "core_held_user_points",
      "SELECT coalesce(jsonb_agg(to_jsonb(p) - '{tenant_id,user_id}'::text[]), '[]')"
      "  FROM help_center_user_points p WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_conversation_memory", { "core_held_conversation_memory",
      "SELECT coalesce(jsonb_agg(to_jsonb(m) - '{tenant_id,user_id,visitor}'::text[]), '[]')"
      "  FROM help_center_conversation_memory m WHERE tenant_id = $1 AND user_id = $2" } },
    { "help_center_audit", { "core_held_audit",
      "SELECT coalesce(jsonb_agg(to_jsonb(a) - '{tenant_id,actor_user_id}'::text[]), '[]')"
      "  FROM help_center_audit a WHERE tenant_id = $1 AND actor_user_id = $2" } },
};
const int help_sql_held_n = sizeof(help_sql_held) / sizeof(help_sql_held[0]);

/* to_jsonb writes times in the session's zone. */
const help_sql help_sql_times_in_utc = { "core_times_in_utc",
    "SELECT set_config('timezone', 'UTC', true) WHERE $1::int IS NOT NULL" };

/* Names that stand beside the number as text: $3 is the username. */
const help_sql help_sql_me_texts = { "core_me_texts",
    "UPDATE help_center_ticket_correlation SET username = NULL"
    " WHERE tenant_id = $1 AND (user_id = $2 OR username = $3)" };

/* Answers kept for an Idempotency-Key hold what was written. */
const help_sql help_sql_me_answers = { "core_me_answers",
    "DELETE FROM help_center_idempotency"
    " WHERE tenant_id = $1 AND actor IN ('user:' || $2::bigint, 'name:' || $3::text)" };

const help_sql help_sql_me_remove = { "core_me_remove",
    "DELETE FROM help_center_user WHERE tenant_id = $1 AND id = $2"
    " RETURNING username, password_hash, groups, is_active" };

const help_sql help_sql_me_again = { "core_me_again",
    "INSERT INTO help_center_user (tenant_id, username, password_hash, groups, is_active) VALUES ($1, $2, $3, $4, $5)"
    " RETURNING id" };
