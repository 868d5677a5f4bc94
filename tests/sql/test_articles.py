"""Categories, addresses, versions, counters, and who hears of a change."""
import concurrent.futures

import psycopg2
import pytest
from psycopg2 import errors

from sql.kit import add_article, add_category


def path(session, category):
    return session.one("SELECT path FROM help_center_category WHERE id = %s", category)


# Categories

def test_a_path_leads_from_the_root_to_the_category(owner, tenant):
    a = add_category(owner, tenant, "a")
    b = add_category(owner, tenant, "b", a)
    c = add_category(owner, tenant, "c", b)
    assert (path(owner, a), path(owner, c)) == ([a], [a, b, c])


def test_all_below_follow_when_a_category_moves(app, owner, tenant):
    a, x = add_category(owner, tenant, "a"), add_category(owner, tenant, "x")
    b = add_category(owner, tenant, "b", a)
    c, d = add_category(owner, tenant, "c", b), add_category(owner, tenant, "d", b)
    with app.inside(tenant):
        app.run("UPDATE help_center_category SET parent_id = %s WHERE id = %s", x, b)
    assert [path(owner, i) for i in (b, c, d)] == [[x, b], [x, b, c], [x, b, d]]
    with app.inside(tenant):
        app.run("UPDATE help_center_category SET parent_id = NULL WHERE id = %s", b)
    assert [path(owner, i) for i in (b, c)] == [[b], [b, c]]


def test_nobody_writes_a_path_by_hand(app, owner, tenant):
    a = add_category(owner, tenant, "a")
    b = add_category(owner, tenant, "b", a)
    with app.inside(tenant):
        app.run("UPDATE help_center_category SET path = '{1,2,3}' WHERE id = %s", b)
    assert path(owner, b) == [a, b]


@pytest.mark.parametrize("below", ["a", "b", "c"])
def test_a_category_cannot_stand_below_itself(owner, tenant, below):
    ids = {"a": add_category(owner, tenant, "a")}
    ids["b"] = add_category(owner, tenant, "b", ids["a"])
    ids["c"] = add_category(owner, tenant, "c", ids["b"])
    with pytest.raises(errors.CheckViolation) as refused:
        owner.run("UPDATE help_center_category SET parent_id = %s WHERE id = %s", ids[below], ids["a"])
    assert refused.value.diag.constraint_name == "help_center_category_parent_id_check"


def test_two_moves_at_once_cannot_close_a_circle(database, owner, tenant):
    a, b = add_category(owner, tenant, "a"), add_category(owner, tenant, "b")
    first, second = database.owner(), database.owner()
    first.run("BEGIN")
    first.run("UPDATE help_center_category SET parent_id = %s WHERE id = %s", a, b)
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        move = thread.submit(second.run, "UPDATE help_center_category SET parent_id = %s WHERE id = %s", b, a)
        with pytest.raises(concurrent.futures.TimeoutError):
            move.result(0.3)
        first.run("COMMIT")
        with pytest.raises(errors.CheckViolation):
            move.result(5)


def test_a_category_with_articles_or_children_is_not_deleted(app, owner, tenant):
    a = add_category(owner, tenant, "a")
    b = add_category(owner, tenant, "b", a)
    add_article(owner, tenant, "x", category_id=b)
    for category in (a, b):
        with pytest.raises(errors.ForeignKeyViolation), app.inside(tenant):
            app.run("DELETE FROM help_center_category WHERE id = %s", category)


def test_every_slug_of_a_category_is_remembered_even_when_another_takes_it(app, owner, tenant):
    a = add_category(owner, tenant, "old")
    with app.inside(tenant):
        app.run("UPDATE help_center_category SET slug = 'new' WHERE id = %s", a)
    b = add_category(owner, tenant, "old")
    assert owner.run("SELECT slug, category_id FROM help_center_category_slug ORDER BY 1, 2") == \
        [("new", a), ("old", a), ("old", b)]


# Addresses

