"""The pages for administrators: real lists and forms over the API's own rules."""
import html
import re

import pytest
from people import PASSWORD, person, sign_in, signed_in, unique, visit, who  # noqa: F401
from test_audit_jobs import job  # noqa: F401
from test_tenants import settings  # noqa: F401

PAGES = ["", "users/", "tokens/", "tenant/", "audit/", "jobs/"]


@pytest.fixture
def boss(person, visit):
    return signed_in(visit(), person(["admins"]))


def post(client, path, **form):
    return client.request("POST", f"/help/admin/{path}", data=form, headers={"Origin": client.base})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_administrators(path, boss, person, visit):
    page = boss.get(f"/help/admin/{path}")
    assert page.status_code == 200 and "<h1>" in page.text and "{{" not in page.text
    assert "private" in page.headers["Cache-Control"]
    assert signed_in(visit(), person(["editors"])).get(f"/help/admin/{path}").status_code == 403
    nobody = visit().get(f"/help/admin/{path}")
    assert nobody.status_code == 303 and "/help/login/?next=" in nobody.headers["Location"]


def test_the_old_address_leads_there(visit):
    answer = visit().get("/admin/help_center/")
    assert answer.status_code == 301 and answer.headers["Location"].endswith("/help/admin/")


def test_a_user_is_added_changed_and_removed(boss, admin, visit):
    name = unique()
    added = post(boss, "users/", username=name, email=f"{name}@x.example", groups="writers\r\ntwo  three, four\r\n", password=PASSWORD, is_active="1")
    assert (added.status_code, added.headers["Location"]) == (303, "/help/admin/users/?saved=1")
    user = admin.get(f"users/?q={name}").json()["results"][0]
    assert user["groups"] == ["writers", "two  three, four"] and user["has_password"]
    assert name in boss.get("/help/admin/users/", params={"q": name}).text
    page = boss.get(f"/help/admin/users/{user['id']}/").text
    assert f'value="{name}@x.example"' in page and PASSWORD not in page
    changed = post(boss, f"users/{user['id']}/", username=name, email=f"{name}@x.example", display_name="<b>Bold</b>", groups="", password="")
    assert changed.status_code == 303
    after = admin.get(f"users/{user['id']}/").json()
    assert (after["groups"], after["display_name"], after["is_active"], after["has_password"]) == ([], "<b>Bold</b>", False, True)
    assert "<b>Bold" not in boss.get("/help/admin/users/", params={"q": name}).text
    assert post(boss, f"users/{user['id']}/", do="delete").status_code == 303
    assert boss.get(f"/help/admin/users/{user['id']}/").status_code == 404


