from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from tests.scene import gltf
from twin.model import Area, Origin, Surface, SurfaceKind, Thing
from twin.quantities import QUANTITIES
from twin.scene import colours
from twin.scene.compose import (
    LAYERS,
    Scene,
    SceneData,
    attribution,
    compose,
    frame_of,
    lonlat_bbox,
    mesh_layers,
    scene_meshes,
    thing_rows,
)
from twin.scene.glb import Paint, encode

MEGABYTE = 1_000_000


def a_thing(origin: Origin = Origin.SYNTHETIC, longitude: float | None = 6.79) -> Thing:
    latitude = None if longitude is None else 52.26
    return Thing("kit-1", "Kit 1", origin, ("pm25",), "voorbeeldwijk", longitude, latitude, 2.5)


def by_address(area: Area) -> Scene:
    meshes = {name: f"/scene/{name}.glb?v=1" for name in mesh_layers(area)}
    return compose(area, SceneData(meshes, "/scene/things.json"))


def test_the_app_gets_its_data_by_address(sample_area: Area) -> None:
    text = by_address(sample_area).deck.to_json()
    assert len(text) < 5_000
    layers = json.loads(text)["layers"]
    assert [layer["id"] for layer in layers] == [*LAYERS, "things"]
    for layer in layers[:3]:
        assert layer["@@type"] == "ScenegraphLayer"
        assert layer["scenegraph"] == f"/scene/{layer['id']}.glb?v=1"
        assert layer["_lighting"] == "pbr"
        assert layer["pickable"] is True
        assert layer["getOrientation"] == [0, 0, 90]
        (row,) = layer["data"]
        assert row["position"] == [*frame_of(sample_area).origin_lonlat, 0]
    assert layers[3]["data"] == "/scene/things.json"
    assert layers[3]["getPosition"] == "@@=position"


def test_a_notebook_gets_the_data_itself(delft_area: Area) -> None:
    scene = compose(delft_area, SceneData.inline(delft_area, [a_thing()]))
    assert scene.show() is scene.deck
    layers = json.loads(scene.deck.to_json())["layers"]
    assert [layer["id"] for layer in layers] == ["ground", "buildings", "trees", "things"]
    assert all(layer["scenegraph"].startswith("data:model/gltf-binary;") for layer in layers[:3])
    assert layers[3]["data"][0]["name"] == "Kit 1"
    assert "http" not in json.dumps(layers[3])


def test_an_area_has_the_layers_that_it_says_it_has(sample_area: Area) -> None:
    assert tuple(scene_meshes(sample_area)) == mesh_layers(sample_area) == LAYERS
    bare = replace(sample_area, trees=(), buildings=())
    assert tuple(scene_meshes(bare)) == mesh_layers(bare) == ("ground",)


def test_the_view_begins_inside_the_area(sample_area: Area, twente_area: Area) -> None:
    for area in (sample_area, twente_area):
        camera = by_address(area).deck.initial_view_state
        west, south, east, north = lonlat_bbox(area)
        assert west < camera.longitude < east
        assert south < camera.latitude < north
        assert 15 < camera.zoom < 18


def test_what_is_made_up_says_so(sample_area: Area, delft_area: Area) -> None:
    made_up = by_address(sample_area).notice
    assert made_up is not None
    assert "verzonnen" in made_up[0]
    assert "made up" in made_up[1]
    assert by_address(delft_area).notice is None
    again = compose(
        delft_area, SceneData({}, thing_rows(delft_area, [a_thing(Origin.REPLAY)]))
    ).notice
    assert again is not None
    assert "opnieuw" in again[0]


def test_every_source_is_named_once(delft_area: Area) -> None:
    lines = attribution(delft_area)
    assert len(set(lines)) == len(lines) > 1
    assert by_address(delft_area).attribution == lines


def test_a_thing_without_a_place_is_not_drawn(sample_area: Area) -> None:
    assert thing_rows(sample_area, [a_thing(longitude=None)]) == []
    (row,) = thing_rows(sample_area, [a_thing(longitude=None), a_thing()])
    assert row["position"][:2] == [6.79, 52.26]
    assert row["label"] == "verzonnen meter"