def test_a_changed_slug_leads_on_and_a_living_article_wins(app, owner, tenant):
    a = add_article(owner, tenant, "one")
    with app.inside(tenant):
        app.run("UPDATE help_center_article SET slug = 'two' WHERE id = %s", a)
        app.run("UPDATE help_center_article SET slug = 'three' WHERE id = %s", a)
    history = "SELECT slug, article_id FROM help_center_article_slug ORDER BY 1"
    assert owner.run(history) == [("one", a), ("two", a)]
    b = add_article(owner, tenant, "one")
    assert owner.run(history) == [("two", a)]
    owner.run("UPDATE help_center_article SET slug = 'two' WHERE id = %s", a)
    assert owner.run(history) == [("three", a)], "back at a former address: only the last one is former now"
    owner.run("UPDATE help_center_article SET slug = 'four' WHERE id IN (%s)", b)
    assert owner.run(history) == [("one", b), ("three", a)]


@pytest.mark.parametrize("slug", ["123", "search", "suggestions", "import", "export", "", "a b", "a/b", "a?b", "x" * 221])
def test_a_slug_that_is_no_address_is_refused_by_field(owner, tenant, slug):
    with pytest.raises(errors.CheckViolation) as refused:
        add_article(owner, tenant, slug, "Title")
    assert refused.value.diag.constraint_name == "help_center_article_slug_check"


@pytest.mark.parametrize("column,value", [
    ("title", ""), ("title", "   "), ("title", "x" * 201), ("summary", "x" * 501), ("content", "x" * 1048577),
    ("difficulty_level", "EXPERT"), ("status", "GONE"), ("target_roles", []), ("language", "English"),
    ("helpful_count", -1), ("source_hash", b"short"), ("draft", "[]"),
])
def test_a_wrong_value_is_refused_with_the_name_of_its_field(owner, tenant, column, value):
    with pytest.raises(errors.CheckViolation) as refused:
        add_article(owner, tenant, "a", **{column: value})
    assert refused.value.diag.constraint_name == f"help_center_article_{column}_check"


def test_a_title_of_200_letters_and_a_content_of_one_mebibyte_are_taken(owner, tenant):
    add_article(owner, tenant, "a", title="ä" * 200, content="x " * 524288)


def test_every_check_and_unique_constraint_is_named_for_its_table_and_a_field(owner):
    wrong = owner.column("""
        SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('c', 'u')
           AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                             AND k.conname = concat(c.relname, '_', a.attname, CASE k.contype WHEN 'c' THEN '_check' ELSE '_key' END))
        """)
    assert wrong == []


def test_translations_share_a_group_and_a_language_stands_once_in_it(owner, tenant):
    en = add_article(owner, tenant, "welcome")
    add_article(owner, tenant, "willkommen", language="de", group_id=en)
    assert owner.column("SELECT DISTINCT group_id FROM help_center_article") == [en]
    with pytest.raises(errors.UniqueViolation) as refused:
        add_article(owner, tenant, "guten-tag", language="de", group_id=en)
    assert refused.value.diag.constraint_name == "help_center_article_language_key"


def test_imports_keep_ids_and_times(owner, tenant):
    add_article(owner, tenant, "a", id=4711, updated_at="2020-01-01Z")
    owner.run("UPDATE help_center_article SET title = 'New', updated_at = '2021-01-01Z'")
    assert owner.run("SELECT id, updated_at::date::text FROM help_center_article") == [(4711, "2021-01-01")]


# Counters and revision

@pytest.mark.parametrize("votes,ratio", [((0, 0), "0.0000"), ((2, 1), "0.6667"), ((5, 0), "1.0000")])
def test_the_helpful_ratio_is_computed(owner, tenant, votes, ratio):
    add_article(owner, tenant, "a", helpful_count=votes[0], not_helpful_count=votes[1])
    assert str(owner.one("SELECT helpful_ratio FROM help_center_article")) == ratio


def test_revision_moves_with_everything_but_views_and_embeddings(owner):
    """The trigger names its columns; a migration that adds a column must add it there."""
    names = owner.column("""SELECT attname FROM pg_attribute WHERE attrelid = 'help_center_article'::regclass
                               AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""")
    watched = owner.column("""SELECT a.attname FROM pg_trigger t, unnest(t.tgattr) n
                                JOIN pg_attribute a ON a.attnum = n AND a.attrelid = 'help_center_article'::regclass
                               WHERE t.tgrelid = 'help_center_article'::regclass AND t.tgname = 'help_article_touch'""")
    assert set(names) - set(watched) == {"view_count", "embedding"}


def test_updated_at_moves_with_content_and_not_with_votes(owner, tenant):
    add_article(owner, tenant, "a", updated_at="2020-01-01Z")
    when = "SELECT updated_at::date::text FROM help_center_article"
    owner.run("UPDATE help_center_article SET helpful_count = 1")
    assert owner.one(when) == "2020-01-01"
    owner.run("UPDATE help_center_article SET title = 'Other'")
    assert owner.one(when) != "2020-01-01"


