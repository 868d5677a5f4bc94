"""The runner: there and back, twice, by two, and what it refuses."""
import concurrent.futures
import re
import shutil

import psycopg2
import pytest

from sql.kit import MIGRATIONS, migrate

NAMES = sorted(p.name[:-len(".up.sql")] for p in MIGRATIONS.glob("*.up.sql"))


@pytest.fixture
def folder(tmp_path):
    """A copy of the migrations that a test may spoil."""
    copy = tmp_path / "some migrations"
    shutil.copytree(MIGRATIONS, copy)
    return copy


def test_up_and_zero_leave_an_empty_database_as_it_was(empty):
    before = empty.dump()
    migrate(empty.url("postgres"), "up")
    assert empty.dump() != before
    migrate(empty.url("postgres"), "zero", "--yes")
    assert empty.dump() == before


def test_each_down_returns_to_just_the_schema_before_its_up(empty):
    url = empty.url("postgres")
    for name in NAMES:
        number = int(name[:4])
        before = empty.dump()
        migrate(url, "up", number)
        after = empty.dump()
        assert f"undone {name}" in migrate(url, "down")
        assert empty.dump() == before, f"{name}.down.sql leaves or loses something"
        migrate(url, "up", number)
        assert empty.dump() == after, f"{name} is not the same the second time"


def test_downs_work_with_data_in_the_tables(database):
    owner = database.owner()
    tenant = owner.one("INSERT INTO help_center_tenant (slug, name) VALUES ('a', 'A') RETURNING id")
    owner.run("INSERT INTO help_center_article (tenant_id, slug, title) VALUES (%s, 'a', 'Some title')", tenant)
    migrate(database.url("postgres"), "down", len(NAMES) - 3)
    migrate(database.url("postgres"), "up")
    assert owner.one("SELECT search_vector @@ to_tsquery('english', 'title:A') FROM help_center_article")
    assert owner.one("SELECT count(*) FROM help_center_badge") == 6
    migrate(database.url("postgres"), "zero", "--yes")


def test_up_twice_changes_nothing(empty):
    url = empty.url("postgres")
    assert migrate(url, "up").splitlines() == [f"applied {name}" for name in NAMES]
    dump, ledger = empty.dump(), "SELECT * FROM help_center_schema_migration ORDER BY 1"
    rows = empty.owner().run(ledger)
    assert migrate(url, "up") == ""
    assert (empty.dump(), empty.owner().run(ledger)) == (dump, rows)


def test_two_hosts_may_run_up_at_once(empty):
    with concurrent.futures.ThreadPoolExecutor(4) as hosts:
        said = list(hosts.map(lambda _: migrate(empty.url("postgres"), "up"), range(4)))
    applied = sorted(line for text in said for line in text.splitlines())
    assert applied == [f"applied {name}" for name in NAMES], "each migration must be applied by exactly one"


def test_two_hosts_may_run_down_at_once_and_undo_no_more_than_each_was_asked(database):
    with concurrent.futures.ThreadPoolExecutor(2) as hosts:
        said = list(hosts.map(lambda _: migrate(database.url("postgres"), "down"), range(2)))
    left = database.owner().column("SELECT name FROM help_center_schema_migration ORDER BY 1")
    undone = [line for text in said for line in text.splitlines()]
    assert len(undone) == len(set(undone)) == len(NAMES) - len(left) in (1, 2)


def test_the_owner_suffices_where_an_operator_made_roles_and_extension(empty):
    admin = empty.session("postgres")
    admin.run("CREATE EXTENSION vector")
    before = empty.dump()
    migrate(empty.url("help_owner"), "up")
    migrate(empty.url("help_owner"), "verify")
    migrate(empty.url("help_owner"), "zero", "--yes")
    assert empty.dump() == before, "zero must leave an operator's extension alone"


def test_without_the_extension_the_owner_is_told_what_a_superuser_must_run(empty):
    said = migrate(empty.url("help_owner"), "up", code=1)
    assert f"A superuser must run, in database {empty.name}: CREATE EXTENSION vector;" in said
    assert "0001_tenancy.up.sql failed and left nothing" in said


