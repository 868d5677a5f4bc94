-- Is 0005 really there, and does a job live its life? Rolled back.
DO $$
DECLARE
  job bigint;
BEGIN
  job := help_center_job_enqueue('verify.only', '{}', 'once');
  ASSERT help_center_job_enqueue('verify.only', '{}', 'once') IS NULL, 'a queued key was queued again';
  ASSERT (SELECT id FROM help_center_job_claim('{verify.only}', 'w1', '1 minute', 5)) = job, 'a queued job was not claimed';
  ASSERT NOT EXISTS (SELECT FROM help_center_job_claim('{verify.only}', 'w2', '1 minute', 5)), 'a running job was claimed';
  ASSERT NOT help_center_job_done(job, 'w2'), 'a stranger finished a job';
  ASSERT help_center_job_done(job, 'w1'), 'a worker could not finish its job';
  ASSERT help_center_cron_try('verify.only', '1 hour', 'w1'), 'a cron kind that never ran is not due';
  ASSERT NOT help_center_cron_try('verify.only', '1 hour', 'w2'), 'a cron kind ran twice';
  ASSERT NOT has_table_privilege('help_app', 'help_center_audit', 'UPDATE, DELETE, TRUNCATE'), 'httpd may change the audit log';
  ASSERT has_table_privilege('help_app', 'help_center_audit', 'INSERT'), 'httpd cannot write the audit log';
END $$;
