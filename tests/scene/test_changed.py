"""A plan that only changes use and traffic shows in the scene, its legend and its notice."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from twin.model import (
    Area,
    ChangeUse,
    Programme,
    SetHeight,
    SetTraffic,
    SurfaceKind,
    Use,
    VehicleClass,
)
from twin.scene import colours
from twin.scene.compose import legend, notice, same_meshes, scene_meshes
from twin.scene.mesh import PaintedMesh
from twin.sim.scenario.apply import apply

LIGHT = ((VehicleClass.LIGHT, 900.0),)
SHOP = Programme(uses=((Use.SHOP, 80.0),))


def painted(mesh: PaintedMesh, identification: str) -> set[tuple[int, ...]]:
    mine = mesh.features == mesh.ids.index(identification)
    return {tuple(int(channel) for channel in color) for color in mesh.colours[mine]}


def named(area: Area) -> set[str]:
    return {item.key for part in legend(area) for item in part.items}


def test_another_use_has_a_colour_and_words(sample_area: Area) -> None:
    one, two, three = (building.id for building in sample_area.buildings[:3])
    edits = (ChangeUse(one, SHOP), ChangeUse(two, SHOP), SetHeight(two, height=20.0))
    area = apply(sample_area, edits)
    mesh = scene_meshes(area, known=("ground", "trees"))["buildings"]
    wall, roof = (
        colours.tint(colours.REUSED_WALL, one, 0.03),
        {colours.tint(colours.REUSED.color, one, spread) for spread in (0.04, 0.08)},
    )
    assert wall in painted(mesh, one)
    assert painted(mesh, one) - {wall} <= roof
    assert colours.tint(colours.DESIGN.color, two) in painted(mesh, two)  # higher as well
    assert colours.tint(colours.REUSED_WALL, two, 0.03) in painted(mesh, two)
    assert colours.tint(colours.WALL.color, three, 0.03) in painted(mesh, three)
    assert "ander-gebruik" in named(area) - named(sample_area)
    told = notice(area)
    assert told is not None
    assert told[0].startswith("Dit is een plan")


def test_other_traffic_has_a_colour_and_words(sample_area: Area) -> None:
    roads = [each.id for each in sample_area.surfaces if each.kind is SurfaceKind.WEGDEEL]
    middle = sample_area.boundary.centroid
    along = LineString([(middle.x - 30, middle.y), (middle.x, middle.y), (middle.x, middle.y + 20)])
    area = apply(
        sample_area,
        (
            SetTraffic("plan-weg", LIGHT, 30.0, surfaces=(roads[0],)),
            SetTraffic("plan-lijn", LIGHT, 30.0, line=along),
        ),
    )
    mesh = scene_meshes(area, known=("buildings", "trees"))["ground"]
    assert painted(mesh, roads[0]) == painted(mesh, "plan-lijn") == {colours.DRIVEN.color}
    assert colours.DRIVEN.color not in painted(mesh, roads[1])
    mine = mesh.features[mesh.triangles[:, 0]] == mesh.ids.index("plan-lijn")
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles[mine]].astype(float), 1, 0)
    facing = np.cross(b - a, c - a)[:, 2] / 2
    assert facing.min() > 0
    assert facing.sum() == pytest.approx(along.length * 5.0, rel=0.02)
    assert "ander-verkeer" in named(area) - named(sample_area)
    assert same_meshes(sample_area, area) == {"buildings", "trees"}
    assert same_meshes(sample_area, sample_area) == {"ground", "buildings", "trees"}
    told = notice(area)
    assert told is not None
    assert told[0].startswith("Dit is een plan")
