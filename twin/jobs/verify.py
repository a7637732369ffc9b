"""Computing a result again: is every digit the same, and if not, what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from twin.errors import FileUnreadable, TwinError
from twin.jobs.durations import Durations
from twin.jobs.identity import Code
from twin.jobs.run_scenario import InMemory, Progress, Record, identify, plan, run_scenario
from twin.jobs.worker import Variant
from twin.jobs.workers import Workers
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.canonical import Document, digest
from twin.sim.indicators.registry import INDICATORS
from twin.sim.scenario.read import read_edits

_MOST = 20
"""Differences that are told; one digit of a map already changes its hash."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the result says."""

    what: str
    said: str
    found: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a result when it was computed again.

    Attributes
    ----------
    confirmed
        Whether every digit is the same.
    intact
        Whether the result is as it was written: its digest fits.
    code, input, digits
        What differs; a confirmed result may come of other code.
    """

    indicator: str
    confirmed: bool
    intact: bool
    code: tuple[Difference, ...]
    input: tuple[Difference, ...]
    digits: tuple[Difference, ...]


def bodies(document: Any) -> list[Document]:
    """The results in a file: one of the API, or all of a `twin scenario run`.

    Raises
    ------
    FileUnreadable
        It has none.
    """
    found = document.get("results") if isinstance(document, Mapping) else None
    some = found if isinstance(found, list) else [document]
    needed = {"indicator", "input", "code", "result", "digest"}
    if not some or not all(isinstance(each, Mapping) and needed <= each.keys() for each in some):
        raise FileUnreadable(
            "the file has no result",
            hint="write one with: twin scenario run … --output RESULT.json, or take one of the API",
        )
    return [dict(each) for each in some]


def verify(
    body: Document,
    workers: Workers,
    code: Code,
    *,
    report: Callable[[Progress], None] = lambda progress: None,
    known: Mapping[str, Indicator] = INDICATORS,
) -> Verification:
    """Compute a result again from what it says that it depends on.

    Raises
    ------
    NotFound
        Its indicator or its area is not here.
    TwinError
        As computing raises.
    """
    told = body["input"]
    found = again(body, workers, code, report=report, known=known).body
    return Verification(
        indicator=body["indicator"],
        confirmed=found["digest"] == digest(body["result"]),
        intact=body["digest"] == digest(body["result"]),
        code=tuple(differences(body["code"], found["code"])),
        input=tuple(differences(told, found["input"])),
        digits=tuple(differences(body["result"], found["result"]))[:_MOST],
    )


def again(
    body: Document,
    workers: Workers,
    code: Code,
    *,
    report: Callable[[Progress], None] = lambda progress: None,
    known: Mapping[str, Indicator] = INDICATORS,
) -> Record:
    """Compute what the `input` of a result tells; raises as `verify`."""
    told = body["input"]
    variant = Variant(told["area"]["id"], "", read_edits(told["edits"]), int(told["horizon_years"]))
    area = identify(workers, variant)
    given = {name: each["parameters"] for name, each in told["needs"].items()}
    given[body["indicator"]] = told["parameters"]
    steps = plan(area.area_key, variant, [body["indicator"]], given, code, known)
    outcome = run_scenario(
        steps,
        variant,
        area,
        workers=workers,
        results=InMemory(),
        durations=Durations(None),
        code=code,
        report=report,
    )
    failed: TwinError | None = outcome.failures.get(body["indicator"])
    if failed is not None:
        raise failed
    return outcome.records[body["indicator"]]


def differences(said: Any, found: Any, what: str = "") -> Iterator[Difference]:
    """What of two documents is not the same, place by place."""
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for name in sorted({*said, *found}):
            path = f"{what}.{name}" if what else name
            yield from differences(said.get(name), found.get(name), path)
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for number, (one, other) in enumerate(zip(said, found, strict=True)):
            yield from differences(one, other, f"{what}[{number}]")
    elif isinstance(said, list) and isinstance(found, list):
        yield Difference(what, f"{len(said)} items", f"{len(found)} items")
    elif said != found:
        yield Difference(what, str(said), str(found))
