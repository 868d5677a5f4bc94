"""What the application role can never do: see another tenant, or more than it was granted.

The tables, views and functions are read from the catalog, so a new one is tested or the test fails.
"""
import psycopg2
import pytest
from psycopg2 import errors

from sql.seed import seed

TENANT_TABLES = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped ORDER BY 1"""
OWN_TABLES = """
    SELECT c.oid::regclass::text FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1"""
# With the asker's rights a function meets the policies like any statement; with the owner's it does not.
DEFINERS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND has_function_privilege('help_app', p.oid, 'EXECUTE')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1"""

# What each function says of tenant B's rows while A, or nobody, is set. {b} is tenant B's id.
SILENT = {
    "help_center_current_tenant()":
        "SELECT 1 WHERE help_center_current_tenant() = {b}",
    "help_center_denied_ids(text[])":
        "SELECT unnest(help_center_denied_ids(ARRAY['general-{b}']))",
    "help_center_search_articles(text,text,text[],text[],integer,text[])":
        "SELECT id FROM help_center_search_articles('needle', NULL, '{{staff}}', '{{}}', 10) WHERE id = {article}",
    "help_center_title_prefix(text,text,text[],text[],integer,text[])":
        "SELECT id FROM help_center_title_prefix('welcome', NULL, '{{staff}}', '{{}}', 10) WHERE id = {article}",
    "help_center_text_query(text,text)":
        "SELECT 1 WHERE help_center_text_query('Häuser', NULL)::text LIKE '%haus%'",     # only B writes German
}
# Crosses tenants by its nature; each with the reason.
CROSSING = {
    "help_center_tenant_by(text,text)": "finds the tenant before one is set",
    "help_center_tenant_ids()": "cron visits every tenant; ids only",
    "help_center_job_claim(text[],text,interval,integer,jsonb)": "a runner works for every tenant",
    "help_center_job_done(bigint,text)": "the runner's own job",
    "help_center_job_extend(bigint,text,interval)": "the runner's own job",
    "help_center_job_fail(bigint,text,text,timestamp with time zone)": "the runner's own job",
    "help_center_job_stats()": "numbers for metrics, no content",
    "help_center_job_purge()": "removes what has expired, returns a number",
    "help_center_idempotency_purge()": "removes what has expired, returns a number",
    "help_center_job_enqueue(text,jsonb,text,timestamp with time zone,integer,integer)": "writes for the set tenant only",
    "help_center_cron_try(text,interval,text)": "writes for the set tenant only",
}


@pytest.fixture
def two(owner, tenant, other):
    ids = {tenant: seed(owner, tenant), other: seed(owner, other)}
    owner.run("UPDATE help_center_article SET language = 'de' WHERE tenant_id = %s", other)
    return ids


def test_every_tenant_table_has_a_row_of_both_tenants_in_these_tests(owner, two):
    for table in owner.column(TENANT_TABLES):
        assert owner.one(f"SELECT count(DISTINCT tenant_id) FROM {table} WHERE tenant_id > 0") == 2, \
            f"add a row of {table} to seed.py"


def test_every_table_has_a_tenant_but_the_tenants_and_the_ledger(owner):
    without = set(owner.column(OWN_TABLES)) - set(owner.column(TENANT_TABLES))
    views = set(owner.column("SELECT viewname FROM pg_views WHERE schemaname = 'public'"))
    assert without - views == {"help_center_tenant", "help_center_schema_migration"}


def test_the_application_sees_rows_of_the_set_tenant_only(owner, app, two, tenant, other):
    for table in owner.column(TENANT_TABLES):
        with app.inside(tenant):
            assert app.column(f"SELECT DISTINCT tenant_id FROM {table}") == [tenant], table
    with app.inside(tenant):
        assert app.column("SELECT id FROM help_center_tenant") == [tenant]
        assert app.run("UPDATE help_center_tenant SET name = 'x' WHERE id = %s", other) == 0


def test_the_application_sees_nothing_without_a_tenant(owner, app, two):
    app.run("SELECT set_config('app.tenant_id', '1', false), set_config('app.tenant_id', '', false)")
    for table in [*owner.column(TENANT_TABLES), "help_center_tenant"]:
        assert app.run(f"SELECT 1 FROM {table}") == [], table


