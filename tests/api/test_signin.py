"""Signing in and out: the form, Basic, sessions, locks, limits, and what a stranger's page cannot do."""
import socket
import statistics
import time

import pytest
from people import PASSWORD, person, sign_in, signed_in, token_of, unique, visit, who  # noqa: F401
from requests.adapters import HTTPAdapter

FAILED = "/help/login/?failed=1"


@pytest.fixture(autouse=True)
def mod_auth_form_says_so(httpd_log):
    """mod_auth_form and mod_auth_basic log each refusal as an error; ours is one line at info."""
    httpd_log.expect(r"AH01807|AH01808|AH01617|AH01618")


def test_the_form_signs_in_and_goes_where_it_was_told(person, visit):
    client, one = visit(), person(["editors"])
    page = client.get("/help/login/?next=%2Fhelp%2Fcategory%2Fx%2F%3Fa%3D1")
    assert page.status_code == 200 and 'name="httpd_location" value="/help/category/x/?a=1"' in page.text
    answer = sign_in(client, one.username, one.password, "/help/category/x/?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/help/category/x/?a=1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and one.password not in cookie
    me = client.get("users/me/").json()
    assert (me["username"], me["role"], me["via"]) == (one.username, "editor", "session")
    assert one.username in client.get("/help/").text
    again = client.get("/help/login/?next=/help/admin/")
    assert (again.status_code, again.headers["Location"]) == (303, "/help/admin/")


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(person, visit):
    one = person()
    answers = [sign_in(visit(), name, "not the password") for name in (one.username, unique("nobody"))]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, FAILED)}
    assert len({len(a.content) for a in answers}) == 1
    assert [who(visit()) for _ in answers] == [None, None]
    assert "Wrong name or password" in visit().get(FAILED).text


def test_an_unknown_name_takes_as_long_as_a_wrong_password(person, visit):
    one, client = person(), visit()

    def milliseconds(name):
        start = time.perf_counter()
        sign_in(client, name, "not the password")
        return time.perf_counter() - start

    milliseconds(one.username)
    # The quickest of each: a busy machine only ever adds.
    known, unknown = [min(milliseconds(n) for _ in range(3)) for n in (one.username, unique("nobody"))]
    assert unknown > 0.5 * known and known > 0.5 * unknown, (known, unknown)
    assert known > 0.02, "bcrypt was not asked"


def test_no_password_ever_reaches_the_log(person, visit, httpd_log):
    one, wrong = person(), unique("wrong-password-")
    sign_in(visit(), one.username, wrong)
    signed_in(visit(), one)
    text = httpd_log.text()
    assert wrong not in text and one.password not in text
    assert f"HC0203: sign-in of '{one.username}' to tenant demo refused" in text


def test_five_wrong_passwords_lock_everywhere(admin, person, visit, httpd_log, database):
    httpd_log.expect("HC0201", at_least=1)
    one = person()
    for host in (0, 1, 0, 1, 0):
        sign_in(visit(host=host), one.username, "not the password")
    assert admin.get(f"users/{one.id}/").json()["is_locked"]
    for host in (0, 1):
        assert sign_in(visit(host=host), one.username, one.password).headers["Location"] == FAILED
    with database.cursor() as sql:
        sql.execute("select locked_until - now() from help_center_user where id = %s", (one.id,))
        assert 14 * 60 < sql.fetchone()[0].total_seconds() <= 15 * 60
        sql.execute("update help_center_user set locked_until = now() where id = %s", (one.id,))
    signed_in(visit(), one)
    assert not admin.get(f"users/{one.id}/").json()["is_locked"]


def test_an_administrator_opens_a_lock(admin, person, visit, httpd_log):
    httpd_log.expect("HC0201", at_least=1)
    one = person()
    for _ in range(5):
        sign_in(visit(), one.username, "not the password")
    assert admin.patch(f"users/{one.id}/", {"is_locked": False}).json()["is_locked"] is False
    signed_in(visit(), one)


