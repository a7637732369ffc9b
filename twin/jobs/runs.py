"""Runs that people ask for: a bounded queue, two at a time, each with its progress and its end.

The database keeps what became of each; how far one is, only this process knows.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from twin.errors import NotAllowed, NotFound, TooMuch, TwinError
from twin.jobs.asked import Asked as Asked
from twin.jobs.asked import Limits as Limits
from twin.jobs.durations import Durations, Expected
from twin.jobs.identity import Code, code
from twin.jobs.kept_results import InDatabase
from twin.jobs.run_scenario import (
    Outcome,
    Progress,
    Step,
    estimate,
    identify,
    plan,
    run_scenario,
)
from twin.jobs.studio import Studio
from twin.jobs.worker import Cancelled, Identified, ListHomes, Variant
from twin.jobs.workers import Workers
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.registry import INDICATORS
from twin.store import results, runs
from twin.store.pool import DatabaseTrouble, Pool
from twin.store.results import Of
from twin.store.runs import RunRow, RunState

_log = logging.getLogger(__name__)
_AT_A_TIME = 2
_LATER = "try again in a minute"
COMPILES = "at work; the engine is being compiled, which is done once and takes about a minute"
_KEPT = 200
"""Ended runs that stay in memory; older ones are in the database."""


@dataclass(frozen=True, slots=True)
class Status:
    """A run and how far it is; `expected` is None when nothing like it ran here before."""

    row: RunRow
    progress: Progress
    expected: Expected | None


class _Job:
    def __init__(self, asked: Asked, row: RunRow, asker: str | None) -> None:
        self.asked = asked
        self.row = row
        self.asker = asker
        self.progress = Progress(0.0, (), 0, len(asked.indicators))
        self.expected: Expected | None = None
        self.unwanted = threading.Event()
        self.late = False
        self.ended = threading.Event()


class Runs:
    """The runs of this process; use `close` when it stops.

    Parameters
    ----------
    pool
        Connections that may write results.
    clock
        Gives the moment.
    known
        Indicators that there are.
    compiled
        Whether the loops that compute are compiled; see `twin.jobs.compiled`.

    Attributes
    ----------
    studio
        Has the same workers draw.
    """

    def __init__(
        self,
        workers: Workers,
        pool: Pool,
        durations: Durations,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        known: Mapping[str, Indicator] = INDICATORS,
        compiled: Callable[[], bool] = lambda: True,
    ) -> None:
        self.known = known
        self._compiled = compiled
        self.studio = Studio(workers)
        self._workers = workers
        self._pool = pool
        self._durations = durations
        self._clock = clock
        self._limits = limits or Limits()
        self._code: Code = code()
        self._keeper = uuid.uuid4().hex
        self._jobs: dict[str, _Job] = {}
        self._guard = threading.Lock()
        self._areas: dict[tuple[str, str], Identified] = {}
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="runs")
        self._closing = False

    def recover(self) -> None:
        """Tell that what a process before this one left unfinished will not be finished."""
        with self._pool.connection() as conn:
            runs.give_up(conn, self._keeper, self._clock())
            runs.forget_runs(conn, self._clock() - self._limits.kept)

    def submit(self, asked: Asked, asker: str | None) -> Status:
        """Put a run in the queue.

        Parameters
        ----------
        asker
            Who has no key, such as an address; None for who has one.

        Raises
        ------
        NotFound, ParameterInvalid
            As `plan`.
        TooMuch
            There is no room for it.
        """
        steps = plan("", asked.variants[0], asked.indicators, asked.parameters, self._code,
                     self.known)  # fmt: skip
        row = RunRow(
            id=str(uuid.uuid4()),
            area=asked.area,
            scenario=asked.scenario,
            revision=asked.revision,
            asked={
                "indicators": list(asked.indicators),
                "parameters": {name: dict(each) for name, each in asked.parameters.items()},
                "horizon_years": asked.horizon_years,
                "edits": [dict(each) for each in asked.edits_json],
                "response": asked.response,
            },
            state=RunState.ACCEPTED,
            message="waiting for its turn",
            created_at=self._clock(),
        )
        job = _Job(asked, row, asker)
        job.expected = estimate(steps, asked.square_metres, self._durations, self._workers.count)
        with self._guard:
            self._refuse_too_much(asker)
            self._jobs[row.id] = job
            self._forget_ended()
        self._save(job)
        self._threads.submit(self._do, job)
        return _status(job)

    def status(self, id: str) -> Status | None:  # noqa: A002 - its name in the contract
        """A run that this process knows."""
        job = self._jobs.get(id)
        return None if job is None else _status(job)

    def wait(self, id: str, seconds: float) -> Status:  # noqa: A002 - as above
        """A run, as soon as it has ended or after so many seconds.

        Raises
        ------
        NotFound
            This process does not know it.
        """
        job = self._jobs.get(id)
        if job is None:
            raise NotFound(f"there is no run '{id}'")
        job.ended.wait(seconds)
        return _status(job)

    def dismiss(self, id: str, asker: str | None) -> Status | None:  # noqa: A002 - as above
        """Stop a run that nobody wants any more; None when this process does not know it.

        Raises
        ------
        NotAllowed
            Who asks has no key, and somebody else asked for the run.
        """
        job = self._jobs.get(id)
        if job is None:
            return None
        if asker is not None and job.asker != asker:
            raise NotAllowed(f"run '{id}' is somebody else's", hint="a key may dismiss every run")
        job.unwanted.set()
        with self._guard:
            if job.row.state is RunState.ACCEPTED:
                self._end(job, RunState.DISMISSED, "dismissed before it began")
        return _status(job)

    def close(self) -> None:
        """Stop all runs and their workers."""
        self._closing = True
        for job in list(self._jobs.values()):
            job.unwanted.set()
        self._workers.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _refuse_too_much(self, asker: str | None) -> None:
        # One that was dismissed is let go soon, and its asker wants another instead.
        unfinished = [
            job for job in self._jobs.values() if not (job.row.state.ended or job.unwanted.is_set())
        ]
        without_key = [job for job in unfinished if job.asker is not None]
        if asker is not None:
            mine = sum(job.asker == asker for job in without_key)
            if mine >= self._limits.each:
                raise TooMuch(
                    f"'{mine}' of your runs is not finished yet",
                    hint="wait for it, dismiss it, or use a key",
                )
            if len(without_key) >= self._limits.waiting:
                raise TooMuch(f"'{len(without_key)}' runs are waiting", hint=_LATER)
        if len(unfinished) >= self._limits.waiting_in_all:
            raise TooMuch(f"'{len(unfinished)}' runs are waiting", hint=_LATER)

    def _forget_ended(self) -> None:
        ended = [name for name, job in self._jobs.items() if job.row.state.ended]
        for name in ended[: max(0, len(ended) - _KEPT)]:
            del self._jobs[name]

    def _do(self, job: _Job) -> None:
        with self._guard:
            if job.row.state.ended:
                return
            message = "at work" if self._compiled() else COMPILES
            job.row = replace(
                job.row, state=RunState.RUNNING, message=message, started_at=self._clock()
            )
        self._save(job)
        stop = threading.Timer(self._limits.seconds, self._too_late, [job])
        stop.daemon = True
        if job.asker is not None:
            stop.start()
        try:
            outcome = self._compute(job)
        except Cancelled:
            self._end(job, *self._why_stopped(job))
        except TwinError as error:
            self._end(job, RunState.FAILED, error.message)
        except DatabaseTrouble as error:
            _log.warning("a run lost the database: %s", str(error).partition("\n")[0])
            self._end(job, RunState.FAILED, "the database does not answer")
        except Exception:
            _log.exception("defect in run %s", job.row.id)
            self._end(job, RunState.FAILED, "this is a defect of ours; it has been logged")
        else:
            self._finish(job, outcome)
        finally:
            stop.cancel()

    def _compute(self, job: _Job) -> Outcome:
        asked = job.asked
        keep = InDatabase(self._pool.connection, self._limits.result_bytes)
        variants = asked.variants
        area = self._identified(variants[0])
        planned = [
            plan(area.area_key, each, asked.indicators, asked.parameters, self._code, self.known)
            for each in variants
        ]
        job.expected = self._expected(planned, area, keep)
        wanted: Outcome | None = None
        for number, (variant, steps) in enumerate(zip(variants, planned, strict=True)):

            def report(progress: Progress, number: int = number) -> None:
                share = (number + progress.share) / len(variants)
                job.progress = replace(progress, share=share)

            outcome = run_scenario(
                steps,
                variant,
                area,
                workers=self._workers,
                results=keep,
                durations=self._durations,
                code=self._code,
                report=report,
                cancelled=job.unwanted.is_set,
            )
            of = asked.of(variant)
            # Who has no key does not decide by which parameters everybody sees the results.
            if of is not None and (job.asker is None or all(map(_by_default, steps))):
                self._tell_uses(of, outcome, variant, area)
            wanted = wanted or outcome
        assert wanted is not None  # noqa: S101 - there is at least one variant
        return wanted

    def _tell_uses(self, of: Of, outcome: Outcome, variant: Variant, area: Identified) -> None:
        with self._pool.connection() as conn:
            known = results.homes(conn, of)
            for name, record in outcome.records.items():
                results.save_use(conn, of, name, record.key)
        if known is None or known[0] != area.area_key:
            homes = self._workers.run(ListHomes(variant))
            assert isinstance(homes, tuple)  # noqa: S101 - what that is answered by
            with self._pool.connection() as conn:
                results.save_homes(conn, of, area.area_key, [asdict(home) for home in homes])

    def _identified(self, variant: Variant) -> Identified:
        name = (variant.area, variant.version)
        if name not in self._areas:
            self._areas[name] = identify(self._workers, variant)
        return self._areas[name]

    def _expected(
        self, planned: list[tuple[Step, ...]], area: Identified, keep: InDatabase
    ) -> Expected | None:
        """How long what is not known yet will take."""
        total = Expected(0.0, 0.0)
        for steps in planned:
            left = [step for step in steps if not keep.has(step.key)]
            one = estimate(left, area.square_metres, self._durations, self._workers.count)
            if one is None:
                return None
            total = Expected(total.seconds + one.seconds, total.at_most + one.at_most)
        return total

    def _finish(self, job: _Job, outcome: Outcome) -> None:
        wanted = set(job.asked.indicators)
        records = {name: each.key for name, each in outcome.records.items() if name in wanted}
        job.row = replace(
            job.row,
            results=records,
            failures={
                name: {"message": error.message, "hint": error.hint}
                for name, error in outcome.failures.items()
            },
        )
        job.progress = replace(job.progress, share=1.0, at_work=())
        state = RunState.SUCCESSFUL if records else RunState.FAILED
        self._end(job, state, f"{len(records)} of {len(wanted)} indicators have a result")

    def _too_late(self, job: _Job) -> None:
        job.late = True
        job.unwanted.set()

    def _why_stopped(self, job: _Job) -> tuple[RunState, str]:
        if self._closing:
            return RunState.FAILED, "the twin was stopped while this ran"
        if job.late:
            seconds = self._limits.seconds
            return RunState.FAILED, f"it took longer than '{seconds:g}' s, the most without a key"
        return RunState.DISMISSED, "dismissed"

    def _end(self, job: _Job, state: RunState, message: str) -> None:
        job.row = replace(job.row, state=state, message=message, finished_at=self._clock())
        self._save(job)
        job.ended.set()

    def _save(self, job: _Job) -> None:
        try:
            with self._pool.connection() as conn:
                runs.save_run(conn, job.row, self._keeper)
        except (DatabaseTrouble, TwinError) as error:
            if job.row.state is RunState.ACCEPTED:
                self._jobs.pop(job.row.id, None)
                raise
            # Who asks this process still hears; after a restart it is told as unfinished.
            _log.warning("run %s could not be kept: %s", job.row.id, error)


def _by_default(step: Step) -> bool:
    return step.parameters == step.indicator.parameters()


def _status(job: _Job) -> Status:
    return Status(job.row, job.progress, job.expected)
