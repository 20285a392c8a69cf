-- When an order was first seen that shows no trace of the last call, and every look since agreed.
ALTER TABLE entry ADD COLUMN no_trace_since BIGINT;
