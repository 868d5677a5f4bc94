"""sync-docs as an operator runs it: usage, interruption, two at once, real and large trees."""
import os
import re
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from bench.sync_docs_10000 import make_tree
from harness.httpd import build_folder
from harness.proc import REPO
from sync_run import Admin, call, tools_db, tools_server, tools_url, tree  # noqa: F401

NPM = REPO / "tests/node_modules/npm/docs/content"


@pytest.mark.parametrize("words, said", [
    ((), "which folder?"), (("DIR",), "--tenant"), (("DIR", "--tenant", "t"), "--user"),
    (("DIR", "b", "--tenant", "t", "--user", "u"), "one folder"), (("DIR", "--tennant", "t"), "did you mean --tenant?"),
])
def test_wrong_usage_is_exit_2(words, said):
    done = call([build_folder() / "sync-docs", *words])
    assert done.code == 2 and said in done.err and not done.out


def test_help_comes_from_the_table():
    done = call([build_folder() / "sync-docs", "--help"])
    assert done.code == 0 and "--dry-run" in done.out and "Exit status" in done.out


def test_what_is_not_there_is_said(tree, tmp_path):
    tree.write("a.md", "# A\n\nText.\n")
    assert "no folder" in tree.sync(root=tmp_path / "nowhere").err
    assert "no folder" in tree.sync(root=tree.root / "a.md").err
    assert "There is no user 'bob'" in tree.sync(user="bob").err
    Admin(tree.url)("user", "disable", tree.tenant, "ada")
    assert "is not active" in tree.sync().err
    tree.tenant = "nobody"
    done = tree.sync()
    assert done.code == 1 and "There is no tenant 'nobody'" in done.err


def test_an_empty_folder_archives_nothing(tree, tmp_path):
    tree.write("a.md", "# A\n\nText.\n")
    tree.fine(created=1)
    (tmp_path / "empty").mkdir()
    done = tree.sync(root=tmp_path / "empty")
    assert done.code == 1 and "no Markdown file" in done.err
    assert tree.article("a.md")["status"] == "PUBLISHED"


def test_two_runs_at_once_do_not_mix(tree, tools_server):
    tree.write("a.md", "# A\n\nText.\n")
    with closing(tools_server.connect()) as other, other.cursor() as sql:
        sql.execute("select pg_advisory_lock(hashtext('help_center_import'), %s)", (tree.id,))
        done = tree.sync()
        assert done.code == 1 and "Another import" in done.err and tree.article("a.md") is None
    tree.fine(created=1)


def test_a_run_that_was_killed_leaves_whole_articles_and_is_continued(tree):
    make_tree(tree.root, 1200)
    child = subprocess.Popen([build_folder() / "sync-docs", tree.root, "--tenant", tree.tenant, "--user", "ada",
                              "-d", tree.url, "--quiet"], stdout=subprocess.DEVNULL)
    sql = "select count(*) from help_center_article where tenant_id = %s"
    until = time.monotonic() + 60
    while tree.rows(sql)[0][0] < 100 and time.monotonic() < until and child.poll() is None:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    there = tree.rows(sql)[0][0]
    assert 100 <= there < 1200, there
    assert tree.rows("select count(*) from help_center_article a where tenant_id = %s and content_html <> '' and exists"
                     " (select from help_center_article_version v where v.tenant_id = a.tenant_id and v.article_id = a.id)"
                     " and 3 = (select count(*) from help_center_article_tag t where t.tenant_id = a.tenant_id"
                     " and t.article_id = a.id)")[0][0] == there
    until = time.monotonic() + 20                     # the server notices the end of the session, then the lock is free
    while (done := tree.sync()).code and time.monotonic() < until:
        time.sleep(0.2)
    assert done.counts["created"] == 1200 - sum(done.counts.get(k, 0) for k in ("unchanged",)) and done.code == 0
    assert tree.rows(sql)[0][0] == 1200


def test_a_thousand_files_in_seconds_and_again_without_a_write(tree):
    make_tree(tree.root, 1000)
    began = time.monotonic()
    done = tree.fine(created=1000)
    assert time.monotonic() - began < 30
    assert "1000 of 1000 documents" in done.err
    before = tree.every_row()
    tree.fine(unchanged=1000)
    assert tree.every_row() == before


def test_a_terminal_gets_one_line_of_progress(tree):
    make_tree(tree.root, 120)
    master, slave = os.openpty()
    child = subprocess.run([build_folder() / "sync-docs", tree.root, "--tenant", tree.tenant, "--user", "ada",
                            "-d", tree.url], stdout=subprocess.PIPE, stderr=slave, text=True, check=True)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert "\r\x1b[K100 of 120 documents" in shown and "\n" not in shown
    assert child.stdout == "created 120, updated 0, unchanged 0, moved 0, archived 0, errors 0\n"


def test_statements_tell_the_listeners_once_a_batch(tree, tools_server):
    with closing(tools_server.connect()) as ear, ear.cursor() as sql:
        sql.execute("listen help_changed")
        make_tree(tree.root, 300)
        tree.fine(created=300)
        ear.poll()
        heard = [n.payload for n in ear.notifies]
    assert heard and set(heard) == {str(tree.id)} and len(heard) < 80, len(heard)


def test_the_audit_log_tells_of_a_run_that_changed_something(tree):
    tree.write("a.md", "# A\n\nText.\n")
    tree.fine(created=1)
    tree.fine(unchanged=1)
    assert tree.rows("select actor, action, detail->>'created' from help_center_audit where tenant_id = %s"
                     " and action = 'article.import'") == [("ada", "article.import", "1")]


@pytest.mark.parametrize("name", ["facility", "northwind"])
def test_the_demo_is_without_fault(tree, name):
    done = tree.sync(root=REPO / "conf/demo" / name)
    assert (done.code, done.problems) == (0, []) and set(done.counts) == {"created"}, done
    assert set(tree.sync(root=REPO / "conf/demo" / name).counts) == {"unchanged"}


def test_the_manual_of_npm_is_imported_whole(tree):
    files = sorted(str(p.relative_to(NPM)) for p in Path(NPM).rglob("*.md"))
    assert len(files) > 70, "the manual is missing; try: make deps"
    done = tree.sync(root=NPM)
    assert (done.code, done.counts) == (0, {"created": len(files)}), done
    assert done.problems == []
    rows = tree.rows("select source_path, title, content_html, content, slug from help_center_article where tenant_id = %s"
                     " and status = 'PUBLISHED' order by source_path collate \"C\"")
    assert [r[0] for r in rows] == files
    for path, title, html, _, slug in rows:
        assert title and len(html) > 200 and slug == Path(path).stem, path
    install = {r[0]: r for r in rows}["commands/npm-install.md"]
    assert '<a href="/help/articles/package-lock-json/">' in install[2] and "](/configuring-npm/" not in install[3]
    linked = set(w for r in rows for w in re.findall(r'href="/help/articles/([^/"]+)/', r[2]))
    assert linked <= {r[4] for r in rows} and len(linked) > 50
    assert sorted(r[0] for r in tree.rows("select name from help_center_category where tenant_id = %s")) == [
        "Commands", "Configuring npm", "Using npm"]
    before = tree.every_row()
    done = tree.sync(root=NPM)
    assert done.counts == {"unchanged": len(files)} and tree.every_row() == before
