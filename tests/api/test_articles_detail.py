"""GET articles/{id}/ and articles/{slug}/: the fields, the former addresses, views, validators, roles."""
import time
import uuid

import pytest

KEYS = {"id", "title", "slug", "summary", "content", "content_html", "toc", "category", "tags", "difficulty_level",
        "target_roles", "status", "version", "view_count", "helpful_count", "not_helpful_count", "helpful_ratio",
        "is_stale", "created_by_username", "last_updated_by_username", "published_date", "last_reviewed_date",
        "created_at", "updated_at", "language", "url"}
CATEGORY = {"id", "name", "slug", "description", "parent", "parent_name", "icon", "color", "display_order", "is_active",
            "breadcrumb", "article_count"}


def test_the_detail_has_all_fields_of_the_contract(nobody, shelf):
    body = nobody.get("articles/shelf-alpha/").json()
    assert KEYS <= set(body) and CATEGORY <= set(body["category"])
    assert body["id"] == shelf.articles["shelf-alpha"] and body["version"] == 3
    assert body["created_by_username"] == "edith" and body["last_updated_by_username"] == "arthur"
    assert [t["slug"] for t in body["tags"]] == ["shelf-blue", "shelf-red"] and set(body["tags"][0]) >= {"id", "name", "slug"}
    assert body["last_reviewed_date"] == "2026-02-03T04:05:06.000000Z"
    assert body["target_roles"] == ["all"] and body["language"] == "en"
    assert (body["helpful_count"], body["not_helpful_count"], body["helpful_ratio"]) == (1, 1, 0.5)


def test_the_category_knows_its_place(nobody, shelf):
    category = nobody.get("articles/shelf-alpha/").json()["category"]
    assert category["parent"] == shelf.categories["shelf"] and category["parent_name"] == "Shelf"
    assert [b["slug"] for b in category["breadcrumb"]] == ["shelf", "shelf-upper"]
    assert category["article_count"] == 2


def test_id_and_slug_lead_to_the_same(nobody, shelf):
    by_id = nobody.get(f"articles/{shelf.articles['shelf-alpha']}/").json()
    assert by_id == nobody.get("articles/shelf-alpha/").json()


@pytest.mark.parametrize("key", ["shelf-nowhere", "999999999", "999999999999999999", "%F0%9F%94%A7", "SHELF-ALPHA",
                                 "shelf-draft", "shelf-draft-other", "shelf-archived", "shelf-deleted",
                                 "shelf-later", "shelf-expired", "shelf-managers"])
def test_what_a_reader_may_not_see_is_not_there(nobody, reader, shelf, key):
    for client in (nobody, reader):
        assert client.get(f"articles/{key}/").status_code == 404


def test_absent_and_hidden_cannot_be_told_apart(reader, shelf):
    hidden, absent = reader.get("articles/shelf-managers/").json(), reader.get("articles/shelf-nowhere/").json()
    for problem in (hidden, absent):
        del problem["instance"], problem["request_id"]
    assert hidden == absent


@pytest.mark.parametrize("role, key, status", [
    ("manager", "shelf-managers", 200), ("author", "shelf-draft", 200), ("author", "shelf-draft-other", 404),
    ("author", "shelf-managers", 404), ("editor", "shelf-draft-other", 200), ("editor", "shelf-archived", 200),
    ("editor", "shelf-managers", 200), ("editor", "shelf-later", 200), ("admin", "shelf-draft", 200),
    ("editor", "shelf-deleted", 404), ("admin", "shelf-deleted", 404),
])
def test_roles(request, shelf, role, key, status):
    client = request.getfixturevalue(role)
    assert client.get(f"articles/{key}/").status_code == status
    assert client.get(f"articles/{shelf.articles[key]}/").status_code == status


def test_another_tenant_has_none_of_it(client, shelf):
    other = client("ADMIN_TOKEN", tenant=2)
    assert other.get(f"articles/{shelf.articles['shelf-alpha']}/").status_code == 404
    assert other.get("articles/shelf-alpha/").status_code == 404


# --- former addresses --------------------------------------------------------------------------------

def test_a_former_slug_leads_on_and_keeps_the_query(nobody, shelf):
    answer = nobody.get("articles/shelf-moved-before/?a=1&b=%C3%A4")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/api/v2/help-center/articles/shelf-moved/?a=1&b=%C3%A4")


def test_a_former_slug_of_a_hidden_article_leads_nowhere(reader, manager, shelf):
    assert reader.get("articles/shelf-secret-before/").status_code == 404
    assert manager.get("articles/shelf-secret-before/").status_code == 301


