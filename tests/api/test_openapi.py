"""The OpenAPI document and the server, held against each other: every operation is called once with valid input, and
what comes back is what the document says. An operation that has no input here fails."""
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from people import person, unique, visit  # noqa: F401
from test_audit_jobs import job  # noqa: F401
from test_tenants import settings  # noqa: F401

API = "/api/v2/help-center"
REPO = Path(__file__).parents[2]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture(scope="module")
def document(nobody):
    answer = nobody.get("openapi.json")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    return answer.json()


def operations(document):
    for path, item in document["paths"].items():
        for method in item.keys() & METHODS:
            yield method, path, item[method]


def resolve(document, thing):
    while "$ref" in thing:
        where = document
        for step in thing["$ref"].removeprefix("#/").split("/"):
            where = where[step]
        thing = where
    return thing


def check(document, operation, answer):
    """The answer's status, type and body are among those of the operation."""
    name = operation["operationId"]
    assert str(answer.status_code) in operation["responses"], f"{name} answers {answer.status_code}: {answer.text[:300]}"
    said = resolve(document, operation["responses"][str(answer.status_code)])
    for header in said.get("headers", {}):
        if not header.startswith("RateLimit"):
            assert header in answer.headers, f"{name} lacks the header {header}"
    if "content" not in said:
        assert not answer.content or answer.status_code in (301, 304), f"{name} has a body: {answer.text[:100]}"
        return
    kind = answer.headers["Content-Type"].split(";")[0]
    assert kind in said["content"], f"{name} answers as {kind}"
    if kind.endswith("json"):
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **said["content"][kind]["schema"],
                  "components": document["components"]}
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(answer.json())


@pytest.fixture
def inputs(request, person, job, settings, shelf):
    """For each operationId what is sent: (values of the path, JSON body)."""
    one, token = person(), {"name": "openapi", "scopes": ["read"]}
    admin = request.getfixturevalue("admin")
    made = admin.post("tokens/", token).json()["id"]
    article, category = next(iter(shelf.articles.values())), next(iter(shelf.categories.values()))
    return {
        "health": ({}, None), "metrics": ({}, None), "openapi": ({}, None),
        "users_list": ({}, None), "users_create": ({}, {"username": unique(), "email": f"{unique()}@x.example"}),
        "users_get": ({"id": one.id}, None), "users_change": ({"id": one.id}, {"display_name": "Changed"}),
        "users_delete": ({"id": one.id}, None),
        "me": ({}, None), "me_data": ({}, None), "me_erase": ({}, None),
        "tokens_list": ({}, None), "tokens_create": ({}, token), "tokens_get": ({"id": made}, None),
        "tokens_rename": ({"id": made}, {"name": "renamed"}), "tokens_revoke": ({"id": made}, None),
        "tenants_list": ({}, None), "tenants_get": ({"slug": "demo"}, None),
        "tenants_change": ({"slug": "demo"}, {"metadata": {"features": {"chat": True}, "email_settings": {"password": "x"}}}),
        "audit_list": ({}, None), "jobs_list": ({}, None), "jobs_get": ({"id": job()}, None),
        "jobs_cancel": ({"id": job()}, None), "jobs_retry": ({"id": job()}, None),
        "articles_list": ({}, None), "articles_get": ({"id": article}, None),
        "categories_list": ({}, None), "categories_tree": ({}, None), "categories_get": ({"id": category}, None),
        "tags_list": ({}, None),
    }


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"] == "3.1.0" and document["info"]["version"] and document["paths"]
    ids = [o["operationId"] for _, _, o in operations(document)]
    assert len(ids) == len(set(ids)) and all(o["responses"] and o["summary"] for _, _, o in operations(document))
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for path, item in document["paths"].items():
        named = {p["name"] for p in (resolve(document, p) for p in item.get("parameters", []))}
        assert named == set(re.findall(r"{(\w+)}", path)), path


def test_every_reference_leads_somewhere(document):
    for reference in re.findall(r'"\$ref": "(#[^"]+)"', json.dumps(document)):
        assert resolve(document, {"$ref": reference})


def test_every_operation_is_called_and_answers_as_documented(document, inputs, admin, person, visit):
    boss = admin.post("tokens/", {"name": "erased", "scopes": ["read", "write", "admin"], "user": person(["admins"]).username})
    without = sorted(o["operationId"] for _, _, o in operations(document) if o["operationId"] not in inputs)
    assert not without, f"no input is known here for {without}"
    todo = sorted(operations(document), key=lambda o: (o[0] == "delete", o[1]))
    for method, path, operation in todo:
        values, body = inputs[operation["operationId"]]
        client = visit(boss.json()["token"]) if operation["operationId"] == "me_erase" else admin
        answer = client.request(method.upper(), path.format(**values), json=body)
        assert answer.status_code < 300, f"{operation['operationId']}: {answer.status_code} {answer.text[:300]}"
        check(document, operation, answer)
        if operation["operationId"] in ("users_create", "tokens_create"):
            assert admin.delete(answer.headers["Location"]).status_code == 204
    for left in admin.get("users/?group=admins&page_size=100").json()["results"]:
        if left["username"] != "ada":
            admin.delete(f"users/{left['id']}/")


def test_what_is_refused_is_documented_too(document, nobody, reader, admin):
    for method, path, operation in operations(document):
        if "{" in path or "requestBody" in operation:
            continue
        for client in (nobody, reader):
            if operation["operationId"] != "me_erase" or client is nobody:
                check(document, operation, client.request(method.upper(), path))
    for method, path, operation in operations(document):
        if "requestBody" in operation and "{" not in path:
            check(document, operation, admin.request(method.upper(), path, data="{", headers={"Content-Type": "application/json"}))
            check(document, operation, admin.request(method.upper(), path, data="x", headers={"Content-Type": "text/plain"}))
        if "{id}" in path:
            check(document, operation, admin.request(method.upper(), path.format(id=999999999), json={"name": "x"}))


def test_nothing_is_documented_that_answers_501(document, admin):
    for method, path, operation in operations(document):
        if method == "get" and "{" not in path:
            assert admin.get(path).status_code != 501, operation["operationId"]
    assert API + "/webhooks/" not in document["paths"]


def test_a_fragment_and_the_routes_that_differ_are_a_warning(start_httpd, scratch, httpd_log, visit):
    assets = scratch / "other-assets"
    shutil.copytree(REPO / "htdocs", assets)
    core = assets / "help/openapi/core.json"
    fragment = json.loads(core.read_text())
    del fragment["paths"][API + "/audit/"]
    fragment["paths"][API + "/ghost/"] = {"get": {"operationId": "ghost", "summary": "x", "responses": {"200": {"description": "x"}}}}
    core.write_text(json.dumps(fragment))
    (assets / "help/openapi/articles.json").write_text("{ no json")
    httpd_log.expect("HC030[012]")
    server = start_httpd(values={"HTDOCS": assets}, run=False)
    server.values["HTDOCS"] = assets
    server.start()
    paths = visit(base=server.url()).get("openapi.json").json()["paths"]
    assert API + "/ghost/" not in paths and API + "/users/" in paths
    log = httpd_log.text()
    assert "HC0300: the OpenAPI fragment of module articles is no JSON" in log
    assert "HC0301: GET /api/v2/help-center/audit/ of module core is not in the OpenAPI document" in log
    assert "HC0301: GET /api/v2/help-center/tags/ of module articles is not in the OpenAPI document" in log
    assert "HC0302: the OpenAPI document describes 'get /api/v2/help-center/ghost/', which no module answers" in log