def test_a_thing_is_drawn_above_the_ground_where_it_stands(sample_area: Area) -> None:
    assert sample_area.terrain is not None
    heights = sample_area.terrain.heights
    hill = replace(sample_area, terrain=replace(sample_area.terrain, heights=heights + 40))
    (low,), (high,) = (thing_rows(area, [a_thing()]) for area in (sample_area, hill))
    assert high["position"][2] == pytest.approx(low["position"][2] + 40, abs=0.02)
    flat = replace(sample_area, terrain=None)
    assert thing_rows(flat, [a_thing()])[0]["position"][2] == 4.5


def test_the_legend_has_what_occurs_and_nothing_else(delft_area: Area) -> None:
    scene = compose(delft_area, SceneData({}, []))
    assert [legend.layer for legend in scene.legend] == ["ground", "buildings", "trees"]
    # Nobody registered Delft's trees: they are found, and it is said.
    assert [item.label_nl for item in scene.legend[2].items] == [
        "Boom, uit hoogtemeting (indicatie)"
    ]
    shown = {item.key for item in scene.legend[0].items}
    assert {"water", "voetpad", "terrein"} <= shown
    assert "spoorbaan" not in shown
    assert by_address(delft_area).legend[-1].layer == "things"


def test_every_kind_of_ground_has_a_colour_and_every_quantity_a_family(sample_area: Area) -> None:
    polygon = sample_area.surfaces[0].footprint
    for kind in SurfaceKind:
        assert colours.ground(Surface("x", kind, polygon)).label_nl
    for key in QUANTITIES:
        assert colours.sensor([key]).key != "anders"
    assert colours.sensor([]).key == "anders"


@pytest.mark.parametrize(
    ("kind", "function", "material", "key"),
    [
        (SurfaceKind.WEGDEEL, "fietspad", "asfalt", "fietspad"),
        (SurfaceKind.WEGDEEL, "voetpad op trap", None, "voetpad"),
        (SurfaceKind.WEGDEEL, "rijbaan lokale weg", "gebakken klinkers", "rijbaan"),
        (SurfaceKind.BEGROEIDTERREINDEEL, "groenvoorziening", "heesters", "heesters"),
        (SurfaceKind.BEGROEIDTERREINDEEL, None, "loofbos", "bos"),
        (SurfaceKind.ONBEGROEIDTERREINDEEL, None, "erf", "erf"),
        (SurfaceKind.WATERDEEL, "waterloop", None, "water"),
    ],
)
def test_ground_is_coloured_by_what_the_bgt_says(
    sample_area: Area, kind: SurfaceKind, function: str | None, material: str | None, key: str
) -> None:
    polygon = sample_area.surfaces[0].footprint
    assert colours.ground(Surface("x", kind, polygon, function, material)).key == key


def test_no_two_meanings_share_a_colour(sample_area: Area) -> None:
    items = [item for legend in by_address(sample_area).legend for item in legend.items]
    assert len({item.color for item in items}) == len(items)


def test_tints_are_few_close_and_always_the_same() -> None:
    tints = {colours.tint((190, 117, 91), f"pand-{number}") for number in range(200)}
    assert len(tints) == 5
    assert colours.tint((190, 117, 91), "pand-1") == colours.tint((190, 117, 91), "pand-1")
    assert all(abs(red - 190) <= 8 for red, _, _ in tints)


@pytest.mark.parametrize(("name", "most"), [("sample_area", 1.2), ("twente_area", 2.0)])
def test_a_scene_is_small_on_the_wire(
    name: str, most: float, request: pytest.FixtureRequest
) -> None:
    area: Area = request.getfixturevalue(name)
    sizes = {
        layer: len(gzip.compress(encode(mesh, Paint.VERTEX), 6))
        for layer, mesh in scene_meshes(area).items()
    }
    assert sum(sizes.values()) < most * MEGABYTE, sizes


def test_both_ways_of_painting_draw_the_same_triangles(delft_area: Area) -> None:
    for mesh in scene_meshes(delft_area).values():
        counts = {
            sum(len(primitive.triangles) for primitive in gltf.read(encode(mesh, paint)).primitives)
            for paint in Paint
        }
        assert len(counts) == 1
