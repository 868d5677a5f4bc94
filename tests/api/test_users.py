"""users/ and users/me/: people, their groups and passwords, and what is held on them."""
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from people import PASSWORD, person, signed_in, token_of, unique, visit, who  # noqa: F401


def fields_of(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()["errors"]


def test_a_new_user_has_an_address_and_no_password_in_sight(admin):
    name = unique()
    answer = admin.post("users/", {"username": name, "email": f"{name}@harborfm.example", "display_name": "Ü 🔧",
                                   "groups": ["staff", "two words", "ünïcode", 'quo"te', "back\\slash", "com,ma", "{}"],
                                   "password": PASSWORD})
    assert answer.status_code == 201
    user = answer.json()
    assert answer.headers["Location"].endswith(f"/users/{user['id']}/")
    assert user["username"] == name and user["has_password"] and user["is_active"] and not user["is_locked"]
    assert user["groups"] == ["staff", "two words", "ünïcode", 'quo"te', "back\\slash", "com,ma", "{}"]
    assert PASSWORD not in answer.text and "$2y$" not in answer.text
    assert admin.get(f"users/{user['id']}/").json() == user
    assert admin.delete(f"users/{user['id']}/").status_code == 204
    assert admin.get(f"users/{user['id']}/").status_code == 404
    assert admin.delete(f"users/{user['id']}/").status_code == 404


def test_a_name_and_an_address_are_enough(admin):
    answer = admin.post("users/", {"username": unique(), "email": f"{unique()}@x.example"})
    user = answer.json()
    assert (user["display_name"], user["groups"], user["has_password"], user["is_active"]) == ("", [], False, True)
    admin.delete(f"users/{user['id']}/")


@pytest.mark.parametrize("field, value", [
    ("username", ""), ("username", "a" * 151), ("username", "two words"), ("username", "semi;colon"),
    ("username", "new\nline"), ("username", "sla/sh"), ("username", "zero​width"), ("username", 7), ("username", None),
    ("email", "nobody"), ("email", "@x.example"), ("email", "a@"), ("email", "a@b@c"), ("email", "a b@x.example"),
    ("email", "a@x.example\nBcc: b@x.example"), ("email", "a" * 250 + "@x.example"), ("email", 7), ("email", None),
    ("display_name", "x" * 201), ("display_name", []), ("groups", "staff"), ("groups", {"a": 1}),
    ("groups", ["x"] * 101), ("groups.0", ["x" * 101]), ("groups.0", [""]), ("groups.1", ["a", None]),
    ("password", "short"), ("password", "x" * 73), ("password", "ü" * 40), ("password", 1234567890),
    ("is_active", "yes"), ("is_active", 1), ("is_locked", True),
])
def test_a_wrong_field_is_named(admin, field, value):
    body = {"username": unique(), "email": f"{unique()}@x.example", field.split(".")[0]: value}
    assert list(fields_of(admin.post("users/", body))) == [field]


def test_every_wrong_field_is_named_at_once(admin):
    wrong = fields_of(admin.post("users/", {"username": "", "email": "x", "password": "x", "groups": 1, "is_active": 1}))
    assert set(wrong) == {"username", "email", "password", "groups", "is_active"}


def test_letters_of_any_script_may_stand_in_a_name(admin):
    answer = admin.post("users/", {"username": unique() + ".Żółć_müller-李@x+1", "email": f"{unique()}@x.example"})
    assert answer.status_code == 201
    admin.delete(f"users/{answer.json()['id']}/")


def test_names_and_addresses_are_taken_once_whatever_their_case(admin, person):
    one = person(email=f"{unique()}@x.example")
    email = admin.get(f"users/{one.id}/").json()["email"]
    clash = admin.post("users/", {"username": one.username.upper(), "email": email.upper()})
    assert clash.status_code == 409
    assert set(clash.json()["errors"]) == {"username", "email"}
    other = person()
    assert set(admin.patch(f"users/{other.id}/", {"email": email}).json()["errors"]) == {"email"}
    assert admin.patch(f"users/{one.id}/", {"email": email.upper()}).status_code == 200


def test_of_several_at_once_one_gets_the_address(admin, visit, stack):
    email, secret = f"{unique()}@x.example", stack.tokens["ADMIN_TOKEN"]
    clients = [visit(secret, host=n % 2) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda c: c.post("users/", {"username": unique(), "email": email}), clients))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 5
    for answer in answers:
        if answer.status_code == 201:
            admin.delete(answer.headers["Location"])


def test_a_patch_changes_what_it_names_and_nothing_else(admin, person):
    one = person(groups=["staff"], email=f"{unique()}@x.example", display_name="Before")
    before = admin.get(f"users/{one.id}/").json()
    after = admin.patch(f"users/{one.id}/", {"display_name": "After"}).json()
    assert {k: v for k, v in after.items() if k not in ("display_name", "updated_at")} == \
           {k: v for k, v in before.items() if k not in ("display_name", "updated_at")}
    assert after["display_name"] == "After"
    cleared = admin.patch(f"users/{one.id}/", {"email": None, "display_name": None, "groups": None, "password": None}).json()
    assert (cleared["email"], cleared["display_name"], cleared["groups"], cleared["has_password"]) == (None, "", [], False)
    assert admin.patch(f"users/{one.id}/", {}).status_code == 200
    assert admin.patch("users/999999999/", {"display_name": "x"}).status_code == 404


