-- The whole schema, written by `migrate schema`: read its diff, never edit it.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE FUNCTION public.help_center_article_group() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  NEW.group_id := coalesce(NEW.group_id, NEW.id);
  RETURN NEW;
END $$;

ALTER FUNCTION public.help_center_article_group() OWNER TO help_owner;

CREATE FUNCTION public.help_center_article_search_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET client_min_messages TO 'warning'
    AS $$
DECLARE
  config regconfig := help_center_text_config(NEW.language);
  also   text;
  body   tsvector;
BEGIN
  SELECT string_agg(w.word, ' ') INTO also FROM (
    SELECT t.name FROM help_center_article_tag x JOIN help_center_tag t ON t.tenant_id = x.tenant_id AND t.id = x.tag_id
     WHERE x.tenant_id = NEW.tenant_id AND x.article_id = NEW.id
    UNION
    SELECT translate(s.slug, '-_', '  ') FROM help_center_article_slug s
     WHERE s.tenant_id = NEW.tenant_id AND s.article_id = NEW.id
    UNION
    SELECT v.title FROM (SELECT DISTINCT o.title FROM help_center_article_version o
                          WHERE o.tenant_id = NEW.tenant_id AND o.article_id = NEW.id AND o.title <> NEW.title LIMIT 50) v
  ) w(word);
  IF TG_OP = 'UPDATE' THEN
    -- The history gets these two only after this row is written.
    also := concat_ws(' ', also, nullif(OLD.title, NEW.title), translate(nullif(OLD.slug, NEW.slug), '-_', '  '));
  END IF;

  -- A vector holds 1 MiB; only a long text of ever new words can exceed it, and then its beginning must do.
  IF octet_length(NEW.content) < 250000 THEN
    body := to_tsvector(config, NEW.content);
  ELSE
    BEGIN
      body := to_tsvector(config, NEW.content);
      PERFORM to_tsvector(config, concat_ws(' ', NEW.title, NEW.summary, NEW.description, also)) || body;
    EXCEPTION WHEN program_limit_exceeded THEN
      body := to_tsvector(config, left(NEW.content, 100000));
    END;
  END IF;

  NEW.search_vector := setweight(to_tsvector(config, NEW.title), 'A')
    || setweight(to_tsvector(config, concat_ws(' ', NEW.description, NEW.summary, also)), 'B')
    || setweight(body, 'C');
  RETURN NEW;
END $$;

ALTER FUNCTION public.help_center_article_search_update() OWNER TO help_owner;

CREATE FUNCTION public.help_center_article_slug_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.slug <> NEW.slug THEN
    INSERT INTO help_center_article_slug (tenant_id, slug, article_id)
    VALUES (NEW.tenant_id, OLD.slug, NEW.id)
    ON CONFLICT (tenant_id, slug) DO UPDATE SET article_id = excluded.article_id, created_at = now();
  END IF;
  -- A living article wins over a former one of the same address.
  DELETE FROM help_center_article_slug s WHERE s.tenant_id = NEW.tenant_id AND s.slug = NEW.slug;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_article_slug_history() OWNER TO help_owner;

CREATE FUNCTION public.help_center_article_tag_search() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  UPDATE help_center_article a SET search_vector = NULL
    FROM (SELECT DISTINCT r.tenant_id, r.article_id FROM changed r) c
   WHERE a.tenant_id = c.tenant_id AND a.id = c.article_id;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_article_tag_search() OWNER TO help_owner;

CREATE FUNCTION public.help_center_article_touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  IF NEW.updated_at = OLD.updated_at
     AND (NEW.title, NEW.slug, NEW.summary, NEW.description, NEW.category_id, NEW.difficulty_level, NEW.target_roles,
          NEW.language, NEW.status, NEW.version, NEW.publish_at, NEW.expire_at, NEW.deleted_at, NEW.content)
     IS DISTINCT FROM
         (OLD.title, OLD.slug, OLD.summary, OLD.description, OLD.category_id, OLD.difficulty_level, OLD.target_roles,
          OLD.language, OLD.status, OLD.version, OLD.publish_at, OLD.expire_at, OLD.deleted_at, OLD.content) THEN
    NEW.updated_at := now();
  END IF;
  RETURN NEW;
END $$;

ALTER FUNCTION public.help_center_article_touch() OWNER TO help_owner;

CREATE FUNCTION public.help_center_category_moved() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  UPDATE help_center_category c
     SET path = NEW.path || c.path[cardinality(OLD.path) + 1:]
   WHERE c.tenant_id = NEW.tenant_id AND c.id <> NEW.id AND c.path @> ARRAY[NEW.id];
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_category_moved() OWNER TO help_owner;

CREATE FUNCTION public.help_center_category_path() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  above bigint[] := '{}';
BEGIN
  -- Below a moved category the AFTER trigger has computed the path already.
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN
    RETURN NEW;
  END IF;
  IF NEW.parent_id IS NOT NULL THEN
    -- Two moves at once, each harmless alone, could close a circle: moves in a tenant take turns.
    PERFORM pg_advisory_xact_lock(hashtext('help_center_category'), NEW.tenant_id);
    SELECT c.path INTO above FROM help_center_category c
     WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.parent_id;
    above := coalesce(above, '{}');       -- no such parent: the foreign key says so
    IF NEW.id = NEW.parent_id OR NEW.id = ANY (above) THEN
      RAISE EXCEPTION 'a category cannot stand below itself'
        USING ERRCODE = 'check_violation', TABLE = 'help_center_category', COLUMN = 'parent_id',
              CONSTRAINT = 'help_center_category_parent_id_check';
    END IF;
  END IF;
  NEW.path := above || NEW.id;
  RETURN NEW;
END $$;

ALTER FUNCTION public.help_center_category_path() OWNER TO help_owner;

CREATE FUNCTION public.help_center_category_slug_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO help_center_category_slug (tenant_id, slug, category_id)
  VALUES (NEW.tenant_id, NEW.slug, NEW.id)
  ON CONFLICT (tenant_id, slug, category_id) DO UPDATE SET created_at = clock_timestamp();
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_category_slug_history() OWNER TO help_owner;

CREATE FUNCTION public.help_center_cron_try(kind text, every interval, host text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
BEGIN
  INSERT INTO help_center_cron AS c (tenant_id, kind, last_run, last_host)
  VALUES (coalesce(help_center_current_tenant(), 0), $1, clock_timestamp(), $3)
  ON CONFLICT ON CONSTRAINT help_center_cron_pkey
  DO UPDATE SET last_run = clock_timestamp(), last_host = excluded.last_host
   WHERE c.last_run <= clock_timestamp() - $2;
  RETURN FOUND;
END $_$;

ALTER FUNCTION public.help_center_cron_try(kind text, every interval, host text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_current_tenant() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer;

ALTER FUNCTION public.help_center_current_tenant() OWNER TO help_owner;

CREATE TABLE public.help_center_category (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    parent_id bigint,
    path bigint[] NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    icon text DEFAULT ''::text NOT NULL,
    color text DEFAULT ''::text NOT NULL,
    display_order integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_category_color_check CHECK ((char_length(color) <= 32)),
    CONSTRAINT help_center_category_description_check CHECK ((char_length(description) <= 2000)),
    CONSTRAINT help_center_category_icon_check CHECK ((char_length(icon) <= 100)),
    CONSTRAINT help_center_category_name_check CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 200))),
    CONSTRAINT help_center_category_path_check CHECK (((cardinality(path) >= 1) AND (cardinality(path) <= 20))),
    CONSTRAINT help_center_category_slug_check CHECK ((((char_length(slug) >= 1) AND (char_length(slug) <= 220)) AND (slug !~ '^[0-9]+$'::text) AND (slug ~ '^[^[:space:][:cntrl:]/?#%&"<>\\]+$'::text)))
);

ALTER TABLE public.help_center_category OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_category.path IS 'Ids of the ancestors and of itself, root first; kept by trigger.';

CREATE TABLE public.help_center_category_slug (
    tenant_id integer NOT NULL,
    slug text NOT NULL,
    category_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.help_center_category_slug OWNER TO help_owner;

CREATE FUNCTION public.help_center_denied_ids(slugs text[]) RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(c.id ORDER BY c.id), '{}'::bigint[]) AS "coalesce"
    FROM public.help_center_category c
   WHERE ((cardinality(help_center_denied_ids.slugs) > 0) AND (c.tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer) AND (c.path && ARRAY( SELECT s.category_id
            FROM public.help_center_category_slug s
           WHERE ((s.tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer) AND (s.slug = ANY (help_center_denied_ids.slugs))))));
END;

ALTER FUNCTION public.help_center_denied_ids(slugs text[]) OWNER TO help_owner;

CREATE FUNCTION public.help_center_idempotency_purge() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  gone bigint;
BEGIN
  DELETE FROM help_center_idempotency i WHERE i.created_at < now() - interval '24 hours';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

ALTER FUNCTION public.help_center_idempotency_purge() OWNER TO help_owner;

CREATE FUNCTION public.help_center_is_stale(published timestamp with time zone, reviewed timestamp with time zone, updated timestamp with time zone, helpful integer, not_helpful integer) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((GREATEST(published, reviewed, updated) < (now() - '180 days'::interval)) AND (((helpful + not_helpful) = 0) OR ((helpful)::numeric < (0.6 * ((helpful + not_helpful))::numeric))));

ALTER FUNCTION public.help_center_is_stale(published timestamp with time zone, reviewed timestamp with time zone, updated timestamp with time zone, helpful integer, not_helpful integer) OWNER TO help_owner;

COMMENT ON FUNCTION public.help_center_is_stale(published timestamp with time zone, reviewed timestamp with time zone, updated timestamp with time zone, helpful integer, not_helpful integer) IS 'Should somebody look at this article again? 180 days since the last of the three times, and a helpful ratio below 0.6 if there are votes.';

