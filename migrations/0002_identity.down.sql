-- Undoes 0002.

DROP TABLE help_center_token, help_center_user;
