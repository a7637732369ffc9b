"""Computing indicators of an area with a plan: in the order of their needs, side by side.

What was computed before from the same content by the same code is not computed again. An indicator
that fails is told and does not lose the others. Where results are kept is an argument.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from pydantic import ValidationError

from twin.errors import ParameterInvalid, TwinError, Unavailable
from twin.jobs.durations import Durations, Expected, together
from twin.jobs.identity import Code
from twin.jobs.worker import (
    Compute,
    Computed,
    Identified,
    Identify,
    Variant,
)
from twin.jobs.workers import Workers
from twin.sim.indicators.base import Indicator, Parameters
from twin.sim.indicators.canonical import Document, Packed, Written, canonical, digest
from twin.sim.indicators.registry import INDICATORS, indicator, with_needs
from twin.sim.scenario.write import write_edits
from twin.store.results import Kept, packed

Given = Mapping[str, Mapping[str, Any]]
"""Parameters by name of the indicator; what is not given is its default."""


@dataclass(frozen=True, slots=True)
class Step:
    """An indicator to compute.

    Attributes
    ----------
    input
        All that its result depends on, but for the code: enough to compute it again.
    input_hash
        Of that.
    key
        Of the input and the code: names the result.
    """

    indicator: Indicator
    parameters: Parameters
    input: Document
    input_hash: str
    key: str


@dataclass(frozen=True, slots=True)
class Record:
    """A result with where it comes from.

    Attributes
    ----------
    kept
        Its `body` packed: what is kept, sent and verified.
    arrays
        Of its layers, by digest.
    """

    kept: Kept
    arrays: Mapping[str, Packed]

    @property
    def key(self) -> str:
        """Its name."""
        return self.kept.key

    @property
    def body(self) -> Document:
        """What is told of it, read.

        `key`, `indicator`, `method`, `source`, `indicative`, `code`, `input`, `input_hash`,
        `flags` (buildings by doubt), `result` (see `twin.sim.indicators.canonical`), `digest` of
        that. It has no moment and no duration: computing it again gives the same bytes.
        """
        return self.kept.body

    @property
    def written(self) -> Written:
        """The result as an indicator that needs it reads it."""
        return Written(canonical(self.body["result"]), self.arrays)


class Results(Protocol):
    """Where results are kept."""

    def find(self, key: str) -> Record | None:
        """The result of that key."""

    def save(self, record: Record) -> None:
        """Keep a result."""


@dataclass(slots=True)
class InMemory:
    """Results kept for as long as the process lives."""

    records: dict[str, Record] = field(default_factory=dict)

    def find(self, key: str) -> Record | None:
        """The result of that key."""
        return self.records.get(key)

    def save(self, record: Record) -> None:
        """Keep a result."""
        self.records[record.key] = record


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    share
        0-1 of all work.
    at_work
        Names of indicators that are being computed.
    done, total
        Numbers of indicators.
    """

    share: float
    at_work: tuple[str, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Attributes
    ----------
    records
        By indicator.
    failures
        Indicators that have no result, with why.
    reused
        Names of those that were known already.
    """

    records: Mapping[str, Record]
    failures: Mapping[str, TwinError]
    reused: frozenset[str]


def parameters_of(one: Indicator, given: Mapping[str, Any]) -> Parameters:
    """The parameters of an indicator, checked.

    Raises
    ------
    ParameterInvalid
        One is unknown or out of bounds.
    """
    try:
        # As JSON has them, so that a list is a tuple and a text a choice, and a text no number.
        return one.parameters.model_validate(given)
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(map(str, wrong['loc']))} '{wrong['input']}': {wrong['msg']}"
            for wrong in error.errors()
        )
        raise ParameterInvalid(
            f"parameters of '{one.name}': {told}",
            hint=f"known are: {', '.join(one.parameters.model_fields) or 'none'}",
        ) from None


def plan(
    area_key: str,
    variant: Variant,
    names: Iterable[str],
    given: Given,
    code: Code,
    known: Mapping[str, Indicator] = INDICATORS,
) -> tuple[Step, ...]:
    """What has to be computed for some indicators, each after what it needs.

    Raises
    ------
    NotFound
        A name that is no indicator.
    ParameterInvalid
        A parameter that is unknown or out of bounds.
    """
    for name in given:
        indicator(name, known)
    edits = write_edits(variant.edits)
    steps: dict[str, Step] = {}
    for one in with_needs(names, known):
        parameters = parameters_of(one, given.get(one.name, {}))
        told = {
            "indicator": one.name,
            "area": {"id": variant.area, "key": area_key},
            "edits": edits,
            "horizon_years": variant.horizon_years,
            "parameters": parameters.model_dump(mode="json"),
            "needs": {
                each.name: {
                    "parameters": steps[each.name].input["parameters"],
                    "input_hash": steps[each.name].input_hash,
                }
                for each in with_needs([one.name], known)
                if each is not one
            },
        }
        hashed = digest(told)
        steps[one.name] = Step(
            one, parameters, told, hashed, digest({"input": hashed, "code": code.sources})
        )
    return tuple(steps.values())


def estimate(
    steps: Iterable[Step], square_metres: float, durations: Durations, workers: int
) -> Expected | None:
    """How long steps will take; None when one of them never ran on this machine."""
    expected = {}
    needs = {}
    for step in steps:
        one = durations.expect(step.indicator.name, square_metres)
        if one is None:
            return None
        expected[step.indicator.name] = one
        needs[step.indicator.name] = step.indicator.needs
    return together(needs, expected, workers)


def identify(workers: Workers, variant: Variant) -> Identified:
    """Which content the area of `variant` has; raises as `Workers.run`."""
    answer = workers.run(Identify(variant))
    assert isinstance(answer, Identified)  # noqa: S101 - what that question is answered by
    return answer


def run_scenario(
    steps: Iterable[Step],
    variant: Variant,
    area: Identified,
    *,
    workers: Workers,
    results: Results,
    durations: Durations,
    code: Code,
    report: Callable[[Progress], None] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Compute steps of `plan`.

    Parameters
    ----------
    report
        Told how far it is, from several threads, never at the same time.

    Raises
    ------
    Cancelled
        `cancelled` told so; what was ready by then is kept.
    """
    run = _Run(tuple(steps), variant, area, workers, results, durations, code, report, cancelled)
    return run.outcome()


class _Run:
    def __init__(
        self,
        steps: tuple[Step, ...],
        variant: Variant,
        area: Identified,
        workers: Workers,
        results: Results,
        durations: Durations,
        code: Code,
        report: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._steps = steps
        self._variant = variant
        self._area = area
        self._workers = workers
        self._results = results
        self._durations = durations
        self._code = code
        self._report = report
        self._stopped = threading.Event()
        self._cancelled = lambda: self._stopped.is_set() or cancelled()
        self._guard = threading.Lock()
        self._shares: dict[str, float] = {}
        expected = [durations.expect(step.indicator.name, area.square_metres) for step in steps]
        weights = [0.0 if each is None else each.seconds for each in expected]
        # What never ran counts as the slowest that did.
        most = max(weights, default=0.0) or 1.0
        self._weights = {
            step.indicator.name: weight or most for step, weight in zip(steps, weights, strict=True)
        }

    def outcome(self) -> Outcome:
        records: dict[str, Record] = {}
        failures: dict[str, TwinError] = {}
        for step in self._steps:
            found = self._results.find(step.key)
            if found is not None:
                records[step.indicator.name] = found
                self._shares[step.indicator.name] = 1.0
        reused = frozenset(records)
        waiting = [step for step in self._steps if step.indicator.name not in records]
        at_work: dict[Future[Record], Step] = {}
        with ThreadPoolExecutor(self._workers.count, thread_name_prefix="run") as threads:
            try:
                while waiting or at_work:
                    for step in list(waiting):
                        lost = next((n for n in step.indicator.needs if n in failures), None)
                        if lost is not None:
                            failures[step.indicator.name] = Unavailable(
                                f"'{step.indicator.name}' needs '{lost}', which has no result",
                                hint=f"that one says: {failures[lost].message}",
                            )
                            waiting.remove(step)
                        elif all(need in records for need in step.indicator.needs):
                            needs = {n: records[n].written for n in step.indicator.needs}
                            at_work[threads.submit(self._compute, step, needs)] = step
                            waiting.remove(step)
                    for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                        name = at_work.pop(future).indicator.name
                        try:
                            records[name] = future.result()
                        except TwinError as error:
                            failures[name] = error
                        self._tell(name, 1.0)
            except BaseException:
                self._stopped.set()  # the others need not go on either
                raise
        return Outcome(records, failures, reused)

    def _compute(self, step: Step, needs: Mapping[str, Written]) -> Record:
        began = time.monotonic()
        name = step.indicator.name
        self._tell(name, 0.0)
        computed = self._workers.run(
            Compute(self._variant, self._area.area_key, step.indicator, step.parameters, needs),
            watch=lambda share: self._tell(name, share),
            cancelled=self._cancelled,
        )
        assert isinstance(computed, Computed)  # noqa: S101 - what that is answered by
        record = record_of(step, computed, self._code)
        self._results.save(record)
        self._durations.remember(name, self._area.square_metres, time.monotonic() - began)
        return record

    def _tell(self, name: str, share: float) -> None:
        with self._guard:
            self._shares[name] = share
            total = sum(self._weights.values())
            done = sum(self._weights[each] * part for each, part in self._shares.items())
            self._report(
                Progress(
                    share=done / total,
                    at_work=tuple(each for each, part in self._shares.items() if part < 1),
                    done=sum(part >= 1 for part in self._shares.values()),
                    total=len(self._steps),
                )
            )


def record_of(step: Step, computed: Computed, code: Code) -> Record:
    """A result with where it comes from."""
    one = step.indicator
    content = computed.written.content
    body = {
        "key": step.key,
        "indicator": one.name,
        "method": {"nl": one.method.nl, "en": one.method.en},
        "source": one.source,
        "indicative": one.indicative,
        "code": code.document(),
        "input": step.input,
        "input_hash": step.input_hash,
        "flags": dict(computed.flags),
        "result": orjson.Fragment(content),  # as it is: reading and writing it would take long
        "digest": hashlib.sha256(content).hexdigest(),
    }
    kept = Kept(step.key, one.name, step.input["area"]["id"], packed(body))
    return Record(kept, computed.written.arrays)
