"""The text vector, who may see what, and the search functions."""
import pytest

from sql.kit import add_article, add_category

EVERYTHING = "SELECT id FROM help_center_search_articles(%s, %s, %s, %s, 50)"


@pytest.fixture
def find(app, tenant):
    def find(query, language=None, groups=(), denied=()):
        with app.inside(tenant):
            return set(app.column(EVERYTHING, query, language, list(groups), list(denied)))
    return find


def weights(owner, article, word, config="english"):
    """The letters under which a word stands in an article's vector."""
    return owner.one("SELECT string_agg(DISTINCT w, '' ORDER BY w) FROM help_center_article a, unnest(a.search_vector) u, "
                     "unnest(u.weights) w WHERE a.id = %s AND u.lexeme = ANY (tsvector_to_array(to_tsvector(%s::regconfig, %s)))",
                     article, config, word)


def test_title_summary_description_and_content_have_their_weights(owner, tenant):
    a = add_article(owner, tenant, "x", title="apple", summary="banana", description="cherry", content="date apple")
    assert [weights(owner, a, w) for w in ("apple", "banana", "cherry", "date")] == ["AC", "B", "B", "C"] or \
        [weights(owner, a, w) for w in ("apple", "banana", "cherry", "date")] == ["AD", "B", "B", "C"]


def test_tags_are_search_text_also_when_they_are_renamed_or_taken_away(app, owner, tenant):
    a = add_article(owner, tenant, "x")
    tag = owner.one("INSERT INTO help_center_tag (tenant_id, name, slug) VALUES (%s, 'zebra', 'z') RETURNING id", tenant)
    with app.inside(tenant):
        app.run("INSERT INTO help_center_article_tag (tenant_id, article_id, tag_id) VALUES (%s, %s, %s)", tenant, a, tag)
    assert weights(owner, a, "zebra") == "B"
    with app.inside(tenant):
        app.run("UPDATE help_center_tag SET name = 'giraffe'")
    assert (weights(owner, a, "zebra"), weights(owner, a, "giraffe")) == (None, "B")
    with app.inside(tenant):
        app.run("DELETE FROM help_center_article_tag")
    assert weights(owner, a, "giraffe") is None


def test_former_addresses_and_titles_are_search_text(owner, tenant):
    a = add_article(owner, tenant, "lost-luggage", title="Missing baggage")
    owner.run("INSERT INTO help_center_article_version (tenant_id, article_id, version, title) VALUES (%s, %s, 1, 'Stolen suitcase')", tenant, a)
    owner.run("UPDATE help_center_article SET slug = 'bags', title = 'Where is my bag?'")
    for word in ("luggage", "baggage", "suitcase"):
        assert weights(owner, a, word) == "B", word
    owner.run("UPDATE help_center_article SET content = 'later'")
    assert weights(owner, a, "luggage") == "B", "it must last beyond the next change"


def test_nobody_writes_a_wrong_vector(app, owner, tenant):
    a = add_article(owner, tenant, "x", title="apple")
    with app.inside(tenant):
        app.run("UPDATE help_center_article SET search_vector = to_tsvector('lies')")
    assert (weights(owner, a, "apple"), weights(owner, a, "lies")) == ("A", None)


@pytest.mark.parametrize("language,title,query", [
    ("en", "Resetting passwords", "password reset"), ("de", "Alte Häuser", "Haus"), ("fr", "Les chevaux", "cheval"),
    ("es", "Las canciones", "canción"), ("pt", "As informações", "informação"), ("it", "Le canzoni", "canzone"),
    ("nl", "De huizen", "huizen"), ("sv", "Bilarna", "bil"), ("ru", "Новые пароли", "пароль"), ("da", "Husene", "hus"),
    ("nb", "Bilene", "bil"), ("fi", "Talossa", "talo"), ("hu", "A házak", "ház"), ("ro", "Parolele", "parole"),
    ("tr", "Evler", "ev"), ("ar", "كلمات", "كلمات"), ("de-AT", "Alte Häuser", "Haus"), ("ja", "パスワード 変更", "パスワード"),
])
def test_an_article_is_found_in_its_own_language(find, owner, tenant, language, title, query):
    a = add_article(owner, tenant, "x", title=title, language=language)
    assert find(query, language) == find(query) == {a}


def test_without_a_language_each_article_is_searched_in_its_own(find, owner, tenant):
    de = add_article(owner, tenant, "haus", title="Alte Häuser", language="de")
    en = add_article(owner, tenant, "house", title="Old houses")
    assert find("Haus") == {de} and find("house") == {en} and find("Haus house") == {de, en}
    assert find("Haus house", "de") == {de}


def test_any_word_may_match_and_more_of_them_rank_higher(app, owner, tenant):
    one = add_article(owner, tenant, "a", title="invoice")
    both = add_article(owner, tenant, "b", title="invoice refund")
    with app.inside(tenant):
        assert app.column(EVERYTHING, "invoice refund", "en", [], []) == [both, one]


@pytest.mark.parametrize("query", ["", "   ", "the", "<>{}[]\\", "'", "' & ' | !", ":*", "a\\'b", "(((", "%_", "é" * 5000, "&|!<->"])
def test_no_query_breaks_the_search(find, owner, tenant, query):
    add_article(owner, tenant, "x", title="apple")
    assert find(query) == set()


