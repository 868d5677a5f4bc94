"""run up|down|remove|status|logs|migrate|sync-docs|backup|restore: what the Makefile calls.

PORT, PGPORT and DATABASE_URL come from the environment; what they were at the last `up` is kept in
var/settings.json, so that `make status` and `make stop` speak of the same servers.
"""
import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

from . import demo
from .proc import REPO, Trouble, account, end, folder, ours, reachable_by, write
from .stack import Stack

VAR = REPO / "var"
SETTINGS = VAR / "settings.json"


def say(text):
    print(text, file=sys.stderr, flush=True)


def state_folder():
    """var/, or a folder of this clone's own in /var/tmp when the servers' accounts may not enter
    the clone: below /root they may not."""
    if all(reachable_by(VAR, account(name)) for name in ("postgres", "www-data")):
        return VAR
    tag = hashlib.sha256(os.fsencode(str(REPO))).hexdigest()[:12]
    return Path(f"/var/tmp/help-center-{tag}")


def number(name, default):
    value = os.environ.get(name) or default
    try:
        if value is None or 1 <= int(value) <= 65534:
            return value and int(value)
    except ValueError:
        pass
    raise Trouble(f"{name}={value}: not a port from 1 to 65534")


def settings(fresh):
    """The wishes of this call where it states any or starts something, else those of the last one."""
    try:
        kept = json.loads(SETTINGS.read_text())
    except (OSError, ValueError):
        kept = {}
    if fresh:
        return {"port": number("PORT", 8080), "pgport": number("PGPORT", None),
                "database_url": os.environ.get("DATABASE_URL") or None}
    return {"port": number("PORT", kept.get("port", 8080)), "pgport": number("PGPORT", kept.get("pgport")),
            "database_url": os.environ.get("DATABASE_URL") or kept.get("database_url")}


def stack(wishes):
    port = wishes["port"]
    return Stack(state_folder(), [port, port + 1], tcp_port=wishes["pgport"],
                 database_url=wishes["database_url"], say=say)


@contextlib.contextmanager
def alone():
    """Two `make run` at once would fight over one cluster."""
    folder(VAR)
    with open(VAR / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another make of this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def up(_):
    began = time.monotonic()
    with alone():
        wishes = settings(fresh=True)
        s = stack(wishes)
        if wishes["database_url"] and ours("postgres", state_folder() / "pg"):
            Stack(state_folder(), [1, 2]).postgres.stop()
        write(SETTINGS, json.dumps(wishes) + "\n", 0o600)
        s.up()
        demo.write_env(VAR / "demo.env", s.env())
    env = s.env()
    print(f"\nReady after {time.monotonic() - began:.1f} s.\n")
    print(f"  {env['BASE_URL']}/help/    tenant {env['TENANT']}: anybody may read")
    print(f"  {env['TENANT2_BASE_URL']}/help/    tenant {env['TENANT2']}: sign in first\n")
    print(f"  {'tenant':<10} {'user':<8} {'password':<18} groups")
    for login in s.logins():
        print("  {:<10} {:<8} {:<18} {}".format(*login))
    print(f"\n  API token of {env['TENANT']}'s admin: {env.get('ADMIN_TOKEN', '(none)')}")
    print(f"  All of this for scripts: var/demo.env    Logs: make logs    End: make stop\n")


def down(_):
    with alone():
        stack(settings(fresh=False)).down()
        # Also what a run with other settings, or an interrupted one, may have left.
        for program in ("apache2", "redis-server", "postgres"):
            end(ours(program, state_folder()), state_folder())
    say("stopped")


def remove(arguments):
    down(arguments)
    for where in {VAR, state_folder()}:
        shutil.rmtree(where, ignore_errors=True)


def status(_):
    s = stack(settings(fresh=False))
    rows = []
    if s.postgres:
        s.postgres.find_sockets()
        rows.append(("PostgreSQL", s.postgres.pid() and s.postgres.answers(), s.postgres.pid(), s.url()))
    else:
        rows.append(("PostgreSQL", _answers(s), None, "the one of DATABASE_URL"))
    rows.append(("Redis", s.redis.answers(), s.redis.pid(), s.redis.socket))
    for host in s.hosts:
        rows.append(("httpd", host.pid() and host.answers(), host.pid(), f"{host.url()} {host.url(1)}"))
    for name, running, pid, where in rows:
        print(f"{name:<11} {'up' if running else 'DOWN':<5} {'pid ' + str(pid) if pid else '':<11} {where}")
    return 0 if all(row[1] for row in rows) else 1


def _answers(s):
    try:
        s.connect().close()
        return True
    except psycopg2.Error:
        return False


def logs(_):
    s = stack(settings(fresh=False))
    files = [h.where / "logs" / name for h in s.hosts for name in ("error.log", "access.log")]
    files += [s.redis.log] + ([s.postgres.log] if s.postgres else [])
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, files)])


def migrate(_):
    """Without a word about DATABASE_URL: our own PostgreSQL, started when it is not up."""
    with alone():
        s = stack(settings(fresh=False))
        folder(s.where)
        folder(s.where / "stamps")
        if s.postgres:
            s.postgres.start()
        environment = {**os.environ, "DATABASE_URL": s.url()}
        for command in ("up", "status"):
            code = subprocess.call([REPO / "migrations/migrate", command], env=environment)
            if code:
                return code
    return 0


def sync_docs(arguments):
    s = stack(settings(fresh=False))
    if s.postgres:
        s.postgres.find_sockets()
    words = [arguments.folder, "--tenant", arguments.tenant, "--user", arguments.user, "-d", s.url()]
    if not all((arguments.folder, arguments.tenant, arguments.user)):
        raise Trouble("make sync-docs needs DIR=folder TENANT=slug USER=name")
    return subprocess.call([s.build / "sync-docs", *words, *(["--dry-run"] if arguments.dry_run else [])])


def backup(arguments):
    s = stack(settings(fresh=False))
    if s.postgres and not s.postgres.pid():
        s.postgres.start()
    name = arguments.file or VAR / "backups" / time.strftime("help-%Y%m%d-%H%M%S.tar")
    folder(VAR / "backups", mode=0o700)
    return subprocess.call([REPO / "conf/backup", "-d", s.url(), "-s", s.secret_file, str(name)])


def restore(arguments):
    if not arguments.file:
        raise Trouble("make restore needs FILE=a backup made by make backup")
    file = Path(arguments.file).resolve()
    with alone():
        s = stack(settings(fresh=False))
        was_up = bool(s.httpd.pid())
        if s.postgres:
            s.postgres.start()
        s.httpd.stop()                 # what it holds in memory is of the old data
        code = subprocess.call([REPO / "conf/restore", "-d", s.url(), "-s", s.secret_file, str(file)])
        if was_up:
            s.up()
    return code


def main(argv):
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name in ("up", "down", "remove", "status", "logs", "migrate"):
        commands.add_parser(name).set_defaults(do=globals()[name])
    c = commands.add_parser("sync-docs")
    c.add_argument("folder")
    c.add_argument("--tenant", default="")
    c.add_argument("--user", default="")
    c.add_argument("--dry-run", action="store_true")
    c.set_defaults(do=sync_docs)
    for name in ("backup", "restore"):
        c = commands.add_parser(name)
        c.add_argument("file", nargs="?")
        c.set_defaults(do=globals()[name])
    arguments = parser.parse_args(argv)
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    try:
        return arguments.do(arguments) or 0
    except Trouble as trouble:
        say(f"{trouble}")
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next make run goes on from here")
        return 130