def test_a_right_password_forgets_the_wrong_ones(person, visit, database):
    one = person()
    for _ in range(2):
        for _ in range(3):
            sign_in(visit(), one.username, "not the password")
        signed_in(visit(), one)
    with database.cursor() as sql:
        sql.execute("select failed_logins, locked_until, last_login_at is not null from help_center_user where id = %s", (one.id,))
        assert sql.fetchone() == (0, None, True)


def test_a_lock_does_not_end_the_session_of_its_user(person, visit, httpd_log):
    httpd_log.expect("HC0201", at_least=1)
    one = person()
    session = signed_in(visit(), one)
    for _ in range(5):
        sign_in(visit(), one.username, "not the password")
    assert who(session) == one.username


class From(HTTPAdapter):
    """Requests from another address of this machine: limits count by address."""
    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **more):
        super().init_poolmanager(*args, **more, source_address=(self.address, 0), socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)])


def test_an_address_that_fails_too_often_has_to_wait(start_httpd, person, visit):
    server = start_httpd(values={"EXTRA_DEMO": 'HelpRateLimit login "3/min burst 3"\nHelpLockout off'})
    one, stranger = person(), visit(base=server.url())
    stranger.session.mount("http://", From("127.0.0.77"))
    refused = []
    while len(refused) < 20 and (not refused or refused[-1].status_code != 429):
        refused.append(sign_in(stranger, one.username, "not the password"))
    assert refused[-1].status_code == 429 and len(refused) == 4, "as many tries as the burst, whichever children they meet"
    assert 1 <= int(refused[-1].headers["Retry-After"]) <= 60
    assert "text/html" in refused[-1].headers["Content-Type"] and "Too many wrong sign-ins" in refused[-1].text
    signed_in(visit(base=server.url()), one)            # from elsewhere


@pytest.mark.parametrize("location", [
    "//evil.example/", "///evil.example", "https://evil.example/", "http:evil.example", "/\\evil.example", "\\\\evil.example",
    "/help/\\..\\x", "/\t/evil.example", " https://evil.example", "/help/ x", "javascript:alert(1)", "data:text/html,x",
    "evil.example", "", "/help/\r\nX-Injected: 1", "/" + "x" * 2001, "https://127.0.0.1.evil.example/", "@evil.example",
])
def test_a_sign_in_never_leads_to_another_site(location, person, visit):
    one = person()
    client = visit()
    answer = sign_in(client, one.username, one.password, location)
    assert answer.status_code == 302 and answer.headers["Location"] == "/help/", answer.headers
    assert "X-Injected" not in answer.headers
    assert who(client) == one.username
    page = visit().get("/help/login/", params={"next": location} if location else {})
    if page.status_code == 200:
        assert 'name="httpd_location" value="/help/"' in page.text
    else:
        assert page.status_code == 400


def test_a_sign_in_may_lead_to_this_very_host_in_full(person, visit):
    one, client = person(), visit()
    answer = sign_in(client, one.username, one.password, client.base + "/help/me/")
    assert answer.headers["Location"] == client.base + "/help/me/"


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
])
def test_a_strangers_page_signs_nobody_in_or_out(headers, person, visit):
    one, client = person(), visit()
    form = {"httpd_username": one.username, "httpd_password": one.password}
    answer = client.request("POST", "/help/login/", data=form, headers=headers)
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers
    assert who(client) is None
    signed_in(client, one)
    assert client.request("POST", "/help/logout/", headers=headers).status_code == 403
    assert who(client) == one.username


def test_signing_out_asks_first_and_then_forgets(person, visit):
    one = person()
    client = signed_in(visit(), one)
    page = client.get("/help/logout/")
    assert page.status_code == 200 and '<form class="panel" method="post" action="/help/logout/">' in page.text
    assert who(client) == one.username, "a GET changes nothing"
    answer = client.request("POST", "/help/logout/", headers={"Origin": client.base})
    assert answer.status_code == 200 and "You are signed out" in answer.text and one.username not in answer.text
    assert who(client) is None
    assert client.get("/help/logout/").headers["Location"].endswith("/help/")


def test_a_session_of_one_tenant_is_nobody_in_the_other(person, visit):
    one = person(["admins"])
    client, other = signed_in(visit(), one), visit(tenant=2)
    cookie = client.session.cookies["help_demo"]
    for name in ("help_demo", "help_northwind"):
        answer = other.get("users/me/", headers={"Cookie": f"{name}={cookie}"})
        assert answer.status_code == 401, name


