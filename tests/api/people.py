"""People that a test makes, signs in and leaves behind for nobody else."""
import uuid
from dataclasses import dataclass

import pytest
from harness.client import Client

PASSWORD = "a long enough one 1"


@dataclass
class Person:
    id: int
    username: str
    password: str


def unique(prefix="t"):
    return prefix + uuid.uuid4().hex[:12]


def sign_in(client, username, password, location="/help/", origin=None):
    """The answer to the sign-in form; the client keeps the cookies that it sets."""
    form = {"httpd_username": username, "httpd_password": password, "httpd_location": location}
    return client.request("POST", "/help/login/", data=form, headers={"Origin": origin or client.base})


def signed_in(client, person):
    answer = sign_in(client, person.username, person.password)
    assert answer.status_code == 302 and answer.headers["Location"] == "/help/", answer.headers
    return client


def who(client):
    """The asker's name, or None for nobody."""
    answer = client.get("users/me/")
    assert answer.status_code in (200, 401), answer.text
    return answer.json()["username"] if answer.status_code == 200 else None


@pytest.fixture
def visit(stack):
    """visit(token=None, tenant=1, host=0, base=None) -> a client of this test's own, with cookies of its own."""
    made = []

    def make(token=None, tenant=1, host=0, base=None):
        made.append(Client(base or stack.hosts[host].url(tenant - 1), token))
        return made[-1]

    yield make
    for c in made:
        c.close()


@pytest.fixture
def person(admin, client):
    """person(groups, tenant=1, **fields) -> a Person with a password; removed after the test."""
    made = []

    def make(groups=(), tenant=1, **fields):
        boss = admin if tenant == 1 else client("ADMIN_TOKEN", tenant=tenant)
        name = fields.pop("username", None) or unique()
        body = {"username": name, "email": f"{unique()}@x.example", "groups": list(groups), "password": PASSWORD, **fields}
        answer = boss.post("users/", body)
        assert answer.status_code == 201, answer.text
        made.append((boss, answer.json()["id"]))
        return Person(answer.json()["id"], name, body["password"])

    yield make
    for boss, id_ in made:
        assert boss.delete(f"users/{id_}/").status_code in (204, 404)


@pytest.fixture
def token_of(client, visit):
    """token_of(person, scopes, tenant=1) -> a client with a new API token of that person."""
    def make(somebody, scopes=("read", "write"), tenant=1, **fields):
        boss = client("ADMIN_TOKEN", tenant=tenant)
        answer = boss.post("tokens/", {"name": unique(), "scopes": list(scopes), "user": somebody.username, **fields})
        assert answer.status_code == 201, answer.text
        made = visit(answer.json()["token"], tenant)
        made.token_id = answer.json()["id"]
        return made
    return make
