"""audit/ and jobs/: who did what, and the work that failed."""
import json
import uuid

import pytest
from people import person, unique, visit  # noqa: F401


@pytest.fixture
def job(database):
    """job(state, ...) -> the id of a job of tenant demo; gone after the test."""
    made = []

    def make(state="dead", kind="no.such.kind", tenant="demo", unique_key=None):
        with database.cursor() as sql:
            sql.execute("insert into help_center_job (tenant_id, kind, payload, state, attempts, last_error, run_at, finished_at,"
                        " unique_key, locked_by, locked_until)"
                        " select id, %s, %s, %s, 5, 'it broke', now() + interval '1 hour', case when %s in ('dead', 'done') then now() end,"
                        " %s, case when %s = 'running' then 'x' end, case when %s = 'running' then now() + interval '1 hour' end"
                        "   from help_center_tenant where slug = %s returning id",
                        (kind, json.dumps({"n": 1}), state, state, unique_key, state, state, tenant))
            made.append(sql.fetchone()[0])
        return made[-1]

    yield make
    with database.cursor() as sql:
        sql.execute("delete from help_center_job where id = any(%s)", (made,))


def test_every_write_of_an_administrator_is_noted(admin, person):
    request_id = unique("rid-")
    one = admin.post("users/", {"username": unique(), "email": f"{unique()}@x.example"}, headers={"X-Request-Id": request_id}).json()
    admin.patch(f"users/{one['id']}/", {"display_name": "x", "password": "not to be seen"})
    admin.delete(f"users/{one['id']}/")
    entries = admin.get(f"audit/?object_type=user&object_id={one['id']}").json()["results"]
    assert [e["action"] for e in entries] == ["user.delete", "user.change", "user.create"]
    assert {e["actor"] for e in entries} == {"ada"} and {e["ip"] for e in entries} == {"127.0.0.1"}
    assert entries[2]["request_id"] == request_id
    assert entries[1]["detail"] == {"username": one["username"], "fields": ["display_name", "password"]}
    assert "not to be seen" not in json.dumps(entries)


def test_a_write_that_failed_leaves_no_entry(admin, person):
    one = person()
    count = lambda: admin.get("audit/?page_size=1").json()["count"]
    before = count()
    assert admin.post("users/", {"username": one.username, "email": f"{unique()}@x.example"}).status_code == 409
    assert admin.patch("users/99999999/", {"display_name": "x"}).status_code == 404
    assert admin.delete("jobs/99999999/").status_code == 404
    assert count() == before


def test_the_log_filters_and_reads_backwards(admin, person):
    one = person()
    admin.patch(f"users/{one.id}/", {"display_name": "1"})
    entries = admin.get("audit/?actor=ada&page_size=100").json()["results"]
    assert [e["at"] for e in entries] == sorted((e["at"] for e in entries), reverse=True)
    only = admin.get(f"audit/?action=user.change&object_id={one.id}").json()
    assert only["count"] == 1 and only["results"][0]["object_id"] == str(one.id)
    at = only["results"][0]["at"]
    assert admin.get(f"audit/?action=user.change&object_id={one.id}&from={at}").json()["count"] == 1
    assert admin.get(f"audit/?action=user.change&object_id={one.id}&to={at}").json()["count"] == 0
    assert admin.get("audit/?actor=nobody-at-all").json()["results"] == []


@pytest.mark.parametrize("query, field", [("from=yesterday", "from"), ("to=2026-13-01T00:00:00Z", "to"),
                                          ("action=" + "x" * 101, "action"), ("page=-1", "page")])
def test_a_wrong_query_value_is_named(admin, query, field):
    answer = admin.get(f"audit/?{query}")
    assert answer.status_code == 400 and list(answer.json()["errors"]) == [field]


def test_the_application_can_change_no_entry(stack, httpd_log):
    app = stack.connect("help_app")
    with app.cursor() as sql:
        for statement in ("update help_center_audit set actor = 'x'", "delete from help_center_audit", "truncate help_center_audit"):
            with pytest.raises(Exception, match="permission denied"):
                sql.execute(statement)
    app.close()


def test_a_dead_job_is_tried_again_or_removed(admin, job):
    kind = "t" + uuid.uuid4().hex[:10]
    one, two = job(kind=kind), job(kind=kind)
    assert admin.get(f"jobs/{one}/").json()["last_error"] == "it broke"
    assert [j["id"] for j in admin.get(f"jobs/?state=dead&kind={kind}").json()["results"]] == [two, one]
    again = admin.post(f"jobs/{one}/retry/")
    assert again.status_code == 200 and again.json()["attempts"] == 0 and again.json()["finished_at"] is None
    assert again.json()["state"] == "queued" and admin.get(f"jobs/{one}/").json()["state"] in ("queued", "running", "dead")
    assert admin.delete(f"jobs/{two}/").status_code == 204
    assert admin.get(f"jobs/{two}/").status_code == 404
    assert [e["action"] for e in admin.get(f"audit/?object_type=job&object_id={two}").json()["results"]] == ["job.cancel"]


def test_only_what_waits_can_be_removed_and_only_what_is_dead_tried_again(admin, job):
    for state, retry, delete in [("queued", 409, 204), ("running", 409, 409), ("done", 409, 409), ("dead", 200, 204)]:
        id_ = job(state)
        assert admin.post(f"jobs/{id_}/retry/").status_code == retry, state
        assert admin.delete(f"jobs/{id_}/").status_code == delete, state
    assert admin.post("jobs/99999999/retry/").status_code == 404


def test_work_that_waits_already_is_not_queued_twice(admin, job):
    key = unique()
    dead = job(unique_key=key)
    job("queued", unique_key=key)
    assert admin.post(f"jobs/{dead}/retry/").status_code == 409


def test_jobs_of_others_are_not_there(admin, job, database):
    other = job(tenant="northwind")
    with database.cursor() as sql:
        sql.execute("insert into help_center_job (tenant_id, kind, state, run_at) values (0, 'no.such.kind', 'queued', now() + interval '1 hour') returning id")
        installation = sql.fetchone()[0]
        try:
            for id_ in (other, installation):
                for answer in (admin.get(f"jobs/{id_}/"), admin.delete(f"jobs/{id_}/"), admin.post(f"jobs/{id_}/retry/")):
                    assert answer.status_code == 404
                assert id_ not in [j["id"] for j in admin.get("jobs/?page_size=100").json()["results"]]
        finally:
            sql.execute("delete from help_center_job where id = %s", (installation,))


@pytest.mark.parametrize("path", ["audit/", "jobs/", "jobs/1/"])
@pytest.mark.parametrize("role", ["reader", "author", "editor", "agent", "manager"])
def test_only_administrators_look(request, role, path):
    assert request.getfixturevalue(role).get(path).status_code == 403


@pytest.mark.parametrize("path", ["webhooks/", "routing-rules/", "canned-replies/"])
def test_what_comes_later_says_so(admin, path):
    assert admin.get(path).status_code == 501 and admin.post(path, {}).status_code == 501
