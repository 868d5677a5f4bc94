"""sync-docs over files that cannot be taken: each is listed with path, line and reason, and stops nothing."""
import base64
import os

import pytest

from sync_run import tools_db, tools_server, tools_url, tree  # noqa: F401

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.mark.parametrize("text, line, said", [
    pytest.param(b"# A\n\nline\n\xff\xfe\n", 4, "is not UTF-8 text", id="latin-1"),
    pytest.param(b"# A\n\x00\n", 2, "is not UTF-8 text", id="nul"),
    pytest.param(b"---\ntitle: [a\n---\n# A\n", None, "", id="broken yaml"),
    pytest.param(b"---\ntitle: A\ntags: {a: b}\n---\nx\n", 3, "tags", id="tags of a wrong type"),
    pytest.param(b"---\ntitle: A\nslug: Not A Slug\n---\nx\n", 3, "slug must be", id="slug of wrong form"),
    pytest.param(b"---\nslug: '123'\n---\nx\n", 2, "digits", id="slug of digits"),
    pytest.param(b"---\nslug: search\n---\nx\n", 2, "reserved", id="slug reserved"),
    pytest.param(b"---\nlanguage: english please\n---\nx\n", 2, "language must be a tag", id="language"),
    pytest.param(b"---\ndifficulty: impossible\n---\nx\n", 2, "difficulty", id="difficulty"),
    pytest.param(b"---\ntitle: " + b"x" * 201 + b"\n---\nx\n", 2, "more than 200 characters", id="long title"),
    pytest.param(b"---\ntags: [" + b"x" * 101 + b"]\n---\nx\n", 2, "1 to 100 characters", id="long tag"),
    pytest.param(b"", 1, "holds no text", id="empty"),
    pytest.param(b"---\ntitle: A\n---\n\n", 1, "holds no text", id="only front matter"),
    pytest.param(b"x" * ((1 << 20) + 1), 1, "is larger than 1 MiB", id="over 1 MiB"),
    pytest.param(b"x" * (2 << 20), 1, "is larger than", id="far over"),
])
def test_a_bad_file_is_listed_and_stops_nothing(tree, text, line, said):
    tree.write("bad.md", "# Was fine\n\nText.\n")
    tree.write("good.md", "# Good\n\nText.\n")
    tree.fine(created=2)
    tree.write("bad.md", text)
    tree.write("new.md", "# New\n\nText.\n")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 1, "unchanged": 1, "errors": 1})
    assert len(done.problems) == 1 and done.problems[0].startswith(f"bad.md:{line or ''}") and said in done.problems[0]
    assert tree.article("bad.md")["status"] == "PUBLISHED", "a mistake in a file must not take its article away"


def test_nothing_outside_the_folder_is_read(tree, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret\n\nText.\n")
    (tmp_path / "secret.png").write_bytes(PNG)
    tree.write("good.md", "# Good\n\n![a](../secret.png) ![b](%2e%2e/secret.png) ![c](link.png)\n")
    tree.write("real.md", "# Real\n\nText.\n")
    (tree.root / "out.md").symlink_to(tmp_path / "secret.md")
    (tree.root / "link.png").symlink_to("../secret.png")
    (tree.root / "inside.md").symlink_to("real.md")
    (tree.root / "dangling.md").symlink_to("nowhere.md")
    (tree.root / "folder").symlink_to(tmp_path)
    os.mkfifo(tree.root / "pipe.md")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 3, "errors": 5})
    assert sorted(p for p in done.problems if "warning" not in p) == [
        "dangling.md:1: is a link that leads nowhere: No such file or directory",
        "folder:1: is a link that leaves the folder and is not followed",
        "link.png:1: is a link that leaves the folder and is not followed",
        "out.md:1: is a link that leaves the folder and is not followed",
        "pipe.md:1: is neither a file nor a folder"]
    assert tree.rows("select 1 from help_center_media where tenant_id = %s") == []


def test_odd_names_are_listed_or_passed_over(tree):
    tree.write("good.md", "# Good\n\nText.\n")
    tree.write(".hidden/a.md", "# Hidden\n\nText.\n")
    tree.write("node_modules/x/README.md", "# X\n\nText.\n")
    tree.write("plain.txt", "no Markdown")
    with open(os.fsencode(tree.root) + b"/bad\xff.md", "wb") as f:
        f.write(b"# Bad\n\nText.\n")
    tree.write("new\nline.md", "# Line\n\nText.\n")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 1, "errors": 2})
    assert "bad%ff.md:1: has a name that is not UTF-8" in done.err and "control character" in done.err
