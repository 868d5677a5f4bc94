"""conf/verify: what an operator runs after a deployment says what is wrong, by name."""
import os
import re

import pytest

from harness.proc import REPO, free_ports
from sync_run import Admin, call, tools_db, tools_server, tools_url  # noqa: F401

NAMES = ["health", "api", "pages", "static", "websocket", "headers", "configuration",
         "migrations", "tables", "trigger", "indexes", "extensions", "badges"]


def verify(*words, **environment):
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PGPASSWORD")}
    done = call([REPO / "conf/verify", *words], env={**clean, **environment})
    return done, dict(re.findall(r"^(?:ok|FAIL) +(\w+) +(.*)$", done.out, re.M)), re.findall(r"^FAIL +(\w+)", done.out, re.M)


def test_a_deployment_that_works_passes_every_check(stack):
    for host in stack.hosts:
        done, said, failed = verify(host.url(), DATABASE_URL=stack.url())
        assert (done.code, failed, list(said)) == (0, [], NAMES), done
        assert done.out.splitlines()[-1] == f"{len(NAMES)} of {len(NAMES)} checks passed"


def test_a_site_that_asks_for_a_sign_in_passes_too(stack):
    done, _, failed = verify(stack.httpd.url(1) + "/", "-d", stack.url())
    assert (done.code, failed) == (0, []), done


def test_without_a_database_the_web_server_alone_is_asked(stack):
    done, said, _ = verify("--no-database", stack.httpd.url())
    assert done.code == 0 and list(said) == NAMES[:7] and "not asked" in done.out, done


def test_a_server_that_is_not_there_fails_every_request(tools_url):
    done, said, failed = verify(f"http://127.0.0.1:{free_ports(1)[0]}", "-d", tools_url)
    assert done.code == 1 and set(NAMES[:7]) <= set(failed) and "no answer" in said["health"]


@pytest.mark.parametrize("name, broken, mended, said", [
    ("indexes", "drop index help_search_zero_idx",
     "create index help_search_zero_idx on help_center_search_history (tenant_id)", "help_search_zero_idx"),
    ("trigger", "alter table help_center_article disable trigger help_article_search_update",
     "alter table help_center_article enable trigger help_article_search_update", "help_article_search_update"),
    ("tables", "alter table help_center_media disable row level security",
     "alter table help_center_media enable row level security", "help_center_media"),
    ("badges", "update help_center_badge set name = 'Renamed' where name = 'Power User'",
     "update help_center_badge set name = 'Power User' where name = 'Renamed'", "Power User"),
    ("migrations", "update help_center_schema_migration set version = -version where version = 2",
     "update help_center_schema_migration set version = -version where version = -2", "not applied: 2"),
])
def test_what_is_broken_is_named(tools_url, tools_db, name, broken, mended, said):
    Admin(tools_url)("tenant", "add", "verified", "--name", "V", "--if-missing")
    nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
    assert not set(NAMES[7:]) & set(verify(nowhere, "-d", tools_url)[2])
    with tools_db.cursor() as sql:
        sql.execute(broken)
        try:
            done, words, failed = verify(nowhere, "-d", tools_url)
        finally:
            sql.execute(mended)
    assert done.code == 1 and set(failed) & set(NAMES[7:]) == {name} and said in words[name], done


@pytest.mark.parametrize("words, said", [
    ((), "usage:"), (("ftp://x",), "no URL such as"), (("--nodatabase", "http://x"), "no option --nodatabase"),
    (("http://x.invalid", "http://y.invalid"), "one URL"), (("http://x.invalid",), "which database?"),
])
def test_wrong_usage_is_exit_2(words, said):
    done, _, _ = verify(*words)
    assert done.code == 2 and said in done.err and not done.out


def test_a_password_stays_out_of_sight(tools_url):
    done, said, _ = verify("http://127.0.0.1:1", "-d", "postgresql://x:top%40secret@127.0.0.1:1/help")
    assert done.code == 1 and "the database says" in said["tables"] and "secret" not in done.out + done.err
