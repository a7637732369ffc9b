"""From the end of a drag to the exact verdicts on the screen: how long a planner waits.

In headless Chromium without a GPU, on the sample area and on the three tiles of Twente: a block on
open ground is taken by its handle and put down somewhere else, again and again. The clock runs in
the page, from the pointer going up to the card saying that what it tells was computed
(`data-kind="exact"`), so it holds the check, the run, its events, the rows with all verdicts, and
drawing the page. Each answer is looked at for a second, while its colours are drawn.
`one_after_another` puts the block down once more half a second after a first time: that run is
dismissed, and must not delay the next. `benchmarks.edit` measures the server's part alone.
Compiling is not measured.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg
import shapely
from playwright.sync_api import Page
from shapely import Point
from shapely.geometry import mapping

from benchmarks._page import browser, opened, settled
from benchmarks._served import served
from twin.geo import sample
from twin.geo.crs import rd_to_lonlat
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area
from twin.store.keys import Scope, create

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
DRAGS = 20
PAUSE_MS = 500
LOOK_MS = 1000
METRES = 0.12
"""Metres per pixel, seen from straight above."""

_CLOCK = """() => {
  const waits = (window.waits = []);
  let from = 0;
  addEventListener("pointerup", () => { from = performance.now(); }, true);
  const told = () => {
    const { dataset } = document.getElementById("effect");
    if (dataset.kind !== "exact" || !from) return;
    waits.push((performance.now() - from) / 1000);
    from = 0;
  };
  new MutationObserver(told).observe(document.body, { subtree: true, attributes: true,
    attributeFilter: ["data-kind"] });
}"""


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = {"sample": sample.make()}
    if SHARED.is_dir():
        areas["twente"] = read_area(str(SHARED / "twente"), shared=None, progress=NoProgress())
    found = {}
    with served(list(areas.values())) as (url, owner):
        key = _key(owner)
        for name, area in areas.items():
            single, double = _drags(url, key, area)
            about = f"{DRAGS} drags of a block, {len(area.buildings)} buildings, without a GPU"
            again = f"{len(double)} times, the run before it dismissed"
            found[f"{name}_drag_p95"] = _figure(float(np.percentile(single, 95)), "<= 2", about)
            found[f"{name}_drag_median"] = _figure(float(np.median(single)), "", about)
            found[f"{name}_one_after_another"] = _figure(float(np.median(double)), "<= 2", again)
    return found


def _drags(url: str, key: str, area: Area) -> tuple[list[float], list[float]]:
    """Seconds of each single drag, and of each second of two."""
    spot = _open_ground(area)
    plan = _plan(url, key, area, spot)
    view = f"moment=2026-03-21T13:00&paneel=plannen&beeld={_above(spot)}"
    with browser() as context:
        context.set_default_timeout(240_000)
        context.add_init_script(f'sessionStorage.setItem("twin:key", "{key}")')
        with opened(context, f"{url}/?gebied={area.id}&plan={plan}&{view}") as (page, _):
            settled(page)
            page.locator("#draw").click()
            page.locator("[data-edit='0']").click()
            _exact(page)
            page.evaluate(_CLOCK)
            single = [_put(page, number) for number in range(DRAGS)]
            return single, [_twice(page, number) for number in range(DRAGS // 2)]


def _key(owner: str) -> str:
    with psycopg.connect(owner, autocommit=True) as conn:
        return create(
            conn, "bench", {Scope.SCENARIOS_WRITE}, secret="b" * 43, now=datetime.now(UTC)
        )


def _plan(url: str, key: str, area: Area, spot: Point) -> str:
    block = {
        "edit": "add-building",
        "geometry": mapping(spot.buffer(5, cap_style="square")),
        "storeys": 12,
    }
    body = {"area": area.id, "name": "Bench", "edits": [block], "crs": "EPSG:28992"}
    answer = httpx.post(
        f"{url}/api/v1/scenarios", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=60
    )
    told: str = answer.raise_for_status().json()["id"]
    return told


def _open_ground(area: Area) -> Point:
    """A place with 14 m around it without a building, nearest to one amid the buildings."""
    standing = shapely.STRtree([building.footprint for building in area.buildings])
    middle = area.buildings[len(area.buildings) // 2].footprint.centroid
    x, y = np.meshgrid(*(np.arange(at - 200, at + 200, 4.0) for at in (middle.x, middle.y)))
    spots = shapely.points(x.ravel(), y.ravel())
    inside = spots[shapely.contains(area.boundary.buffer(-25), spots)]
    taken, _ = standing.query(inside, "dwithin", 14)
    free = np.delete(inside, np.unique(taken))
    nearest: Point = free[shapely.distance(free, middle).argmin()]
    return nearest


def _above(spot: Point) -> str:
    longitude, latitude = rd_to_lonlat([(spot.x, spot.y)])[0]
    zoom = math.log2(40.03e6 * math.cos(math.radians(latitude)) / (512 * METRES))
    return f"{longitude:.6f},{latitude:.6f},{zoom:.2f},0,0"


def _exact(page: Page) -> None:
    page.wait_for_selector("#effect[data-kind=exact]")


def _waits(page: Page) -> list[float]:
    found: list[float] = page.evaluate("window.waits")
    return found


@contextmanager
def _held(page: Page, number: int) -> Iterator[None]:
    """Take the block and move it some pixels, there and back by turns; then put it down."""
    box = page.locator("[data-handle=move]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    by = 12 + number if number % 2 else -12 - number
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y)
    page.mouse.move(x + by, y)
    yield
    page.mouse.up()


def _put(page: Page, number: int) -> float:
    """Seconds from putting the block down to the exact verdicts."""
    with _held(page, number):
        before = len(_waits(page))
    page.wait_for_selector("#effect:not([data-kind=exact])")
    _exact(page)
    found = _waits(page)
    assert len(found) == before + 1
    page.wait_for_timeout(LOOK_MS)
    return found[-1]


def _twice(page: Page, number: int) -> float:
    """The same of a second drag, half a second after a first."""
    with _held(page, 2 * number):
        pass
    page.wait_for_timeout(PAUSE_MS)
    return _put(page, 2 * number + 1)


def _figure(value: float, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": "s", "goal": goal, "against": against}
