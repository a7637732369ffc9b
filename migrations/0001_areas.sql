-- Areas: the ground, its buildings and its trees, as read from files. Written by the owner only,
-- replaced whole when an area is loaded again. Geometry is WKB in RD New (EPSG:28992), heights are
-- NAP; an area fits in memory, where shapely does the spatial work, so PostGIS is not needed.

-- One row per development area. `fingerprint` tells whether the files behind it have changed.
CREATE TABLE areas (
    id text PRIMARY KEY,
    name text NOT NULL,
    origin text NOT NULL CHECK (origin IN ('real', 'replay', 'synthetic')),
    boundary bytea NOT NULL,
    reference_height double precision NOT NULL,
    sources jsonb NOT NULL,
    report jsonb NOT NULL,
    fingerprint text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now()
);

-- Buildings in file order (`ordinal`), so that an area reads back as it was saved. The three mesh
-- columns are little-endian arrays, all present (LoD 2.2) or all NULL (a prism is drawn):
-- vertices (n, 3) float64, triangles (m, 3) int32, classes (m,) uint8.
CREATE TABLE buildings (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    id text NOT NULL,
    footprint bytea NOT NULL,
    ground_height double precision NOT NULL,
    roof_height double precision NOT NULL,
    height_origin text NOT NULL,
    height_error double precision,
    year integer,
    status text,
    use text,
    mesh_vertices bytea,
    mesh_triangles bytea,
    mesh_classes bytea,
    PRIMARY KEY (area_id, ordinal),
    UNIQUE (area_id, id),
    CHECK (num_nulls(mesh_vertices, mesh_triangles, mesh_classes) IN (0, 3))
);

-- Pieces of ground from the BGT. One BGT object may come in parts, so `id` is not unique.
CREATE TABLE surfaces (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    footprint bytea NOT NULL,
    function text,
    material text,
    level integer NOT NULL,
    PRIMARY KEY (area_id, ordinal)
);

-- Trees; sizes in metres.
CREATE TABLE trees (
    area_id text NOT NULL REFERENCES areas ON DELETE CASCADE,
    ordinal integer NOT NULL,
    id text NOT NULL,
    position bytea NOT NULL,
    ground_height double precision NOT NULL,
    height double precision NOT NULL,
    crown_radius double precision NOT NULL,
    species text,
    origin text NOT NULL CHECK (origin IN ('real', 'replay', 'synthetic')),
    PRIMARY KEY (area_id, ordinal)
);

-- Ground heights on a grid: at most one per area. `heights` is (row_count, column_count) float32,
-- little-endian, the southern row first.
CREATE TABLE terrains (
    area_id text PRIMARY KEY REFERENCES areas ON DELETE CASCADE,
    x0 double precision NOT NULL,
    y0 double precision NOT NULL,
    cell double precision NOT NULL CHECK (cell > 0),
    row_count integer NOT NULL,
    column_count integer NOT NULL,
    heights bytea NOT NULL,
    method text NOT NULL
);
