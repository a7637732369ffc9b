"""How plans differ: figures, and who gains and who loses, per home, street and tenure.

Pure. The first variant is what the others are compared with. A difference within its error is told
as too close to say. Errors of two variants count as if they had nothing to do with each other;
as they mostly share their causes, a difference that is told is a sure one.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from twin.sim.indicators.canonical import Document
from twin.sim.indicators.canonical import told as in_steps
from twin.sim.verdict import SURE

BASE = "nu"
"""What the area as it is, without a plan, is called among variants."""
_ERROR = "_error"
"""A column of this end holds one standard error of the column before it."""
HOME = "home"
_OTHERS = ("place", "street", "group")
"""Subjects beside homes whose rows stay the same between variants and are not too many to tell."""
_NO_VERDICT = "geen oordeel"


class Change(StrEnum):
    """What a difference means, in the words that residents read."""

    GAINS = "beter"
    LOSES = "slechter"
    OTHER = "anders"  # of what has no better or worse
    SAME = "gelijk"
    TOO_CLOSE = "te dichtbij om te zeggen"
    NEW = "nieuw"
    GONE = "weg"
    UNKNOWN = "onbekend"


@dataclass(frozen=True, slots=True)
class Side:
    """A variant with what was computed of it.

    Attributes
    ----------
    name
        Id of a scenario, or `BASE`.
    results
        Bodies of results by indicator.
    homes
        Documents of `twin.jobs.homes.Home`.
    """

    name: str
    title: str
    results: Mapping[str, Document]
    homes: Sequence[Document]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure in all variants; `differences` and `changes` are with the first."""

    key: str
    words: Mapping[str, str]
    unit: str
    values: tuple[float | None, ...]
    errors: tuple[float | None, ...]
    differences: tuple[float | None, ...]
    changes: tuple[Change, ...]
    judgements: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Differences of many homes, which an average alone would hide; None where there is none."""

    least: float
    tenth: float
    middle: float
    ninetieth: float
    most: float
    mean: float


@dataclass(frozen=True, slots=True)
class Group:
    """Homes of one street or tenure: how many changed in which way, and by how much."""

    name: str
    homes: int
    changes: Mapping[str, int]
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class OneDifference:
    """One home or place; `verdicts` are (norm, before, after) of those that changed.

    `street` and `tenure` are '' of what is no home, `building` of what belongs to none.
    """

    id: str
    building: str
    label: str
    street: str
    tenure: str
    before: float | None
    after: float | None
    difference: float | None
    change: Change
    verdicts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """What a variant does in one respect, compared with the first variant.

    Attributes
    ----------
    subject
        `HOME`, or a `twin.sim.indicators.base.Subject` such as a place.
    """

    variant: str
    key: str
    words: Mapping[str, str]
    unit: str
    direction: str
    subject: str
    everybody: Group
    streets: tuple[Group, ...]
    tenures: tuple[Group, ...]
    each: tuple[OneDifference, ...]


@dataclass(frozen=True, slots=True)
class VerdictChanges:
    """How many homes went from which judgement to which, by a norm."""

    variant: str
    norm: str
    changes: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class IndicatorComparison:
    """An indicator in all variants.

    Attributes
    ----------
    missing
        Variants of which it was not computed.
    unlike
        Why the results cannot be compared; '' when they can.
    """

    indicator: str
    indicative: bool
    figures: tuple[FigureDifference, ...]
    columns: tuple[ColumnDifference, ...]
    verdicts: tuple[VerdictChanges, ...]
    missing: tuple[str, ...]
    unlike: str


def compare(sides: Sequence[Side], directions: Mapping[str, str]) -> list[IndicatorComparison]:
    """Compare variants, the others with the first.

    Parameters
    ----------
    directions
        Which way is better, `up`, `down` or `neither`, of the headline of each indicator.
    """
    names = sorted({name for side in sides for name in side.results})
    return [_indicator(name, sides, directions.get(name, "neither")) for name in names]


def _indicator(name: str, sides: Sequence[Side], direction: str) -> IndicatorComparison:
    have = [side for side in sides if name in side.results]
    missing = tuple(side.name for side in sides if name not in side.results)
    bodies = [side.results[name] for side in have]
    unlike = _unlike(bodies)
    complete = not unlike and not missing
    columns: list[ColumnDifference] = []
    verdicts: list[VerdictChanges] = []
    if not unlike and len(have) > 1 and have[0] is sides[0]:
        for side in have[1:]:
            columns += _columns(name, have[0], side)
            verdicts += _verdicts(name, have[0], side)
    return IndicatorComparison(
        indicator=name,
        indicative=any(body["indicative"] for body in bodies),
        figures=tuple(_figures(bodies, direction)) if complete else (),
        columns=tuple(columns),
        verdicts=tuple(verdicts),
        missing=missing,
        unlike=unlike,
    )


def _unlike(bodies: Sequence[Document]) -> str:
    """Why results cannot be compared: a difference would tell more than the plan."""
    for what, told in (
        ("parameters", [body["input"]["parameters"] for body in bodies]),
        ("area content", [body["input"]["area"]["key"] for body in bodies]),
        ("years of growth", [body["input"]["horizon_years"] for body in bodies]),
        ("code", [body["code"]["sources"] for body in bodies]),
    ):
        if any(each != told[0] for each in told):
            return f"computed with different {what}; run them again"
    return ""


def _figures(bodies: Sequence[Document], direction: str) -> Iterator[FigureDifference]:
    tables = [{each["key"]: each for each in body["result"]["figures"]} for body in bodies]
    for number, first in enumerate(bodies[0]["result"]["figures"]):
        told = [table.get(first["key"]) for table in tables]
        values = tuple(None if each is None else each["value"] for each in told)
        errors = tuple(None if each is None else each["error"] for each in told)
        better = direction if number == 0 else "neither"
        yield FigureDifference(
            key=first["key"],
            words=first["words"],
            unit=first["unit"],
            values=values,
            errors=errors,
            differences=tuple(_difference(values[0], value, first["step"]) for value in values),
            changes=tuple(
                _change(values[0], value, first["step"], better, errors[0], error)
                for value, error in zip(values, errors, strict=True)
            ),
            judgements=tuple(
                each["verdict"]["judgement"] if each and each["verdict"] else None for each in told
            ),
        )


def _columns(name: str, first: Side, side: Side) -> Iterator[ColumnDifference]:
    for subject in (HOME, *_OTHERS):
        was, now = _told_of(subject, first, name), _told_of(subject, side, name)
        if not (was or now):
            continue
        for column in side.results[name]["result"]["columns"]:
            if column["direction"] == "neither":
                continue
            told = [
                _one(first_one or second_one or {}, row, later, column)
                for first_one, row, second_one, later in _pairs(was, now)
            ]
            yield ColumnDifference(
                variant=side.name,
                key=column["key"],
                words=column["words"],
                unit=column["unit"],
                direction=column["direction"],
                subject=subject,
                everybody=_group("", told),
                streets=_groups(told, "street") if subject == HOME else (),
                tenures=_groups(told, "tenure") if subject == HOME else (),
                each=tuple(told),
            )


def _told_of(subject: str, side: Side, name: str) -> dict[str, tuple[Document, Document]]:
    """(home or row, row) by id, for what there is a row of.

    A home has the row of its own, else that of the building that it is in.
    """
    rows = side.results[name]["result"]["rows"]
    if subject != HOME:
        return {row["id"]: (row, row) for row in rows if row["subject"] == subject}
    own = {row["id"]: row for row in rows if row["subject"] == "dwelling"}
    shared = {row["id"]: row for row in rows if row["subject"] == "building"}
    found = {}
    for home in side.homes:
        row = own.get(home["id"]) or shared.get(home["building"])
        if row is not None:
            found[home["id"]] = (home, row)
    return found


def _pairs(
    was: Mapping[str, tuple[Document, Document]], now: Mapping[str, tuple[Document, Document]]
) -> Iterator[tuple[Document | None, Document | None, Document | None, Document | None]]:
    for id_ in {**was, **now}:
        home, row = was.get(id_, (None, None))
        later_home, later_row = now.get(id_, (None, None))
        yield home, row, later_home, later_row


def _one(
    told: Document, before: Document | None, after: Document | None, column: Document
) -> OneDifference:
    key, step = column["key"], column["step"]
    one = None if before is None else before["values"].get(key)
    other = None if after is None else after["values"].get(key)
    if before is None:
        change = Change.NEW
    elif after is None:
        change = Change.GONE
    else:
        errors = (_error(before, key), _error(after, key))
        change = _change(one, other, step, column["direction"], *errors)
    return OneDifference(
        id=told["id"],
        building=told.get("building") or told.get("belongs_to") or "",
        label=told["label"],
        street=told.get("street", ""),
        tenure=told.get("tenure", ""),
        before=one,
        after=other,
        difference=_difference(one, other, step),
        change=change,
        verdicts=tuple(
            each for each in _judged(before, after) if before and after and each[1] != each[2]
        ),
    )


def _error(row: Document, key: str) -> float | None:
    """One standard error of a value: a column tells, or the verdict on it."""
    told: float | None = row["values"].get(key + _ERROR)
    if told is None:
        told = next(
            (each["error"] for each in row["verdicts"] if each["value"] == row["values"].get(key)),
            None,
        )
    return told


def _difference(before: float | None, after: float | None, step: float) -> float | None:
    return None if before is None or after is None else in_steps(after - before, step)


def _change(
    before: float | None,
    after: float | None,
    step: float,
    direction: str,
    error: float | None,
    later_error: float | None,
) -> Change:
    difference = _difference(before, after, step)
    if difference is None:
        return Change.UNKNOWN
    if difference == 0:
        return Change.SAME
    if abs(difference) < SURE * math.hypot(error or 0.0, later_error or 0.0):
        return Change.TOO_CLOSE
    if direction == "neither":
        return Change.OTHER
    return Change.GAINS if (difference > 0) == (direction == "up") else Change.LOSES


def _verdicts(name: str, first: Side, side: Side) -> Iterator[VerdictChanges]:
    was, now = _told_of(HOME, first, name), _told_of(HOME, side, name)
    counted: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for _, one, _, other in _pairs(was, now):
        for norm, earlier, later in _judged(one, other):
            counted[norm][earlier, later] += 1
    for norm, changes in sorted(counted.items()):
        yield VerdictChanges(
            side.name,
            norm,
            tuple((one, other, number) for (one, other), number in sorted(changes.items())),
        )


def _judged(before: Document | None, after: Document | None) -> Iterator[tuple[str, str, str]]:
    """(norm, judgement before, judgement after) of every norm that applies to either."""
    was = {} if before is None else {each["norm"]: each["judgement"] for each in before["verdicts"]}
    now = {} if after is None else {each["norm"]: each["judgement"] for each in after["verdicts"]}
    for norm in sorted({**was, **now}):
        yield (
            norm,
            Change.NEW.value if before is None else was.get(norm, _NO_VERDICT),
            Change.GONE.value if after is None else now.get(norm, _NO_VERDICT),
        )


def _groups(told: Sequence[OneDifference], by: str) -> tuple[Group, ...]:
    """Homes by street or tenure, those where most lose first."""
    members: defaultdict[str, list[OneDifference]] = defaultdict(list)
    for home in told:
        members[getattr(home, by)].append(home)
    groups = [_group(name, homes) for name, homes in members.items()]
    return tuple(
        sorted(groups, key=lambda group: (-group.changes.get(Change.LOSES.value, 0), group.name))
    )


def _group(name: str, homes: Sequence[OneDifference]) -> Group:
    changes = Counter(home.change.value for home in homes)
    differences = sorted(home.difference for home in homes if home.difference is not None)
    return Group(name, len(homes), dict(sorted(changes.items())), _spread(differences))


def _spread(ordered: Sequence[float]) -> Spread | None:
    if not ordered:
        return None

    def at(share: float) -> float:
        return ordered[round(share * (len(ordered) - 1))]

    mean = float(f"{statistics.fmean(ordered):.6g}")
    return Spread(ordered[0], at(0.1), at(0.5), at(0.9), ordered[-1], mean)


def changed_first(homes: Iterable[OneDifference], most: int) -> list[OneDifference]:
    """Homes that something changed for, those that lose most first."""
    order = [Change.LOSES, Change.GAINS, Change.TOO_CLOSE, Change.GONE, Change.NEW, Change.UNKNOWN]

    def rank(home: OneDifference) -> Any:
        return order.index(home.change), -abs(home.difference or 0.0), home.id

    return sorted((home for home in homes if home.change in order), key=rank)[:most]
