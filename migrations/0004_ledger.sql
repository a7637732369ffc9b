-- The ledger: received = stored + duplicate + rejected, counted in the transaction of the data.

-- Running totals in readings; an unreadable message counts as one. `reason` is empty unless
-- `outcome` is 'rejected'. 'received' is counted on its own, so that the sum can be checked.
CREATE TABLE ledger (
    source text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected')),
    reason text NOT NULL DEFAULT '',
    count bigint NOT NULL CHECK (count >= 0),
    PRIMARY KEY (source, outcome, reason),
    CHECK ((outcome = 'rejected') = (reason <> ''))
);

-- What was refused, with enough to find out why. `payload` is the beginning of the message;
-- `payload_size` is its whole size in bytes.
CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    received_at timestamptz NOT NULL,
    topic text NOT NULL,
    payload bytea NOT NULL,
    payload_size integer NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    thing text
);

-- The newest refusals are looked at first.
CREATE INDEX dead_letters_received_at ON dead_letters (received_at);

-- The last sign of life of each ingest worker; `broker` has no credentials in it.
CREATE TABLE workers (
    id text PRIMARY KEY,
    broker text NOT NULL,
    connected boolean NOT NULL,
    received bigint NOT NULL,
    stored bigint NOT NULL,
    at timestamptz NOT NULL
) WITH (fillfactor = 50);
