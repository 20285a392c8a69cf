-- Parked: nobody could say for so long what became of it. It stays UNKNOWN, and is asked about ever more rarely.
ALTER TABLE entry ADD COLUMN parked_at BIGINT;
CREATE INDEX entry_parked ON entry (merchant, order_id) WHERE parked_at IS NOT NULL;

-- HELD behind a parked entry of the same order: the id of that entry.
ALTER TABLE entry ADD COLUMN waits_for BIGINT;
CREATE INDEX entry_waits ON entry (merchant, order_id, id) WHERE waits_for IS NOT NULL;

-- How many of the open entries are parked or wait behind one; nothing else open, and the batch is reported.
ALTER TABLE batch ADD COLUMN parked_entries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN amendments INT NOT NULL DEFAULT 0;
CREATE INDEX batch_reported ON batch (received_at) WHERE state = 'REPORTED';

-- One row a line that stands in a result file without a final outcome, until an amendment tells it.
CREATE TABLE batch_open_line (
  batch_id TEXT   NOT NULL,
  line     BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  PRIMARY KEY (batch_id, line)
);
