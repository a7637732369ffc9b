-- What is needed to account for every reading: where a thing may be heard, what a datastream
-- promises, what quality control noticed, and what was sent. 0010 and 0011 do the observations.

-- `profile` tells what the fields of its payload mean. Below `address`, an MQTT topic, it publishes
-- and nowhere else; NULL: its default. `alias` is its name inside payloads, `gateway` the login
-- through which it publishes; NULL: its own id. Retired: refused from that moment on.
ALTER TABLE things
    ADD COLUMN profile text,
    ADD COLUMN address text,
    ADD COLUMN alias text,
    ADD COLUMN gateway text,
    ADD COLUMN retired_at timestamptz;

-- `variant` tells a calibrated series from the raw one (NULL), `calibration` in words how it was
-- made. `counting`: of people or vehicles, and so shown in hours of ten or more only; the count of
-- an hour is the sum of its readings or, of levels, their mean (`aggregation`; the default is the
-- stricter). `retention`: how long observations are kept, NULL for as long as the twin.
ALTER TABLE datastreams
    ADD COLUMN variant text CHECK (variant ~ '^[a-z0-9_]{1,32}$'),
    ADD COLUMN calibration text,
    ADD COLUMN counting boolean NOT NULL DEFAULT false,
    ADD COLUMN aggregation text NOT NULL DEFAULT 'mean' CHECK (aggregation IN ('mean', 'sum')),
    ADD COLUMN passport jsonb,
    ADD COLUMN retention interval CHECK (retention > INTERVAL '0'),
    ADD COLUMN retired_at timestamptz;

-- A thing may have a quantity raw and calibrated.
ALTER TABLE datastreams
    DROP CONSTRAINT datastreams_thing_quantity_key,
    ADD UNIQUE NULLS NOT DISTINCT (thing, quantity, variant);

-- What is stated is what is enforced: a passport cannot name another retention than the one that
-- the database keeps to.
ALTER TABLE datastreams ADD CONSTRAINT stated_retention_is_enforced CHECK (
    passport IS NULL OR retention IS NOT DISTINCT FROM (passport ->> 'retention')::interval
);

-- Those that count in databases from before; later ones are told by who registers them.
UPDATE datastreams
SET counting = true, aggregation = CASE quantity WHEN 'vehicle_count' THEN 'sum' ELSE 'mean' END
WHERE quantity IN ('vehicle_count', 'parking_occupied');

-- What quality control noticed, as the sum of `twin.model.Flag`; it never changes a value.
ALTER TABLE latest ADD COLUMN flags smallint NOT NULL DEFAULT 0;

-- Value and unit as they were sent, of observations that lost something when converted.
CREATE TABLE originals (
    datastream_id bigint NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    sent text NOT NULL,
    PRIMARY KEY (datastream_id, phenomenon_time)
);

-- The transmissions of LoRaWAN devices that were stored: one that is repeated may have another time
-- (the gateway's, or that of reception) and is a duplicate all the same.
CREATE TABLE uplinks (
    datastream_id bigint NOT NULL,
    session text NOT NULL,
    f_cnt bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (datastream_id, session, f_cnt)
);

-- Forgotten by age.
CREATE INDEX uplinks_received_at ON uplinks (received_at);

-- `expired` is beside the identity of the ledger: what was stored before, and is deleted since its
-- retention has passed.
ALTER TABLE ledger
    DROP CONSTRAINT ledger_outcome_check,
    ADD CONSTRAINT ledger_outcome_check
        CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected', 'expired'));

-- Refusals are looked for by device when it has been registered.
CREATE INDEX dead_letters_thing ON dead_letters (thing);

-- Readings that a worker has and could not store yet, by source: {"mqtt:ttn": 12}.
ALTER TABLE workers ADD COLUMN waiting jsonb NOT NULL DEFAULT '{}';