# --- validators ----------------------------------------------------------------------------------------

def test_a_known_version_is_not_sent_again(nobody, shelf):
    plain = {"Accept-Encoding": "identity"}
    tag = nobody.get("articles/shelf-alpha/", headers=plain).headers["ETag"]
    answer = nobody.get("articles/shelf-alpha/", headers={"If-None-Match": f'"other", {tag}', **plain})
    assert answer.status_code == 304 and not answer.content and answer.headers["ETag"] == tag
    assert nobody.get("articles/shelf-alpha/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_answers_like_get_without_a_body(nobody, shelf):
    get, head = nobody.get("articles/shelf-beta/"), nobody.request("HEAD", "articles/shelf-beta/")
    assert head.status_code == 200 and not head.content
    assert head.headers["ETag"] == get.headers["ETag"] and head.headers["Content-Type"] == get.headers["Content-Type"]


def test_the_etag_follows_the_article_and_its_tags(nobody, database, shelf):
    before = nobody.get("articles/shelf-gamma/").headers["ETag"]
    sql = database.cursor()
    sql.execute("update help_center_article set not_helpful_count = not_helpful_count + 1 where tenant_id = %s and id = %s",
                (shelf.tenant, shelf.articles["shelf-gamma"]))
    try:
        deadline = time.monotonic() + 5
        while nobody.get("articles/shelf-gamma/").headers["ETag"] == before:
            assert time.monotonic() < deadline, "the change was not heard of within 5 s"
            time.sleep(0.05)
    finally:
        sql.execute("update help_center_article set not_helpful_count = 0 where tenant_id = %s and id = %s",
                    (shelf.tenant, shelf.articles["shelf-gamma"]))


# --- views -----------------------------------------------------------------------------------------------

def views(database, shelf, slug):
    sql = database.cursor()
    sql.execute("select view_count from help_center_article where tenant_id = %s and id = %s",
                (shelf.tenant, shelf.articles[slug]))
    return sql.fetchone()[0]


def wait_for(what, expected, seconds=6):
    deadline = time.monotonic() + seconds
    while (have := what()) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    assert have == expected


def test_a_session_counts_a_view_and_a_program_does_not(nobody, database, shelf):
    before = views(database, shelf, "shelf-beta")
    for _ in range(3):
        nobody.get("articles/shelf-beta/")
    for _ in range(2):
        nobody.get("articles/shelf-beta/", params={"session_id": str(uuid.uuid4())})
    wait_for(lambda: views(database, shelf, "shelf-beta"), before + 2)
    time.sleep(1.5)
    assert views(database, shelf, "shelf-beta") == before + 2


def test_a_session_that_is_no_uuid_is_refused(nobody, shelf):
    answer = nobody.get("articles/shelf-alpha/", params={"session_id": "me"})
    assert answer.status_code == 400 and "session_id" in answer.json()["errors"]


def test_reading_the_page_counts_each_time(nobody, database, shelf):
    before = views(database, shelf, "shelf-gamma")
    for _ in range(3):
        assert nobody.get("/help/articles/shelf-gamma/").status_code == 200
    wait_for(lambda: views(database, shelf, "shelf-gamma"), before + 3)


# --- what is not built yet ------------------------------------------------------------------------------------

@pytest.mark.parametrize("method, path", [
    ("GET", "bookmarks/"), ("GET", "contextual/?url=/x"), ("GET", "tooltips/?ids=a"), ("GET", "tours/one/"),
    ("GET", "cards/"), ("GET", "articles/1/related/"), ("GET", "search/?q=ab"), ("POST", "search/"),
    ("POST", "articles/search/"), ("GET", "search/suggestions/?q=ab"), ("GET", "gamification/me/"), ("GET", "badges/"),
    ("GET", "gamification/leaderboard/"), ("POST", "analytics/event/"), ("GET", "tickets/"),
    ("GET", "chat/"), ("POST", "articles/1/vote/"), ("POST", "articles/suggestions/"),
])
def test_a_capability_that_is_not_built_yet_says_so(admin, method, path):
    answer = admin.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == 501
    assert answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["/help/sitemap.xml", "/help/llms.txt", "/help/search/?q=x", "/help/dashboard/",
                                  "/help/me/", "/help/ask/", "/help/tickets/"])
def test_a_page_that_is_not_built_yet_says_so(admin, path):
    assert admin.get(path).status_code == 501


def test_a_method_that_no_route_has_is_answered_with_those_there_are(admin):
    answer = admin.delete("categories/tree/")
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
