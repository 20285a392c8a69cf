-- The name of the API key by which a file came over HTTP; none for one that was dropped. Its lines are given by the same.
ALTER TABLE batch ADD COLUMN given_by TEXT;
