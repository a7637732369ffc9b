-- name: delete_area
-- Take away an area with all that stands in it; things and observations stay.
DELETE FROM areas WHERE id = %(id)s;

-- name: insert_area
-- An area without what stands in it; its content is as it is since now, unless told.
INSERT INTO areas (
    id, name, origin, boundary, reference_height, sources, report, fingerprint, changed_at
)
VALUES (
    %(id)s, %(name)s, %(origin)s, %(boundary)s, %(reference_height)s, %(sources)s::jsonb,
    %(report)s::jsonb, %(fingerprint)s, coalesce(%(changed_at)s::timestamptz, now())
);

-- name: insert_buildings
-- Buildings, numbered in the order in which they are given.
INSERT INTO buildings (
    area_id, ordinal, id, footprint, ground_height, roof_height, height_origin, height_error, year,
    status, use, mesh_vertices, mesh_triangles, mesh_classes, measured_in, point_density
)
SELECT
    %(area)s, ordinal, id, footprint, ground_height, roof_height, height_origin, height_error, year,
    status, use, mesh_vertices, mesh_triangles, mesh_classes, measured_in, point_density
FROM unnest(
    %(id)b::text[], %(footprint)b::bytea[], %(ground_height)b::double precision[],
    %(roof_height)b::double precision[], %(height_origin)b::text[],
    %(height_error)b::double precision[], %(year)b::integer[], %(status)b::text[], %(use)b::text[],
    %(mesh_vertices)b::bytea[], %(mesh_triangles)b::bytea[], %(mesh_classes)b::bytea[],
    %(measured_in)b::integer[], %(point_density)b::double precision[]
) WITH ORDINALITY AS new (
    id, footprint, ground_height, roof_height, height_origin, height_error, year, status, use,
    mesh_vertices, mesh_triangles, mesh_classes, measured_in, point_density, ordinal
);

-- name: insert_planned
-- Planned buildings, numbered in the order in which they are given.
INSERT INTO planned_buildings (area_id, ordinal, id, footprint, status, year, use)
SELECT %(area)s, ordinal, id, footprint, status, year, use
FROM unnest(
    %(id)b::text[], %(footprint)b::bytea[], %(status)b::text[], %(year)b::integer[],
    %(use)b::text[]
) WITH ORDINALITY AS new (id, footprint, status, year, use, ordinal);

-- name: insert_dwellings
-- Dwellings, numbered in the order in which they are given; `uses` has commas between.
INSERT INTO dwellings (
    area_id, ordinal, building_id, id, uses, floor_area, address, postcode, city, status, position,
    storey
)
SELECT
    %(area)s, ordinal, building_id, id, string_to_array(uses, ','), floor_area, address, postcode,
    city, status, position, storey
FROM unnest(
    %(building)b::text[], %(id)b::text[], %(uses)b::text[], %(floor_area)b::integer[],
    %(address)b::text[], %(postcode)b::text[], %(city)b::text[], %(status)b::text[],
    %(position)b::bytea[], %(storey)b::integer[]
) WITH ORDINALITY AS new (
    building_id, id, uses, floor_area, address, postcode, city, status, position, storey, ordinal
);

-- name: insert_surfaces
-- Pieces of ground, numbered in the order in which they are given.
INSERT INTO surfaces (area_id, ordinal, id, kind, footprint, function, material, level)
SELECT %(area)s, ordinal, id, kind, footprint, function, material, level
FROM unnest(
    %(id)b::text[], %(kind)b::text[], %(footprint)b::bytea[], %(function)b::text[],
    %(material)b::text[], %(level)b::integer[]
) WITH ORDINALITY AS new (id, kind, footprint, function, material, level, ordinal);

-- name: insert_trees
-- Trees, numbered in the order in which they are given.
INSERT INTO trees (
    area_id, ordinal, id, position, ground_height, height, crown_radius, species, origin, sizes,
    known_by
)
SELECT
    %(area)s, ordinal, id, position, ground_height, height, crown_radius, species, origin, sizes,
    known_by