def test_the_list_filters_orders_and_pages(admin, person):
    tag = unique("zz")
    people = [person(groups=[tag] + (["b"] if n else []), username=f"{tag}.{n}", display_name=f"{tag} {n}",
                     is_active=n != 2) for n in range(3)]
    ids = lambda query: [u["id"] for u in admin.get(f"users/?group={tag}&{query}").json()["results"]]
    assert ids("") == [p.id for p in people]
    assert ids("ordering=-username") == [p.id for p in reversed(people)]
    assert ids("ordering=-created_at") == [p.id for p in reversed(people)]
    assert ids("is_active=false") == [people[2].id]
    assert ids("is_active=true") == [p.id for p in people[:2]]
    assert ids(f"q={tag.upper()}.1") == [people[1].id]
    assert ids("q=%25") == [] and ids("q=_") == []
    first = admin.get(f"users/?group={tag}&page_size=2").json()
    assert first["count"] == 3 and first["previous"] is None and "page=2" in first["next"]
    second = admin.get(f"users/?group={tag}&page_size=2&page=2").json()
    assert [u["id"] for u in second["results"]] == [people[2].id] and second["next"] is None
    assert admin.get(f"users/?group={tag}&page=9").json()["count"] == 3


@pytest.mark.parametrize("query, field", [
    ("ordering=password_hash", "ordering"), ("is_active=maybe", "is_active"), ("page=0", "page"), ("page=x", "page"),
    ("page_size=101", "page_size"), ("q=" + "x" * 201, "q"), ("group=" + "x" * 101, "group"),
])
def test_a_wrong_query_value_is_named(admin, query, field):
    assert list(fields_of(admin.get(f"users/?{query}"))) == [field]


def test_one_cannot_remove_or_switch_off_oneself(admin):
    me = admin.get("users/me/").json()
    for answer in (admin.delete(f"users/{me['id']}/"), admin.patch(f"users/{me['id']}/", {"is_active": False})):
        assert answer.status_code == 409 and "own account" in answer.json()["detail"]
    assert admin.get("users/me/").json() == me


def test_an_administrator_cannot_become_less_by_themselves(admin, person, token_of, visit):
    one, other = person(["admins"]), person(["admins"])
    for boss in (token_of(one, ["read", "write", "admin"]), signed_in(visit(), one)):
        headers = {"Origin": boss.base}
        for groups in ([], None, ["staff"], ["former admins"]):
            answer = boss.patch(f"users/{one.id}/", {"groups": groups}, headers=headers)
            assert answer.status_code == 409 and "own account" in answer.json()["detail"], answer.text
        me = boss.get("users/me/").json()
        assert (me["role"], me["groups"]) == ("admin", ["admins"])
        same = boss.patch(f"users/{one.id}/", {"groups": ["staff", "admins"]}, headers=headers)
        assert same.status_code == 200 and boss.get("users/me/").json()["role"] == "admin"
        assert boss.patch(f"users/{one.id}/", {"groups": ["admins"]}, headers=headers).status_code == 200
    assert boss.patch(f"users/{other.id}/", {"groups": []}, headers=headers).status_code == 200, "another's may go"


@pytest.mark.parametrize("role", ["reader", "author", "editor", "agent", "manager"])
def test_only_administrators_see_people(request, role):
    client = request.getfixturevalue(role)
    assert client.get("users/").status_code == 403
    assert client.post("users/", {"username": "x"}).status_code == 403
    assert client.get("users/me/").status_code == 200


def test_an_admin_without_the_scope_is_none(person, token_of):
    boss = token_of(person(["admins"]), ["read", "write"])
    answer = boss.get("users/")
    assert answer.status_code == 403 and 'scope="admin"' in answer.headers["WWW-Authenticate"]


def test_groups_decide_the_role_from_the_next_request_on(admin, person, token_of):
    one = person(["staff"])
    client = token_of(one)
    assert client.get("users/me/").json()["role"] == "reader"
    for groups, role, rights in [(["writers"], "author", []), (["agents", "editors"], "editor", ["agent"]),
                                 (["admins"], "admin", ["agent", "manager"]), ([], "reader", [])]:
        admin.patch(f"users/{one.id}/", {"groups": groups})
        me = client.get("users/me/").json()
        assert (me["role"], me["rights"], me["groups"], me["via"]) == (role, rights, groups, "token")


def test_a_user_who_is_switched_off_is_nobody_at_once(admin, person, token_of, visit):
    one = person()
    token, session = token_of(one), signed_in(visit(), one)
    assert who(token) == who(session) == one.username
    admin.patch(f"users/{one.id}/", {"is_active": False})
    answer = token.get("users/me/")
    assert answer.status_code == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert who(session) is None
    admin.patch(f"users/{one.id}/", {"is_active": True})
    assert who(token) == who(session) == one.username