CREATE TABLE public.help_center_job (
    tenant_id integer DEFAULT 0 NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    priority smallint DEFAULT 0 NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    unique_key text,
    attempts integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 5 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    locked_by text,
    locked_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT help_center_job_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT help_center_job_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_.]{0,62}$'::text)),
    CONSTRAINT help_center_job_locked_until_check CHECK ((((state = 'running'::text) = (locked_until IS NOT NULL)) AND ((locked_by IS NULL) = (locked_until IS NULL)))),
    CONSTRAINT help_center_job_max_attempts_check CHECK (((max_attempts >= 1) AND (max_attempts <= 100))),
    CONSTRAINT help_center_job_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT help_center_job_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'dead'::text]))),
    CONSTRAINT help_center_job_unique_key_check CHECK (((char_length(unique_key) >= 1) AND (char_length(unique_key) <= 300)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_threshold='200', autovacuum_analyze_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');

ALTER TABLE public.help_center_job OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_job.priority IS 'Higher first.';

COMMENT ON COLUMN public.help_center_job.unique_key IS 'While one is queued, queueing the same kind and key again does nothing.';

COMMENT ON COLUMN public.help_center_job.locked_by IS 'The worker, e.g. host:pid:thread; only it may finish or extend the job.';

CREATE FUNCTION public.help_center_job_bury(job public.help_center_job, error text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 UPDATE public.help_center_job AS j SET state = 'dead'::text, locked_by = NULL::text, locked_until = NULL::timestamp with time zone, finished_at = now(), last_error = "left"(help_center_job_bury.error, 4000)
   WHERE ((j.tenant_id = (help_center_job_bury.job).tenant_id) AND (j.id = (help_center_job_bury.job).id));
END;

ALTER FUNCTION public.help_center_job_bury(job public.help_center_job, error text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_claim(kinds text[], host text, lease interval, n integer, limits jsonb DEFAULT '{}'::jsonb) RETURNS SETOF public.help_center_job
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  late    help_center_job;
  limited text;
BEGIN
  -- A worker that died: its lease ran out, the attempt counts.
  FOR late IN SELECT j.* FROM help_center_job j
               WHERE j.state = 'running' AND j.locked_until < now() AND j.kind = ANY (kinds)
               ORDER BY j.id LIMIT 100 FOR UPDATE SKIP LOCKED LOOP
    IF late.attempts >= late.max_attempts THEN
      PERFORM help_center_job_bury(late, format('the lease of %s ran out', late.locked_by));
    ELSE
      PERFORM help_center_job_requeue(late, now(), format('the lease of %s ran out', late.locked_by));
    END IF;
  END LOOP;

  -- Counting and taking must be one step, or two claimers would both see the last free place.
  FOR limited IN SELECT DISTINCT k FROM unnest(kinds) k WHERE limits ? k ORDER BY k LOOP
    PERFORM pg_advisory_xact_lock(hashtext('help_center_job'), hashtext(limited));
  END LOOP;

  RETURN QUERY
  WITH room AS (
    SELECT k.kind, least(n, (limits ->> k.kind)::int
                            - (SELECT count(*) FROM help_center_job r
                                WHERE limits ? k.kind AND r.state = 'running' AND r.kind = k.kind)) AS free
      FROM (SELECT DISTINCT u AS kind FROM unnest(kinds) u) k
  ), picked AS (
    SELECT q.tenant_id, q.id
      FROM room CROSS JOIN LATERAL (
        SELECT j.tenant_id, j.id, j.priority, j.run_at
          FROM help_center_job j
         WHERE j.kind = room.kind AND j.state = 'queued' AND j.run_at <= now()
         ORDER BY j.priority DESC, j.run_at, j.id
         LIMIT greatest(room.free, 0)
           FOR UPDATE SKIP LOCKED) q
     ORDER BY q.priority DESC, q.run_at, q.id
     LIMIT greatest(n, 0)
  ), taken AS (
    UPDATE help_center_job j
       SET state = 'running', attempts = j.attempts + 1, locked_by = host, locked_until = now() + lease
      FROM picked p
     WHERE j.tenant_id = p.tenant_id AND j.id = p.id
    RETURNING j.*
  )
  SELECT t.* FROM taken t ORDER BY t.priority DESC, t.run_at, t.id;
END $$;

ALTER FUNCTION public.help_center_job_claim(kinds text[], host text, lease interval, n integer, limits jsonb) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_done(id bigint, host text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
BEGIN
  UPDATE help_center_job j
     SET state = 'done', finished_at = now(), locked_by = NULL, locked_until = NULL, last_error = NULL
   WHERE j.id = $1 AND j.state = 'running' AND j.locked_by = $2;
  RETURN FOUND;
END $_$;

ALTER FUNCTION public.help_center_job_done(id bigint, host text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_enqueue(kind text, payload jsonb DEFAULT '{}'::jsonb, unique_key text DEFAULT NULL::text, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, priority integer DEFAULT 0, max_attempts integer DEFAULT 5) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO public.help_center_job (tenant_id, kind, payload, unique_key, run_at, priority, max_attempts)
   VALUES (COALESCE((NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer, 0), help_center_job_enqueue.kind, help_center_job_enqueue.payload, help_center_job_enqueue.unique_key, COALESCE(help_center_job_enqueue.run_at, now()), help_center_job_enqueue.priority, help_center_job_enqueue.max_attempts) ON CONFLICT(tenant_id, kind, unique_key)
   WHERE ((state = 'queued'::text) AND (unique_key IS NOT NULL)) DO NOTHING
   RETURNING help_center_job.id;
END;

ALTER FUNCTION public.help_center_job_enqueue(kind text, payload jsonb, unique_key text, run_at timestamp with time zone, priority integer, max_attempts integer) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_extend(id bigint, host text, lease interval) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
BEGIN
  UPDATE help_center_job j SET locked_until = now() + $3
   WHERE j.id = $1 AND j.state = 'running' AND j.locked_by = $2;
  RETURN FOUND;
END $_$;

ALTER FUNCTION public.help_center_job_extend(id bigint, host text, lease interval) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_fail(id bigint, host text, error text, retry_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
  job help_center_job;
BEGIN
  SELECT j.* INTO job FROM help_center_job j
   WHERE j.id = $1 AND j.state = 'running' AND j.locked_by = $2 FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF retry_at IS NULL OR job.attempts >= job.max_attempts THEN
    PERFORM help_center_job_bury(job, error);
  ELSE
    PERFORM help_center_job_requeue(job, retry_at, error);
  END IF;
  RETURN (SELECT j.state FROM help_center_job j WHERE j.tenant_id = job.tenant_id AND j.id = job.id);
END $_$;

ALTER FUNCTION public.help_center_job_fail(id bigint, host text, error text, retry_at timestamp with time zone) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_notify() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n WHERE n.state = 'queued' AND n.run_at <= now()) THEN
    PERFORM pg_notify('help_job', '');
  END IF;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_job_notify() OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_purge() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  gone bigint;
BEGIN
  DELETE FROM help_center_job j
   WHERE (j.state = 'done' AND j.finished_at < now() - interval '1 day')
      OR (j.state = 'dead' AND j.finished_at < now() - interval '90 days');
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

ALTER FUNCTION public.help_center_job_purge() OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_requeue(job public.help_center_job, at timestamp with time zone, error text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  UPDATE help_center_job j
     SET state = 'queued', run_at = at, locked_by = NULL, locked_until = NULL, last_error = left(error, 4000)
   WHERE j.tenant_id = job.tenant_id AND j.id = job.id;
EXCEPTION WHEN unique_violation THEN
  UPDATE help_center_job j
     SET state = 'done', locked_by = NULL, locked_until = NULL, finished_at = now(),
         last_error = left(concat('queued again meanwhile; ', error), 4000)
   WHERE j.tenant_id = job.tenant_id AND j.id = job.id;
END $$;

ALTER FUNCTION public.help_center_job_requeue(job public.help_center_job, at timestamp with time zone, error text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_job_stats() RETURNS TABLE(kind text, state text, jobs bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT j.kind,
     j.state,
     count(*) AS count,
     min(
         CASE j.state
             WHEN 'queued'::text THEN j.run_at
             ELSE j.finished_at
         END) AS min
    FROM public.help_center_job j
   WHERE (j.state <> 'done'::text)
   GROUP BY j.kind, j.state;
END;

ALTER FUNCTION public.help_center_job_stats() OWNER TO help_owner;

CREATE FUNCTION public.help_center_live(status text, deleted_at timestamp with time zone, publish_at timestamp with time zone, expire_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((status = 'PUBLISHED'::text) AND (deleted_at IS NULL) AND ((publish_at IS NULL) OR (publish_at <= now())) AND ((expire_at IS NULL) OR (expire_at > now())));

ALTER FUNCTION public.help_center_live(status text, deleted_at timestamp with time zone, publish_at timestamp with time zone, expire_at timestamp with time zone) OWNER TO help_owner;

COMMENT ON FUNCTION public.help_center_live(status text, deleted_at timestamp with time zone, publish_at timestamp with time zone, expire_at timestamp with time zone) IS 'Do readers see it now? Write status = ''PUBLISHED'' AND deleted_at IS NULL beside it where a partial index must serve.';

CREATE FUNCTION public.help_center_notify_article() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_notify('help_changed', t.tenant_id::text)
     FROM (SELECT c.tenant_id FROM (SELECT n.tenant_id, n.id, n.revision FROM new_rows n
                                    EXCEPT
                                    SELECT o.tenant_id, o.id, o.revision FROM old_rows o) c
            GROUP BY c.tenant_id) t;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_notify_article() OWNER TO help_owner;

CREATE FUNCTION public.help_center_notify_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  quiet text[] := coalesce(TG_ARGV, '{}');
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM pg_notify('help_changed', t.tenant_id::text)
       FROM (SELECT DISTINCT n.tenant_id FROM new_rows n) t;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM pg_notify('help_changed', t.tenant_id::text)
       FROM (SELECT DISTINCT o.tenant_id FROM old_rows o) t;
  ELSE
    PERFORM pg_notify('help_changed', t.tenant_id)
       FROM (SELECT DISTINCT c.r ->> 'tenant_id' AS tenant_id
               FROM (SELECT to_jsonb(n) - quiet FROM new_rows n
                     EXCEPT
                     SELECT to_jsonb(o) - quiet FROM old_rows o) c(r)) t;
  END IF;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_notify_changed() OWNER TO help_owner;

CREATE FUNCTION public.help_center_notify_tenant() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM pg_notify('help_changed', n.id::text) FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM pg_notify('help_changed', o.id::text) FROM old_rows o;
  ELSE
    PERFORM pg_notify('help_changed', c.id::text)
       FROM (SELECT n.* FROM new_rows n EXCEPT SELECT o.* FROM old_rows o) c;
  END IF;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_notify_tenant() OWNER TO help_owner;

CREATE FUNCTION public.help_center_protect(tbl regclass, privileges text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
  EXECUTE format('CREATE POLICY help_center_tenant_policy ON %s USING '
                 '(tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::int)', tbl);
  EXECUTE format('GRANT %s ON %s TO help_app', privileges, tbl);
END $$;

ALTER FUNCTION public.help_center_protect(tbl regclass, privileges text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_search_articles(query text, language text, groups text[], denied_categories text[], lim integer, statuses text[] DEFAULT NULL::text[]) RETURNS TABLE(id bigint, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  tenant int      := help_center_current_tenant();
  words  tsquery  := help_center_text_query(query, language);
  lang   text     := language;
  denied bigint[] := help_center_denied_ids(denied_categories);
BEGIN
  IF tenant IS NULL OR numnode(words) = 0 THEN RETURN; END IF;
  RETURN QUERY
    SELECT a.id, ts_rank('{0.05, 0.2, 0.5, 1.0}', a.search_vector, words, 1) AS rank
      FROM help_center_article a
     WHERE a.tenant_id = tenant
       AND a.search_vector @@ words
       AND a.deleted_at IS NULL
       AND CASE WHEN statuses IS NULL THEN help_center_live(a.status, a.deleted_at, a.publish_at, a.expire_at)
                ELSE a.status = ANY (statuses) END
       AND (lang IS NULL OR a.language = lang)
       AND help_center_visible(a.target_roles, groups)
       AND (a.category_id IS NULL OR a.category_id <> ALL (denied))
     ORDER BY rank DESC, a.id
     LIMIT least(greatest(lim, 0), 1000);
END $$;

ALTER FUNCTION public.help_center_search_articles(query text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) OWNER TO help_owner;

COMMENT ON FUNCTION public.help_center_search_articles(query text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) IS 'Articles of the current tenant by full text. statuses NULL: what readers see now; else these, for authors.';

CREATE TABLE public.help_center_badge (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    icon text DEFAULT ''::text NOT NULL,
    color text DEFAULT ''::text NOT NULL,
    criteria jsonb NOT NULL,
    points_awarded integer DEFAULT 0 NOT NULL,
    rarity text DEFAULT 'COMMON'::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_badge_color_check CHECK ((char_length(color) <= 32)),
    CONSTRAINT help_center_badge_criteria_check CHECK (((jsonb_typeof(criteria) = 'object'::text) AND (criteria <> '{}'::jsonb) AND ((criteria - '{feedback_count,helpful_votes,article_views,article_suggestions,total_points,early_user}'::text[]) = '{}'::jsonb))),
    CONSTRAINT help_center_badge_description_check CHECK ((char_length(description) <= 1000)),
    CONSTRAINT help_center_badge_icon_check CHECK ((char_length(icon) <= 100)),
    CONSTRAINT help_center_badge_name_check CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 100))),
    CONSTRAINT help_center_badge_points_awarded_check CHECK (((points_awarded >= 0) AND (points_awarded <= 100000))),
    CONSTRAINT help_center_badge_rarity_check CHECK ((rarity = ANY (ARRAY['COMMON'::text, 'RARE'::text, 'EPIC'::text, 'LEGENDARY'::text]))),
    CONSTRAINT help_center_badge_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (char_length(slug) <= 100)))
);

ALTER TABLE public.help_center_badge OWNER TO help_owner;

CREATE FUNCTION public.help_center_seed_badges(tenant integer) RETURNS void
    LANGUAGE sql
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO public.help_center_badge (tenant_id, name, slug, description, icon, color, criteria, points_awarded, rarity) VALUES (help_center_seed_badges.tenant,'First Feedback'::text,'first-feedback'::text,'Gave feedback for the first time'::text,'message'::text,'#4caf50'::text,'{"feedback_count": 1}'::jsonb,5,'COMMON'::text), (help_center_seed_badges.tenant,'Helpful Reviewer'::text,'helpful-reviewer'::text,'Voted on ten articles'::text,'thumb-up'::text,'#2196f3'::text,'{"helpful_votes": 10}'::jsonb,20,'RARE'::text), (help_center_seed_badges.tenant,'Power User'::text,'power-user'::text,'Read fifty articles'::text,'bolt'::text,'#9c27b0'::text,'{"article_views": 50}'::jsonb,50,'RARE'::text), (help_center_seed_badges.tenant,'Content Contributor'::text,'content-contributor'::text,'Suggested three articles'::text,'pencil'::text,'#ff9800'::text,'{"article_suggestions": 3}'::jsonb,30,'EPIC'::text), (help_center_seed_badges.tenant,'Help Champion'::text,'help-champion'::text,'Earned five hundred points'::text,'trophy'::text,'#ffc107'::text,'{"total_points": 500}'::jsonb,100,'LEGENDARY'::text), (help_center_seed_badges.tenant,'Early Adopter'::text,'early-adopter'::text,'Was here from the beginning'::text,'star'::text,'#00bcd4'::text,'{"early_user": true}'::jsonb,15,'RARE'::text) ON CONFLICT DO NOTHING;
END;

ALTER FUNCTION public.help_center_seed_badges(tenant integer) OWNER TO help_owner;

CREATE FUNCTION public.help_center_tag_search() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  UPDATE help_center_article a SET search_vector = NULL
    FROM help_center_article_tag x
   WHERE x.tenant_id = NEW.tenant_id AND x.tag_id = NEW.id AND a.tenant_id = x.tenant_id AND a.id = x.article_id;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_tag_search() OWNER TO help_owner;

CREATE FUNCTION public.help_center_tenant_badges() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM help_center_seed_badges(n.id) FROM new_rows n;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_tenant_badges() OWNER TO help_owner;

CREATE TABLE public.help_center_tenant (
    id integer NOT NULL,
    slug text NOT NULL,
    host text,
    name text NOT NULL,
    logo_url text,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    calendar jsonb DEFAULT '{}'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_tenant_calendar_check CHECK ((jsonb_typeof(calendar) = 'object'::text)),
    CONSTRAINT help_center_tenant_host_check CHECK (((host = lower(host)) AND (host ~ '^[^[:space:]/:]{1,253}$'::text))),
    CONSTRAINT help_center_tenant_id_check CHECK ((id > 0)),
    CONSTRAINT help_center_tenant_logo_url_check CHECK ((char_length(logo_url) <= 2000)),
    CONSTRAINT help_center_tenant_metadata_check CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT help_center_tenant_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT help_center_tenant_slug_check CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'::text)),
    CONSTRAINT help_center_tenant_time_zone_check CHECK (((char_length(time_zone) >= 1) AND (char_length(time_zone) <= 64)))
);

ALTER TABLE public.help_center_tenant OWNER TO help_owner;

COMMENT ON TABLE public.help_center_tenant IS 'One row a help center. Id 0 is never a tenant: it stands for the installation (jobs, cron).';

COMMENT ON COLUMN public.help_center_tenant.calendar IS 'Business hours and holidays, for service levels.';

COMMENT ON COLUMN public.help_center_tenant.metadata IS 'features, email_settings, whatsapp_config …; secrets in it are sealed before they come here.';

CREATE FUNCTION public.help_center_tenant_by(slug text, host text) RETURNS SETOF public.help_center_tenant
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT t.id,
     t.slug,
     t.host,
     t.name,
     t.logo_url,
     t.time_zone,
     t.calendar,
     t.metadata,
     t.is_active,
     t.created_at,
     t.updated_at
    FROM public.help_center_tenant t
   WHERE (t.is_active AND (t.id = COALESCE(( SELECT s.id
            FROM public.help_center_tenant s
           WHERE (s.slug = help_center_tenant_by.slug)), ( SELECT h.id
            FROM public.help_center_tenant h
           WHERE (h.host = lower(help_center_tenant_by.host))))));
END;

ALTER FUNCTION public.help_center_tenant_by(slug text, host text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_tenant_gone() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  DELETE FROM help_center_job j USING old_rows o WHERE j.tenant_id = o.id;
  DELETE FROM help_center_cron c USING old_rows o WHERE c.tenant_id = o.id;
  RETURN NULL;
END $$;

ALTER FUNCTION public.help_center_tenant_gone() OWNER TO help_owner;

CREATE FUNCTION public.help_center_tenant_ids() RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT t.id
    FROM public.help_center_tenant t
   WHERE t.is_active
   ORDER BY t.id;
END;

ALTER FUNCTION public.help_center_tenant_ids() OWNER TO help_owner;

CREATE FUNCTION public.help_center_text_config(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE split_part(lower(language), '-'::text, 1) WHEN 'en'::text THEN 'english'::regconfig WHEN 'de'::text THEN 'german'::regconfig WHEN 'fr'::text THEN 'french'::regconfig WHEN 'es'::text THEN 'spanish'::regconfig WHEN 'pt'::text THEN 'portuguese'::regconfig WHEN 'it'::text THEN 'italian'::regconfig WHEN 'nl'::text THEN 'dutch'::regconfig WHEN 'sv'::text THEN 'swedish'::regconfig WHEN 'ru'::text THEN 'russian'::regconfig WHEN 'ar'::text THEN 'arabic'::regconfig WHEN 'da'::text THEN 'danish'::regconfig WHEN 'fi'::text THEN 'finnish'::regconfig WHEN 'nb'::text THEN 'norwegian'::regconfig WHEN 'nn'::text THEN 'norwegian'::regconfig WHEN 'no'::text THEN 'norwegian'::regconfig WHEN 'hu'::text THEN 'hungarian'::regconfig WHEN 'ro'::text THEN 'romanian'::regconfig WHEN 'tr'::text THEN 'turkish'::regconfig WHEN 'el'::text THEN 'greek'::regconfig WHEN 'ca'::text THEN 'catalan'::regconfig WHEN 'eu'::text THEN 'basque'::regconfig WHEN 'ga'::text THEN 'irish'::regconfig WHEN 'hi'::text THEN 'hindi'::regconfig WHEN 'hy'::text THEN 'armenian'::regconfig WHEN 'id'::text THEN 'indonesian'::regconfig WHEN 'lt'::text THEN 'lithuanian'::regconfig WHEN 'ne'::text THEN 'nepali'::regconfig WHEN 'sr'::text THEN 'serbian'::regconfig WHEN 'ta'::text THEN 'tamil'::regconfig WHEN 'yi'::text THEN 'yiddish'::regconfig ELSE 'simple'::regconfig END;

ALTER FUNCTION public.help_center_text_config(language text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_text_query(query text, language text) RETURNS tsquery
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET client_min_messages TO 'warning'
    AS $$
DECLARE
  tenant int := help_center_current_tenant();
  next   text := language;
  found  tsquery := ''::tsquery;
BEGIN
  IF next IS NULL THEN       -- a loose scan: one index probe a language, however many articles
    SELECT min(a.language) INTO next FROM help_center_article a WHERE a.tenant_id = tenant;
  END IF;
  WHILE next IS NOT NULL LOOP
    -- Only the operators between quoted words are changed, never what stands inside a word.
    found := found || replace(plainto_tsquery(help_center_text_config(next), left(query, 500))::text,
                              ''' & ''', ''' | ''')::tsquery;
    EXIT WHEN language IS NOT NULL;
    SELECT min(a.language) INTO next FROM help_center_article a WHERE a.tenant_id = tenant AND a.language > next;
  END LOOP;
  RETURN found;
END $$;

ALTER FUNCTION public.help_center_text_query(query text, language text) OWNER TO help_owner;

CREATE FUNCTION public.help_center_title_prefix(prefix text, language text, groups text[], denied_categories text[], lim integer, statuses text[] DEFAULT NULL::text[]) RETURNS TABLE(id bigint, title text, slug text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  tenant int      := help_center_current_tenant();
  start  text     := lower(left(prefix, 200));
  past   text     := lower(left(prefix, 200)) || chr(1114111);   -- the last code point there is
  lang   text     := language;
  denied bigint[] := help_center_denied_ids(denied_categories);
BEGIN
  IF tenant IS NULL OR start = '' THEN RETURN; END IF;
  RETURN QUERY
    SELECT a.id, a.title, a.slug
      FROM help_center_article a
     WHERE a.tenant_id = tenant
       AND lower(a.title) COLLATE "C" >= start AND lower(a.title) COLLATE "C" < past
       AND a.deleted_at IS NULL
       AND CASE WHEN statuses IS NULL THEN help_center_live(a.status, a.deleted_at, a.publish_at, a.expire_at)
                ELSE a.status = ANY (statuses) END
       AND (lang IS NULL OR a.language = lang)
       AND help_center_visible(a.target_roles, groups)
       AND (a.category_id IS NULL OR a.category_id <> ALL (denied))
     ORDER BY lower(a.title) COLLATE "C", a.id
     LIMIT least(greatest(lim, 0), 1000);
END $$;

ALTER FUNCTION public.help_center_title_prefix(prefix text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) OWNER TO help_owner;

CREATE FUNCTION public.help_center_touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  IF NEW IS DISTINCT FROM OLD AND NEW.updated_at = OLD.updated_at THEN
    NEW.updated_at := now();
  END IF;
  RETURN NEW;
END $$;

ALTER FUNCTION public.help_center_touch() OWNER TO help_owner;

CREATE FUNCTION public.help_center_visible(target_roles text[], groups text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (('all'::text = ANY (target_roles)) OR (target_roles && COALESCE(groups, '{}'::text[])));

ALTER FUNCTION public.help_center_visible(target_roles text[], groups text[]) OWNER TO help_owner;

COMMENT ON FUNCTION public.help_center_visible(target_roles text[], groups text[]) IS 'Is an article with these target_roles for somebody in these groups? Nobody has no groups.';

CREATE FUNCTION public.help_center_watch(tbl regclass, updates boolean, VARIADIC quiet text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  args text := (SELECT coalesce(string_agg(quote_literal(q), ', '), '') FROM unnest(quiet) q);
BEGIN
  EXECUTE format('CREATE TRIGGER help_changed_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
                 'FOR EACH STATEMENT EXECUTE FUNCTION help_center_notify_changed()', tbl);
  EXECUTE format('CREATE TRIGGER help_changed_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
                 'FOR EACH STATEMENT EXECUTE FUNCTION help_center_notify_changed()', tbl);
  IF updates THEN
    EXECUTE format('CREATE TRIGGER help_changed_update AFTER UPDATE ON %s '
                   'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION help_center_notify_changed(%s)', tbl, args);
  END IF;
END $$;

ALTER FUNCTION public.help_center_watch(tbl regclass, updates boolean, VARIADIC quiet text[]) OWNER TO help_owner;

CREATE TABLE public.help_center_article (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    group_id bigint NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    content_html text DEFAULT ''::text NOT NULL,
    toc jsonb DEFAULT '[]'::jsonb NOT NULL,
    category_id bigint,
    difficulty_level text DEFAULT 'BEGINNER'::text NOT NULL,
    target_roles text[] DEFAULT '{all}'::text[] NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    status text DEFAULT 'DRAFT'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    draft jsonb,
    draft_status text,
    view_count bigint DEFAULT 0 NOT NULL,
    popularity integer GENERATED ALWAYS AS ((floor(((16)::double precision * log(((view_count + 1))::double precision))))::integer) STORED,
    helpful_count integer DEFAULT 0 NOT NULL,
    not_helpful_count integer DEFAULT 0 NOT NULL,
    helpful_ratio numeric(5,4) GENERATED ALWAYS AS (
CASE
    WHEN ((helpful_count + not_helpful_count) = 0) THEN (0)::numeric
    ELSE ((helpful_count)::numeric / ((helpful_count + not_helpful_count))::numeric)
END) STORED,
    created_by bigint,
    last_updated_by bigint,
    submitted_by bigint,
    published_date timestamp with time zone,
    last_reviewed_date timestamp with time zone,
    publish_at timestamp with time zone,
    expire_at timestamp with time zone,
    deleted_at timestamp with time zone,
    source_path text,
    source_hash bytea,
    search_vector tsvector,
    embedding public.vector(384),
    revision bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_article_content_check CHECK ((octet_length(content) <= 1048576)),
    CONSTRAINT help_center_article_description_check CHECK ((char_length(description) <= 2000)),
    CONSTRAINT help_center_article_difficulty_level_check CHECK ((difficulty_level = ANY (ARRAY['BEGINNER'::text, 'INTERMEDIATE'::text, 'ADVANCED'::text]))),
    CONSTRAINT help_center_article_draft_check CHECK ((jsonb_typeof(draft) = 'object'::text)),
    CONSTRAINT help_center_article_draft_status_check CHECK (
CASE
    WHEN (draft IS NULL) THEN (draft_status IS NULL)
    ELSE (COALESCE(draft_status, ''::text) = ANY (ARRAY['DRAFT'::text, 'REVIEW'::text]))
END),
    CONSTRAINT help_center_article_expire_at_check CHECK ((expire_at > publish_at)),
    CONSTRAINT help_center_article_helpful_count_check CHECK ((helpful_count >= 0)),
    CONSTRAINT help_center_article_language_check CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$'::text)),
    CONSTRAINT help_center_article_not_helpful_count_check CHECK ((not_helpful_count >= 0)),
    CONSTRAINT help_center_article_slug_check CHECK ((((char_length(slug) >= 1) AND (char_length(slug) <= 220)) AND (slug !~ '^[0-9]+$'::text) AND (slug <> ALL (ARRAY['search'::text, 'suggestions'::text, 'import'::text, 'export'::text])) AND (slug ~ '^[^[:space:][:cntrl:]/?#%&"<>\\]+$'::text))),
    CONSTRAINT help_center_article_source_hash_check CHECK ((octet_length(source_hash) = 32)),
    CONSTRAINT help_center_article_source_path_check CHECK (((char_length(source_path) >= 1) AND (char_length(source_path) <= 1000))),
    CONSTRAINT help_center_article_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'REVIEW'::text, 'PUBLISHED'::text, 'ARCHIVED'::text]))),
    CONSTRAINT help_center_article_summary_check CHECK ((char_length(summary) <= 500)),
    CONSTRAINT help_center_article_target_roles_check CHECK (((array_position(target_roles, NULL::text) IS NULL) AND ((cardinality(target_roles) >= 1) AND (cardinality(target_roles) <= 100)))),
    CONSTRAINT help_center_article_title_check CHECK (((char_length(title) <= 200) AND (char_length(btrim(title)) >= 1))),
    CONSTRAINT help_center_article_toc_check CHECK ((jsonb_typeof(toc) = 'array'::text)),
    CONSTRAINT help_center_article_version_check CHECK ((version >= 1)),
    CONSTRAINT help_center_article_view_count_check CHECK ((view_count >= 0))
)
WITH (fillfactor='80');

ALTER TABLE public.help_center_article OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_article.group_id IS 'Shared by the translations of one article; its own id unless given.';

COMMENT ON COLUMN public.help_center_article.draft IS 'Staged change of a PUBLISHED article: the changed fields; NULL = none. Readers see the columns.';

COMMENT ON COLUMN public.help_center_article.popularity IS 'Logarithm of view_count, for the index; order by popularity DESC, view_count DESC.';

COMMENT ON COLUMN public.help_center_article.submitted_by IS 'Who sent it, or its draft, to review; under four eyes another person publishes.';

COMMENT ON COLUMN public.help_center_article.source_path IS 'Path in the imported tree; an import is keyed by it.';

COMMENT ON COLUMN public.help_center_article.search_vector IS 'Kept by help_article_search_update; writing anything to it computes it anew.';

COMMENT ON COLUMN public.help_center_article.embedding IS 'From a real provider only (HelpEmbeddings); NULL otherwise.';

COMMENT ON COLUMN public.help_center_article.revision IS 'Moves with every change but view_count and embedding; what ETag, caches and notices compare.';

ALTER TABLE public.help_center_article ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_article_media (
    tenant_id integer NOT NULL,
    article_id bigint NOT NULL,
    sha256 bytea NOT NULL
);

ALTER TABLE public.help_center_article_media OWNER TO help_owner;

CREATE TABLE public.help_center_article_slug (
    tenant_id integer NOT NULL,
    slug text NOT NULL,
    article_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.help_center_article_slug OWNER TO help_owner;

CREATE TABLE public.help_center_article_tag (
    tenant_id integer NOT NULL,
    article_id bigint NOT NULL,
    tag_id bigint NOT NULL
);

ALTER TABLE public.help_center_article_tag OWNER TO help_owner;

CREATE TABLE public.help_center_article_version (
    tenant_id integer NOT NULL,
    article_id bigint NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    created_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_article_version_reason_check CHECK ((char_length(reason) <= 1000)),
    CONSTRAINT help_center_article_version_version_check CHECK ((version >= 1))
);

ALTER TABLE public.help_center_article_version OWNER TO help_owner;

CREATE TABLE public.help_center_audit (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    actor_user_id bigint,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    request_id text,
    ip inet,
    CONSTRAINT help_center_audit_action_check CHECK (((char_length(action) >= 1) AND (char_length(action) <= 100))),
    CONSTRAINT help_center_audit_actor_check CHECK ((char_length(actor) <= 255)),
    CONSTRAINT help_center_audit_detail_check CHECK ((jsonb_typeof(detail) = 'object'::text)),
    CONSTRAINT help_center_audit_object_id_check CHECK ((char_length(object_id) <= 300)),
    CONSTRAINT help_center_audit_object_type_check CHECK (((char_length(object_type) >= 1) AND (char_length(object_type) <= 100))),
    CONSTRAINT help_center_audit_request_id_check CHECK ((char_length(request_id) <= 128))
);

ALTER TABLE public.help_center_audit OWNER TO help_owner;

ALTER TABLE public.help_center_audit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.help_center_badge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_badge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.help_center_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_conversation_memory (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    user_id bigint,
    visitor uuid,
    session_id uuid,
    memory_type text NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL,
    confidence numeric(4,3) DEFAULT 1 NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_conversation_memory_confidence_check CHECK (((confidence >= (0)::numeric) AND (confidence <= (1)::numeric))),
    CONSTRAINT help_center_conversation_memory_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200))),
    CONSTRAINT help_center_conversation_memory_memory_type_check CHECK ((memory_type ~ '^[a-z][a-z_]{0,39}$'::text)),
    CONSTRAINT help_center_conversation_memory_value_check CHECK ((octet_length((value)::text) <= 16384)),
    CONSTRAINT help_center_conversation_memory_visitor_check CHECK ((num_nonnulls(user_id, visitor) = 1))
);

ALTER TABLE public.help_center_conversation_memory OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_conversation_memory.visitor IS 'The signed cookie of somebody without a name; exactly one of user_id and visitor is set.';

COMMENT ON COLUMN public.help_center_conversation_memory.session_id IS 'The conversation it was learned in.';

ALTER TABLE public.help_center_conversation_memory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_conversation_memory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_cron (
    tenant_id integer DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    last_run timestamp with time zone NOT NULL,
    last_host text NOT NULL,
    CONSTRAINT help_center_cron_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_.]{0,62}$'::text))
);

ALTER TABLE public.help_center_cron OWNER TO help_owner;

CREATE TABLE public.help_center_idempotency (
    tenant_id integer NOT NULL,
    actor text NOT NULL,
    key text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    body_digest bytea NOT NULL,
    status integer,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    body bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_idempotency_actor_check CHECK ((char_length(actor) <= 300)),
    CONSTRAINT help_center_idempotency_body_digest_check CHECK ((octet_length(body_digest) = 32)),
    CONSTRAINT help_center_idempotency_headers_check CHECK ((jsonb_typeof(headers) = 'object'::text)),
    CONSTRAINT help_center_idempotency_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
    CONSTRAINT help_center_idempotency_method_check CHECK ((char_length(method) <= 16)),
    CONSTRAINT help_center_idempotency_path_check CHECK ((char_length(path) <= 2000)),
    CONSTRAINT help_center_idempotency_status_check CHECK (((status >= 100) AND (status <= 599)))
);

ALTER TABLE public.help_center_idempotency OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_idempotency.status IS 'NULL while the first request is still at work.';

CREATE TABLE public.help_center_interaction (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    event_id uuid DEFAULT gen_random_uuid() NOT NULL,
    event_type text NOT NULL,
    session_id uuid NOT NULL,
    article_id bigint,
    user_id bigint,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    current_url text,
    referrer_url text,
    time_spent_seconds integer,
    scroll_depth_percent integer,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_interaction_current_url_check CHECK ((char_length(current_url) <= 2000)),
    CONSTRAINT help_center_interaction_event_type_check CHECK ((event_type ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
    CONSTRAINT help_center_interaction_metadata_check CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 16384))),
    CONSTRAINT help_center_interaction_referrer_url_check CHECK ((char_length(referrer_url) <= 2000)),
    CONSTRAINT help_center_interaction_scroll_depth_percent_check CHECK (((scroll_depth_percent >= 0) AND (scroll_depth_percent <= 100))),
    CONSTRAINT help_center_interaction_time_spent_seconds_check CHECK (((time_spent_seconds >= 0) AND (time_spent_seconds <= 86400)))
);

ALTER TABLE public.help_center_interaction OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_interaction.event_id IS 'Given by the client, it makes a replayed event count once (ON CONFLICT DO NOTHING).';

ALTER TABLE public.help_center_interaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_interaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.help_center_job ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_media (
    tenant_id integer NOT NULL,
    sha256 bytea NOT NULL,
    ext text NOT NULL,
    content_type text NOT NULL,
    bytes bytea NOT NULL,
    size bigint NOT NULL,
    created_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_media_content_type_check CHECK (((char_length(content_type) >= 3) AND (char_length(content_type) <= 100))),
    CONSTRAINT help_center_media_ext_check CHECK ((ext = ANY (ARRAY['png'::text, 'jpg'::text, 'gif'::text, 'webp'::text, 'avif'::text, 'mp4'::text, 'webm'::text, 'pdf'::text]))),
    CONSTRAINT help_center_media_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT help_center_media_size_check CHECK ((size = octet_length(bytes)))
);
ALTER TABLE ONLY public.help_center_media ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE public.help_center_media OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_media.bytes IS 'Stored uncompressed (EXTERNAL), so that substring() for a range reads only that range.';

CREATE TABLE public.help_center_schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.help_center_schema_migration OWNER TO help_owner;

COMMENT ON TABLE public.help_center_schema_migration IS 'Applied migrations; written by migrations/migrate only.';

COMMENT ON COLUMN public.help_center_schema_migration.checksum IS 'SHA-256 of the up file, in hex.';

CREATE TABLE public.help_center_search_click (
    tenant_id integer NOT NULL,
    search_id uuid NOT NULL,
    article_id bigint NOT NULL,
    "position" integer NOT NULL,
    clicked_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_search_click_position_check CHECK ((("position" >= 1) AND ("position" <= 1000)))
);

ALTER TABLE public.help_center_search_click OWNER TO help_owner;

CREATE TABLE public.help_center_search_history (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    search_id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id bigint,
    session_id uuid,
    query text NOT NULL,
    normalized text DEFAULT ''::text NOT NULL,
    language text,
    filters jsonb DEFAULT '{}'::jsonb NOT NULL,
    audience text DEFAULT ''::text NOT NULL,
    mode text DEFAULT 'lexical'::text NOT NULL,
    source text DEFAULT 'search'::text NOT NULL,
    results_count integer NOT NULL,
    took_ms integer,
    refinement_of uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_search_history_audience_check CHECK ((char_length(audience) <= 200)),
    CONSTRAINT help_center_search_history_filters_check CHECK ((jsonb_typeof(filters) = 'object'::text)),
    CONSTRAINT help_center_search_history_language_check CHECK ((char_length(language) <= 35)),
    CONSTRAINT help_center_search_history_mode_check CHECK ((mode = ANY (ARRAY['hybrid'::text, 'lexical'::text]))),
    CONSTRAINT help_center_search_history_normalized_check CHECK ((char_length(normalized) <= 1000)),
    CONSTRAINT help_center_search_history_query_check CHECK (((char_length(query) >= 1) AND (char_length(query) <= 500))),
    CONSTRAINT help_center_search_history_results_count_check CHECK ((results_count >= 0)),
    CONSTRAINT help_center_search_history_source_check CHECK (((char_length(source) >= 1) AND (char_length(source) <= 40))),
    CONSTRAINT help_center_search_history_took_ms_check CHECK ((took_ms >= 0))
);

ALTER TABLE public.help_center_search_history OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_search_history.normalized IS 'The query as counted: case and spaces folded; top and zero-result queries group by it.';

COMMENT ON COLUMN public.help_center_search_history.audience IS 'Key of who could see the results; learning and suggestions never cross it.';

COMMENT ON COLUMN public.help_center_search_history.refinement_of IS 'The search_id before it; no foreign key, since rows arrive in batches and age out.';

ALTER TABLE public.help_center_search_history ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_search_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_tag (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_tag_name_check CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 100))),
    CONSTRAINT help_center_tag_slug_check CHECK ((((char_length(slug) >= 1) AND (char_length(slug) <= 120)) AND (slug ~ '^[^[:space:][:cntrl:]/?#%&"<>\\]+$'::text)))
);

ALTER TABLE public.help_center_tag OWNER TO help_owner;

ALTER TABLE public.help_center_tag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.help_center_tenant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_tenant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_ticket_correlation (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    source text DEFAULT 'desk'::text NOT NULL,
    external_id text NOT NULL,
    user_id bigint,
    username text,
    session_id uuid,
    subject text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'OPEN'::text NOT NULL,
    ticket_created_at timestamp with time zone,
    resolved_at timestamp with time zone,
    helped boolean,
    help_started_at timestamp with time zone,
    articles_viewed bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    queries text[] DEFAULT '{}'::text[] NOT NULL,
    is_gap boolean DEFAULT false NOT NULL,
    gap_topic text,
    correlated_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_ticket_correlation_external_id_check CHECK (((char_length(external_id) >= 1) AND (char_length(external_id) <= 200))),
    CONSTRAINT help_center_ticket_correlation_gap_topic_check CHECK ((char_length(gap_topic) <= 500)),
    CONSTRAINT help_center_ticket_correlation_source_check CHECK (((char_length(source) >= 1) AND (char_length(source) <= 40))),
    CONSTRAINT help_center_ticket_correlation_status_check CHECK (((char_length(status) >= 1) AND (char_length(status) <= 40))),
    CONSTRAINT help_center_ticket_correlation_subject_check CHECK ((char_length(subject) <= 500)),
    CONSTRAINT help_center_ticket_correlation_username_check CHECK ((char_length(username) <= 255))
);

ALTER TABLE public.help_center_ticket_correlation OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_ticket_correlation.source IS '''help'' for tickets of this help center (external_id is then its id), else the name of the desk.';

COMMENT ON COLUMN public.help_center_ticket_correlation.helped IS 'Did a help session precede it within the window? NULL until correlated.';

COMMENT ON COLUMN public.help_center_ticket_correlation.is_gap IS 'The help center had nothing fitting: what analytics/gaps/ ranks.';

ALTER TABLE public.help_center_ticket_correlation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_ticket_correlation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_token (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    prefix text NOT NULL,
    scopes text[] DEFAULT '{read}'::text[] NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_token_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT help_center_token_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT help_center_token_prefix_check CHECK (((char_length(prefix) >= 1) AND (char_length(prefix) <= 16))),
    CONSTRAINT help_center_token_scopes_check CHECK (((scopes <@ '{read,write,admin}'::text[]) AND ((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 3))))
)
WITH (fillfactor='80');

ALTER TABLE public.help_center_token OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_token.digest IS 'SHA-256 of the secret; the secret itself is shown once and kept nowhere.';

COMMENT ON COLUMN public.help_center_token.prefix IS 'The first characters, so that a list can name a token.';

ALTER TABLE public.help_center_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_user (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    username text NOT NULL,
    email text,
    display_name text DEFAULT ''::text NOT NULL,
    password_hash text,
    groups text[] DEFAULT '{}'::text[] NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    failed_logins integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    last_login_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_user_display_name_check CHECK ((char_length(display_name) <= 200)),
    CONSTRAINT help_center_user_email_check CHECK ((char_length(email) <= 254)),
    CONSTRAINT help_center_user_failed_logins_check CHECK ((failed_logins >= 0)),
    CONSTRAINT help_center_user_groups_check CHECK (((array_position(groups, NULL::text) IS NULL) AND (cardinality(groups) <= 500))),
    CONSTRAINT help_center_user_password_hash_check CHECK (((char_length(password_hash) >= 8) AND (char_length(password_hash) <= 512))),
    CONSTRAINT help_center_user_preferences_check CHECK ((jsonb_typeof(preferences) = 'object'::text)),
    CONSTRAINT help_center_user_username_check CHECK (((char_length(username) >= 1) AND (char_length(username) <= 255)))
);

ALTER TABLE public.help_center_user OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_user.password_hash IS 'Only for users who log in at /help/login/; NULL never equals a password.';

COMMENT ON COLUMN public.help_center_user.preferences IS 'Opt-outs and choices, e.g. {"leaderboard": false, "memory": false, "mail": false}.';

CREATE TABLE public.help_center_user_badge (
    tenant_id integer NOT NULL,
    user_id bigint NOT NULL,
    badge_id bigint NOT NULL,
    awarded_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.help_center_user_badge OWNER TO help_owner;

ALTER TABLE public.help_center_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.help_center_user_points (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    act text NOT NULL,
    act_key text NOT NULL,
    points integer NOT NULL,
    article_id bigint,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT help_center_user_points_act_check CHECK ((act = ANY (ARRAY['article_view'::text, 'article_feedback'::text, 'article_suggestion'::text, 'bug_report'::text, 'article_contribution'::text, 'badge'::text]))),
    CONSTRAINT help_center_user_points_act_key_check CHECK (((char_length(act_key) >= 1) AND (char_length(act_key) <= 200))),
    CONSTRAINT help_center_user_points_points_check CHECK (((points >= 0) AND (points <= 100000)))
);

ALTER TABLE public.help_center_user_points OWNER TO help_owner;

COMMENT ON COLUMN public.help_center_user_points.act_key IS 'e.g. ''42:2025-01-31'' (view of article 42 that day), ''42'' (vote on it), the badge''s id.';

COMMENT ON COLUMN public.help_center_user_points.article_id IS 'For display; no foreign key, points outlive the article.';

ALTER TABLE public.help_center_user_points ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.help_center_user_points_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_language_key UNIQUE (tenant_id, group_id, language);

ALTER TABLE ONLY public.help_center_article_media
    ADD CONSTRAINT help_center_article_media_pkey PRIMARY KEY (tenant_id, article_id, sha256);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_slug_key UNIQUE (tenant_id, slug);

ALTER TABLE ONLY public.help_center_article_slug
    ADD CONSTRAINT help_center_article_slug_pkey PRIMARY KEY (tenant_id, slug);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_source_path_key UNIQUE (tenant_id, source_path);

ALTER TABLE ONLY public.help_center_article_tag
    ADD CONSTRAINT help_center_article_tag_pkey PRIMARY KEY (tenant_id, article_id, tag_id);

ALTER TABLE ONLY public.help_center_article_version
    ADD CONSTRAINT help_center_article_version_pkey PRIMARY KEY (tenant_id, article_id, version);

ALTER TABLE ONLY public.help_center_audit
    ADD CONSTRAINT help_center_audit_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_badge
    ADD CONSTRAINT help_center_badge_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.help_center_badge
    ADD CONSTRAINT help_center_badge_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_badge
    ADD CONSTRAINT help_center_badge_slug_key UNIQUE (tenant_id, slug);

ALTER TABLE ONLY public.help_center_category
    ADD CONSTRAINT help_center_category_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_category
    ADD CONSTRAINT help_center_category_slug_key UNIQUE (tenant_id, slug);

ALTER TABLE ONLY public.help_center_category_slug
    ADD CONSTRAINT help_center_category_slug_pkey PRIMARY KEY (tenant_id, slug, category_id);

ALTER TABLE ONLY public.help_center_conversation_memory
    ADD CONSTRAINT help_center_conversation_memory_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_cron
    ADD CONSTRAINT help_center_cron_pkey PRIMARY KEY (tenant_id, kind);

ALTER TABLE ONLY public.help_center_idempotency
    ADD CONSTRAINT help_center_idempotency_pkey PRIMARY KEY (tenant_id, actor, key);

ALTER TABLE ONLY public.help_center_interaction
    ADD CONSTRAINT help_center_interaction_event_id_key UNIQUE (tenant_id, event_id);

ALTER TABLE ONLY public.help_center_interaction
    ADD CONSTRAINT help_center_interaction_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_job
    ADD CONSTRAINT help_center_job_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_media
    ADD CONSTRAINT help_center_media_pkey PRIMARY KEY (tenant_id, sha256);

ALTER TABLE ONLY public.help_center_schema_migration
    ADD CONSTRAINT help_center_schema_migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.help_center_search_click
    ADD CONSTRAINT help_center_search_click_pkey PRIMARY KEY (tenant_id, search_id, article_id);

ALTER TABLE ONLY public.help_center_search_history
    ADD CONSTRAINT help_center_search_history_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_search_history
    ADD CONSTRAINT help_center_search_history_search_id_key UNIQUE (tenant_id, search_id);

ALTER TABLE ONLY public.help_center_tag
    ADD CONSTRAINT help_center_tag_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.help_center_tag
    ADD CONSTRAINT help_center_tag_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_tag
    ADD CONSTRAINT help_center_tag_slug_key UNIQUE (tenant_id, slug);

ALTER TABLE ONLY public.help_center_tenant
    ADD CONSTRAINT help_center_tenant_host_key UNIQUE (host);

ALTER TABLE ONLY public.help_center_tenant
    ADD CONSTRAINT help_center_tenant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.help_center_tenant
    ADD CONSTRAINT help_center_tenant_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.help_center_ticket_correlation
    ADD CONSTRAINT help_center_ticket_correlation_external_id_key UNIQUE (tenant_id, source, external_id);

ALTER TABLE ONLY public.help_center_ticket_correlation
    ADD CONSTRAINT help_center_ticket_correlation_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_token
    ADD CONSTRAINT help_center_token_digest_key UNIQUE (tenant_id, digest);

ALTER TABLE ONLY public.help_center_token
    ADD CONSTRAINT help_center_token_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_user_badge
    ADD CONSTRAINT help_center_user_badge_pkey PRIMARY KEY (tenant_id, user_id, badge_id);

ALTER TABLE ONLY public.help_center_user
    ADD CONSTRAINT help_center_user_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_user_points
    ADD CONSTRAINT help_center_user_points_act_key_key UNIQUE (tenant_id, user_id, act, act_key);

ALTER TABLE ONLY public.help_center_user_points
    ADD CONSTRAINT help_center_user_points_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.help_center_user
    ADD CONSTRAINT help_center_user_username_key UNIQUE (tenant_id, username);

CREATE INDEX help_article_category_idx ON public.help_center_article USING btree (tenant_id, category_id, published_date DESC, id DESC);

CREATE INDEX help_article_created_by_idx ON public.help_center_article USING btree (tenant_id, created_by);

CREATE INDEX help_article_deleted_idx ON public.help_center_article USING btree (tenant_id, deleted_at) WHERE (deleted_at IS NOT NULL);

CREATE INDEX help_article_embedding_idx ON public.help_center_article USING hnsw (embedding public.vector_cosine_ops) WITH (m='16', ef_construction='64');

CREATE INDEX help_article_expire_at_idx ON public.help_center_article USING btree (tenant_id, expire_at) WHERE (expire_at IS NOT NULL);

CREATE INDEX help_article_language_idx ON public.help_center_article USING btree (tenant_id, language);

CREATE INDEX help_article_last_updated_by_idx ON public.help_center_article USING btree (tenant_id, last_updated_by);

CREATE INDEX help_article_popularity_idx ON public.help_center_article USING btree (tenant_id, popularity DESC) WHERE ((status = 'PUBLISHED'::text) AND (deleted_at IS NULL));

CREATE INDEX help_article_publish_at_idx ON public.help_center_article USING btree (tenant_id, publish_at) WHERE (publish_at IS NOT NULL);

CREATE INDEX help_article_published_idx ON public.help_center_article USING btree (tenant_id, published_date DESC, id DESC) WHERE ((status = 'PUBLISHED'::text) AND (deleted_at IS NULL));

CREATE INDEX help_article_search_idx ON public.help_center_article USING gin (search_vector) WITH (fastupdate=off);

CREATE INDEX help_article_submitted_by_idx ON public.help_center_article USING btree (tenant_id, submitted_by) WHERE (submitted_by IS NOT NULL);

CREATE INDEX help_article_title_idx ON public.help_center_article USING btree (tenant_id, lower(title) COLLATE "C");

CREATE INDEX help_article_updated_idx ON public.help_center_article USING btree (tenant_id, updated_at DESC, id DESC);

CREATE INDEX help_center_article_media_sha256_idx ON public.help_center_article_media USING btree (tenant_id, sha256);

CREATE INDEX help_center_article_slug_article_idx ON public.help_center_article_slug USING btree (tenant_id, article_id);

CREATE INDEX help_center_article_tag_tag_idx ON public.help_center_article_tag USING btree (tenant_id, tag_id, article_id);

CREATE INDEX help_center_article_version_created_by_idx ON public.help_center_article_version USING btree (tenant_id, created_by);

CREATE INDEX help_center_audit_actor_idx ON public.help_center_audit USING btree (tenant_id, actor, at DESC);

CREATE INDEX help_center_audit_at_idx ON public.help_center_audit USING btree (tenant_id, at DESC, id DESC);

CREATE INDEX help_center_audit_object_idx ON public.help_center_audit USING btree (tenant_id, object_type, object_id, at DESC);

CREATE INDEX help_center_category_parent_idx ON public.help_center_category USING btree (tenant_id, parent_id, display_order);

CREATE INDEX help_center_category_slug_category_idx ON public.help_center_category_slug USING btree (tenant_id, category_id);

CREATE UNIQUE INDEX help_center_conversation_memory_user_key ON public.help_center_conversation_memory USING btree (tenant_id, user_id, memory_type, key) WHERE (user_id IS NOT NULL);

CREATE UNIQUE INDEX help_center_conversation_memory_visitor_key ON public.help_center_conversation_memory USING btree (tenant_id, visitor, memory_type, key) WHERE (visitor IS NOT NULL);

CREATE INDEX help_center_idempotency_created_idx ON public.help_center_idempotency USING btree (tenant_id, created_at);

CREATE INDEX help_center_job_finished_idx ON public.help_center_job USING btree (tenant_id, state, finished_at DESC) WHERE (state = ANY (ARRAY['done'::text, 'dead'::text]));

CREATE INDEX help_center_job_queued_idx ON public.help_center_job USING btree (kind, priority DESC, run_at, id) WHERE (state = 'queued'::text);

CREATE INDEX help_center_job_running_idx ON public.help_center_job USING btree (id) WHERE (state = 'running'::text);

CREATE UNIQUE INDEX help_center_job_unique_key_key ON public.help_center_job USING btree (tenant_id, kind, unique_key) WHERE ((state = 'queued'::text) AND (unique_key IS NOT NULL));

CREATE INDEX help_center_media_created_by_idx ON public.help_center_media USING btree (tenant_id, created_by);

CREATE INDEX help_center_token_user_idx ON public.help_center_token USING btree (tenant_id, user_id);

CREATE INDEX help_center_user_email_idx ON public.help_center_user USING btree (tenant_id, lower(email));

CREATE INDEX help_conversation_memory_expires_idx ON public.help_center_conversation_memory USING btree (tenant_id, expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX help_interaction_article_idx ON public.help_center_interaction USING btree (tenant_id, article_id, occurred_at);

CREATE INDEX help_interaction_session_idx ON public.help_center_interaction USING btree (tenant_id, session_id, occurred_at);

CREATE INDEX help_interaction_type_idx ON public.help_center_interaction USING btree (tenant_id, event_type, occurred_at);

CREATE INDEX help_interaction_url_idx ON public.help_center_interaction USING btree (tenant_id, md5(current_url), occurred_at) WHERE ((current_url IS NOT NULL) AND (article_id IS NOT NULL));

CREATE INDEX help_interaction_user_idx ON public.help_center_interaction USING btree (tenant_id, user_id, occurred_at);

CREATE INDEX help_search_click_article_idx ON public.help_center_search_click USING btree (tenant_id, article_id, clicked_at DESC);

CREATE INDEX help_search_created_idx ON public.help_center_search_history USING btree (tenant_id, created_at DESC);

CREATE INDEX help_search_normalized_idx ON public.help_center_search_history USING btree (tenant_id, normalized, created_at DESC);

CREATE INDEX help_search_session_idx ON public.help_center_search_history USING btree (tenant_id, session_id, created_at);

CREATE INDEX help_search_user_idx ON public.help_center_search_history USING btree (tenant_id, user_id, created_at);

CREATE INDEX help_search_zero_idx ON public.help_center_search_history USING btree (tenant_id, created_at DESC) WHERE (results_count = 0);

CREATE INDEX help_ticket_created_idx ON public.help_center_ticket_correlation USING btree (tenant_id, ticket_created_at DESC);

CREATE INDEX help_ticket_gap_idx ON public.help_center_ticket_correlation USING btree (tenant_id, gap_topic, ticket_created_at DESC) WHERE is_gap;

CREATE INDEX help_ticket_session_idx ON public.help_center_ticket_correlation USING btree (tenant_id, session_id, ticket_created_at);

CREATE INDEX help_ticket_user_idx ON public.help_center_ticket_correlation USING btree (tenant_id, user_id, ticket_created_at);

CREATE INDEX help_ticket_waiting_idx ON public.help_center_ticket_correlation USING btree (tenant_id, updated_at) WHERE (correlated_at IS NULL);

CREATE INDEX help_user_badge_badge_idx ON public.help_center_user_badge USING btree (tenant_id, badge_id);

CREATE INDEX help_user_points_time_idx ON public.help_center_user_points USING btree (tenant_id, occurred_at) INCLUDE (user_id, points);

CREATE INDEX help_user_points_user_idx ON public.help_center_user_points USING btree (tenant_id, user_id, occurred_at) INCLUDE (act, points);

CREATE TRIGGER help_article_group BEFORE INSERT ON public.help_center_article FOR EACH ROW EXECUTE FUNCTION public.help_center_article_group();

CREATE TRIGGER help_article_search_update BEFORE INSERT OR UPDATE OF title, slug, summary, description, content, language, search_vector ON public.help_center_article FOR EACH ROW EXECUTE FUNCTION public.help_center_article_search_update();

CREATE TRIGGER help_article_slug_history AFTER INSERT OR UPDATE OF slug ON public.help_center_article FOR EACH ROW EXECUTE FUNCTION public.help_center_article_slug_history();

CREATE TRIGGER help_article_tag_search_delete AFTER DELETE ON public.help_center_article_tag REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_article_tag_search();

CREATE TRIGGER help_article_tag_search_insert AFTER INSERT ON public.help_center_article_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_article_tag_search();

CREATE TRIGGER help_article_touch BEFORE UPDATE OF tenant_id, id, group_id, slug, title, summary, description, content, content_html, toc, category_id, difficulty_level, target_roles, language, status, version, draft, draft_status, helpful_count, not_helpful_count, created_by, last_updated_by, submitted_by, published_date, last_reviewed_date, publish_at, expire_at, deleted_at, source_path, source_hash, search_vector, revision, created_at, updated_at ON public.help_center_article FOR EACH ROW EXECUTE FUNCTION public.help_center_article_touch();

CREATE TRIGGER help_badge_touch BEFORE UPDATE ON public.help_center_badge FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

CREATE TRIGGER help_category_moved AFTER UPDATE OF parent_id ON public.help_center_category FOR EACH ROW WHEN ((old.path IS DISTINCT FROM new.path)) EXECUTE FUNCTION public.help_center_category_moved();

CREATE TRIGGER help_category_path BEFORE INSERT OR UPDATE OF id, parent_id, path ON public.help_center_category FOR EACH ROW EXECUTE FUNCTION public.help_center_category_path();

CREATE TRIGGER help_category_slug_history AFTER INSERT OR UPDATE OF slug ON public.help_center_category FOR EACH ROW EXECUTE FUNCTION public.help_center_category_slug_history();

CREATE TRIGGER help_category_touch BEFORE UPDATE ON public.help_center_category FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_article REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_article_media REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_article_tag REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_category REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_media REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_tag REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_tenant REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_tenant();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_token REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_delete AFTER DELETE ON public.help_center_user REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_article REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_article_media REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_article_tag REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_category REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_media REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_tag REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_tenant REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_tenant();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_token REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_insert AFTER INSERT ON public.help_center_user REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_article REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_article();

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_category REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed('updated_at');

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_tag REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed();

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_tenant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_tenant();

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_token REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed('last_used_at');

CREATE TRIGGER help_changed_update AFTER UPDATE ON public.help_center_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_notify_changed('failed_logins', 'locked_until', 'last_login_at', 'updated_at');

CREATE TRIGGER help_conversation_memory_touch BEFORE UPDATE ON public.help_center_conversation_memory FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

CREATE TRIGGER help_job_notify AFTER INSERT ON public.help_center_job REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_job_notify();

CREATE TRIGGER help_tag_search AFTER UPDATE OF name ON public.help_center_tag FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION public.help_center_tag_search();

CREATE TRIGGER help_tenant_badges AFTER INSERT ON public.help_center_tenant REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_tenant_badges();

CREATE TRIGGER help_tenant_gone AFTER DELETE ON public.help_center_tenant REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.help_center_tenant_gone();

CREATE TRIGGER help_tenant_touch BEFORE UPDATE ON public.help_center_tenant FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

CREATE TRIGGER help_ticket_correlation_touch BEFORE UPDATE ON public.help_center_ticket_correlation FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

CREATE TRIGGER help_user_touch BEFORE UPDATE ON public.help_center_user FOR EACH ROW EXECUTE FUNCTION public.help_center_touch();

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_category_id_fkey FOREIGN KEY (tenant_id, category_id) REFERENCES public.help_center_category(tenant_id, id);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_created_by_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (created_by);

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_last_updated_by_fkey FOREIGN KEY (tenant_id, last_updated_by) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (last_updated_by);

ALTER TABLE ONLY public.help_center_article_media
    ADD CONSTRAINT help_center_article_media_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_media
    ADD CONSTRAINT help_center_article_media_sha256_fkey FOREIGN KEY (tenant_id, sha256) REFERENCES public.help_center_media(tenant_id, sha256);

ALTER TABLE ONLY public.help_center_article_media
    ADD CONSTRAINT help_center_article_media_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_slug
    ADD CONSTRAINT help_center_article_slug_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_slug
    ADD CONSTRAINT help_center_article_slug_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_submitted_by_fkey FOREIGN KEY (tenant_id, submitted_by) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (submitted_by);

ALTER TABLE ONLY public.help_center_article_tag
    ADD CONSTRAINT help_center_article_tag_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_tag
    ADD CONSTRAINT help_center_article_tag_tag_id_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES public.help_center_tag(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_tag
    ADD CONSTRAINT help_center_article_tag_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article
    ADD CONSTRAINT help_center_article_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_version
    ADD CONSTRAINT help_center_article_version_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_article_version
    ADD CONSTRAINT help_center_article_version_created_by_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (created_by);

ALTER TABLE ONLY public.help_center_article_version
    ADD CONSTRAINT help_center_article_version_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_audit
    ADD CONSTRAINT help_center_audit_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_badge
    ADD CONSTRAINT help_center_badge_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_category
    ADD CONSTRAINT help_center_category_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES public.help_center_category(tenant_id, id);

ALTER TABLE ONLY public.help_center_category_slug
    ADD CONSTRAINT help_center_category_slug_category_id_fkey FOREIGN KEY (tenant_id, category_id) REFERENCES public.help_center_category(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_category_slug
    ADD CONSTRAINT help_center_category_slug_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_category
    ADD CONSTRAINT help_center_category_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_conversation_memory
    ADD CONSTRAINT help_center_conversation_memory_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_conversation_memory
    ADD CONSTRAINT help_center_conversation_memory_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_idempotency
    ADD CONSTRAINT help_center_idempotency_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_interaction
    ADD CONSTRAINT help_center_interaction_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE SET NULL (article_id);

ALTER TABLE ONLY public.help_center_interaction
    ADD CONSTRAINT help_center_interaction_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_interaction
    ADD CONSTRAINT help_center_interaction_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (user_id);

ALTER TABLE ONLY public.help_center_media
    ADD CONSTRAINT help_center_media_created_by_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (created_by);

ALTER TABLE ONLY public.help_center_media
    ADD CONSTRAINT help_center_media_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_search_click
    ADD CONSTRAINT help_center_search_click_article_id_fkey FOREIGN KEY (tenant_id, article_id) REFERENCES public.help_center_article(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_search_click
    ADD CONSTRAINT help_center_search_click_search_id_fkey FOREIGN KEY (tenant_id, search_id) REFERENCES public.help_center_search_history(tenant_id, search_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_search_click
    ADD CONSTRAINT help_center_search_click_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_search_history
    ADD CONSTRAINT help_center_search_history_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_search_history
    ADD CONSTRAINT help_center_search_history_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (user_id);

ALTER TABLE ONLY public.help_center_tag
    ADD CONSTRAINT help_center_tag_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_ticket_correlation
    ADD CONSTRAINT help_center_ticket_correlation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_ticket_correlation
    ADD CONSTRAINT help_center_ticket_correlation_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE SET NULL (user_id);

ALTER TABLE ONLY public.help_center_token
    ADD CONSTRAINT help_center_token_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_token
    ADD CONSTRAINT help_center_token_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user_badge
    ADD CONSTRAINT help_center_user_badge_badge_id_fkey FOREIGN KEY (tenant_id, badge_id) REFERENCES public.help_center_badge(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user_badge
    ADD CONSTRAINT help_center_user_badge_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user_badge
    ADD CONSTRAINT help_center_user_badge_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user_points
    ADD CONSTRAINT help_center_user_points_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user_points
    ADD CONSTRAINT help_center_user_points_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.help_center_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.help_center_user
    ADD CONSTRAINT help_center_user_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.help_center_tenant(id) ON DELETE CASCADE;

ALTER TABLE public.help_center_article ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_article_media ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_article_slug ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_article_tag ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_article_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_audit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_badge ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_category ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_category_slug ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_conversation_memory ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_cron ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_idempotency ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_interaction ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_job ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_media ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_search_click ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_search_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_tag ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_tenant ENABLE ROW LEVEL SECURITY;

CREATE POLICY help_center_tenant_policy ON public.help_center_article USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_article_media USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_article_slug USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_article_tag USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_article_version USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_audit USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_badge USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_category USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_category_slug USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_conversation_memory USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_cron USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_idempotency USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_interaction USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_job USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_media USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_search_click USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_search_history USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_tag USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_tenant USING ((id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_ticket_correlation USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_token USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_user USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_user_badge USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

CREATE POLICY help_center_tenant_policy ON public.help_center_user_points USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer));

ALTER TABLE public.help_center_ticket_correlation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_user ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_user_badge ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.help_center_user_points ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON FUNCTION public.help_center_article_group() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_article_search_update() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_article_slug_history() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_article_tag_search() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_article_touch() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_category_moved() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_category_path() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_category_slug_history() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_cron_try(kind text, every interval, host text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_cron_try(kind text, every interval, host text) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_current_tenant() TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_category TO help_app;

GRANT SELECT ON TABLE public.help_center_category_slug TO help_app;

REVOKE ALL ON FUNCTION public.help_center_denied_ids(slugs text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_denied_ids(slugs text[]) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_idempotency_purge() FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_idempotency_purge() TO help_app;

REVOKE ALL ON FUNCTION public.help_center_is_stale(published timestamp with time zone, reviewed timestamp with time zone, updated timestamp with time zone, helpful integer, not_helpful integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_is_stale(published timestamp with time zone, reviewed timestamp with time zone, updated timestamp with time zone, helpful integer, not_helpful integer) TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_job TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_bury(job public.help_center_job, error text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_job_claim(kinds text[], host text, lease interval, n integer, limits jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_claim(kinds text[], host text, lease interval, n integer, limits jsonb) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_done(id bigint, host text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_done(id bigint, host text) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_enqueue(kind text, payload jsonb, unique_key text, run_at timestamp with time zone, priority integer, max_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_enqueue(kind text, payload jsonb, unique_key text, run_at timestamp with time zone, priority integer, max_attempts integer) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_extend(id bigint, host text, lease interval) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_extend(id bigint, host text, lease interval) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_fail(id bigint, host text, error text, retry_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_fail(id bigint, host text, error text, retry_at timestamp with time zone) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_notify() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_job_purge() FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_purge() TO help_app;

REVOKE ALL ON FUNCTION public.help_center_job_requeue(job public.help_center_job, at timestamp with time zone, error text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_job_stats() FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_job_stats() TO help_app;

REVOKE ALL ON FUNCTION public.help_center_live(status text, deleted_at timestamp with time zone, publish_at timestamp with time zone, expire_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_live(status text, deleted_at timestamp with time zone, publish_at timestamp with time zone, expire_at timestamp with time zone) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_notify_article() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_notify_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_notify_tenant() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_protect(tbl regclass, privileges text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_search_articles(query text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_search_articles(query text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_badge TO help_app;

REVOKE ALL ON FUNCTION public.help_center_seed_badges(tenant integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_tag_search() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_tenant_badges() FROM PUBLIC;

GRANT SELECT ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(name) ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(logo_url) ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(time_zone) ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(calendar) ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(metadata) ON TABLE public.help_center_tenant TO help_app;

GRANT UPDATE(updated_at) ON TABLE public.help_center_tenant TO help_app;

REVOKE ALL ON FUNCTION public.help_center_tenant_by(slug text, host text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_tenant_by(slug text, host text) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_tenant_gone() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_tenant_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_tenant_ids() TO help_app;

REVOKE ALL ON FUNCTION public.help_center_text_config(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_text_config(language text) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_text_query(query text, language text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_text_query(query text, language text) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_title_prefix(prefix text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_title_prefix(prefix text, language text, groups text[], denied_categories text[], lim integer, statuses text[]) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_touch() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.help_center_visible(target_roles text[], groups text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.help_center_visible(target_roles text[], groups text[]) TO help_app;

REVOKE ALL ON FUNCTION public.help_center_watch(tbl regclass, updates boolean, VARIADIC quiet text[]) FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_article TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_article_media TO help_app;

GRANT SELECT ON TABLE public.help_center_article_slug TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_article_tag TO help_app;

GRANT SELECT,INSERT ON TABLE public.help_center_article_version TO help_app;

GRANT SELECT,INSERT ON TABLE public.help_center_audit TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_conversation_memory TO help_app;

GRANT SELECT ON TABLE public.help_center_cron TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_idempotency TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_interaction TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_media TO help_app;

GRANT SELECT ON TABLE public.help_center_schema_migration TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_search_click TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_search_history TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_tag TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_ticket_correlation TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_token TO help_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.help_center_user TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_user_badge TO help_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.help_center_user_points TO help_app;

ALTER DEFAULT PRIVILEGES FOR ROLE help_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;
