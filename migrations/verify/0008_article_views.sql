-- Is 0008 really there, and is its rule the one that was promised?
DO $$
DECLARE
  old  timestamptz := now() - interval '181 days';
  late timestamptz := now() - interval '179 days';
BEGIN
  ASSERT help_center_is_stale(old, NULL, old, 0, 0), 'an old article nobody voted on is stale';
  ASSERT help_center_is_stale(old, old, old, 1, 1), 'an old article that half of the voters found wanting is stale';
  ASSERT NOT help_center_is_stale(old, NULL, old, 6, 4), 'an old article that still helps is not stale';
  ASSERT NOT help_center_is_stale(old, late, old, 0, 9), 'a review makes an article fresh';
  ASSERT NOT help_center_is_stale(late, NULL, old, 0, 9), 'a publication makes an article fresh';
  ASSERT NOT help_center_is_stale(NULL, NULL, late, 0, 0), 'a draft that was changed lately is not stale';
  ASSERT has_function_privilege('help_app', 'help_center_is_stale(timestamptz, timestamptz, timestamptz, int, int)', 'EXECUTE'),
    'help_app may not call help_center_is_stale';
END $$;
