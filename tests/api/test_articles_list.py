"""GET articles/: every filter, order, page and role."""
import re

import pytest

SEEN = ["shelf-alpha", "shelf-beta", "shelf-gamma", "shelf-hostile", "shelf-moved", "shelf-stale"]
KEYS = {"id", "title", "slug", "summary", "category_name", "tag_names", "difficulty_level", "status", "view_count",
        "helpful_ratio", "is_stale", "published_date", "created_at", "url"}
RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


def slugs(answer):
    assert answer.status_code == 200, answer.text
    return [a["slug"] for a in answer.json()["results"]]


def query(client, **params):
    return client.get("articles/", params={"category": "shelf", "page_size": 100, **params})


def test_the_list_has_exactly_the_four_members(nobody, shelf):
    body = query(nobody).json()
    assert set(body) == {"count", "next", "previous", "results"}
    assert body["count"] == len(body["results"]) == len(SEEN)
    assert body["next"] is None and body["previous"] is None


def test_an_item_has_all_fields_of_the_contract(nobody, shelf):
    item = next(a for a in query(nobody).json()["results"] if a["slug"] == "shelf-alpha")
    assert KEYS <= set(item)
    assert item["title"] == "Shelf alpha" and item["summary"] == "The first of them"
    assert item["category_name"] == "Upper board" and item["tag_names"] == ["Shelf blue", "Shelf red"]
    assert item["view_count"] == 5 and item["helpful_ratio"] == 0.5 and item["status"] == "PUBLISHED"
    assert item["url"] == "/help/articles/shelf-alpha/" and item["is_stale"] is False
    assert RFC3339.match(item["published_date"]) and RFC3339.match(item["created_at"])


def test_only_the_old_article_nobody_praised_is_stale(nobody, shelf):
    stale = {a["slug"] for a in query(nobody).json()["results"] if a["is_stale"]}
    assert stale == {"shelf-stale"}


@pytest.mark.parametrize("value, expected", [
    ("shelf", SEEN),
    ("shelf-upper", ["shelf-alpha", "shelf-beta"]),
    ("shelf-lower", ["shelf-gamma", "shelf-stale"]),
    ("shelf-nowhere", []),
    ("999999999", []),
])
def test_category_takes_a_slug_and_what_lies_below(nobody, shelf, value, expected):
    assert sorted(slugs(query(nobody, category=value))) == expected


def test_category_takes_an_id(nobody, shelf):
    found = slugs(query(nobody, category=str(shelf.categories["shelf-upper"])))
    assert sorted(found) == ["shelf-alpha", "shelf-beta"]


@pytest.mark.parametrize("params, expected", [
    ({"tag": "shelf-red"}, ["shelf-alpha", "shelf-beta"]),
    ({"tag": "Shelf blue"}, ["shelf-alpha"]),
    ({"tag": "shelf-secret"}, []),
    ({"difficulty_level": "ADVANCED"}, ["shelf-beta"]),
    ({"difficulty_level": "INTERMEDIATE"}, ["shelf-gamma"]),
    ({"status": "PUBLISHED"}, SEEN),
    ({"q": "SHELF B"}, ["shelf-beta"]),
    ({"q": "alpha"}, []),
    ({"q": "shelf%"}, []),
    ({"q": "shelf_"}, []),
    ({"language": "de"}, ["shelf-beta"]),
    ({"language": "pt-BR"}, []),
    ({"tag": "shelf-red", "difficulty_level": "ADVANCED", "q": "sh"}, ["shelf-beta"]),
    ({"tag": ""}, SEEN),
    ({"unheard_of": "1"}, SEEN),
])
def test_filters(nobody, shelf, params, expected):
    assert sorted(slugs(query(nobody, **params))) == expected


def test_updated_since_is_a_moment_with_any_offset(nobody, shelf):
    assert "shelf-stale" not in slugs(query(nobody, updated_since="2024-06-01T00:00:00Z"))
    assert "shelf-gamma" in slugs(query(nobody, updated_since="2026-03-01T13:00:00+01:00"))
    assert "shelf-gamma" not in slugs(query(nobody, updated_since="2026-03-01T12:00:01Z"))


@pytest.mark.parametrize("ordering, first, last", [
    ("published_date", "shelf-stale", "shelf-alpha"), ("-published_date", "shelf-alpha", "shelf-stale"),
    ("created_at", "shelf-stale", None), ("-created_at", None, "shelf-stale"),
    ("view_count", None, "shelf-beta"), ("-view_count", "shelf-beta", None),
    ("helpful_ratio", None, "shelf-gamma"), ("-helpful_ratio", "shelf-gamma", None),
    ("title", "shelf-hostile", "shelf-stale"), ("-title", "shelf-stale", "shelf-hostile"),
])
def test_orderings(nobody, shelf, ordering, first, last):
    found = slugs(query(nobody, ordering=ordering))
    assert first in (None, found[0]) and last in (None, found[-1])


def test_title_order_does_not_mind_case(nobody, shelf):
    titles = [a["title"].lower() for a in query(nobody, ordering="title").json()["results"]]
    assert titles == sorted(titles)


def test_the_default_order_is_newest_first(nobody, shelf):
    assert slugs(query(nobody)) == slugs(query(nobody, ordering="-published_date"))


