"""Twin's own payloads: one reading, several quantities at one time, or a list of either.

On `twin/v1/{thing}/{key}`: `{"t": "2026-11-22T10:00:00Z", "v": 8.1}`, or with `"u"`, a UCUM code,
to have the value converted. On `twin/v1/{thing}`: `{"t": …, "values": {"pm25": 8.1}}`. Both also
as a list. A key is a quantity, or `pm25.calibrated` for the series that somebody calibrated. Other
keys in the objects are left alone: devices add battery and signal strength.
"""

from __future__ import annotations

from datetime import datetime
from math import inf
from typing import NamedTuple

from twin.errors import PayloadRejected
from twin.ingest.decoders.moments import moment
from twin.ingest.decoders.result import Decoded, Refused, refuse
from twin.ingest.decoders.text import fragment, parse, several, show, wrong_shape
from twin.ingest.decoders.values import number, quantity_of
from twin.model import Observation
from twin.quantities import QUANTITIES

_MOST_VALUES = 4 * len(QUANTITIES)


def decode(thing: str, key: str | None, payload: bytes, received_at: datetime) -> Decoded:
    """The observations in one native message, and what had to be refused.

    Parameters
    ----------
    thing, key
        From the topic; `key` is that of a datastream, or None where the payload names them.
    received_at
        Aware; times too far ahead of it are refused.
    """
    try:
        document = parse(payload)
        if key is not None and type(document) is dict and "u" not in document:
            # The commonest message, taken the short way.
            value = document.get("v")
            if type(value) is float and -inf < value < inf:
                quantity_of(key)
                at = moment(document.get("t"), received_at)
                return Decoded((Observation(thing, key, at, value),), (), (document,))
        items = several(document)
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, payload, thing),))
    decoder = _Decoder(thing, key, received_at, payload if len(items) == 1 else None)
    for item in items:
        decoder.take(item)
    return Decoded(decoder.observations, decoder.refused, decoder.parts)


def alone(observation: Observation, part: object) -> bytes:
    """A message with only this reading, from the `part` of `Decoded.parts` that it was in."""
    return fragment(_part(part, observation.quantity) if isinstance(part, _Item) else part)


class _Item(NamedTuple):
    """One object of the payload, its shape checked and its contents not yet."""

    time: object
    unit: str | None
    values: dict[str, object]


class _Decoder:
    """What was read of one message so far; `whole` is its payload if it has a single item."""

    def __init__(
        self, thing: str, key: str | None, received_at: datetime, whole: bytes | None
    ) -> None:
        self._thing = thing
        self._key = key
        self._received_at = received_at
        self._whole = whole
        self.observations: list[Observation] = []
        self.parts: list[object] = []
        self.refused: list[Refused] = []

    def take(self, given: object) -> None:
        """Read one item."""
        try:
            item = _shape(self._key, given)
        except PayloadRejected as problem:
            self._refuse(problem, given, whole=True)
            return
        alone = len(item.values) == 1
        try:
            at = moment(item.time, self._received_at)
        except PayloadRejected as problem:
            for name in item.values:
                self._refuse(problem, given if alone else _part(item, name), whole=alone)
            return
        for name, given_value in item.values.items():
            try:
                value, sent = number(given_value, item.unit, quantity_of(name))
            except PayloadRejected as problem:
                self._refuse(problem, given if alone else _part(item, name), whole=alone)
            else:
                self.observations.append(Observation(self._thing, name, at, value, sent))
                self.parts.append(given if alone else item)

    def _refuse(self, problem: PayloadRejected, part: object, *, whole: bool) -> None:
        kept = self._whole if whole and self._whole is not None else fragment(part)
        self.refused.append(refuse(problem, kept, self._thing))


def _part(item: _Item, name: str) -> object:
    """One value of an object, in a form that can be sent again by itself."""
    # What is no time at all could be long, and is not repeated for each value.
    time = item.time if isinstance(item.time, str) and len(item.time) < 64 else None
    return {"t": time, "values": {name: item.values[name]}}


def _shape(key: str | None, given: object) -> _Item:
    form = '{"t": time, "v": number}' if key else '{"t": time, "values": {quantity: number}}'
    if not isinstance(given, dict):
        raise wrong_shape(f"reading {show(given)} is not an object", f"send {form}")
    if key is not None:
        if "v" not in given:
            raise wrong_shape("reading has no 'v'", f"send {form} on this topic")
        unit = given.get("u")
        if unit is not None and not isinstance(unit, str):
            raise wrong_shape(f"unit {show(unit)} is not a text", "send a UCUM code such as 'Cel'")
        return _Item(given.get("t"), unit, {key: given["v"]})
    values = given.get("values")
    if not isinstance(values, dict) or not values:
        raise wrong_shape(f"'values' is {show(values)}", f"send {form} on this topic")
    if len(values) > _MOST_VALUES:
        raise wrong_shape(
            f"'values' has '{len(values)}' entries", f"send at most {_MOST_VALUES} at one time"
        )
    if "u" in given:
        raise wrong_shape("'u' stands beside 'values'", "one unit cannot fit all; leave it out")
    return _Item(given.get("t"), None, values)
