"""What is noticed of a reading when it comes in. A value is never changed, only flagged.

The tests are those of QARTOD (U.S. IOOS, Manual for Real-Time Quality Control, 2020) as far as
they can be made on one series as it arrives: gross range, spike and flat line. Thresholds are in
`twin.quantities`. Uncalibrated is flagged because RIVM (Samen Meten) shows raw and calibrated
series of the same sensor side by side, and they differ by up to a factor ten in moist air.

Unlike QARTOD's, our spike test cannot look at the next value: a reading is a spike when it is far
from the one before it and from the last one that was none. So the first reading of a new level is
flagged too, and the second no more. Readings that come out of order are not tested for spikes or
standing still.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from twin.model import Flag
from twin.quantities import QUANTITIES
from twin.store.registry import Stream

LATE_AFTER = timedelta(hours=1)
"""A reading that is older on reception was waiting somewhere."""

AHEAD_AFTER = timedelta(seconds=5)
"""A clock up to so much ahead is as good as right; beyond `moments.MAX_AHEAD` it is refused."""

COMPARED_WITHIN = timedelta(hours=1)
"""Values further apart in time may differ by anything."""

STUCK_READINGS = 5
"""Fewer equal readings in a row are no flat line (QARTOD's count for failure)."""

_FLAGS = tuple(Flag(number) for number in range(256))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Judge:
    """Flags readings in the order in which they come; one per worker.

    It remembers a few numbers per datastream, so there is no more of it than there are
    datastreams. Workers that share the load each judge by what they saw themselves.
    """

    def __init__(self) -> None:
        self._series: dict[int, _Series] = {}

    def flags(self, stream: Stream, at: datetime, value: float, received_at: datetime) -> Flag:
        """What is to be noticed of `value`, in the unit of its quantity, measured `at`."""
        series = self._remembered(stream)
        found = series.standing
        if not series.low <= value <= series.high:
            found |= Flag.OUT_OF_RANGE.value
        if at > received_at:
            if at - received_at > AHEAD_AFTER:
                found |= Flag.CLOCK_AHEAD.value
        elif received_at - at > LATE_AFTER:
            found |= Flag.LATE.value
        return _FLAGS[found | series.follow(at, value)]

    def flags_of_series(
        self,
        stream: Stream,
        at: NDArray[np.int64],
        value: NDArray[np.float64],
        received_at: datetime,
    ) -> NDArray[np.int16]:
        """The same of many readings at once, measured `at`, in microseconds since 1970."""
        series = self._remembered(stream)
        flags = np.full(len(at), series.standing, np.int16)
        flags[~((series.low <= value) & (value <= series.high))] |= Flag.OUT_OF_RANGE.value
        ahead = at - (received_at - _EPOCH) // _MICROSECOND
        flags[ahead > AHEAD_AFTER // _MICROSECOND] |= Flag.CLOCK_AHEAD.value
        flags[-ahead > LATE_AFTER // _MICROSECOND] |= Flag.LATE.value
        return flags | series.follow_all(at, value)

    def _remembered(self, stream: Stream) -> _Series:
        series = self._series.get(stream.id)
        if series is None or series.stream is not stream:
            series = self._series[stream.id] = _Series(stream, series)
        return series


class _Series:
    """What is remembered of a datastream, and what its stream says once and for all."""

    __slots__ = (
        "at", "base", "equal", "high", "last", "low", "rests_at", "since", "standing", "step",
        "stream", "stuck_after",
    )  # fmt: skip

    def __init__(self, stream: Stream, before: _Series | None) -> None:
        known = QUANTITIES[stream.quantity]
        self.stream = stream
        self.low, self.high = known.valid_min, known.valid_max
        self.step = known.largest_step
        self.stuck_after = known.stuck_after
        self.rests_at = known.rests_at
        standing = Flag(0)
        if known.calibrate and not stream.calibrated:
            standing |= Flag.UNCALIBRATED
        if not stream.placed:
            standing |= Flag.POSITION_MISSING
        if stream.at_zero:
            standing |= Flag.POSITION_ZERO
        self.standing = standing.value
        self.at: datetime | None = before.at if before else None
        self.since: datetime = before.since if before else _NEVER
        self.base: float = before.base if before else 0.0  # the last value that was no spike
        self.last: float = before.last if before else 0.0
        self.equal: int = before.equal if before else 0  # readings in a row with the last value

    def follow(self, at: datetime, value: float) -> int:
        """Flags that follow from the readings before this one, as their number."""
        before = self.at
        if before is not None and at <= before:
            return 0
        found = 0
        step = self.step
        if (
            step is not None
            and before is not None
            and abs(value - self.base) > step
            and abs(value - self.last) > step
            and at - before <= COMPARED_WITHIN
        ):
            found = Flag.SPIKE.value
        else:
            self.base = value
        if before is not None and value == self.last:
            self.equal += 1
            if (
                self.stuck_after is not None
                and self.equal >= STUCK_READINGS
                and value != self.rests_at
                and at - self.since >= self.stuck_after
            ):
                found |= Flag.STUCK.value
        else:
            self.last, self.since, self.equal = value, at, 1
        self.at = at
        return found

    def follow_all(self, at: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.int16]:
        """What `follow` says of each in turn; `at` is microseconds since 1970."""
        before = self.at
        if before is None:
            first = self.follow(_moment(at[0]), float(value[0]))
            rest = self.follow_all(at[1:], value[1:]) if len(at) > 1 else at[1:]
            return np.concatenate([[first], rest]).astype(np.int16)
        if (at[1:] <= at[:-1]).any() or at[0] <= _count(before):
            found = [
                self.follow(_moment(one), float(of)) for one, of in zip(at, value, strict=True)
            ]
            return np.array(found, np.int16)
        flags = np.zeros(len(at), np.int16)
        earlier = np.concatenate([[self.last], value[:-1]])
        if self.step is not None:
            near = np.diff(at, prepend=_count(before)) <= COMPARED_WITHIN // _MICROSECOND
            leaps = np.flatnonzero((np.abs(value - earlier) > self.step) & near)
            self._flag_spikes(flags, leaps.tolist(), value, earlier, self.step)
        else:
            self.base = float(value[-1])
        # For each the place where its row of equal values begins; -1: before these readings.
        place = np.arange(len(at))
        begin = np.maximum.accumulate(np.where(value != earlier, place, -1))
        ours = begin >= 0
        equal = place - begin + np.where(ours, 1, self.equal)
        since = np.where(ours, at[begin], _count(self.since))
        if self.stuck_after is not None:
            still = (equal >= STUCK_READINGS) & (at - since >= self.stuck_after // _MICROSECOND)
            flags[still & (value != self.rests_at)] |= Flag.STUCK.value
        self.at, self.last, self.equal = _moment(at[-1]), float(value[-1]), int(equal[-1])
        self.since = _moment(since[-1])
        return flags

    def _flag_spikes(
        self,
        flags: NDArray[np.int16],
        leaps: list[int],
        value: NDArray[np.float64],
        earlier: NDArray[np.float64],
        step: float,
    ) -> None:
        """Flag the spikes among `leaps`, which alone are `step` away from the one before."""
        spike = -1  # place of the last spike
        for place in leaps:
            if place != spike + 1:
                self.base = float(earlier[place])
            if abs(value[place] - self.base) > step:
                flags[place] = Flag.SPIKE.value
                spike = place
        if spike != len(value) - 1:
            self.base = float(value[-1])


def _count(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def _moment(count: int | np.int64) -> datetime:
    return _EPOCH + timedelta(microseconds=int(count))
