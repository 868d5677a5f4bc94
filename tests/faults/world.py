"""A small world of its own for the tests that break things: PostgreSQL with two databases, Redis, and httpd with
mod_help_core and the probe module alone, so that what fails is core and nothing above it."""
import contextlib
import os
import shlex
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import requests

from harness.httpd import Httpd, build_folder
from harness.postgres import APP, EXTENSIONS, Postgres
from harness.proc import REPO, Trouble, free_ports, run, works_in
from harness.redis import Redis

PROBE = "/api/v2/help-center/probe/"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
SITE = """
<VirtualHost 127.0.0.1:@{port}@>
  ServerName {name}.localhost
  @{extra}@
  HelpEnabled On
  HelpTenant one
  HelpAnonymous read vote ask
  HelpMetrics On
  HelpRateLimit write @LIMIT@
  <Location "/server-status">
    SetHandler server-status
    Require all granted
  </Location>
</VirtualHost>
"""
SITES = SITE.format(port="PORT", name="one", extra="EXTRA_DEMO") + SITE.format(port="PORT2", name="two", extra="EXTRA_NORTHWIND")


class World:
    """PostgreSQL and Redis; `site` starts httpd on them."""

    def __init__(self, where):
        self.where = where
        self.postgres = Postgres(where / "pg", durable=False)
        self.redis = Redis(where / "redis", durable=False)
        self.secret = where / "secret"
        self.probe = where / "mod_help_probe.so"

    def up(self):
        self.secret.write_text("a secret of the tests, long enough\n")
        self.postgres.start()
        self.redis.start()
        self.prepare("help")
        build_probe(self.probe)

    def prepare(self, database):
        """Our schema and the tenant `one`, in a database that may not be there yet."""
        if database != "help":
            self.sql(f"create database {database} owner help_owner", role="postgres", database="postgres")
            for extension in EXTENSIONS:
                self.sql(f"create extension {extension}", role="postgres", database=database)
        self.migrate(database)
        self.sql("insert into help_center_tenant (slug, name) values ('one', %s)", database, database=database)

    def migrate(self, database="help"):
        run([REPO / "migrations/migrate", "up"], "migrating",
            env={**os.environ, "DATABASE_URL": self.postgres.url("help_owner", database)})

    def params(self, database="help"):
        return " ".join(f"{k}={v}" for k, v in self.postgres.params(APP, database).items())

    def sql(self, text, *values, role="help_owner", database="help"):
        with contextlib.closing(self.postgres.connect(role, database)) as connection, connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []

    def terminate_backends(self):
        self.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'help_app'", role="postgres")

    def restart_postgres(self):
        self.postgres.stop()
        self.postgres.start()

    def _processes(self):
        parent = self.postgres.pid()
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
        return [parent, *map(int, listed.stdout.split())]

    @contextlib.contextmanager
    def hanging_postgres(self):
        """Stopped in the middle of whatever it does; the parent first, so that it starts no more."""
        stopped = []
        try:
            for _ in range(2):
                for pid in self._processes():
                    if pid not in stopped:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGSTOP)
                            stopped.append(pid)
            yield
        finally:
            for pid in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def remove(self):
        self.redis.remove()
        self.postgres.remove()


def build_probe(to):
    """With httpd's own flags, and nothing of lib linked: it fits a sanitized core as well."""
    def flags(*words):
        return shlex.split(subprocess.check_output(words, text=True))
    includes = ["-I", str(REPO / "modules"), "-I", str(REPO / "modules/lib"), "-isystem",
                *flags("apxs", "-q", "INCLUDEDIR"), *flags("apr-1-config", "--cppflags", "--includes"),
                *flags("apu-1-config", "--includes"), *flags("pkg-config", "--cflags", "libpq", "jansson")]
    run(["gcc", "-std=gnu11", "-O1", "-g", "-fPIC", "-fvisibility=hidden", "-w", *includes, "-shared", "-o", to,
         REPO / "tests/faults/probe.c", *flags("pkg-config", "--libs", "libpq", "jansson")], "building the probe module")


class Site:
    """An httpd of the world, and how to ask it."""

    def __init__(self, world, httpd):
        self.world, self.httpd = world, httpd
        self.session = requests.Session()
        self.session.trust_env = False

    def url(self, path, which=0):
        return self.httpd.url(which) + (path if path.startswith("/") else PROBE + path)

    def get(self, path, which=0, **more):
        more.setdefault("timeout", 30)
        return requests.get(self.url(path, which), **more)

    def post(self, path, json=None, which=0, headers=None, **more):
        more.setdefault("timeout", 30)
        return requests.post(self.url(path, which), json={} if json is None else json,
                             headers={**SAME_ORIGIN, **(headers or {})}, **more)

    def queue(self, kind, which=0, **payload):
        answer = self.post("job/", {"kind": kind, "payload": payload}, which)
        assert answer.status_code == 201, answer.text

    def metric(self, name, **labels):
        wanted = name + ("{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}" if labels else "")
        for line in self.get("/api/v2/help-center/metrics").text.splitlines():
            if line.startswith(wanted + " "):
                return float(line.split()[-1])
        raise AssertionError(f"no {wanted} in the metrics")

    def memory(self):
        """Resident KiB of the child that uses most."""
        def kib(pid):
            return next(int(line.split()[1]) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                        if line.startswith("VmRSS"))
        return max(kib(pid) for pid in self.httpd.children())


class Load:
    """Readers at work: with Load(site): ...; then .statuses, .answers (began, took, status, Retry-After)."""

    def __init__(self, site, path="read/", threads=6):
        self.site, self.path = site, path
        self.answers, self._over = [], threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]

    def _run(self):
        with requests.Session() as session:
            session.trust_env = False
            while not self._over.is_set():
                began = time.monotonic()
                try:
                    answer = session.get(self.site.url(self.path), timeout=30)
                    status, retry = answer.status_code, answer.headers.get("Retry-After")
                except requests.RequestException:
                    status, retry = 0, None
                self.answers.append((began, time.monotonic() - began, status, retry))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def statuses(self):
        return Counter(status for _, _, status, _ in self.answers)

    @property
    def slowest(self):
        return max(took for _, took, _, _ in self.answers)


def kill_a_child(site):
    """SIGKILL to one child, as the OOM killer would."""
    victim = site.httpd.children()[0]
    assert works_in(victim, site.httpd.where)
    os.kill(victim, signal.SIGKILL)
