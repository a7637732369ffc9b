"""What the API takes and tells of alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from twin.api.shapes import Both
from twin.errors import ParameterInvalid
from twin.model import Datastream, split_key
from twin.quantities import QUANTITIES
from twin.store.alerts import Alert, Condition, State, Watched

LONGEST_MINUTES = 2880
MOST_WATCHED = 100
"""Sensors of one alert: each is asked what it measured in a week, whenever somebody looks."""
_Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Te veel lawaai aan de kade"])]
_Key = Annotated[
    str,
    Field(
        max_length=64,
        description="A quantity, or a variant of one such as `pm25.calibrated`.",
        examples=["noise_level"],
    ),
]
_StateName = Literal["rest", "on", "unknown"]
_STATE = Field(
    description="`on`: beyond the threshold for so long. `unknown`: a sensor is silent for longer "
    "than usual, so nobody knows. Else `rest`."
)


class NewAlert(BaseModel):
    """An alert to set, or what becomes of one."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    key: _Key
    thing: str | None = Field(
        default=None,
        max_length=64,
        description="Id of the sensor; null: each of the area that measures this, at most 100.",
        examples=["kit-1"],
    )
    side: Literal["above", "below"] = Field(description="Which values are beyond the threshold.")
    threshold: float = Field(
        allow_inf_nan=False,
        description="In the unit of the quantity; the value itself is not beyond.",
        examples=[65],
    )
    minutes: int = Field(
        ge=0,
        le=LONGEST_MINUTES,
        description="How long all values must be beyond before it is on; 0: at once.",
        examples=[15],
    )


class WatchedBody(BaseModel):
    """What an alert says of one sensor."""

    thing: str = Field(examples=["kit-1"])
    name: str = Field(description="Of the sensor.", examples=["Geluidmeter Kade"])
    datastream: int = Field(examples=[12])
    state: _StateName = _STATE
    since: datetime | None = Field(description="Null: longer than `looked_back_days`.")
    silent_after_minutes: float = Field(
        description="After so long without a value nobody knows: twice the usual time between two."
    )


class PeriodBody(BaseModel):
    """A time in which an alert was on, or nobody knew."""

    thing: str = Field(examples=["kit-1"])
    name: str = Field(description="Of the sensor.")
    state: _StateName = _STATE
    since: datetime | None = Field(description="Null: before the time that was looked at.")
    until: datetime | None = Field(description="Null: it is so now.")


class AlertBody(BaseModel):
    """An alert and what it says now, which the measurements tell at the moment of asking."""

    id: int = Field(examples=[4])
    area: str = Field(examples=["voorbeeldwijk"])
    name: _Name
    key: _Key
    label: Both = Field(description="Of the quantity.")
    unit_label: str = Field(examples=["dB(A)"])
    decimals: int = Field(description="Digits that the instrument justifies.", examples=[1])
    thing: str | None
    side: Literal["above", "below"]
    threshold: float
    minutes: int
    revision: int = Field(description="Send it as `If-Match` with a change.", examples=[1])
    changed_at: datetime
    state: _StateName = Field(
        description="`on` when it is of one sensor; `unknown` when it is of all, or none is there."
    )
    since: datetime | None = Field(description="Null: longer than `looked_back_days`.")
    looked_back_days: int
    sensors: list[WatchedBody] = Field(description="Each that it watches.")


class AlertHistory(AlertBody):
    """The same with what it said before."""

    history: list[PeriodBody] = Field(
        description="The newest first; at all other times it was at rest. A measurement that "
        "comes late changes it."
    )


class AlertPage(BaseModel):
    """The alerts of an area in the order in which they were set."""

    items: list[AlertBody]
    may_change: bool = Field(description="Whether who asks may set and change alerts.")
    next: None = Field(default=None, description="Always null: there are few alerts.")


