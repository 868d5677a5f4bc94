"""HTTP as the tests speak it: short, and with the contract checked on every answer."""
import http.client
import json

import pytest
import requests

API = "/api/v2/help-center/"


class Client:
    """client.get("articles/") asks the API; a path that begins with / is asked as it is."""

    def __init__(self, base, token=None, host=None, session=None):
        self.base, self.token, self.host = base, token, host
        self.session = session or requests.Session()
        self.session.trust_env = False             # no proxy of the machine's, no .netrc

    def close(self):
        self.session.close()

    def as_token(self, token):
        return Client(self.base, token, self.host)

    def url(self, path):
        return self.base + (path if path.startswith("/") else API + path)

    def request(self, method, path, headers=None, **more):
        headers = dict(headers or {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if self.host:
            headers.setdefault("Host", self.host)
        more.setdefault("timeout", 30)
        more.setdefault("allow_redirects", False)
        answer = self.session.request(method, self.url(path), headers=headers, **more)
        check_problem(answer)
        return answer

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, json=None, **more):
        return self.request("POST", path, json=json, **more)

    def put(self, path, json=None, **more):
        return self.request("PUT", path, json=json, **more)

    def patch(self, path, json=None, **more):
        return self.request("PATCH", path, json=json, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)


def check_problem(answer):
    """RFC 9457 on every error of the API: the fields are there, and nothing of the inside."""
    if answer.status_code < 400 or API not in answer.url or not answer.content:
        return
    kind = answer.headers.get("Content-Type", "")
    assert kind.startswith("application/problem+json"), f"{answer.status_code} as {kind}: {answer.text[:300]}"
    problem = json.loads(answer.content)
    missing = {"type", "title", "status", "detail", "instance", "request_id"} - set(problem)
    assert not missing, f"the problem document lacks {missing}: {problem}"
    assert problem["status"] == answer.status_code
    for inside in ("SELECT ", "ERROR:  ", "/modules/", ".c:"):
        assert inside not in answer.text, f"the problem shows the inside: {answer.text[:300]}"


def raw(port, data, seconds=10):
    """Bytes to httpd and bytes back, for requests that no client library would send."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    connection.connect()
    with connection.sock as s:
        s.sendall(data)
        answer = b""
        while True:
            part = s.recv(65536)
            if not part:
                return answer
            answer += part


@pytest.fixture(scope="session")
def client(stack):
    """client(token_name=None, tenant=1, host=0): client("EDITOR_TOKEN").get("articles/")."""
    made = []

    def make(token=None, tenant=1, host=0):
        server = stack.hosts[host]
        secret = stack.tokens[token if tenant == 1 or token is None else f"TENANT{tenant}_{token}"] if token else None
        made.append(Client(server.url(tenant - 1), secret))
        return made[-1]

    yield make
    for c in made:
        c.close()


def _role(name, token):
    @pytest.fixture(name=name, scope="session")
    def role(client):
        return client(token)
    role.__doc__ = f"A client of tenant 1 as {token or 'nobody'}."
    return role


nobody = _role("nobody", None)
reader = _role("reader", "READER_TOKEN")
author = _role("author", "AUTHOR_TOKEN")
editor = _role("editor", "EDITOR_TOKEN")
admin = _role("admin", "ADMIN_TOKEN")
agent = _role("agent", "AGENT_TOKEN")
manager = _role("manager", "MANAGER_TOKEN")
