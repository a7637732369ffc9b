"""Ingest workers for tests, in this process or in one that can be killed; and what they stored."""

from __future__ import annotations

import json
import logging
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event

import psycopg
import pytest

from tests.fix_db import Database
from tests.fix_processes import until
from twin.ingest.intake import Intake
from twin.ingest.worker import IngestConfig, run, tune_process
from twin.model import Origin, Thing
from twin.store import ledger, things, workers
from twin.store.pool import connect
from twin.store.readings import Reading, columns

START = datetime(2026, 11, 1, tzinfo=UTC)
METER = Thing("meter", "Meter", Origin.SYNTHETIC, ("pm25", "temperature"))


def reading(number: int, value: object = None) -> tuple[str, str]:
    """A message with the reading of second `number`; its value tells which it was."""
    time = (START + timedelta(seconds=number)).isoformat()
    return "twin/v1/meter/pm25", json.dumps({"t": time, "v": number if value is None else value})


def register(url: str, *registered: Thing) -> None:
    with connect(url, application="test") as conn:
        things.save_things(conn, registered or (METER,))


def stored(url: str) -> list[float]:
    """The stored values in order of their times."""
    with psycopg.connect(url) as conn:
        rows = conn.execute("SELECT value FROM shown_observations ORDER BY phenomenon_time, value")
        return [value for (value,) in rows]


def every(said: Intake) -> list[Reading]:
    """All readings of a message, those in series too."""
    held = columns([*said.readings, *said.series])
    return [held.reading(place) for place in range(len(held))]


def count(url: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute("SELECT count(*) FROM observations").fetchone()
        return int(row[0]) if row else 0


def books(url: str) -> dict[tuple[str, str], int]:
    """The ledger of all sources together, by outcome and reason."""
    counts: dict[tuple[str, str], int] = {}
    with connect(url, application="test") as conn:
        for row in ledger.totals(conn):
            counts[row.outcome, row.reason] = counts.get((row.outcome, row.reason), 0) + row.count
    return counts


def balanced(url: str) -> bool:
    """received = stored + duplicate + rejected; nothing may wait when this is asked."""
    counts = books(url)
    return counts.pop(("received", ""), 0) == sum(counts.values())


def dead_letters(url: str) -> list[tuple[str, str, bytes, str | None]]:
    with psycopg.connect(url) as conn:
        rows = conn.execute("SELECT reason, topic, payload, thing FROM dead_letters ORDER BY id")
        return [(reason, topic, payload, thing) for reason, topic, payload, thing in rows]


def connected(url: str, name: str | None = None) -> bool:
    """Whether the worker called `name`, or any, tells that it has its broker."""
    with connect(url, application="test") as conn:
        known = workers.workers(conn)
    return any(worker.connected for worker in known if name in (None, worker.id))


def workers_that_stored(url: str) -> list[str]:
    """The names of the workers that told of something that they stored."""
    with connect(url, application="test") as conn:
        return sorted(worker.id for worker in workers.workers(conn) if worker.stored)


def waiting(url: str) -> dict[str, int]:
    """What workers told that they hold, by source."""
    found: dict[str, int] = {}
    with connect(url, application="test") as conn:
        for worker in workers.workers(conn):
            for source, number in worker.waiting.items():
                found[source] = found.get(source, 0) + number
    return found


@contextmanager
def ingesting(config: IngestConfig, owner: str) -> Iterator[None]:
    """A worker in this process, connected; stopped cleanly at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(config, stop))
    thread.start()
    try:
        until(lambda: connected(owner), "the worker tells that it is connected")
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


# Forks of a process that has everything loaded: a worker starts at once, and can be killed.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["twin.ingest.worker", "tests.fix_ingest"])


def _work(config: IngestConfig) -> None:
    logging.basicConfig(level="INFO")
    tune_process()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(config, stop)


def _work_when_told(config: IngestConfig, loaded: Event, go: Event) -> None:
    loaded.set()
    go.wait()
    _work(config)


def loaded_worker(config: IngestConfig) -> tuple[ForkServerProcess, Event]:
    """A worker that has loaded everything and begins once the event is set, for measuring it."""
    loaded, go = _PROCESSES.Event(), _PROCESSES.Event()
    process = _PROCESSES.Process(target=_work_when_told, args=(config, loaded, go))
    process.start()
    loaded.wait()
    return process, go


def start_worker(config: IngestConfig) -> ForkServerProcess:
    """A worker in a process of its own."""
    process = _PROCESSES.Process(target=_work, args=(config,))
    process.start()
    return process


@contextmanager
def worker_process(config: IngestConfig, owner: str) -> Iterator[ForkServerProcess]:
    """A worker process, connected; killed at the end if it still runs."""
    with connect(owner, application="test") as conn:
        conn.execute("UPDATE workers SET connected = false WHERE id = %s", [config.client_id])
    process = start_worker(config)
    try:
        until(lambda: connected(owner, config.client_id), "the worker is connected")
        yield process
    finally:
        kill(process)


def kill(process: ForkServerProcess) -> None:
    """End it at once."""
    process.kill()
    process.join()


def told_to_stop(process: ForkServerProcess) -> bool:
    """Tell it to stop; whether it then ended well."""
    process.terminate()
    process.join(30)
    return process.exitcode == 0


@pytest.fixture
def owner(database: Database) -> str:
    """The owner's address of a database in which the meter is registered."""
    register(database.owner)
    return database.owner
