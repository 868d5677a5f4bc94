"""Answers kept in process: given again, dropped when something changed, never to another audience."""
import time
from contextlib import closing

import pytest

from harness.client import Client
from harness.proc import REPO


def cache_note(stack, host, rid):
    log = stack.hosts[host].where / "logs/access.log"
    for _ in range(100):
        for line in log.read_text().splitlines():
            if f"rid={rid} " in line:
                return line.split("cache=")[1].split()[0]
        time.sleep(0.02)
    raise AssertionError(f"no line with {rid}")


def noted(stack, client, path, rid, host=0, **headers):
    answer = client.get(path, headers={"X-Request-Id": rid, **headers})
    return answer, cache_note(stack, host, rid)


def until_hit(stack, client, path, tag):
    """There are several children, each with a cache of its own: ask until one has answered before."""
    for n in range(40):
        answer, note = noted(stack, client, path, f"{tag}-{n}")
        if note in ("hit", "quick"):
            return answer, note
    raise AssertionError("never kept")


def test_a_public_answer_is_given_again_before_access_checks(stack, nobody):
    first = nobody.get("articles/?page_size=3")
    answer, note = until_hit(stack, nobody, "articles/?page_size=3", "public")
    assert note == "quick"
    assert answer.content == first.content and answer.headers["ETag"] == first.headers["ETag"]


def test_a_signed_in_answer_is_kept_for_the_same_audience_only(stack, editor, reader):
    answer, note = until_hit(stack, editor, "articles/?page_size=4", "editor")
    assert note == "hit" and "private" in answer.headers["Cache-Control"]
    other, note = noted(stack, reader, "articles/?page_size=4", "reader-after-editor")
    assert "private" in other.headers["Cache-Control"]


@pytest.fixture
def an_article(nobody):
    return nobody.get("articles/?page_size=1").json()["results"][0]


def test_a_change_is_seen_on_both_hosts_within_a_second(stack, database, client, an_article):
    path = f"articles/{an_article['id']}/"
    here, there = client(None), client(None, host=1)
    for c in (here, there):
        for _ in range(8):
            assert c.get(path).json()["summary"] == an_article["summary"]
    with database.cursor() as sql:
        sql.execute("UPDATE help_center_article SET summary = 'changed behind its back' WHERE id = %s", (an_article["id"],))
    time.sleep(1)
    try:
        for c in (here, there):
            for _ in range(8):
                assert c.get(path).json()["summary"] == "changed behind its back"
    finally:
        with database.cursor() as sql:
            sql.execute("UPDATE help_center_article SET summary = %s WHERE id = %s",
                        (an_article["summary"], an_article["id"]))
        time.sleep(1)


def test_a_request_with_a_session_id_always_counts_its_view(stack, database, client, an_article):
    def views():
        with database.cursor() as sql:
            sql.execute("SELECT view_count FROM help_center_article WHERE id = %s", (an_article["id"],))
            return sql.fetchone()[0]

    before, c = views(), client(None)
    session = "6f1c52a1-4b7e-4a54-9a66-9f3f3a1d2b77"
    for _ in range(20):
        assert c.get(f"articles/{an_article['id']}/?session_id={session}").status_code == 200
    deadline = time.monotonic() + 5
    while views() < before + 20 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert views() == before + 20


def test_pages_from_the_cache_count_their_views(stack, database, client, an_article):
    def views():
        with database.cursor() as sql:
            sql.execute("SELECT view_count FROM help_center_article WHERE id = %s", (an_article["id"],))
            return sql.fetchone()[0]

    before, c = views(), client(None)
    for _ in range(30):
        assert c.get(an_article["url"]).status_code == 200
    deadline = time.monotonic() + 5
    while views() < before + 30 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert views() == before + 30


def test_the_port_in_one_clients_host_never_stands_in_anothers_links(stack, nobody):
    path = "articles/?page_size=2"
    for _ in range(12):
        poison = nobody.get(path, headers={"Host": "127.0.0.1:6666"})
        assert ":6666/" in poison.json()["next"]
    for _ in range(12):
        assert ":6666" not in nobody.get(path).text


def test_a_head_request_is_no_view(stack, database, client, an_article):
    def views():
        with database.cursor() as sql:
            sql.execute("SELECT view_count FROM help_center_article WHERE id = %s", (an_article["id"],))
            return sql.fetchone()[0]

    c = client(None)
    until_hit(stack, c, an_article["url"], "head")
    time.sleep(1.5)
    before = views()
    for _ in range(20):
        assert c.request("HEAD", an_article["url"]).status_code == 200
    time.sleep(1.5)
    assert views() == before


def test_what_a_location_adds_is_there_on_a_hit_too(start_httpd):
    sites = (REPO / "conf/help-dev-sites.conf.in").read_text()
    server = start_httpd(sites=sites.replace("@EXTRA_DEMO@", '<Location "/help/">\n  Header always set X-Ours yes\n</Location>'))
    with closing(Client(server.url())) as c:
        for _ in range(16):
            assert c.get("/help/").headers.get("X-Ours") == "yes"


def test_the_hit_before_access_checks_is_given_where_nothing_stands_in_its_way(stack, nobody):
    """With all of the development server's modules loaded: none of them is a stranger."""
    assert until_hit(stack, nobody, "/help/", "home")[1] == "quick"
