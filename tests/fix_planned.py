"""A few streets of Voorbeeldwijk on a twin whose planners sit at this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import psycopg
import pytest
import shapely

from tests.fix_api import serving
from tests.fix_browser import WEB, Site
from tests.fix_db import Database
from twin.api.context import Computing
from twin.model import Area
from twin.store.areas import save_area

_HALF = 75.0
"""Metres from the middle of the streets to their edge."""

AXE = WEB.parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def streets(sample_area: Area) -> Area:
    """The densest 150 m by 150 m of Voorbeeldwijk: quick to compute, with homes on all sides."""
    return densest(sample_area)


def densest(sample_area: Area) -> Area:
    """The square of 150 m with the most buildings around it, without trees."""
    middles = np.array([each.footprint.centroid.coords[0] for each in sample_area.buildings])
    near = (np.abs(middles[:, None] - middles[None]).max(axis=2) < _HALF * 0.8).sum(axis=1)
    x, y = middles[near.argmax()]
    square = shapely.box(x - _HALF, y - _HALF, x + _HALF, y + _HALF)
    return replace(
        sample_area,
        boundary=square,
        buildings=tuple(b for b in sample_area.buildings if square.contains(b.footprint)),
        surfaces=tuple(s for s in sample_area.surfaces if square.intersects(s.footprint)),
        trees=(),
    )


def tower_plan(area: Area, name: str) -> dict[str, object]:
    """A plan for 16 storeys on the open spot that is nearest to the middle, as the API reads it."""
    standing = shapely.union_all([building.footprint for building in area.buildings])
    west, south, east, north = area.boundary.bounds
    x, y = np.meshgrid(np.arange(west + 20, east - 40, 3.0), np.arange(south + 20, north - 40, 3.0))
    squares = shapely.box(x.ravel(), y.ravel(), x.ravel() + 12, y.ravel() + 12)
    free = squares[~shapely.intersects(squares, standing)]
    spot = free[shapely.distance(free, area.boundary.centroid).argmin()]
    edit = {
        "edit": "add-building",
        "id": "plan-toren",
        "geometry": shapely.geometry.mapping(spot),
        "storeys": 16,
    }
    return {"area": area.id, "name": name, "edits": [edit], "crs": "EPSG:28992"}


@pytest.fixture(scope="module")
def planned(
    module_database: Database, streets: Area, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The streets, with the page, where plans can be made and computed without a key."""
    if not (WEB / "index.html").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    with psycopg.connect(module_database.owner) as conn:
        save_area(conn, streets, "test")
        conn.commit()
    folder: Path = tmp_path_factory.mktemp("sim")
    with serving(
        module_database.api,
        web_dir=WEB,
        write_url=module_database.write,
        computing=Computing(1, folder),
        planners_here=True,
    ) as url:
        yield Site(url, module_database, streets)


@pytest.fixture(scope="module")
def tower(planned: Site) -> str:
    """The id of a plan with one tower among the homes, made over HTTP as a planner would."""
    body = tower_plan(planned.area, "Toren")
    made = httpx.post(f"{planned.url}/api/v1/scenarios", json=body, timeout=60)
    assert made.status_code == httpx.codes.CREATED, made.text
    told: str = made.json()["id"]
    return told
