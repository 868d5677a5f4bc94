DROP FUNCTION help_center_is_stale(timestamptz, timestamptz, timestamptz, int, int);
