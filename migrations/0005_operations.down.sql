-- Undoes 0005.

DROP TRIGGER help_tenant_gone ON help_center_tenant;
DROP FUNCTION help_center_idempotency_purge(), help_center_cron_try(text, interval, text),
  help_center_tenant_gone(), help_center_job_purge(), help_center_job_stats(),
  help_center_job_fail(bigint, text, text, timestamptz), help_center_job_extend(bigint, text, interval),
  help_center_job_done(bigint, text), help_center_job_claim(text[], text, interval, int, jsonb),
  help_center_job_bury(help_center_job, text), help_center_job_requeue(help_center_job, timestamptz, text),
  help_center_job_enqueue(text, jsonb, text, timestamptz, int, int);
DROP TABLE help_center_idempotency, help_center_audit, help_center_cron, help_center_job;
DROP FUNCTION help_center_job_notify();
