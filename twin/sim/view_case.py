"""What façades of a case look at: that of its base from where it is kept, then what edits reach."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from twin.sim.facade_case import Facades
from twin.sim.facade_sun import FacadeSun, Rules
from twin.sim.grid import Heights, heights, heights_after
from twin.sim.indicators.base import Arrays, Case
from twin.sim.views import FAR, Floats, covers, reached, shares


def view_of(case: Case, looked: Facades, rules: Rules) -> Floats:
    """As `twin.sim.views.shares` of all façade points, (n, 4); zeros where there is no window.

    Of the base it is kept for the next run. What an edit cannot reach is not looked at again; what
    comes out equals looking at everything to the last bit.
    """
    base = heights(case.base, margin=FAR)
    ground = covers(base.grid, case.base.surfaces)

    def make() -> Arrays:
        found = np.zeros((len(looked.before.points), 4))
        _look(found, looked.before, ~looked.before.blind, base, ground)
        return {"shares": found}

    key = "-".join(f"{each:g}" for each in astuple(rules))
    before = case.keep(f"view-{case.base_key}-{key}", make)["shares"]
    if case.area is case.base:
        return before
    after = heights_after(base, case.base, case.area)
    covered = ground
    if case.area.surfaces is not case.base.surfaces:
        covered = covers(base.grid, case.area.surfaces)
    differs = covered != ground
    for name in ("ground", "surface", "crown_top", "crown_base"):
        one, other = getattr(base, name), getattr(after, name)
        if one is not other:
            differs |= one != other
    points, was, old = looked.now.points, looked.was, looked.before.points
    stayed = was >= 0
    # With other storeys a window may be at another height.
    stayed[stayed] = (points.position[stayed] == old.position[was[stayed]]).all(axis=1) & (
        points.azimuth[stayed] == old.azimuth[was[stayed]]
    )
    found = np.zeros((len(points), 4))
    found[stayed] = before[was[stayed]]
    again = ~stayed | reached(points.position, points.azimuth, base.grid, differs)
    # A window that stood against a wall was not looked from.
    again[stayed] |= looked.before.blind[was[stayed]]
    found[looked.now.blind] = 0.0
    _look(found, looked.now, again & ~looked.now.blind, after, covered)
    return found


def _look(
    found: Floats,
    state: FacadeSun,
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]],
    seen: Heights,
    ground: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
) -> None:
    points = state.points
    found[chosen] = shares(points.position[chosen], points.azimuth[chosen], seen, ground)
