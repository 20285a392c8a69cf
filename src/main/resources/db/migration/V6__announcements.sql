-- One row a message whose sender is to be told what became of it. The same message is told once.
CREATE TABLE announcement (
  id             ${identity},
  merchant       TEXT   NOT NULL,
  door           TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  reply_to       TEXT   NOT NULL,
  correlation_id TEXT   NOT NULL,
  -- The name of the command by which its sender asks for it.
  name           TEXT   NOT NULL,
  -- Null when there is no command.
  entry_id       BIGINT,
  -- What is told when there is none.
  refusal        TEXT,
  -- Null while there is nothing to tell, or nothing any more.
  due_at         BIGINT,
  tries          INT    NOT NULL,
  told_at        BIGINT
);
CREATE UNIQUE INDEX announcement_message ON announcement (merchant, door, message_id);
CREATE INDEX announcement_entry ON announcement (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX announcement_due ON announcement (door, due_at, id) WHERE due_at IS NOT NULL;

-- One row a content that could not be accepted, however often it came: until it lies in the queue for such.
CREATE TABLE parked_message (
  id             ${identity},
  merchant       TEXT   NOT NULL,
  door           TEXT   NOT NULL,
  digest         TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  correlation_id TEXT   NOT NULL,
  -- As it came, card data masked. Empty once it lies there.
  content        TEXT   NOT NULL,
  reason         TEXT   NOT NULL,
  due_at         BIGINT,
  tries          INT    NOT NULL,
  parked_at      BIGINT
);
CREATE UNIQUE INDEX parked_message_content ON parked_message (merchant, door, digest);
CREATE INDEX parked_message_due ON parked_message (door, due_at, id) WHERE due_at IS NOT NULL;
