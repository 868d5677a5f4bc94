"""A private PostgreSQL: database `help`, owner `help_owner`, application `help_app`, no passwords.

Who may be whom is decided by the operating system's account (peer), so nothing secret is stored.
Only a unix socket, unless a TCP port is asked for. Survives SIGKILL, a half-done initdb, a reboot
and a pid file that names somebody else's process.
"""
import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from .proc import (Trouble, account, caller, cmdline, dropped, end, folder, is_root, ours, read_pid,
                   run, socket_folder, tail, wait_until, works_in, write)

DATABASE, OWNER, APP = "help", "help_owner", "help_app"
EXTENSIONS = ("vector", "pg_trgm")
NOBODY_PID = 2147483646          # no process can have it: a pid file with this is void
BINARIES = Path("/usr/lib/postgresql")


def binaries(data):
    """The programs of the version that made this data; the newest for a new cluster."""
    have = sorted(int(p.name) for p in BINARIES.glob("*") if (p / "bin/postgres").exists())
    if not have:
        raise Trouble("no PostgreSQL server is installed; try: make deps")
    version = have[-1]
    with contextlib.suppress(OSError):
        version = int((data / "PG_VERSION").read_text())
    if version not in have:
        raise Trouble(f"{data} was made by PostgreSQL {version}, which is no longer installed (there is "
                      f"{have}). Install postgresql-{version}, `make backup`, remove that folder, "
                      "`make run`, `make restore FILE=`")
    return BINARIES / str(version) / "bin"