def test_an_owner_who_may_not_create_is_told_what_a_superuser_must_run(databases):
    database = databases(owner="postgres")
    said = migrate(database.url("help_owner"), "up", code=1)
    assert f"A superuser must run: ALTER DATABASE {database.name} OWNER TO help_owner;" in said
    migrate(database.url("postgres"), "up")
    migrate(database.url("help_owner"), "verify")
    migrate(database.url("postgres"), "zero", "--yes")


def test_the_application_role_may_not_migrate(empty):
    assert "help_app may not act as help_owner" in migrate(empty.url("help_app"), "up", code=1)


def test_everything_belongs_to_the_owner_even_if_a_superuser_ran_it(owner):
    assert owner.column("""
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relowner <> 'help_owner'::regrole
        UNION ALL
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'help_owner'::regrole
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""") == []


def test_a_changed_checksum_is_refused_and_said(database, folder):
    file = folder / f"{NAMES[1]}.up.sql"
    file.write_text(file.read_text() + "-- one more thought\n")
    for command in ("up", "verify"):
        said = migrate(database.url(), command, folder=folder, code=1)
        assert f"{NAMES[1]}.up.sql was changed after it was applied on" in said
        assert "Restore the file and put the change into a new migration." in said
    assert re.search(f"{NAMES[1][5:]} +CHANGED", migrate(database.url(), "status", folder=folder, code=1))


def test_a_migration_that_fails_leaves_nothing(database, folder):
    (folder / "9000_bad.up.sql").write_text("CREATE TABLE help_center_half (a int);\nSELECT 1/0;\n")
    (folder / "9000_bad.down.sql").write_text("DROP TABLE help_center_half;\n")
    (folder / "verify/9000_bad.sql").write_text("")
    before = database.dump()
    assert "division by zero" in migrate(database.url(), "up", folder=folder, code=1)
    assert database.dump() == before


def test_a_migration_whose_verify_fails_is_not_applied(database, folder):
    (folder / "9000_bad.up.sql").write_text("CREATE TABLE help_center_half (a int);\n")
    (folder / "9000_bad.down.sql").write_text("DROP TABLE help_center_half;\n")
    (folder / "verify/9000_bad.sql").write_text("DO $$ BEGIN ASSERT false, 'the index is missing'; END $$;\n")
    before = database.dump()
    assert "the index is missing" in migrate(database.url(), "up", folder=folder, code=1)
    assert database.dump() == before


def test_verify_finds_what_somebody_dropped_by_hand(database):
    migrate(database.url(), "verify")
    database.owner().run("DROP INDEX help_search_zero_idx")
    assert "help_search_zero_idx is missing" in migrate(database.url(), "verify", code=1)


def test_status_tells_applied_and_pending_and_changes_nothing(empty):
    said = migrate(empty.url("postgres"), "status", code=3)
    assert all(re.search(f"^{n[:4]}  {n[5:]} +pending", said, re.M) for n in NAMES)
    migrate(empty.url("postgres"), "up", 2)
    said = migrate(empty.url(), "status", code=3)
    assert said.count("applied") == 2 and said.count("pending") == len(NAMES) - 2
    migrate(empty.url("postgres"), "up")
    assert "pending" not in migrate(empty.url(), "status")


def test_an_older_host_lives_with_a_newer_schema(database, folder):
    for path in folder.rglob(f"{NAMES[-1]}*"):
        path.unlink()
    assert migrate(database.url(), "up", folder=folder) == ""
    assert "(a newer release)" in migrate(database.url(), "status", folder=folder)
    assert "belongs to a newer release" in migrate(database.url(), "down", folder=folder, code=1)


def test_zero_asks_for_yes(database):
    assert "zero --yes" in migrate(database.url(), "zero", code=1)
    assert database.owner().one("SELECT count(*) FROM help_center_schema_migration") == len(NAMES)


