-- Undoes 0006.

DROP TRIGGER help_tenant_badges ON help_center_tenant;
DROP FUNCTION help_center_tenant_badges(), help_center_seed_badges(int);
DROP TABLE help_center_conversation_memory, help_center_user_points, help_center_user_badge, help_center_badge,
  help_center_ticket_correlation, help_center_interaction, help_center_search_click, help_center_search_history;
