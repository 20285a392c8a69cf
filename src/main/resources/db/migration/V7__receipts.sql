-- One row a message of Plural's that was genuine: a callback, or a webhook. Card data in it is masked.
CREATE TABLE receipt (
  id            ${identity},
  merchant      TEXT   NOT NULL,
  kind          TEXT   NOT NULL,
  uid           TEXT   NOT NULL,
  way           TEXT   NOT NULL,
  order_id      TEXT   NOT NULL,
  said          TEXT   NOT NULL,
  error_code    TEXT,
  error_message TEXT,
  body          TEXT   NOT NULL,
  state         TEXT   NOT NULL,
  received_at   BIGINT NOT NULL,
  due_at        BIGINT NOT NULL,
  done_at       BIGINT
);
-- The id of a webhook, or what a callback said: each is worked off once.
CREATE UNIQUE INDEX receipt_uid ON receipt (merchant, kind, uid);
CREATE INDEX receipt_due ON receipt (due_at, id) WHERE state = 'WAITING';
CREATE INDEX receipt_done ON receipt (received_at) WHERE state = 'DONE';
