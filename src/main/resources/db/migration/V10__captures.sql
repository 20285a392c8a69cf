-- A capture of less than what is held is meant: its sender says so. What was accepted one by one before spelt it out.
ALTER TABLE entry ADD COLUMN partial INT NOT NULL DEFAULT 0;
UPDATE entry SET partial = 1 WHERE batch_id = '' AND state IN ('ACCEPTED', 'HELD', 'SENT', 'UNKNOWN');

-- What the order is worth in minor units, and the id of its payment, as Plural says.
ALTER TABLE entry ADD COLUMN order_amount BIGINT;
ALTER TABLE entry ADD COLUMN payment_id TEXT;

-- When Plural is to be asked what the order is worth: until that is known the entry is not sent.
ALTER TABLE entry ADD COLUMN look_at BIGINT;
CREATE INDEX entry_look ON entry (batch_id, look_at) WHERE look_at IS NOT NULL;

-- Of how many lines of a file that is asked: SAMPLE or ALL; null when of none.
ALTER TABLE batch ADD COLUMN look TEXT;
CREATE INDEX batch_looking ON batch (received_at) WHERE state = 'LOOKING';

-- The key of what was taken back before it was sent may come again.
DROP INDEX entry_key;
CREATE UNIQUE INDEX entry_key ON entry (merchant, action, command_key) WHERE state <> 'WITHDRAWN';
CREATE INDEX entry_withdrawn ON entry (merchant, action, command_key, id) WHERE state = 'WITHDRAWN';
-- Up to which line it was handed out what is to be asked; null when nothing more is.
ALTER TABLE batch ADD COLUMN look_line BIGINT;
