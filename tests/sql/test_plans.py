"""The lists that every page needs are read from an index, as the application role, under its policy."""
import re

import pytest

from sql.kit import add_category

ROWS = 4000


@pytest.fixture(scope="module")
def big(databases, migrated):
    """Two tenants of many articles, as a site has them; read only."""
    database = databases(migrated)
    owner = database.owner()
    tenants = [owner.one("INSERT INTO help_center_tenant (slug, name) VALUES (%s, 'T') RETURNING id", slug) for slug in ("a", "b")]
    for tenant in tenants:
        categories = [add_category(owner, tenant, f"c{n}") for n in range(20)]
        owner.run("""INSERT INTO help_center_article (tenant_id, slug, title, content, status, category_id, published_date, updated_at, view_count)
                     SELECT %s, 's-' || n, 'Title ' || n, 'Some words', CASE WHEN n %% 10 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END,
                            (%s::bigint[])[1 + n %% 20], now() - make_interval(hours => n), now() - make_interval(hours => n), n * 7 %% 5000
                       FROM generate_series(1, %s) n""", tenant, categories, ROWS)
        owner.run("INSERT INTO help_center_article_version (tenant_id, article_id, version, title) SELECT tenant_id, id, 1, title FROM help_center_article WHERE tenant_id = %s", tenant)
        owner.run("INSERT INTO help_center_article_slug (tenant_id, slug, article_id) SELECT tenant_id, 'old-' || slug, id "
                  "FROM help_center_article WHERE tenant_id = %s", tenant)
        owner.run("""INSERT INTO help_center_interaction (tenant_id, event_type, session_id, article_id, occurred_at)
                     SELECT tenant_id, 'article_view', gen_random_uuid(), id, now() FROM help_center_article WHERE tenant_id = %s""", tenant)
        owner.run("""INSERT INTO help_center_search_history (tenant_id, query, results_count)
                     SELECT %s, 'q', n %% 50 FROM generate_series(1, %s) n""", tenant, ROWS)
        owner.run("INSERT INTO help_center_user (tenant_id, username) SELECT %s, 'u' || n FROM generate_series(1, %s) n", tenant, ROWS)
        owner.run("INSERT INTO help_center_token (tenant_id, user_id, name, digest, prefix) SELECT tenant_id, id, 't', sha256(username::bytea), 'p' "
                  "FROM help_center_user WHERE tenant_id = %s", tenant)
        owner.run("INSERT INTO help_center_audit (tenant_id, actor, action, object_type) SELECT %s, 'a', 'b', 'c' FROM generate_series(1, %s)", tenant, ROWS)
    owner.run("INSERT INTO help_center_job (kind) SELECT 'mail.send' FROM generate_series(1, %s)", ROWS)
    owner.run("INSERT INTO help_center_job (kind, state, finished_at) SELECT 'mail.send', 'done', now() FROM generate_series(1, %s)", ROWS * 2)
    owner.run("VACUUM ANALYZE")
    yield database, tenants[0]
    database.close()


