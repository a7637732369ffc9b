"""Voorbeeldwijk: the same every time, honest about itself, and fit to build upon."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely

from twin.geo import sample
from twin.geo.addresses import split
from twin.geo.bag import dwelling_id, main_use
from twin.geo.crs import RD_BOUNDS
from twin.geo.meshes import roof_height, volume
from twin.geo.shapes import sample_terrain
from twin.model import Area, FaceClass, GroundLevel, HeightOrigin, Origin, SurfaceKind


def as_bytes(area: Area) -> bytes:
    """Everything of an area that can be drawn, as bytes."""
    assert area.terrain is not None
    parts = [area.terrain.heights.tobytes()]
    for building in area.buildings:
        assert building.mesh is not None
        parts += [
            repr(
                (building.id, building.ground_height, building.roof_height, building.year)
            ).encode(),
            shapely.to_wkb(building.footprint),
            building.mesh.vertices.tobytes(),
            building.mesh.triangles.tobytes(),
            building.mesh.classes.tobytes(),
            repr(
                [(home.id, home.address, home.floor_area) for home in building.dwellings]
            ).encode(),
        ]
    for surface in area.surfaces:
        told = (surface.id, surface.kind, surface.function, surface.material, surface.level)
        parts += [repr(told).encode(), shapely.to_wkb(surface.footprint)]
    parts += [
        repr((tree.id, tree.position.wkt, tree.height, tree.crown_radius, tree.species)).encode()
        for tree in area.trees
    ]
    return b"".join(parts)


def test_it_is_the_same_byte_for_byte(sample_area: Area) -> None:
    assert as_bytes(sample.make()) == as_bytes(sample_area)


def test_another_seed_gives_another_neighbourhood(sample_area: Area) -> None:
    assert as_bytes(sample.make(seed=1)) != as_bytes(sample_area)


def test_it_says_everywhere_that_it_is_made_up(sample_area: Area) -> None:
    assert sample_area.origin is Origin.SYNTHETIC
    assert "verzonnen" in sample_area.name
    assert all("verzonnen" in source.attribution.lower() for source in sample_area.sources)
    ids = [each.id for each in sample_area.buildings]
    ids += [each.id for each in sample_area.surfaces]
    ids += [each.id for each in sample_area.trees]
    homes = [home for each in sample_area.buildings for home in each.dwellings]
    ids += [home.id for home in homes]
    assert not any(map(dwelling_id, ids)), "no id that the BAG may have"
    assert all("verzonnen" in (home.city or "") for home in homes)
    # Dutch postcodes begin at 1000.
    assert all((home.postcode or "").startswith("0000") for home in homes)
    assert all(identity.startswith("verzonnen-") for identity in ids)
    assert len(set(ids)) == len(ids)
    assert all(each.height_origin is HeightOrigin.SYNTHETIC for each in sample_area.buildings)
    assert all(tree.origin is Origin.SYNTHETIC for tree in sample_area.trees)


def test_it_has_the_size_and_the_mix_of_a_dutch_neighbourhood(sample_area: Area) -> None:
    hectares = sample_area.boundary.area / 10_000
    assert 55 < hectares < 65
    assert 550 < len(sample_area.buildings) < 750
    uses = Counter(building.use for building in sample_area.buildings)
    assert uses["woonfunctie"] > 400
    assert uses["winkelfunctie"] >= 15
    assert uses["onderwijsfunctie"] >= 1
    assert uses["industriefunctie"] >= 5
    assert len(sample_area.trees) > 600
    heights = [building.roof_height - building.ground_height for building in sample_area.buildings]
    assert max(heights) > 30  # the chimney
    assert np.median(heights) < 10


def test_its_streets_have_addresses_as_dutch_ones_do(sample_area: Area) -> None:
    homes = [home for each in sample_area.buildings for home in each.dwellings]
    written = [split(home.address or "") for home in homes]
    assert len({home.address for home in homes}) == len(homes) > 900
    assert all(home.number for home in written)
    numbers = {home.number for home in written if home.street == "Lindestraat"}
    assert numbers >= {1, 2, 3, 4, 40}, "odd on one side, even on the other"
    assert len({home.postcode for home in homes}) == len({home.street for home in written})
    above = [home for home, told in zip(homes, written, strict=True) if told.addition]
    assert {home.uses for home in above} == {("woonfunctie",)}, "homes above shops have a letter"


def test_what_is_in_a_building_fits_in_it(sample_area: Area) -> None:
    for building in sample_area.buildings:
        assert building.use is not None
        if not building.dwellings:
            assert building.use in ("overige gebruiksfunctie", "industriefunctie")
            continue
        assert building.use == main_use(building.dwellings)
        spots = [home.position for home in building.dwellings]
        assert shapely.contains(building.footprint, spots).all()
        assert building.mesh is not None
        usable = sum(home.floor_area or 0 for home in building.dwellings)
        inside = volume(building.mesh.vertices, building.mesh.triangles)
        # From a church to homes with low attics: 2.2 m of height or more for each m² of floor.
        assert 2.2 * usable < inside, building.id
        homes = [home for home in building.dwellings if "woonfunctie" in home.uses]
        assert all(30 < (home.floor_area or 0) < 300 for home in homes), building.id
        storeys = [home.storey for home in building.dwellings]
        assert all(storey is not None and storey >= 0 for storey in storeys)
        top = building.roof_height - building.ground_height
        assert all(2.8 * (storey or 0) < top for storey in storeys), building.id


def test_its_neighbourhoods_part_it_and_its_lots_lie_apart(sample_area: Area) -> None:
    quarters = [each for each in sample_area.grounds if each.level is GroundLevel.NEIGHBOURHOOD]
    lots = [each for each in sample_area.grounds if each.level is GroundLevel.PLOT]
    assert len(quarters) == 4
    assert all("verzonnen" in each.label for each in quarters)
    assert all(each.id.startswith("verzonnen-") for each in sample_area.grounds)
    whole = shapely.union_all([each.shape for each in quarters])
    assert whole.area == pytest.approx(sum(each.shape.area for each in quarters), abs=1.0)
    assert whole.area == pytest.approx(sample_area.boundary.area, abs=1.0)
    assert len(lots) > 500
    shapes = [each.shape for each in lots]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    assert all(shapes[a].intersection(shapes[b]).area < 0.5
               for a, b in zip(first.tolist(), second.tolist(), strict=True))  # fmt: skip
    homes = {home.address: each for each in sample_area.buildings for home in each.dwellings}
    for lot in lots[:-2]:
        built = homes[lot.label.removeprefix("Kavel ")].footprint
        assert lot.shape.buffer(0.01).contains(built), lot.label


def test_its_ground_has_no_gaps_and_no_overlaps(sample_area: Area) -> None:
    level = [surface.footprint for surface in sample_area.surfaces if surface.level == 0]
    built = shapely.union_all([building.footprint for building in sample_area.buildings])
    covered = sum(shape.area for shape in level) + built.area
    # Slivers of millimetres along some hundred kilometres of edges: 20 m² is 0.003 %.
    assert covered == pytest.approx(sample_area.boundary.area, abs=20.0)
    assert shapely.union_all([*level, built]).area == pytest.approx(covered, abs=20.0)
    gaps = shapely.difference(sample_area.boundary, shapely.union_all([*level, built]))
    assert shapely.area(gaps.buffer(-0.01)) < 0.05
    assert all(surface.footprint.is_valid for surface in sample_area.surfaces)


def test_its_surfaces_speak_the_language_of_the_bgt(sample_area: Area) -> None:
    functions = {(each.kind, each.function) for each in sample_area.surfaces}
    for kind, function in (
        (SurfaceKind.WEGDEEL, "rijbaan lokale weg"),
        (SurfaceKind.WEGDEEL, "voetpad"),
        (SurfaceKind.WEGDEEL, "fietspad"),
        (SurfaceKind.WEGDEEL, "parkeervlak"),
        (SurfaceKind.WEGDEEL, "woonerf"),
        (SurfaceKind.WEGDEEL, "voetgangersgebied"),
        (SurfaceKind.ONDERSTEUNENDWEGDEEL, "berm"),
        (SurfaceKind.WATERDEEL, "waterloop"),
        (SurfaceKind.WATERDEEL, "watervlakte"),
        (SurfaceKind.OVERBRUGGINGSDEEL, "dek"),
        (SurfaceKind.BEGROEIDTERREINDEEL, "groenvoorziening"),
    ):
        assert (kind, function) in functions
    materials = {surface.material for surface in sample_area.surfaces}
    assert {"asfalt", "gebakken klinkers", "tegels", "erf", "gras- en kruidachtigen"} <= materials


def test_every_building_has_a_roof_and_stands_on_the_ground(sample_area: Area) -> None:
    assert sample_area.terrain is not None
    for building in sample_area.buildings:
        assert building.mesh is not None
        assert building.footprint.is_valid
        assert building.mesh.vertices[:, 2].min() == pytest.approx(building.ground_height, abs=1e-3)
        assert roof_height(building.mesh) == pytest.approx(building.roof_height, abs=2e-3)
        assert set(building.mesh.classes) == {FaceClass.GROUND, FaceClass.WALL, FaceClass.ROOF}
        corners = sample_terrain(sample_area.terrain, shapely.get_coordinates(building.footprint))
        assert building.ground_height <= corners.min() + 1e-3
        assert corners.max() - building.ground_height < 1.2


def test_every_building_is_closed(sample_area: Area) -> None:
    for building in sample_area.buildings:
        assert building.mesh is not None
        faces = building.mesh.triangles
        assert np.unique(building.mesh.vertices, axis=0).shape == building.mesh.vertices.shape
        ways = Counter(
            (a, b)
            for face in faces.tolist()
            for a, b in zip(face, face[1:] + face[:1], strict=True)
        )
        # Each edge exactly twice: once either way.
        assert set(ways.values()) == {1}, building.id
        assert all((b, a) in ways for a, b in ways), building.id
        corners = building.mesh.vertices[faces]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        assert np.linalg.norm(across, axis=1).min() > 1e-6, building.id
        assert volume(building.mesh.vertices, faces) > 0


def test_parts_of_a_building_become_the_shape_that_is_seen_from_outside() -> None:
    from twin.geo.envelope import enclosed
    from twin.geo.sample.draft import Frame
    from twin.geo.sample.solids import box_on, drawn_out, flat, gable

    here = Frame(100.0, 50.0, 0.3)
    house = drawn_out(here, 8.0, gable(10.0, 5.0, 9.0))
    annex = drawn_out(here.moved(0, 10.0), 6.0, flat(3.0, 3.0))
    chimney = box_on(here.moved(1.0, 4.75), 0.5, 0.5, 8.0, 10.0)
    points = np.concatenate([face.corners for face in enclosed([*house, *annex, *chimney])])
    faces = np.arange(len(points)).reshape(-1, 3)
    # The chimney stands on the ridge: of its 2 m (or more) only what is above the slopes counts.
    above = 0.25 * (10.0 - 9.0) + 0.25 * 0.125 * 4.0 / 5.0
    assert volume(points, faces) == pytest.approx(8 * 10 * 7 + 6 * 3 * 3 + above, abs=0.05)


def test_roofs_look_up_and_floors_look_down(sample_area: Area) -> None:
    for building in sample_area.buildings:
        assert building.mesh is not None
        corners = building.mesh.vertices[building.mesh.triangles]
        up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
        assert (up[building.mesh.classes == FaceClass.ROOF] > 0).all(), building.id
        assert (up[building.mesh.classes == FaceClass.GROUND] < 0).all(), building.id


def test_no_tree_grows_in_a_wall_or_in_the_water(sample_area: Area) -> None:
    wet = [s.footprint for s in sample_area.surfaces if s.kind is SurfaceKind.WATERDEEL]
    built = [building.footprint for building in sample_area.buildings]
    away = shapely.STRtree([*wet, *built])
    trunks = [tree.position for tree in sample_area.trees]
    assert len(away.query(trunks, predicate="intersects")[0]) == 0
    assert shapely.contains(sample_area.boundary, trunks).all()


def test_it_lies_in_twente(sample_area: Area) -> None:
    minx, miny, maxx, maxy = sample_area.boundary.bounds
    assert RD_BOUNDS[0] < minx < maxx < RD_BOUNDS[2]
    assert 253_000 < minx < maxx < 256_000
    assert 475_000 < miny < maxy < 478_000
    assert 20 < sample_area.reference_height < 26
