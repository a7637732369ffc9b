"""Indicators are computed by real processes, which may be lost, stopped, or told to stop."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.fix_processes import gone, until
from tests.jobs.made import KNOWN, setup
from twin.errors import NotFound, ParameterInvalid, Unavailable
from twin.jobs.durations import Durations, Expected
from twin.jobs.identity import code
from twin.jobs.run_scenario import (
    InMemory,
    Outcome,
    Progress,
    estimate,
    identify,
    plan,
    run_scenario,
)
from twin.jobs.worker import Cancelled, Compute, ListHomes, Variant
from twin.jobs.workers import Failed, Workers
from twin.model import Area
from twin.sim.indicators.canonical import canonical

ROOT = Path(__file__).parents[2]
VARIANT = Variant("voorbeeldwijk")


@pytest.fixture(scope="module")
def workers(sample_area: Area, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with Workers(setup(sample_area, tmp_path_factory.mktemp("workers")), 2) as some:
        yield some


def run(
    workers: Workers, *names: str, results: InMemory | None = None, given: Any = None, **how: Any
) -> Outcome:
    area = identify(workers, VARIANT)
    return run_scenario(
        plan(area.area_key, VARIANT, names, given or {}, code(), KNOWN),
        VARIANT,
        area,
        workers=workers,
        results=results or InMemory(),
        durations=how.pop("durations", Durations(None)),
        code=code(),
        **how,
    )


def test_results_come_in_the_order_of_needs_with_all_that_they_rest_on(workers: Workers) -> None:
    told: list[Progress] = []
    outcome = run(workers, "double", given={"count": {"least": 3.0}}, report=told.append)
    assert list(outcome.records) == ["count", "double"]
    assert not outcome.failures
    one, two = (outcome.records[name].body for name in ("count", "double"))
    counted = one["result"]["figures"][0]["value"]
    assert two["result"]["figures"][0]["value"] == 2 * counted
    assert one["input"]["parameters"] == {"least": 3.0}
    assert two["input"]["needs"] == {
        "count": {"parameters": {"least": 3.0}, "input_hash": one["input_hash"]}
    }
    assert one["code"]["sources"] == code().sources
    # Doubts of the buildings travel with them.
    assert one["flags"] == {"made-up": len(one["result"]["rows"])}
    assert {tuple(row["flags"]) for row in one["result"]["rows"]} == {("made-up",)}
    assert told[-1] == Progress(1.0, (), 2, 2)


def test_the_same_again_gives_the_same_bytes_and_what_is_known_is_not_computed(
    workers: Workers,
) -> None:
    results = InMemory()
    once = run(workers, "count", results=results)
    assert run(workers, "count", results=results).reused == {"count"}
    again = run(workers, "count")
    assert not again.reused
    assert canonical(again.records["count"].body) == canonical(once.records["count"].body)
    other = run(workers, "count", results=results, given={"count": {"least": 1.0}})
    assert not other.reused
    assert other.records["count"].key != once.records["count"].key


def test_what_fails_is_told_and_does_not_lose_the_others(workers: Workers) -> None:
    outcome = run(workers, "refuse", "after-refuse", "stumble", "perish", "count")
    assert list(outcome.records) == ["count"]
    said = {name: error.message for name, error in outcome.failures.items()}
    assert said == {
        "refuse": "'this' does not fit",
        "after-refuse": "'after-refuse' needs 'refuse', which has no result",
        "stumble": "'stumble' failed: ZeroDivisionError: a defect",
        "perish": "the process that computed 'perish' ended by signal 9",
    }
    assert isinstance(outcome.failures["stumble"], Failed)
    assert outcome.failures["stumble"].defect
    assert isinstance(outcome.failures["perish"], Unavailable)
    # The lost process is started again.
    assert list(run(workers, "double").records) == ["count", "double"]


def test_a_worker_that_is_killed_in_the_middle_is_told_and_replaced(workers: Workers) -> None:
    at_work = threading.Event()
    ended: list[Outcome] = []

    def report(progress: Progress) -> None:
        if progress.share > 0:
            at_work.set()

    thread = threading.Thread(
        target=lambda: ended.append(run(workers, "last", report=report)), daemon=True
    )
    thread.start()
    assert at_work.wait(60)
    victims = workers.pids
    for pid in victims:
        psutil.Process(pid).kill()
    thread.join(60)
    assert ended[0].failures["last"].message == "the process that computed 'last' ended by signal 9"
    assert list(run(workers, "count").records) == ["count"]
    assert not set(workers.pids) & set(victims)


@pytest.mark.parametrize("name", ["last", "ignore"])
def test_a_run_that_nobody_wants_any_more_stops(workers: Workers, name: str) -> None:
    unwanted = threading.Event()

    def report(progress: Progress) -> None:
        if progress.share > 0:
            unwanted.set()

    with pytest.raises(Cancelled):
        run(workers, name, report=report, cancelled=unwanted.is_set)
    assert list(run(workers, "count").records) == ["count"]


def test_an_area_that_was_replaced_meanwhile_is_refused(workers: Workers) -> None:
    area = identify(workers, VARIANT)
    (step,) = plan(area.area_key, VARIANT, ["count"], {}, code(), KNOWN)
    with pytest.raises(Failed, match="'voorbeeldwijk' was loaded again"):
        workers.run(Compute(VARIANT, "another", step.indicator, step.parameters))


def test_the_homes_of_a_plan_are_told(workers: Workers) -> None:
    assert isinstance(workers.run(ListHomes(VARIANT)), tuple)


def test_processes_start_when_needed_and_go_with_the_workers(
    sample_area: Area, tmp_path: Path
) -> None:
    with Workers(setup(sample_area, tmp_path), 2) as some:
        assert some.pids == []
        identify(some, VARIANT)
        (pid,) = some.pids
        assert not gone(pid)
    until(lambda: gone(pid), "the process is gone")
    with pytest.raises(Unavailable, match="the twin is stopping"):
        identify(some, VARIANT)


def test_processes_end_when_who_started_them_is_killed(sample_area: Area, tmp_path: Path) -> None:
    setup(sample_area, tmp_path)
    program = (
        "import pathlib, sys, threading\n"
        "from tests.jobs.made import FromFile\n"
        "from twin.jobs.run_scenario import identify\n"
        "from twin.jobs.worker import Setup, Variant\n"
        "from twin.jobs.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    some = Workers(Setup(FromFile(pathlib.Path(sys.argv[1]))), 1)\n"
        "    identify(some, Variant('x'))\n"
        "    print(*some.pids, flush=True)\n"
        "    threading.Event().wait()\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(program)
    command = [sys.executable, str(script), str(tmp_path / "area.pickle")]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=paths, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    until(lambda: gone(pid), "the worker is gone")


def test_what_is_not_there_is_refused_before_anything_runs() -> None:
    with pytest.raises(NotFound, match="no indicator is called 'nonsense'"):
        plan("", VARIANT, ["nonsense"], {}, code(), KNOWN)
    with pytest.raises(NotFound, match="no indicator is called 'nonsense'"):
        plan("", VARIANT, ["count"], {"nonsense": {}}, code(), KNOWN)
    with pytest.raises(ParameterInvalid, match=r"parameters of 'count': least '101'"):
        plan("", VARIANT, ["count"], {"count": {"least": 101}}, code(), KNOWN)
    with pytest.raises(ParameterInvalid, match=r"most '1'.*\nhint: known are: least"):
        plan("", VARIANT, ["count"], {"count": {"most": 1}}, code(), KNOWN)


def test_the_key_of_a_result_changes_with_all_that_it_depends_on() -> None:
    def key(area: str, variant: Variant, given: Any, sources: str) -> str:
        used = replace(code(), sources=sources)
        return plan(area, variant, ["double"], given, used, KNOWN)[-1].key

    keys = {
        key("a", VARIANT, {}, "1"),
        key("b", VARIANT, {}, "1"),
        key("a", replace(VARIANT, horizon_years=10), {}, "1"),
        key("a", VARIANT, {"count": {"least": 1.0}}, "1"),  # of what it needs
        key("a", VARIANT, {}, "2"),
    }
    assert len(keys) == 5
    assert key("a", replace(VARIANT, version="later"), {}, "1") in keys


def test_how_long_a_run_takes_is_unknown_at_first_and_then_grows_with_the_area(
    tmp_path: Path,
) -> None:
    steps = plan("", VARIANT, ["double", "refuse"], {}, code(), KNOWN)
    durations = Durations(tmp_path / "durations.json")
    assert estimate(steps, 1e6, durations, 2) is None
    for name, seconds in (("count", 2.0), ("double", 3.0), ("refuse", 4.0), ("count", 6.0)):
        durations.remember(name, 1e6, seconds)
    again = Durations(tmp_path / "durations.json")
    # 'double' comes after 'count'; 'refuse' runs beside them.
    assert estimate(steps, 1e6, again, 2) == Expected(7.0, 9.0)
    assert estimate(steps, 1e6, again, 1) == Expected(11.0, 13.0)
    assert estimate(steps, 2e6, again, 2) == Expected(14.0, 18.0)
    assert estimate([], 1e6, again, 2) == Expected(0.0, 0.0)


def test_durations_that_cannot_be_written_cost_no_result(tmp_path: Path) -> None:
    path = tmp_path / "file" / "durations.json"
    path.parent.write_text("in the way")
    durations = Durations(path)
    durations.remember("count", 1e6, 2.0)
    assert durations.expect("count", 1e6) == Expected(2.0, 2.0)


def test_two_processes_remember_durations_at_the_same_time(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from twin.jobs.durations import Durations\n"
        "durations = Durations(pathlib.Path(sys.argv[1]))\n"
        "for _ in range(300):\n"
        "    durations.remember(sys.argv[2], 1.0, 2.0)\n"
    )
    path = tmp_path / "durations.json"
    command = [sys.executable, "-c", program, str(path)]
    both = [subprocess.Popen([*command, name]) for name in ("one", "other")]
    assert [each.wait(60) for each in both] == [0, 0]
    known = Durations(path)
    assert Expected(2.0, 2.0) in (known.expect("one", 1.0), known.expect("other", 1.0))
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