def fields_of(page):
    """What a browser would send of the user's form as it is shown."""
    form = page.split('action="/help/admin/users/', 1)[1].split("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="checkbox"' not in tag or " checked" in tag:
            value = re.search(r'value="([^"]*)"', tag)
            sent[re.search(r'name="([^"]*)"', tag)[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = html.unescape(text)
    return {name: value.replace("\n", "\r\n") for name, value in sent.items()}


@pytest.mark.parametrize("groups", [["former admins"], ["former, admins", "x;admins"], [" admins", "admins ", '"><b>'], []])
def test_saving_a_user_gives_no_other_groups(groups, boss, admin, person):
    one = person(groups)
    form = fields_of(boss.get(f"/help/admin/users/{one.id}/").text)
    assert post(boss, f"users/{one.id}/", **{**form, "display_name": "Renamed"}).status_code == 303
    after = admin.get(f"users/{one.id}/").json()
    assert (after["groups"], after["display_name"], after["is_active"]) == (groups, "Renamed", True)
    changes = admin.get("audit/?object_type=user").json()["results"]
    mine = next(c for c in changes if c["object_id"] == str(one.id) and c["action"] == "user.change")
    assert "groups" not in mine["detail"]["fields"], "unchanged groups are not sent"
    assert post(boss, f"users/{one.id}/", **{**form, "groups": form["groups"] + "one more"}).status_code == 303
    assert admin.get(f"users/{one.id}/").json()["groups"] == [*groups, "one more"]
    if groups:
        assert post(boss, f"users/{one.id}/", **{**form, "groups": ""}).status_code == 303
        assert admin.get(f"users/{one.id}/").json()["groups"] == []


def test_the_form_refuses_groups_that_the_api_refuses(boss, person):
    one = person(["a"])
    for groups in ("x" * 101, "a\tb", "\n".join(f"g{n}" for n in range(101))):
        page = post(boss, f"users/{one.id}/", username=one.username, groups=groups)
        assert page.status_code == 400 and "groups" in page.text


def test_one_cannot_leave_the_administrators_by_the_form(boss):
    me = boss.get("users/me/").json()
    page = post(boss, f"users/{me['id']}/", username=me["username"], groups="staff", is_active="1")
    assert page.status_code == 409 and "your own account" in page.text
    assert boss.get("users/me/").json()["role"] == "admin"


def test_a_wrong_form_says_what_is_wrong(boss):
    page = post(boss, "users/", username="no spaces here", email="x@x.example", is_active="1")
    assert page.status_code == 400 and "may hold letters, digits" in page.text and 'role="alert"' in page.text
    assert post(boss, "users/", username="ada", email="z@x.example").status_code == 409


def test_one_cannot_remove_oneself_here_either(boss):
    me = boss.get("users/me/").json()
    page = post(boss, f"users/{me['id']}/", do="delete")
    assert page.status_code == 409 and "your own account" in page.text
    assert who(boss) == me["username"]


def test_a_token_is_shown_once_and_revoked(boss, visit):
    page = post(boss, "tokens/", name="from the page", expires_in_days="5", read="1", write="1")
    secret = re.search(r"<code>(hct_[A-Za-z0-9_-]{43})</code>", page.text).group(1)
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    assert secret not in boss.get("/help/admin/tokens/").text
    token = visit(secret)
    assert who(token) == who(boss)
    id_ = token.get("tokens/").json()["results"][0]["id"]
    assert post(boss, f"tokens/{id_}/", do="revoke").status_code == 303
    assert token.get("users/me/").status_code == 401
    assert "must be a whole number" in post(boss, "tokens/", name="x", read="1", expires_in_days="soon").text


def test_the_site_is_changed(boss, admin, settings):
    answer = post(boss, "tenant/", name="Harbor Two", logo_url="", time_zone="Europe/Paris", chat="1")
    assert answer.status_code == 303
    tenant = admin.get("tenants/demo/").json()
    assert (tenant["name"], tenant["time_zone"], tenant["metadata"]["features"]["chat"], tenant["metadata"]["features"]["email"]) == \
           ("Harbor Two", "Europe/Paris", True, False)
    assert "must be a name of the IANA" in post(boss, "tenant/", name="x", time_zone="Nowhere").text


def test_a_dead_job_is_tried_again_or_removed(boss, admin, job):
    one, two = job(), job()
    assert str(one) in boss.get("/help/admin/jobs/?state=dead").text
    assert post(boss, f"jobs/{one}/", do="retry").status_code == 303
    assert post(boss, f"jobs/{two}/", do="delete").status_code == 303
    assert admin.get(f"jobs/{two}/").status_code == 404
    assert post(boss, f"jobs/{two}/", do="retry").status_code == 404


@pytest.mark.parametrize("path", ["users/", "users/1/", "tokens/", "tokens/1/", "tenant/", "jobs/1/"])
def test_a_strangers_page_cannot_post_here(path, boss):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = boss.request("POST", f"/help/admin/{path}", data={"name": "x"}, headers=headers)
        assert answer.status_code == 403, headers


def test_a_page_takes_only_the_form_it_shows(boss):
    headers = {"Origin": boss.base}
    assert boss.post("/help/admin/users/", {"username": "x"}, headers=headers).status_code == 415
    bad = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"a=%zz", b"a\x00=1", b"a=%ff", b"&".join(b"a%d=1" % n for n in range(100))):
        assert boss.request("POST", "/help/admin/users/", data=body, headers=bad).status_code == 400, body[:20]