class Postgres:
    def __init__(self, where, tcp_port=None, durable=True):
        self.where = Path(where)
        self.data = self.where / "data"
        self.log = self.where / "postgres.log"
        self.tcp_port = tcp_port
        self.port = tcp_port or 5432       # only part of the socket's name when there is no TCP
        self.durable = durable
        self.user = account("postgres")
        self.web = account("www-data")
        self.sockets = None

    # --- addresses -----------------------------------------------------------------------------
    def find_sockets(self):
        self.sockets = socket_folder(self.where / "run", f".s.PGSQL.{self.port}.lock", self.user)
        return self.sockets

    def params(self, role=APP, database=DATABASE):
        return {"host": str(self.sockets or self.find_sockets()), "port": str(self.port),
                "dbname": database, "user": role}

    def url(self, role=OWNER, database=DATABASE):
        p = self.params(role, database)
        return f"postgresql://{role}@/{database}?host={quote(p['host'])}&port={p['port']}"

    def tcp_url(self, role=OWNER):
        return f"postgresql://{role}:{self.password()}@127.0.0.1:{self.tcp_port}/{DATABASE}"

    def password(self):
        """Only TCP needs one; made once, 0600."""
        path = self.where / "password"
        if not path.exists():
            write(path, secrets.token_urlsafe(24) + "\n", 0o600)
        return path.read_text().strip()

    def connect(self, role=OWNER, database=DATABASE, **more):
        more.setdefault("connect_timeout", 5)
        connection = psycopg2.connect(**self.params(role, database), **more)
        connection.autocommit = True
        return connection

    def answers(self):
        try:
            self.connect("postgres", "postgres").close()
            return True
        except psycopg2.Error:
            return False

    # --- life ----------------------------------------------------------------------------------
    def pid(self):
        pid = read_pid(self.data / "postmaster.pid")
        return pid if pid and works_in(pid, self.data) else None

    def start(self):
        """Up and holding our database, whatever state it was left in; True if it had to be started."""
        folder(self.where, self.user)
        self.find_sockets()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        changed = self._configure()
        if self.pid() and changed:
            self.stop()
        started = not (self.pid() and self.answers())
        if started:
            self._launch()
        self._prepare()
        return started

    def stop(self):
        """Fast: sessions are cut, data are written. Then whatever lost its postmaster."""
        pid = self.pid()
        if pid:
            end([pid], self.data, ((signal.SIGINT, 30), (signal.SIGQUIT, 10)))
        end(ours("postgres", self.data), self.data)

    def kill(self):
        """As a crash would: for tests of what happens then."""
        pid = self.pid()
        if pid:
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not cmdline(pid), 5)

    def remove(self):
        self.stop()
        if self.sockets and self.where not in self.sockets.parents:
            shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.where, ignore_errors=True)

    # --- steps ---------------------------------------------------------------------------------
    def _initdb(self):
        """Into data.new, moved when whole: half an initdb has a PG_VERSION but is no cluster."""
        new = self.where / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        folder(new, self.user, 0o700)
        # An ungenerated LANG breaks initdb, and LC_ALL=C would silently make an SQL_ASCII database.
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
        sync = [] if self.durable else ["--no-sync"]
        run([binaries(new) / "initdb", "-D", new, "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8",
             "--auth=reject", *sync], "making a new database cluster", self.user, env=environment)
        os.rename(new, self.data)

    def _configure(self):
        people = {self.user.pw_name, caller().pw_name} | ({"root"} if is_root() else set())
        insiders = {self.user.pw_name} | ({"root"} if is_root() else set())
        either = lambda names: "/^(" + "|".join(sorted(map(re.escape, names))) + ")$"
        ident = (f'help "{either(insiders)}" postgres\n'
                 f'help "{either(people)}" {OWNER}\n'
                 f'help "{either(people | {self.web.pw_name})}" {APP}\n')
        hba = "".join(f"local all {role} peer map=help\n" for role in ("postgres", OWNER, APP))
        hba += "local all all reject\n"
        if self.tcp_port:
            hba += f"host {DATABASE} {OWNER},{APP} 127.0.0.1/32 scram-sha-256\n"
        conf = (f"unix_socket_directories = '{self.sockets}'\n"
                f"listen_addresses = '{'127.0.0.1' if self.tcp_port else ''}'\n"
                f"port = {self.port}\n"
                "max_connections = 200\n"          # children x DBDMax, twice during a graceful restart
                "shared_buffers = 128MB\n"
                "jit = off\n"                      # costs more than it gives on queries of milliseconds
                "timezone = 'UTC'\nlog_timezone = 'UTC'\n"
                "lc_messages = 'C.UTF-8'\n"
                "log_line_prefix = '%m [%p] %q%u@%d '\n")
        if not self.durable:
            conf += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
        put = lambda name, text: write(self.data / name, text, 0o600, self.user)
        # A list, not any(): all three must be written.
        return any([put("pg_ident.conf", ident), put("pg_hba.conf", hba), put("postgresql.conf", conf)])

    def _void_stale_pid(self):
        """A pid file of a postmaster that is dead, a zombie or somebody else's process blocks the
        start. Only its pid is made void: the line about shared memory still protects the data from
        a backend that lives on."""
        path = self.data / "postmaster.pid"
        pid = read_pid(path)
        if pid is None:
            path.unlink(missing_ok=True)       # empty: it was killed while creating it
        elif pid != NOBODY_PID and not works_in(pid, self.data):
            lines = path.read_text().splitlines()
            write(path, "\n".join([str(NOBODY_PID), *lines[1:]]) + "\n", 0o600, self.user)
        lock = self.sockets / f".s.PGSQL.{self.port}.lock"
        holder = read_pid(lock)
        if holder is None or not works_in(holder, self.data):
            lock.unlink(missing_ok=True)       # guards the socket's name alone

    def _launch(self):
        deadline = time.monotonic() + 60
        argv = [*dropped(self.user), str(binaries(self.data) / "pg_ctl"), "start", "-D", str(self.data),
                "-l", str(self.log), "-w", "-t", "60", "-s"]
        while True:
            self._void_stale_pid()
            # DEVNULL, not a pipe: the server would keep a pipe open, and us waiting.
            done = subprocess.run(argv, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False)
            if done.returncode == 0 or wait_until(self.answers, 1):
                return
            said = tail(self.log, 6)
            waiting = ("shared memory block" in said and "still in use" in said) or "starting up" in said
            if not waiting or time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL does not start in {self.data}; its log ends with:\n{said}")
            time.sleep(0.5)

    def _prepare(self):
        # closing(), not the connection's own `with`: that would open a transaction.
        with contextlib.closing(self.connect("postgres", "postgres")) as admin, admin.cursor() as sql:
            for role in (OWNER, APP):
                sql.execute("select 1 from pg_roles where rolname = %s", (role,))
                if not sql.fetchone():
                    sql.execute(f"create role {role} login nosuperuser nobypassrls")
                if self.tcp_port:
                    sql.execute(f"alter role {role} password %s", (self.password(),))
            sql.execute("select 1 from pg_database where datname = %s", (DATABASE,))
            if not sql.fetchone():
                sql.execute(f"create database {DATABASE} owner {OWNER}")
        with contextlib.closing(self.connect("postgres", DATABASE)) as admin, admin.cursor() as sql:
            sql.execute("select extname from pg_extension")
            have = {row[0] for row in sql.fetchall()}
            for extension in EXTENSIONS:
                if extension not in have:
                    sql.execute(f"create extension if not exists {extension}")
