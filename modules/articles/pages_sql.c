/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of the pages. Lists on pages show what readers see, to everybody; only the article page
 * itself also shows a draft, to whom may write it. */
#include "articles.h"
#include "sql_parts.h"

#define ICON(c) "CASE WHEN " c ".icon ~ '^[[:alnum:] _-]*$' OR char_length(" c ".icon) > 8" \
    " THEN upper(left(" c ".name, 1)) ELSE " c ".icon END"
/* A colour goes into an attribute of an SVG; only #rgb and #rrggbb do. */
#define COLOR(c) "CASE WHEN " c ".color ~* '^#([0-9a-f]{3}|[0-9a-f]{6})$' THEN " c ".color ELSE '' END"
#define LEVEL(a) \
    "'difficulty_label', initcap(" a ".difficulty_level), 'difficulty_class', lower(" a ".difficulty_level)"

const help_sql pages_article = { "pages_article",
    "SELECT json_build_object('id', a.id, 'title', a.title, 'slug', a.slug, 'summary', a.summary,"
    "    'description', coalesce(nullif(a.description, ''), a.summary), 'content_html', a.content_html, 'toc', a.toc,"
    "    " LEVEL("a") ", 'language', a.language, 'is_stale', " SQL_STALE("a") ","
    "    'status_label', CASE WHEN NOT (" SQL_LIVE("a") ") THEN initcap(a.status) END,"
    "    'reading_minutes', greatest(1, round(char_length(a.content) / 1300.0))::int,"
    "    'published_date', " SQL_TIME("a.published_date") ", 'created_at', " SQL_TIME("a.created_at") ","
    "    'updated_at', " SQL_TIME("a.updated_at") ", 'updated_text', " SQL_DATE("a.updated_at") ","
    "    'author', nullif(w.display_name, ''),"
    "    'breadcrumb', CASE WHEN c.id IS NOT NULL THEN " SQL_BREADCRUMB("c") " END,"
    "    'tags', (SELECT coalesce(json_agg(json_build_object('name', t.name, 'slug', t.slug) ORDER BY t.name), '[]')"
    "               FROM help_center_article_tag x JOIN help_center_tag t ON t.tenant_id = $1 AND t.id = x.tag_id"
    "              WHERE x.tenant_id = $1 AND x.article_id = a.id))::text"
    "  FROM help_center_article a"
    "  LEFT JOIN help_center_category c ON c.tenant_id = $1 AND c.id = a.category_id"
    "  LEFT JOIN help_center_user w ON w.tenant_id = $1 AND w.id = a.created_by"
    " WHERE a.tenant_id = $1 AND a.slug = $4::text AND " SQL_WRITER_SEES("a", "$5", "$6") };

/* The next five by title in the same category, round and round. */
const help_sql pages_more = { "pages_more",
    "SELECT json_build_object('name', c.name, 'url', '/help/category/' || c.slug || '/', 'items',"
    "    (SELECT json_agg(json_build_object('title', l.title, 'url', '/help/articles/' || l.slug || '/') ORDER BY l.n)"
    "       FROM (SELECT a.title, a.slug,"
    "                    row_number() OVER (ORDER BY lower(a.title) <= lower(m.title), lower(a.title), a.id) AS n"
    "               FROM help_center_article a"
    "              WHERE a.tenant_id = $1 AND a.category_id = m.category_id AND a.id <> m.id AND " SQL_READER_SEES("a")
    "              ORDER BY n LIMIT 6) l))::text"
    "  FROM help_center_article m"
    "  JOIN help_center_category c ON c.tenant_id = $1 AND c.id = m.category_id AND " SQL_ACTIVE("c")
    " WHERE m.tenant_id = $1 AND m.slug = $4::text" };

