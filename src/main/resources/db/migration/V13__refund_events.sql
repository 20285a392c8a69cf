-- A refund is an order of its own: whether a step is of one, and of what order, is told with it.
ALTER TABLE order_event ADD COLUMN type TEXT;
ALTER TABLE order_event ADD COLUMN parent_id TEXT;
