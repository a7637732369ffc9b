-- Public space: how a tree is known to stand there, and walls, screens, fences and hedges.

-- register, bgt, detected (in laser points, an indication) or synthetic.
ALTER TABLE trees ADD COLUMN known_by text NOT NULL DEFAULT 'register';

-- What stands up from the ground beside buildings. `shape` is WKB in RD, a line or a polygon;
-- `ground_height` is NAP, `height` metres above it; `closed` tells whether it stops light and sound;
-- `height_origin` is laser or assumed.
CREATE TABLE barriers (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    shape bytea NOT NULL,
    ground_height double precision NOT NULL,
    height double precision NOT NULL,
    closed boolean NOT NULL,
    height_origin text NOT NULL,
    PRIMARY KEY (area_id, ordinal)
);
