-- What the BAG registers in buildings, what it says is coming, and how heights and sizes are known.

-- Year of the flight that a roof height comes from and its laser points per m²; NULL when nobody
-- measured or tells.
ALTER TABLE buildings ADD COLUMN measured_in integer;
ALTER TABLE buildings ADD COLUMN point_density double precision;

-- How height and crown are known: register, class, estimated or synthetic.
ALTER TABLE trees ADD COLUMN sizes text NOT NULL DEFAULT 'estimated';

-- Panden with a permit or under construction: without height, and no part of any answer on today.
CREATE TABLE planned_buildings (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    id text NOT NULL,
    footprint bytea NOT NULL,
    status text NOT NULL,
    year integer,
    use text,
    PRIMARY KEY (area_id, ordinal),
    UNIQUE (area_id, id)
);

-- Verblijfsobjecten, in the order of the buildings and planned buildings that they are in.
-- `building_id` is one of those: which, the area tells, so there is no foreign key.
CREATE TABLE dwellings (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    building_id text NOT NULL,
    id text NOT NULL,
    uses text[] NOT NULL,
    floor_area integer,
    address text,
    postcode text,
    city text,
    status text,
    position bytea,
    PRIMARY KEY (area_id, ordinal),
    UNIQUE (area_id, id)
);
