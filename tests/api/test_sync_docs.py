"""sync-docs: a folder of Markdown becomes articles and stays in step with them."""
import base64
import hashlib
import os

import pytest

from sync_run import tools_db, tools_server, tools_url, tree  # noqa: F401

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
FULL = """---
title: Replace a filter
summary: Once a quarter, in ten minutes.
description: A longer description of the job.
category: Air handling
tags: [filters, air]
difficulty: ADVANCED
target_roles: [technicians, managers]
language: de
slug: filter
redirect_from: [/old/docs/change-filter/, old-filter, "https://example.org/x y/"]
---

# Filters

Open the **unit** first.

## Tools

- [ ] a screwdriver
"""


# --- one document ------------------------------------------------------------------------------------

def test_front_matter_decides_every_field(tree):
    tree.write("air/filters.md", FULL)
    done = tree.sync()
    assert (done.code, done.counts) == (0, {"created": 1})
    assert done.problems == ["air/filters.md:11: warning: redirect_from https://example.org/x y/ does not end with "
                             "a slug and is passed over"]
    a = tree.article("air/filters.md")
    assert {k: a[k] for k in ("title", "summary", "description", "category", "difficulty_level", "target_roles",
                              "language", "slug", "status", "version")} == {
        "title": "Replace a filter", "summary": "Once a quarter, in ten minutes.",
        "description": "A longer description of the job.", "category": "air-handling",
        "difficulty_level": "ADVANCED", "target_roles": ["technicians", "managers"], "language": "de",
        "slug": "filter", "status": "PUBLISHED", "version": 1}
    assert a["published_date"] and a["created_by"] == a["last_updated_by"] is not None
    assert "<strong>unit</strong>" in a["content_html"] and "title: Replace" not in a["content"]
    assert [t["text"] for t in a["toc"]] == ["Tools"]
    assert tree.rows("select t.name from help_center_tag t where t.tenant_id = %s order by 1") == [("air",), ("filters",)]
    assert tree.rows("select slug from help_center_article_slug where tenant_id = %s order by 1") == [
        ("change-filter",), ("old-filter",)]
    assert tree.rows("select version, title from help_center_article_version where tenant_id = %s") == [(1, a["title"])]
    assert tree.rows("select 1 from help_center_article where tenant_id = %s and search_vector @@ to_tsquery('german', 'change')")


def test_without_front_matter_the_heading_the_paragraph_and_the_folder_decide(tree):
    tree.write("work-orders/create.md", "# Create a *work order*\n\nPress **New**.\n\nMore.\n")
    tree.write("top.md", "# At the top\n\nHello.\n")
    tree.write("notes/no_heading-here.md", "Only a paragraph.\n")
    tree.fine(created=3)
    a = tree.article("work-orders/create.md")
    assert (a["title"], a["summary"], a["slug"], a["category"]) == ("Create a work order", "Press New.", "create", "work-orders")
    assert (a["difficulty_level"], a["target_roles"], a["language"]) == ("BEGINNER", ["all"], "en")
    assert tree.article("top.md")["category"] == "general"
    assert tree.article("notes/no_heading-here.md")["title"] == "No heading here"
    assert sorted(tree.rows("select slug, name from help_center_category where tenant_id = %s")) == [
        ("general", "General"), ("notes", "Notes"), ("work-orders", "Work orders")]


# --- in step -----------------------------------------------------------------------------------------

def test_a_second_run_writes_nothing(tree):
    tree.write("a/one.md", "---\ntags: [x, y]\n---\n# One\n\n[two](two.md) ![p](p.png)\n")
    tree.write("a/two.md", FULL)
    tree.write("a/p.png", PNG)
    tree.write("a/_category.yaml", "name: The A\nicon: \"🔧\"\ncolor: \"#fff\"\ndisplay_order: 3\n")
    assert tree.sync().counts == {"created": 2}
    before = tree.every_row()
    done = tree.sync()
    assert (done.code, done.counts) == (0, {"unchanged": 2})
    assert tree.every_row() == before


