"""A category behind httpd's own access rules: what is below is there exactly for whom that URL is."""
import pytest
from harness.client import Client

from html_page import Page

SITE = """
HelpArea "/help/category/shelf-upper/"
<Location "/help/category/shelf-upper/">
  Require help-group managers editors
</Location>
HelpArea "/help/category/shelf-old-name/"
<Location "/help/category/shelf-old-name/">
  Require help-group managers editors
</Location>
"""

REFUSED = "AH01631: user rita: authorization failure"        # httpd's own words for each refusal


@pytest.fixture
def closed(start_httpd, stack, shelf):
    """closed(token=None): a client of a site where two boards of the shelf are closed."""
    server = start_httpd(values={"EXTRA_DEMO": SITE})
    clients = []

    def make(token=None):
        clients.append(Client(server.url(), stack.tokens[token] if token else None))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def listed(client, **params):
    return {a["slug"] for a in client.get("articles/", params={"category": "shelf", "page_size": 100, **params}).json()["results"]}


def test_what_lies_in_a_closed_area_is_nowhere(closed, shelf, httpd_log):
    httpd_log.expect(REFUSED)
    for client in (closed(), closed("READER_TOKEN")):
        assert listed(client) == {"shelf-gamma", "shelf-stale"}
        assert listed(client, tag="shelf-red") == set()
        assert client.get("articles/", params={"category": "shelf"}).json()["count"] == 2
        for key in ("shelf-alpha", shelf.articles["shelf-alpha"], "shelf-moved", "shelf-moved-before"):
            assert client.get(f"articles/{key}/").status_code == 404
        assert client.get("categories/shelf/").json()["article_count"] == 2
        assert client.get("categories/shelf-upper/").status_code == 404
        assert "shelf-red" not in client.get("tags/", params={"page_size": 100}).text
        assert client.get(f"/help/media/{shelf.media['open']}").status_code == 404
        assert client.get("/help/articles/shelf-alpha/").status_code == 404


def test_a_renamed_category_stays_closed(closed, shelf, httpd_log):
    """The area names the slug that the category had; today it is called shelf-renamed."""
    httpd_log.expect(REFUSED)
    assert closed("READER_TOKEN").get("categories/shelf-renamed/").status_code == 404
    assert closed("MANAGER_TOKEN").get("categories/shelf-renamed/").status_code == 200


def test_pages_neither_show_nor_count_it(closed, shelf):
    home = Page(closed().get("/help/"))
    assert "/help/articles/shelf-alpha/" not in home.hrefs
    shelf_page = Page(closed().get("/help/category/shelf/"))
    assert [h for h in shelf_page.hrefs if h.startswith("/help/category/shelf-")] == ["/help/category/shelf-lower/"]


def test_who_may_sees_it(closed, shelf):
    manager = closed("MANAGER_TOKEN")
    assert {"shelf-alpha", "shelf-beta", "shelf-managers", "shelf-moved"} <= listed(manager)
    assert manager.get("articles/shelf-alpha/").status_code == 200
    assert manager.get("/help/category/shelf-upper/").status_code == 200
