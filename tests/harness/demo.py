"""The demo's tenants, people, tokens and articles, loaded by the project's own tools.

conf/demo/demo.yaml says who there is. Secrets are made once and kept beside the servers' data, so
that a token which a script knows still works after the next `make run`.
"""
import hashlib
import json
import os
import secrets
import shlex
import shutil
from pathlib import Path

import yaml

from .proc import REPO, Trouble, caller, folder, is_root, run, write

DEMO = REPO / "conf/demo"
# The first user of each tenant in one of these groups gets the token of that name.
GROUP_TOKENS = {"admins": "ADMIN_TOKEN", "editors": "EDITOR_TOKEN", "writers": "AUTHOR_TOKEN",
                "staff": "READER_TOKEN", "agents": "AGENT_TOKEN", "managers": "MANAGER_TOKEN"}
SCOPES = {"ADMIN_TOKEN": "read,write,admin"}
PASSWORD = "{}-demo-2026"


def manifest():
    path = DEMO / "demo.yaml"
    try:
        return yaml.safe_load(path.read_text())["tenants"]
    except (OSError, KeyError, TypeError, yaml.YAMLError) as e:
        raise Trouble(f"the demo's list of people cannot be read from {path}: {e}") from None


def people(tenants):
    """(tenant, user, name of the token in demo.env, or None) for everybody."""
    for number, tenant in enumerate(tenants):
        given = set()
        for user in tenant["users"]:
            token = next((GROUP_TOKENS[g] for g in user.get("groups", []) if g in GROUP_TOKENS), None)
            token = None if token in given else token
            given.add(token)
            yield tenant, user, token and (token if number == 0 else f"TENANT{number + 1}_{token}")


def keep_secrets(path, tenants):
    """Every token's secret by its name; what is missing is made."""
    path = Path(path)
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        known = {}
    for _, _, token in people(tenants):
        if token and token not in known:
            known[token] = "hct_" + secrets.token_urlsafe(32)
    write(path, json.dumps(known, indent=1) + "\n", 0o600)
    return known


def fingerprint(build, *more):
    """Of all that decides what the demo holds."""
    digest = hashlib.sha256(repr(more).encode())
    files = [p for p in DEMO.rglob("*") if p.is_file()] + [Path(build) / t for t in ("help-admin", "sync-docs")]
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0")
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


class Loader:
    def __init__(self, url, build):
        self.url, self.build = url, Path(build)
        for tool in ("help-admin", "sync-docs"):
            if not (self.build / tool).exists():
                raise Trouble(f"{self.build / tool} is not built; try: make")

    def admin(self, what, *words):
        run([self.build / "help-admin", "-d", self.url, *words], what)

    def load(self, tenants, tokens, scratch):
        """scratch: a folder for the moment; what an interrupted run left in it goes first."""
        shutil.rmtree(scratch, ignore_errors=True)
        folder(scratch, mode=0o700)
        for tenant in tenants:
            self.admin(f"adding the tenant {tenant['slug']}", "tenant", "add", tenant["slug"],
                       "--name", tenant["name"], "--time-zone", tenant.get("time_zone", "UTC"), "--if-missing")
        for tenant, user, token in people(tenants):
            self._person(scratch, tenant["slug"], user, token, tokens)
        shutil.rmtree(scratch)
        for tenant in tenants:
            writer = next((u for u in tenant["users"] if "admins" in u["groups"]), tenant["users"][0])
            if tenant.get("content"):
                run([self.build / "sync-docs", DEMO / tenant["content"], "--tenant", tenant["slug"],
                     "--user", writer["username"], "-d", self.url],
                    f"loading the articles of {tenant['slug']}")

    def _person(self, scratch, slug, user, token, tokens):
        name = user["username"]
        password = scratch / "password"
        write(password, PASSWORD.format(name) + "\n", 0o600)
        self.admin(f"adding the user {name} of {slug}", "user", "add", slug, name, "--email", user["email"],
                   "--name", user["display_name"], "--groups", ",".join(user["groups"]),
                   "--password-file", password, "--if-missing")
        if token:
            secret = scratch / "secret"
            write(secret, tokens[token] + "\n", 0o600)
            kind = token.split("_", 1)[1] if token.startswith("TENANT") else token
            self.admin(f"adding a token for {name} of {slug}", "token", "add", slug, name, "--name", "demo",
                       "--scopes", SCOPES.get(kind, "read,write"), "--if-missing", "--secret-file", secret)


def write_env(path, values):
    """For `. var/demo.env` in a shell. Readable by whoever ran make, and nobody else."""
    text = "".join(f"{key}={shlex.quote(str(value))}\n" for key, value in values.items())
    write(path, text, 0o600)
    if is_root():
        os.chown(path, caller().pw_uid, caller().pw_gid)