def test_a_changed_file_makes_a_new_version_and_keeps_its_address(tree):
    tree.write("a.md", "# First title\n\nText.\n")
    tree.fine(created=1)
    before = tree.article("a.md")
    tree.write("a.md", "# Second title\n\nOther text.\n")
    tree.fine(updated=1)
    after = tree.article("a.md")
    assert (after["id"], after["slug"], after["title"], after["version"]) == (before["id"], "a", "Second title", 2)
    assert after["published_date"] == before["published_date"]
    assert tree.rows("select version, title from help_center_article_version where tenant_id = %s order by 1") == [
        (1, "First title"), (2, "Second title")]
    tree.write("a.md", "---\ntags: [only]\ndifficulty: ADVANCED\n---\n# Second title\n\nOther text.\n")
    tree.fine(updated=1)
    assert tree.article("a.md")["version"] == 2, "no text changed"


def test_another_file_that_gives_the_same_article_is_unchanged(tree):
    tree.write("a.md", "---\ntitle: A\ntags: [x]\n---\nText.\n")
    tree.fine(created=1)
    tree.write("a.md", "---\n# a comment\ntags:\n  - x\ntitle: \"A\"\n---\nText.\n")
    tree.fine(unchanged=1)
    before = tree.every_row()
    tree.fine(unchanged=1)
    assert tree.every_row() == before


def test_a_moved_file_keeps_its_article_and_its_old_address_leads_on(tree):
    tree.write("guide/install.md", "# Install\n\nText.\n")
    tree.write("guide/other.md", "# Other\n\nSee [install](install.md).\n")
    tree.fine(created=2)
    before = tree.article("guide/install.md")
    tree.path("setup/linux.md")
    os.rename(tree.root / "guide/install.md", tree.root / "setup/linux.md")
    tree.write("guide/other.md", "# Other\n\nSee [install](../setup/linux.md).\n")
    tree.fine(moved=1, updated=1)
    after = tree.article("setup/linux.md")
    assert (after["id"], after["slug"], after["category"]) == (before["id"], "linux", "setup")
    assert tree.rows("select slug, article_id from help_center_article_slug where tenant_id = %s") == [
        ("install", before["id"])]
    assert "/help/articles/linux/" in tree.article("guide/other.md")["content"]
    tree.fine(unchanged=2)


def test_a_moved_folder_changes_categories_and_no_address(tree):
    for name in "abc":
        tree.write(f"old/{name}.md", f"# {name}\n\n[next](a.md)\n")
    tree.fine(created=3)
    os.rename(tree.root / "old", tree.root / "new")
    tree.fine(moved=3)
    assert tree.article("new/b.md")["slug"] == "b" and tree.article("new/b.md")["category"] == "new"
    assert tree.rows("select 1 from help_center_article_slug where tenant_id = %s") == []


def test_a_file_that_moved_and_changed_is_known_by_its_slug(tree):
    tree.write("a.md", "---\nslug: fixed\n---\n# A\n\nText.\n")
    tree.fine(created=1)
    before = tree.article("a.md")["id"]
    os.remove(tree.root / "a.md")
    tree.write("x/b.md", "---\nslug: fixed\n---\n# B\n\nOther.\n")
    tree.fine(moved=1)
    assert tree.article("x/b.md")["id"] == before


def test_a_removed_file_is_archived_and_published_when_it_comes_back(tree):
    tree.write("a.md", "# A\n\nText.\n")
    tree.write("b.md", "# B\n\nText.\n")
    tree.fine(created=2)
    before = tree.article("a.md")
    os.remove(tree.root / "a.md")
    tree.fine(unchanged=1, archived=1)
    assert tree.article("a.md")["status"] == "ARCHIVED"
    tree.fine(unchanged=1)
    tree.write("a.md", "# A\n\nText.\n")
    tree.fine(unchanged=1, updated=1)
    after = tree.article("a.md")
    assert (after["id"], after["status"], after["version"]) == (before["id"], "PUBLISHED", 1)
    os.remove(tree.root / "a.md")
    tree.fine(unchanged=1, archived=1)
    tree.write("elsewhere/a.md", "# A\n\nText.\n")
    tree.fine(unchanged=1, moved=1)
    assert tree.article("elsewhere/a.md")["id"] == before["id"] and tree.article("elsewhere/a.md")["status"] == "PUBLISHED"


