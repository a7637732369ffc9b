"""Areas come back as they were saved, whole and quickly."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
import shapely

from tests.fix_db import Database
from tests.store import made
from twin.errors import NotFound
from twin.model import Building, HeightOrigin, LoadReport, Surface, SurfaceKind
from twin.store import areas, things
from twin.store.pool import connect


def plain(value: Any) -> Any:
    """`value` in parts that compare by value; numbers keep their kind."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tolist()
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(value)
    return type(value), value


def test_an_area_comes_back_as_it_was_saved(database: Database) -> None:
    area = made.area()
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, area, "v1")
    with connect(database.api, application="test") as conn:
        assert plain(areas.load_area(conn, "buurt")) == plain(area)
        assert areas.fingerprint(conn, "buurt") == "v1"


def test_an_area_of_nothing_but_ground_comes_back(database: Database) -> None:
    bare = replace(
        made.area(buildings=(), surfaces=()),
        trees=(),
        terrain=None,
        report=LoadReport(),
        sources=(),
    )
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, bare, "v1")
        assert plain(areas.load_area(conn, "buurt")) == plain(bare)


def test_loading_again_replaces_the_area_and_leaves_things(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area(), "v1")
        areas.save_area(conn, made.area("ander"), "v1")
        things.save_things(conn, [made.thing(area="buurt")])
        areas.save_area(conn, made.area(buildings=()), "v2")
        assert areas.load_area(conn, "buurt").buildings == ()
        assert len(areas.load_area(conn, "ander").buildings) == 2
        assert areas.fingerprint(conn, "buurt") == "v2"
        assert [thing.id for thing in things.list_things(conn, "buurt")] == ["kit-1"]


def test_a_load_that_fails_leaves_the_area_as_it_was(database: Database) -> None:
    twice = made.area().buildings[:1] * 2
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area(), "v1")
        with pytest.raises(Exception, match="buildings_area_id_id_key"):
            areas.save_area(conn, made.area(buildings=twice), "v2")
        assert plain(areas.load_area(conn, "buurt")) == plain(made.area())
        assert areas.fingerprint(conn, "buurt") == "v1"


def test_the_list_counts_what_stands_in_each_area(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area("b"), "v1")
        areas.save_area(conn, made.area("a", surfaces=()), "v1")
        rows = areas.list_areas(conn)
    assert [(row.id, row.buildings, row.surfaces, row.trees) for row in rows] == [
        ("a", 2, 0, 2),
        ("b", 2, 2, 2),
    ]
    assert rows[0].boundary.equals(made.area().boundary)


def test_an_area_that_nobody_loaded_is_not_found(database: Database) -> None:
    with connect(database.api, application="test") as conn:
        assert areas.fingerprint(conn, "nergens") is None
        with pytest.raises(NotFound, match="'nergens'") as caught:
            areas.load_area(conn, "nergens")
    assert "twin area load" in caught.value.hint


def test_a_full_size_area_comes_back(database: Database) -> None:
    squares = [shapely.box(x, 400_000, x + 1, 400_001) for x in range(5000)]
    mesh = made.cube(0, 0, 0, 3)
    area = made.area(
        buildings=[
            Building(f"{i:016}", square, 0, 3, HeightOrigin.AHN, mesh=mesh)
            for i, square in enumerate(squares)
        ],
        surfaces=[Surface(str(i), SurfaceKind.WEGDEEL, square) for i, square in enumerate(squares)],
    )
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, area, "v1")
        back = areas.load_area(conn, "buurt")
    assert [building.id for building in back.buildings] == [b.id for b in area.buildings]
    assert back.surfaces[-1].footprint.equals(area.surfaces[-1].footprint)
