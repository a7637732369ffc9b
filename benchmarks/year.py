"""How long the chart of a year takes, and how many bytes a reading takes, in a database of a year.

Without more, the embedded PostgreSQL with 19 datastreams: ten million readings. With the address of
the owner of an empty database in TWIN_BENCH_DATABASE_URL, that server with 190: a hundred million,
for which TimescaleDB is there. Readings come once a minute, with one decimal. A second set, eight
weeks long, has moments that wander by up to a second, as those of real devices do.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twin.embedded.postgres import EmbeddedPostgres
from twin.model import Origin, Thing
from twin.store import observations, things
from twin.store.migrate import migrate
from twin.store.pool import Connection, connect, engine

_YEAR = timedelta(days=365)
_PART = timedelta(days=28)
_RECENT = timedelta(days=14)  # not compressed yet, as 0006 has it
_ROUNDS = 30

# A level with seasons, hours and noise, such as temperature; received after one to three seconds.
_FILL = """
    INSERT INTO observations (datastream_id, phenomenon_time, digits, decimals, delay)
    SELECT
        stream,
        minute + random() * %(jitter)s * INTERVAL '1 second',
        100 + 10 * (stream %% 7) + 80 * sin(n / 83700.0) + 40 * sin(n / 229.2) + 20 * random(),
        1,
        1 + floor(random() * 2.2)
    FROM generate_series(1, %(streams)s) AS stream
    CROSS JOIN generate_series(0, %(minutes)s - 1) AS n
    CROSS JOIN LATERAL (SELECT %(start)s::timestamptz + n * INTERVAL '1 minute') AS at (minute)
"""

# Whatever ends before a moment.
_COMPRESS = """
    SELECT compress_chunk(chunk, if_not_compressed => true)
    FROM show_chunks('observations', older_than => %s::timestamptz) AS chunk
"""

_SIZES = """
    SELECT format('%I.%I', chunk_schema, chunk_name),
        before_compression_total_bytes, after_compression_total_bytes
    FROM chunk_compression_stats('observations')
    WHERE compression_status = 'Compressed'
"""


@contextmanager
def _database() -> Iterator[tuple[Connection, int]]:
    """A migrated database and the number of its datastreams."""
    given = os.environ.get("TWIN_BENCH_DATABASE_URL")
    if given is not None:
        migrate(given)
        with connect(given, application="twin bench") as conn:
            yield conn, 190
        return
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as server:
        migrate(server.urls["owner"])
        with connect(server.urls["owner"], application="twin bench") as conn:
            yield conn, 19


def _fill(
    conn: Connection, start: datetime, end: datetime, streams: int, *, jitter: float = 0.0
) -> int:
    """Store the readings of a period part by part, compressing what is complete; how many."""
    stored = 0
    while start < end:
        until = min(start + _PART, end)
        minutes = (until - start) // timedelta(minutes=1)
        about = {"streams": streams, "minutes": minutes, "start": start, "jitter": jitter}
        stored += conn.execute(_FILL, about).rowcount
        if engine(conn).timescaledb is not None:
            conn.execute(_COMPRESS, (min(until, end - _RECENT),))
        print(f"{stored:,} readings, up to {until:%Y-%m-%d}", file=sys.stderr, flush=True)
        start = until
    return stored


def _bytes_per_reading(conn: Connection) -> tuple[float, float]:
    """Of compressed chunks, with all columns and indexes, before and after it."""
    chunks = conn.execute(_SIZES).fetchall()
    readings = 0
    for chunk, _, _ in chunks:
        counted = conn.execute(f"SELECT count(*) FROM {chunk}".encode()).fetchone()
        assert counted is not None
        readings += counted[0]
    return sum(row[1] for row in chunks) / readings, sum(row[2] for row in chunks) / readings


def figures() -> dict[str, dict[str, object]]:
    """What `make bench NAME=year` reports."""
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    start = end - _YEAR
    with _database() as (conn, streams):
        kit = [Thing(f"t{n}", f"T{n}", Origin.SYNTHETIC, ("temperature",)) for n in range(streams)]
        things.save_things(conn, kit)
        if engine(conn).timescaledb is None:
            found = {"readings": _figure(_fill(conn, start, end, streams), "readings")}
        else:
            found = _filled_and_compressed(conn, start, end, streams)
        conn.execute("VACUUM ANALYZE")
        conn.execute("SET ROLE twin_api")
        return found | _charts(conn, start, end, streams)


def _filled_and_compressed(
    conn: Connection, start: datetime, end: datetime, streams: int
) -> dict[str, dict[str, object]]:
    """Do what TimescaleDB's jobs would have done in that year; the sizes."""
    conn.execute(
        "SELECT alter_job(job_id, scheduled => false)"
        " FROM timescaledb_information.jobs WHERE job_id >= 1000"
    )
    conn.execute(
        "SELECT set_chunk_time_interval('observations', chunk_length(%s))", (streams * 1440,)
    )
    early = start - timedelta(days=300)
    _fill(conn, early, early + 2 * _PART, streams, jitter=1.0)
    _, jittered = _bytes_per_reading(conn)
    conn.execute("TRUNCATE observations")
    stored = _fill(conn, start, end, streams)
    before, after = _bytes_per_reading(conn)
    for roll_up in ("observations_hourly", "observations_daily"):
        # Up to yesterday, as the policies do; today is computed at the question.
        until = "now() - INTERVAL '1 day'"
        conn.execute(f"CALL refresh_continuous_aggregate('{roll_up}', NULL, {until})".encode())
        print(f"{roll_up} is there", file=sys.stderr, flush=True)
    return {
        "readings": _figure(stored, "readings"),
        "bytes": _figure(after, "bytes", "<= 7", "compressed, with all columns and indexes"),
        "bytes_jittered": _figure(jittered, "bytes", "", "the same with moments that wander"),
        "bytes_before": _figure(before, "bytes", "", "not compressed"),
    }


def _charts(
    conn: Connection, start: datetime, end: datetime, streams: int
) -> dict[str, dict[str, object]]:
    """How long the API waits for what a chart shows: the median over datastreams."""
    day = start + _YEAR / 3
    goal = "<= 50" if engine(conn).timescaledb else ""
    asked: dict[str, tuple[str, str, Callable[[int], Sequence[object]]]] = {
        "year_by_hour": (
            goal, "8,760 hours of one datastream",
            lambda n: observations.rolled_up(conn, n, start, end, "hour"),
        ),
        "year_by_day": (
            goal, "365 days of one datastream",
            lambda n: observations.rolled_up(conn, n, start, end, "day"),
        ),
        "day_as_measured": (
            "", "1,440 readings of one datastream, long ago",
            lambda n: observations.raw(conn, n, day, day + timedelta(days=1), 10_000),
        ),
    }  # fmt: skip
    picked = random.Random(1).sample(range(1, streams + 1), min(streams, _ROUNDS))
    found = {}
    for name, (wanted, against, ask) in asked.items():
        times = [_seconds(ask, stream) for stream in picked]
        found[name] = _figure(statistics.median(times) * 1000, "ms", wanted, against)
    return found


def _seconds(ask: Callable[[int], object], stream: int) -> float:
    """The best of three, after one that brings it into memory: neighbours only make it longer."""
    ask(stream)
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        ask(stream)
        times.append(time.perf_counter() - begin)
    return min(times)


def _figure(value: float, unit: str, goal: str = "", against: str = "") -> dict[str, object]:
    return {"value": round(value, 1), "unit": unit, "goal": goal, "against": against}
