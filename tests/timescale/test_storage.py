"""Chunks, compression and retention on TimescaleDB's real code, where they meet late readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.fix_db import Database
from tests.store import made
from tests.store.test_things import PASSPORT
from twin.store import observations, things
from twin.store.observations import Outcome, Reading, store_batch
from twin.store.pool import Connection, connect

WEEK = timedelta(days=7)
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
ALL = (NOW - timedelta(days=9999), NOW + timedelta(days=1))


@pytest.fixture
def owner(timescale_database: Database) -> Iterator[Connection]:
    """A connection of the owner to a TimescaleDB with datastreams 1 and 2."""
    with connect(timescale_database.owner, application="test") as conn:
        things.save_things(conn, [made.thing()])
        yield conn


def ago(age: timedelta, value: float = 1.0, stream: int = 1) -> Reading:
    """A reading of so long ago, which came in at once."""
    return Reading(stream, NOW - age, value, NOW - age)


def run_jobs(conn: Connection, name: str) -> None:
    """Run what TimescaleDB's own scheduler runs."""
    jobs = conn.execute(
        "SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = %s AND job_id >= 1000",
        (name,),
    ).fetchall()
    assert jobs, name
    for (job,) in jobs:
        conn.execute(f"CALL run_job({int(job)})".encode())


def refresh(conn: Connection) -> None:
    """What the refresh policies do, which take a large change in parts, in one go."""
    for roll_up in ("observations_hourly", "observations_daily"):
        conn.execute(f"CALL refresh_continuous_aggregate('{roll_up}', NULL, NULL)".encode())


def compressed(conn: Connection) -> list[bool]:
    """Of each chunk whether it is compressed, oldest first."""
    found = conn.execute(
        "SELECT is_compressed FROM timescaledb_information.chunks"
        " WHERE hypertable_name = 'observations' ORDER BY range_start"
    )
    return [is_compressed for (is_compressed,) in found]


def test_what_is_back_filled_into_compressed_weeks_is_stored_once_and_compressed_again(
    owner: Connection,
) -> None:
    kept = [ago(week * WEEK + timedelta(hours=n), n) for week in range(8) for n in range(40)]
    store_batch(owner, kept, [])
    run_jobs(owner, "policy_compression")
    assert compressed(owner)[0] is True
    assert compressed(owner)[-1] is False
    half = timedelta(minutes=30)
    late = [
        reading._replace(
            datastream=stream,
            phenomenon_time=reading.phenomenon_time + half,
            received_at=NOW,
            value=100 + reading.value,
        )
        for stream in (1, 2)  # the second has no segment there yet
        for reading in kept
    ]
    mixed = [reading for pair in zip(late[:320], kept, strict=True) for reading in pair]
    assert store_batch(owner, mixed, []) == Outcome(320, 320, 0)
    assert store_batch(owner, late, []) == Outcome(320, 320, 0)
    run_jobs(owner, "policy_compression")
    assert store_batch(owner, [*late, *kept], []) == Outcome(0, 960, 0)
    values = sorted(row.value for row in observations.raw(owner, 1, *ALL, 9999))
    assert values == sorted(reading.value for reading in [*kept, *late[:320]])
    delays = {row.delay for row in observations.raw(owner, 2, *ALL, 9999)}
    assert delays == {(NOW - reading.phenomenon_time).total_seconds() for reading in late}


def test_what_came_late_into_a_compressed_week_is_rolled_up_at_the_next_refresh(
    owner: Connection,
) -> None:
    store_batch(owner, [ago(10 * WEEK + timedelta(hours=n), 1.0) for n in range(30)], [])
    run_jobs(owner, "policy_compression")
    run_jobs(owner, "policy_refresh_continuous_aggregate")
    late = ago(10 * WEEK - timedelta(minutes=20), 7.0)
    store_batch(owner, [late], [])
    run_jobs(owner, "policy_refresh_continuous_aggregate")
    start = NOW - 10 * WEEK
    hour = observations.rolled_up(owner, 1, start, start + timedelta(minutes=1), "hour")
    assert [(row.total, row.count) for row in hour] == [(8.0, 2)]
    days = observations.rolled_up(owner, 1, *ALL, "day")
    assert sum(row.count for row in days) == 31


def test_the_database_itself_deletes_what_is_too_old_from_compressed_weeks_and_roll_ups(
    owner: Connection,
) -> None:
    passports = {"pm25": replace(PASSPORT, retention=timedelta(days=30))}
    things.save_things(owner, [replace(made.thing(), passports=passports)])
    batch = [
        ago(timedelta(days=days, hours=1), days, stream) for stream in (1, 2) for days in range(60)
    ]
    store_batch(owner, batch, [])
    run_jobs(owner, "policy_compression")
    refresh(owner)
    run_jobs(owner, "retention_job")
    refresh(owner)
    # Where the clock changes, two readings that are a day apart may fall on one day.
    zone = ZoneInfo("Europe/Amsterdam")
    dates = [reading.phenomenon_time.astimezone(zone).date() for reading in batch[:60]]
    for table, moment, kept, all_of_them in (
        ("observations", "phenomenon_time", 30, 60),
        ("observations_hourly", "bucket", 30, 60),
        ("observations_daily", "bucket", len(set(dates[:30])), len(set(dates))),
    ):
        found = owner.execute(
            f"SELECT datastream_id, count(*), min({moment}) > now() - INTERVAL '31 days'"
            f" FROM {table} GROUP BY 1 ORDER BY 1".encode()
        ).fetchall()
        assert found == [(1, kept, True), (2, all_of_them, False)], table
    expired = owner.execute("SELECT count FROM ledger WHERE outcome = 'expired'").fetchall()
    assert expired == [(30,)]
    again = [reading for reading in batch if reading.datastream == 2]
    assert store_batch(owner, again, []) == Outcome(0, 60, 0)


def test_the_job_forgets_refusals_after_thirty_days(owner: Connection) -> None:
    letters = [replace(made.dead_letter(), received_at=NOW - timedelta(days=n)) for n in (29, 31)]
    store_batch(owner, [], letters)
    run_jobs(owner, "retention_job")
    assert owner.execute("SELECT count(*) FROM dead_letters").fetchone() == (1,)


@pytest.mark.parametrize(
    ("readings_per_day", "days"),
    [(1_000, 28), (190 * 1_440, 28), (1_000_000, 7), (10_000 * 1_440, 1)],
)
def test_chunks_are_as_long_as_memory_allows(
    owner: Connection, readings_per_day: int, days: int
) -> None:
    found = owner.execute("SELECT chunk_length(%s)", (readings_per_day,)).fetchone()
    assert found == (timedelta(days=days),)


def test_the_length_of_new_chunks_follows_the_measured_rate(owner: Connection) -> None:
    def length() -> timedelta:
        found = owner.execute(
            "SELECT time_interval FROM timescaledb_information.dimensions"
            " WHERE hypertable_name = 'observations'"
        ).fetchone()
        assert found is not None
        return timedelta(seconds=found[0].total_seconds())

    owner.execute("SELECT set_chunk_time_interval('observations', INTERVAL '7 days')")
    run_jobs(owner, "chunk_job")
    assert length() == WEEK  # nothing was measured yet
    store_batch(owner, [ago(timedelta(days=2, minutes=n)) for n in range(100)], [])
    run_jobs(owner, "chunk_job")
    assert length() == 4 * WEEK
    owner.execute("SELECT set_chunk_time_interval('observations', INTERVAL '7 days')")
