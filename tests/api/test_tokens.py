"""tokens/: a secret shown once, scopes that never grow, an end that comes."""
import time
from datetime import datetime, timedelta, timezone

import pytest
from people import person, token_of, unique, visit  # noqa: F401
from test_signin import From


def in_days(days):
    return (datetime.now(timezone.utc) + timedelta(days=days)).isoformat()


def test_the_secret_is_shown_once_and_stored_as_a_digest(reader, database, visit):
    made = reader.post("tokens/", {"name": "mine", "scopes": ["read"]})
    assert made.status_code == 201
    token = made.json()
    secret = token.pop("token")
    assert secret.startswith("hct_") and len(secret) == 47 and secret.startswith(token["prefix"])
    assert made.headers["Location"].endswith(f"/tokens/{token['id']}/")
    assert reader.get(f"tokens/{token['id']}/").json() == token
    assert secret not in reader.get("tokens/").text
    with database.cursor() as sql:
        sql.execute("select t::text, digest = sha256(%s) from help_center_token t where id = %s",
                    (secret.encode(), token["id"]))
        row, is_digest = sql.fetchone()
    assert is_digest and secret not in row
    assert visit(secret).get("users/me/").json()["username"] == "rita"
    assert reader.delete(f"tokens/{token['id']}/").status_code == 204


def test_a_token_that_came_twice_by_its_key_is_kept_nowhere_in_clear(reader, database):
    key = {"Idempotency-Key": unique()}
    first, second = (reader.post("tokens/", {"name": "twice", "scopes": ["read"]}, headers=key) for _ in range(2))
    assert first.content == second.content and first.status_code == second.status_code == 201
    with database.cursor() as sql:
        sql.execute("select count(*) from help_center_idempotency where position(%s::bytea in body) > 0",
                    (first.json()["token"].encode(),))
        assert sql.fetchone() == (0,)
    reader.delete(f"tokens/{first.json()['id']}/")


def test_a_token_ends_after_90_days_unless_it_is_said_otherwise(reader):
    for body, days in [({}, 90), ({"expires_in_days": 1}, 1), ({"expires_in_days": 366}, 366), ({"expires_at": in_days(10)}, 10)]:
        token = reader.post("tokens/", {"name": "ends", "scopes": ["read"], **body}).json()
        end = datetime.fromisoformat(token["expires_at"].replace("Z", "+00:00"))
        assert abs(end - datetime.now(timezone.utc) - timedelta(days=days)) < timedelta(minutes=2)
        reader.delete(f"tokens/{token['id']}/")


@pytest.mark.parametrize("body, field", [
    ({"name": ""}, "name"), ({"name": None}, "name"), ({"name": "x" * 201}, "name"), ({"scopes": []}, "scopes"),
    ({"scopes": None}, "scopes"), ({"scopes": "read"}, "scopes"), ({"scopes": ["root"]}, "scopes"),
    ({"scopes": ["read,admin"]}, "scopes"), ({"scopes": ["{admin}"]}, "scopes"), ({"scopes": [1]}, "scopes.0"),
    ({"expires_in_days": 0}, "expires_in_days"), ({"expires_in_days": 367}, "expires_in_days"),
    ({"expires_in_days": 1.5}, "expires_in_days"), ({"expires_in_days": "9"}, "expires_in_days"),
    ({"expires_at": "tomorrow"}, "expires_at"), ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ({"expires_at": "2999-01-01T00:00:00Z"}, "expires_at"), ({"expires_at": in_days(5), "expires_in_days": 5}, "expires_at"),
])
def test_a_wrong_field_is_named(reader, body, field):
    answer = reader.post("tokens/", {"name": "x", "scopes": ["read"], **body})
    assert answer.status_code == 400 and field in answer.json()["errors"], answer.text


def test_scopes_are_obeyed(person, token_of):
    one = person(["admins"])
    read, write, boss = (token_of(one, s) for s in (["read"], ["read", "write"], ["admin", "read", "write"]))
    assert read.get("tokens/").status_code == 200
    refused = read.post("tokens/", {"name": "x", "scopes": ["read"]})
    assert refused.status_code == 403 and 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    assert write.get("audit/").status_code == 403 and boss.get("audit/").status_code == 200
    assert token_of(one, ["write"]).get("tokens/").status_code == 403, "write alone does not read"


def test_a_token_never_passes_on_more_than_it_has(person, token_of, reader):
    one = person(["admins"])
    write = token_of(one, ["read", "write"])
    assert write.post("tokens/", {"name": "x", "scopes": ["read", "admin"]}).status_code == 403
    assert write.post("tokens/", {"name": "x", "scopes": ["read", "write"]}).status_code == 201
    assert write.post("tokens/", {"name": "x", "scopes": ["read"], "user": "rita"}).status_code == 403


