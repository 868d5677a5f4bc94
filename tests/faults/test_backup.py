"""A backup brings everything back: rows, media, the secret that opens what is sealed; or it changes nothing."""
import os
import subprocess

import pytest

from harness.proc import REPO

TABLES = "article category tag article_tag article_slug article_version media user token tenant audit badge".split()


def run(name, stack_url, *words, secret=None):
    argv = [REPO / "conf" / name, "-d", stack_url] + (["-s", secret] if secret else []) + list(words)
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=False)


@pytest.fixture
def loaded(private_postgres, tmp_path):
    """A database with the schema, the demo's articles and images, and a secret file."""
    url = private_postgres.url()
    environment = {**os.environ, "DATABASE_URL": url}
    build = REPO / os.environ.get("HELP_BUILD", "build")
    for argv in ([REPO / "migrations/migrate", "up"],
                 [build / "help-admin", "tenant", "add", "demo", "--name", "Demo"],
                 [build / "help-admin", "user", "add", "demo", "ada", "--email", "ada@example.org", "--groups", "admins"],
                 [build / "help-admin", "token", "add", "demo", "ada", "--name", "t", "--scopes", "read"],
                 [build / "sync-docs", REPO / "conf/demo/facility", "--tenant", "demo", "--user", "ada", "--quiet"]):
        done = subprocess.run([str(a) for a in argv], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    secret = tmp_path / "secret"
    secret.write_text("the secret of this site, long enough\n")
    return private_postgres, secret


def content(postgres):
    """Each table's rows as one digest, and the schema's own list of migrations."""
    found = {}
    with postgres.connect() as db, db.cursor() as sql:
        for table in [*TABLES, "schema_migration"]:
            sql.execute(f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM help_center_{table} t")
            found[table] = sql.fetchone()
    db.close()
    return found


def test_a_backup_restored_is_the_same_to_the_byte(loaded, tmp_path):
    postgres, secret = loaded
    before, file = content(postgres), tmp_path / "help.tar"
    assert before["article"][0] == 24 and before["media"][0] >= 2
    done = run("backup", postgres.url(), file, secret=secret)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0, "others may read the secret in it"
    with postgres.connect() as db, db.cursor() as sql:
        sql.execute("UPDATE help_center_article SET title = 'lost'; DELETE FROM help_center_article_media;"
                    "DELETE FROM help_center_media; DELETE FROM help_center_token")
    db.close()
    secret.write_text("another secret, which opens nothing\n")
    assert content(postgres) != before
    done = run("restore", postgres.url(), file, secret=secret)
    assert done.returncode == 0, done.stderr
    assert content(postgres) == before
    assert secret.read_text() == "the secret of this site, long enough\n"
    done = subprocess.run([str(REPO / "migrations/migrate"), "verify"], env={**os.environ, "DATABASE_URL": postgres.url()},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_damaged_backup_is_refused_and_changes_nothing(loaded, tmp_path):
    postgres, secret = loaded
    file = tmp_path / "help.tar"
    assert run("backup", postgres.url(), file, secret=secret).returncode == 0
    bytes_ = bytearray(file.read_bytes())
    bytes_[len(bytes_) // 2] ^= 0xff
    file.write_bytes(bytes_)
    before = content(postgres)
    done = run("restore", postgres.url(), file, secret=secret)
    assert done.returncode != 0 and "damaged" in done.stderr, done
    assert content(postgres) == before


def test_a_backup_never_replaces_another(loaded, tmp_path):
    postgres, secret = loaded
    file = tmp_path / "help.tar"
    file.write_text("yesterday's")
    done = run("backup", postgres.url(), file, secret=secret)
    assert done.returncode != 0 and "exists" in done.stderr
    assert file.read_text() == "yesterday's"
