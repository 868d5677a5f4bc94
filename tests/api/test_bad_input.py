"""What no well-meaning client sends. Each row: a sentence, the request, the status, and words of the answer. After
all of them the server has logged nothing at warn or above, and still answers."""
import json
import re

import pytest
from harness.client import raw

API = "/api/v2/help-center/"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DEEP = 40


def post(body, path="users/", headers=JSON, method="POST"):
    body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return dict(method=method, path=path, headers=headers, body=body)


def patch(body, path="tenants/demo/"):
    return post(body, path, method="PATCH")


def get(path, **headers):
    return dict(method="GET", path=path, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=None)


def user(**fields):
    return post(json.dumps({"username": "bad.input", "email": "bad@x.example", **fields}))


def nested(opening, closing, depth):
    return post('{"username": ' + opening * depth + closing * depth + "}")


ROWS = [
    # --- JSON that does not parse -------------------------------------------------------------------
    ("an empty body is no JSON", post(""), 400, "no JSON"),
    ("white space alone is no JSON", post(" \r\n\t "), 400, "no JSON"),
    ("an opening brace alone", post("{"), 400, "line 1"),
    ("a closing brace alone", post("}"), 400, "line 1"),
    ("a key without a value", post('{"username"}'), 400, "no JSON"),
    ("a value without a key", post('{"x": 1, 2}'), 400, "no JSON"),
    ("a comma too many", post('{"username": "x",}'), 400, "no JSON"),
    ("single quotes", post("{'username': 'x'}"), 400, "no JSON"),
    ("a key without quotes", post("{username: 1}"), 400, "no JSON"),
    ("a comment", post('{"username": "x" /* hi */}'), 400, "no JSON"),
    ("two documents", post('{"a": 1}{"b": 2}'), 400, "no JSON"),
    ("text after the document", post('{"a": 1} trailing'), 400, "no JSON"),
    ("a text that does not end", post('{"username": "x'), 400, "no JSON"),
    ("a line break inside a text", post('{"username": "a\nb"}'), 400, "no JSON"),
    ("NaN is no JSON", post('{"username": NaN}'), 400, "no JSON"),
    ("Infinity is no JSON", post('{"username": -Infinity}'), 400, "no JSON"),
    ("a hexadecimal number is no JSON", post('{"username": 0x10}'), 400, "no JSON"),
    ("a number with a leading zero is no JSON", post('{"username": 007}'), 400, "no JSON"),
    ("a number beyond every double", post('{"username": 1e999}'), 400, "no JSON"),
    ("an integer beyond 64 bits", post('{"username": 99999999999999999999999}'), 400, "no JSON"),
    ("a byte order mark before the document", post(b'\xef\xbb\xbf{"username": "x"}'), 400, "no JSON"),
    ("UTF-16", post('{"username": "x"}'.encode("utf-16")), 400, "no JSON"),
    ("a form in place of JSON", post("username=x&email=y", headers=FORM), 400, "no JSON"),
    ("broken JSON two levels down", post('{"groups": ["a", {"b": ]}'), 400, "no JSON"),
    ("broken JSON ten levels down", post('{"a":' * 10 + "x" + "}" * 10), 400, "no JSON"),
    ("the same key twice", post('{"username": "a", "username": "b"}'), 400, "duplicate"),
    ("the same key twice, two levels down", patch('{"metadata": {"x": {"y": 1, "y": 2}}}'), 400, "duplicate"),
    ("the same key twice by an escape", post('{"username": "a", "user\\u006eame": "b"}'), 400, "duplicate"),
    # --- texts that are none --------------------------------------------------------------------------
    ("invalid UTF-8", post(b'{"username": "\xff\xfe"}'), 400, "no JSON"),
    ("UTF-8 cut in the middle of a character", post(b'{"username": "\xe2\x82"}'), 400, "no JSON"),
    ("an overlong form of a slash", post(b'{"username": "\xc0\xaf"}'), 400, "no JSON"),
    ("a surrogate as UTF-8", post('{"username": "\ud800"}'), 400, "no JSON"),
    ("a character beyond Unicode", post(b'{"username": "\xf4\x90\x80\x80"}'), 400, "no JSON"),
    ("invalid UTF-8 in a key", post(b'{"user\xffname": "x"}'), 400, "no JSON"),
    ("a lone high surrogate by escape", post('{"username": "\\ud800"}'), 400, "no JSON"),
    ("a lone low surrogate by escape", post('{"username": "\\udc00"}'), 400, "no JSON"),
    ("two high surrogates by escape", post('{"username": "\\ud800\\ud800"}'), 400, "no JSON"),
    ("NUL by escape", post('{"username": "a\\u0000b"}'), 400, "no JSON"),
    ("NUL by escape in a key", post('{"user\\u0000name": "x"}'), 400, "no JSON"),
    ("a NUL byte in the body", post(b'{"username": "a\x00b"}'), 400, "no JSON"),
    ("a NUL byte after the body", post(b'{"username": "ab", "email": "a@b"}\x00'), 400, "no JSON"),
    ("an escape that is none", post('{"username": "\\x41"}'), 400, "no JSON"),
    ("half a unicode escape", post('{"username": "\\u12"}'), 400, "no JSON"),
    ("a control character by escape", user(display_name="a\u0007b"), 400, "control characters"),
    ("DEL", user(display_name="a\u007fb"), 400, "control characters"),
    # --- depth ------------------------------------------------------------------------------------------
    ("lists nested too deep", nested("[", "]", DEEP), 400, "deep"),
    ("objects nested too deep", nested('{"a":', "}", DEEP).copy() | {"body": (b'{"a":' * DEEP + b"1" + b"}" * DEEP)}, 400, "deep"),
    ("lists nested a hundred thousand deep", nested("[", "]", 100000 // 4), 400, "deep"),
    ("a hundred thousand opening brackets", post("[" * 60000), 400, "deep"),
    ("brackets in a text are no depth", user(display_name="[" * 100, groups="x"), 400, "groups"),
    # --- shapes and types ---------------------------------------------------------------------------------
    ("a list where an object is wanted", post("[]"), 400, "object"),
    ("a text where an object is wanted", post('"x"'), 400, "object"),
    ("a number where an object is wanted", post("42"), 400, "object"),
    ("true where an object is wanted", post("true"), 400, "object"),
    ("null where an object is wanted", post("null"), 400, "object"),
    ("no fields at all", post("{}"), 400, "is required"),
    ("a name that is a number", user(username=1), 400, "must be text"),
    ("a name that is a list", user(username=["x"]), 400, "must be text"),
    ("a name that is an object", user(username={"x": 1}), 400, "must be text"),
    ("a name that is true", user(username=True), 400, "must be text"),
    ("groups as one text", user(groups="a,b"), 400, "list of texts"),
    ("groups as an object", user(groups={"0": "a"}), 400, "list of texts"),
    ("a group within a group", user(groups=[["a"]]), 400, "groups.0"),
    ("101 groups", user(groups=["g"] * 101), 400, "at most 100"),
    ("a state that is a number", user(is_active=1), 400, "true or false"),
    ("a state that is a text", user(is_active="true"), 400, "true or false"),
    ("an empty name", user(username=""), 400, "1 to 150"),
    ("a name that is too long", user(username="x" * 151), 400, "1 to 150"),
    ("a name of a thousand emoji", user(username="😀" * 1000), 400, "1 to 150"),
    ("a name with markup", user(username="<script>alert(1)</script>"), 400, "letters, digits"),
    ("a name with a path in it", user(username="../../etc/passwd"), 400, "letters, digits"),
    ("a name with a line break", user(username="a\r\nSet-Cookie: x=1"), 400, "letters, digits"),
    ("a name that turns the reading direction", user(username="a\u202egnp"), 400, "letters, digits"),
    ("an address with a second header", user(email="a@x.example\r\nBcc: b@x.example"), 400, "e-mail"),
    ("a password of nine characters", user(password="123456789"), 400, "10 to 72"),
    ("a password over 72 bytes", user(password="ü" * 37), 400, "72 bytes"),
    ("a token with no scope", post('{"name": "x", "scopes": []}', "tokens/"), 400, "read, write, admin"),
    ("a token with a scope that is none", post('{"name": "x", "scopes": ["root"]}', "tokens/"), 400, "read, write, admin"),
    ("a token that never ends", post('{"name": "x", "scopes": ["read"], "expires_in_days": 100000}', "tokens/"), 400, "1 to 366"),
    ("a token that ended before it began", post('{"name": "x", "scopes": ["read"], "expires_in_days": -1}', "tokens/"), 400, "1 to 366"),
    ("half a day", post('{"name": "x", "scopes": ["read"], "expires_in_days": 0.5}', "tokens/"), 400, "whole number"),
    ("a day that is not in the calendar", post('{"name": "x", "scopes": ["read"], "expires_at": "2027-02-30T00:00:00Z"}', "tokens/"), 400, "must be a time"),
    ("a time without a zone", post('{"name": "x", "scopes": ["read"], "expires_at": "2027-02-03T00:00:00"}', "tokens/"), 400, "must be a time"),
    ("a time zone that is a path", patch('{"time_zone": "../../etc/passwd"}'), 400, "IANA"),
    ("a logo that is a script", patch('{"logo_url": "JavaScript:alert(1)"}'), 400, "https://"),
    ("metadata that is a list", patch('{"metadata": [1]}'), 400, "must be an object"),
    ("a feature that is a text", patch('{"metadata": {"features": {"chat": "yes"}}}'), 400, "true or false"),
    ("a secret that is a list", patch('{"metadata": {"whatsapp_config": {"app_secret": []}}}'), 400, "must be text"),
    ("metadata of 100 KB", patch(json.dumps({"metadata": {"x": "y" * 100000}})), 400, "65536 bytes"),
    # --- bodies ---------------------------------------------------------------------------------------------
    ("a body of 100 KB for a user", user(display_name="x" * 100000), 413, "at most 65536"),
    ("a body that says it has a gigabyte", post(b"{}", headers={**JSON, "Content-Length": "1073741824"}), 413, ""),
    ("a body of 100 KB in chunks", post(b"%x\r\n%s\r\n0\r\n\r\n" % (100000, b"x" * 100000),
                                        headers={**JSON, "Transfer-Encoding": "chunked"}), 413, "at most 65536"),
    ("a chunk with a length that is none", post(b"zz\r\n{}\r\n0\r\n\r\n", headers={**JSON, "Transfer-Encoding": "chunked"}), 400, ""),
    ("a transfer coding that nobody knows", post(b"{}", headers={**JSON, "Transfer-Encoding": "x-zip"}), (400, 501), ""),
    ("a negative length", post(b"{}", headers={**JSON, "Content-Length": "-1"}), 400, ""),
    ("a length that is no number", post(b"{}", headers={**JSON, "Content-Length": "2x"}), 400, ""),
    ("a compressed body", post(b"\x1f\x8b\x08\x00", headers={**JSON, "Content-Encoding": "gzip"}), 415, "compressed"),
    # --- types --------------------------------------------------------------------------------------------------
    ("XML", post("<a/>", headers={"Content-Type": "application/xml"}), 415, "must be JSON"),
    ("plain text", post("{}", headers={"Content-Type": "text/plain"}), 415, "must be JSON"),
    ("a multipart form", post("--x--", headers={"Content-Type": "multipart/form-data; boundary=x"}), 415, "must be JSON"),
    ("a type that only begins like JSON", post("{}", headers={"Content-Type": "application/jsonx"}), 415, "must be JSON"),
    ("a type that is none", post("{}", headers={"Content-Type": ";;;"}), (400, 415), ""),
    ("an admin page given JSON", post("{}", "/help/admin/users/", {**JSON, "Sec-Fetch-Site": "same-origin"}), 415, "form"),
    # --- query strings ------------------------------------------------------------------------------------------------
    ("half an escape", get("users/?q=%2"), 400, ""),
    ("an escape of the query that is none", get("users/?q=%zz"), 400, ""),
    ("NUL in the query", get("users/?q=%00"), 400, ""),
    ("invalid UTF-8 in the query", get("users/?q=%ff%fe"), 400, ""),
    ("a surrogate in the query", get("users/?q=%ed%a0%80"), 400, ""),
    ("65 parameters", get("users/?" + "&".join(f"a{n}=1" for n in range(65))), 400, ""),
    ("page zero", get("users/?page=0"), 400, "1 to 100000"),
    ("a page that is no number", get("users/?page=one"), 400, "1 to 100000"),
    ("a page with letters after it", get("users/?page=1abc"), 400, "1 to 100000"),
    ("a page beyond 64 bits", get("users/?page=99999999999999999999"), 400, "1 to 100000"),
    ("a page size of 101", get("users/?page_size=101"), 400, "1 to 100"),
    ("a negative page size", get("users/?page_size=-5"), 400, "1 to 100"),
    ("an order by a column that is none of them", get("users/?ordering=password_hash"), 400, "must be one of"),
    ("an order with SQL in it", get("users/?ordering=username;drop%20table%20x"), 400, "must be one of"),
    ("a flag that is neither", get("users/?is_active=perhaps"), 400, "true or false"),
    ("a job state that is none", get("jobs/?state=zombie"), 400, "must be one of"),
    ("a time that is none", get("audit/?from=now"), 400, "must be a time"),
    ("a search text of 201 characters", get("users/?q=" + "x" * 201), 400, "at most 200"),
    ("SQL in a filter finds nothing", get("audit/?actor='%20or%20'1'='1"), 200, '"count":0'),
    ("wildcards in a filter are letters", get("users/?q=%25"), 200, '"count":0'),
    ("a parameter that nobody knows is passed over", get("users/?utm_source=x"), 200, '"count"'),
    # --- paths -----------------------------------------------------------------------------------------------------------
    ("a number that is none", get("users/abc/"), 404, ""),
    ("a negative number", get("users/-1/"), 404, ""),
    ("a number of nineteen digits", get("users/9999999999999999999/"), 404, ""),
    ("a number with a sign", get("users/+1/"), 404, ""),
    ("a fraction", get("users/1.5/"), 404, ""),
    ("the parent folder", get("users/../../../etc/passwd"), 404, ""),
    ("the parent folder, escaped", get("users/%2e%2e/%2e%2e/etc/passwd"), 404, ""),
    ("the parent folder, beyond the root", get("/../../../../etc/passwd"), (400, 403, 404), ""),
    ("an escaped slash", get("tenants/demo%2fx/"), 404, ""),
    ("a backslash", get("tenants/demo%5c..%5c/"), 404, ""),
    ("NUL in the path", get("tenants/demo%00/"), (400, 404), ""),
    ("half an escape in the path", get("tenants/demo%2/"), 400, ""),
    ("invalid UTF-8 in the path", get("tenants/%ff/"), 404, ""),
    ("an overlong slash in the path", get("tenants/demo%c0%af/"), 404, ""),
    ("a line break in the path", get("tenants/demo%0d%0aX-Injected:%201/"), 404, ""),
    ("an empty segment", get("users//1/"), 404, ""),
    ("a segment of 5,000 characters", get("tenants/" + "x" * 5000 + "/"), 404, ""),
    ("a path of 9,000 characters", get("x" * 9000), 414, ""),
    ("parameters in the path", get("users;jsessionid=1/"), 404, ""),
    ("another case", get("USERS/"), 404, ""),
    ("a static file outside of its folder", get("/static/help_center/../../help/openapi/core.json"), 404, ""),
    ("a static file outside, escaped", get("/static/help_center/%2e%2e/%2e%2e/help/login.html"), (403, 404), ""),
    # --- methods ------------------------------------------------------------------------------------------------------------
    ("a method that is not there", post("{}", "audit/"), 405, "GET, HEAD"),
    ("PUT for a user", post("{}", "users/1/", method="PUT"), 405, "PATCH"),
    ("a method that nobody knows", post("", "users/", {}, method="BREW"), 405, ""),
    ("TRACE", post(b"", "users/", {}, method="TRACE"), 405, ""),
    ("a method in small letters", post("", "users/", {}, method="get"), (400, 405, 501), ""),
    # --- tokens ----------------------------------------------------------------------------------------------------------------
    ("a token that is too short", get("users/", Authorization="Bearer hct_short"), 401, "not well-formed"),
    ("a token that is too long", get("users/", Authorization="Bearer hct_" + "A" * 44), 401, "not well-formed"),
    ("a token with other characters", get("users/", Authorization="Bearer hct_" + "!" * 43), 401, ""),
    ("a token that nobody was given", get("users/", Authorization="Bearer hct_" + "A" * 43), 401, "not valid"),
    ("two words after Bearer", get("users/", Authorization="Bearer hct_" + "A" * 43 + " x"), 401, ""),
    ("Bearer with nothing", get("users/", Authorization="Bearer"), 401, ""),
    ("Bearer of another kind", get("users/", Authorization="Bearer eyJhbGciOiJub25lIn0.e30."), 401, ""),
    ("Basic with no base64", get("users/", Authorization="Basic %%%"), 401, ""),
    ("a scheme that nobody knows", get("users/", Authorization="Negotiate abc"), 401, ""),
    ("a header of 7 KB", get("users/", Authorization="Bearer " + "A" * 7000), 401, ""),
    ("a cookie of ours that is none", get("users/me/", Authorization="", Cookie="help_visitor=x.y.z"), 401, ""),
    # --- headers ---------------------------------------------------------------------------------------------------------------
    ("a header line without a colon", get("users/", **{"Bad": "x\r\nno colon here"}), 400, ""),
    ("a header of 10 KB", get("users/", X="x" * 10000), 400, ""),
    ("200 headers", get("users/", **{f"X{n}": "1" for n in range(200)}), 400, ""),
    ("no host", dict(method="GET", path="users/", headers={"Host": None}, body=None), 400, ""),
    ("two hosts", get("users/", **{"X": "1\r\nHost: other.example"}), 400, ""),
    ("a request id with a line break in it", get("audit/?page_size=1", X_Request_Id="a\tb"), 200, ""),
    ("an idempotency key with a space", post('{"name": "x", "scopes": ["read"]}', "tokens/", {**JSON, "Idempotency-Key": "a b"}), 400, "Idempotency-Key"),
    ("an idempotency key of 256 characters", post('{"name": "x", "scopes": ["read"]}', "tokens/", {**JSON, "Idempotency-Key": "k" * 256}), 400, "Idempotency-Key"),
    ("an If-None-Match that is none", get("tenants/demo/", If_None_Match='"unclosed'), 200, "demo"),
    ("a range of a JSON answer", get("tenants/demo/", Range="bytes=0-4"), (200, 206), ""),
    ("an origin that is a story", post("{}", "users/", {**JSON, "Origin": "https://evil.example\x7f"}), 400, ""),
]


def send(stack, method, path, headers, body):
    token = stack.tokens["ADMIN_TOKEN"]
    fields = {"Host": f"127.0.0.1:{stack.httpd.ports[0]}", "Authorization": f"Bearer {token}", "Connection": "close"}
    if body is not None and "Transfer-Encoding" not in headers:
        fields["Content-Length"] = str(len(body))
    fields.update(headers)
    head = f"{method} {path if path.startswith('/') else API + path} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    answer = raw(stack.httpd.ports[0], head.encode("latin-1") + b"\r\n" + (body or b""))
    top, _, rest = answer.partition(b"\r\n\r\n")
    return int(top.split(b" ", 2)[1]), top.decode("latin-1"), rest.decode("utf-8", "replace")


@pytest.mark.parametrize("sentence, request_, status, words", ROWS, ids=[re.sub(r"[^a-z0-9]+", "-", row[0].lower()) for row in ROWS])
def test_bad_input(stack, httpd_log, sentence, request_, status, words):
    httpd_log.expect("AH10244: invalid URI path")       # httpd's own word for what it refuses to read
    got, head, body = send(stack, **request_)
    assert got in (status if isinstance(status, tuple) else (status,)), f"{sentence}: {got}\n{head}\n{body[:400]}"
    assert words in head + body, f"{sentence}: '{words}' is not in\n{body[:400]}"
    assert "X-Injected" not in head and "evil" not in head
    for inside in ("SELECT ", "ERROR:  ", "/modules/", ".c:", str(stack.where)):
        assert inside not in body, sentence
    if got >= 400 and "problem+json" in head:
        problem = json.loads(body)
        assert problem["status"] == got and problem["detail"] and "request_id" in problem


def test_there_are_more_than_a_hundred_rows_and_no_two_are_the_same():
    assert len(ROWS) > 100
    assert len({row[0] for row in ROWS}) == len(ROWS)
    assert len({repr(row[1]) for row in ROWS}) == len(ROWS)


def test_nothing_of_it_was_written(admin):
    assert admin.get("users/?q=bad.input").json()["count"] == 0
    assert admin.get("tenants/demo/").json()["name"] == "Harbor FM"
