-- What the acquirer calls the payment, for whoever reconciles: the rest of it stands in rrn and payment_id.
ALTER TABLE entry ADD COLUMN approval_code TEXT;
ALTER TABLE entry ADD COLUMN acquirer_reference TEXT;

-- The way in of what came in no file, and the user of the broker who put it there. An API key is named in sender.
ALTER TABLE entry ADD COLUMN way TEXT;
ALTER TABLE entry ADD COLUMN given_by TEXT;
