"""PostgreSQL, Redis, schema, demo and one or two httpd below one folder.

`up()` brings everything from whatever state it is in to running, and does only what is missing:
what it did is remembered in stamps that hold a hash of what went in and of the database it went to.
"""
import contextlib
import hashlib
import json
import os
import secrets
import shutil
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

from . import demo
from .httpd import Httpd, build_folder
from .postgres import APP, DATABASE, Postgres
from .proc import REPO, Trouble, account, folder, free_ports, reachable_by, run, write
from .redis import Redis


class Stack:
    """folder: everything lives below it. ports: two for each httpd. database_url: an existing
    PostgreSQL (owner role) instead of one of our own."""

    def __init__(self, where, ports=None, hosts=1, durable=True, tcp_port=None, database_url=None,
                 say=None, **httpd):
        self.where = Path(where)
        self.say = say or (lambda text: None)
        self.build = build_folder()
        self.database_url = database_url
        self.postgres = None if database_url else Postgres(self.where / "pg", tcp_port, durable)
        self.redis = Redis(self.where / "redis", durable)
        self.ports = list(ports or free_ports(2 * hosts))
        self.secret_file = self.where / "secret"
        self.hosts = [Httpd(self.where / f"httpd-{chr(ord('a') + n)}", self.ports[2 * n:2 * n + 2],
                            build=self.build, **httpd) for n in range(hosts)]
        self.tenants = demo.manifest()
        self.tokens = {}

    @property
    def httpd(self):
        return self.hosts[0]

    # --- life ----------------------------------------------------------------------------------
    def up(self):
        folder(self.where)
        folder(self.where / "stamps")
        for user in {account("postgres"), account("www-data")}:
            if not reachable_by(self.where, user):
                raise Trouble(f"{self.where} lies below a folder that {user.pw_name} may not enter")
        if not self.secret_file.exists():
            write(self.secret_file, secrets.token_urlsafe(32) + "\n", 0o600)
        if self.postgres and self.postgres.start():
            self.say(f"PostgreSQL started in {self.postgres.data}")
        if self.redis.start():
            self.say(f"Redis started at {self.redis.socket}")
        self.migrate()
        self.seed()
        self.start_httpd()

    def start_httpd(self):
        for host in self.hosts:
            host.values.update(self.words())
            if host.start():
                self.say(f"httpd started on {host.url()}")

    def down(self):
        """httpd first: its last seconds of counters go to the database."""
        for server in [*self.hosts, self.redis, self.postgres]:
            if server:
                server.stop()

    def remove(self):
        for server in [*self.hosts, self.redis, self.postgres]:
            if server:
                server.remove()
        shutil.rmtree(self.where, ignore_errors=True)

    # --- addresses -----------------------------------------------------------------------------
    def url(self):
        """Of the database, as its owner."""
        return self.database_url or self.postgres.url()

    def app_params(self):
        """httpd's own connection: the same database as role help_app. With a database of others
        that role must exist; APP_DATABASE_URL says it in full where the password differs."""
        if not self.database_url:
            return self.postgres.params(APP)
        return {**parse_dsn(self.database_url), "user": APP,
                **parse_dsn(os.environ.get("APP_DATABASE_URL", ""))}

    def connect(self, role="help_owner"):
        """An autocommit psycopg2 connection to the stack's database."""
        if self.postgres:
            return self.postgres.connect(role)
        connection = psycopg2.connect(self.database_url if role != APP else make_dsn(**self.app_params()))
        connection.autocommit = True
        return connection

    def words(self):
        params = " ".join(f"{k}={_quoted(v)}" for k, v in self.app_params().items() if k != "options")
        return {"DB_PARAMS": params, "REDIS": self.redis.socket, "SECRET": self.secret_file,
                "HTDOCS": self._htdocs()}

    def _htdocs(self):
        """The pages, where httpd's children can read them: a copy when the clone lies below /root."""
        source = REPO / "htdocs"
        if reachable_by(source, account("www-data")):
            return source
        copy = self.where / "htdocs"
        shutil.copytree(source, copy, dirs_exist_ok=True)
        return copy

    def env(self):
        """What scripts need to know; also the environment of the browser tests."""
        values = {"BASE_URL": self.httpd.url(), "TENANT": self.tenants[0]["slug"],
                  "TENANT2_BASE_URL": self.httpd.url(1), "TENANT2": self.tenants[1]["slug"],
                  **self.tokens, "DATABASE_URL": self.url()}
        if self.postgres and self.postgres.tcp_port:
            values["DATABASE_TCP_URL"] = self.postgres.tcp_url()
        return values

    def logins(self):
        """(tenant, username, password, groups) of everybody in the demo."""
        return [(t["slug"], u["username"], demo.PASSWORD.format(u["username"]), ",".join(u["groups"]))
                for t, u, _ in demo.people(self.tenants)]

    def logins_json(self):
        """For programs that are not Python: {username: {tenant, password}}."""
        return json.dumps({name: {"tenant": tenant, "password": password}
                           for tenant, name, password, _ in self.logins()})

    # --- schema and demo -----------------------------------------------------------------------
    def migrate(self):
        files = sorted((REPO / "migrations").rglob("*"))
        if not (REPO / "migrations/migrate").exists():
            raise Trouble("migrations/migrate is missing: this is not a whole copy of the project")
        text = hashlib.sha256(b"".join(p.read_bytes() for p in files if p.is_file())).hexdigest()
        with self._once("migrations", text) as needed:
            if needed:
                self.say("bringing the schema up to date")
                run([REPO / "migrations/migrate", "up"], "migrating the database",
                    env={**os.environ, "DATABASE_URL": self.url()})

    def seed(self):
        self.tokens = demo.keep_secrets(self.where / "tokens.json", self.tenants)
        with self._once("demo", demo.fingerprint(self.build, self.tokens)) as needed:
            if needed:
                self.say("loading the demo's people and articles")
                demo.Loader(self.url(), self.build).load(self.tenants, self.tokens, self.where / "tmp")

    @contextlib.contextmanager
    def _once(self, name, text):
        """Yields whether it is needed; remembers it only when the body came to its end."""
        stamp = self.where / "stamps" / name
        try:
            needed = stamp.read_text() != f"{text} {self._which_database()}\n"
        except OSError:
            needed = True
        if needed:
            stamp.unlink(missing_ok=True)
        yield needed
        if needed:
            write(stamp, f"{text} {self._which_database()}\n", 0o600)

    def _which_database(self):
        """A stamp about a database that was thrown away is worth nothing."""
        try:
            with contextlib.closing(self.connect()) as c, c.cursor() as sql:
                sql.execute("select d.oid, (select count(*) from pg_class where relname like 'help_center_%'"
                            " and relkind in ('r', 'p')) from pg_database d where datname = current_database()")
                oid, tables = sql.fetchone()
        except psycopg2.Error as e:
            raise Trouble(f"the database does not answer at {_no_password(self.url())}: {e}") from None
        made = self.postgres.data.stat().st_ino if self.postgres else ""
        return f"{oid} {made} {'tables' if tables else 'empty'}"


def _quoted(value):
    value = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return value if value and all(c.isalnum() or c in "/._-:," for c in value) else f"'{value}'"


def _no_password(url):
    parts = parse_dsn(url)
    parts.pop("password", None)
    return make_dsn(**parts)
