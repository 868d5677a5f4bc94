"""GET categories/, one, the tree; tags/: fields, counts by audience, former addresses."""


def by_slug(items):
    return {c["slug"]: c for c in items}


def flat(nodes):
    for node in nodes:
        yield node
        yield from flat(node["children"])


def ours(client):
    """The shelf's part of the tree."""
    return next(c for c in client.get("categories/tree/").json() if c["slug"] == "shelf")


def test_the_list_is_a_list_with_all_fields(nobody, shelf):
    body = nobody.get("categories/", params={"page_size": 100}).json()
    assert set(body) == {"count", "next", "previous", "results"} and body["count"] == len(body["results"])
    one = by_slug(body["results"])["shelf-upper"]
    assert {"id", "name", "slug", "description", "parent", "parent_name", "icon", "color", "display_order", "is_active",
            "breadcrumb", "article_count"} <= set(one)
    assert one["parent"] == shelf.categories["shelf"] and one["is_active"] is True


def test_the_list_has_pages(nobody, shelf):
    first = nobody.get("categories/", params={"page_size": 2}).json()
    second = nobody.get("categories/", params={"page_size": 2, "page": 2}).json()
    assert len(first["results"]) == 2 and first["next"] and second["previous"]
    assert not set(by_slug(first["results"])) & set(by_slug(second["results"]))
    assert nobody.get("categories/", params={"page": "x"}).status_code == 400


def test_one_by_id_and_by_slug(nobody, shelf):
    by_id = nobody.get(f"categories/{shelf.categories['shelf']}/").json()
    assert by_id == nobody.get("categories/shelf/").json()
    assert by_id["icon"] == "🔧" and by_id["color"] == "#0f766e" and by_id["parent"] is None


def test_what_is_not_there(nobody, shelf):
    assert nobody.get("categories/999999999/").status_code == 404
    assert nobody.get("categories/shelf-nowhere/").status_code == 404


def test_a_former_slug_leads_on(nobody, shelf):
    answer = nobody.get("categories/shelf-old-name/?x=1")
    assert answer.status_code == 301 and answer.headers["Location"].endswith("/categories/shelf-renamed/?x=1")


def test_one_that_is_switched_off_is_for_editors(nobody, author, editor, shelf):
    for client in (nobody, author):
        assert client.get("categories/shelf-attic/").status_code == 404
        assert "shelf-attic" not in {c["slug"] for c in flat(client.get("categories/tree/").json())}
    assert editor.get("categories/shelf-attic/").json()["is_active"] is False


def test_the_tree_nests_in_display_order(nobody, shelf):
    assert [c["slug"] for c in ours(nobody)["children"]] == ["shelf-lower", "shelf-upper", "shelf-renamed"]


def test_counts_are_those_of_the_asker(nobody, reader, manager, shelf):
    for client, upper, all_of_it in ((nobody, 2, 6), (reader, 2, 6), (manager, 3, 8)):
        tree = ours(client)
        assert tree["article_count"] == all_of_it
        assert by_slug(tree["children"])["shelf-upper"]["article_count"] == upper
        assert client.get("categories/shelf/").json()["article_count"] == all_of_it


def test_a_tag_is_shown_to_whom_an_article_with_it_is(nobody, manager, shelf):
    seen = by_slug(nobody.get("tags/", params={"page_size": 100}).json()["results"])
    assert seen["shelf-red"]["article_count"] == 2 and set(seen["shelf-red"]) >= {"id", "name", "slug"}
    assert "shelf-secret" not in seen
    assert "shelf-secret" in by_slug(manager.get("tags/", params={"page_size": 100}).json()["results"])


def test_tags_have_pages_and_an_honest_count(nobody, shelf):
    body = nobody.get("tags/", params={"page_size": 1}).json()
    assert len(body["results"]) == 1 and body["count"] > 1 and body["next"]


def test_validators(nobody, shelf):
    for path in ("categories/shelf/", "categories/tree/", "tags/"):
        tag = nobody.get(path).headers["ETag"]
        assert nobody.get(path, headers={"If-None-Match": tag}).status_code == 304