def condition(asked: NewAlert, streams: Sequence[Datastream]) -> Condition:
    """What is asked for, where `streams` are the datastreams of the area.

    Raises
    ------
    ParameterInvalid
        Nothing there measures it, or values beyond the threshold would not count.
    """
    name = " ".join(asked.name.split())
    if not name:
        raise ParameterInvalid("an alert needs a name", hint="tell what is too much")
    keys = sorted({stream.key for stream in streams})
    if asked.key not in keys:
        raise ParameterInvalid(
            f"nothing in this area measures '{asked.key}'",
            hint=f"what is measured there: {', '.join(keys) or 'nothing'}",
        )
    having = sorted(stream.thing for stream in streams if stream.key == asked.key)
    if asked.thing is not None and asked.thing not in having:
        raise ParameterInvalid(
            f"'{asked.thing}' does not measure '{asked.key}' in this area",
            hint=f"these do: {', '.join(having[:10])}",
        )
    if asked.thing is None and len(having) > MOST_WATCHED:
        raise ParameterInvalid(
            f"'{len(having)}' sensors of this area measure '{asked.key}', too many for one alert",
            hint=f"choose one of them; an alert watches at most {MOST_WATCHED}",
        )
    measured, variant = split_key(asked.key)
    known = QUANTITIES[measured]
    if not known.valid_min <= asked.threshold <= known.valid_max:
        raise ParameterInvalid(
            f"the threshold '{asked.threshold:g}' is outside the plausible range of '{measured}'",
            hint=f"choose one from {known.valid_min:g} to {known.valid_max:g} {known.unit_label}; "
            "values outside it do not count",
        )
    return Condition(
        name, measured, variant, asked.thing, asked.side == "above", asked.threshold, asked.minutes
    )


def alert_body(
    alert: Alert, watched: Sequence[Watched], names: Mapping[str, str], days: int
) -> AlertBody:
    """An alert and what it says of each datastream; `names` are those of things, by id."""
    told = alert.condition
    known = QUANTITIES[told.quantity]
    state, since = overall(watched)
    return AlertBody(
        id=alert.id,
        area=alert.area,
        name=told.name,
        key=told.quantity if told.variant is None else f"{told.quantity}.{told.variant}",
        label=Both(nl=known.label_nl, en=known.label_en),
        unit_label=known.unit_label,
        decimals=known.decimals,
        thing=told.thing,
        side="above" if told.above else "below",
        threshold=told.threshold,
        minutes=told.minutes,
        revision=alert.revision,
        changed_at=alert.changed_at,
        state=state.value,
        since=since,
        looked_back_days=days,
        sensors=[
            WatchedBody(
                thing=one.thing,
                name=names.get(one.thing, one.thing),
                datastream=one.datastream,
                state=one.state.value,
                since=one.since,
                silent_after_minutes=round(one.held.total_seconds() / 60, 1),
            )
            for one in watched
        ],
    )


def history(watched: Sequence[Watched], names: Mapping[str, str]) -> list[PeriodBody]:
    """All periods, the newest first."""
    told = [
        PeriodBody(
            thing=one.thing,
            name=names.get(one.thing, one.thing),
            state=period.state.value,
            since=period.since,
            until=period.until,
        )
        for one in watched
        for period in one.periods
    ]
    told.sort(key=lambda each: each.since.timestamp() if each.since else 0.0, reverse=True)
    return sorted(told, key=lambda each: each.until is not None)


def overall(watched: Sequence[Watched]) -> tuple[State, datetime | None]:
    """What an alert is, and since when: on as soon as of one sensor, unknown only of all.

    On since the first that is on, at rest since the last that came to it.
    """
    on = [one.since for one in watched if one.state is State.ON]
    rest = [one.since for one in watched if one.state is State.REST]
    if on:
        return State.ON, None if None in on else min(each for each in on if each)
    if rest:
        return State.REST, max((each for each in rest if each), default=None)
    silent = [one.since for one in watched]
    return State.UNKNOWN, max((each for each in silent if each), default=None)
