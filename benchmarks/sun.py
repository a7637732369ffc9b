"""Sun and sky on 1 km²: the raster sweep against every peer that can be installed.

One made-up square kilometre (1,578 blocks at any angle, 5 to 69 m) as a raster and as the meshes
that it comes from, the same sun for all. Peers under AGPL or GPL are oracles only: each lives in an
environment of its own, made on demand in `TWIN_BENCH_CACHE` (a cache folder of the user by
default), and runs as a program of its own. Which could not be installed is told. umep and voxcity
take minutes for a day, so of them one mask is timed. Accuracy is told
against an exact march over the same raster and against rays on the meshes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from benchmarks._peers import run, tell
from twin.geo.shapes import prism
from twin.model import Area, Building, HeightOrigin, Origin
from twin.sim.grid import Heights, heights
from twin.sim.ground_sun import hours_at, shadow, sun_of_day, worst_day
from twin.sim.sky import sky_view
from twin.sim.sunlight import norm_window, suns_of
from twin.sim.sweep import sweep

CORNER = (252_000.0, 476_000.0)
SIDE = 1000.0
LOWEST = 3.0
"""Degrees; lower suns are left out for all, since some peers leave them out."""
ALIKE = 0.03
"""Share of the ground by which what a peer calls sunny at noon may differ from ours; one that
differs more computes something else, and its times say nothing."""
PEERS = ("umepr", "solweig", "umep", "voxcity", "open3d", "embreex")

_HEAD = """
import json, sys, time
import numpy as np
LOWEST = float(sys.argv[3])
case = np.load(sys.argv[1])
dsm, azimuth, elevation = case["dsm"], case["azimuth"], case["elevation"]
noon = int(np.argmax(elevation))
ground = dsm <= 0
def best(work, times=3):
    shortest = 1e9
    for _ in range(times):
        began = time.perf_counter(); work(); shortest = min(shortest, time.perf_counter() - began)
    return shortest
def whole(lit):
    total = np.zeros(lit(noon).shape, np.float32)
    began = time.perf_counter()
    for n in range(len(azimuth)):
        total += lit(n)
    found["day"] = time.perf_counter() - began
    np.save(sys.argv[2], total)
found = {}
"""
_GRIDS = """
none = None
def one(n):
    return np.asarray(shadows(float(azimuth[n]), float(elevation[n]), SCALE, float(dsm.max()), dsm,
                              none, none, none, none, none, none, none, LOWEST).bldg_sh)
found["lit"] = float((one(noon) > 0)[ground].mean())
found["mask"] = best(lambda: one(noon))
whole(one)
flat = np.zeros_like(dsm)
found["sky"] = best(lambda: sky(dsm, flat, flat, SCALE, False, float(dsm.max())), 1)
"""
_RAYS = """
found["lit"] = float(lit(noon).reshape(dsm.shape)[::-1][ground].mean())
found["mask"] = best(lambda: lit(noon))
whole(lit)
"""
_TOWARDS = """
def towards(n):
    turn, rise = np.radians([azimuth[n], elevation[n]])
    return np.array([np.sin(turn) * np.cos(rise), np.cos(turn) * np.cos(rise), np.sin(rise)],
                    np.float32)
"""
_SCRIPTS = {
    "umepr": "from umepr import rustalgos\nSCALE = 1.0\n"
    "shadows = rustalgos.shadowing.calculate_shadows_wall_ht_25\n"
    "sky = lambda *a: rustalgos.skyview.calculate_svf(*a, 2, 3.0, None)\n" + _GRIDS,
    "solweig": "from solweig import rustalgos\nSCALE = 1.0\n"
    "rustalgos.shadowing.disable_gpu()\n"
    "shadows = rustalgos.shadowing.calculate_shadows_wall_ht_25\n"
    "sky = lambda *a: rustalgos.skyview.calculate_svf(*a, 2, 3.0, None)\n" + _GRIDS,
    "umep": "from umep.util.shadowingfunctions import shadowingfunctionglobalradiation as f\n"
    "dsm = dsm.astype(float)\n"
    "work = lambda: f(dsm, azimuth[noon], elevation[noon], 1.0, 1)\n"
    "found['mask'] = best(work, 1)\n"
    "found['lit'] = float((work() > 0)[ground].mean())\n",
    "voxcity": _TOWARDS + """