def test_what_a_person_archived_or_deleted_stays_so(tree):
    tree.write("a.md", "# A\n\nText.\n")
    tree.write("b.md", "# B\n\nText.\n")
    tree.fine(created=2)
    tree.rows("update help_center_article set status = 'ARCHIVED' where tenant_id = %s and source_path = 'a.md' returning 1")
    tree.rows("update help_center_article set deleted_at = now() where tenant_id = %s and source_path = 'b.md' returning 1")
    tree.write("a.md", "# A\n\nOther.\n")
    done = tree.sync()
    assert done.counts == {"updated": 1, "unchanged": 1} and done.code == 0
    assert done.problems == ["b.md:1: warning: its article was deleted by hand and stays so; undelete it or remove the file"]
    a = tree.article("a.md")
    assert (a["status"], a["version"]) == ("ARCHIVED", 2) and tree.article("b.md")["deleted_at"]


def test_articles_that_no_file_made_are_left_alone(tree):
    tree.rows("insert into help_center_article (tenant_id, slug, title, status) values (%s, 'a', 'By hand', 'PUBLISHED') returning 1")
    tree.write("sub/a.md", "# A\n\nText.\n")
    tree.fine(created=1)
    assert tree.article("sub/a.md")["slug"] == "a-sub"
    assert tree.rows("select status from help_center_article where tenant_id = %s and slug = 'a'") == [("PUBLISHED",)]


def test_a_dry_run_says_the_same_and_writes_nothing(tree):
    tree.write("a.md", "# A\n\n[b](b.md) ![p](p.png)\n")
    tree.write("b.md", "# B\n\nText.\n")
    tree.write("c/c.md", "---\ncategory: Made\ntags: [new]\nredirect_from: [old-c]\n---\n# C\n\nText.\n")
    tree.write("p.png", PNG)
    before = tree.every_row()
    done = tree.sync("--dry-run")
    assert (done.code, done.counts) == (0, {"created": 3}) and tree.every_row() == before
    assert "created   c/c.md -> /help/articles/c/" in done.out
    tree.fine(created=3)
    tree.write("a.md", "# A\n\nChanged.\n")
    os.rename(tree.root / "b.md", tree.root / "bb.md")
    os.remove(tree.root / "c/c.md")
    before = tree.every_row()
    done = tree.sync("--dry-run")
    assert done.counts == {"updated": 1, "moved": 1, "archived": 1} and tree.every_row() == before
    assert "archived  c/c.md -> /help/articles/c/" in done.out
    assert tree.sync().counts == done.counts


# --- addresses ---------------------------------------------------------------------------------------

def test_slugs_come_from_paths_and_never_clash(tree):
    for path in ("install.md", "cli/install.md", "web/cli/install.md", "api/index.md", "web/README.md", "README.md",
                 "2024.md", "search.md", "Über uns.md"):
        tree.write(path, f"# {path}\n\nText.\n")
    tree.fine(created=9)
    slugs = {path: tree.article(path)["slug"] for path in (
        "install.md", "cli/install.md", "web/cli/install.md", "api/index.md", "web/README.md", "README.md", "2024.md",
        "search.md", "Über uns.md")}
    assert slugs == {"cli/install.md": "install", "install.md": "install-2", "web/cli/install.md": "install-cli",
                     "api/index.md": "api", "web/README.md": "web", "README.md": "readme", "2024.md": "2024-1",
                     "search.md": "search-1", "Über uns.md": "uber-uns"}
    tree.fine(unchanged=9)


def test_two_files_that_ask_for_one_slug(tree):
    tree.write("a.md", "---\nslug: same\n---\n# A\n\nText.\n")
    tree.write("b.md", "---\ntitle: B\nslug: same\n---\n# B\n\nText.\n")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 1, "errors": 1})
    assert done.problems == ["b.md:3: slug 'same' is the address of a.md already"]


