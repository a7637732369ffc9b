"""Public space: what it is for and of, what rain and heat do there, and what stands around it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString, box
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from twin.geo import bgt
from twin.geo.barriers import raise_barriers
from twin.geo.canopy import Tops, canopy_over
from twin.geo.shapes import sample_terrain
from twin.geo.space import Cover, LandCover, Use, classify, unknown
from twin.geo.standing import MappedBarrier
from twin.geo.terrain import Points, ground_from_points, read_points
from twin.model import Area, BarrierHeight, Surface, SurfaceKind, Terrain

X, Y = 252_000.0, 476_000.0
FIELD = box(X, Y, X + 60, Y + 40)
FLAT = Terrain(X, Y, 1.0, np.full((41, 61), 20.0, dtype=np.float32), "flat")


def piece(kind: SurfaceKind, function: str | None = None, material: str | None = None) -> Surface:
    return Surface("s", kind, FIELD, function, material)


@pytest.mark.parametrize(
    ("function", "material", "use", "walkable", "cover", "assumed"),
    [
        ("voetpad", "tegels", Use.WALKING, True, Cover.BLOCKS, False),
        ("woonerf", "gebakken klinkers", Use.WALKING, True, Cover.BLOCKS, False),
        ("rijbaan lokale weg", "asfalt", Use.CARRIAGEWAY, False, Cover.CLOSED, False),
        ("fietspad", "half verhard", Use.CYCLING, False, Cover.HALF, False),
        ("parkeervlak", "grasklinkers", Use.PARKING, False, Cover.OPEN_BLOCKS, False),
        ("OV-baan", "gesloten verharding", Use.TRANSIT, False, Cover.CLOSED, False),
        ("voetpad", None, Use.WALKING, True, Cover.BLOCKS, True),
        (None, "asfalt", Use.CARRIAGEWAY, False, Cover.CLOSED, True),
        ("iets nieuws", "iets nieuws", Use.CARRIAGEWAY, False, Cover.BLOCKS, True),
    ],
)
def test_roads_are_classed_by_function_and_cover(
    function: str | None,
    material: str | None,
    use: Use,
    walkable: bool,
    cover: Cover,
    assumed: bool,
) -> None:
    found = classify(piece(SurfaceKind.WEGDEEL, function, material))
    assert (found.use, found.walkable, found.cover, found.assumed) == (
        use, walkable, cover, assumed,
    )  # fmt: skip


def test_rain_runs_off_stone_more_than_off_gravel_and_off_gravel_more_than_off_grass() -> None:
    asphalt, blocks, gravel, sand, grass = (
        classify(piece(SurfaceKind.ONBEGROEIDTERREINDEEL, None, material))
        for material in (
            "gesloten verharding", "open verharding", "half verhard", "onverhard", "gras",
        )
    )  # fmt: skip
    assert [asphalt.runoff, blocks.runoff, gravel.runoff, sand.runoff, grass.runoff] == [
        0.9, 0.75, 0.6, 0.2, 0.1,
    ]  # fmt: skip
    assert asphalt.sealed == 1 > blocks.sealed > gravel.sealed > sand.sealed == grass.sealed == 0


def test_heat_follows_what_covers_the_ground() -> None:
    green = SurfaceKind.BEGROEIDTERREINDEEL
    assert classify(piece(green, "loofbos")).heat is LandCover.TREES
    assert classify(piece(green, "groenvoorziening", "heesters")).heat is LandCover.SHRUBS
    assert classify(piece(green, "groenvoorziening")).heat is LandCover.LOW_PLANTS
    assert classify(piece(SurfaceKind.WATERDEEL, "waterloop")).heat is LandCover.WATER
    assert classify(piece(SurfaceKind.WEGDEEL, "voetpad", "zand")).heat is LandCover.BARE_SOIL


def test_parks_are_walked_in_and_fields_yards_and_water_are_not() -> None:
    green = SurfaceKind.BEGROEIDTERREINDEEL
    assert classify(piece(green, "groenvoorziening")).walkable
    assert not classify(piece(green, "bouwland")).walkable
    assert not classify(piece(SurfaceKind.WATERDEEL)).walkable
    yard = classify(piece(SurfaceKind.ONBEGROEIDTERREINDEEL, None, "erf"))
    assert (yard.use, yard.walkable, yard.assumed) == (Use.YARD, False, True)


def test_every_kind_of_surface_has_a_class_with_shares_between_none_and_all() -> None:
    for kind in SurfaceKind:
        found = classify(piece(kind))
        assert 0 <= found.sealed <= 1
        assert 0 <= found.runoff <= 1


def test_delft_and_hilversum_say_what_they_are_covered_with_but_for_their_yards(
    shared: Path,
) -> None:
    for folder, pattern, yards in (("delft/bgt", "*.sqlite", 42), ("hilversum-bgt", "*.gml", 26)):
        surfaces = bgt.read(sorted((shared / folder).glob(pattern))).surfaces
        assert unknown(surfaces) == (("onbegroeidterreindeel ? / erf", yards),)


def test_the_report_counts_what_is_assumed(delft_area: Area) -> None:
    (note,) = [each for each in delft_area.report.notes if "assumed" in each]
    assert note.startswith("Of 42 of 422 pieces of ground")


def write(folder: Path, name: str, *features: tuple[BaseGeometry, dict[str, str]]) -> Path:
    path = folder / f"{name}.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
                "features": [
                    {"type": "Feature", "properties": facts, "geometry": mapping(shape)}
                    for shape, facts in features
                ],
            }
        )
    )
    return path


def test_walls_and_fences_are_kept_as_lines_and_quays_are_not(tmp_path: Path) -> None:
    line = LineString([(X, Y), (X + 10, Y)])
    path = write(
        tmp_path, "scheiding_lijn",
        (line, {"lokaal_id": "a", "type": "muur"}),
        (line, {"lokaal_id": "b", "type": "niet-bgt", "plus_type": "draadraster"}),
        (line, {"lokaal_id": "c", "type": "kademuur"}),
        (line, {"lokaal_id": "d", "type": "hek", "relatieve_hoogteligging": "1"}),
    )  # fmt: skip
    found = bgt.read([path])
    assert [(each.id, each.kind) for each in found.barriers] == [
        ("a", "muur"),
        ("b", "draadraster"),
    ]
    assert {(each.reason, each.count) for each in found.left_out} == {
        ("line, point or sliver: no polygon", 2),
        ("wall or fence on a bridge or underground", 1),
    }


def test_trees_of_the_bgt_are_points_and_other_plants_are_not_trees(tmp_path: Path) -> None:
    path = write(
        tmp_path, "vegetatieobject_punt",
        (shapely.Point(X, Y), {"lokaal_id": "t", "type": "niet-bgt", "plus_type": "boom"}),
        (shapely.Point(X, Y), {"lokaal_id": "u", "type": "niet-bgt", "plus_type": "haag"}),
    )  # fmt: skip
    (tree,) = bgt.read([path]).trees
    assert (tree.id, tree.x, tree.y) == ("t", X, Y)


def test_fences_of_hilversum_come_as_lines_out_of_gml(shared: Path) -> None:
    found = bgt.read([shared / "hilversum-bgt" / "bgt_scheiding.gml"])
    lines = [each for each in found.barriers if isinstance(each.shape, LineString)]
    assert (len(lines), len(found.barriers)) == (329, 342)
    assert {each.kind for each in found.barriers} == {"hek", "muur", "draadraster"}


def test_a_wall_that_the_laser_sees_has_that_height_and_another_is_assumed() -> None:
    tops = Tops((X, Y, X + 60, Y + 40))
    along = np.arange(X + 5, X + 25, 0.1)
    tops.add(along, np.full_like(along, Y + 10), np.full_like(along, 23.2), along < 0)
    canopy = canopy_over(tops, FLAT, [])
    seen = MappedBarrier("a", "muur", LineString([(X + 5, Y + 10), (X + 25, Y + 10)]))
    hidden = MappedBarrier("b", "hek", LineString([(X + 5, Y + 30), (X + 25, Y + 30)]))
    away = MappedBarrier("c", "muur", LineString([(X + 5, Y + 90), (X + 25, Y + 90)]))
    wall, fence = raise_barriers([seen, hidden, away], FIELD, FLAT, canopy)
    assert (wall.height, wall.closed, wall.height_origin) == (3.2, True, BarrierHeight.LASER)
    assert (fence.height, fence.closed, fence.height_origin) == (1.0, False, BarrierHeight.ASSUMED)
    assert wall.ground_height == 20


def test_leaves_over_a_wall_do_not_make_it_higher() -> None:
    tops = Tops((X, Y, X + 60, Y + 40))
    rng = np.random.default_rng(1)
    x = rng.uniform(X + 5, X + 25, 400)
    tops.add(x, np.full_like(x, Y + 10), rng.uniform(21, 29, 400), x > 0)
    wall = MappedBarrier("a", "muur", LineString([(X + 5, Y + 10), (X + 25, Y + 10)]))
    (found,) = raise_barriers([wall], FIELD, FLAT, canopy_over(tops, FLAT, []))
    assert (found.height, found.height_origin) == (2.0, BarrierHeight.ASSUMED)


def test_the_deck_of_a_bridge_does_not_raise_the_ground_below_it() -> None:
    deck = box(X + 25, Y, X + 35, Y + 40)
    x, y = (each.ravel() for each in np.mgrid[X : X + 60 : 0.5, Y : Y + 40 : 0.5])
    on = shapely.contains_xy(deck, x, y)
    z = np.where(on, 26.0, 20.0)
    # Points of the deck that the AHN calls ground, as some of Delft's.
    points = Points(
        np.column_stack([x, y, z]), np.zeros(len(x), np.bool_), np.zeros(len(x), np.int16),
        len(x), None,
    )  # fmt: skip
    ground = ground_from_points(points, (X, Y, X + 60, Y + 40), [deck])
    assert sample_terrain(ground.terrain, [(X + 30, Y + 20)]) == pytest.approx(20, abs=0.01)


def test_bridges_of_delft_are_open(shared: Path, delft_area: Area) -> None:
    decks = [s for s in delft_area.surfaces if s.kind is SurfaceKind.OVERBRUGGINGSDEEL]
    assert len(decks) == 3
    assert all(deck.level > 0 for deck in decks)
    bounds = (84_800.0, 447_400.0, 85_090.0, 447_760.0)
    points = read_points(sorted((shared / "delft" / "ahn3").glob("*.laz")), bounds)
    raised = ground_from_points(points, bounds, []).terrain
    assert delft_area.terrain is not None
    lower = []
    for deck in decks:
        cells = shapely.get_coordinates(shapely.segmentize(deck.footprint.buffer(-0.5), 1.0))
        lower.append(
            float(
                np.mean(sample_terrain(raised, cells) - sample_terrain(delft_area.terrain, cells))
            )
        )
    # The AHN calls parts of two decks ground; of the third it calls none so.
    assert min(lower) > -0.05
    assert max(lower) > 0.1
