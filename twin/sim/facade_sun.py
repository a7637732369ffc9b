"""Everything that façades keep of sun and sky, of an area and again after a change of it.

After a change only the façades of the buildings that came and those that the change can reach are
looked at again; what comes out equals looking at everything to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.model import Area, Building, Terrain
from twin.sim.facades import PIECE, SILL, STOREY, FacadePoints, facade_points, together
from twin.sim.horizons import Skylines, look_around, no_skylines, reached
from twin.sim.indicators.base import Arrays, Watch, unwatched
from twin.sim.scenario.changed import changed
from twin.sim.skylight import vertical_sky
from twin.sim.skyline_frame import HALF, Skyline, Steps
from twin.sim.solids import Solids, joined, solids, taken
from twin.sim.sunlight import DARK_MONTHS, Pick, Suns, Window, norm_window, tally

NORMS = ("bezonning.tno-licht", "bezonning.tno-streng", "bezonning.haags", "bezonning.en-17037")

WINDOWS = (
    *(norm_window(key) for key in NORMS),
    Window("dark", *DARK_MONTHS, Pick.SUM),
    Window("march", (3, 21), (3, 21), Pick.SUM),
    Window("june", (6, 21), (6, 21), Pick.SUM),
    Window("december", (12, 21), (12, 21), Pick.SUM),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """How façade points are made and how sure heights are.

    Attributes
    ----------
    sill, storey, piece
        Metres; see `twin.sim.facades`.
    unknown_error
        Metres of standard error of a measured height whose source does not tell it.
    """

    sill: float = SILL
    storey: float = STOREY
    piece: float = PIECE
    unknown_error: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class FacadeSun:
    """Points on façades with their skylines and what the sun does there; n points, w `WINDOWS`.

    Attributes
    ----------
    shapes, points
        Of the buildings of the area, in its order.
    first, skyline, high, low, blind
        As in `Skylines`; (n,), (n, HALF) three times, and (n,).
    counts
        (n, w, 3) uint16; moments with sun past obstacles as they are, one standard error higher,
        and one lower.
    days
        (n, w) uint16; the day of the year, from 0, that a window tells of.
    sky
        (n,) float32; vertical sky component, a share.
    """

    shapes: Solids
    points: FacadePoints
    first: NDArray[np.int32]
    skyline: Skyline
    high: Skyline
    low: Skyline
    blind: NDArray[np.bool_]
    counts: NDArray[np.uint16]
    days: NDArray[np.uint16]
    sky: NDArray[np.float32]

    @property
    def skylines(self) -> Skylines:
        """All that is known of what is around."""
        return Skylines(self.first, self.skyline, self.high, self.low, self.blind)

    def arrays(self) -> Arrays:
        """All of it by name, to keep; `of_arrays` reads it again."""
        found: dict[str, NDArray[Any]] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                found[each.name] = value
            else:
                own = _PARTS[each.name][1]
                found |= {f"{each.name}.{name}": getattr(value, name) for name in own}
        return found


_PARTS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "shapes": (Solids, Solids._fields),
    "points": (FacadePoints, tuple(each.name for each in fields(FacadePoints))),
}


def of_arrays(kept: Arrays) -> FacadeSun:
    """What `FacadeSun.arrays` gave."""
    parts: dict[str, Any] = {
        name: kind(*(kept[f"{name}.{each}"] for each in own))
        for name, (kind, own) in _PARTS.items()
    }
    rest = {each.name: kept[each.name] for each in fields(FacadeSun) if each.name not in _PARTS}
    return FacadeSun(**(parts | rest))


def facade_sun(
    area: Area, suns: Suns, rules: Rules | None = None, watch: Watch = unwatched
) -> FacadeSun:
    """Look at all façades of an area.

    Parameters
    ----------
    suns
        A year of sun at the area.
    watch
        Told the share that is done; may raise to stop.
    """
    rules = rules or Rules()
    shapes = solids(area.buildings, rules.unknown_error)
    points = facade_points(area.buildings, shapes, rules.sill, rules.storey, rules.piece)
    empty = _empty(shapes, points)
    _fill(empty, area.terrain, np.arange(len(points)), suns, watch)
    return empty


def facade_sun_after(
    before: FacadeSun,
    before_area: Area,
    after_area: Area,
    suns: Suns,
    rules: Rules | None = None,
    watch: Watch = unwatched,
) -> FacadeSun:
    """Look again at what a change can reach.

    Parameters
    ----------
    before
        Of `before_area` by the same suns and rules; stays as it is.

    Returns
    -------
    FacadeSun
        Equal to `facade_sun(after_area, …)` to the last bit.
    """
    rules = rules or Rules()
    if before_area.terrain is not after_area.terrain:
        return facade_sun(after_area, suns, rules, watch)
    came_from = places_before(before_area, after_area)
    if np.array_equal(came_from, np.arange(len(before_area.buildings))):
        return before
    fresh = [each for each, old in zip(after_area.buildings, came_from, strict=True) if old < 0]
    made = solids(fresh, rules.unknown_error)
    gone = np.setdiff1d(np.arange(len(before.shapes.top)), came_from)
    shapes = _spliced(before.shapes, made, came_from)
    points, source = _points(before, shapes, after_area.buildings, came_from, rules)
    both = joined([made, *(taken(before.shapes, int(old), int(old) + 1) for old in gone)])
    marks = reached(before.points, both, before.skylines)
    after = _empty(shapes, points)
    kept = source >= 0
    for name in ("first", "skyline", "high", "low", "blind", "counts", "days", "sky"):
        getattr(after, name)[kept] = getattr(before, name)[source[kept]]
    again = np.append(marks.any(axis=1), [True])  # what is new is looked at too
    chosen = np.flatnonzero(again[source])
    wanted = np.ones((len(chosen), HALF), np.bool_)
    wanted[kept[chosen]] = marks[source[chosen][kept[chosen]]]
    _fill(after, after_area.terrain, chosen, suns, watch, wanted)
    return after


def places_before(before: Area, after: Area) -> NDArray[np.intp]:
    """For each building after, its place before; -1 where it is new or differs in anything."""
    difference = changed(before, after).buildings
    gone = {id(building) for building in difference.before}
    new = {id(building) for building in difference.after}
    places = {
        building.id: place
        for place, building in enumerate(before.buildings)
        if id(building) not in gone
    }
    return np.array(
        [-1 if id(building) in new else places[building.id] for building in after.buildings],
        np.intp,
    )


def _empty(shapes: Solids, points: FacadePoints) -> FacadeSun:
    count = len(points)
    seen = no_skylines(points)
    return FacadeSun(
        shapes,
        points,
        seen.first,
        seen.middle,
        seen.high,
        seen.low,
        seen.blind,
        counts=np.zeros((count, len(WINDOWS), 3), np.uint16),
        days=np.zeros((count, len(WINDOWS)), np.uint16),
        sky=np.zeros(count, np.float32),
    )


def _fill(
    target: FacadeSun,
    terrain: Terrain | None,
    chosen: NDArray[np.intp],
    suns: Suns,
    watch: Watch,
    wanted: Steps | None = None,
) -> None:
    done, seen = 0, target.skylines
    for places in look_around(seen, target.points, target.shapes, terrain, chosen, wanted):
        first, azimuth = seen.first[places], target.points.azimuth[places]
        target.sky[places] = vertical_sky(seen.middle[places], first, azimuth)
        for variant, skyline in enumerate((seen.middle, seen.high, seen.low)):
            told = tally(skyline[places], first, suns, WINDOWS)
            target.counts[places, :, variant] = told.counts
            if variant == 0:
                target.days[places] = told.days
        done += len(places)
        watch(done / len(chosen))


def _spliced(before: Solids, made: Solids, came_from: NDArray[np.intp]) -> Solids:
    """Solids in the new order: those that stayed, and the new ones."""
    parts, next_made = [], 0
    # Buildings that stay mostly follow each other as before: take them in runs.
    runs = groupby(enumerate(came_from.tolist()), key=lambda pair: (pair[1] < 0, pair[0] - pair[1]))
    for (new, _), run in runs:
        places = [old for _, old in run]
        if new:
            parts += [taken(made, next_made, next_made + len(places))]
            next_made += len(places)
        else:
            parts += [taken(before, places[0], places[-1] + 1)]
    return joined(parts)


def _points(
    before: FacadeSun,
    shapes: Solids,
    buildings: Sequence[Building],
    came_from: NDArray[np.intp],
    rules: Rules,
) -> tuple[FacadePoints, NDArray[np.intp]]:
    """Points after a change, and where each was before; -1 where it is new."""
    starts = np.searchsorted(before.points.building, np.arange(len(before.shapes.top) + 1))
    parts, sources = [], []
    for place, old in enumerate(came_from.tolist()):
        if old >= 0:
            rows = np.arange(starts[old], starts[old + 1])
            parts.append(_moved(before.points, rows, place))
            sources.append(rows)
        else:
            own = facade_points(
                buildings[place : place + 1], taken(shapes, place, place + 1),
                rules.sill, rules.storey, rules.piece,
            )  # fmt: skip
            parts.append(_moved(own, np.arange(len(own)), place))
            sources.append(np.full(len(own), -1, np.intp))
    return together(parts), np.concatenate([np.empty(0, np.intp), *sources])


def _moved(points: FacadePoints, rows: NDArray[np.intp], building: int) -> FacadePoints:
    return FacadePoints(
        points.position[rows],
        points.azimuth[rows],
        np.full(len(rows), building, np.int32),
        points.facade[rows],
        points.storey[rows],
        points.width[rows],
    )
