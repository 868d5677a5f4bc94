-- Is 0002 really there? Runs in a transaction that is rolled back.
DO $$
DECLARE
  t int; u bigint; failed text;
BEGIN
  INSERT INTO help_center_tenant (id, slug, name) VALUES (2147483647, 'verify', 'V') RETURNING id INTO t;
  INSERT INTO help_center_user (tenant_id, username) VALUES (t, 'ann') RETURNING id INTO u;
  INSERT INTO help_center_token (tenant_id, user_id, name, digest, prefix) VALUES (t, u, 'x', sha256('a'), 'hct_abcd');
  BEGIN
    INSERT INTO help_center_token (tenant_id, user_id, name, digest, prefix, scopes) VALUES (t, u, 'x', sha256('b'), 'p', '{root}');
    ASSERT false, 'an unknown scope was taken';
  EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS failed = CONSTRAINT_NAME;
    ASSERT failed = 'help_center_token_scopes_check', 'a wrong scope is refused as ' || failed;
  END;
  DELETE FROM help_center_user WHERE tenant_id = t;
  ASSERT NOT EXISTS (SELECT FROM help_center_token WHERE tenant_id = t), 'a token outlived its user';
END $$;
