"""One edit to all sun verdicts of the area: how long people wait.

On the three tiles of Twente and on the sample area, as a planner meets it: a twin is served over a
database of its own, a run with one edit is asked for by HTTP, and the clock stops when its result
has been read: all rows with all verdicts. And cold: a square kilometre of 1,578 blocks whose
façades are looked at over a whole year, against rays (embreex, and open3d where it can be
installed) through the same blocks. Compiling is not measured: it is done once for each
installation.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import orjson
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from shapely import Point, STRtree
from shapely.geometry import mapping

from benchmarks._city import X, Y, city
from benchmarks._peers import run
from benchmarks._served import served
from twin.geo import sample
from twin.geo.shapes import prism
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area
from twin.sim.facade_sun import FacadeSun, Rules, facade_sun
from twin.sim.facades import may_be_home
from twin.sim.sunlight import Suns, day_of, suns_of

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
EDITS = 20
_OPEN3D = """
import json, sys, time
import numpy as np
import open3d as o3d
case = np.load(sys.argv[1])
triangles, at, turn = case["triangles"], case["at"], case["turn"]
scene = o3d.t.geometry.RaycastingScene()
scene.add_triangles(triangles.reshape(-1, 3), np.arange(len(triangles) * 3, dtype=np.uint32)
                    .reshape(-1, 3))
def day():
    count = np.zeros(len(at), np.int64)
    for azimuth, ray in zip(case["azimuth"], case["rays"]):
        lit = np.flatnonzero(np.cos(azimuth - turn) > 0)
        rays = np.hstack([at[lit], np.broadcast_to(ray, (len(lit), 3))])
        count[lit[~scene.test_occlusions(o3d.core.Tensor(rays)).numpy()]] += 1
    return count
shortest = 1e9
for _ in range(3):
    began = time.perf_counter()
    count = day()
    shortest = min(shortest, time.perf_counter() - began)
np.save(sys.argv[2], count)
print(json.dumps({"seconds": shortest}))
"""
PIECE = 17.0
"""Metres of façade for a point of the made-up city, by which it has 67,114 of them."""


def edits(area: Area, count: int) -> Iterator[list[dict[str, Any]]]:
    """Plans of one edit each, no two alike: homes raised, gone and made towers, a block on open
    ground, trees planted and trees felled.
    """
    random = np.random.default_rng(3)
    homes = [building for building in area.buildings if may_be_home(building)]
    chosen = [homes[place] for place in random.permutation(len(homes))[:count].tolist()]
    spots = _open_spots(area, random)
    felled = random.permutation([tree.id for tree in area.trees]).tolist()
    kinds = ["raise", "remove", "tower", "block", "plant", *(["fell"] if felled else [])]
    for number, home in enumerate(chosen):
        kind = kinds[number % len(kinds)]
        if kind == "raise":
            height = round(float(random.uniform(8, 30)), 1)
            yield [{"edit": "set-height", "id": home.id, "height": height}]
        elif kind == "remove":
            yield [{"edit": "remove-building", "id": home.id}]
        elif kind == "tower":
            height = round(float(random.uniform(35, 60)), 1)
            yield [{"edit": "set-height", "id": home.id, "height": height}]
        elif kind == "block":
            block = mapping(next(spots).buffer(6, cap_style="square"))
            yield [{"edit": "add-building", "id": f"plan-{number}", "geometry": block,
                    "height": round(float(random.uniform(9, 40)), 1)}]  # fmt: skip
        elif kind == "plant":
            points = {"type": "MultiPoint", "coordinates": [next(spots).coords[0] for _ in "12345"]}
            yield [{"edit": "plant-trees", "id": f"plan-{number}", "geometry": points,
                    "species": "loofboom-groot"}]  # fmt: skip
        else:
            yield [
                {"edit": "fell-trees", "ids": [felled.pop() for _ in range(min(5, len(felled)))]}
            ]


def _open_spots(area: Area, random: np.random.Generator) -> Iterator[Point]:
    """Points within the area, 10 m from every building and from each other."""
    west, south, east, north = area.boundary.buffer(-10).bounds
    taken = [building.footprint for building in area.buildings]
    while True:
        spot = Point(random.uniform(west, east), random.uniform(south, north))
        room = spot.buffer(10)
        if area.boundary.contains(room) and not STRtree(taken).query(room, "intersects").size:
            taken.append(room)
            yield spot


def asked(client: httpx.Client, area: str, plan: list[dict[str, Any]]) -> tuple[float, int]:
    """Seconds until all verdicts of a plan are here, and how many rows they are."""
    began = time.perf_counter()
    body = {"indicators": ["sun-facades"], "edits": plan, "crs": "EPSG:28992"}
    run = client.post(f"/api/v1/areas/{area}/runs", json=body).raise_for_status().json()
    while run["state"] in ("accepted", "running"):
        time.sleep(0.02)
        run = client.get(f"/api/v1/runs/{run['id']}").raise_for_status().json()
    if run["state"] != "successful":
        raise RuntimeError(json.dumps(run))
    result = orjson.loads(client.get(run["results"][0]["url"]).raise_for_status().content)
    return time.perf_counter() - began, len(result["result"]["rows"])


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = {"sample": sample.make()}
    if SHARED.is_dir():
        areas["twente"] = read_area(str(SHARED / "twente"), shared=None, progress=NoProgress())
    found = {}
    with (
        served(list(areas.values())) as (url, _),
        httpx.Client(base_url=url, timeout=120) as client,
    ):
        for name, area in areas.items():
            cold, rows = asked(client, area.id, [])
            each = [asked(client, area.id, plan)[0] for plan in edits(area, EDITS)]
            about = f"{len(area.buildings)} buildings, {rows:,} rows"
            found[f"{name}_edit_p95"] = _figure(
                float(np.percentile(each, 95)), "s", "<= 2",
                f"{about}; {EDITS} plans of one edit, by HTTP",
            )  # fmt: skip
            found[f"{name}_edit_median"] = _figure(float(np.median(each)), "s", "", about)
            found[f"{name}_cold"] = _figure(cold, "s", "<= 60", f"{about}; nothing kept")
    return found | _city()


def _city() -> dict[str, dict[str, Any]]:
    area, suns = city(), suns_of(2026, X + 500, Y + 500)
    began = time.perf_counter()
    state = facade_sun(area, suns, Rules(piece=PIECE))
    season = time.perf_counter() - began
    day = suns.days.index(next(each for each in suns.days if (each.month, each.day) == (3, 21)))
    case = _rays(area, state, suns, day)
    rays, by_rays = _by_rays(case)
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
    } | _open3d(case, looked_up, season, len(suns.days))  # fmt: skip


def _open3d(
    case: dict[str, np.ndarray[Any, Any]], looked_up: float, season: float, days: int
) -> dict[str, dict[str, Any]]:
    """The same day by open3d; and a year of such days against our year from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder, "case.npz"), allow_pickle=False, **case)
        told = run("open3d", _OPEN3D, Path(folder, "case.npz"), Path(folder, "count.npy"))
    if told is None:
        return {}
    theirs = told["seconds"]
    return {
        "city_day_over_open3d": _figure(
            looked_up / theirs,
            "ratio",
            "<= 1",
            f"21 March from kept skylines; rays: {theirs:.2f} s",
        ),
        "city_season_over_open3d": _figure(
            season / (theirs * days),
            "ratio",
            "<= 1",
            f"{days} days as long as 21 March, from nothing",
        ),
    }


