"""GET /help/media/{sha256}.{ext}: bytes, ranges, validators, and who may see them."""
import pytest

from shelf import png


def url(shelf, name):
    return f"/help/media/{shelf.media[name]}"


def test_the_bytes_are_the_bytes(nobody, shelf):
    answer = nobody.get(url(shelf, "open"))
    assert answer.status_code == 200 and answer.content == png(10)
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"] and "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_range(nobody, shelf):
    answer = nobody.get(url(shelf, "open"), headers={"Range": "bytes=1-3"})
    assert answer.status_code == 206 and answer.content == b"PNG"
    assert answer.headers["Content-Range"] == f"bytes 1-3/{len(png(10))}"


def test_a_range_beyond_the_end(nobody, shelf):
    assert nobody.get(url(shelf, "open"), headers={"Range": "bytes=100000-"}).status_code == 416


def test_who_has_it_gets_no_bytes(nobody, shelf):
    tag = nobody.get(url(shelf, "open")).headers["ETag"]
    answer = nobody.get(url(shelf, "open"), headers={"If-None-Match": tag})
    assert answer.status_code == 304 and not answer.content


def test_who_may_not_see_it_learns_nothing_by_a_validator(reader, shelf):
    digest = shelf.media["managers"].split(".")[0]
    assert reader.get(url(shelf, "managers"), headers={"If-None-Match": f'"{digest}"'}).status_code == 404


@pytest.mark.parametrize("name, role, status", [
    ("open", "reader", 200), ("managers", "nobody", 404), ("managers", "reader", 404), ("managers", "manager", 200),
    ("managers", "editor", 200), ("draft", "nobody", 404), ("draft", "author", 200), ("draft", "editor", 200),
    ("unused", "reader", 404), ("unused", "author", 200),
])
def test_a_file_is_seen_by_whom_its_article_is_seen(request, shelf, name, role, status):
    assert request.getfixturevalue(role).get(url(shelf, name)).status_code == status


def test_another_tenant_has_none_of_it(client, shelf):
    assert client("ADMIN_TOKEN", tenant=2).get(url(shelf, "open")).status_code == 404


@pytest.mark.parametrize("file", ["x.png", "0" * 64 + ".png", "0" * 64, "0" * 63 + ".png", "0" * 65 + ".png",
                                  "A" * 64 + ".png", "0" * 64 + ".svg", "0" * 64 + ".png.png"])
def test_what_is_not_there(nobody, file):
    assert nobody.get(f"/help/media/{file}").status_code == 404


def test_the_right_bytes_under_a_wrong_extension_are_not_there(nobody, shelf):
    assert nobody.get(url(shelf, "open").replace(".png", ".pdf")).status_code == 404
