-- Neighbourhoods, districts and parcels in an area, in the order in which they were saved. `shape` is
-- WKB in RD, cut at the boundary of the area; `level` is wijk, buurt, bouwveld or kavel.
CREATE TABLE grounds (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    level text NOT NULL,
    id text NOT NULL,
    label text NOT NULL,
    shape bytea NOT NULL,
    PRIMARY KEY (area_id, ordinal)
);