def test_flushing_the_view_counter_updates_in_place(owner, tenant):
    """Else each flush would write the row into every index, the vector ones too."""
    add_article(owner, tenant, "a", view_count=1000, content="word " * 3000)
    for _ in range(20):
        owner.run("UPDATE help_center_article SET view_count = view_count + 1")
    owner.run("SELECT pg_stat_force_next_flush()")
    updates, hot = owner.run("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables "
                             "WHERE relname = 'help_center_article'")[0]
    assert updates == 20 and hot >= 15


def test_the_order_by_popularity_is_the_order_by_views(owner, tenant):
    for n in (0, 1, 2, 3, 9, 10, 99, 1000, 1001, 123456):
        add_article(owner, tenant, f"a{n}", view_count=n)
    by = "SELECT view_count FROM help_center_article ORDER BY "
    assert owner.column(by + "popularity DESC, view_count DESC") == owner.column(by + "view_count DESC")


# Notices

@pytest.fixture
def heard(database):
    session = database.owner()
    session.run("LISTEN help_changed")
    return lambda: session.notices("help_changed")


def test_a_statement_gives_one_notice_for_each_tenant_it_touched(owner, heard, tenant, other):
    heard()
    owner.run("""INSERT INTO help_center_tag (tenant_id, name, slug)
                 SELECT t, n, n FROM unnest(%s) t, unnest('{a,b,c}'::text[]) n""", [tenant, other])
    assert sorted(heard()) == sorted([str(tenant), str(other)])


@pytest.mark.parametrize("change", [
    "UPDATE help_center_article SET title = 'New'", "UPDATE help_center_article SET helpful_count = 1",
    "UPDATE help_center_article SET view_count = 9, status = 'ARCHIVED'",
    "UPDATE help_center_category SET name = 'New'", "UPDATE help_center_tag SET name = 'New'",
    "UPDATE help_center_user SET groups = '{editors}'", "UPDATE help_center_tenant SET name = 'New'",
    "DELETE FROM help_center_article_tag", "DELETE FROM help_center_article", "DELETE FROM help_center_media",
])
def test_a_change_that_readers_can_see_is_told_once(owner, heard, tenant, change):
    from sql.seed import seed
    seed(owner, tenant)
    owner.run("DELETE FROM help_center_article_media" if "media" in change else "SELECT")
    heard()
    owner.run(change)
    assert heard() == [str(tenant)]


@pytest.mark.parametrize("change", [
    "UPDATE help_center_article SET view_count = view_count + 1",
    "UPDATE help_center_article SET embedding = array_fill(0.1, ARRAY[384])::vector",
    "UPDATE help_center_user SET last_login_at = now(), failed_logins = 3, locked_until = now()",
    "UPDATE help_center_category SET name = name", "UPDATE help_center_article SET title = title WHERE false",
    "UPDATE help_center_token SET last_used_at = now()", "UPDATE help_center_job SET payload = '{}'",
])
def test_a_change_that_no_reader_can_see_is_not_told(owner, heard, tenant, change):
    from sql.seed import seed
    seed(owner, tenant)
    heard()
    owner.run(change)
    assert heard() == []


def test_a_rolled_back_change_is_not_told(app, heard, tenant):
    heard()
    with pytest.raises(psycopg2.Error), app.inside(tenant):
        app.run("INSERT INTO help_center_tag (tenant_id, name, slug) VALUES (%s, 'a', 'a')", tenant)
        app.run("SELECT 1/0")
    assert heard() == []


def test_media_are_stored_so_that_a_range_reads_only_its_part(owner, tenant):
    owner.run("INSERT INTO help_center_media (tenant_id, sha256, ext, content_type, bytes, size) "
              "SELECT %s, sha256(b), 'pdf', 'application/pdf', b, octet_length(b) "
              "FROM (SELECT convert_to(repeat('x', 100000), 'UTF8') b) q", tenant)
    assert owner.one("SELECT pg_column_size(bytes) FROM help_center_media") >= 100000
    with pytest.raises(errors.CheckViolation) as refused:
        owner.run("UPDATE help_center_media SET size = 1")
    assert refused.value.diag.constraint_name == "help_center_media_size_check"
