/* SPDX-License-Identifier: Apache-2.0 */
/* Statements about articles and media. Lists exist once for each order, so that no text is ever put
 * together with what a client sent; readers have their own, which the partial indexes serve. */
#include "articles.h"
#include "sql_parts.h"

/* ---- lists ------------------------------------------------------------------------------------- */

/* $4 category (id or slug, with what is below), $5 tag (slug or name), $6 difficulty, $7 beginning of the
 * title, $8 changed since, $9 language; NULL = any. */
#define FILTER \
    "   AND ($4::text IS NULL OR a.category_id IN (" \
    "         SELECT k.id FROM help_center_category k WHERE k.tenant_id = $1 AND k.path && ARRAY(" \
    "           SELECT r.id FROM help_center_category r" \
    "            WHERE r.tenant_id = $1 AND (r.slug = $4::text OR r.id::text = $4::text))))" \
    "   AND ($5::text IS NULL OR EXISTS (" \
    "         SELECT FROM help_center_article_tag x JOIN help_center_tag t ON t.tenant_id = $1 AND t.id = x.tag_id" \
    "          WHERE x.tenant_id = $1 AND x.article_id = a.id AND (t.slug = $5::text OR t.name = $5::text)))" \
    "   AND ($6::text IS NULL OR a.difficulty_level = $6::text)" \
    "   AND ($7::text IS NULL OR starts_with(lower(a.title), lower($7::text)))" \
    "   AND ($8::timestamptz IS NULL OR a.updated_at >= $8::timestamptz)" \
    "   AND ($9::text IS NULL OR a.language = $9::text)"

#define LIST_HEAD \
    "SELECT coalesce(json_agg(json_build_object(" \
    "         'id', l.id, 'title', l.title, 'slug', l.slug, 'summary', l.summary," \
    "         'category_name', c.name," \
    "         'tag_names', (SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')" \
    "                         FROM help_center_article_tag x" \
    "                         JOIN help_center_tag t ON t.tenant_id = $1 AND t.id = x.tag_id" \
    "                        WHERE x.tenant_id = $1 AND x.article_id = l.id)," \
    "         'difficulty_level', l.difficulty_level, 'status', l.status, 'language', l.language," \
    "         'view_count', l.view_count, 'helpful_ratio', l.helpful_ratio, 'is_stale', l.is_stale," \
    "         'published_date', " SQL_TIME("l.published_date") ", 'created_at', " SQL_TIME("l.created_at") "," \
    "         'updated_at', " SQL_TIME("l.updated_at") ", 'url', '/help/articles/' || l.slug || '/')" \
    "         ORDER BY l.n), '[]')::text" \
    "  FROM (SELECT a.id, a.title, a.slug, a.summary, a.category_id, a.difficulty_level, a.status, a.language," \
    "               a.view_count, a.helpful_ratio, a.published_date, a.created_at, a.updated_at," \
    "               " SQL_STALE("a") " AS is_stale, row_number() OVER (ORDER BY "
#define LIST_FROM ") AS n" \
    "          FROM help_center_article a" \
    "         WHERE a.tenant_id = $1 AND "
#define LIST_TAIL \
    "         LIMIT $10::int OFFSET $11::int) l" \
    "  LEFT JOIN help_center_category c ON c.tenant_id = $1 AND c.id = l.category_id"

#define WRITER_STATUS(status) "   AND (" status "::text IS NULL OR a.status = " status "::text)"

#define READER(name, order) \
    { "articles_list_" name, LIST_HEAD order LIST_FROM SQL_READER_SEES("a") FILTER " ORDER BY " order LIST_TAIL }
#define WRITER(name, order) \
    { "articles_write_" name, LIST_HEAD order LIST_FROM SQL_WRITER_SEES("a", "$13", "$14") FILTER \
      WRITER_STATUS("$12") " ORDER BY " order LIST_TAIL }

/* The id settles ties, or pages would overlap. What is not published yet sorts as the newest. */
#define ORDERS(row) { \
    [ARTICLES_BY_PUBLISHED]      = row("published_asc",  "a.published_date, a.id"), \
    [ARTICLES_BY_PUBLISHED_DESC] = row("published_desc", "a.published_date DESC, a.id DESC"), \
    [ARTICLES_BY_CREATED]        = row("created_asc",    "a.created_at, a.id"), \
    [ARTICLES_BY_CREATED_DESC]   = row("created_desc",   "a.created_at DESC, a.id DESC"), \
    [ARTICLES_BY_TITLE]          = row("title_asc",      "lower(a.title), a.id"), \
    [ARTICLES_BY_TITLE_DESC]     = row("title_desc",     "lower(a.title) DESC, a.id DESC"), \
    [ARTICLES_BY_VIEWS]          = row("views_asc",      "a.popularity, a.view_count, a.id"), \
    [ARTICLES_BY_VIEWS_DESC]     = row("views_desc",     "a.popularity DESC, a.view_count DESC, a.id DESC"), \
    [ARTICLES_BY_RATIO]          = row("ratio_asc",      "a.helpful_ratio, a.helpful_count, a.id"), \
    [ARTICLES_BY_RATIO_DESC]     = row("ratio_desc",     "a.helpful_ratio DESC, a.helpful_count DESC, a.id DESC"), \
}

const help_sql articles_list_reader[ARTICLES_ORDERS] = ORDERS(READER);
const help_sql articles_list_writer[ARTICLES_ORDERS] = ORDERS(WRITER);

