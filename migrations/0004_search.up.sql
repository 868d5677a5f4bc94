-- 0004 search: the text vector and its trigger, the indexes, who may see what, and the search functions.
--
-- Row-level security keeps the application role from using a GIN index (the operators are not
-- leakproof; 0.13 ms became 16.9 ms). Hence full-text search goes through functions that run as the
-- owner and filter by the tenant setting themselves; without a tenant they find nothing.

-- Who may see what: the rule, once ---------------------------------------------------------------------

CREATE FUNCTION help_center_visible(target_roles text[], groups text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'all' = ANY (target_roles) OR target_roles && coalesce(groups, '{}');
COMMENT ON FUNCTION help_center_visible IS 'Is an article with these target_roles for somebody in these groups? Nobody has no groups.';

CREATE FUNCTION help_center_live(status text, deleted_at timestamptz, publish_at timestamptz, expire_at timestamptz)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN status = 'PUBLISHED' AND deleted_at IS NULL
   AND (publish_at IS NULL OR publish_at <= now()) AND (expire_at IS NULL OR expire_at > now());
COMMENT ON FUNCTION help_center_live IS 'Do readers see it now? Write status = ''PUBLISHED'' AND deleted_at IS NULL beside it where a partial index must serve.';

-- Categories closed to somebody: those whose slug, today or formerly, is among the given ones, and all
-- below. An article is hidden if its category_id is among them; one without category never is.
CREATE FUNCTION help_center_denied_ids(slugs text[]) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}')
    FROM help_center_category c
   WHERE cardinality($1) > 0
     AND c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::int
     AND c.path && ARRAY(SELECT s.category_id FROM help_center_category_slug s
                          WHERE s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::int
                            AND s.slug = ANY ($1));
END;

-- The text vector --------------------------------------------------------------------------------------

CREATE FUNCTION help_center_text_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE split_part(lower(language), '-', 1)
  WHEN 'en' THEN 'pg_catalog.english'::regconfig    WHEN 'de' THEN 'pg_catalog.german'::regconfig
  WHEN 'fr' THEN 'pg_catalog.french'::regconfig     WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
  WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig WHEN 'it' THEN 'pg_catalog.italian'::regconfig
  WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig      WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
  WHEN 'ru' THEN 'pg_catalog.russian'::regconfig    WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
  WHEN 'da' THEN 'pg_catalog.danish'::regconfig     WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
  WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig  WHEN 'nn' THEN 'pg_catalog.norwegian'::regconfig
  WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig  WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
  WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig   WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
  WHEN 'el' THEN 'pg_catalog.greek'::regconfig      WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
  WHEN 'eu' THEN 'pg_catalog.basque'::regconfig     WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
  WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig      WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
  WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
  WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig     WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
  WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig      WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
  ELSE 'pg_catalog.simple'::regconfig END;

-- Title weighs A; tags, description, summary, former slugs and former titles B; content C. The parser's
-- "word is too long" is a NOTICE to nobody, hence client_min_messages.
CREATE FUNCTION help_center_article_search_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET client_min_messages = warning AS $$
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

CREATE TRIGGER help_article_search_update
  BEFORE INSERT OR UPDATE OF title, slug, summary, description, content, language, search_vector ON help_center_article
  FOR EACH ROW EXECUTE FUNCTION help_center_article_search_update();

-- Tags are search text, so an article follows when its tags or their names change.
CREATE FUNCTION help_center_article_tag_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE help_center_article a SET search_vector = NULL
    FROM (SELECT DISTINCT r.tenant_id, r.article_id FROM changed r) c
   WHERE a.tenant_id = c.tenant_id AND a.id = c.article_id;
  RETURN NULL;
END $$;
CREATE TRIGGER help_article_tag_search_insert AFTER INSERT ON help_center_article_tag
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION help_center_article_tag_search();
CREATE TRIGGER help_article_tag_search_delete AFTER DELETE ON help_center_article_tag
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION help_center_article_tag_search();

CREATE FUNCTION help_center_tag_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE help_center_article a SET search_vector = NULL
    FROM help_center_article_tag x
   WHERE x.tenant_id = NEW.tenant_id AND x.tag_id = NEW.id AND a.tenant_id = x.tenant_id AND a.id = x.article_id;
  RETURN NULL;
END $$;
CREATE TRIGGER help_tag_search AFTER UPDATE OF name ON help_center_tag
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION help_center_tag_search();

-- Indexes ----------------------------------------------------------------------------------------------

CREATE INDEX help_article_search_idx ON help_center_article USING gin (search_vector);
-- Few rows change at a time; a pending list would make some unlucky search pay for all of them.
ALTER INDEX help_article_search_idx SET (fastupdate = off);
CREATE INDEX help_article_embedding_idx ON help_center_article USING hnsw (embedding vector_cosine_ops)
  WITH (m = 16, ef_construction = 64);
-- "C" collation, so that a prefix is a range and the index serves it under any database collation.
CREATE INDEX help_article_title_idx ON help_center_article (tenant_id, (lower(title)) COLLATE "C");
CREATE INDEX help_article_language_idx ON help_center_article (tenant_id, language);

-- Search functions -------------------------------------------------------------------------------------

-- Any word may match; rank decides. (AND ranked far worse when measured.) With a language only articles
-- in it; without, the query is read in each language the tenant writes in.
CREATE FUNCTION help_center_text_query(query text, language text) RETURNS tsquery
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET client_min_messages = warning AS $$
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

CREATE FUNCTION help_center_search_articles(
  query text, language text, groups text[], denied_categories text[], lim int, statuses text[] DEFAULT NULL)
RETURNS TABLE (id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp AS $$
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
COMMENT ON FUNCTION help_center_search_articles IS
  'Articles of the current tenant by full text. statuses NULL: what readers see now; else these, for authors.';

CREATE FUNCTION help_center_title_prefix(
  prefix text, language text, groups text[], denied_categories text[], lim int, statuses text[] DEFAULT NULL)
RETURNS TABLE (id bigint, title text, slug text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
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

GRANT EXECUTE ON FUNCTION help_center_visible(text[], text[]),
  help_center_live(text, timestamptz, timestamptz, timestamptz),
  help_center_denied_ids(text[]),
  help_center_text_config(text),
  help_center_text_query(text, text),
  help_center_search_articles(text, text, text[], text[], int, text[]),
  help_center_title_prefix(text, text, text[], text[], int, text[]) TO help_app;

-- Articles written before this migration get their vector; their revision and times stay as they are.
ALTER TABLE help_center_article DISABLE TRIGGER help_article_touch;
UPDATE help_center_article SET search_vector = NULL;
ALTER TABLE help_center_article ENABLE TRIGGER help_article_touch;