@pytest.mark.parametrize("state", [
    {"status": "DRAFT"}, {"status": "REVIEW"}, {"status": "ARCHIVED"}, {"deleted_at": "2025-01-01Z"},
    {"publish_at": "2100-01-01Z"}, {"expire_at": "2020-01-01Z"}, {"target_roles": ["staff"]},
])
def test_what_is_not_for_readers_now_is_not_found(find, app, owner, tenant, state):
    add_article(owner, tenant, "x", title="apple", **state)
    assert find("apple") == set()
    with app.inside(tenant):
        assert app.run("SELECT id FROM help_center_title_prefix('app', NULL, '{}', '{}', 9)") == []


def test_authors_may_ask_for_other_states_but_not_for_what_is_deleted(app, owner, tenant):
    a = add_article(owner, tenant, "x", title="apple", status="DRAFT")
    add_article(owner, tenant, "y", title="apple", status="DRAFT", deleted_at="2025-01-01Z")
    with app.inside(tenant):
        for function in ("search_articles('apple'", "title_prefix('app'"):
            assert app.column(f"SELECT id FROM help_center_{function}, NULL, '{{}}', '{{}}', 9, '{{DRAFT,REVIEW}}')") == [a]


@pytest.mark.parametrize("roles,groups,sees", [
    (["all"], [], True), (["all"], ["x"], True), (["staff"], [], False), (["staff"], ["sales"], False),
    (["staff"], ["staff"], True), (["a", "b"], ["b", "c"], True), (["staff"], None, False), (["all"], None, True),
    (["staff"], ["all"], False),
])
def test_the_audience_is_all_or_a_common_group(app, roles, groups, sees):
    assert app.one("SELECT help_center_visible(%s, %s::text[])", roles, groups) is sees


def test_a_closed_area_hides_all_below_it_and_nothing_beside_it(find, owner, tenant):
    closed, beside = add_category(owner, tenant, "closed"), add_category(owner, tenant, "beside")
    below = add_category(owner, tenant, "below", add_category(owner, tenant, "middle", closed))
    hidden = {add_article(owner, tenant, f"h{c}", title="apple", category_id=c) for c in (closed, below)}
    shown = {add_article(owner, tenant, "s1", title="apple", category_id=beside), add_article(owner, tenant, "s2", title="apple")}
    assert find("apple") == hidden | shown
    assert find("apple", denied=["closed"]) == shown
    assert find("apple", denied=["closed", "unknown"]) == shown
    assert find("apple", denied=["below"]) == shown | {min(hidden)}


def test_an_area_holds_after_its_category_was_renamed_moved_and_its_name_taken(find, app, owner, tenant):
    closed, top = add_category(owner, tenant, "closed"), add_category(owner, tenant, "top")
    a = add_article(owner, tenant, "a", title="apple", category_id=closed)
    owner.run("UPDATE help_center_category SET slug = 'open', parent_id = %s WHERE id = %s", top, closed)
    b = add_article(owner, tenant, "b", title="apple", category_id=add_category(owner, tenant, "closed"))
    assert find("apple") == {a, b} and find("apple", denied=["closed"]) == set()
    with app.inside(tenant):
        assert closed in app.one("SELECT help_center_denied_ids('{closed}')")
        assert app.one("SELECT help_center_denied_ids('{}')") == []


def test_titles_are_found_by_their_beginning_whatever_the_case(app, owner, tenant):
    add_article(owner, tenant, "a", title="Ärger mit 100% der Rechnung")
    add_article(owner, tenant, "b", title="100 Fragen")
    prefix = "SELECT slug FROM help_center_title_prefix(%s, NULL, '{}', '{}', 9)"
    with app.inside(tenant):
        assert app.column(prefix, "ÄRG") == ["a"] and app.column(prefix, "100") == ["b"]
        assert app.column(prefix, "100%") == app.column(prefix, "_") == app.column(prefix, "") == []


def test_a_content_of_a_mebibyte_of_ever_new_words_is_still_searched(find, owner, tenant):
    text = " ".join(f"{n:x}zq" for n in range(0x10000, 0x10000 + 120000))
    a = add_article(owner, tenant, "x", title="apple", content=text[:1048576])
    assert find("apple") == find("10000zq") == {a}


def test_search_and_prefix_use_their_indexes_and_ten_thousand_articles_do_not_hurt(app, owner, tenant, other):
    for t in (tenant, other):
        owner.run("""INSERT INTO help_center_article (tenant_id, slug, title, content, status, published_date)
                     SELECT %s, 's-' || n, 'Title ' || n, md5(n::text) || ' common', 'PUBLISHED', now() FROM generate_series(1, 5000) n""", t)
    owner.run("ANALYZE help_center_article")
    scans = """SELECT indexrelname, idx_scan FROM pg_stat_user_indexes
                WHERE indexrelname IN ('help_article_search_idx', 'help_article_title_idx') ORDER BY 1"""
    app.run("SET plan_cache_mode = force_generic_plan")        # the plan a long-lived connection ends with
    before = dict(owner.run(scans))
    with app.inside(tenant):
        assert len(app.run("SELECT * FROM help_center_search_articles(md5('77'), 'en', '{}', '{}', 10)")) == 1
        assert len(app.run("SELECT * FROM help_center_title_prefix('title 4999', 'en', '{}', '{}', 10)")) == 1
    app.run("SELECT pg_stat_force_next_flush()")
    owner.run("SELECT pg_stat_clear_snapshot()")
    after = dict(owner.run(scans))
    assert all(after[name] > before[name] for name in before), (before, after)