def test_a_tenant_that_was_set_in_a_transaction_is_gone_after_it(app, two, tenant):
    with app.inside(tenant):
        assert app.one("SELECT count(*) FROM help_center_article") == 1
    assert app.one("SELECT count(*) FROM help_center_article") == 0


def test_the_application_cannot_write_into_another_tenant(owner, app, two, tenant, other):
    for table in owner.column(TENANT_TABLES):
        may = set(owner.column("SELECT privilege_type FROM information_schema.role_table_grants "
                               "WHERE grantee = 'help_app' AND table_name = %s", table))
        with app.inside(tenant):
            if "UPDATE" in may:
                assert app.run(f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = %s", other) == 0, table
            if "DELETE" in may:
                assert app.run(f"DELETE FROM {table} WHERE tenant_id = %s", other) == 0, table
        if "INSERT" in may:
            row = owner.one(f"SELECT to_jsonb(t)::text FROM {table} t WHERE tenant_id = %s LIMIT 1", other)
            into = owner.column("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                                "AND NOT attisdropped AND attgenerated = ''", table)
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), app.inside(tenant):
                app.run(f"INSERT INTO {table} ({', '.join(into)}) "
                        f"SELECT {', '.join(into)} FROM jsonb_populate_record(NULL::{table}, %s)", row)
        if "UPDATE" in may:
            with pytest.raises(psycopg2.Error), app.inside(tenant):
                app.run(f"UPDATE {table} SET tenant_id = %s", other)


def test_a_reference_cannot_reach_into_another_tenant(app, two, tenant, other):
    with pytest.raises(errors.ForeignKeyViolation), app.inside(tenant):
        app.run("UPDATE help_center_article SET category_id = %s", two[other]["category"])
    with pytest.raises(errors.ForeignKeyViolation), app.inside(tenant):
        app.run("INSERT INTO help_center_category (tenant_id, name, slug, parent_id) VALUES (%s, 'x', 'x', %s)",
                tenant, two[other]["category"])


def test_every_foreign_key_between_tenant_tables_carries_the_tenant(owner):
    assert owner.column("""
        SELECT k.conname FROM pg_constraint k
         WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.confrelid <> 'help_center_tenant'::regclass
           AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) u(here, there)
                             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.here AND a.attname = 'tenant_id'
                             JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.there AND b.attname = 'tenant_id')
        """) == []


def test_every_unique_key_begins_with_the_tenant(owner):
    assert owner.column("""
        SELECT i.indexrelid::regclass::text FROM pg_index i
          JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
         WHERE i.indisunique AND i.indkey[0] <> t.attnum""") == []


def test_every_view_asks_with_the_rights_of_the_asker(owner):
    assert owner.column("""SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}')""") == []


def test_every_function_with_the_owners_rights_is_known_to_these_tests(owner):
    assert set(owner.column(DEFINERS)) - {*SILENT, *CROSSING} == set(), \
        "say of the new function whether it crosses tenants, and test it"


@pytest.mark.parametrize("function", SILENT)
def test_a_function_says_nothing_of_another_tenant(app, two, tenant, other, function):
    ask = SILENT[function].format(b=other, article=two[other]["article"])
    with app.inside(tenant):
        assert app.run(ask) == []
    with app.inside(None):
        assert app.run(ask) == []
    with app.inside(other):
        assert app.run(ask) != [], "the question must be one that has an answer"


def test_functions_with_the_owners_rights_fix_their_search_path_and_are_not_public(owner):
    assert owner.column("""
        SELECT p.oid::regprocedure::text FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = 'help_owner'::regrole
           AND (p.prosecdef AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']
                OR has_function_privilege('public', p.oid, 'EXECUTE'))""") == []


def test_queueing_and_cron_write_for_the_set_tenant_only(owner, app, tenant):
    with app.inside(tenant):
        mine = app.one("SELECT help_center_job_enqueue('a.job')")
        app.run("SELECT help_center_cron_try('a.cron', '1 hour', 'h')")
    nobodys = app.one("SELECT help_center_job_enqueue('a.job')")
    assert owner.run("SELECT id, tenant_id FROM help_center_job ORDER BY id") == [(mine, tenant), (nobodys, 0)]
    assert owner.column("SELECT tenant_id FROM help_center_cron") == [tenant]


@pytest.mark.parametrize("ddl", [
    "CREATE TABLE mine (a int)", "CREATE TEMP TABLE help_center_tenant (id int); DROP TABLE public.help_center_tag",
    "ALTER TABLE help_center_article ADD COLUMN x int", "DROP TABLE help_center_tag", "CREATE SCHEMA mine",
    "ALTER TABLE help_center_article DISABLE ROW LEVEL SECURITY", "DROP POLICY help_center_tenant_policy ON help_center_article",
    "ALTER TABLE help_center_article DISABLE TRIGGER ALL", "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
    "TRUNCATE help_center_article", "SET ROLE help_owner", "ALTER ROLE help_app BYPASSRLS", "CREATE ROLE mine",
    "SET session_replication_role = replica", "CREATE EXTENSION pg_trgm SCHEMA public CASCADE; CREATE TABLE mine (a int)",
])
def test_the_application_changes_no_schema_and_no_right(app, ddl):
    with pytest.raises(errors.InsufficientPrivilege):
        app.run(ddl)


def test_audit_rows_are_added_and_read_and_never_touched(app, two, tenant):
    with app.inside(tenant):
        app.run("INSERT INTO help_center_audit (tenant_id, actor, action, object_type) VALUES (%s, 'a', 'b', 'c')", tenant)
        assert app.one("SELECT count(*) FROM help_center_audit") == 2
    for touch in ("UPDATE help_center_audit SET actor = 'x'", "DELETE FROM help_center_audit", "TRUNCATE help_center_audit"):
        with pytest.raises(errors.InsufficientPrivilege), app.inside(tenant):
            app.run(touch)


@pytest.mark.parametrize("touch", [
    "UPDATE help_center_article_version SET title = 'x'", "DELETE FROM help_center_article_version",
    "UPDATE help_center_media SET size = 1", "INSERT INTO help_center_article_slug VALUES (1, 'a', 1)",
    "DELETE FROM help_center_category_slug", "INSERT INTO help_center_tenant (slug, name) VALUES ('new', 'New')",
    "UPDATE help_center_tenant SET host = 'theirs.test'", "UPDATE help_center_tenant SET slug = 'theirs'",
    "UPDATE help_center_user_points SET points = 1000", "DELETE FROM help_center_tenant", "DELETE FROM help_center_cron",
])
def test_what_is_kept_by_triggers_or_never_changes_is_not_writable(app, two, tenant, touch):
    with pytest.raises(errors.InsufficientPrivilege), app.inside(tenant):
        app.run(touch)


def test_a_tenant_is_found_by_slug_or_host_and_an_inactive_one_is_not(app, owner, tenant, other):
    assert app.one("SELECT id FROM help_center_tenant_by('acme', 'other.test')") == tenant
    assert app.one("SELECT id FROM help_center_tenant_by(NULL, 'OTHER.test')") == other
    assert app.one("SELECT id FROM help_center_tenant_by('none', 'none.test')") is None
    owner.run("UPDATE help_center_tenant SET is_active = false WHERE id = %s", tenant)
    assert app.one("SELECT id FROM help_center_tenant_by('acme', NULL)") is None
    assert app.column("SELECT help_center_tenant_ids()") == [other]


def test_removing_a_tenant_removes_all_that_it_had_and_nothing_else(owner, two, tenant, other):
    tables = owner.column(TENANT_TABLES)
    before = {t: owner.one(f"SELECT count(*) FROM {t} WHERE tenant_id = %s", other) for t in tables}
    owner.run("DELETE FROM help_center_tenant WHERE id = %s", tenant)
    left = {t: owner.one(f"SELECT count(*) FROM {t} WHERE tenant_id = %s", tenant) for t in tables}
    assert not any(left.values()), left
    assert before == {t: owner.one(f"SELECT count(*) FROM {t} WHERE tenant_id = %s", other) for t in tables}


def test_removing_a_user_keeps_what_it_wrote_and_drops_what_was_about_it(owner, two, tenant):
    owner.run("DELETE FROM help_center_user WHERE tenant_id = %s", tenant)
    assert owner.one("SELECT count(*) FROM help_center_article WHERE tenant_id = %s AND created_by IS NULL", tenant) == 1
    for table in ("token", "user_badge", "user_points", "conversation_memory"):
        assert owner.one(f"SELECT count(*) FROM help_center_{table} WHERE tenant_id = %s", tenant) == 0, table
    assert owner.one("SELECT count(*) FROM help_center_audit WHERE tenant_id = %s", tenant) == 1
