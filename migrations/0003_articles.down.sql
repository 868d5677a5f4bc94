-- Undoes 0003.

DROP TABLE help_center_article_media, help_center_media, help_center_article_version, help_center_article_slug,
  help_center_article_tag, help_center_article, help_center_tag, help_center_category_slug, help_center_category;
DROP FUNCTION help_center_notify_article(), help_center_article_touch(), help_center_article_group(),
  help_center_article_slug_history(), help_center_category_slug_history(), help_center_category_moved(),
  help_center_category_path();
