"""Fixtures of the API suites."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from shelf import HOSTILE, Builder  # noqa: E402


@pytest.fixture(scope="session")
def shelf(database):
    """Categories, articles and pictures that no test changes."""
    b = Builder(database)
    edith, arthur = b.user("edith"), b.user("arthur")
    b.category("shelf", "Shelf", description="All that the tests read", color="#0f766e", icon="🔧")
    b.category("shelf-upper", "Upper board", "shelf", display_order=2)
    b.category("shelf-lower", "Lower board", "shelf", display_order=1)
    b.category("shelf-attic", "Attic", "shelf", is_active=False)
    b.category("shelf-old-name", "Renamed", "shelf", display_order=3)
    b.sql.execute("update help_center_category set slug = 'shelf-renamed' where tenant_id = %s and id = %s",
                  (b.shelf.tenant, b.shelf.categories["shelf-old-name"]))
    b.shelf.categories["shelf-renamed"] = b.shelf.categories.pop("shelf-old-name")
    b.picture("open", 10)
    b.picture("managers", 20)
    b.picture("draft", 30)
    b.picture("unused", 40)

    b.article("shelf-alpha", "Shelf alpha", "shelf-upper", ["Shelf red", "Shelf blue"], ["open"],
              published_date="2026-01-05T00:00:00Z", created_at="2025-01-01T00:00:00Z", view_count=5,
              helpful_count=1, not_helpful_count=1, summary="The first of them", created_by=edith,
              last_updated_by=arthur, version=3, last_reviewed_date="2026-02-03T04:05:06Z")
    b.article("shelf-beta", "shelf Beta", "shelf-upper", ["Shelf red"], difficulty_level="ADVANCED",
              published_date="2026-01-04T00:00:00Z", created_at="2025-01-02T00:00:00Z", view_count=900,
              helpful_count=3, not_helpful_count=1, language="de")
    b.article("shelf-gamma", "Shelf gamma", "shelf-lower", difficulty_level="INTERMEDIATE",
              published_date="2026-01-03T00:00:00Z", created_at="2025-01-03T00:00:00Z", view_count=70,
              helpful_count=9, updated_at="2026-03-01T12:00:00Z")
    b.article("shelf-stale", "Shelf stale", "shelf-lower", published_date="2024-01-01T00:00:00Z",
              created_at="2024-01-01T00:00:00Z", updated_at="2024-01-01T00:00:00Z")
    b.article("shelf-managers", "Shelf for managers", "shelf-upper", ["Shelf secret"], ["managers"],
              target_roles=["managers", "directors"])
    b.article("shelf-draft", "Shelf draft", "shelf-upper", media=["draft"], status="DRAFT", published_date=None,
              created_by=arthur)
    b.article("shelf-draft-other", "Shelf draft of another", "shelf-upper", status="REVIEW", published_date=None,
              created_by=edith)
    b.article("shelf-archived", "Shelf archived", "shelf-upper", status="ARCHIVED")
    b.article("shelf-deleted", "Shelf deleted", "shelf-upper", deleted_at="2026-11-01T00:00:00Z")
    b.article("shelf-later", "Shelf later", "shelf-upper", publish_at="2099-01-01T00:00:00Z")
    b.article("shelf-expired", "Shelf expired", "shelf-upper", expire_at="2020-01-01T00:00:00Z")
    b.article("shelf-hostile", HOSTILE, "shelf-renamed", summary='"><script>alert(3)</script>',
              content="See & <b>no</b>", content_html="<h2 id=\"a\">A</h2><p>ok</p>",
              toc='[{"level":2,"id":"a","text":"A <i>"},{"level":3,"id":"b","text":"B"}]')
    b.article("shelf-moved-before", "Shelf moved", "shelf-renamed")
    b.sql.execute("update help_center_article set slug = 'shelf-moved' where tenant_id = %s and id = %s",
                  (b.shelf.tenant, b.shelf.articles["shelf-moved-before"]))
    secret = b.article("shelf-secret-before", "Shelf secret", "shelf-renamed", target_roles=["managers"])
    b.sql.execute("update help_center_article set slug = 'shelf-secret' where tenant_id = %s and id = %s",
                  (b.shelf.tenant, secret))
    yield b.shelf
    b.clear()