@pytest.mark.parametrize("params, field", [
    ({"ordering": "colour"}, "ordering"), ({"ordering": "--title"}, "ordering"), ({"ordering": "id; drop"}, "ordering"),
    ({"difficulty_level": "EASY"}, "difficulty_level"), ({"status": "published"}, "status"),
    ({"updated_since": "yesterday"}, "updated_since"), ({"updated_since": "2026-13-01T00:00:00Z"}, "updated_since"),
    ({"language": "english!"}, "language"), ({"q": "x" * 201}, "q"), ({"tag": "x" * 201}, "tag"),
    ({"category": "x" * 300}, "category"),
    ({"page": "0"}, "page"), ({"page": "-1"}, "page"), ({"page": "one"}, "page"), ({"page": "1.5"}, "page"),
    ({"page_size": "0"}, "page_size"), ({"page_size": "101"}, "page_size"), ({"page_size": "ten"}, "page_size"),
])
def test_a_wrong_value_is_refused_by_its_name(nobody, shelf, params, field):
    answer = query(nobody, **params)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_all_wrong_values_are_named_at_once(nobody, shelf):
    answer = query(nobody, ordering="colour", difficulty_level="EASY", updated_since="soon")
    assert set(answer.json()["errors"]) == {"ordering", "difficulty_level", "updated_since"}


def test_an_ordering_that_is_refused_says_which_there_are(nobody, shelf):
    text = query(nobody, ordering="colour").json()["errors"]["ordering"][0]
    for name in ("published_date", "created_at", "title", "view_count", "helpful_ratio"):
        assert name in text


def test_pages_do_not_overlap_and_their_links_lead_on(nobody, shelf):
    seen, url, asked = [], "articles/?category=shelf&page_size=2&ordering=title", 0
    while url:
        answer = nobody.get(url)
        body = answer.json()
        assert body["count"] == len(SEEN)
        seen += slugs(answer)
        assert (body["previous"] is None) == (asked == 0)
        url = body["next"] and body["next"].removeprefix(nobody.base)
        assert not body["next"] or body["next"].startswith(nobody.base), "next is a whole URL of this host"
        asked += 1
        assert asked < 10
    assert sorted(seen) == SEEN and len(set(seen)) == len(seen)


def test_a_page_past_the_end_is_empty(nobody, shelf):
    body = query(nobody, page=50).json()
    assert body["results"] == [] and body["count"] == len(SEEN) and body["next"] is None


def test_page_size_has_its_default_and_its_maximum(nobody, shelf):
    assert len(nobody.get("articles/").json()["results"]) <= 20
    assert nobody.get("articles/", params={"page_size": 100}).status_code == 200


def test_without_the_final_slash_the_answer_is_the_same(nobody, shelf):
    assert nobody.get("articles?category=shelf").json()["count"] == len(SEEN)


# --- who sees what ---------------------------------------------------------------------------------

def test_a_reader_sees_no_other_state_and_no_other_group(reader, shelf):
    assert sorted(slugs(query(reader))) == SEEN


def test_a_manager_sees_what_is_for_managers(manager, shelf):
    found = slugs(query(manager))
    assert "shelf-managers" in found and "shelf-secret" in found
    assert query(manager).json()["count"] == len(SEEN) + 2


@pytest.mark.parametrize("status", ["DRAFT", "REVIEW", "ARCHIVED"])
def test_a_reader_may_not_ask_for_another_state(reader, nobody, shelf, status):
    assert query(reader, status=status).status_code == 403
    assert query(nobody, status=status).status_code in (401, 403)


def test_an_author_sees_own_drafts_only(author, shelf):
    found = slugs(query(author))
    assert "shelf-draft" in found
    assert not {"shelf-draft-other", "shelf-archived", "shelf-managers", "shelf-later"} & set(found)
    assert slugs(query(author, status="DRAFT")) == ["shelf-draft"]
    assert slugs(query(author, status="REVIEW")) == []


def test_an_editor_sees_every_state_and_group_but_nothing_deleted(editor, shelf):
    found = set(slugs(query(editor)))
    assert {"shelf-draft", "shelf-draft-other", "shelf-archived", "shelf-managers", "shelf-later", "shelf-expired"} <= found
    assert "shelf-deleted" not in found
    assert slugs(query(editor, status="ARCHIVED")) == ["shelf-archived"]


def test_one_answer_is_never_given_to_another_audience(client, shelf):
    """In turns, twice: what one is told must not stay for the other."""
    counts = {None: len(SEEN), "READER_TOKEN": len(SEEN), "MANAGER_TOKEN": len(SEEN) + 2}
    for _ in range(2):
        for token, expected in counts.items():
            assert query(client(token)).json()["count"] == expected


def test_another_tenant_has_none_of_it(client, shelf):
    other = client("ADMIN_TOKEN", tenant=2)
    assert query(other).json()["count"] == 0


def test_the_second_host_says_the_same(client, shelf):
    a, b = query(client(host=0)).json(), query(client(host=1)).json()
    assert a["results"] == b["results"]


def test_the_list_has_an_etag(nobody, shelf):
    first = query(nobody)
    tag = first.headers["ETag"]
    again = query(nobody, **{}).headers["ETag"]
    assert tag == again
    answer = nobody.get("articles/", params={"category": "shelf", "page_size": 100}, headers={"If-None-Match": tag})
    assert answer.status_code == 304 and not answer.content
