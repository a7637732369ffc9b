"""An edit of one building to all sun verdicts of the area: how long people wait.

On the three tiles of Twente and on the sample area, with the base kept: a building is raised,
removed or added somewhere, and the indicator answers. And cold: a square kilometre of 1,578 blocks
whose façades are looked at over a whole year, against rays (embreex) through the same blocks.
Compiling is not measured: it is done once for each installation.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from shapely import affinity

from benchmarks._city import X, Y, city
from twin.geo import sample
from twin.geo.shapes import prism
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area, HeightOrigin
from twin.sim.facade_sun import FacadeSun, facade_sun
from twin.sim.indicators.base import Arrays, Case
from twin.sim.indicators.sun_facades import INDICATOR
from twin.sim.sunlight import Suns, day_of, suns_of

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
EDITS = 20


class Kept:
    """Remembers what was made, as the cache of results does."""

    def __init__(self) -> None:
        self.made: dict[str, Arrays] = {}

    def __call__(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """As `twin.sim.indicators.base.Keep`."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


def edited(area: Area, count: int) -> Iterator[Area]:
    """The area with one building raised, removed or added, each time another."""
    random = np.random.default_rng(3)
    for number in range(count):
        place = int(random.integers(len(area.buildings)))
        chosen, others = area.buildings[place], list(area.buildings)
        if number % 3 == 0:
            others[place] = replace(
                chosen, mesh=None, roof_height=chosen.ground_height + random.uniform(6, 30),
                height_origin=HeightOrigin.DESIGN,
            )  # fmt: skip
        elif number % 3 == 1:
            del others[place]
        else:
            footprint = affinity.translate(chosen.footprint, 15, 15)
            others.append(replace(chosen, id="plan-1", footprint=footprint, mesh=None,
                                  roof_height=chosen.ground_height + 15))  # fmt: skip
        yield replace(area, buildings=tuple(others))


def waits(area: Area) -> tuple[float, list[float]]:
    """Seconds of the first answer, and of that to each edit."""
    keep, parameters = Kept(), INDICATOR.parameters()
    began = time.perf_counter()
    INDICATOR.compute(Case(area, area, "base", "base", keep=keep), parameters)
    cold = time.perf_counter() - began
    found = []
    for number, after in enumerate(edited(area, EDITS)):
        began = time.perf_counter()
        INDICATOR.compute(Case(after, area, f"edit-{number}", "base", keep=keep), parameters)
        found.append(time.perf_counter() - began)
    return cold, found


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = {"sample": sample.make()}
    if SHARED.is_dir():
        folder = str(SHARED / "twente")
        areas["twente"] = read_area(folder, shared=None, progress=NoProgress())
    waits(_small())  # compiles
    found = {}
    for name, area in areas.items():
        cold, each = waits(area)
        about = f"{len(area.buildings)} buildings"
        found[f"{name}_edit_p95"] = _figure(
            float(np.percentile(each, 95)), "s", "<= 2", f"{about}; {EDITS} edits of one building"
        )
        found[f"{name}_edit_median"] = _figure(float(np.median(each)), "s", "", about)
        found[f"{name}_cold"] = _figure(cold, "s", "<= 60", f"{about}; nothing kept")
    return found | _city()


def _small() -> Area:
    area = sample.make()
    homes = tuple(each for each in area.buildings if each.use == "woonfunctie")
    return replace(area, buildings=homes[:12], trees=area.trees[:5])


def _city() -> dict[str, dict[str, Any]]:
    area, suns = city(), suns_of(2026, X + 500, Y + 500)
    began = time.perf_counter()
    state = facade_sun(area, suns)
    season = time.perf_counter() - began
    day = suns.days.index(next(each for each in suns.days if (each.month, each.day) == (3, 21)))
    rays, by_rays = _by_rays(area, state, suns, day)
    began = time.perf_counter()
    ours = _of_day(state, suns, day)
    looked_up = time.perf_counter() - began
    about = f"{len(state.points):,} points of {len(area.buildings):,} buildings"
    return {
        "city_season_cold": _figure(season, "s", "<= 60", f"{about}; every day of a year"),
        "city_day_over_embreex": _figure(
            looked_up / rays, "ratio", "<= 1", f"21 March from kept skylines; rays: {rays:.2f} s"
        ),
        "city_day_difference": _figure(
            float(np.abs(ours - by_rays)[~state.blind].mean()) / 6, "h", "<= 0.03",
            "rays; mean absolute over the points",
        ),
        "city_kept": _figure(
            sum(each.nbytes for each in state.arrays().values()) / 1e6, "MB", "<= 300", about
        ),
    }  # fmt: skip


def _of_day(state: FacadeSun, suns: Suns, day: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Moments with sun on a day, out of skylines."""
    count = np.zeros(len(state.points), np.int64)
    rows = np.arange(len(state.points))
    for moment in range(day_of(suns, day).start, day_of(suns, day).stop):
        ahead = (int(suns.steps[moment]) - state.first) % 1440
        seen = state.skyline[rows, np.minimum(ahead, 719)]
        count += (ahead < 720) & (suns.sines[moment] > seen)
    return count


def _by_rays(
    area: Area, state: FacadeSun, suns: Suns, day: int
) -> tuple[float, np.ndarray[Any, np.dtype[np.int64]]]:
    """Seconds that rays take for a day, without the building of the scene, and what they see."""
    origin = np.array([X + 500, Y + 500, 0.0])
    meshes = [prism(each.footprint, each.ground_height, each.roof_height)
              for each in area.buildings]  # fmt: skip
    made = rtcore_scene.EmbreeScene(robust=True)
    TriangleMesh(
        made,
        np.concatenate([mesh.vertices[mesh.triangles] - origin for mesh in meshes]).astype(
            np.float32
        ),
    )
    at = (state.points.position - origin).astype(np.float32)
    count = np.zeros(len(at), np.int64)
    began = time.perf_counter()
    turn = np.radians(state.points.azimuth)
    for moment in range(day_of(suns, day).start, day_of(suns, day).stop):
        azimuth, rise = np.radians((suns.azimuth[moment], suns.elevation[moment]))
        lit = np.flatnonzero(np.cos(azimuth - turn) > 0)
        ray = np.array([np.sin(azimuth) * np.cos(rise), np.cos(azimuth) * np.cos(rise),
                        np.sin(rise)], np.float32)  # fmt: skip
        free = made.run(at[lit], np.broadcast_to(ray, (len(lit), 3)).copy(), query="OCCLUDED") < 0
        count[lit[free]] += 1
    return time.perf_counter() - began, count


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 4), "unit": unit, "goal": goal, "against": against}
