"""Twin's own payloads: one reading, several quantities at one time, or a list of either.

On `twin/v1/{thing}/{quantity}`: `{"t": "2026-11-22T10:00:00Z", "v": 8.1}`, or with `"u"`, a UCUM
code, to have the value converted. On `twin/v1/{thing}`: `{"t": …, "values": {"pm25": 8.1}}`. Both
also as a list. Keys that we do not know are left alone: devices add battery and signal strength.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from twin.errors import NotFound, PayloadRejected
from twin.ingest.decoders.result import Decoded, Refused, refuse
from twin.ingest.decoders.text import fragment, parse, show
from twin.model import Observation, RejectionReason
from twin.quantities import QUANTITIES, Quantity, convert, quantity

MAX_PAYLOAD_BYTES = 262_144
"""A longer payload is refused unread."""

MAX_READINGS = 5_000
"""A longer list is refused unread."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Times before this come from a clock that was never set."""

MAX_AHEAD = timedelta(minutes=10)
"""A clock further ahead of ours is wrong: most often local time that was sent as UTC."""

# RFC 3339; `fromisoformat` alone would also take week dates and times without a zone.
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def decode(thing: str, key: str | None, payload: bytes, received_at: datetime) -> Decoded:
    """The observations in one native message, and what had to be refused.

    Parameters
    ----------
    thing, key
        From the topic; `key` is a quantity's key, or None where the payload names quantities.
    received_at
        Aware; times too far ahead of it are refused.
    """
    try:
        items = _items(payload)
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, payload, thing),))
    observations: list[Observation] = []
    refused: list[Refused] = []
    alone = len(items) == 1
    for item in items:
        for outcome in _readings(thing, key, item, received_at):
            if isinstance(outcome, Observation):
                observations.append(outcome)
            else:
                why, part = outcome
                whole = alone and part is item
                refused.append(refuse(why, payload if whole else fragment(part), thing))
    return Decoded(tuple(observations), tuple(refused))


_Refusal = tuple[PayloadRejected, object]


class _Item(NamedTuple):
    """One object of the payload, its shape checked and its contents not yet."""

    time: object
    unit: str | None
    values: dict[str, object]


def _items(payload: bytes) -> list[object]:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadRejected(
            RejectionReason.TOO_LARGE,
            f"payload of '{len(payload)}' bytes is too large",
            hint=f"send at most {MAX_PAYLOAD_BYTES} bytes",
        )
    document = parse(payload)
    items = document if isinstance(document, list) else [document]
    if not items:
        raise PayloadRejected(RejectionReason.WRONG_SHAPE, "the list '[]' has no readings")
    if len(items) > MAX_READINGS:
        raise PayloadRejected(
            RejectionReason.TOO_LARGE,
            f"list of '{len(items)}' readings is too long",
            hint=f"send at most {MAX_READINGS} in one message",
        )
    return items


def _readings(
    thing: str, key: str | None, given: object, received_at: datetime
) -> Iterator[Observation | _Refusal]:
    """Each reading in `given`: an observation, or why not and the part that was refused."""
    try:
        item = _shape(key, given)
    except PayloadRejected as problem:
        yield problem, given
        return
    try:
        at = _time(item.time, received_at)
    except PayloadRejected as problem:
        for name in item.values:
            yield problem, _part(given, item, name)
        return
    for name, value in item.values.items():
        try:
            yield Observation(thing, name, at, _value(value, item.unit, _quantity(name)))
        except PayloadRejected as problem:
            yield problem, _part(given, item, name)


def _part(given: object, item: _Item, name: str) -> object:
    """One value of an object, in a form that can be sent again by itself."""
    if len(item.values) == 1:
        return given
    # What is no time at all could be long, and is not repeated for each value.
    time = item.time if isinstance(item.time, str) and len(item.time) < 64 else None
    return {"t": time, "values": {name: item.values[name]}}


def _shape(key: str | None, given: object) -> _Item:
    form = '{"t": time, "v": number}' if key else '{"t": time, "values": {quantity: number}}'
    if not isinstance(given, dict):
        raise _wrong(f"reading {show(given)} is not an object", f"send {form}")
    if key is not None:
        if "v" not in given:
            raise _wrong("reading has no 'v'", f"send {form} on this topic")
        unit = given.get("u")
        if unit is not None and not isinstance(unit, str):
            raise _wrong(f"unit {show(unit)} is not a text", "send a UCUM code such as 'Cel'")
        return _Item(given.get("t"), unit, {key: given["v"]})
    values = given.get("values")
    if not isinstance(values, dict) or not values:
        raise _wrong(f"'values' is {show(values)}", f"send {form} on this topic")
    if len(values) > len(QUANTITIES):
        raise _wrong(
            f"'values' has '{len(values)}' entries", f"there are only {len(QUANTITIES)} quantities"
        )
    if "u" in given:
        raise _wrong("'u' stands beside 'values'", "one unit cannot fit all; leave it out")
    return _Item(given.get("t"), None, values)


def _wrong(message: str, hint: str) -> PayloadRejected:
    return PayloadRejected(RejectionReason.WRONG_SHAPE, message, hint=hint)


def _time(given: object, received_at: datetime) -> datetime:
    if not isinstance(given, str) or not _RFC3339.fullmatch(given):
        raise PayloadRejected(
            RejectionReason.BAD_TIME,
            f"time {show(given)} is not RFC 3339 with a zone",
            hint="send for example '2026-11-22T10:00:00Z'",
        )
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise PayloadRejected(
            RejectionReason.BAD_TIME, f"time {show(given)} does not exist: {error}"
        ) from None
    if at < EARLIEST:
        raise PayloadRejected(
            RejectionReason.BAD_TIME, f"time {show(given)} is before 1990", hint="set the clock"
        )
    if at - received_at > MAX_AHEAD:
        raise PayloadRejected(
            RejectionReason.BAD_TIME,
            f"time {show(given)} is ahead of reception at '{received_at.isoformat()}'",
            hint="is it local time that was sent as UTC?",
        )
    return at.astimezone(UTC)


def _quantity(key: str) -> Quantity:
    try:
        return quantity(key)
    except NotFound as error:
        raise PayloadRejected(
            RejectionReason.UNKNOWN_QUANTITY, f"no quantity is called {show(key)}", hint=error.hint
        ) from None


def _value(given: object, unit: str | None, to: Quantity) -> float:
    # A boolean is an int to Python, but not a measurement.
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise PayloadRejected(
            RejectionReason.NOT_A_NUMBER,
            f"value {show(given)} of {to.key} is not a number",
            hint="send a JSON number, without quotes or unit",
        )
    try:
        value = float(given)
        if unit is not None:
            value = convert(value, unit, to)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise PayloadRejected(
            RejectionReason.NOT_A_NUMBER, f"value {show(given)} of {to.key} is not finite"
        )
    return value
