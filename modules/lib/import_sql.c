/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement of the document import. $1 is the tenant. */
#include "lib/import_int.h"

#define ARTICLE_COLUMNS \
    "slug, title, summary, description, content, content_html, toc, category_id, difficulty_level," \
    " target_roles, language, source_path, source_hash"
#define ARTICLE_VALUES \
    "$3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::jsonb, $10::bigint, $11::text, $12::text[]," \
    " $13::text, $14::text, $15::bytea"

const help_sql import_sql[] = {
    /* Held by the session, so that it also ends when the importer dies. */
    [IMPORT_LOCK] = { "import_lock",
      "SELECT pg_try_advisory_lock(hashtext('help_center_import'), $1::int)" },
    [IMPORT_UNLOCK] = { "import_unlock",
      "SELECT pg_advisory_unlock(hashtext('help_center_import'), $1::int)" },

    /* help_center_article_source_path_key */
    [IMPORT_KNOWN] = { "import_known",
      "SELECT a.id, a.slug, a.source_path, coalesce(encode(a.source_hash, 'hex'), ''),"
      "       a.deleted_at IS NOT NULL, a.status = 'ARCHIVED'"
      "  FROM help_center_article a"
      " WHERE a.tenant_id = $1::int AND a.source_path IS NOT NULL"
      " ORDER BY a.source_path COLLATE \"C\"" },
    [IMPORT_FOREIGN] = { "import_foreign",
      "SELECT a.slug FROM help_center_article a WHERE a.tenant_id = $1::int AND a.source_path IS NULL" },
    [IMPORT_CATEGORIES] = { "import_categories",
      "SELECT c.id, coalesce(c.parent_id, 0), c.name, c.slug, c.description, c.icon, c.color, c.display_order"
      "  FROM help_center_category c WHERE c.tenant_id = $1::int ORDER BY c.id" },
    [IMPORT_TAGS] = { "import_tags",
      "SELECT t.id, t.name, t.slug FROM help_center_tag t WHERE t.tenant_id = $1::int" },

    [IMPORT_CATEGORY_ADD] = { "import_category_add",
      "INSERT INTO help_center_category"
      " (tenant_id, parent_id, path, name, slug, description, icon, color, display_order)"
      " VALUES ($1::int, nullif($2::bigint, 0), '{0}', $3, $4, $5, $6, $7, $8::int) RETURNING id" },
    [IMPORT_CATEGORY_SET] = { "import_category_set",
      "UPDATE help_center_category SET name = $3, description = $4, icon = $5, color = $6, display_order = $7::int"
      " WHERE tenant_id = $1::int AND id = $2::bigint" },
    /* Somebody else may have made it in this very moment. */
    [IMPORT_TAG_ADD] = { "import_tag_add",
      "WITH made AS (INSERT INTO help_center_tag (tenant_id, name, slug) VALUES ($1::int, $2, $3)"
      "              ON CONFLICT DO NOTHING RETURNING id)"
      "SELECT id FROM made UNION ALL"
      " SELECT t.id FROM help_center_tag t WHERE t.tenant_id = $1::int AND t.name = $2 LIMIT 1" },

    [IMPORT_MEDIA_HAS] = { "import_media_has",
      "SELECT 1 FROM help_center_media m WHERE m.tenant_id = $1::int AND m.sha256 = $2::bytea" },
    [IMPORT_MEDIA_ADD] = { "import_media_add",
      "INSERT INTO help_center_media (tenant_id, sha256, ext, content_type, bytes, size, created_by)"
      " VALUES ($1::int, $2::bytea, $3, $4, $5::bytea, octet_length($5::bytea), $6::bigint) ON CONFLICT DO NOTHING" },

    /* $2 the user, $16 ids of tags, $17 media */
    [IMPORT_ARTICLE_ADD] = { "import_article_add",
      "WITH a AS ("
      "  INSERT INTO help_center_article"
      "   (tenant_id, created_by, last_updated_by, status, published_date, " ARTICLE_COLUMNS ")"
      "  VALUES ($1::int, $2::bigint, $2::bigint, 'PUBLISHED', now(), " ARTICLE_VALUES ")"
      "  RETURNING id, version, title, summary, content),"
      " v AS (INSERT INTO help_center_article_version"
      "  (tenant_id, article_id, version, title, summary, content, reason, created_by)"
      "  SELECT $1::int, a.id, a.version, a.title, a.summary, a.content, 'Imported', $2::bigint FROM a),"
      " t AS (INSERT INTO help_center_article_tag (tenant_id, article_id, tag_id)"
      "  SELECT $1::int, a.id, x FROM a, unnest($16::bigint[]) x),"
      " m AS (INSERT INTO help_center_article_media (tenant_id, article_id, sha256)"
      "  SELECT $1::int, a.id, x.sha256 FROM a, help_center_media x"
      "   WHERE x.tenant_id = $1::int AND x.sha256 = ANY ($17::bytea[]))"
      "SELECT true FROM a" },
    /* $18 the article, $19 publish it again. Says whether anything that a reader can see became another:
     * a file may differ and still give the same article (an exported one, for instance). */
    [IMPORT_ARTICLE_SET] = { "import_article_set",
      "WITH o AS (SELECT * FROM help_center_article WHERE tenant_id = $1::int AND id = $18::bigint FOR UPDATE),"
      " td AS (DELETE FROM help_center_article_tag WHERE tenant_id = $1::int AND article_id = $18::bigint"
      "         AND tag_id <> ALL ($16::bigint[]) RETURNING 1),"
      " ti AS (INSERT INTO help_center_article_tag (tenant_id, article_id, tag_id)"
      "  SELECT $1::int, o.id, x FROM o, unnest($16::bigint[]) x ON CONFLICT DO NOTHING RETURNING 1),"
      " md AS (DELETE FROM help_center_article_media WHERE tenant_id = $1::int AND article_id = $18::bigint"
      "         AND sha256 <> ALL ($17::bytea[])),"
      " mi AS (INSERT INTO help_center_article_media (tenant_id, article_id, sha256)"
      "  SELECT $1::int, o.id, x.sha256 FROM o, help_center_media x"
      "   WHERE x.tenant_id = $1::int AND x.sha256 = ANY ($17::bytea[]) ON CONFLICT DO NOTHING),"
      " a AS (UPDATE help_center_article x"
      "  SET (last_updated_by, status, published_date, version, " ARTICLE_COLUMNS ") = ROW ("
      "    $2::bigint, CASE WHEN $19::bool THEN 'PUBLISHED' ELSE o.status END,"
      "    CASE WHEN $19::bool THEN coalesce(o.published_date, now()) ELSE o.published_date END,"
      "    o.version + ((o.title, o.summary, o.content) IS DISTINCT FROM ($4::text, $5::text, $7::text))::int, " ARTICLE_VALUES ")"
      "  FROM o WHERE x.tenant_id = $1::int AND x.id = o.id"
      "  RETURNING x.id, x.version, x.title, x.summary, x.content,"
      "    (o.slug, o.title, o.summary, o.description, o.content, o.content_html, o.toc, o.category_id,"
      "     o.difficulty_level, o.target_roles, o.language, o.status, o.source_path) IS DISTINCT FROM"
      "    (x.slug, x.title, x.summary, x.description, x.content, x.content_html, x.toc, x.category_id,"
      "     x.difficulty_level, x.target_roles, x.language, x.status, x.source_path) AS changed),"
      " v AS (INSERT INTO help_center_article_version"
      "  (tenant_id, article_id, version, title, summary, content, reason, created_by)"
      "  SELECT $1::int, a.id, a.version, a.title, a.summary, a.content, 'Imported', $2::bigint"
      "    FROM a, o WHERE a.version <> o.version)"
      "SELECT a.changed OR EXISTS (SELECT FROM td) OR EXISTS (SELECT FROM ti) FROM a" },
    /* Former addresses that the front matter names; a living article keeps its own. */
    [IMPORT_REDIRECTS] = { "import_redirects",
      "INSERT INTO help_center_article_slug (tenant_id, slug, article_id)"
      " SELECT $1::int, s, a.id FROM help_center_article a, unnest($3::text[]) s"
      "  WHERE a.tenant_id = $1::int AND a.source_path = $2"
      "    AND NOT EXISTS (SELECT FROM help_center_article x WHERE x.tenant_id = $1::int AND x.slug = s)"
      " ON CONFLICT DO NOTHING" },
    /* Former slugs are search text, which is made when the article is written. */
    [IMPORT_RETEXT] = { "import_retext",
      "UPDATE help_center_article SET search_vector = NULL WHERE tenant_id = $1::int AND source_path = $2" },
    [IMPORT_ARCHIVE] = { "import_archive",
      "UPDATE help_center_article SET status = 'ARCHIVED', last_updated_by = $2::bigint,"
      "       source_hash = substr(source_hash, 1, 16) || decode(repeat('00', 16), 'hex')"
      " WHERE tenant_id = $1::int AND id = ANY ($3::bigint[]) AND status <> 'ARCHIVED'" },
    [IMPORT_AUDIT] = { "import_audit",
      "INSERT INTO help_center_audit (tenant_id, actor, actor_user_id, action, object_type, detail)"
      " SELECT $1::int, u.username, u.id, 'article.import', 'article', $3::jsonb"
      "   FROM help_center_user u WHERE u.tenant_id = $1::int AND u.id = $2::bigint" },
};