def test_a_token_made_by_a_token_ends_no_later(person, token_of, visit):
    one = person(["admins"])
    mother = token_of(one, ["read", "write", "admin"], expires_in_days=2)
    end = mother.get(f"tokens/{mother.token_id}/").json()["expires_at"]
    for more in ({}, {"user": "rita"}, {"expires_at": None}):
        made = mother.post("tokens/", {"name": "child", "scopes": ["read", "write"], **more})
        assert made.status_code == 201 and made.json()["expires_at"] == end, made.text
        if not more:
            child = visit(made.json()["token"])
            assert child.post("tokens/", {"name": "grandchild", "scopes": ["read"]}).json()["expires_at"] == end
    for field, value in (("expires_in_days", 3), ("expires_at", in_days(2.1))):
        refused = mother.post("tokens/", {"name": "x", "scopes": ["read"], field: value})
        assert refused.status_code == 400 and list(refused.json()["errors"]) == [field], refused.text
    for field, value in (("expires_in_days", 1), ("expires_at", in_days(1.9))):
        made = mother.post("tokens/", {"name": "x", "scopes": ["read"], field: value})
        assert made.status_code == 201 and made.json()["expires_at"] < end


def test_a_token_that_never_ends_may_make_any(person, token_of, database):
    mother = token_of(person())
    with database.cursor() as sql:
        sql.execute("update help_center_token set expires_at = null where id = %s", (mother.token_id,))
    assert mother.post("tokens/", {"name": "x", "scopes": ["read"], "expires_in_days": 366}).status_code == 201


def test_trying_tokens_is_limited(start_httpd, visit):
    server = start_httpd(values={"EXTRA_DEMO": 'HelpRateLimit login "3/min burst 3"'})
    stranger = visit("hct_" + "0" * 43, base=server.url())
    stranger.session.mount("http://", From("127.0.0.78"))
    answers = [stranger.get("articles/", headers={"Authorization": f"Bearer hct_{n:043d}"}) for n in range(5)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    stranger.token = None
    assert stranger.get("articles/").status_code == 200, "nobody may still read"


def test_a_reader_gets_no_token_with_scope_admin(person, token_of):
    assert token_of(person(), ["read", "write", "admin"]).post(
        "tokens/", {"name": "x", "scopes": ["admin"]}).status_code == 403


def test_everybody_sees_their_own_tokens_and_only_an_admin_those_of_others(admin, reader, author):
    mine = reader.post("tokens/", {"name": "mine", "scopes": ["read"]}).json()
    assert {t["user"] for t in reader.get("tokens/").json()["results"]} == {"rita"}
    for path in (f"tokens/{mine['id']}/", "tokens/999999/"):
        assert author.get(path).status_code == author.delete(path).status_code == 404
        assert author.patch(path, {"name": "x"}).status_code == 404
    assert author.get("tokens/?user=rita").status_code == 403 and author.get("tokens/?user=").status_code == 403
    assert {t["user"] for t in admin.get("tokens/").json()["results"]} == {"ada"}
    assert mine["id"] in [t["id"] for t in admin.get("tokens/?user=rita&page_size=100").json()["results"]]
    assert len({t["user"] for t in admin.get("tokens/?user=&page_size=100").json()["results"]}) > 3
    assert admin.patch(f"tokens/{mine['id']}/", {"name": "renamed"}).json()["name"] == "renamed"
    assert admin.delete(f"tokens/{mine['id']}/").status_code == 204
    assert not reader.get(f"tokens/{mine['id']}/").json()["is_active"]


def test_a_token_for_somebody_who_is_not_there(admin, person):
    for user in ("nobody-of-this-name", "norman"):
        answer = admin.post("tokens/", {"name": "x", "scopes": ["read"], "user": user})
        assert answer.status_code == 400 and "user" in answer.json()["errors"]


@pytest.mark.parametrize("how", ["revoked", "expired", "unknown"])
def test_a_token_that_does_not_hold_any_more(how, person, token_of, admin, visit, database):
    made = token_of(person())
    if how == "revoked":
        assert admin.delete(f"tokens/{made.token_id}/").status_code == 204
    elif how == "expired":
        with database.cursor() as sql:
            sql.execute("update help_center_token set expires_at = now() - interval '1 second' where id = %s", (made.token_id,))
    else:
        made = visit("hct_" + "A" * 43)
    answer = made.get("articles/")
    assert answer.status_code == 401, "never less than what nobody may"
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["detail"] == "This API token is not valid, or no longer."


def test_a_token_is_of_one_tenant(visit, stack):
    other = visit(stack.tokens["ADMIN_TOKEN"], tenant=2)
    assert other.get("users/me/").status_code == 401


def test_the_last_use_is_noted_at_most_once_a_minute(person, token_of, database):
    made = token_of(person())
    with database.cursor() as sql:
        def used():
            sql.execute("select last_used_at from help_center_token where id = %s", (made.token_id,))
            return sql.fetchone()[0]
        assert used() is None
        made.get("users/me/")
        first = used()
        assert first is not None
        made.get("users/me/")
        assert used() == first
        sql.execute("update help_center_token set last_used_at = now() - interval '2 minutes' where id = %s", (made.token_id,))
        old = used()
        sql.execute("select pg_notify('help_changed', tenant_id::text) from help_center_token where id = %s", (made.token_id,))
        deadline = time.monotonic() + 5                 # a token is looked up again when something changed, else after 10 s
        while used() == old and time.monotonic() < deadline:
            made.get("users/me/")
        assert used() > first