/* Those that hold nothing the asker sees are not shown. */
const help_sql pages_topics = { "pages_topics",
    "WITH counted AS MATERIALIZED ("
    "  SELECT k.id, count(*) AS n FROM help_center_article a"
    "    JOIN help_center_category c ON c.tenant_id = $1 AND c.id = a.category_id"
    "   CROSS JOIN unnest(c.path) AS k(id)"
    "   WHERE a.tenant_id = $1 AND " SQL_READER_SEES("a")
    "   GROUP BY k.id) "
    "SELECT json_agg(json_build_object('name', c.name, 'description', c.description,"
    "    'icon', " ICON("c") ", 'icon_name', c.icon, 'color', " COLOR("c") ", 'url', '/help/category/' || c.slug || '/',"
    "    'article_count', n.n, 'one_article', n.n = 1) ORDER BY c.display_order, lower(c.name), c.id)::text"
    "  FROM help_center_category c JOIN counted n ON n.id = c.id"
    " WHERE c.tenant_id = $1 AND " SQL_ACTIVE("c")
    "   AND c.parent_id IS NOT DISTINCT FROM (SELECT u.id FROM help_center_category u"
    "                                          WHERE u.tenant_id = $1 AND u.slug = $4::text)" };

#define ITEMS_JSON \
    "SELECT json_agg(json_build_object('title', l.title, 'url', '/help/articles/' || l.slug || '/'," \
    "    'summary', l.summary, 'category_name', c.name, " LEVEL("l") "," \
    "    'updated_at', " SQL_TIME("l.updated_at") ", 'updated_text', " SQL_DATE("l.updated_at") ") ORDER BY l.n)::text" \
    "  FROM (SELECT a.title, a.slug, a.summary, a.category_id, a.difficulty_level, a.updated_at," \
    "               row_number() OVER (ORDER BY "
#define ITEMS_FROM ") AS n FROM help_center_article a WHERE a.tenant_id = $1 AND " SQL_READER_SEES("a")
#define ITEMS_TAIL ") l LEFT JOIN help_center_category c ON c.tenant_id = $1 AND c.id = l.category_id"

#define BY_POPULARITY "a.popularity DESC, a.view_count DESC, a.helpful_ratio DESC, a.id"
#define BY_UPDATE     "a.updated_at DESC, a.id DESC"
#define BY_TITLE      "lower(a.title), a.id"

const help_sql pages_popular = { "pages_popular",
    ITEMS_JSON BY_POPULARITY ITEMS_FROM " ORDER BY " BY_POPULARITY " LIMIT $4::int" ITEMS_TAIL };
const help_sql pages_recent = { "pages_recent",
    ITEMS_JSON BY_UPDATE ITEMS_FROM " ORDER BY " BY_UPDATE " LIMIT $4::int" ITEMS_TAIL };

const help_sql pages_category = { "pages_category",
    "SELECT json_build_object('name', c.name, 'slug', c.slug, 'description', c.description,"
    "    'icon', " ICON("c") ", 'icon_name', c.icon, 'color', " COLOR("c") ", 'breadcrumb', " SQL_BREADCRUMB("c") ","
    "    'articles', (SELECT count(*) FROM help_center_article a"
    "                  WHERE a.tenant_id = $1 AND a.category_id = c.id AND " SQL_READER_SEES("a") "))::text"
    "  FROM help_center_category c"
    " WHERE c.tenant_id = $1 AND c.slug = $4::text AND " SQL_ACTIVE("c")
    "   AND c.id <> ALL ((SELECT help_center_denied_ids($3::text[]))::bigint[])" };

const help_sql pages_category_popular = { "pages_category_popular",
    ITEMS_JSON BY_POPULARITY ITEMS_FROM
    " AND a.category_id IN (SELECT k.id FROM help_center_category k WHERE k.tenant_id = $1 AND k.slug <> $4::text"
    "   AND k.path @> ARRAY(SELECT u.id FROM help_center_category u WHERE u.tenant_id = $1 AND u.slug = $4::text))"
    " ORDER BY " BY_POPULARITY " LIMIT $5::int" ITEMS_TAIL };

const help_sql pages_category_items = { "pages_category_items",
    ITEMS_JSON BY_TITLE ITEMS_FROM
    " AND a.category_id = (SELECT k.id FROM help_center_category k WHERE k.tenant_id = $1 AND k.slug = $4::text)"
    " ORDER BY " BY_TITLE " LIMIT $5::int OFFSET $6::int" ITEMS_TAIL };