def test_the_same_name_in_two_tenants_is_two_people(person, visit):
    one = person(["admins"])
    person([], tenant=2, username=one.username, password="another password")
    client, other = signed_in(visit(), one), visit(tenant=2)
    cookie = client.session.cookies["help_demo"]
    assert other.get("users/me/", headers={"Cookie": f"help_northwind={cookie}"}).status_code == 401
    assert sign_in(other, one.username, one.password).headers["Location"] == FAILED


@pytest.mark.parametrize("cookie", ["x", "", "help-user=ada&help-pw=ada-demo-2026", "help-user=ada", "AAAA" * 2000])
def test_a_cookie_that_we_did_not_make_is_nobody(cookie, visit, httpd_log):
    httpd_log.expect("AH0181[67]|AH018[34]|decrypt|session_crypto")
    answer = visit().get("users/me/", headers={"Cookie": f"help_demo={cookie}"})
    assert answer.status_code in (400, 401)


def test_a_new_password_ends_every_session(admin, person, visit):
    one = person()
    here, there = signed_in(visit(), one), signed_in(visit(host=1), one)
    admin.patch(f"users/{one.id}/", {"password": "an entirely new one"})
    assert who(here) is None
    deadline = time.monotonic() + 3
    while who(there) is not None:
        assert time.monotonic() < deadline, "the other host still believes the old password"
        time.sleep(0.05)
    one.password = "an entirely new one"
    signed_in(here, one)


def test_a_stale_session_locks_nobody_out(admin, person, visit, database):
    one = person()
    stale = signed_in(visit(), one)
    admin.patch(f"users/{one.id}/", {"password": "an entirely new one"})
    for _ in range(8):
        assert who(stale) is None
    with database.cursor() as sql:
        sql.execute("select failed_logins, locked_until from help_center_user where id = %s", (one.id,))
        assert sql.fetchone() == (0, None)


def test_somebody_without_a_password_cannot_sign_in(admin, person, visit):
    one = person()
    admin.patch(f"users/{one.id}/", {"password": None})
    for password in ("", one.password, "x"):
        assert sign_in(visit(), one.username, password).headers["Location"] == FAILED


@pytest.mark.parametrize("name, password", [("ad\x00a", "x"), ("ada", "x" * 5000), ("x" * 5000, "x"), ("ada\xff", "y"),
                                            ("' or 1=1 --", "x"), ("%", "x"), ("ada' #", "x")])
def test_strange_names_and_passwords_are_just_wrong(name, password, visit):
    answer = sign_in(visit(), name.encode("latin-1"), password)
    assert answer.status_code in (302, 400, 413) and answer.headers.get("Location", FAILED) == FAILED


def test_the_sign_in_page_takes_a_form_only(visit, httpd_log):
    client = visit()
    origin = {"Origin": client.base}
    assert client.request("POST", "/help/login/", headers=origin).headers["Location"] == FAILED
    assert client.request("PUT", "/help/login/", headers=origin).status_code == 405
    assert "no-store" in client.get("/help/login/").headers["Cache-Control"]


PLAIN = """
<VirtualHost 127.0.0.1:@PORT@>
  DocumentRoot "@HTDOCS@"
  HelpEnabled On
  HelpTenant demo
  HelpAnonymous On
  Session On
  SessionCookieName plain path=/
  <Location "/">
    AuthType form
    AuthName "help"
    AuthFormProvider help
    Require all granted
  </Location>
  <Location "/help/category/">
    Require valid-user
  </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT2@>
  DocumentRoot "@HTDOCS@"
</VirtualHost>
"""


def test_a_session_that_holds_a_name_but_no_password_is_nobody(start_httpd, visit, httpd_log):
    httpd_log.expect("HC0200")
    client = visit(base=start_httpd(sites=PLAIN).url())
    for _ in range(5):
        answer = client.get("users/me/", headers={"Cookie": "plain=help-user=ada&expiry=99999999999999999"})
        assert answer.status_code == 401
    assert 1 <= httpd_log.text().count("HC0200") <= 2, "once a child"


