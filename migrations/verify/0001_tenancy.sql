-- Is 0001 really there, and does it isolate? Runs in a transaction that is rolled back.
DO $$
DECLARE
  a int; b int;
BEGIN
  ASSERT (SELECT count(*) FROM pg_roles WHERE rolname IN ('help_owner', 'help_app')) = 2, 'a role is missing';
  ASSERT NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'help_app'), 'help_app steps over row-level security';
  ASSERT NOT pg_has_role('help_app', 'help_owner', 'MEMBER'), 'help_app may act as the owner';
  ASSERT NOT has_schema_privilege('help_app', 'public', 'CREATE'), 'help_app may create tables';
  ASSERT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector'), 'the extension vector is missing';
  ASSERT has_table_privilege('help_app', 'help_center_schema_migration', 'SELECT'), 'httpd cannot read the ledger';
  ASSERT NOT has_table_privilege('help_app', 'help_center_schema_migration', 'INSERT'), 'httpd may write the ledger';

  -- Ids from far away: a sequence does not roll back, and the first tenant shall be 1.
  INSERT INTO help_center_tenant (id, slug, host, name) VALUES (2147483646, 'verify-a', 'verify-a.test', 'A') RETURNING id INTO a;
  INSERT INTO help_center_tenant (id, slug, host, name) VALUES (2147483647, 'verify-b', NULL, 'B') RETURNING id INTO b;
  ASSERT (SELECT id FROM help_center_tenant_by('verify-b', 'verify-a.test')) = b, 'the slug does not win over the host';
  ASSERT (SELECT id FROM help_center_tenant_by(NULL, 'Verify-A.test')) = a, 'a tenant is not found by its host';
  ASSERT NOT EXISTS (SELECT FROM help_center_tenant_by(NULL, NULL)), 'nobody is taken for a tenant';
  ASSERT help_center_current_tenant() IS NULL, 'a tenant is set before anybody set one';
  PERFORM set_config('app.tenant_id', '', true);
  ASSERT help_center_current_tenant() IS NULL, 'an empty tenant is not no tenant';
END $$;

-- Every tenant table of every migration: a policy on the tenant and a key that begins with it.
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id'
              AND NOT a.attisdropped LOOP
    ASSERT t.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid), t.relname || ' is not isolated';
    ASSERT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = t.oid AND i.indisprimary AND a.attname = 'tenant_id'),
           'the primary key of ' || t.relname || ' does not begin with tenant_id';
  END LOOP;
END $$;
