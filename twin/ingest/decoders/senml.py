"""SenML JSON packs, RFC 8428: a list of records, each with a name, a time and one value.

Base fields hold for their own and all later records until changed: `bn` stands before each name,
`bt` and `bv` are added, `bu` is the unit of who has none. Times under 2^28 seconds are counted
from reception, all others from 1970. A unit is one of SenML's registry; a record without any is in
the unit of its quantity. Texts, booleans and data (`vs`, `vb`, `vd`) are refused one by one, and
so is a sum (`s`) without a value. A record with base fields only is no reading. What makes the
rest of a pack unreadable, such as a broken base field or a higher version, refuses it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, NamedTuple, TypeGuard

from twin.errors import PayloadRejected
from twin.ingest.decoders.moments import plausible, unix_moment
from twin.ingest.decoders.result import Decoded, Refused, refuse
from twin.ingest.decoders.text import fragment, parse, several, show, wrong_shape
from twin.ingest.decoders.values import number, quantity_of
from twin.model import Observation, RejectionReason

VERSION = 10
"""The version of SenML that we read, and that of a pack without `bver`."""

ABSOLUTE = 2**28
"""Smaller times are relative (RFC 8428, 4.5.3)."""

_HUGE = 10**300  # sums stay within a double
_BASES = frozenset({"bn", "bt", "bu", "bv", "bs", "bver"})
_OTHER_VALUES = {
    "vs": "a text", "vb": "a truth value", "vd": "data", "s": "a sum, which is no value at a moment"
}  # fmt: skip

UCUM = {"%RH": "%", "/100": "%", "/": "1", "count": "1", "Wh": "W.h", "kWh": "kW.h"}
"""What the registry of SenML units (RFC 8428, RFC 8798) writes otherwise than UCUM."""


class Named(NamedTuple):
    """What a whole name stands for.

    Attributes
    ----------
    thing
        As far as it is known.
    unit
        The UCUM code of a record without one; None: that of the quantity.
    problem
        Why it may not be taken.
    """

    thing: str
    key: str = ""
    unit: str | None = None
    problem: PayloadRejected | None = None


_Record = tuple[str, str | None, datetime, float]
"""Whole name, unit, moment and value of a record: what the base fields say is filled in."""


def decode(find: Callable[[str], Named], payload: bytes, received_at: datetime) -> Decoded:
    """The observations in one pack, and what had to be refused.

    Parameters
    ----------
    find
        What a whole name, base name included, stands for.
    received_at
        Aware; what relative times count from.
    """
    pack = _Pack(find, received_at)
    try:
        records = parse(payload)
        if not isinstance(records, list):
            raise wrong_shape(f"pack {show(records)} is not a list", 'send [{"n": …, "v": …}]')
        for record in several(records):
            pack.take(record)
        if not pack.observations and not pack.refused:
            raise PayloadRejected(RejectionReason.NO_READING, "pack has base fields only")
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, payload),))
    return Decoded(pack.observations, pack.refused, pack.parts)


def alone(observation: Observation, part: _Record) -> bytes:
    """A pack of one resolved record (RFC 8428, 4.6) with only this reading."""
    name, unit, at, value = part
    record = {"n": name, "t": at.timestamp(), "v": value}
    return fragment([record if unit is None else {**record, "u": unit}])


def ways(name: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a whole name in a device's name and a key, the longest device first.

    A name is cut at one of `/:._`, and that character may belong to the device.
    """
    for place in range(len(name) - 1, 0, -1):
        if name[place] in "/:._":
            key = name[place + 1 :]
            yield name[:place], key
            yield name[: place + 1], key


