/* SPDX-License-Identifier: Apache-2.0 */
/* Statements about categories and tags. Editors also see what is switched off or unused; nobody sees a
 * category that httpd would refuse them. */
#include "articles.h"
#include "sql_parts.h"

/* How many live articles each category holds, what is below it included, as this asker sees them. */
#define COUNTS \
    "WITH counted AS MATERIALIZED (" \
    "  SELECT k.id, count(*) AS n FROM help_center_article a" \
    "    JOIN help_center_category c ON c.tenant_id = $1 AND c.id = a.category_id" \
    "   CROSS JOIN unnest(c.path) AS k(id)" \
    "   WHERE a.tenant_id = $1 AND " SQL_READER_SEES("a") \
    "   GROUP BY k.id) "

#define JSON_OF_C \
    "json_build_object('id', c.id, 'name', c.name, 'slug', c.slug, 'description', c.description," \
    " 'parent', c.parent_id, 'parent_name', p.name, 'icon', c.icon, 'color', c.color," \
    " 'display_order', c.display_order, 'is_active', c.is_active, 'breadcrumb', " SQL_BREADCRUMB("c") "," \
    " 'article_count', coalesce(n.n, 0), 'url', '/help/category/' || c.slug || '/')"

#define FROM_C \
    "  FROM help_center_category c" \
    "  LEFT JOIN help_center_category p ON p.tenant_id = $1 AND p.id = c.parent_id" \
    "  LEFT JOIN counted n ON n.id = c.id"

#define SEEN_C \
    " c.tenant_id = $1 AND c.id <> ALL ((SELECT help_center_denied_ids($3::text[]))::bigint[])" \
    " AND ($4::boolean OR " SQL_ACTIVE("c") ")"

const help_sql categories_all = { "categories_all",
    COUNTS "SELECT coalesce(json_agg(" JSON_OF_C
    " ORDER BY cardinality(c.path), c.display_order, lower(c.name), c.id), '[]')::text" FROM_C " WHERE" SEEN_C };

const help_sql categories_one = { "categories_one",
    COUNTS "SELECT " JSON_OF_C "::text" FROM_C " WHERE" SEEN_C
    " AND (c.slug = $5::text OR c.id::text = $5::text)" };

/* Several categories may have had the slug; the latest has it. */
const help_sql categories_moved = { "categories_moved",
    "SELECT c.slug FROM help_center_category_slug s"
    "  JOIN help_center_category c ON c.tenant_id = $1 AND c.id = s.category_id AND c.slug <> s.slug"
    " WHERE s.tenant_id = $1 AND s.slug = $5::text AND cardinality($2::text[]) >= 0 AND" SEEN_C
    " ORDER BY s.created_at DESC LIMIT 1" };

/* ---- tags: a reader sees those that some article they see carries ------------------------------------ */

#define TAGS_USED \
    "WITH used AS MATERIALIZED (" \
    "  SELECT x.tag_id, count(*) AS n FROM help_center_article_tag x" \
    "    JOIN help_center_article a ON a.tenant_id = $1 AND a.id = x.article_id" \
    "   WHERE x.tenant_id = $1 AND " SQL_READER_SEES("a") \
    "   GROUP BY x.tag_id) "
#define TAGS_FROM \
    " FROM help_center_tag t LEFT JOIN used u ON u.tag_id = t.id" \
    " WHERE t.tenant_id = $1 AND ($4::boolean OR u.n > 0)"

const help_sql categories_tags = { "categories_tags",
    TAGS_USED
    "SELECT coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'slug', l.slug, 'article_count', l.n)"
    "         ORDER BY lower(l.name), l.id), '[]')::text"
    "  FROM (SELECT t.id, t.name, t.slug, coalesce(u.n, 0) AS n" TAGS_FROM
    "         ORDER BY lower(t.name), t.id LIMIT $5::int OFFSET $6::int) l" };

const help_sql categories_tags_count = { "categories_tags_count", TAGS_USED "SELECT count(*)" TAGS_FROM };
