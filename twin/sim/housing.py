"""Homes of a plan by type and tenure, and whether they meet targets; nothing about their cost.

A plan tells type and tenure of its homes. The BAG tells neither, so homes that stand are only
counted.

References
----------
Woondeal targets as `wonen.*` in norms.toml: two thirds affordable, and a share of social rent that
the region sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twin.model import Area, Building, DwellingType, Homes, Tenure
from twin.model import Use as BuildingUse
from twin.sim.verdict import Verdict, judge

AFFORDABLE = frozenset({Tenure.SOCIAL_RENT, Tenure.MIDDLE_RENT, Tenure.AFFORDABLE_SALE})
"""What counts as affordable in national agreements."""


@dataclass(frozen=True, slots=True)
class Target:
    """A number of homes that a plan should have.

    Attributes
    ----------
    type, tenure
        None: any.
    at_least, at_most
        Homes; None: no such limit.
    """

    type: DwellingType | None
    tenure: Tenure | None
    at_least: int | None
    at_most: int | None


def planned(area: Area) -> tuple[Homes, ...]:
    """The homes that a design tells, building by building."""
    return tuple(
        homes
        for building in area.buildings
        if building.programme is not None
        for homes in building.programme.homes
    )


def count(
    homes: Iterable[Homes],
    *,
    types: Sequence[DwellingType] | None = None,
    tenures: Iterable[Tenure] | None = None,
) -> int:
    """How many homes are of these types and tenures; None: any."""
    wanted = None if tenures is None else frozenset(tenures)
    return sum(
        each.count
        for each in homes
        if (types is None or each.type in types) and (wanted is None or each.tenure in wanted)
    )


def standing(area: Area) -> int | None:
    """Homes that the BAG registers in buildings; None where no unit at all is known."""
    units = [unit for building in area.buildings for unit in building.dwellings]
    if not units:
        return None
    return sum(BuildingUse.HOME in unit.uses for unit in units)


def untold(area: Area) -> tuple[Building, ...]:
    """Buildings of which a design tells floor for homes and no homes."""
    return tuple(
        building
        for building in area.buildings
        if building.programme is not None
        and not building.programme.homes
        and any(use is BuildingUse.HOME and floor > 0 for use, floor in building.programme.uses)
    )


def share_verdict(
    norm: str, homes: Sequence[Homes], tenures: Iterable[Tenure], limit: float
) -> Verdict | None:
    """Whether homes of `tenures` are at least `limit` (0-1) of all; None without homes.

    A design is exact, so the limit itself meets it.
    """
    total = count(homes)
    if not total:
        return None
    return judge(norm, count(homes, tenures=tenures) / total, limit, 0.0)


def target_verdicts(target: Target, homes: Sequence[Homes]) -> tuple[int, tuple[Verdict, ...]]:
    """The number of homes that a target is about, and whether its limits are met."""
    number = count(
        homes,
        types=None if target.type is None else (target.type,),
        tenures=None if target.tenure is None else (target.tenure,),
    )
    limits = ((target.at_least, True), (target.at_most, False))
    return number, tuple(
        judge("wonen.doel", number, limit, 0.0, at_least=at_least)
        for limit, at_least in limits
        if limit is not None
    )