def test_new_begins_three_files_that_are_a_migration(empty, folder):
    migrate(empty.url(), "new", "article_votes", folder=folder)
    name = f"{int(NAMES[-1][:4]) + 1:04d}_article_votes"
    assert (folder / f"{name}.down.sql").exists()
    (folder / f"verify/{name}.sql").write_text("")      # the sketch asks for a table, rightly
    assert f"applied {name}" in migrate(empty.url("postgres"), "up", folder=folder)
    assert "lower case" in migrate(empty.url(), "new", "Votes!", folder=folder, code=1)


def test_two_migrations_of_one_number_are_refused(empty, folder):
    shutil.copy(folder / f"{NAMES[0]}.up.sql", folder / "0001_twin.up.sql")
    shutil.copy(folder / f"{NAMES[0]}.down.sql", folder / "0001_twin.down.sql")
    assert "two migrations have the number 0001" in migrate(empty.url(), "status", folder=folder, code=1)


def test_wait_ends_when_the_database_answers_and_gives_up_in_time(empty, tmp_path):
    migrate(empty.url(), "wait", 5)
    said = migrate(f"postgresql://help_owner@/help?host={tmp_path}", "wait", 1, code=1)
    assert "no database after 1 s" in said


def test_a_password_in_the_url_does_not_reach_the_process_list(tmp_path, empty):
    """psql in the path is a stand-in that writes down its arguments and its password."""
    fake = tmp_path / "psql"
    fake.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" "$PGPASSWORD" >> {tmp_path}/seen\nexit 1\n')
    fake.chmod(0o755)
    migrate("postgresql://help_owner:s%40cret%25@db.test/help", "status", code=1, PATH=f"{tmp_path}:/usr/bin:/bin")
    arguments, password = (tmp_path / "seen").read_text().splitlines()
    assert "cret" not in arguments and "help_owner@db.test/help" in arguments
    assert password == "s@cret%"


def test_no_database_and_no_command_are_answered_with_help(empty):
    assert "Give -d URL or set DATABASE_URL" in migrate("", "status", code=1)
    assert "usage: migrate" in migrate(empty.url(), code=2)
    assert "there is no command 'upp'" in migrate(empty.url(), "upp", code=2)


def test_a_busy_table_makes_a_migration_give_up_not_queue(database, folder):
    (folder / "9000_alter.up.sql").write_text("ALTER TABLE help_center_tag ADD COLUMN x int;\n")
    (folder / "9000_alter.down.sql").write_text("ALTER TABLE help_center_tag DROP COLUMN x;\n")
    (folder / "verify/9000_alter.sql").write_text("")
    busy = database.owner()
    busy.run("BEGIN")
    busy.run("SELECT FROM help_center_tag")
    said = migrate(database.url(), "up", folder=folder, code=1, MIGRATE_LOCK_TIMEOUT="200ms")
    assert "lock timeout" in said
    busy.run("COMMIT")
    migrate(database.url(), "up", folder=folder)


def test_the_committed_schema_is_what_the_migrations_make(database, tmp_path):
    made = migrate(database.url(), "schema")
    assert made == (MIGRATIONS / "schema.sql").read_text(), \
        "schema.sql is out of date: run `migrations/migrate up --schema` on a fresh database and look at the diff"


def test_the_committed_schema_loads_into_an_empty_database(empty):
    sql = (MIGRATIONS / "schema.sql").read_text()
    empty.session("postgres").run("SET check_function_bodies = off;" + sql)
    assert empty.owner().one("SELECT count(*) FROM pg_policy") > 20


def test_no_migration_ends_the_transaction_it_runs_in():
    for path in MIGRATIONS.rglob("*.sql"):
        if path.name == "schema.sql":
            continue
        text = re.sub(r"\$\$.*?\$\$|BEGIN ATOMIC.*?^END;", "", path.read_text(), flags=re.S | re.M)
        assert not re.search(r"^\s*(BEGIN|START|COMMIT|ROLLBACK|END)\b", text, re.M | re.I), path.name
        assert "CONCURRENTLY" not in text.upper(), path.name


def test_the_ledger_is_for_httpd_to_read_and_not_to_write(app):
    assert app.one("SELECT max(version) FROM help_center_schema_migration") == int(NAMES[-1][:4])
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        app.run("DELETE FROM help_center_schema_migration")
