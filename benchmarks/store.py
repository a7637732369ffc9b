"""How fast batches are stored, against binary COPY into a table without anything to keep.

The peer does the least that any store must do with PostgreSQL: bring the rows in. `store_batch`
also refuses duplicates and unknown datastreams, keeps `latest` and the ledger, and tells listeners.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twin.embedded.postgres import EmbeddedPostgres
from twin.model import Origin, Thing
from twin.store import observations, things
from twin.store.migrate import migrate
from twin.store.observations import Reading
from twin.store.pool import Connection, connect

_BATCH = 5_000
_BATCHES = 20
_THINGS = 1_000
_START = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def _database() -> Iterator[Connection]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as server:
        migrate(server.urls["owner"])
        with connect(server.urls["owner"], application="twin bench") as conn:
            yield conn


def _batches(streams: list[int]) -> list[list[Reading]]:
    """Every datastream in turn, once a minute, as a busy broker would bring them."""
    readings = [
        Reading(streams[n % _THINGS], moment, n % 97 / 7, moment + timedelta(seconds=2))
        for n in range(_BATCH * _BATCHES)
        for moment in [_START + timedelta(minutes=n // _THINGS)]
    ]
    return [readings[at : at + _BATCH] for at in range(0, len(readings), _BATCH)]


def _store(conn: Connection, batches: list[list[Reading]]) -> float:
    """Seconds that `store_batch` takes for all batches."""
    begin = time.perf_counter()
    for batch in batches:
        observations.store_batch(conn, batch, [])
    return time.perf_counter() - begin


def _copy(conn: Connection, batches: list[list[Reading]]) -> float:
    """Seconds that binary COPY takes for the same rows, with the same commits."""
    # With the primary key of `observations`, since it must serve the same reads.
    conn.execute("CREATE TABLE copied (LIKE observations INCLUDING ALL)")
    begin = time.perf_counter()
    for batch in batches:
        with (
            conn.transaction(),
            conn.cursor() as cursor,
            cursor.copy("COPY copied FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.set_types(["int8", "timestamptz", "float8", "int4", "int2", "int8", "int2"])
            for one in batch:
                copy.write_row((one.datastream, one.phenomenon_time, one.value, 2, 0, 0, 0))
    return time.perf_counter() - begin


def figures() -> dict[str, dict[str, object]]:
    """What `make bench NAME=store` reports."""
    with _database() as conn:
        things.save_things(
            conn, [Thing(f"t{n}", f"T{n}", Origin.SYNTHETIC, ("pm25",)) for n in range(_THINGS)]
        )
        batches = _batches(sorted(things.registry(conn).by_number))
        copied, stored, again = _copy(conn, batches), _store(conn, batches), _store(conn, batches)
    against = "binary COPY of the same rows into the same table"
    return {
        "store_batch": _figure(copied / stored, "ratio", ">= 0.3", against),
        "store_batch_speed": _figure(_BATCH * _BATCHES / stored, "rows/s"),
        "duplicates_speed": _figure(_BATCH * _BATCHES / again, "rows/s"),
        "copy_speed": _figure(_BATCH * _BATCHES / copied, "rows/s"),
    }


def _figure(value: float, unit: str, goal: str = "", against: str = "") -> dict[str, object]:
    rounded = round(value, 2) if unit == "ratio" else round(value)
    return {"value": rounded, "unit": unit, "goal": goal, "against": against}
