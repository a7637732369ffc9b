-- Things (devices) and their datastreams, as SensorThings names them. Nothing here is ever thrown
-- away: observations point at datastreams for as long as there are observations.

-- A device. `area` is no foreign key: an area may be replaced, and a thing may be known earlier
-- than its area. Longitude and latitude are degrees (OGC:CRS84), both known or both unknown.
CREATE TABLE things (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_.-]{1,64}$'),
    name text NOT NULL,
    origin text NOT NULL CHECK (origin IN ('real', 'replay', 'synthetic')),
    area text,
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    height double precision,
    description text NOT NULL,
    properties jsonb NOT NULL,
    CHECK (num_nulls(longitude, latitude) IN (0, 2))
);

-- Things are asked for by area.
CREATE INDEX things_area ON things (area);

-- One quantity of one thing; the number is what observations carry.
CREATE TABLE datastreams (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thing text NOT NULL REFERENCES things,
    quantity text NOT NULL,
    UNIQUE (thing, quantity)
);
