"""What holds for every request: ids, slashes, methods, validators, headers, limits, idempotency."""
import re
import time
import uuid

import pytest

API = "/api/v2/help-center/"


def test_a_well_formed_request_id_comes_back(nobody):
    answer = nobody.get("articles/", headers={"X-Request-Id": "abc-123.X_y"})
    assert answer.headers["X-Request-Id"] == "abc-123.X_y"


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "né".encode(), "<script>"])
def test_a_malformed_request_id_is_replaced(nobody, bad):
    answer = nobody.get("articles/nowhere/", headers={"X-Request-Id": bad})
    made = answer.headers["X-Request-Id"]
    assert uuid.UUID(made) and answer.json()["request_id"] == made


def test_the_final_slash_makes_no_difference(nobody):
    assert nobody.get("articles").json() == nobody.get("articles/").json()


def test_a_method_that_is_not_there_names_those_that_are(nobody, admin):
    answer = admin.request("DELETE", "articles/")
    assert answer.status_code == 405
    assert "GET, HEAD" in answer.headers["Allow"]


def test_options_names_the_methods(nobody):
    answer = nobody.request("OPTIONS", "articles/")
    assert answer.status_code == 204 and "GET" in answer.headers["Allow"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_head_answers_like_get_without_a_body(nobody):
    get, head = nobody.get("articles/"), nobody.request("HEAD", "articles/")
    assert head.status_code == 200 and head.content == b""
    assert head.headers["ETag"] == get.headers["ETag"]


def test_an_unknown_address_is_a_problem_document(nobody):
    answer = nobody.get("no/such/thing/")
    assert answer.status_code == 404
    assert answer.json()["instance"] == API + "no/such/thing/"


def test_an_unknown_page_is_an_html_page(nobody):
    answer = nobody.get("/help/no/such/page/")
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("text/html")
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", ["articles/", "categories/", "tags/"])
def test_an_etag_makes_the_second_get_304(nobody, path):
    first = nobody.get(path)
    again = nobody.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    assert again.headers["ETag"] == first.headers["ETag"]
    weak = nobody.get(path, headers={"If-None-Match": 'W/"other", W/' + first.headers["ETag"]})
    assert weak.status_code == 304
    assert nobody.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_security_headers_stand_on_every_answer(nobody):
    for path, status in [("articles/", 200), ("nowhere/", 404), ("/help/", 200), ("/help/nowhere/", 404)]:
        answer = nobody.get(path)
        assert answer.status_code == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        csp = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in csp and "unsafe-inline" not in csp and "frame-ancestors" in csp
        assert "Referrer-Policy" in answer.headers


def test_an_answer_is_never_shared_between_askers(nobody, editor):
    assert nobody.get("articles/").headers["Cache-Control"] == "no-cache"
    answer = editor.get("articles/")
    assert "private" in answer.headers["Cache-Control"]
    assert {"Cookie", "Authorization"} <= {v.strip() for v in answer.headers["Vary"].split(",")}


def test_nobody_gets_a_challenge_where_somebody_is_needed(nobody):
    answer = nobody.get("users/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_without_anonymous_reading_nobody_reads(client):
    answer = client(None, tenant=2).get("articles/")
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_page_sends_nobody_to_sign_in_and_back(client):
    answer = client(None, tenant=2).get("/help/category/devices/?x=1")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/help/login/?next=%2Fhelp%2Fcategory%2Fdevices%2F%3Fx%3D1")


def test_a_cookie_alone_writes_nothing_from_another_site(nobody):
    headers = {"Cookie": "help_visitor=x", "Origin": "https://evil.example", "Content-Type": "application/json"}
    answer = nobody.request("POST", "articles/1/vote/", headers=headers, data="{}")
    assert answer.status_code in (403, 501)


def test_the_access_log_carries_id_tenant_and_cache(stack, nobody):
    nobody.get("articles/?page_size=7", headers={"X-Request-Id": "find-me-in-the-log"})
    log = stack.httpd.where / "logs/access.log"
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        lines = [line for line in log.read_text().splitlines() if "rid=find-me-in-the-log" in line]
        if lines:
            break
        time.sleep(0.05)
    assert re.search(r"tenant=demo cache=(miss|hit|quick)", lines[0]), lines


def test_a_write_carries_its_limit(admin):
    answer = admin.post("tokens/", {"name": "limit", "scopes": ["read"]})
    assert answer.status_code == 201
    for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"):
        assert answer.headers[name].split(";")[0].isdigit(), name
    admin.delete(f"tokens/{answer.json()['id']}/")


def test_the_same_idempotency_key_gives_the_first_answer_again(admin):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"name": "twice", "scopes": ["read"]}
    first, second = (admin.post("tokens/", body, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    other = admin.post("tokens/", {**body, "name": "other"}, headers=key)
    assert other.status_code == 409
    admin.delete(f"tokens/{first.json()['id']}/")
