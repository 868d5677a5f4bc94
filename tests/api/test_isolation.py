"""One tenant does not exist for the other: every operation of the document is asked, as the other tenant's administrator,
for what this one has; and as a reader and as nobody for what is not theirs. Nothing is found, not by content,
not by status and not by count."""
import json

import pytest
from people import person, unique, visit  # noqa: F401
from test_audit_jobs import job  # noqa: F401
from test_openapi import document, operations  # noqa: F401

OPEN = {"health", "metrics", "openapi"}                 # for anybody
READABLE = {"articles_list", "articles_get", "categories_list", "categories_tree", "categories_get", "tags_list"}
OWN = {"me", "me_data", "me_erase", "tokens_list", "tokens_create", "tokens_get", "tokens_rename", "tokens_revoke"}
BODIES = {"users_change": {"display_name": "x"}, "tokens_rename": {"name": "x"}, "tenants_change": {"name": "x"},
          "users_create": {"username": "", "email": ""}, "tokens_create": {"name": "", "scopes": []}}


@pytest.fixture
def theirs(admin, person, job, shelf, database):
    """Ids of tenant 1, all of which exist; by the first word of the operation's name."""
    token = admin.post("tokens/", {"name": unique("secret-name-"), "scopes": ["read"]}).json()
    yield {"users": person(username=unique("secret-user-")).id, "tokens": token["id"], "jobs": job(kind="secret.kind"),
           "tenants": "demo", "articles": shelf.articles["shelf-alpha"], "categories": shelf.categories["shelf"]}
    admin.delete(f"tokens/{token['id']}/")


def ask(client, method, path, operation, ids, **more):
    noun = operation["operationId"].split("_")[0]
    path = path.format(id=ids.get(noun, 1), slug=ids.get(noun, "x"))
    return client.request(method.upper(), path, json=BODIES.get(operation["operationId"], {} if method in ("post", "patch", "put") else None), **more)


def counts(database):
    with database.cursor() as sql:
        sql.execute("select (select count(*) from help_center_user), (select count(*) from help_center_token where revoked_at is null),"
                    " (select count(*) from help_center_job), (select count(*) from help_center_article where deleted_at is null),"
                    " (select string_agg(t::text, '') from (select slug, name, metadata from help_center_tenant order by 1) t)")
        return sql.fetchone()


def test_an_administrator_of_another_tenant_finds_and_changes_nothing(document, theirs, client, database):
    other = client("ADMIN_TOKEN", tenant=2)
    absent = {"users": 999999999, "tokens": 999999999, "jobs": 999999999, "tenants": "no-such", "articles": 999999999, "categories": 999999999}
    before = counts(database)
    for method, path, operation in operations(document):
        if "{" not in path:
            continue
        found, missing = (ask(other, method, path, operation, ids) for ids in (theirs, absent))
        assert found.status_code == 404, f"{operation['operationId']} answers {found.status_code}"
        strip = lambda a: {k: v for k, v in a.json().items() if k not in ("instance", "request_id")}
        assert strip(found) == strip(missing), operation["operationId"]
    assert counts(database) == before


def test_no_list_of_another_tenant_shows_or_counts_them(document, theirs, client, admin, nobody):
    other = client("ADMIN_TOKEN", tenant=2)
    words = ["secret-user-", "secret-name-", "secret.kind", "Harbor", "harborfm", "Shelf alpha", "shelf-alpha", '"ada"']
    for method, path, operation in operations(document):
        if method != "get" or "{" in path or operation["operationId"] in OPEN:
            continue
        answer = other.get(path + "?page_size=100")
        assert answer.status_code == 200, operation["operationId"]
        body = answer.json()
        if isinstance(body, dict) and "count" in body:
            assert body["count"] == len(body["results"]) or body["next"], operation["operationId"]
        for word in words:
            assert word not in json.dumps(body), f"{operation['operationId']} shows {word}"
    for query in ("q=secret", "q=ada", "group=admins&q=ada"):
        assert other.get(f"users/?{query}").json()["count"] == 0
    assert other.get("tokens/?user=ada").json()["count"] == 0 and other.get("audit/?actor=ada").json()["count"] == 0


def test_nobody_and_a_reader_get_nothing_that_is_not_theirs(document, theirs, nobody, reader, client, database):
    stranger = client(None, tenant=2)
    before = counts(database)
    for method, path, operation in operations(document):
        name = operation["operationId"]
        if name in OPEN or name == "me_erase":
            continue
        refused = ask(stranger, method, path, operation, theirs)
        assert refused.status_code == 401, f"{name}: nobody of a closed site gets {refused.status_code}"
        if name in READABLE:
            continue
        assert ask(nobody, method, path, operation, theirs).status_code == 401, name
        answer = ask(reader, method, path, operation, theirs)
        if name not in OWN:
            assert answer.status_code == 403, f"{name}: a reader gets {answer.status_code}"
        elif "{" in path:
            assert answer.status_code == 404, f"{name}: a reader gets {answer.status_code}"
    assert counts(database) == before


def test_what_is_not_there_and_what_is_not_theirs_are_refused_alike(document, theirs, reader, nobody):
    for method, path, operation in operations(document):
        if "{id}" not in path or operation["operationId"] in READABLE:
            continue
        for client in (reader, nobody):
            answers = [client.request(method.upper(), path.format(id=i, slug="x"), json=BODIES.get(operation["operationId"]))
                       for i in (theirs[operation["operationId"].split("_")[0]], 999999999)]
            assert len({a.status_code for a in answers}) == 1 and len({a.json()["detail"] for a in answers}) == 1


def test_the_database_itself_shows_the_application_one_tenant(stack, database):
    with database.cursor() as sql:
        sql.execute("select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
                    " where c.relkind in ('r', 'p') and c.relname like 'help_center_%' and c.relnamespace = 'public'::regnamespace")
        tables = [row[0] for row in sql.fetchall()]
        sql.execute("select slug, id from help_center_tenant where slug in ('demo', 'northwind')")
        tenants = dict(sql.fetchall())
    app = stack.connect("help_app")
    with app.cursor() as sql:
        for tenant in (tenants["northwind"], None):
            sql.execute("select set_config('app.tenant_id', %s, false)", (str(tenant or ""),))
            for table in tables:
                sql.execute("select has_table_privilege(%s, 'SELECT')", (table,))
                if not sql.fetchone()[0]:
                    continue
                sql.execute(f"select count(*) from {table} where tenant_id is distinct from %s", (tenant,))
                assert sql.fetchone() == (0,), table
    app.close()


def test_a_write_cannot_name_another_tenant(client, admin, database, person, visit):
    other = client("ADMIN_TOKEN", tenant=2)
    name = unique()
    made = other.post("users/", {"username": name, "email": f"{name}@x.example", "tenant_id": 1, "tenant": "demo", "id": 1},
                      headers={"X-Tenant": "demo", "Host": "demo.localhost"})
    assert made.status_code == 201
    assert admin.get(f"users/?q={name}").json()["count"] == 0
    assert other.delete(f"users/{made.json()['id']}/").status_code == 204
