"""Ingest workers for tests, in this process or in one that can be killed; and what they stored."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.fix_processes import until
from twin.ingest.worker import IngestConfig, run
from twin.model import Origin, Thing
from twin.store import ledger, things, workers
from twin.store.pool import connect

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
        rows = conn.execute("SELECT value FROM observations ORDER BY phenomenon_time, value")
        return [value for (value,) in rows]


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


def connected(url: str) -> bool:
    with connect(url, application="test") as conn:
        return any(worker.connected for worker in workers.workers(conn))


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


_PROCESS = """
import json, logging, signal, sys, threading
from pathlib import Path
from twin.ingest.worker import IngestConfig, run
logging.basicConfig(level="INFO")
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
given = json.loads(sys.argv[1])
run(IngestConfig(**given | {"spool": Path(given["spool"])}), stop)
"""


def start_worker(config: IngestConfig) -> subprocess.Popen[bytes]:
    """A worker in a process of its own, that can be killed."""
    given = {
        "database_url": config.database_url,
        "mqtt_url": config.mqtt_url,
        "spool": str(config.spool),
        "spool_bytes": config.spool_bytes,
        "client_id": config.client_id,
        "share": config.share,
        "in_flight": config.in_flight,
    }
    return subprocess.Popen([sys.executable, "-c", _PROCESS, json.dumps(given)])


@contextmanager
def worker_process(config: IngestConfig, owner: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, connected; killed at the end if it still runs."""
    with connect(owner, application="test") as conn:
        conn.execute("UPDATE workers SET connected = false WHERE id = %s", [config.client_id])
    process = start_worker(config)
    try:
        until(lambda: connected(owner), "the worker tells that it is connected")
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def owner(database: Database) -> str:
    """The owner's address of a database in which the meter is registered."""
    register(database.owner)
    return database.owner