def test_a_changed_slug_keeps_the_former_one(tree):
    tree.write("a.md", "# A\n\nText.\n")
    tree.fine(created=1)
    tree.write("a.md", "---\nslug: better\n---\n# A\n\nText.\n")
    tree.fine(updated=1)
    assert tree.article("a.md")["slug"] == "better"
    assert tree.rows("select slug from help_center_article_slug where tenant_id = %s") == [("a",)]


# --- categories --------------------------------------------------------------------------------------

def test_folders_become_a_tree_of_categories(tree):
    tree.write("maintenance/work-orders/create.md", "# Create\n\nText.\n")
    tree.write("maintenance/_category.yaml", "name: Upkeep\ndescription: All of it\nicon: \"🔧\"\ncolor: \"#0f766e\"\ndisplay_order: 2\n")
    tree.write("people/work-orders/who.md", "# Who\n\nText.\n")
    tree.write("empty/_category.yaml", "name: Nothing in it\n")
    tree.fine(created=2)
    sql = ("select c.slug, c.name, p.slug, c.description, c.icon, c.color, c.display_order from help_center_category c"
           " left join help_center_category p on p.tenant_id = c.tenant_id and p.id = c.parent_id"
           " where c.tenant_id = %s order by 1")
    assert tree.rows(sql) == [
        ("maintenance", "Upkeep", None, "All of it", "🔧", "#0f766e", 2), ("people", "People", None, "", "", "", 0),
        ("people-work-orders", "Work orders", "people", "", "", "", 0),
        ("work-orders", "Work orders", "maintenance", "", "", "", 0)]
    tree.write("maintenance/_category.yaml", "name: Care\n")
    tree.write("a/work-orders/new.md", "# New\n\nText.\n")
    tree.fine(created=1, unchanged=2)
    after = {row[0]: row for row in tree.rows(sql)}
    assert after["maintenance"][1:] == ("Care", None, "All of it", "🔧", "#0f766e", 2)
    assert after["work-orders"][2] == "maintenance" and after["a-work-orders"][2] == "a"
    before = tree.every_row()
    tree.fine(unchanged=3)
    assert tree.every_row() == before


def test_a_category_of_the_front_matter_is_a_name_or_a_slug(tree):
    tree.rows("insert into help_center_category (tenant_id, path, name, slug) values (%s, '{0}', 'Billing & Pay', 'billing') returning 1")
    for name, category in (("a", "billing"), ("b", "billing & pay"), ("c", "Quite New"), ("d", "quite-new")):
        tree.write(f"x/{name}.md", f"---\ncategory: {category}\n---\n# {name}\n\nText.\n")
    tree.fine(created=4)
    assert [tree.article(f"x/{n}.md")["category"] for n in "abcd"] == ["billing", "billing", "quite-new", "quite-new"]
    assert sorted(tree.rows("select slug from help_center_category where tenant_id = %s")) == [("billing",), ("quite-new",)]


@pytest.mark.parametrize("text, line, said", [
    ("name: [a, b]\n", 1, "name must be a text"), ("name: A\ndisplay_order: soon\n", 2, "whole number"),
    ("name: A\n  bad: [\n", 2, "is not YAML"), ("- a\n", 1, "keys and values"), (f"name: {'x' * 201}\n", 1, "1 to 200"),
])
def test_a_bad_category_file_is_listed_and_its_folder_imported(tree, text, line, said):
    tree.write("folder/_category.yaml", text)
    tree.write("folder/a.md", "# A\n\nText.\n")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 1, "errors": 1})
    assert done.problems[0].startswith(f"folder/_category.yaml:{line}: ") and said in done.problems[0]
    assert tree.article("folder/a.md")["category"] == "folder"


# --- links and pictures ------------------------------------------------------------------------------

