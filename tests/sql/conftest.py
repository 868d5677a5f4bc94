"""A migrated database of its own for each test, copied from one that was migrated once.

These tests need PostgreSQL only; httpd and Redis (the shared `stack`) stay out of it.
"""
import os
import tempfile
from pathlib import Path

import pytest

from harness.postgres import OWNER, Postgres
from sql.kit import Database, migrate


@pytest.fixture(scope="session")
def server(scratch):
    """A PostgreSQL for these tests alone, with the roles and no password."""
    postgres = Postgres(Path(tempfile.mkdtemp(prefix="sql-", dir=scratch)), durable=False)
    os.chmod(postgres.where, 0o755)
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.remove()


@pytest.fixture(scope="session")
def databases(server):
    """databases(template) makes a database and forgets it at the end; template None: an empty one."""
    made = []
    admin = server.connect("postgres", "postgres")

    def make(template=None, owner=OWNER):
        name = f"help_test_{len(made)}"
        with admin.cursor() as sql:
            sql.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} OWNER {owner}")
        made.append(Database(server, name))
        return made[-1]

    yield make
    for database in made:
        database.close()
    admin.close()


@pytest.fixture(scope="session")
def migrated(databases):
    """The name of a database with every migration; nobody stays connected to it, so it can be copied."""
    database = databases()
    migrate(database.url("postgres"), "up")
    return database.name


@pytest.fixture
def empty(databases):
    database = databases()
    yield database
    database.close()


@pytest.fixture
def database(databases, migrated):
    database = databases(migrated)
    yield database
    database.close()


@pytest.fixture
def owner(database):
    return database.owner()


@pytest.fixture
def app(database):
    return database.app()


@pytest.fixture
def tenant(owner):
    return owner.one("INSERT INTO help_center_tenant (slug, host, name) VALUES ('acme', 'acme.test', 'Acme') RETURNING id")


@pytest.fixture
def other(owner):
    return owner.one("INSERT INTO help_center_tenant (slug, host, name) VALUES ('other', 'other.test', 'Other') RETURNING id")
