"""The period that a page in words tells of: the same words in the address as the page of charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Query

from twin.api.observations import near
from twin.errors import ParameterInvalid

Interval = Literal["hour", "day"]

_SPANS = {"dag": 1, "week": 7, "maand": 30, "jaar": 365}
_MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}Z)?$"
Periode = Annotated[
    str | None,
    Query(pattern="^(dag|week|maand|jaar)$", description="The last day, week, month or year."),
]
Van = Annotated[
    str | None,
    Query(pattern=_MOMENT, description="From this day, or from this moment in UTC."),
]
Tot = Annotated[
    str | None,
    Query(pattern=_MOMENT, description="Up to and including this day, or up to this moment."),
]

_ZONE = ZoneInfo("Europe/Amsterdam")
_DAY = timedelta(days=1)
_BY_HOUR = timedelta(days=8)
_LONGEST = timedelta(days=366)
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, and by what it is told.

    Attributes
    ----------
    interval
        None when it is too long to tell in one table.
    asked
        Whether somebody chose it; else it is the last day.
    """

    start: datetime
    end: datetime
    interval: Interval | None
    asked: bool

    @property
    def compared(self) -> datetime:
        """From when a model is compared: a day says too little, so nobody's choice is a month."""
        return self.start if self.asked else self.end - _MONTH

    @property
    def first(self) -> date:
        """Its first day on the clock of the Netherlands."""
        return self.start.astimezone(_ZONE).date()

    @property
    def final(self) -> date:
        """Its last day."""
        return (self.end - timedelta(microseconds=1)).astimezone(_ZONE).date()


def period(
    periode: str | None, van: str | None, tot: str | None, newest: datetime | None, now: datetime
) -> Period:
    """The period of an address; the last day up to now, or up to the newest measurement, without.

    Raises
    ------
    ParameterInvalid
        A moment that no calendar has, or that is too far away.
    """
    if van and tot:
        start, end = _moment("van", van), _moment("tot", tot)
        if len(tot) == len("2026-11-22"):
            day = end.astimezone(_ZONE).date() + _DAY
            end = datetime.combine(day, time(), _ZONE)
        if start < end:
            return Period(start, end, _interval(end - start), asked=True)
    span = timedelta(days=_SPANS[periode or "dag"])
    old = newest is not None and newest < now - span
    end = newest + timedelta(hours=1) if old and newest is not None else now
    return Period(end - span, end, _interval(span), asked=periode is not None)


def _interval(span: timedelta) -> Interval | None:
    if span <= _BY_HOUR:
        return "hour"
    return "day" if span <= _LONGEST else None


def _moment(name: str, text: str) -> datetime:
    try:
        if "T" in text:
            return near(name, datetime.fromisoformat(text))
        return near(name, datetime.combine(date.fromisoformat(text), time(), _ZONE))
    except ValueError:
        raise ParameterInvalid(
            f"'{name}' '{text}' is no day", hint="write it as 2026-11-22"
        ) from None
