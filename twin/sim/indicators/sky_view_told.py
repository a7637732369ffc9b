"""What the indicator of the view of the sky computes; its words are beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from twin.sim.grid import Heights, Raster, cover, heights, heights_after
from twin.sim.ground_sun import patched, reached
from twin.sim.indicators.base import Arrays, Case
from twin.sim.sky import sky_directions, sky_view


def maps_of(case: Case, cell: float) -> tuple[Heights, Mapping[str, Raster]]:
    """The heights of a case, and by column what is seen from its open ground, nan elsewhere."""
    base = heights(case.base, grid=cover(case.base.boundary, cell))
    about = f"sky-view/{cell}"

    def first() -> Arrays:
        told = sky_view(base)
        return {"factor": told.factor, "with_trees": told.with_trees}

    before = case.keep(f"{about}/{case.base_key}", first)
    now = heights_after(base, case.base, case.area)

    def then() -> Arrays:
        part = reached(base, now, *sky_directions())
        if part is None:
            return before
        told = sky_view(now, target=part)
        return {
            "factor": patched(before["factor"], part, lambda _: told.factor),
            "with_trees": patched(before["with_trees"], part, lambda _: told.with_trees),
        }

    same = case.area is case.base
    after = before if same else case.keep(f"{about}/{case.area_key}", then)
    inside = np.zeros(now.grid.shape, np.bool_)
    inside[now.grid.inside(case.area.boundary)] = True
    is_open = now.open & inside
    return now, {
        name: np.where(is_open, values, np.nan).astype(np.float32)
        for name, values in (*after.items(), ("change", after["factor"] - before["factor"]))
    }