def test_links_lead_to_articles(tree):
    tree.write("commands/run.md", "# Run\n\nText.\n")
    tree.write("commands/index.md", "# Commands\n\nText.\n")
    tree.write("using/config.md", "# Config\n\nText.\n")
    tree.write("using/deep/page.md", """# Page

[a](../../commands/run.md) [b](../config.md#top) [c](/commands/run) [d](/cli/v10/commands/run#x "t")
[e](../../commands/) [f](../config) [g](../config.html) [h](https://example.org/a.md) [i](#here)
[j](mailto:a@b.c) [k](/somewhere/else) [l](/help/articles/x/) [m](<../config.md>) <https://example.org/>
[n]: ../config.md

[n] and `[code](../config.md)`
""")
    tree.fine(created=4)
    content = tree.article("using/deep/page.md")["content"]
    for link in ("[a](/help/articles/run/)", "[b](/help/articles/config/#top)", "[c](/help/articles/run/)",
                 "[d](/help/articles/run/#x", "[e](/help/articles/commands/)", "[f](/help/articles/config/)",
                 "[g](/help/articles/config/)", "[h](https://example.org/a.md)", "[i](#here)", "[j](mailto:a@b.c)",
                 "[k](/somewhere/else)", "[l](/help/articles/x/)", "`[code](../config.md)`"):
        assert link in content, (link, content)
    assert 'href="/help/articles/config/"' in tree.article("using/deep/page.md")["content_html"]


def test_links_that_lead_nowhere_are_listed_with_their_line(tree):
    tree.write("a/one.md", "---\ntitle: One\n---\n# One\n\n[x](missing.md)\n\n[y](../../outside.md)\n\n![z](gone.png) [w](bad.md)\n")
    tree.write("a/bad.md", "---\nslug: UPPER\n---\n# Bad\n\nText.\n")
    done = tree.sync()
    assert (done.code, done.counts) == (1, {"created": 1, "errors": 1})
    assert sorted(done.problems) == sorted([
        "a/bad.md:2: slug must be lower-case letters, digits and single hyphens",
        "a/one.md:6: warning: the link missing.md leads nowhere",
        "a/one.md:8: warning: the link ../../outside.md leads out of the tree",
        "a/one.md:10: warning: the image gone.png is missing",
        "a/one.md:10: warning: the link bad.md leads to a file that is left out"])
    assert "[x](missing.md)" in tree.article("a/one.md")["content"]


def test_pictures_are_stored_once_and_shown_from_there(tree):
    digest = hashlib.sha256(PNG).hexdigest()
    tree.write("a/images/p.png", PNG)
    tree.write("b/same.PNG", PNG)
    tree.write("a/manual.pdf", b"%PDF-1.4\n%abc\n")
    tree.write("a/notes.txt", "text")
    tree.write("a/one.md", "# One\n\n![p](images/p.png) [manual](manual.pdf) [notes](notes.txt)\n")
    tree.write("b/two.md", "# Two\n\n![p](same.PNG \"t\") ![q](/a/images/p.png)\n")
    done = tree.sync()
    assert (done.code, done.counts) == (0, {"created": 2})
    assert len(done.problems) == 1 and "a/notes.txt is no PNG" in done.problems[0]
    assert f"![p](/help/media/{digest}.png)" in tree.article("a/one.md")["content"]
    assert f"/help/media/{hashlib.sha256(b'%PDF-1.4' + bytes([10]) + b'%abc' + bytes([10])).hexdigest()}.pdf" in tree.article("a/one.md")["content"]
    assert tree.article("b/two.md")["content"].count(f"/help/media/{digest}.png") == 2
    rows = tree.rows("select ext, content_type, bytes, size from help_center_media where tenant_id = %s order by ext desc")
    assert [(e, t, bytes(b), s) for e, t, b, s in rows][0] == ("png", "image/png", PNG, len(PNG)) and len(rows) == 2
    assert len(tree.rows("select 1 from help_center_article_media where tenant_id = %s")) == 3
    tree.write("b/two.md", "# Two\n\nNo picture any more.\n")
    assert tree.sync().counts == {"updated": 1, "unchanged": 1}
    assert len(tree.rows("select 1 from help_center_article_media where tenant_id = %s")) == 2
    tree.write("a/images/p.png", PNG + b"more")
    assert tree.sync().counts == {"updated": 1, "unchanged": 1}, "another picture is another text"
