-- The orders that refused lines of a file seem to be of, while the file is read: no other line of it may carry one out.
CREATE TABLE refused_order (
  batch_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (batch_id, order_id)
);
