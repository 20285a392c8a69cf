-- What makes something new has no order yet, and keeps no other one waiting.
DROP INDEX entry_one_writer;
CREATE UNIQUE INDEX entry_one_writer ON entry (merchant, order_id)
  WHERE state IN ('SENT', 'UNKNOWN') AND order_id <> '';

-- The whole of what Plural is sent, encrypted, where the body has card data masked. Until the outcome.
ALTER TABLE entry ADD COLUMN sealed TEXT;
-- Who gave the instruction, where it was no file.
ALTER TABLE entry ADD COLUMN sender TEXT;

-- One row a further name of a command: an Idempotency-Key beside its merchant reference.
CREATE TABLE entry_alias (
  merchant TEXT   NOT NULL,
  action   TEXT   NOT NULL,
  alias    TEXT   NOT NULL,
  entry_id BIGINT NOT NULL,
  PRIMARY KEY (merchant, action, alias)
);

-- One row a command whose sender wants to know what Plural answered.
CREATE TABLE answer (
  entry_id    BIGINT NOT NULL PRIMARY KEY,
  merchant    TEXT   NOT NULL,
  http_status INT    NOT NULL,
  body        TEXT   NOT NULL
);