# What is asked, the index that must answer, and whether its order must save a sort.
PLANS = [
    ("the newest published articles", "help_article_published_idx", True,
     "SELECT id, title FROM help_center_article WHERE tenant_id = $1 AND status = 'PUBLISHED' AND deleted_at IS NULL "
     "AND help_center_visible(target_roles, '{staff}') AND help_center_live(status, deleted_at, publish_at, expire_at) "
     "AND (category_id IS NULL OR category_id <> ALL ('{5}'::bigint[])) ORDER BY published_date DESC, id DESC LIMIT 20"),
    ("an article by its slug", "help_center_article_slug_key", False,
     "SELECT id FROM help_center_article WHERE tenant_id = $1 AND slug = 's-77'"),
    ("an article by its id", "help_center_article_pkey", False, "SELECT title FROM help_center_article WHERE tenant_id = $1 AND id = 77"),
    ("a former address", "help_center_article_slug_pkey", False, "SELECT article_id FROM help_center_article_slug WHERE tenant_id = $1 AND slug = 'x'"),
    ("the articles of a category, newest first", "help_article_category_idx", True,
     "SELECT id FROM help_center_article WHERE tenant_id = $1 AND category_id = 3 AND status = 'PUBLISHED' AND deleted_at IS NULL "
     "ORDER BY published_date DESC, id DESC LIMIT 20"),
    ("the articles of a category and all below", "help_article_category_idx", False,
     "SELECT count(*) FROM help_center_article WHERE tenant_id = $1 AND category_id = ANY ('{3,4}'::bigint[])"),
    ("the most read", "help_article_popularity_idx", False,
     "SELECT id FROM help_center_article WHERE tenant_id = $1 AND status = 'PUBLISHED' AND deleted_at IS NULL "
     "ORDER BY popularity DESC, view_count DESC LIMIT 10"),
    ("what changed since", "help_article_updated_idx", True,
     "SELECT id FROM help_center_article WHERE tenant_id = $1 AND updated_at > now() - interval '50 hours' ORDER BY updated_at DESC, id DESC LIMIT 50"),
    ("the versions of an article", "help_center_article_version_pkey", True,
     "SELECT title FROM help_center_article_version WHERE tenant_id = $1 AND article_id = 77 ORDER BY version DESC"),
    ("a user by name", "help_center_user_username_key", False, "SELECT id FROM help_center_user WHERE tenant_id = $1 AND username = 'u77'"),
    ("a token by its digest", "help_center_token_digest_key", False,
     "SELECT user_id FROM help_center_token WHERE tenant_id = $1 AND digest = sha256('u77')"),
    ("searches without a result", "help_search_zero_idx", False,
     "SELECT query FROM help_center_search_history WHERE tenant_id = $1 AND results_count = 0 AND created_at > now() - interval '7 days'"),
    ("the audit log, latest first", "help_center_audit_at_idx", True,
     "SELECT id FROM help_center_audit WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 20"),
    ("the events of a session", "help_interaction_session_idx", False,
     "SELECT id FROM help_center_interaction WHERE tenant_id = $1 AND session_id = gen_random_uuid() ORDER BY occurred_at"),
]


@pytest.mark.parametrize("what,index,ordered,sql", PLANS, ids=[p[0] for p in PLANS])
@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
def test_an_index_answers(big, mode, what, index, ordered, sql):
    database, tenant = big
    app = database.app()
    app.run(f"SET plan_cache_mode = {mode}")
    app.run(f"PREPARE s (int) AS {sql.replace('gen_random_uuid()', chr(39) + '0' * 32 + chr(39) + '::uuid')}")
    with app.inside(tenant):
        plan = "\n".join(app.column(f"EXPLAIN EXECUTE s ({tenant})"))
    assert re.search(rf"\b{index}\b", plan) and "Seq Scan" not in plan, plan
    assert not ordered or "Sort" not in plan, plan


def test_claiming_reads_only_open_jobs(big):
    database, _ = big
    owner = database.owner()
    plan = "\n".join(owner.column("""EXPLAIN SELECT id FROM help_center_job j WHERE j.kind = 'mail.send' AND j.state = 'queued'
        AND j.run_at <= now() ORDER BY j.priority DESC, j.run_at, j.id LIMIT 10 FOR UPDATE SKIP LOCKED"""))
    assert "help_center_job_queued_idx" in plan and "Sort" not in plan, plan


def test_the_nearest_vectors_come_from_the_hnsw_index_also_under_the_policy(databases, migrated):
    database = databases(migrated)
    owner, app = database.owner(), database.app()
    tenants = [owner.one("INSERT INTO help_center_tenant (slug, name) VALUES (%s, 'T') RETURNING id", s) for s in ("a", "b")]
    for t in tenants:
        owner.run("""INSERT INTO help_center_article (tenant_id, slug, title, embedding)
                     SELECT %s, 's-' || n, 'T', (SELECT array_agg(random() - 0.5) FROM generate_series(1, 384) g WHERE g + n > 0)::vector
                       FROM generate_series(1, 1500) n""", t)
    owner.run("ANALYZE help_center_article")
    nearest = ("SELECT id FROM help_center_article WHERE tenant_id = %s ORDER BY embedding <=> "
               "(SELECT array_agg(0.1::real) FROM generate_series(1, 384))::vector LIMIT 20")
    app.run("SET hnsw.iterative_scan = relaxed_order")
    with app.inside(tenants[0]):
        app.run("SET LOCAL enable_seqscan = off")
        plan = "\n".join(app.column("EXPLAIN " + nearest.replace("%s", str(tenants[0]))))
        assert "help_article_embedding_idx" in plan, plan
        assert len(app.run(nearest, tenants[0])) == 20
    database.close()
