/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces that the *_sql.c files of this module put together at compile time; never at run time. */
#ifndef HELP_ARTICLES_SQL_PARTS_H
#define HELP_ARTICLES_SQL_PARTS_H

/* RFC 3339 in UTC. */
#define SQL_TIME(t) "to_char(" t " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
#define SQL_DATE(t) "to_char(" t " AT TIME ZONE 'UTC', 'FMDD FMMonth YYYY')"

/* Inside no category that httpd would refuse ($3). The function is STABLE and reads a table: as a scalar
 * subquery it runs once a statement and not once a row. */
#define SQL_OPEN(a) "(" a ".category_id IS NULL OR " a ".category_id <> ALL " \
    "((SELECT help_center_denied_ids($3::text[]))::bigint[]))"

/* The first two say to the planner what help_article_published_idx and _popularity_idx hold. */
#define SQL_LIVE(a) a ".status = 'PUBLISHED' AND " a ".deleted_at IS NULL " \
    "AND help_center_live(" a ".status, " a ".deleted_at, " a ".publish_at, " a ".expire_at)"

/* What a reader sees: live, for their groups ($2), in no denied category. */
#define SQL_READER_SEES(a) SQL_LIVE(a) " AND help_center_visible(" a ".target_roles, $2::text[]) AND " SQL_OPEN(a)

/* An editor also every state and every group; an author also what they wrote themselves. */
#define SQL_WRITER_SEES(a, editor, user) a ".deleted_at IS NULL AND " SQL_OPEN(a) \
    " AND (" editor "::boolean OR " a ".created_by = " user "::bigint" \
    " OR (" SQL_LIVE(a) " AND help_center_visible(" a ".target_roles, $2::text[])))"

#define SQL_STALE(a) "help_center_is_stale(" a ".published_date, " a ".last_reviewed_date, " a ".updated_at, " \
    a ".helpful_count, " a ".not_helpful_count)"

/* No ancestor of c, nor c itself, is switched off. */
#define SQL_ACTIVE(c) "NOT EXISTS (SELECT FROM help_center_category o" \
    " WHERE o.tenant_id = $1 AND o.id = ANY (" c ".path) AND NOT o.is_active)"

/* [{id, name, slug, url}], root first and c last. */
#define SQL_BREADCRUMB(c) "(SELECT json_agg(json_build_object('id', b.id, 'name', b.name, 'slug', b.slug," \
    " 'url', '/help/category/' || b.slug || '/') ORDER BY cardinality(b.path))" \
    " FROM help_center_category b WHERE b.tenant_id = $1 AND b.id = ANY (" c ".path))"

#endif
