"""Edits for tests: one of every kind in an area, and any that can be written down."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from twin.model import (
    AddBuilding,
    AddParking,
    Area,
    ChangeUse,
    DigWater,
    DwellingType,
    Edit,
    FaceClass,
    FellTrees,
    Homes,
    ParkingKind,
    Part,
    PlantTrees,
    Programme,
    RemoveBuilding,
    Repave,
    Roof,
    RoofKind,
    SetHeight,
    SetTraffic,
    Solid,
    SurfaceKind,
    Tenure,
    TreeClass,
    TreeSize,
    Use,
    VehicleClass,
    WaterKind,
)

PROGRAMME = Programme(
    ((Use.HOME, 300.0), (Use.SHOP, 80.0)),
    (Homes(DwellingType.APARTMENT, Tenure.SOCIAL_RENT, 4, 70.0),),
)


def open_ground(area: Area, size: float = 20.0) -> tuple[float, float]:
    """The south-western corner of a square of bare ground in an area, away from its buildings."""
    west, south, east, north = area.boundary.bounds
    step = max(size / 2, (east - west) / 60)
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    wide = size + 1  # room to go to whole metres, which degrees with nine decimals keep
    squares = shapely.box(x.ravel(), y.ravel(), x.ravel() + wide, y.ravel() + wide)
    standing = shapely.union_all([building.footprint for building in area.buildings])
    shapely.prepare(standing)
    free = ~shapely.intersects(standing, squares) & shapely.covers(area.boundary, squares)
    left, low, _, _ = squares[np.flatnonzero(free)[0]].bounds
    return float(np.ceil(left)), float(np.ceil(low))


def square(x: float, y: float, side: float) -> Polygon:
    """A square by its south-western corner, RD."""
    return box(x, y, x + side, y + side)


def tower(x: float, y: float, name: str = "plan-toren") -> AddBuilding:
    """A plinth of 10 m by 10 m with a smaller tower on it, under a hip roof."""
    plinth = Part(square(x, y, 10), height=6.0)
    above = Part(square(x + 2, y + 2, 6), storeys=9, base=6.0)
    return AddBuilding(name, (plinth, above), Roof(RoofKind.HIP, 35.0), PROGRAMME)


def every_kind(area: Area) -> tuple[Edit, ...]:
    """Edits of every kind that can be made in an area with buildings, roads and trees."""
    x, y = open_ground(area)
    road = next(each.id for each in area.surfaces if each.kind is SurfaceKind.WEGDEEL)
    gone, raised, turned = (building.id for building in area.buildings[:3])
    trees = tuple(tree.id for tree in area.trees[:2])
    felled: tuple[Edit, ...] = (FellTrees(trees),) if trees else ()
    return (
        tower(x, y),
        RemoveBuilding(gone),
        SetHeight(raised, height=14.5),
        ChangeUse(turned, Programme(((Use.OFFICE, 120.0),))),
        *felled,
        PlantTrees("plan-linden", (Point(x + 12, y + 2), Point(x + 12, y + 8)), TreeClass.LARGE),
        Repave("plan-gras", square(x + 13, y, 5), SurfaceKind.BEGROEIDTERREINDEEL, "gras"),
        DigWater("plan-wadi", square(x, y + 12, 6), WaterKind.WADI, 0.4),
        AddParking("plan-plaatsen", square(x + 8, y + 12, 5), 2, ParkingKind.STREET),
        SetTraffic("plan-verkeer", ((VehicleClass.LIGHT, 3000.0),), 30.0, (road,)),
    )


_metres = st.floats(120_000, 130_000)
_sizes = st.floats(0.5, 300)
_ids = st.sampled_from(("plan-a", "plan-b")) | st.from_regex(r"plan-[a-z0-9]{1,12}", fullmatch=True)
_points = st.builds(Point, _metres, _metres.map(lambda x: x + 350_000))
_words = st.none() | st.text(min_size=1, max_size=20).filter(lambda text: "\x00" not in text)


@st.composite
def _polygons(draw: st.DrawFn) -> Polygon:
    """Squares, some with a hole, some turned; also drawn badly: three corners on any place."""
    corner, side = draw(_points), draw(_sizes)
    whole = square(corner.x, corner.y, side)
    if draw(st.booleans()):
        inner = square(corner.x + side / 4, corner.y + side / 4, side / 2)
        return Polygon(whole.exterior, [inner.exterior])
    if draw(st.booleans()):
        return Polygon([draw(_points) for _ in range(4)])
    return whole


@st.composite
def _solids(draw: st.DrawFn) -> Solid:
    corners = [(draw(_metres), draw(_metres) + 350_000, draw(_sizes)) for _ in range(4)]
    return Solid(
        tuple(corners),
        ((0, 1, 2), (0, 1, 3), (1, 2, 3), (0, 2, 3)),
        (FaceClass.GROUND, FaceClass.WALL, FaceClass.WALL, FaceClass.ROOF),
    )


_programmes = st.builds(
    Programme,
    st.dictionaries(st.sampled_from(Use), _sizes, max_size=3).map(lambda d: tuple(d.items())),
    st.lists(
        st.builds(
            Homes, st.sampled_from(DwellingType), st.sampled_from(Tenure), st.integers(1, 99),
            _sizes,
        ),
        max_size=2,
    ).map(tuple),
)  # fmt: skip
_parts = st.builds(
    Part, _polygons(), st.none() | _sizes, st.none() | st.integers(1, 40), st.just(0.0) | _sizes
)
_tree_sizes = st.none() | st.builds(TreeSize, _sizes, _sizes)
_names = st.sampled_from(("plan-a", "plan-a-1", "plan-b")) | st.text(min_size=1, max_size=20)
_vehicles: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(VehicleClass), _sizes, min_size=1
).map(lambda counts: tuple(counts.items()))

edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        AddBuilding,
        _ids,
        st.lists(_parts, min_size=1, max_size=3).map(tuple),
        st.builds(Roof, st.sampled_from(RoofKind), _sizes, st.none() | _sizes),
        st.none() | _programmes,
        st.none() | _solids(),
    ),
    st.builds(RemoveBuilding, _names),
    st.builds(SetHeight, _names, st.none() | _sizes, st.none() | st.integers(1, 9)),
    st.builds(ChangeUse, _names, _programmes),
    st.builds(
        PlantTrees,
        _ids,
        st.lists(_points, min_size=1, max_size=3).map(tuple),
        st.sampled_from(TreeClass),
        _tree_sizes,
        _tree_sizes,
        _tree_sizes,
    ),
    st.builds(FellTrees, st.lists(_names, min_size=1, max_size=3).map(tuple)),
    st.builds(Repave, _ids, _polygons(), st.sampled_from(SurfaceKind), _words, _words),
    st.builds(DigWater, _ids, _polygons(), st.sampled_from(WaterKind), _sizes),
    st.builds(
        AddParking, _ids, _polygons() | _points, st.integers(1, 99), st.sampled_from(ParkingKind)
    ),
    st.builds(
        SetTraffic,
        _ids,
        _vehicles,
        _sizes,
        st.lists(_names, max_size=2).map(tuple),
        st.none() | st.lists(_points, min_size=2, max_size=3).map(LineString),
    ),
)
"""Any edit that has a JSON form, whether it can be made or not."""