from voxcity.simulator.solar.kernels import compute_direct_solar_irradiance_map_binary as f
tops = np.rint(dsm[::-1]).astype(int)
levels = np.arange(tops.max() + 3)
blocks = np.where(levels[None, None, :] < 1 + tops[:, :, None], -3, 0).astype(np.int8)
blocks[:, :, 0] = 1
east, north, up = (float(each) for each in towards(noon))
# Whatever is not air (0) stops a ray.
work = lambda: f(blocks, (north, east, up), 0.0, (0,), 1.0, 0.6, 1.0, False)
found["lit"] = float((work()[::-1] > 0)[ground].mean())
found["mask"] = best(work, 1)
""",
    "open3d": _TOWARDS + """
import open3d as o3d
triangles = case["triangles"].astype(np.float32)
scene = o3d.t.geometry.RaycastingScene()
scene.add_triangles(triangles.reshape(-1, 3), np.arange(len(triangles) * 3, dtype=np.uint32)
                    .reshape(-1, 3))
points = case["points"].astype(np.float32)
def lit(n):
    rays = np.hstack([points, np.broadcast_to(towards(n), points.shape)])
    return ~scene.test_occlusions(o3d.core.Tensor(rays)).numpy()
""" + _RAYS,
    "embreex": _TOWARDS + """
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
scene = rtcore_scene.EmbreeScene()
TriangleMesh(scene, case["triangles"].astype(np.float32))
points = case["points"].astype(np.float32)
def lit(n):
    rays = np.ascontiguousarray(np.broadcast_to(towards(n), points.shape))
    return scene.run(points, rays, query="OCCLUDED") < 0
""" + _RAYS,
}  # fmt: skip


def town(side: float = SIDE, seed: int = 7) -> Area:
    """Blocks at any angle on flat ground, 1,578 per km², 5 to 69 m high."""
    chance = np.random.default_rng(seed)
    buildings = []
    for number in range(round(1578 * (side / 1000) ** 2)):
        x, y = chance.uniform(15, side - 15, 2)
        height = chance.uniform(25, 69) if chance.random() < 0.04 else chance.uniform(5, 14)
        width, depth = chance.uniform(6, 16, 2)
        shape = affinity.rotate(
            shapely.box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2),
            chance.uniform(0, 90),
        )
        placed = affinity.translate(shape, *CORNER)
        buildings.append(
            Building(f"verzonnen-{number}", placed, 0.0, height, HeightOrigin.SYNTHETIC)
        )
    ground = shapely.box(*CORNER, CORNER[0] + side, CORNER[1] + side)
    return Area("bench", "Bench", ground, 0.0, Origin.SYNTHETIC, (), tuple(buildings))


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the shortest of a few runs."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    area = town()
    fine, found = heights(area, 0.5), heights(area, 1.0)
    middle = CORNER[0] + SIDE / 2, CORNER[1] + SIDE / 2
    suns = suns_of(2026, *middle)
    azimuth, elevation = sun_of_day(date(2026, 3, 21), *middle)
    azimuth, elevation = azimuth[elevation > LOWEST], elevation[elevation > LOWEST]

    def day(of: Heights) -> object:
        return hours_at(of, azimuth, elevation, 10)

    noon = int(np.argmax(elevation))
    # Compiled, or read from the cache, before the first clock starts.
    day(found)
    low = int(np.argmin(np.abs(azimuth - 110)))
    seconds = {
        "mask": max(
            best(lambda: shadow(found, azimuth[noon], elevation[noon]), 9),
            best(lambda: shadow(found, azimuth[low], elevation[low]), 9),
        ),
        "day": best(lambda: day(found)),
        "sky": best(lambda: sky_view(found, trees=False), 3),
    }
    fine_day = best(lambda: day(fine), 3)
    tno = norm_window("bezonning.tno-licht")
    season = best(lambda: worst_day(found, suns, tno), 1)
    told = _peers(area, found, azimuth, elevation)
    lit = float((1 - shadow(found, azimuth[noon], elevation[noon]))[found.open].mean())
    for name in [name for name, each in told.items() if abs(each["lit"] - lit) > ALIKE]:
        tell(f"{name} has {told.pop(name)['lit']:.1%} of the ground in the sun, we {lit:.1%}")
    shown = {
        "mask": _figure(seconds["mask"] * 1e3, "ms", "<= 10", "slower of noon and 110°, 1 m"),
        "day": _figure(seconds["day"] * 1e3, "ms", "<= 60", f"{len(azimuth)} positions, 1 m"),
        "day_fine": _figure(fine_day * 1e3, "ms", "<= 250", f"{len(azimuth)} positions, 0.5 m"),
        "sky": _figure(seconds["sky"], "s", "<= 0.5", "512 directions, 1 m"),
        "season": _figure(season, "s", "<= 20", "TNO light, every day, worst per cell, 1 m"),
    }
    goals = {"mask": ">= 10", "day": ">= 100", "sky": ">= 40"}
    for work, goal in goals.items():
        timed = {name: each[work] for name, each in told.items() if work in each}
        for name, theirs in timed.items():
            shown[f"{work}_{name}"] = _figure(theirs, "s", "", name)
        if timed:
            quickest = min(timed, key=lambda name: timed[name])
            shown[f"{work}_over_best_peer"] = _figure(
                timed[quickest] / seconds[work], "ratio", goal, quickest
            )
    for name, each in told.items():
        shown[f"lit_{name}"] = _figure(each["lit"], "share", "", f"ground in sun, ours {lit:.3f}")
    shown |= _accuracy(found, azimuth, elevation, told)
    return shown


def _accuracy(
    found: Heights, azimuth: NDArray[np.float64], elevation: NDArray[np.float64],
    told: dict[str, dict[str, Any]],
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Hours apart from the exact march over the raster, and from rays on the meshes."""
    hours = sweep(found, azimuth, elevation, crowns=False).free / 6
    is_open = found.open
    chance = np.random.default_rng(3)
    rows, cols = np.nonzero(is_open)
    few = chance.choice(len(rows), 2000, replace=False)
    rows, cols = rows[few], cols[few]
    exact = (
        sum(_march(found, rows, cols, a, e) for a, e in zip(azimuth, elevation, strict=True)) / 6
    )
    shown = {
        "off_exact_march": _figure(
            float(np.abs(hours[rows, cols] - exact).mean()), "h", "<= 0.15",
            "an exact march over the same raster, mean absolute",
        )
    }  # fmt: skip
    rays = told.get("embreex", {}).get("hours")
    if rays is None:
        return shown
    rays = rays.reshape(hours.shape)
    for name, ours in [
        ("", hours),
        *(
            (f"_{name}", each["hours"][::-1])
            for name, each in told.items()
            if name in ("umepr", "solweig") and "hours" in each
        ),
    ]:
        apart = (ours - rays)[is_open]
        shown[f"off_rays{name}"] = _figure(
            float(np.abs(apart).mean()), "h", "" if name else "<= 0.12",
            f"embreex on the meshes, mean absolute{name and f', of {name[1:]}'}",
        )  # fmt: skip
        shown[f"bias_rays{name}"] = _figure(float(apart.mean()), "h", "", "the same, mean")
    return shown


