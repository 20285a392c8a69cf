-- One row a file of commands.
CREATE TABLE batch (
  id           TEXT   NOT NULL PRIMARY KEY,
  merchant     TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  sha256       TEXT   NOT NULL,
  mode         TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  line_count   BIGINT NOT NULL,
  open_entries BIGINT NOT NULL,
  sums         TEXT   NOT NULL,
  card_numbers INT    NOT NULL,
  received_at  BIGINT NOT NULL,
  finished_at  BIGINT
);
-- The same content is accepted once, under whatever name.
CREATE UNIQUE INDEX batch_content ON batch (merchant, sha256) WHERE state <> 'REFUSED';
CREATE INDEX batch_open ON batch (received_at) WHERE state = 'OPEN';

-- One row a command: the journal, and the queue.
CREATE TABLE entry (
  id            ${identity},
  merchant      TEXT   NOT NULL,
  action        TEXT   NOT NULL,
  command_key   TEXT   NOT NULL,
  order_id      TEXT   NOT NULL,
  minor_units   BIGINT,
  currency      TEXT,
  body          TEXT   NOT NULL,
  batch_id      TEXT   NOT NULL,
  batch_line    BIGINT NOT NULL,
  state         TEXT   NOT NULL,
  due_at        BIGINT NOT NULL,
  attempts      INT    NOT NULL,
  inquiries     INT    NOT NULL,
  node          TEXT,
  ended         INT    NOT NULL,
  reason        TEXT,
  http_status   INT,
  order_status  TEXT,
  error_code    TEXT,
  error_message TEXT,
  request_id    TEXT,
  rrn           TEXT,
  accepted_at   BIGINT NOT NULL,
  sent_at       BIGINT,
  concluded_at  BIGINT
);
-- A key is carried out once.
CREATE UNIQUE INDEX entry_key ON entry (merchant, action, command_key);
-- One order, one writer.
CREATE UNIQUE INDEX entry_one_writer ON entry (merchant, order_id) WHERE state IN ('SENT', 'UNKNOWN');
CREATE INDEX entry_order_open ON entry (merchant, order_id, id) WHERE state IN ('ACCEPTED', 'SENT', 'UNKNOWN');
CREATE INDEX entry_due ON entry (batch_id, due_at, id) WHERE state = 'ACCEPTED';
CREATE INDEX entry_unknown ON entry (due_at, id) WHERE state = 'UNKNOWN';
CREATE INDEX entry_sent ON entry (sent_at) WHERE state = 'SENT';
CREATE INDEX entry_batch_line ON entry (batch_id, batch_line);

-- One row a line of a file that did not become an entry of its own: refused, or seen before.
CREATE TABLE batch_line (
  batch_id    TEXT   NOT NULL,
  line        BIGINT NOT NULL,
  merchant    TEXT   NOT NULL,
  entry_id    BIGINT,
  minor_units BIGINT,
  currency    TEXT,
  errors      TEXT   NOT NULL,
  PRIMARY KEY (batch_id, line)
);
CREATE INDEX batch_line_seen ON batch_line (entry_id) WHERE entry_id IS NOT NULL;

-- One row a move of an entry from one state to another.
CREATE TABLE entry_move (
  id         ${identity},
  merchant   TEXT   NOT NULL,
  entry_id   BIGINT NOT NULL,
  moved_at   BIGINT NOT NULL,
  from_state TEXT   NOT NULL,
  to_state   TEXT   NOT NULL,
  node       TEXT   NOT NULL,
  request_id TEXT,
  detail     TEXT
);
CREATE INDEX entry_move_entry ON entry_move (entry_id, id);
