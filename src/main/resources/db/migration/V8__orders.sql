-- One row an order that somebody told us of: where it stands, of all that was said, and when to ask again.
CREATE TABLE order_state (
  merchant      TEXT   NOT NULL,
  order_id      TEXT   NOT NULL,
  state         TEXT,
  type          TEXT,
  reference     TEXT,
  parent_id     TEXT,
  pre_auth      INT,
  minor_units   BIGINT,
  currency      TEXT,
  captured      BIGINT,
  refunded      BIGINT,
  disputed      INT    NOT NULL,
  steps         INT    NOT NULL,
  changed_at    BIGINT NOT NULL,
  authorized_at BIGINT,
  ask_at        BIGINT,
  ask_since     BIGINT,
  asks          INT    NOT NULL,
  asked_at      BIGINT,
  PRIMARY KEY (merchant, order_id)
);
CREATE INDEX order_parent ON order_state (merchant, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX order_ask ON order_state (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX order_authorized ON order_state (merchant, authorized_at, order_id) WHERE state = 'AUTHORIZED';

-- One row a thing that was said of an order, and by whom. The same thing said again is counted.
CREATE TABLE witness (
  id          ${identity},
  merchant    TEXT   NOT NULL,
  order_id    TEXT   NOT NULL,
  digest      TEXT   NOT NULL,
  source      TEXT   NOT NULL,
  status      TEXT   NOT NULL,
  as_of       TEXT,
  payments    INT    NOT NULL,
  failed      INT    NOT NULL,
  type        TEXT,
  reference   TEXT,
  parent_id   TEXT,
  pre_auth    INT,
  minor_units BIGINT,
  currency    TEXT,
  captured    BIGINT,
  refunded    BIGINT,
  detail      TEXT,
  first_at    BIGINT NOT NULL,
  last_at     BIGINT NOT NULL,
  times       INT    NOT NULL
);
CREATE UNIQUE INDEX witness_said ON witness (merchant, order_id, digest);

-- One row a step of an order, and what is to be done about it: an outbox.
CREATE TABLE order_event (
  id          ${identity},
  uid         TEXT   NOT NULL,
  merchant    TEXT   NOT NULL,
  order_id    TEXT   NOT NULL,
  step        INT    NOT NULL,
  from_state  TEXT,
  state       TEXT   NOT NULL,
  because     TEXT   NOT NULL,
  reference   TEXT,
  minor_units BIGINT,
  currency    TEXT,
  captured    BIGINT,
  refunded    BIGINT,
  at          BIGINT NOT NULL,
  -- When the merchant's endpoint is to be told; null when it is not, or not any more.
  endpoint_at          BIGINT,
  endpoint_tries       INT NOT NULL,
  endpoint_done_at     BIGINT,
  endpoint_given_up_at BIGINT,
  -- When the queue of events is to have it.
  queue_at             BIGINT,
  queue_tries          INT NOT NULL,
  queue_done_at        BIGINT,
  -- When it is to be seen what follows.
  follow_at            BIGINT,
  follow_tries         INT NOT NULL,
  follow_done_at       BIGINT,
  follow_given_up_at   BIGINT
);
CREATE UNIQUE INDEX order_event_step ON order_event (merchant, order_id, step);
CREATE INDEX order_event_endpoint ON order_event (endpoint_at, id) WHERE endpoint_at IS NOT NULL;
CREATE INDEX order_event_queue ON order_event (queue_at, id) WHERE queue_at IS NOT NULL;
CREATE INDEX order_event_follow ON order_event (follow_at, id) WHERE follow_at IS NOT NULL;

-- What our own calls were answered is read from the journal, when somebody looks at the order.
CREATE INDEX entry_order ON entry (merchant, order_id) WHERE order_status IS NOT NULL;
