"""Every indicator there is, and the order in which they are computed; none of them itself.

A new one is a module beside this one with its `INDICATOR`, named in `INDICATORS`, and a page
docs/indicators/<name>.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from twin.errors import NotFound, ParameterInvalid
from twin.sim.indicators import (
    daylight,
    density,
    green_share,
    housing_programme,
    nature_points,
    parking_balance,
    sky_view,
    solar_roofs,
    sun_facades,
    sun_ground,
    three_thirty,
    tree_canopy,
    view_green,
    walking_distance,
    wind_study,
)
from twin.sim.indicators.base import Indicator


def by_name(indicators: Iterable[Indicator]) -> Mapping[str, Indicator]:
    """Indicators by name, in an order in which each comes after those that it needs.

    Raises
    ------
    ParameterInvalid
        Two have one name, one needs what is not there, or they need each other in a circle.
    """
    given: dict[str, Indicator] = {}
    for each in indicators:
        if given.setdefault(each.name, each) is not each:
            raise ParameterInvalid(f"two indicators are called '{each.name}'")
    placed: dict[str, Indicator] = {}

    def place(name: str, asked_by: tuple[str, ...]) -> None:
        if name in placed:
            return
        if name not in given:
            raise ParameterInvalid(f"'{asked_by[-1]}' needs '{name}', which is no indicator")
        if name in asked_by:
            circle = " → ".join((*asked_by[asked_by.index(name) :], name))
            raise ParameterInvalid(f"indicators need each other in a circle: '{circle}'")
        for need in given[name].needs:
            place(need, (*asked_by, name))
        placed[name] = given[name]

    for name in given:
        place(name, ())
    return MappingProxyType(placed)


INDICATORS: Mapping[str, Indicator] = by_name(
    (
        density.INDICATOR,
        solar_roofs.INDICATOR,
        sun_facades.INDICATOR,
        daylight.INDICATOR,
        view_green.INDICATOR,
        sun_ground.INDICATOR,
        sky_view.INDICATOR,
        green_share.INDICATOR,
        housing_programme.INDICATOR,
        nature_points.INDICATOR,
        parking_balance.INDICATOR,
        three_thirty.INDICATOR,
        tree_canopy.INDICATOR,
        walking_distance.INDICATOR,
        wind_study.INDICATOR,
    )
)
"""All of them by name; refused at import where one is unknown or they go in a circle."""


def indicator(name: str, known: Mapping[str, Indicator] = INDICATORS) -> Indicator:
    """One indicator.

    Raises
    ------
    NotFound
        None has that name.
    """
    try:
        return known[name]
    except KeyError:
        raise NotFound(
            f"no indicator is called '{name}'", hint=f"known are: {', '.join(sorted(known))}"
        ) from None


def with_needs(
    names: Iterable[str], known: Mapping[str, Indicator] = INDICATORS
) -> tuple[Indicator, ...]:
    """These indicators and all that they need, each after what it needs itself.

    Raises
    ------
    NotFound
        One of `names` is no indicator.
    """
    wanted: set[str] = set()
    waiting = [indicator(name, known) for name in names]
    while waiting:
        each = waiting.pop()
        if each.name not in wanted:
            wanted.add(each.name)
            waiting += [known[need] for need in each.needs]
    return tuple(each for name, each in known.items() if name in wanted)