const help_sql articles_count_reader = { "articles_count_reader",
    "SELECT count(*) FROM help_center_article a WHERE a.tenant_id = $1 AND " SQL_READER_SEES("a") FILTER };
const help_sql articles_count_writer = { "articles_count_writer",
    "SELECT count(*) FROM help_center_article a WHERE a.tenant_id = $1 AND "
    SQL_WRITER_SEES("a", "$11", "$12") FILTER WRITER_STATUS("$10") };

/* ---- one article -------------------------------------------------------------------------------- */

/* Live articles of c and of what is below it, as the asker sees them. */
#define ARTICLE_COUNT \
    "(SELECT count(*) FROM help_center_article n" \
    "  WHERE n.tenant_id = $1 AND n.category_id IN (SELECT k.id FROM help_center_category k" \
    "         WHERE k.tenant_id = $1 AND k.path @> ARRAY[c.id]) AND " SQL_READER_SEES("n") ")"

#define DETAIL \
    "WITH found AS (SELECT a.id, a.revision," \
    "  (SELECT json_build_object('id', c.id, 'name', c.name, 'slug', c.slug, 'description', c.description," \
    "      'parent', c.parent_id, 'parent_name', p.name, 'icon', c.icon, 'color', c.color," \
    "      'display_order', c.display_order, 'is_active', c.is_active, 'breadcrumb', " SQL_BREADCRUMB("c") "," \
    "      'article_count', " ARTICLE_COUNT ", 'url', '/help/category/' || c.slug || '/')" \
    "     FROM help_center_category c" \
    "     LEFT JOIN help_center_category p ON p.tenant_id = $1 AND p.id = c.parent_id" \
    "    WHERE c.tenant_id = $1 AND c.id = a.category_id) AS category," \
    "  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY t.name), '[]')" \
    "     FROM help_center_article_tag x JOIN help_center_tag t ON t.tenant_id = $1 AND t.id = x.tag_id" \
    "    WHERE x.tenant_id = $1 AND x.article_id = a.id) AS tags" \
    "  FROM help_center_article a WHERE a.tenant_id = $1 AND " SQL_WRITER_SEES("a", "$5", "$6")
#define DETAIL_JSON ")" \
    "SELECT json_build_object('id', a.id, 'title', a.title, 'slug', a.slug, 'summary', a.summary," \
    "    'content', a.content, 'content_html', a.content_html, 'toc', a.toc," \
    "    'category', f.category, 'tags', f.tags, 'difficulty_level', a.difficulty_level," \
    "    'target_roles', a.target_roles, 'status', a.status, 'version', a.version, 'view_count', a.view_count," \
    "    'helpful_count', a.helpful_count, 'not_helpful_count', a.not_helpful_count," \
    "    'helpful_ratio', a.helpful_ratio, 'is_stale', " SQL_STALE("a") "," \
    "    'created_by_username', w.username, 'last_updated_by_username', u.username," \
    "    'published_date', " SQL_TIME("a.published_date") "," \
    "    'last_reviewed_date', " SQL_TIME("a.last_reviewed_date") "," \
    "    'created_at', " SQL_TIME("a.created_at") ", 'updated_at', " SQL_TIME("a.updated_at") "," \
    "    'language', a.language, 'url', '/help/articles/' || a.slug || '/')::text," \
    "  a.id, a.revision || '-' || left(md5(coalesce(f.category::text, '') || f.tags::text), 8)" \
    "  FROM found f JOIN help_center_article a ON a.tenant_id = $1 AND a.id = f.id" \
    "  LEFT JOIN help_center_user w ON w.tenant_id = $1 AND w.id = a.created_by" \
    "  LEFT JOIN help_center_user u ON u.tenant_id = $1 AND u.id = a.last_updated_by"

/* The keys: primary, and help_center_article_slug_key. */
const help_sql articles_by_id = { "articles_by_id", DETAIL " AND a.id = $4::bigint" DETAIL_JSON };
const help_sql articles_by_slug = { "articles_by_slug", DETAIL " AND a.slug = $4::text" DETAIL_JSON };

/* A former slug leads on only for whom the article is there at all. */
const help_sql articles_moved = { "articles_moved",
    "SELECT a.slug FROM help_center_article_slug s"
    "  JOIN help_center_article a ON a.tenant_id = $1 AND a.id = s.article_id"
    " WHERE s.tenant_id = $1 AND s.slug = $4::text AND " SQL_WRITER_SEES("a", "$5", "$6") };

/* ---- media ------------------------------------------------------------------------------------------ */

/* $6: the asker is an author or more, who also see what no article uses (yet). */
#define MEDIA_FROM \
    " FROM help_center_media m" \
    " WHERE m.tenant_id = $1 AND m.sha256 = $4::bytea AND m.ext = $5::text" \
    "   AND (EXISTS (SELECT FROM help_center_article_media x" \
    "                  JOIN help_center_article a ON a.tenant_id = $1 AND a.id = x.article_id" \
    "                 WHERE x.tenant_id = $1 AND x.sha256 = m.sha256 AND " SQL_WRITER_SEES("a", "$7", "$8") ")" \
    "        OR ($6::boolean AND NOT EXISTS (SELECT FROM help_center_article_media y" \
    "                                         WHERE y.tenant_id = $1 AND y.sha256 = m.sha256)))"

const help_sql articles_media_bytes = { "articles_media_bytes", "SELECT m.content_type, m.bytes" MEDIA_FROM };
const help_sql articles_media_seen = { "articles_media_seen", "SELECT m.content_type" MEDIA_FROM };
