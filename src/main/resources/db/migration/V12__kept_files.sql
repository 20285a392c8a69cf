-- Where the file of a batch is kept, until when it is looked at there, and how it was when it was last compared
-- with what was read; and what was found to be different.
ALTER TABLE batch ADD COLUMN kept_as TEXT;
ALTER TABLE batch ADD COLUMN compare_until BIGINT;
ALTER TABLE batch ADD COLUMN kept_size BIGINT;
ALTER TABLE batch ADD COLUMN kept_modified BIGINT;
ALTER TABLE batch ADD COLUMN differs TEXT;
ALTER TABLE batch ADD COLUMN differs_at BIGINT;
CREATE INDEX batch_compare ON batch (compare_until) WHERE compare_until IS NOT NULL;
CREATE INDEX batch_differs ON batch (differs_at) WHERE differs_at IS NOT NULL;
