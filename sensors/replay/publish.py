"""Publishing a recorded series at its own pace or faster.

With the clock `original` the messages carry the times of the series, which ends once. With `now`
the series begins at this moment, its times are the wall clock's, and it begins again at its end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sensors.pace import Pace
from sensors.publisher import Publisher
from sensors.replay.series import Row
from sensors.simulator import encode

_LIST = 200
_HOUR = timedelta(hours=1)


def in_order(rows: Iterable[Row], known: set[str]) -> list[Row]:
    """The rows of `known` things by time."""
    return sorted((row for row in rows if row.thing in known), key=lambda row: (row.at, row.thing))


def publish(
    publisher: Publisher,
    rows: Sequence[Row],
    *,
    now: bool,
    speedup: float,
    backfill: timedelta,
    start: datetime,
    stop: threading.Event,
) -> None:
    """Publish `rows`, which are in order of time.

    Parameters
    ----------
    now
        Give times of the wall clock, and begin again at the end.
    backfill
        With `now`: the first so much of the series is sent at once, as the past up to `start`.
    start
        The wall clock now, aware.
    """
    while rows and not stop.is_set():
        pace = Pace(rows[0].at + backfill, start, speedup)
        past = [row for row in rows if row.at < pace.start]
        for topic, payload in lists(past, pace, now=now):
            if not publisher.send(topic, payload):
                return
        publisher.settle()
        for row in rows[len(past) :]:
            due = pace.due(row.at)
            if stop.wait(max(0.0, (due - datetime.now(UTC)).total_seconds())):
                return
            if not publisher.send(
                *encode.message(row.thing, [(_time(row, pace, now=now), row.values)])
            ):
                return
        if not now:
            return
        # The next round begins one hour of the series after the last row.
        start, backfill = pace.due(rows[-1].at + _HOUR), timedelta(0)


def lists(rows: Sequence[Row], pace: Pace, *, now: bool) -> Iterator[tuple[str, bytes]]:
    """The messages of what is past: per thing, in lists."""
    by_thing = sorted(rows, key=lambda row: row.thing)
    for thing, its in groupby(by_thing, key=lambda row: row.thing):
        readings = [(_time(row, pace, now=now), row.values) for row in its]
        for first in range(0, len(readings), _LIST):
            yield encode.message(thing, readings[first : first + _LIST])


def _time(row: Row, pace: Pace, *, now: bool) -> datetime:
    if not now:
        return row.at
    due = pace.due(row.at)
    return due.replace(microsecond=due.microsecond // 1000 * 1000)
