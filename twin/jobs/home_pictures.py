"""Shadow around one home through a day, now and with a plan; drawn by the workers that compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.errors import NotFound
from twin.jobs.worker import Drawing, Files, Variant
from twin.model import Language
from twin.sim.indicators.base import Watch
from twin.sim.indicators.canonical import digest

if TYPE_CHECKING:
    from twin.geo.crs import Bounds
    from twin.model import Area, Building

HOURS: Mapping[str, range] = {
    "0321": range(8, 19),
    "0621": range(7, 22),
    "1222": range(9, 17),
}
"""Hours by the clock at which the sun is up, by month and day."""

_WIDE = (120.0, 240.0)
"""Metres that a map of a home is wide, at least and at most."""
_SHAPE = 3 / 2
"""Width over height."""
_YEAR = 2026


@dataclass(frozen=True, slots=True)
class DrawHome(Drawing):
    """Maps of a day as `{hour}-now.svg` and `{hour}-plan.svg`.

    Attributes
    ----------
    building
        Id; it stands there now or with the plan.
    day
        One of `HOURS`.
    area_key
        Empty: of whatever the area is now.
    """

    variant: Variant
    building: str
    day: str
    language: Language = "nl"
    area_key: str = ""

    @property
    def label(self) -> str:
        """What people read of it."""
        return "home"

    @property
    def key(self) -> str:
        """Names all that it depends on."""
        told = [self.variant.area, self.variant.version, repr(self.variant.edits)]
        return digest({"home": [*told, self.building, self.day, self.language]})

    def draw(self, base: Area, area: Area, watch: Watch) -> Files:
        """The maps."""
        from twin.jobs.certificate.study import titles
        from twin.scene.shadows import Look, ground_in, pair
        from twin.sim.shadow_set import Moment, sun_at

        home = next(
            (
                each
                for side in (base, area)
                for each in side.buildings
                if each.id == self.building
            ),
            None,
        )  # fmt: skip
        if home is None:
            raise NotFound(f"no building is called '{self.building}'", hint="load the page again")
        window = home_window(base, area, home)
        middle = (window[0] + window[2]) / 2, (window[1] + window[3]) / 2
        ground = ground_in(base, area, window)
        month, number = int(self.day[:2]), int(self.day[2:])
        files: Files = {}
        hours = HOURS[self.day]
        for place, hour in enumerate(hours):
            watch(place / len(hours))
            moment = Moment(month, number, hour)
            sun = sun_at(moment, _YEAR, *middle)
            look = Look(*titles(moment, sun, self.language), highlight=frozenset([home.id]))
            made = pair(ground, sun, look)
            files[f"{hour}-now.svg"] = made.now.encode()
            files[f"{hour}-plan.svg"] = made.plan.encode()
        return files


def home_window(base: Area, area: Area, home: Building) -> Bounds:
    """RD bounds of the maps of a home: it in the middle, with what the plan builds nearby."""
    from twin.scene.shadows import reached_by, window_around

    differs = None if area is base else reached_by(base, area)
    return window_around(
        home.footprint.bounds, differs, least=_WIDE[0], most=_WIDE[1], shape=_SHAPE
    )
