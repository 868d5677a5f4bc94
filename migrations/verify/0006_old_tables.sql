-- Is 0006 really there? Rolled back.
DO $$
DECLARE
  n text; t int;
BEGIN
  FOREACH n IN ARRAY '{help_center_search_history,help_center_interaction,help_center_ticket_correlation,help_center_badge,
      help_center_user_badge,help_center_user_points,help_center_conversation_memory,
      help_search_zero_idx,help_interaction_session_idx,help_ticket_gap_idx}'::text[] LOOP
    ASSERT to_regclass('public.' || n) IS NOT NULL, n || ' is missing';
  END LOOP;
  INSERT INTO help_center_tenant (id, slug, name) VALUES (2147483647, 'verify', 'V') RETURNING id INTO t;
  ASSERT (SELECT count(*) = 6 AND sum(points_awarded) = 220 FROM help_center_badge WHERE tenant_id = t), 'the six badges are not there';
  PERFORM help_center_seed_badges(t);
  ASSERT (SELECT count(*) FROM help_center_badge WHERE tenant_id = t) = 6, 'badges were seeded twice';
END $$;
