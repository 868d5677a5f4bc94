-- Is 0003 really there, and do its triggers keep what they promise? Rolled back.
DO $$
DECLARE
  t int; root bigint; leaf bigint; other bigint; a bigint; b bigint; rev bigint; i text;
BEGIN
  FOREACH i IN ARRAY '{help_article_published_idx,help_article_category_idx,help_article_popularity_idx}'::text[] LOOP
    ASSERT to_regclass('public.' || i) IS NOT NULL, i || ' is missing';
  END LOOP;

  INSERT INTO help_center_tenant (id, slug, name) VALUES (2147483647, 'verify', 'V') RETURNING id INTO t;
  INSERT INTO help_center_category (tenant_id, name, slug) VALUES (t, 'R', 'r') RETURNING id INTO root;
  INSERT INTO help_center_category (tenant_id, name, slug) VALUES (t, 'O', 'o') RETURNING id INTO other;
  INSERT INTO help_center_category (tenant_id, name, slug, parent_id) VALUES (t, 'L', 'l', root) RETURNING id INTO leaf;
  ASSERT (SELECT path FROM help_center_category WHERE tenant_id = t AND id = leaf) = ARRAY[root, leaf], 'wrong path';
  UPDATE help_center_category SET parent_id = other WHERE tenant_id = t AND id = root;
  ASSERT (SELECT path FROM help_center_category WHERE tenant_id = t AND id = leaf) = ARRAY[other, root, leaf], 'the path did not follow';
  BEGIN
    UPDATE help_center_category SET parent_id = leaf WHERE tenant_id = t AND id = other;
    ASSERT false, 'a circle of categories was taken';
  EXCEPTION WHEN check_violation THEN NULL;
  END;

  INSERT INTO help_center_article (tenant_id, slug, title) VALUES (t, 'one', 'One') RETURNING id, revision INTO a, rev;
  ASSERT (SELECT group_id FROM help_center_article WHERE tenant_id = t AND id = a) = a, 'no group of its own';
  UPDATE help_center_article SET view_count = view_count + 1 WHERE tenant_id = t AND id = a;
  ASSERT (SELECT revision FROM help_center_article WHERE tenant_id = t AND id = a) = rev, 'a view moved the revision';
  UPDATE help_center_article SET slug = 'uno', helpful_count = 2, not_helpful_count = 1 WHERE tenant_id = t AND id = a;
  ASSERT (SELECT revision = rev + 1 AND helpful_ratio = 0.6667 FROM help_center_article WHERE tenant_id = t AND id = a), 'revision or ratio is wrong';
  ASSERT (SELECT article_id FROM help_center_article_slug WHERE tenant_id = t AND slug = 'one') = a, 'the old address is lost';
  INSERT INTO help_center_article (tenant_id, slug, title) VALUES (t, 'one', 'Another') RETURNING id INTO b;
  ASSERT NOT EXISTS (SELECT FROM help_center_article_slug WHERE tenant_id = t AND slug = 'one'), 'a living article does not win its address';
  ASSERT (SELECT attstorage FROM pg_attribute WHERE attrelid = 'help_center_media'::regclass AND attname = 'bytes') = 'e', 'media are compressed';
  DELETE FROM help_center_tenant WHERE id = t;
  ASSERT NOT EXISTS (SELECT FROM help_center_article WHERE tenant_id = t), 'an article outlived its tenant';
END $$;
