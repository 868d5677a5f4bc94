"""The pages as a browser without script, a search engine and a stranger see them."""
import pytest
from harness.client import Client

from html_page import Page
from shelf import HOSTILE

ALL = ["/help/", "/help/category/shelf/", "/help/category/shelf-renamed/", "/help/articles/shelf-alpha/",
       "/help/articles/shelf-hostile/", "/help/nowhere/", "/help/articles/nowhere/", "/help/login/"]


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(answer)


@pytest.mark.parametrize("path", ALL)
def test_every_page_is_well_formed_and_complete(nobody, shelf, path):
    answer = nobody.get(path)
    p = Page(answer)
    assert answer.text.startswith("<!doctype html>") and p.complaints == [] and p.handlers == []
    assert p.tags.count("h1") == 1 and p.tags.count("main") == 1 and p.tags.count("title") >= 1
    assert p.title.endswith("· Harbor FM") and "viewport" in p.metas and "#main" in p.hrefs and "main" in p.ids
    assert p.links["stylesheet"].startswith("/static/help_center/css/help-styles.css")


@pytest.mark.parametrize("path", ALL)
def test_every_page_forbids_inline_script_and_style(nobody, shelf, path):
    headers = nobody.get(path).headers
    policy = dict(d.strip().split(" ", 1) for d in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'" and policy["style-src"] == "'self'"
    assert policy["base-uri"] == "'none'" and policy["form-action"] == "'self'" and policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"


def test_the_style_sheet_is_there_and_small(nobody):
    answer = nobody.get("/static/help_center/css/help-styles.css")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/css")
    assert len(answer.content) < 20480 and answer.headers.get("ETag")
    assert "@import" not in answer.text and "http" not in answer.text.replace('a[href^="http"]', "")


# --- home ----------------------------------------------------------------------------------------------

def test_home_leads_to_topics_and_articles(nobody, shelf):
    p = page(nobody, "/help/")
    assert "/help/category/shelf/" in p.hrefs and any(h.startswith("/help/articles/") for h in p.hrefs)
    assert "/help/category/shelf-attic/" not in p.hrefs and "/help/category/shelf-upper/" not in p.hrefs
    assert p.links["canonical"] == nobody.base + "/help/" and p.metas["og:type"] == "website"


def test_home_counts_for_the_asker(nobody, manager, shelf):
    assert "6 articles" in page(nobody, "/help/").text
    assert "8 articles" in page(manager, "/help/").text


def test_no_search_box_where_no_search_answers(nobody, shelf):
    answers = nobody.get("/help/search/?q=work").status_code == 200
    assert ("search" in nobody.get("/help/").text and 'action="/help/search/"' in nobody.get("/help/").text) == answers


# --- category --------------------------------------------------------------------------------------------

def test_a_category_shows_its_parts_in_order(nobody, shelf):
    p = page(nobody, "/help/category/shelf/")
    parts = [h for h in p.hrefs if h.startswith("/help/category/shelf-")]
    assert parts == ["/help/category/shelf-lower/", "/help/category/shelf-upper/", "/help/category/shelf-renamed/"]
    assert "All that the tests read" in p.text and p.metas["description"] == "All that the tests read"
    assert [i["name"] for i in p.node("BreadcrumbList")["itemListElement"]] == ["Help", "Shelf"]


def test_a_category_lists_its_articles_for_the_asker(nobody, manager, shelf):
    assert "/help/articles/shelf-managers/" not in page(nobody, "/help/category/shelf-upper/").hrefs
    assert "/help/articles/shelf-managers/" in page(manager, "/help/category/shelf-upper/").hrefs


def test_nobody_sees_drafts_in_a_list_of_the_pages(editor, shelf):
    assert not {"/help/articles/shelf-draft/", "/help/articles/shelf-archived/"} & set(
        page(editor, "/help/category/shelf-upper/").hrefs)


@pytest.mark.parametrize("path", ["/help/category/shelf-attic/", "/help/category/nowhere/", "/help/category/shelf/?page=2"])
def test_a_category_that_is_not_there(nobody, shelf, path):
    p = page(nobody, path, 404)
    assert p.metas["robots"] == "noindex" and "/help/category/shelf/" in p.hrefs


def test_a_page_number_that_is_none(nobody, shelf):
    assert nobody.get("/help/category/shelf/?page=two").status_code == 400


def test_a_long_category_has_pages(start_httpd, stack, shelf):
    server = Client(start_httpd(values={"EXTRA_DEMO": "HelpArticlesPageSize 1"}).url())
    first, second = page(server, "/help/category/shelf-lower/"), page(server, "/help/category/shelf-lower/?page=2")
    server.close()
    assert "Page 1 of 2" in first.text and "?page=2" in first.hrefs and "?page=0" not in first.hrefs
    assert "Page 2 of 2" in second.text and "?page=1" in second.hrefs and "?page=3" not in second.hrefs
    assert second.title.startswith("Lower board, page 2") and second.links["canonical"].endswith("/shelf-lower/?page=2")
    assert "/help/articles/shelf-gamma/" in first.hrefs and "/help/articles/shelf-stale/" in second.hrefs


@pytest.mark.parametrize("value", ["0", "101", "ten", "-1", "20x"])
def test_a_page_size_that_is_none_is_refused_at_configtest(stack, value):
    said = stack.httpd.configtest(f'HelpArticlesPageSize "{value}"')
    assert not said and f"HelpArticlesPageSize: '{value}' is not a number from 1 to 100" in said


def test_a_former_category_slug_leads_on(nobody, shelf):
    answer = nobody.get("/help/category/shelf-old-name/?page=1")
    assert answer.status_code == 301 and answer.headers["Location"].endswith("/help/category/shelf-renamed/?page=1")


# --- article -----------------------------------------------------------------------------------------------

def test_an_article_has_the_head_that_search_engines_want(nobody, shelf):
    p = page(nobody, "/help/articles/shelf-alpha/")
    url = nobody.base + "/help/articles/shelf-alpha/"
    assert p.title == "Shelf alpha · Harbor FM" and p.metas["description"] == "The first of them"
    assert p.links["canonical"] == url and p.metas["og:url"] == url and p.metas["og:type"] == "article"
    assert p.metas["og:title"] == "Shelf alpha" and p.metas["og:site_name"] == "Harbor FM"
    article = p.node("TechArticle")
    assert article["headline"] == "Shelf alpha" and article["url"] == url and article["inLanguage"] == "en"
    assert article["articleSection"] == "Upper board" and article["datePublished"].startswith("2026-01-05")
    assert article["author"] == {"@type": "Person", "name": "Edith Okafor"}
    crumbs = p.node("BreadcrumbList")["itemListElement"]
    assert [c["name"] for c in crumbs] == ["Help", "Shelf", "Upper board", "Shelf alpha"]
    assert [c["position"] for c in crumbs] == [1, 2, 3, 4] and crumbs[1]["item"].startswith(nobody.base)


def test_an_article_says_its_language(nobody, shelf):
    assert '<html lang="de">' in nobody.get("/help/articles/shelf-beta/").text


def test_an_article_leads_to_others_of_its_category(nobody, shelf):
    p = page(nobody, "/help/articles/shelf-alpha/")
    assert "/help/articles/shelf-beta/" in p.hrefs and "/help/articles/shelf-managers/" not in p.hrefs
    assert "/help/category/shelf-upper/" in p.hrefs
    for word in ("Beginner", "min read", "Updated", "Shelf red"):
        assert word in p.text


def test_an_old_article_says_that_it_is_old(nobody, shelf):
    assert "not been reviewed" in page(nobody, "/help/articles/shelf-stale/").text
    assert "not been reviewed" not in page(nobody, "/help/articles/shelf-alpha/").text


def test_a_hostile_title_is_only_text(nobody, shelf):
    answer = nobody.get("/help/articles/shelf-hostile/")
    p = Page(answer)
    assert p.complaints == [] and p.handlers == [] and p.tags.count("script") == 1 and "img" not in p.tags
    assert HOSTILE in p.text and p.title == HOSTILE + " · Harbor FM"
    assert p.node("TechArticle")["headline"] == HOSTILE and p.metas["og:title"] == HOSTILE
    assert p.metas["description"] == '"><script>alert(3)</script>'
    assert "<script>alert" not in answer.text and answer.text.count("</script>") == 1


def test_the_table_of_contents_names_the_headings(nobody, shelf):
    p = page(nobody, "/help/articles/shelf-hostile/")
    assert p.hrefs.count("#a") == 2 and "A <i>" in p.text, "once beside the text, once folded for small screens"


@pytest.mark.parametrize("slug", ["shelf-managers", "shelf-draft", "shelf-deleted", "shelf-later", "nowhere"])
def test_an_article_that_is_not_there_for_the_reader(reader, shelf, slug):
    p = page(reader, f"/help/articles/{slug}/", 404)
    assert p.metas["robots"] == "noindex" and "canonical" not in p.links
    assert "/help/" in p.hrefs and "/help/category/shelf/" in p.hrefs


def test_a_draft_is_shown_to_its_author_and_marked(author, editor, shelf):
    for client in (author, editor):
        p = page(client, "/help/articles/shelf-draft/")
        assert "Readers do not see this article" in p.text and p.metas["robots"] == "noindex"


def test_a_former_slug_leads_on(nobody, reader, shelf):
    answer = nobody.get("/help/articles/shelf-moved-before/?from=mail")
    assert answer.status_code == 301 and answer.headers["Location"].endswith("/help/articles/shelf-moved/?from=mail")
    assert reader.get("/help/articles/shelf-secret-before/").status_code == 404


def test_pages_have_validators(nobody, shelf):
    for path in ("/help/category/shelf/", "/help/articles/shelf-alpha/"):
        tag = nobody.get(path).headers["ETag"]
        assert nobody.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_for_one_audience_is_not_for_shared_caches(manager, shelf):
    assert "private" in manager.get("/help/articles/shelf-managers/").headers["Cache-Control"]


# --- errors ------------------------------------------------------------------------------------------------------

def test_an_address_that_nobody_owns(nobody):
    p = page(nobody, "/help/no/such/place/", 404)
    assert "/help/" in p.hrefs and p.metas["robots"] == "noindex"


def test_the_second_site_asks_to_sign_in_first(client):
    answer = client(tenant=2).get("/help/")
    assert answer.status_code in (302, 303, 401)
    assert "Northwind" not in answer.text or "article" not in answer.text
