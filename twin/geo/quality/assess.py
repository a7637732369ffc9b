"""Findings on an area: what is missing or doubtful, how much of it, and what that means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from twin.geo import sources
from twin.geo.bag import LOST
from twin.geo.quality.flags import BuildingFlag, flags
from twin.geo.quality.layers import Layer, SourceAge, ages, layers
from twin.geo.quality.survey import Overlap, Survey
from twin.geo.quality.words import FINDINGS, Indicator, Weight
from twin.model import Area, MismatchKind, Origin, SizeOrigin, TreeOrigin, Words

_EXAMPLES = 5
_HOLE = 25.0
"""m² of unknown ground from which it is told; less is the edge of the drawing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing or doubtful.

    Attributes
    ----------
    name
        Key of `twin.geo.quality.words.FINDINGS`; of those on single buildings also their flag.
    layer
        A layer, or `sources` or `area`.
    count, total
        Of how many objects it is true; `total` is None where there is no whole to compare with.
    square_metres
        How much ground it is about; None when it is not about ground.
    what
        The source or layer that it is about, where its name is in the words.
    examples
        Some of the objects, by id.
    says
        In plain words.
    means
        What it does to which answers.
    """

    name: str
    layer: str
    weight: Weight
    count: int | None
    total: int | None
    square_metres: float | None
    what: str | None
    examples: tuple[str, ...]
    says: Words
    means: tuple[tuple[Indicator, Words], ...]

    @property
    def share(self) -> float | None:
        """Count as a share (0-1) of the total."""
        if self.count is None or not self.total:
            return None
        return self.count / self.total


@dataclass(frozen=True, slots=True)
class Quality:
    """What an area is made of and what is to doubt.

    Attributes
    ----------
    findings
        What is missing first, then doubts, then what is good to know.
    flags
        How many buildings have each flag, of those that occur.
    """

    today: date
    layers: tuple[Layer, ...]
    sources: tuple[SourceAge, ...]
    findings: tuple[Finding, ...]
    flags: tuple[tuple[BuildingFlag, int], ...]


def assess(area: Area, surveyed: Survey, today: date) -> Quality:
    """Judge an area.

    Parameters
    ----------
    surveyed
        What `survey` says of the same area.
    today
        From which the age of sources is reckoned.
    """
    doubts = flags(area, surveyed.panden)
    counts = Counter(flag for mine in doubts.values() for flag in mine)
    told = ages(area.sources, today)
    if area.origin is Origin.SYNTHETIC:
        found = [_finding("made-up")]
    else:
        found = [
            *_on_buildings(area, surveyed, doubts.items(), counts),
            *_on_dwellings(area),
            *_on_surfaces(area, surveyed),
            *_on_trees(area),
            *_on_terrain(area),
            *_on_sources(told),
        ]
    found += _on_load(area)
    order = list(Weight)
    return Quality(
        today=today,
        layers=layers(area, today),
        sources=told,
        findings=tuple(sorted(found, key=lambda finding: order.index(finding.weight))),
        flags=tuple((flag, counts[flag]) for flag in BuildingFlag if counts[flag]),
    )


def _on_buildings(
    area: Area,
    surveyed: Survey,
    doubts: Iterable[tuple[str, tuple[BuildingFlag, ...]]],
    counts: Counter[BuildingFlag],
) -> Iterator[Finding]:
    examples: dict[BuildingFlag, list[str]] = {flag: [] for flag in counts}
    for name, mine in doubts:
        for flag in mine:
            examples[flag].append(name)
    ground = Counter[str]()
    for mismatch in area.report.mismatches:
        ground[mismatch.kind] += round(mismatch.square_metres)
    square_metres = {
        BuildingFlag.ONLY_BAG: ground[MismatchKind.ONLY_BAG],
        BuildingFlag.ONLY_BGT: ground[MismatchKind.ONLY_BGT],
        BuildingFlag.OUTLINE_DIFFERS: ground[MismatchKind.OUTLINE],
    }
    for flag in BuildingFlag:
        if counts[flag] and flag is not BuildingFlag.OVERLAPS:
            yield _finding(
                flag,
                count=counts[flag],
                total=len(area.buildings),
                square_metres=square_metres.get(flag),
                examples=examples[flag],
            )
    yield from _over_each_other("overlaps", surveyed.panden)
    yield from _over_each_other("on-ground", surveyed.on_ground)
    known = {source.name for source in area.sources}
    if area.buildings and not {sources.BGT.name, sources.BAG.name} <= known:
        yield _finding("not-compared")


def _on_dwellings(area: Area) -> Iterator[Finding]:
    dwellings = [each for building in area.buildings for each in building.dwellings]
    if sources.BAG.name not in {source.name for source in area.sources}:
        yield _finding("no-dwellings")
        return
    without = [each.id for each in dwellings if each.floor_area is None]
    if without:
        yield _finding(
            "floor-area-unknown", count=len(without), total=len(dwellings), examples=without
        )
    lost = [left for left in area.report.left_out if left.reason == LOST]
    if lost:
        yield _finding(
            "dwellings-lost",
            count=sum(left.count for left in lost),
            examples=[name for left in lost for name in left.examples],
        )


def _on_surfaces(area: Area, surveyed: Survey) -> Iterator[Finding]:
    if not area.surfaces:
        yield _finding("no-surfaces")
        return
    yield from _over_each_other("surfaces-overlap", surveyed.surfaces)
    if surveyed.uncovered >= _HOLE:
        yield _finding("uncovered", square_metres=surveyed.uncovered)
    unknown = [each for each in area.surfaces if each.function is None and each.material is None]
    if unknown:
        yield _finding(
            "surface-unknown",
            count=len(unknown),
            total=len(area.surfaces),
            square_metres=sum(each.footprint.area for each in unknown),
            examples=[each.id for each in unknown],
        )


def _on_trees(area: Area) -> Iterator[Finding]:
    estimated = [each.id for each in area.trees if each.sizes is not SizeOrigin.REGISTER]
    detected = [each.id for each in area.trees if each.known_by is TreeOrigin.DETECTED]
    if not area.trees:
        yield _finding("no-trees")
    if detected:
        yield _finding(
            "trees-detected", count=len(detected), total=len(area.trees), examples=detected
        )
    if estimated:
        yield _finding(
            "tree-sizes-estimated",
            count=len(estimated),
            total=len(area.trees),
            examples=estimated,
        )


def _on_terrain(area: Area) -> Iterator[Finding]:
    if area.terrain is None:
        yield _finding("no-terrain")
    elif sources.AHN.name not in {source.name for source in area.sources}:
        yield _finding("terrain-from-buildings")


def _on_sources(told: tuple[SourceAge, ...]) -> Iterator[Finding]:
    for each in told:
        if each.old and each.days is not None:
            yield _finding("source-old", count=each.days // 365, what=each.name)
        elif each.dated is None:
            yield _finding("source-undated", what=each.name)


def _on_load(area: Area) -> Iterator[Finding]:
    for layer, count in area.report.repaired:
        yield _finding("repaired", count=count, what=layer)
    left_out = sum(left.count for left in area.report.left_out)
    if left_out:
        yield _finding("left-out", count=left_out)


def _over_each_other(name: str, overlaps: tuple[Overlap, ...]) -> Iterator[Finding]:
    if overlaps:
        yield _finding(
            name,
            count=len(overlaps),
            square_metres=sum(each.square_metres for each in overlaps),
            examples=[f"{each.first} {each.second}" for each in overlaps],
        )


def _finding(
    name: str,
    *,
    count: int | None = None,
    total: int | None = None,
    square_metres: float | None = None,
    what: str | None = None,
    examples: Sequence[str] = (),
) -> Finding:
    told = FINDINGS[name]
    numbers = {"count": count, "total": total, "area": square_metres}
    filled = {key: "" if value is None else f"{value:,.0f}" for key, value in numbers.items()}
    dutch = {key: text.replace(",", ".") for key, text in filled.items()}
    return Finding(
        name=str(name),
        layer=told.layer,
        weight=told.weight,
        count=count,
        total=total,
        square_metres=None if square_metres is None else round(float(square_metres), 1),
        what=what,
        examples=tuple(examples[:_EXAMPLES]),
        says=Words(
            told.says.nl.format(what=what, **dutch), told.says.en.format(what=what, **filled)
        ),
        means=told.means,
    )
