-- Observations: what was measured, written once and never changed.

-- The primary key is what makes storing idempotent: the same reading sent twice is stored once.
-- There is no foreign key to datastreams, because a trigger per row would cost a third of the
-- ingest speed; `store_batch` checks a whole batch in one query, and nobody may delete datastreams.
CREATE TABLE observations (
    datastream_id bigint NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    value double precision NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (datastream_id, phenomenon_time)
);

-- The newest observation of each datastream, so that a page of live values needs no search.
-- Half of each page stays free and `stored_at` has no index, so that updates stay in place (HOT).
CREATE TABLE latest (
    datastream_id bigint PRIMARY KEY REFERENCES datastreams,
    phenomenon_time timestamptz NOT NULL,
    value double precision NOT NULL,
    received_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- One row that every batch moves forward before it touches `latest`. Its lock, held until the
-- commit, makes `stored_at` rise in the order of commits even when the wall clock steps back: a
-- reader who has seen one moment has seen everything before it.
CREATE TABLE live_clock (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    stored_at timestamptz NOT NULL
);

-- The clock starts at the beginning.
INSERT INTO live_clock (stored_at) VALUES ('-infinity');
