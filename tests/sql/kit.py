"""What the database tests share beside their fixtures: sessions, databases, the runner, rows."""
import contextlib
import os
import subprocess
from pathlib import Path

import psycopg2
import psycopg2.extensions

from harness.postgres import APP, OWNER

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class Session(psycopg2.extensions.connection):
    """An autocommit connection with the few verbs the tests use."""

    def run(self, sql, *values):
        """All rows, or the number of rows touched."""
        with self.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def one(self, sql, *values):
        """The first column of the only row; None for no row."""
        rows = self.run(sql, *values)
        assert len(rows) <= 1, f"{len(rows)} rows: {sql}"
        return rows[0][0] if rows else None

    def column(self, sql, *values):
        return [row[0] for row in self.run(sql, *values)]

    @contextlib.contextmanager
    def inside(self, tenant):
        """A transaction in which this tenant is set, as httpd does it: for the transaction only."""
        self.run("BEGIN")
        try:
            if tenant is not None:
                self.run("SELECT set_config('app.tenant_id', %s, true)", str(tenant))
            yield self
            self.run("COMMIT")
        except BaseException:
            self.run("ROLLBACK")
            raise

    def notices(self, channel):
        """Payloads that arrived on a channel since the last call. LISTEN must have been said."""
        self.run("SELECT")          # notifications come with the answer to any statement
        self.poll()
        got = [n.payload for n in self.notifies if n.channel == channel]
        del self.notifies[:]
        return got


class Database:
    def __init__(self, server, name):
        self.server, self.name, self._open = server, name, []

    def session(self, role):
        session = psycopg2.connect(**self.server.params(role, self.name), connection_factory=Session)
        session.autocommit = True
        self._open.append(session)
        return session

    def owner(self):
        return self.session(OWNER)

    def app(self):
        return self.session(APP)

    def url(self, role=OWNER):
        return self.server.url(role, self.name)

    def close(self):
        for session in self._open:
            session.close()

    def dump(self):
        """The schema as pg_dump tells it, without what differs between two runs of pg_dump."""
        done = subprocess.run(["pg_dump", "--schema-only", "-d", self.url("postgres")], capture_output=True,
                              text=True, check=True)
        return "".join(line for line in done.stdout.splitlines(True)
                       if not line.startswith(("\\restrict", "\\unrestrict", "-- Dumped")))


def migrate(url, *words, folder=MIGRATIONS, code=0, **environment):
    """Runs migrations/migrate; its output and its complaints as one text."""
    env = {**os.environ, "DATABASE_URL": url, "MIGRATIONS_DIR": str(folder), **environment}
    done = subprocess.run([str(MIGRATIONS / "migrate"), *map(str, words)], env=env, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == code, f"migrate {' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout}"
    return done.stdout


def add_category(session, tenant, slug, parent=None):
    return session.one("INSERT INTO help_center_category (tenant_id, name, slug, parent_id) VALUES (%s, %s, %s, %s) "
                       "RETURNING id", tenant, slug.title(), slug, parent)


def add_article(session, tenant, slug, title=None, **columns):
    columns = {"tenant_id": tenant, "slug": slug, "title": slug.title() if title is None else title, "status": "PUBLISHED",
               "published_date": "2025-01-01Z", **columns}
    return session.one(f"INSERT INTO help_center_article ({', '.join(columns)}) "
                       f"VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id", *columns.values())
