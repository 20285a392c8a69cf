-- How far each run of a node has written here, in each of its lanes: counted in the same transactions. Beside
-- the journal, in the data folder, the node keeps a mark of the same; a journal that has less is not the one
-- that was left.
CREATE TABLE journal_run (
  id         ${identity},
  -- Made up at each start.
  run        TEXT   NOT NULL,
  lane       TEXT   NOT NULL,
  node       TEXT   NOT NULL,
  commits    BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  -- What tells a server and its history from a copy of them. Empty where that is not known.
  server     TEXT   NOT NULL
);
CREATE UNIQUE INDEX journal_run_lane ON journal_run (run, lane);

-- One row a start with an older journal: what the lost time may have sent is asked about before it is sent.
CREATE TABLE journal_restoration (
  id          ${identity},
  run         TEXT   NOT NULL,
  restored_at BIGINT NOT NULL,
  -- Until then what comes in may have come before, in the time that is lost.
  doubt_until BIGINT NOT NULL
);
CREATE INDEX journal_restoration_until ON journal_restoration (doubt_until);

-- 1: it may have been sent in a time that the journal has lost, so it is asked about before it is sent.
ALTER TABLE entry ADD COLUMN doubt INT NOT NULL DEFAULT 0;
