"""The names that operators know, the badges, the ledger of points, events and memory."""
import json
import uuid

import pytest
from psycopg2 import errors

BADGES = [("First Feedback", {"feedback_count": 1}, 5), ("Helpful Reviewer", {"helpful_votes": 10}, 20),
          ("Power User", {"article_views": 50}, 50), ("Content Contributor", {"article_suggestions": 3}, 30),
          ("Help Champion", {"total_points": 500}, 100), ("Early Adopter", {"early_user": True}, 15)]


@pytest.fixture
def ann(owner, tenant):
    return owner.one("INSERT INTO help_center_user (tenant_id, username) VALUES (%s, 'ann') RETURNING id", tenant)


def test_names_that_operators_know_are_there(owner):
    for name in ("tag category article search_history interaction ticket_correlation badge user_badge user_points "
                 "conversation_memory").split():
        assert owner.one("SELECT relkind = 'r' FROM pg_class WHERE oid = to_regclass(%s)", f"public.help_center_{name}"), name
    indexes = dict(owner.run("SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'"))
    for table, names in {
        "article": "help_article_search_idx help_article_published_idx help_article_category_idx "
                   "help_article_popularity_idx help_article_embedding_idx",
        "search_history": "help_search_zero_idx", "interaction": "help_interaction_session_idx",
        "ticket_correlation": "help_ticket_gap_idx"}.items():
        for name in names.split():
            assert indexes.get(name) == f"help_center_{table}", name
    assert owner.one("SELECT tgname FROM pg_trigger WHERE tgrelid = 'help_center_article'::regclass AND tgname = 'help_article_search_update'")
    hnsw = owner.one("SELECT indexdef FROM pg_indexes WHERE indexname = 'help_article_embedding_idx'")
    assert "hnsw (embedding vector_cosine_ops) WITH (m='16', ef_construction='64')" in hnsw


def test_every_new_table_begins_with_help_center(owner):
    assert owner.column("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p') "
                        "AND relname NOT LIKE 'help\\_center\\_%%'") == []


def test_a_new_tenant_has_the_six_badges(owner, tenant):
    rows = owner.run("SELECT name, criteria, points_awarded FROM help_center_badge WHERE tenant_id = %s ORDER BY id", tenant)
    assert rows == BADGES


def test_badges_that_an_administrator_changed_are_not_seeded_over(owner, tenant):
    owner.run("UPDATE help_center_badge SET points_awarded = 7 WHERE slug = 'power-user'")
    owner.run("SELECT help_center_seed_badges(%s)", tenant)
    assert owner.run("SELECT count(*), min(points_awarded) FILTER (WHERE slug = 'power-user') FROM help_center_badge") == [(6, 7)]


@pytest.mark.parametrize("criteria", [{}, {"logins": 3}, [], {"feedback_count": 1, "x": 1}])
def test_a_badge_for_something_unknown_is_refused(owner, tenant, criteria):
    with pytest.raises(errors.CheckViolation) as refused:
        owner.run("INSERT INTO help_center_badge (tenant_id, name, slug, criteria) VALUES (%s, 'x', 'x', %s)", tenant, json.dumps(criteria))
    assert refused.value.diag.constraint_name == "help_center_badge_criteria_check"


def test_each_act_earns_its_points_once(app, tenant, ann):
    earn = ("INSERT INTO help_center_user_points (tenant_id, user_id, act, act_key, points) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING")
    with app.inside(tenant):
        assert app.run(earn, tenant, ann, "article_view", "1:2025-01-01", 1) == 1
        assert app.run(earn, tenant, ann, "article_view", "1:2025-01-01", 1) == 0
        assert app.run(earn, tenant, ann, "article_view", "1:2025-01-02", 1) == 1
        assert app.run(earn, tenant, ann, "article_feedback", "1", 5) == 1
        assert app.one("SELECT sum(points) FROM help_center_user_points WHERE user_id = %s", ann) == 7


def test_a_replayed_event_counts_once(app, tenant):
    put = ("INSERT INTO help_center_interaction (tenant_id, event_id, event_type, session_id) VALUES (%s, %s, 'widget_opened', %s) "
           "ON CONFLICT (tenant_id, event_id) DO NOTHING")
    event, session = str(uuid.uuid4()), str(uuid.uuid4())
    with app.inside(tenant):
        assert [app.run(put, tenant, event, session) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("column,value", [("scroll_depth_percent", 101), ("time_spent_seconds", -1), ("event_type", "No Such"),
                                          ("metadata", json.dumps({"x": "y" * 20000}))])
def test_an_event_out_of_bounds_is_refused_by_field(owner, tenant, column, value):
    columns = {"event_type": "page_load", "session_id": str(uuid.uuid4()), column: value}
    with pytest.raises(errors.CheckViolation) as refused:
        owner.run(f"INSERT INTO help_center_interaction (tenant_id, {', '.join(columns)}) VALUES (%s, {', '.join(['%s'] * len(columns))})",
                  tenant, *columns.values())
    assert refused.value.diag.constraint_name == f"help_center_interaction_{column}_check"


def test_a_ticket_reported_twice_and_in_any_order_is_one_row(app, tenant):
    report = ("INSERT INTO help_center_ticket_correlation AS t (tenant_id, external_id, status, ticket_created_at, resolved_at) "
              "VALUES (%s, 'T-1', %s, %s, %s) ON CONFLICT (tenant_id, source, external_id) DO UPDATE "
              "SET resolved_at = coalesce(excluded.resolved_at, t.resolved_at), "
              "    status = CASE WHEN coalesce(excluded.resolved_at, t.resolved_at) IS NULL THEN excluded.status ELSE 'RESOLVED' END")
    with app.inside(tenant):
        app.run(report, tenant, "RESOLVED", "2025-01-01Z", "2025-01-02Z")
        app.run(report, tenant, "OPEN", "2025-01-01Z", None)
        assert app.run("SELECT status, resolved_at::date::text FROM help_center_ticket_correlation") == [("RESOLVED", "2025-01-02")]


def test_a_memory_is_of_a_user_or_of_a_visitor_and_each_key_stands_once(app, tenant, ann):
    put = "INSERT INTO help_center_conversation_memory (tenant_id, user_id, visitor, memory_type, key, value) VALUES (%s, %s, %s, 'fact', 'os', '\"linux\"')"
    visitor = str(uuid.uuid4())
    with app.inside(tenant):
        app.run(put, tenant, ann, None)
        app.run(put, tenant, None, visitor)
    for user, who in ((None, None), (ann, visitor)):
        with pytest.raises(errors.CheckViolation), app.inside(tenant):
            app.run(put, tenant, user, who)
    with pytest.raises(errors.UniqueViolation), app.inside(tenant):
        app.run(put, tenant, ann, None)
