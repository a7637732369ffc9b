"""Results and runs are kept, read back as they were, and forgotten when there is no room."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import psycopg
import pytest

from tests.fix_db import Database
from tests.fix_processes import until
from tests.sim.indicators.made import result
from tests.store import made
from twin.errors import NotFound
from twin.sim.indicators.canonical import Packed, write
from twin.store import results, runs
from twin.store.pool import Connection, connect
from twin.store.results import Kept, Of, packed
from twin.store.runs import RunRow, RunState

ID = "00000000-0000-0000-0000-00000000000"
RUN = RunRow(
    id=f"{ID}1",
    area="buurt",
    scenario="toren",
    revision=2,
    asked={"indicators": ["density"]},
    state=RunState.ACCEPTED,
    message="",
    created_at=made.NOON,
)


def body(key: str = "k1") -> dict[str, Any]:
    """A result as it is kept."""
    return {
        "key": key,
        "indicator": "made-up",
        "input": {"area": {"id": "buurt"}},
        "result": write(result()).document,
    }


def kept(key: str = "k1") -> Kept:
    """The same, packed."""
    return Kept(key, "made-up", "buurt", packed(body(key)))


def arrays() -> list[Packed]:
    """Its arrays."""
    return list(write(result()).arrays.values())


def everything(conn: Connection) -> dict[str, Any]:
    """What the store answers about results and runs, after a bit of everything."""
    plan = Of("buurt", "toren", 2)
    for key in ("k1", "k2"):
        results.save_result(conn, kept(key), arrays())
        results.save_use(conn, plan, "made-up", key)
    results.save_homes(conn, plan, "a", [{"id": "w"}])
    runs.save_run(conn, RUN, "the one before")
    runs.save_run(conn, replace(RUN, id=f"{ID}2"), "me")
    runs.give_up(conn, "me", made.NOON)
    told = {
        "used": results.use_result(conn, "k1"),
        "there": (results.is_there(conn, "k1"), results.is_there(conn, "k3")),
        "result": results.result(conn, "k2"),
        "arrays": {each.digest: each for each in results.arrays_of(conn, "k1")},
        "array": results.array(conn, arrays()[0].digest),
        "newest": [(each.indicator, each.body["indicator"]) for each in results.newest(conn, plan)],
        "newest of one": results.newest_of(conn, plan, "made-up"),
        "homes": results.homes(conn, plan),
        "run": runs.run(conn, RUN.id),
        "runs": runs.runs(conn, area="buurt", states=None, limit=9),
    }
    runs.forget_runs(conn, made.NOON + timedelta(days=1))
    results.forget(conn, 0)
    return told | {"left": (runs.runs(conn, area=None, states=None, limit=9),
                            results.newest(conn, plan))}  # fmt: skip


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with connect(database.write, application="test") as opened:
        yield opened


def count(conn: Connection, table: str) -> int:
    row = conn.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(
        psycopg.sql.Identifier(table)
    )).fetchone()  # fmt: skip
    assert row is not None
    return int(row[0])


def test_a_result_reads_back_with_its_arrays_which_results_share(conn: Connection) -> None:
    for key in ("k1", "k2", "k1"):
        results.save_result(conn, kept(key), arrays())
    used = results.use_result(conn, "k1")
    assert used == kept("k1")
    assert used.body == body("k1")
    assert orjson.loads(gzip.decompress(results.packed_result(conn, "k2"))) == body("k2")
    by_digest = {each.digest: each for each in arrays()}
    assert {each.digest: each for each in results.arrays_of(conn, "k1")} == by_digest
    assert count(conn, "result_arrays") == len(by_digest)
    one = arrays()[0]
    assert results.array(conn, one.digest) == one
    assert results.use_result(conn, "k3") is None
    with pytest.raises(NotFound, match="no result 'k3'"):
        results.packed_result(conn, "k3")
    with pytest.raises(NotFound, match="no array 'x'"):
        results.array(conn, "x")


def test_the_newest_result_of_an_indicator_counts(conn: Connection) -> None:
    for key in ("k1", "k2"):
        results.save_result(conn, kept(key), arrays())
    plan = Of("buurt", "toren", 2)
    for key in ("k1", "k2", "k1"):
        results.save_use(conn, plan, "made-up", key)
    results.save_use(conn, replace(plan, horizon_years=30), "made-up", "k2")
    (newest,) = results.newest(conn, plan)
    assert (newest.indicator, newest.key, newest.body) == ("made-up", "k1", body("k1"))
    assert results.newest(conn, Of("buurt")) == []


def test_homes_are_replaced_when_the_area_is_another(conn: Connection) -> None:
    plan = Of("buurt", "toren", 2)
    assert results.homes(conn, plan) is None
    for key in ("a", "b"):
        results.save_homes(conn, plan, key, [{"id": key}])
    assert results.homes(conn, plan) == ("b", [{"id": "b"}])


def test_what_was_used_longest_ago_is_forgotten_with_arrays_that_nobody_has(
    conn: Connection,
) -> None:
    for key in ("k1", "k2"):
        results.save_result(conn, kept(key), arrays())
        results.save_use(conn, Of("buurt"), "made-up", key)
    results.use_result(conn, "k1")
    room = len(gzip.compress(orjson.dumps(body()))) + sum(len(each.content) for each in arrays())
    results.forget(conn, int(1.5 * room))
    assert results.use_result(conn, "k2") is None
    assert [each.key for each in results.newest(conn, Of("buurt"))] == ["k1"]
    assert results.arrays_of(conn, "k1")
    results.forget(conn, 0)
    assert [count(conn, table) for table in ("results", "result_arrays", "result_uses")] == [0] * 3


def test_a_result_that_was_forgotten_meanwhile_is_of_no_plan(conn: Connection) -> None:
    plan = Of("buurt", "toren", 2)
    results.save_result(conn, kept("k1"), arrays())
    results.forget(conn, 0)
    results.save_use(conn, plan, "made-up", "k1")
    assert results.newest(conn, plan) == []


def test_homes_go_with_the_last_result_of_their_plan(conn: Connection) -> None:
    plan, base = Of("buurt", "toren", 2), Of("buurt")
    for key, of in (("k1", plan), ("k2", base)):
        results.save_result(conn, kept(key), arrays())
        results.save_use(conn, of, "made-up", key)
        results.save_homes(conn, of, "a", [{"id": "w"}])
    results.use_result(conn, "k2")
    row = conn.execute("SELECT max(bytes) FROM results").fetchone()
    assert row is not None
    results.forget(conn, row[0])
    assert results.homes(conn, plan) is None
    assert results.homes(conn, base) == ("a", [{"id": "w"}])


def test_arrays_of_a_result_that_is_just_being_saved_are_not_forgotten(
    database: Database, conn: Connection
) -> None:
    results.save_result(conn, kept("k1"), arrays())
    with connect(database.write, application="another") as other, ThreadPoolExecutor(1) as threads:
        with conn.transaction():
            results.save_result(conn, kept("k2"), arrays())
            forgetting = threads.submit(results.forget, other, 0)
            until(lambda: waiting(conn, other.info.backend_pid), "the other waits", 30)
        forgetting.result(30)
    assert [count(conn, table) for table in ("results", "result_arrays")] == [0, 0]


def waiting(conn: Connection, backend: int) -> bool:
    row = conn.execute("SELECT cardinality(pg_blocking_pids(%s))", (backend,)).fetchone()
    return row is not None and row[0] > 0


def test_a_run_is_kept_as_it_goes(conn: Connection) -> None:
    runs.save_run(conn, RUN, "me")
    assert runs.run(conn, RUN.id) == RUN
    done = replace(
        RUN,
        state=RunState.SUCCESSFUL,
        message="1 of 2",
        results={"density": "k1"},
        failures={"other": {"message": "no", "hint": ""}},
        started_at=made.NOON,
        finished_at=made.NOON + timedelta(seconds=3),
    )
    runs.save_run(conn, done, "me")
    assert runs.run(conn, RUN.id) == done
    later = replace(RUN, id=f"{ID}2", scenario=None, revision=None,
                    created_at=made.NOON + timedelta(hours=1))  # fmt: skip
    runs.save_run(conn, later, "me")
    assert runs.runs(conn, area="buurt", states=None, limit=9) == [later, done]
    assert runs.runs(conn, area=None, states=[RunState.SUCCESSFUL], limit=9) == [done]
    assert runs.runs(conn, area="elders", states=None, limit=9) == []
    with pytest.raises(NotFound, match="no run"):
        runs.run(conn, f"{ID}9")


def test_what_another_process_left_unfinished_has_failed(conn: Connection) -> None:
    runs.save_run(conn, RUN, "the one before")
    runs.save_run(conn, replace(RUN, id=f"{ID}2"), "me")
    runs.give_up(conn, "me", made.NOON)
    assert runs.run(conn, RUN.id).state is RunState.FAILED
    assert runs.run(conn, RUN.id).message == "the twin was stopped while this ran"
    assert runs.run(conn, f"{ID}2").state is RunState.ACCEPTED
    runs.forget_runs(conn, made.NOON + timedelta(days=1))
    assert [run.id for run in runs.runs(conn, area=None, states=None, limit=9)] == [f"{ID}2"]
