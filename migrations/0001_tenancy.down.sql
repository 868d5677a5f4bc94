-- Undoes 0001. The roles stay: they belong to the whole cluster, and another database may use them.

DROP TABLE help_center_tenant CASCADE;   -- with help_center_tenant_by and _ids, whose bodies name it
DROP FUNCTION help_center_notify_tenant(), help_center_notify_changed(), help_center_touch(),
  help_center_watch(regclass, boolean, text[]), help_center_protect(regclass, text), help_center_current_tenant();
DROP TABLE help_center_schema_migration;

ALTER DEFAULT PRIVILEGES FOR ROLE help_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

RESET ROLE;

DO $$
DECLARE
  super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
  IF super THEN
    REVOKE ALL ON SCHEMA public FROM help_owner, help_app;
  END IF;
  -- An extension that an operator made before us is not ours to drop.
  IF EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'vector'
                AND obj_description(e.oid, 'pg_extension') LIKE '%made by help center migration 0001') THEN
    IF super THEN
      DROP EXTENSION vector;
    ELSE
      RAISE WARNING 'The extension vector stays, since only a superuser may remove it: DROP EXTENSION vector;';
    END IF;
  END IF;
END $$;