def _of_day(state: FacadeSun, suns: Suns, day: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Moments with sun on a day, out of skylines."""
    count = np.zeros(len(state.points), np.int64)
    rows = np.arange(len(state.points))
    for moment in range(day_of(suns, day).start, day_of(suns, day).stop):
        ahead = (int(suns.steps[moment]) - state.first) % 1440
        seen = state.skyline[rows, np.minimum(ahead, 719)]
        count += (ahead < 720) & (suns.sines[moment] > seen)
    return count


def _rays(area: Area, state: FacadeSun, suns: Suns, day: int) -> dict[str, np.ndarray[Any, Any]]:
    """Blocks, points and the way to the sun at each moment of a day, in metres from the middle."""
    origin = np.array([X + 500, Y + 500, 0.0])
    meshes = [prism(each.footprint, each.ground_height, each.roof_height)
              for each in area.buildings]  # fmt: skip
    triangles = np.concatenate([mesh.vertices[mesh.triangles] - origin for mesh in meshes])
    moments = day_of(suns, day)
    azimuth, rise = np.radians((suns.azimuth[moments], suns.elevation[moments]))
    towards = np.column_stack(
        [np.sin(azimuth) * np.cos(rise), np.cos(azimuth) * np.cos(rise), np.sin(rise)]
    )
    return {
        "triangles": triangles.astype(np.float32),
        "at": (state.points.position - origin).astype(np.float32),
        "turn": np.radians(state.points.azimuth),
        "azimuth": azimuth,
        "rays": towards.astype(np.float32),
    }


def _by_rays(
    case: dict[str, np.ndarray[Any, Any]],
) -> tuple[float, np.ndarray[Any, np.dtype[np.int64]]]:
    """Seconds that rays take for a day, without the building of the scene, and what they see."""
    made = rtcore_scene.EmbreeScene(robust=True)
    TriangleMesh(made, case["triangles"])
    at = case["at"]
    count = np.zeros(len(at), np.int64)
    began = time.perf_counter()
    for azimuth, ray in zip(case["azimuth"], case["rays"], strict=True):
        lit = np.flatnonzero(np.cos(azimuth - case["turn"]) > 0)
        free = made.run(at[lit], np.broadcast_to(ray, (len(lit), 3)).copy(), query="OCCLUDED") < 0
        count[lit[free]] += 1
    return time.perf_counter() - began, count


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 4), "unit": unit, "goal": goal, "against": against}
