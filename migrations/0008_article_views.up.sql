-- 0008 article views: rules that several modules show, written once.

-- Half a year without a change, a publication or a review, and nobody who voted says that it still helps.
CREATE FUNCTION help_center_is_stale(published timestamptz, reviewed timestamptz, updated timestamptz,
                                     helpful int, not_helpful int)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN greatest(published, reviewed, updated) < now() - interval '180 days'
   AND (helpful + not_helpful = 0 OR helpful < 0.6 * (helpful + not_helpful));
COMMENT ON FUNCTION help_center_is_stale IS
  'Should somebody look at this article again? 180 days since the last of the three times, and a helpful ratio below 0.6 if there are votes.';

GRANT EXECUTE ON FUNCTION help_center_is_stale(timestamptz, timestamptz, timestamptz, int, int) TO help_app;