def test_what_the_other_host_remembers_of_a_user_ends_within_a_second(admin, person, visit):
    one = person(["writers"])
    session = signed_in(visit(host=1), one)
    assert session.get("users/me/").json()["role"] == "author"
    admin.patch(f"users/{one.id}/", {"groups": []})
    deadline = time.monotonic() + 3
    while session.get("users/me/").json()["role"] != "reader":
        assert time.monotonic() < deadline, "the other host still believes the old groups"
        time.sleep(0.05)


# --- what is held on a person ------------------------------------------------------------------------

def referring_tables(database):
    with database.cursor() as sql:
        sql.execute("select conrelid::regclass::text from pg_constraint"
                    " where contype = 'f' and confrelid = 'help_center_user'::regclass")
        return {row[0] for row in sql.fetchall()}


def test_everything_held_covers_every_table_that_names_people(admin, database):
    held = set(admin.get("users/me/data/").json()["tables"])
    assert referring_tables(database) <= held
    assert {"help_center_user", "help_center_audit"} <= held


def test_the_export_shows_rows_but_no_secret(person, token_of, database):
    one = person(["writers"])
    client = token_of(one)
    with database.cursor() as sql:
        sql.execute("insert into help_center_search_history (tenant_id, user_id, query, results_count)"
                    " select tenant_id, id, 'held on me', 0 from help_center_user where id = %s", (one.id,))
        data = client.get("users/me/data/")
        assert data.json()["tables"]["help_center_search_history"][0]["query"] == "held on me"
        assert data.json()["tables"]["help_center_user"][0]["username"] == one.username
        assert data.json()["tables"]["help_center_token"][0]["created_at"].endswith("+00:00")
    for secret in ("password_hash", "digest", "$2y$", "tenant_id"):
        assert secret not in data.text


def test_erasing_forgets_the_person_and_keeps_the_account(admin, person, token_of, database, visit):
    one = person(["writers"], email=f"{unique()}@x.example", display_name="Somebody")
    client = token_of(one)
    with database.cursor() as sql:
        sql.execute("select tenant_id from help_center_user where id = %s", (one.id,))
        tenant = sql.fetchone()[0]
        sql.execute("insert into help_center_article (tenant_id, title, slug, created_by, last_updated_by)"
                    " values (%s, 'Written', %s, %s, %s) returning id", (tenant, unique(), one.id, one.id))
        article = sql.fetchone()[0]
        sql.execute("insert into help_center_article_version (tenant_id, article_id, version, title, created_by)"
                    " values (%s, %s, 1, 'Written', %s)", (tenant, article, one.id))
        sql.execute("insert into help_center_user_points (tenant_id, user_id, act, act_key, points)"
                    " values (%s, %s, 'article_view', 'x', 1)", (tenant, one.id))
        sql.execute("insert into help_center_ticket_correlation (tenant_id, external_id, user_id, username)"
                    " values (%s, %s, %s, %s)", (tenant, unique(), one.id, one.username))
        try:
            assert client.delete("users/me/data/").status_code == 204
            assert client.get("users/me/").status_code == 401, "the token is revoked"
            user = admin.get(f"users/?q={one.username}").json()["results"][0]
            assert user["id"] != one.id and user["groups"] == ["writers"] and user["has_password"]
            assert (user["email"], user["display_name"], user["last_login_at"]) == (None, "", None)
            sql.execute("select created_by, last_updated_by from help_center_article where id = %s", (article,))
            assert sql.fetchone() == (None, None)
            sql.execute("select created_by from help_center_article_version where article_id = %s", (article,))
            assert sql.fetchone() == (None,)
            sql.execute("select count(*) from help_center_user_points where user_id in (%s, %s)", (one.id, user["id"]))
            assert sql.fetchone() == (0,)
            sql.execute("select count(*) from help_center_ticket_correlation where username = %s", (one.username,))
            assert sql.fetchone() == (0,)
            again = signed_in(visit(), one)
            held = again.get("users/me/data/").json()["tables"]
            assert {table for table, rows in held.items() if rows} <= {"help_center_user", "help_center_audit"}
            admin.delete(f"users/{user['id']}/")
        finally:
            sql.execute("delete from help_center_article where id = %s", (article,))


def test_removing_a_user_keeps_what_they_wrote(admin, person, token_of, database):
    one = person(["writers"])
    token = token_of(one)
    with database.cursor() as sql:
        sql.execute("insert into help_center_article (tenant_id, title, slug, created_by)"
                    " select tenant_id, 'Stays', %s, id from help_center_user where id = %s returning id",
                    (unique(), one.id))
        article = sql.fetchone()[0]
        assert admin.delete(f"users/{one.id}/").status_code == 204
        assert token.get("users/me/").status_code == 401
        sql.execute("select title, created_by from help_center_article where id = %s", (article,))
        assert sql.fetchone() == ("Stays", None)
        sql.execute("delete from help_center_article where id = %s", (article,))