FROM unnest(
    %(id)b::text[], %(position)b::bytea[], %(ground_height)b::double precision[],
    %(height)b::double precision[], %(crown_radius)b::double precision[], %(species)b::text[],
    %(origin)b::text[], %(sizes)b::text[], %(known_by)b::text[]
) WITH ORDINALITY AS new (
    id, position, ground_height, height, crown_radius, species, origin, sizes, known_by, ordinal
);

-- name: insert_barriers
-- Walls, screens, fences and hedges, numbered in the order in which they are given.
INSERT INTO barriers (
    area_id, ordinal, id, kind, shape, ground_height, height, closed, height_origin
)
SELECT %(area)s, ordinal, id, kind, shape, ground_height, height, closed, height_origin
FROM unnest(
    %(id)b::text[], %(kind)b::text[], %(shape)b::bytea[], %(ground_height)b::double precision[],
    %(height)b::double precision[], %(closed)b::boolean[], %(height_origin)b::text[]
) WITH ORDINALITY AS new (
    id, kind, shape, ground_height, height, closed, height_origin, ordinal
);

-- name: insert_grounds
-- Neighbourhoods, districts and parcels, numbered in the order in which they are given.
INSERT INTO grounds (area_id, ordinal, level, id, label, shape)
SELECT %(area)s, ordinal, level, id, label, shape
FROM unnest(
    %(level)b::text[], %(id)b::text[], %(label)b::text[], %(shape)b::bytea[]
) WITH ORDINALITY AS new (level, id, label, shape, ordinal);

-- name: insert_terrain
-- The ground heights of an area.
INSERT INTO terrains (area_id, x0, y0, cell, row_count, column_count, heights, method)
VALUES (
    %(area)s, %(x0)s, %(y0)s, %(cell)s, %(row_count)s, %(column_count)s, %(heights)b, %(method)s
);

-- name: area
-- An area without what stands in it.
SELECT name, origin, boundary, reference_height, sources, report FROM areas WHERE id = %(id)s;

-- name: buildings
-- The buildings of an area, in the order in which they were saved.
SELECT
    id, footprint, ground_height, roof_height, height_origin, height_error, year, status, use,
    mesh_vertices, mesh_triangles, mesh_classes, measured_in, point_density
FROM buildings
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: planned
-- The planned buildings of an area, in the order in which they were saved.
SELECT id, footprint, status, year, use
FROM planned_buildings
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: dwellings
-- The dwellings of an area, in the order in which they were saved.
SELECT building_id, id, uses, floor_area, address, postcode, city, status, position, storey
FROM dwellings
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: surfaces
-- The pieces of ground of an area, in the order in which they were saved.
SELECT id, kind, footprint, function, material, level
FROM surfaces
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: trees
-- The trees of an area, in the order in which they were saved.
SELECT id, position, ground_height, height, crown_radius, species, origin, sizes, known_by
FROM trees
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: barriers
-- The walls, screens, fences and hedges of an area, in the order in which they were saved.
SELECT id, kind, shape, ground_height, height, closed, height_origin
FROM barriers
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: grounds
-- The neighbourhoods, districts and parcels of an area, in the order in which they were saved.
SELECT level, id, label, shape
FROM grounds
WHERE area_id = %(id)s
ORDER BY ordinal;

-- name: terrain
-- The ground heights of an area, if they are known.
SELECT x0, y0, cell, row_count, column_count, heights, method
FROM terrains
WHERE area_id = %(id)s;

-- name: list_areas
-- All areas with the number of things of each kind in them.
SELECT
    id, name, origin, boundary, reference_height, saved_at, changed_at,
    (SELECT count(*) FROM buildings WHERE area_id = areas.id),
    (SELECT count(*) FROM surfaces WHERE area_id = areas.id),
    (SELECT count(*) FROM trees WHERE area_id = areas.id)
FROM areas
ORDER BY id;

-- name: fingerprint
-- What the files of an area looked like when it was saved.
SELECT fingerprint FROM areas WHERE id = %(id)s;