class _Pack:
    """What was read of one pack so far, and the base fields that hold."""

    def __init__(self, find: Callable[[str], Named], received_at: datetime) -> None:
        self._find = find
        self._received_at = received_at
        self._name = ""
        self._unit: str | None = None
        self._time: float = 0
        self._value: float = 0
        self._named: dict[str, Named] = {}
        self.observations: list[Observation] = []
        self.parts: list[_Record] = []
        self.refused: list[Refused] = []

    def take(self, record: object) -> None:
        """Read one record.

        Raises
        ------
        PayloadRejected
            It makes the rest of the pack unreadable.
        """
        if not isinstance(record, dict):
            broken = wrong_shape(f"record {show(record)} is not an object")
            self.refused.append(refuse(broken, fragment([record])))
        elif self._take_bases(record):
            self._read(record)

    def _take_bases(self, record: dict[str, Any]) -> bool:
        """Let its base fields hold from here on; whether there is more in it than those."""
        more = not record
        for label in record:
            if label in _BASES:
                self._base(label, record[label])
            elif label[-1:] == "_":
                raise wrong_shape(f"label {show(label)} must be understood and is not")
            else:
                more = True
        return more

    def _read(self, record: dict[str, Any]) -> None:
        thing = None
        try:
            name = record.get("n", "")
            if type(name) is not str:
                raise wrong_shape(f"'n' is {show(name)}", "send a text")
            name = self._name + name
            found = self._named.get(name)
            if found is None:
                found = self._find(name)
                thing = found.thing
                if found.problem is not None:
                    raise found.problem
                self._named[name] = found
            thing, key, usual, _ = found
            unit = record.get("u", self._unit) or usual
            if unit is not None and type(unit) is not str:
                raise wrong_shape(f"'u' is {show(unit)}", "send a text")
            at = self._moment(record.get("t", 0))
            given = total = _value(record)
            if self._value:
                total = given + self._value
            value, sent = number(total, UCUM.get(unit, unit) if unit else None, quantity_of(key))
            if self._value and sent is None and total - self._value != given:
                sent = f"{self._value!r} + {given!r} {unit or ''}".rstrip()
        except PayloadRejected as why:
            self.refused.append(refuse(why, fragment([self._resolved(record)]), thing))
        else:
            self.observations.append(Observation(thing, key, at, value, sent))
            self.parts.append((name, unit, at, total))

    def _base(self, label: str, given: object) -> None:
        """Let a base field hold from here on."""
        match label:
            case "bn" if isinstance(given, str):
                self._name = given
            case "bu" if isinstance(given, str):
                self._unit = given
            case "bt" if _finite(given):
                self._time = given
            case "bv" if _finite(given):
                self._value = given
            case "bs" if _finite(given):
                pass
            case "bver" if _finite(given) and given <= VERSION:
                pass
            case "bver" if _finite(given):
                raise wrong_shape(f"SenML version {show(given)} is above '{VERSION}'")
            case _:
                raise wrong_shape(f"base field '{label}' is {show(given)}")

    def _moment(self, given: object) -> datetime:
        if not _finite(given):
            raise PayloadRejected(
                RejectionReason.BAD_TIME,
                f"time {show(given)} is no number of seconds",
                hint="send seconds since 1970, or before now as a negative number",
            )
        seconds = self._time + given
        if seconds >= ABSOLUTE:
            return unix_moment(seconds, self._received_at)
        try:
            at = self._received_at + timedelta(seconds=seconds)
        except OverflowError:
            raise PayloadRejected(
                RejectionReason.BAD_TIME, f"time {show(seconds)} is no moment of any calendar"
            ) from None
        return plausible(at, seconds, self._received_at)

    def _resolved(self, record: dict[str, Any]) -> dict[str, object]:
        """A refused record with what the base fields say filled in, as far as that can be."""
        resolved = {label: value for label, value in record.items() if label not in _BASES}
        given = record.get("n", "")
        resolved["n"] = self._name + given if isinstance(given, str) else given
        if self._unit is not None:
            resolved.setdefault("u", self._unit)
        time = record.get("t", 0)
        if _finite(time):
            seconds = self._time + time
            if seconds < ABSOLUTE:
                seconds += self._received_at.timestamp()
            resolved["t"] = seconds
        value = record.get("v")
        if self._value and _finite(value):
            resolved["v"] = value + self._value
        return resolved


def _finite(given: object) -> TypeGuard[float]:
    """A number of JSON that a double can hold."""
    if type(given) is float:
        return isfinite(given)
    if isinstance(given, int):
        return not isinstance(given, bool) and abs(given) < _HUGE
    return False


def _value(record: dict[str, Any]) -> float:
    """The number of a record, unless it has none."""
    if "v" in record:
        given = record["v"]
        if not _finite(given):
            raise PayloadRejected(
                RejectionReason.NOT_A_NUMBER, f"value {show(given)} is not a finite number"
            )
        return given
    for label, what in _OTHER_VALUES.items():
        if label in record:
            raise PayloadRejected(
                RejectionReason.NOT_A_NUMBER, f"'{label}' {show(record[label])} is {what}"
            )
    raise wrong_shape("record has no value", 'add "v"')
