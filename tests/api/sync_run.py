"""What the tests of sync-docs and help-admin share: a database of their own without httpd, a folder
to write documents into, and the tool run over it."""
import os
import re
import secrets
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.httpd import build_folder
from harness.postgres import Postgres
from harness.proc import REPO

LAST = re.compile(r"^created (\d+), updated (\d+), unchanged (\d+), moved (\d+), archived (\d+), errors (\d+)$")
NAMES = ("created", "updated", "unchanged", "moved", "archived", "errors")


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def counts(self):
        """{'created': 1, ...}, only what is not 0; None when there is no last line."""
        found = LAST.match(self.out.strip().splitlines()[-1]) if self.out.strip() else None
        return {n: int(c) for n, c in zip(NAMES, found.groups()) if c != "0"} if found else None

    @property
    def problems(self):
        return [line for line in self.err.splitlines() if re.match(r"^[^ ]+:\d+: ", line)]


def call(argv, **more):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, timeout=300, check=False, **more)
    assert "AddressSanitizer" not in done.stderr and "LeakSanitizer" not in done.stderr \
        and "runtime error" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


class Admin:
    def __init__(self, url):
        self.url = url

    def __call__(self, *words, **more):
        return call([build_folder() / "help-admin", "-d", self.url, *words], **more)


class Tree:
    """tree.write("a/b.md", text); tree.sync() -> Done. One tenant each."""
    def __init__(self, root, url, tenant, db):
        self.root, self.url, self.tenant, self.db = root, url, tenant, db
        self.id = self.value("select id from help_center_tenant where slug = %s", tenant)

    def path(self, name):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name, text):
        path = self.path(name)
        path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text, encoding="utf-8")
        return path

    def sync(self, *more, root=None, user="ada"):
        return call([build_folder() / "sync-docs", root or self.root, "--tenant", self.tenant, "--user", user,
                     "-d", self.url, *more])

    def fine(self, **counts):
        """Syncs, with nothing to complain about, and exactly these counts."""
        done = self.sync()
        assert (done.code, done.problems, done.counts) == (0, [], counts), done
        return done

    def value(self, sql, *args):
        with self.db.cursor() as cursor:
            cursor.execute(sql, args)
            row = cursor.fetchone()
        return row and row[0]

    def rows(self, sql, *args):
        with self.db.cursor() as cursor:
            cursor.execute(sql, (self.id, *args))
            return cursor.fetchall()

    def article(self, path):
        """The article of a source path as a dict, or None."""
        with self.db.cursor() as cursor:
            cursor.execute("select row_to_json(a) from (select x.*, c.slug as category from help_center_article x"
                           " left join help_center_category c on c.tenant_id = x.tenant_id and c.id = x.category_id"
                           " where x.tenant_id = %s and x.source_path = %s) a", (self.id, path))
            row = cursor.fetchone()
        return row and row[0]

    def every_row(self):
        """Where each row of each table stands and who wrote it: the same again means that nothing was written."""
        found = {}
        with self.db.cursor() as cursor:
            cursor.execute("select relname from pg_class where relname like 'help_center_%' and relkind = 'r'")
            for (table,) in cursor.fetchall():
                cursor.execute(f"select md5(string_agg(ctid::text || xmin::text || xmax::text, ',' order by ctid)) from {table}")
                found[table] = cursor.fetchone()[0]
        return found


@pytest.fixture(scope="module")
def tools_server(scratch):
    """A migrated PostgreSQL without httpd: the tools need none."""
    server = Postgres(Path(tempfile.mkdtemp(prefix="tools-", dir=scratch)), durable=False)
    os.chmod(server.where, 0o755)
    try:
        server.start()
        done = call([REPO / "migrations/migrate", "up"], env={**os.environ, "DATABASE_URL": server.url()})
        assert done.code == 0, done
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def tools_url(tools_server):
    return tools_server.url()


@pytest.fixture(scope="module")
def tools_db(tools_server):
    connection = tools_server.connect()
    yield connection
    connection.close()


@pytest.fixture
def tree(tools_url, tools_db, tmp_path):
    """An empty folder for an empty tenant, whose user ada is the author."""
    slug = "t" + secrets.token_hex(6)
    admin = Admin(tools_url)
    assert admin("tenant", "add", slug, "--name", slug).code == 0
    assert admin("user", "add", slug, "ada").code == 0
    root = tmp_path / "tree"
    root.mkdir()
    return Tree(root, tools_url, slug, tools_db)