def test_a_form_at_any_other_address_is_guarded_as_well(start_httpd, person, visit):
    client, one = visit(base=start_httpd(sites=PLAIN).url()), person()
    form = {"httpd_username": one.username, "httpd_password": one.password, "httpd_location": "//evil.example/"}
    refused = client.request("POST", "/help/category/x/", data=form, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403 and "Set-Cookie" not in refused.headers
    answer = client.request("POST", "/help/category/x/", data=form, headers={"Origin": client.base})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/help/")
    assert who(client) == one.username


# --- Basic, and rules for other URLs ---------------------------------------------------------------

RULES = """
<Location "/static/">
  AuthType Basic
  AuthName "help"
  AuthBasicProvider help
  Require %s
</Location>
"""
FILE = "/static/help_center/css/help-styles.css"


@pytest.fixture
def ruled(start_httpd, visit):
    """ruled("help-role editor") -> a client of a server with this rule before its static files."""
    return lambda rule: visit(base=start_httpd(values={"EXTRA_DEMO": RULES % rule}).url())


def test_basic_asks_the_same_provider(person, ruled):
    client, one = ruled("valid-user"), person()
    assert client.get(FILE).status_code == 401
    assert client.get(FILE, auth=(one.username, one.password)).status_code == 200
    assert client.get(FILE, auth=(one.username, "not the password")).status_code == 401
    assert client.get(FILE, auth=("norman", one.password)).status_code == 401


def test_a_checked_password_is_not_checked_at_each_request(person, ruled):
    client, one = ruled("valid-user"), person()
    took = []
    for _ in range(12):
        start = time.perf_counter()
        assert client.get(FILE, auth=(one.username, one.password)).status_code == 200
        took.append(time.perf_counter() - start)
    assert statistics.median(took) < 0.02 < max(took), took


RULED = [
    ("help-role editor", ["editors"], True), ("help-role editor", ["admins"], True), ("help-role editor", ["writers"], False),
    ("help-role agent", ["agents"], True), ("help-role agent", ["admins"], True), ("help-role agent", ["editors"], False),
    ("help-role author manager", ["managers"], True), ("help-role author manager", [], False), ("help-role reader", [], True),
    ('help-group a "b c"', ["b c"], True), ("help-group a b", ["c", "d"], False), ("help-group a", ["A"], False),
]


def test_require_takes_roles_and_groups(person, start_httpd, visit, httpd_log):
    httpd_log.expect("AH01631|AH01630")
    rules = "\n".join(f'<Location "/static/rule-{n}/">\nRequire {rule}\n</Location>' for n, (rule, _, _) in enumerate(RULED))
    server = start_httpd(values={"EXTRA_DEMO": RULES % "valid-user" + rules})
    for n, (rule, groups, granted) in enumerate(RULED):
        one = person(groups)
        answer = visit(base=server.url()).get(f"/static/rule-{n}/x", auth=(one.username, one.password))
        assert answer.status_code == (404 if granted else 401), f"Require {rule} for {groups}"


def test_a_role_for_a_token_needs_its_scope(person, token_of, start_httpd, visit, httpd_log):
    httpd_log.expect("AH01631")
    server = start_httpd(values={"EXTRA_DEMO": '<Location "/help/admin/">\nAuthType Basic\nAuthName "help"\n'
                                               'AuthBasicProvider help\nRequire help-role admin\n</Location>'})
    one = person(["admins"])
    for scopes, status in ((["read"], (401, 403)), (["read", "admin"], (200,))):
        token = token_of(one, scopes).token
        assert visit(token, base=server.url()).get("/help/admin/").status_code in status


@pytest.mark.parametrize("line, sentence", [
    ("Require help-role", "needs the name of a role"), ("Require help-role boss", "'boss' is none of reader, author"),
    ("Require help-group", "needs the name of a group"),
])
def test_a_wrong_rule_is_refused_at_configtest(stack, line, sentence):
    said = stack.httpd.configtest(f'<Location "/x/">\n{line}\n</Location>')
    assert not said and sentence in said