def _march(
    found: Heights, rows: NDArray[np.intp], cols: NDArray[np.intp], azimuth: float, elevation: float
) -> NDArray[np.float64]:
    """Whether the middles of cells are lit: a march in steps of a tenth of a cell."""
    turn, rise = np.radians(azimuth), np.tan(np.radians(elevation))
    surface = found.surface
    own = surface[rows, cols].astype(np.float64)
    lit = np.ones(len(rows))
    furthest = min(float(surface.max() - surface.min()) / rise, 1500.0)
    for distance in np.arange(0.2, furthest, 0.2):
        row = np.rint(rows + distance * np.cos(turn)).astype(int)
        col = np.rint(cols + distance * np.sin(turn)).astype(int)
        inside = (row >= 0) & (row < surface.shape[0]) & (col >= 0) & (col < surface.shape[1])
        there = surface[row.clip(0, surface.shape[0] - 1), col.clip(0, surface.shape[1] - 1)]
        lit[inside & (there > own + distance * rise + 1e-4)] = 0
    return lit


def _peers(
    area: Area, found: Heights, azimuth: NDArray[np.float64], elevation: NDArray[np.float64]
) -> dict[str, dict[str, Any]]:
    """What each peer took and found; without those that cannot be installed, which are told."""
    x, y = np.meshgrid(*found.grid.centres())
    points = np.column_stack([x.ravel() - CORNER[0], y.ravel() - CORNER[1],
                              np.full(x.size, 0.01)])  # fmt: skip
    solids = [prism(each.footprint, -1.0, each.roof_height) for each in area.buildings]
    triangles = np.concatenate([each.vertices[each.triangles] for each in solids])
    told: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        case, out = Path(folder, "case.npz"), Path(folder, "out.npy")
        np.savez(case, dsm=np.ascontiguousarray(found.surface[::-1]), azimuth=azimuth,
                 elevation=elevation, points=points,
                 triangles=triangles - np.array([*CORNER, 0.0]))  # fmt: skip
        for name in PEERS:
            script = _HEAD + _SCRIPTS[name] + "\nprint(json.dumps(found))\n"
            out.unlink(missing_ok=True)
            found_by = run(name, script, case, out, str(LOWEST))
            if found_by is None:
                continue
            told[name] = found_by
            if out.exists():
                told[name]["hours"] = np.load(out) / 6
    return told


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(float(value), 4), "unit": unit, "goal": goal, "against": against}
