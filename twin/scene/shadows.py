"""Maps of the shadow of one moment, as it is today and with a plan: pure, an SVG each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from twin.geo.crs import Bounds
from twin.model import Area
from twin.scene.colours import Rgb
from twin.scene.plan import Drawing, Shade, plan_svg
from twin.sim.grid import STEP, Heights, cover, heights, heights_after
from twin.sim.ground_sun import shadow
from twin.sim.scenario.changed import changed
from twin.sim.shadow_set import Sun

NEW_SHADOW: Rgb = (213, 94, 0)
"""Vermilion, which nobody takes for the blue of shadow that is there (Okabe and Ito 2008)."""

_CELLS = 400  # across a map
_FARTHEST = 1_000.0  # metres that a shadow is followed
_SHADOWS, _ROOM = 2.6, (50.0, 250.0)  # heights, and metres at least and most, around a plan
_LOWEST = 2.0  # degrees; below, shadows are as long as can be


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What casts and catches shadow in a window, as it is and with a plan.

    Attributes
    ----------
    window
        RD: west, south, east, north.
    now, then
        Of a wider piece, from which shadows reach into the window; on one grid.
    """

    window: Bounds
    base: Area
    area: Area
    now: Heights
    then: Heights


@dataclass(frozen=True, slots=True)
class Pair:
    """Two maps of one moment, as SVG documents."""

    now: str
    plan: str


@dataclass(frozen=True, slots=True)
class Look:
    """How maps look, and how both are called for who cannot see them."""

    now_title: str
    plan_title: str
    lettering: float = 1 / 24
    highlight: frozenset[str] = frozenset()
    fills: Mapping[str, Rgb] = field(default_factory=dict)


def ground_in(base: Area, area: Area, window: Bounds) -> Ground:
    """Make the heights of a window and of what can cast shadow into it.

    Parameters
    ----------
    base, area
        As it is, and with a plan.
    window
        RD: west, south, east, north.

    Raises
    ------
    ParameterInvalid
        A window that has no size.
    """
    west, south, east, north = window
    cell = max(2 * STEP, math.ceil((east - west) / _CELLS / STEP) * STEP)
    reach = min(_reach(base, area), _FARTHEST)
    built = shapely.total_bounds([each.footprint for each in (*base.buildings, *area.buildings)])
    # Where nothing stands no shadow begins.
    wide = (
        min(west, max(west - reach, float(built[0]))),
        min(south, max(south - reach, float(built[1]))),
        max(east, min(east + reach, float(built[2]))),
        max(north, min(north + reach, float(built[3]))),
    )
    now = heights(base, grid=cover(wide if np.isfinite(built).all() else window, cell))
    then = now if area is base else heights_after(now, base, area)
    return Ground(window, base, area, now, then)


def pair(ground: Ground, sun: Sun, look: Look) -> Pair:
    """The shadow of one sun today, and with the plan; what the plan adds has its own colour.

    Below the horizon there is no sun and everything is in shadow: both maps are without.
    """
    shown = Drawing(lettering=look.lettering, highlight=look.highlight, fills=look.fills)
    if not sun.up:
        return Pair(
            plan_svg(ground.base, ground.window, look.now_title, shown),
            plan_svg(ground.area, ground.window, look.plan_title, shown),
        )
    grid = ground.now.grid
    rows, cols = _part(ground)
    depths = [
        shadow(each, sun.azimuth, sun.elevation, target=(rows, cols))
        for each in (ground.now, ground.then)
    ]
    shown_grid = grid.window(rows, cols)
    before = Shade(shown_grid, depths[0])
    stays = Shade(shown_grid, np.minimum(depths[0], depths[1]))
    added = Shade(shown_grid, np.clip(depths[1] - depths[0], 0, 1), NEW_SHADOW)
    now = replace(shown, shades=(before,))
    plan = replace(shown, shades=(stays, added))
    return Pair(
        plan_svg(ground.base, ground.window, look.now_title, now),
        plan_svg(ground.area, ground.window, look.plan_title, plan),
    )


def reached_by(base: Area, area: Area) -> Bounds | None:
    """RD bounds of what is built or torn down, and some of the shadow that it casts; or None."""
    differs = changed(base, area)
    solid = differs.buildings.both
    if not solid:
        return differs.bounds
    tallest = max(each.roof_height - each.ground_height for each in solid)
    room = min(max(_SHADOWS * tallest, _ROOM[0]), _ROOM[1])
    west, south, east, north = shapely.total_bounds([each.footprint for each in solid]).tolist()
    return west - room, south - room, east + room, north + room


def window_around(middle: Bounds, others: Bounds | None, *, least: float, most: float,
                  shape: float = 4 / 3) -> Bounds:  # fmt: skip
    """A window around bounds (RD) that also shows others as far as it may grow.

    Parameters
    ----------
    least, most
        Metres of its width.
    shape
        Width over height.
    """
    west, south, east, north = middle
    x, y = (west + east) / 2, (south + north) / 2
    wide, high = east - west, north - south
    for box in () if others is None else (others,):
        wide = max(wide, 2 * (x - box[0]), 2 * (box[2] - x))
        high = max(high, 2 * (y - box[1]), 2 * (box[3] - y))
    width = min(max(1.25 * max(wide, high * shape), least), most)
    return x - width / 2, y - width / shape / 2, x + width / 2, y + width / shape / 2


def _reach(base: Area, area: Area) -> float:
    """Metres that the longest shadow of a sun at `_LOWEST` reaches."""
    tops = [each.roof_height for each in (*base.buildings, *area.buildings)]
    lowest = min((each.ground_height for each in base.buildings), default=base.reference_height)
    return (max(tops, default=lowest) - lowest) / math.tan(math.radians(_LOWEST))


def _part(ground: Ground) -> tuple[slice, slice]:
    """The rows and columns of the window."""
    west, south, east, north = ground.window
    grid = ground.now.grid
    edge_x, edge_y = grid.bounds[0], grid.bounds[1]
    rows = slice(
        max(math.floor((south - edge_y) / grid.cell), 0),
        min(math.ceil((north - edge_y) / grid.cell), grid.rows),
    )
    cols = slice(
        max(math.floor((west - edge_x) / grid.cell), 0),
        min(math.ceil((east - edge_x) / grid.cell), grid.cols),
    )
    return rows, cols
