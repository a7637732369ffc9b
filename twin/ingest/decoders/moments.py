"""Times in payloads: RFC 3339 with a zone, or seconds since 1970, within what can be true."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from twin.errors import PayloadRejected
from twin.ingest.decoders.text import show
from twin.model import RejectionReason

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Times before this come from a clock that was never set."""

MAX_AHEAD = timedelta(minutes=10)
"""A clock further ahead of ours is wrong: most often local time that was sent as UTC."""

# `fromisoformat` alone would also take week dates and times without a zone.
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII
).fullmatch
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(given: object, received_at: datetime) -> datetime:
    """The moment in UTC that the text `given` says.

    Raises
    ------
    PayloadRejected
        With reason `bad_time`: not RFC 3339 with a zone, before 1990, or too far ahead.
    """
    if not isinstance(given, str) or not _RFC3339(given):
        raise _bad(
            f"time {show(given)} is not RFC 3339 with a zone",
            "send for example '2026-11-22T10:00:00Z'",
        )
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise _bad(f"time {show(given)} does not exist: {error}") from None
    return plausible(at, given, received_at)


def unix_moment(given: float, received_at: datetime) -> datetime:
    """The moment that is `given` seconds after 1970 in UTC, to the microsecond.

    Raises
    ------
    PayloadRejected
        With reason `bad_time`: before 1990, or too far ahead.
    """
    try:
        at = _EPOCH + timedelta(seconds=given)
    except (OverflowError, ValueError):  # ValueError: not a number
        raise _bad(f"time {show(given)} is no moment of any calendar") from None
    return plausible(at, given, received_at)


def plausible(at: datetime, given: object, received_at: datetime) -> datetime:
    """`at` in UTC; `given` is how the payload has it.

    Raises
    ------
    PayloadRejected
        With reason `bad_time`: before 1990, or too far ahead of `received_at`.
    """
    if at < EARLIEST:
        raise _bad(f"time {show(given)} is before 1990", "set the clock")
    if at > received_at and at - received_at > MAX_AHEAD:
        raise _bad(
            f"time {show(given)} is ahead of reception at '{received_at.isoformat()}'",
            "is it local time that was sent as UTC?",
        )
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _bad(message: str, hint: str = "") -> PayloadRejected:
    return PayloadRejected(RejectionReason.BAD_TIME, message, hint=hint)
