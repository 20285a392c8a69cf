-- A batch whose calls fail waits, and says until when and why.
ALTER TABLE batch ADD COLUMN held_until BIGINT;
ALTER TABLE batch ADD COLUMN held_reason TEXT;
CREATE INDEX batch_held ON batch (held_until) WHERE state = 'HELD';
CREATE INDEX batch_unfinished ON batch (received_at) WHERE state IN ('OPEN', 'HELD');
