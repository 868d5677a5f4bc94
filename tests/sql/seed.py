"""One row of every tenant table, so that the isolation tests have something that could leak.

A migration that adds a tenant table adds a line here; a test says so if it is forgotten.
"""
import uuid

SHA = b"\x01" * 32

# In the order of their foreign keys: table -> columns. {name} stands for the id of the row made before.
ROWS = {
    "help_center_user":                {"username": "ann", "email": "ann@example.test", "groups": ["staff"]},
    "help_center_token":               {"user_id": "{user}", "name": "t", "digest": SHA, "prefix": "hct_abcd"},
    "help_center_category":            {"name": "General", "slug": "general"},
    "help_center_tag":                 {"name": "zebra", "slug": "zebra"},
    "help_center_article":             {"slug": "welcome", "title": "Welcome here", "content": "needle", "status": "PUBLISHED",
                                        "published_date": "2025-01-01Z", "category_id": "{category}", "created_by": "{user}"},
    "help_center_article_tag":         {"article_id": "{article}", "tag_id": "{tag}"},
    "help_center_article_version":     {"article_id": "{article}", "version": 1, "title": "Welcome here"},
    "help_center_media":               {"sha256": SHA, "ext": "png", "content_type": "image/png", "bytes": b"abc", "size": 3},
    "help_center_article_media":       {"article_id": "{article}", "sha256": SHA},
    "help_center_job":                 {"kind": "seed.job"},
    "help_center_cron":                {"kind": "seed.cron", "last_run": "2025-01-01Z", "last_host": "h"},
    "help_center_audit":               {"actor": "ann", "action": "create", "object_type": "article"},
    "help_center_idempotency":         {"actor": "ann", "key": "k", "method": "POST", "path": "/", "body_digest": SHA},
    "help_center_search_history":      {"search_id": str(uuid.UUID(int=7)), "query": "needle", "results_count": 0},
    "help_center_search_click":        {"search_id": str(uuid.UUID(int=7)), "article_id": "{article}", "position": 1},
    "help_center_interaction":         {"event_type": "article_view", "session_id": str(uuid.UUID(int=8)), "article_id": "{article}"},
    "help_center_ticket_correlation":  {"external_id": "1", "is_gap": True, "gap_topic": "refund"},
    "help_center_user_badge":          {"user_id": "{user}", "badge_id": "{badge}"},
    "help_center_user_points":         {"user_id": "{user}", "act": "article_view", "act_key": "1:2025-01-01", "points": 1},
    "help_center_conversation_memory": {"user_id": "{user}", "memory_type": "preference", "key": "tone", "value": '"short"'},
}


def seed(session, tenant):
    """The ids of the rows made, by the table's short name."""
    ids = {"badge": session.one("SELECT min(id) FROM help_center_badge WHERE tenant_id = %s", tenant)}
    for table, columns in ROWS.items():
        values = [ids[v[1:-1]] if isinstance(v, str) and v.startswith("{") and v[1:-1] in ids else v
                  for v in columns.values()]
        key = session.one("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id'", table)
        got = session.run(f"INSERT INTO {table} (tenant_id, {', '.join(columns)}) "
                          f"VALUES (%s, {', '.join(['%s'] * len(values))})" + (" RETURNING id" if key else ""),
                          tenant, *values)
        if key:
            ids[table.removeprefix("help_center_")] = got[0][0]
    # Leaves a row in each of the two histories that triggers keep.
    session.run("UPDATE help_center_article SET slug = 'welcome-' || tenant_id WHERE tenant_id = %s", tenant)
    session.run("UPDATE help_center_category SET slug = 'general-' || tenant_id WHERE tenant_id = %s", tenant)
    return ids
