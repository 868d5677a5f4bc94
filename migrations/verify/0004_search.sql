-- Is 0004 really there, and does it find and hide? Rolled back.
DO $$
DECLARE
  t int; closed bigint; a bigint; b bigint; g bigint;
BEGIN
  ASSERT (SELECT am.amname FROM pg_class c JOIN pg_am am ON am.oid = c.relam WHERE c.oid = to_regclass('public.help_article_search_idx')) = 'gin', 'no GIN index';
  ASSERT (SELECT am.amname = 'hnsw' AND c.reloptions @> '{m=16,ef_construction=64}' FROM pg_class c JOIN pg_am am ON am.oid = c.relam
           WHERE c.oid = to_regclass('public.help_article_embedding_idx')), 'no HNSW index with m=16, ef_construction=64';
  ASSERT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'help_center_article'::regclass AND tgname = 'help_article_search_update'), 'no trigger';

  INSERT INTO help_center_tenant (id, slug, name) VALUES (2147483647, 'verify', 'V') RETURNING id INTO t;
  PERFORM set_config('app.tenant_id', t::text, true);
  INSERT INTO help_center_category (tenant_id, name, slug) VALUES (t, 'Internal', 'internal') RETURNING id INTO closed;
  INSERT INTO help_center_article (tenant_id, slug, title, content, status) VALUES (t, 'a', 'Resetting passwords', 'Open the door.', 'PUBLISHED') RETURNING id INTO a;
  INSERT INTO help_center_article (tenant_id, slug, title, status, category_id) VALUES (t, 'b', 'Password vault', 'PUBLISHED', closed) RETURNING id INTO b;
  INSERT INTO help_center_tag (tenant_id, name, slug) VALUES (t, 'zebra', 'zebra') RETURNING id INTO g;
  INSERT INTO help_center_article_tag (tenant_id, article_id, tag_id) VALUES (t, a, g);
  ASSERT (SELECT search_vector @@ 'zebra:B' FROM help_center_article WHERE tenant_id = t AND id = a), 'a tag is not search text';
  UPDATE help_center_category SET slug = 'staff' WHERE tenant_id = t AND id = closed;
  ASSERT (SELECT array_agg(id ORDER BY id) FROM help_center_search_articles('password', 'en', '{}', '{}', 10)) = ARRAY[a, b], 'search does not find';
  ASSERT (SELECT array_agg(id) FROM help_center_search_articles('password', NULL, '{}', '{internal}', 10)) = ARRAY[a], 'a renamed area does not hold';
  ASSERT (SELECT array_agg(slug) FROM help_center_title_prefix('resetT', NULL, '{}', '{}', 10)) = '{a}', 'no title by its beginning';
  PERFORM set_config('app.tenant_id', '', true);
  ASSERT NOT EXISTS (SELECT FROM help_center_search_articles('password', 'en', '{}', '{}', 10)), 'search answers without a tenant';
END $$;
