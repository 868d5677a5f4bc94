-- Undoes 0004. The columns search_vector and embedding belong to 0003 and are emptied, as 0003 left them.

DROP FUNCTION help_center_title_prefix(text, text, text[], text[], int, text[]),
  help_center_search_articles(text, text, text[], text[], int, text[]),
  help_center_text_query(text, text);

DROP INDEX help_article_language_idx, help_article_title_idx, help_article_embedding_idx, help_article_search_idx;

DROP TRIGGER help_tag_search ON help_center_tag;
DROP TRIGGER help_article_tag_search_delete ON help_center_article_tag;
DROP TRIGGER help_article_tag_search_insert ON help_center_article_tag;
DROP TRIGGER help_article_search_update ON help_center_article;
DROP FUNCTION help_center_tag_search(), help_center_article_tag_search(), help_center_article_search_update(),
  help_center_text_config(text), help_center_denied_ids(text[]),
  help_center_live(text, timestamptz, timestamptz, timestamptz), help_center_visible(text[], text[]);

ALTER TABLE help_center_article DISABLE TRIGGER help_article_touch;
UPDATE help_center_article SET search_vector = NULL WHERE search_vector IS NOT NULL;
ALTER TABLE help_center_article ENABLE TRIGGER help_article_touch;
