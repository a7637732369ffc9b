"""Uplinks of The Things Stack v3, as its MQTT server and webhooks send them.

A profile says what the fields of `decoded_payload` mean; others are left alone. A value is a
number, a text such as "30.11 C", or `{"value": 30.11, "unit": "°C"}`.

Four clocks could tell when it was measured. In this order: the device's own, where the profile
names its field and it is set; a gateway's GPS (`gps_time`); the network server's reception
(`uplink_message.received_at`); the application server's (`received_at`). Never used are the plain
`time` of a gateway, whose clock may be minutes off, and the moment at which we got the message,
which may be hours later.

The Things Stack leaves out its own fields when they are empty, so an absent `f_cnt` is 0. Numbers
of `decoded_payload` it keeps; but a formatter may leave out zeros, and then the profile says so.

References: The Things Stack, Data Formats; TheThingsNetwork/lorawan-devices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from twin.errors import PayloadRejected
from twin.ingest.decoders.moments import moment, unix_moment
from twin.ingest.decoders.result import Decoded, Refused, refuse
from twin.ingest.decoders.text import fragment, parse, printable, show, wrong_shape
from twin.ingest.decoders.values import Value, number, quantity_of, ucum, written
from twin.ingest.profiles import Field, Profile
from twin.model import Observation, RejectionReason, Uplink
from twin.store.ledger import KEPT_BYTES

OTHER_EVENTS = frozenset(
    {
        "join", "down/queued", "down/sent", "down/ack", "down/nack", "down/failed",
        "location/solved", "service/data",
    }
)  # fmt: skip
"""What an application also hears of a device, and what holds no measurement."""

_READ_LABELS = (
    "session_key_id",
    "f_port",
    "f_cnt",
    "frm_payload",
    "decoded_payload",
    "received_at",
)
_READ_OUTSIDE = ("end_device_ids", "simulated", "received_at")
_MOST_HISTORY = 200
_LARGEST_COUNT = 2**32
_LONGEST_SESSION = 64


def decode(
    thing: str,
    profile: Profile,
    has: Callable[[str], bool],
    payload: bytes,
    received_at: datetime,
) -> Decoded:
    """The observations in one uplink, and what had to be refused.

    Parameters
    ----------
    thing, profile
        Whose uplink it is.
    has
        Whether the thing has a datastream with a key: only for those does absence mean zero.
    received_at
        Aware; times too far ahead of it are refused.
    """
    try:
        document = parse(payload)
        decoded = _Uplink(thing, profile, document, received_at)
        decoded.take(has)
        if not decoded.observations and not decoded.refused:
            raise _nothing(f"uplink has none of the fields of profile '{profile.name}'")
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, payload, thing),))
    return Decoded(decoded.observations, decoded.refused, decoded.parts)


def alone(observation: Observation, part: dict[str, Any]) -> bytes:
    """An uplink with only this reading's field, `part`."""
    return _alone(part, observation.phenomenon_time, observation.uplink)


def compact(payload: bytes) -> bytes:
    """An uplink without what no decoder reads, if it is too long to be kept whole.

    Each gateway that heard a device adds half a kilobyte.
    """
    if len(payload) <= KEPT_BYTES:
        return payload
    try:
        document = parse(payload)
    except PayloadRejected:
        return payload
    if not isinstance(document, dict) or not isinstance(
        message := document.get("uplink_message"), dict
    ):
        return payload
    gateways = message.get("rx_metadata")
    heard = [
        {"gps_time": one["gps_time"]}
        for one in (gateways if isinstance(gateways, list) else ())
        if isinstance(one, dict) and "gps_time" in one
    ]
    kept = {label: message[label] for label in _READ_LABELS if label in message}
    outer = {label: document[label] for label in _READ_OUTSIDE if label in document}
    return fragment({**outer, "uplink_message": {**kept, "rx_metadata": heard[:1]}})


def _alone(measured: dict[str, Any], at: datetime, uplink: Uplink | None) -> bytes:
    # Without `frm_payload`, so that no absent field is taken for zero in it.
    message: dict[str, Any] = {"received_at": at.isoformat(), "decoded_payload": measured}
    if uplink is not None:
        message |= {"session_key_id": uplink.session, "f_cnt": uplink.f_cnt}
    return fragment({"uplink_message": message})


class _Uplink:
    """What was read of one uplink so far.

    Raises
    ------
    PayloadRejected
        On making it: it is no uplink, or one without measurements.
    """

    def __init__(
        self, thing: str, profile: Profile, document: object, received_at: datetime
    ) -> None:
        if not isinstance(document, dict) or not isinstance(
            message := document.get("uplink_message"), dict
        ):
            raise wrong_shape(
                f"{show(document)} is no uplink of The Things Stack", "it has no 'uplink_message'"
            )
        if document.get("simulated") is True:
            raise _nothing("uplink was simulated in the console")
        measured = message.get("decoded_payload")
        if not isinstance(measured, dict):
            raise _nothing(
                f"'decoded_payload' is {show(measured)}", "set a payload formatter in the console"
            )
        # Our own dead letters say no port; in a real uplink none means 0.
        port = message.get("f_port", 0 if "frm_payload" in message else None)
        if profile.ports and port is not None and port not in profile.ports:
            raise _nothing(f"uplink on port {show(port)} has no measurements")
        self._thing = thing
        self._profile = profile
        self._document = document
        self._message = message
        self._measured = measured
        self._received_at = received_at
        self._uplink = _identity(message)
        self.observations: list[Observation] = []
        self.parts: list[dict[str, Any]] = []
        self.refused: list[Refused] = []

    def take(self, has: Callable[[str], bool]) -> None:
        """Read its fields, and the history in it.

        Raises
        ------
        PayloadRejected
            It has fields and no usable time, or a history that is none.
        """
        measured = self._measured
        absent: list[Field] = []
        if "frm_payload" in self._message:
            absent = [
                field
                for label, field in self._profile.fields.items()
                if field.zero_omitted and label not in measured and has(field.key)
            ]
        if absent or not measured.keys().isdisjoint(self._profile.fields):
            at = self._time(measured) or self._network_time()
            self._row(measured, at, self._uplink)
            for field in absent:
                self._observe(field.key, at, (0.0, None), {}, self._uplink)
        history = measured.get(self._profile.history) if self._profile.history else None
        if history is not None:
            self._history(history)

    def _row(self, measured: dict[str, Any], at: datetime, uplink: Uplink | None) -> None:
        for label, field in self._profile.fields.items():
            if label not in measured:
                continue
            part = {label: measured[label]}
            try:
                value = _value(measured[label], field)
            except PayloadRejected as problem:
                self.refused.append(refuse(problem, _alone(part, at, uplink), self._thing))
            else:
                if value is not None:
                    self._observe(field.key, at, value, part, uplink)

    def _observe(
        self, key: str, at: datetime, value: Value, part: dict[str, Any], uplink: Uplink | None
    ) -> None:
        self.observations.append(
            Observation(self._thing, key, at, value[0], value[1], uplink=uplink)
        )
        self.parts.append(part)

    def _history(self, rows: object) -> None:
        """Earlier measurements; the same ones may come in many uplinks, so none is theirs."""
        if not isinstance(rows, list) or len(rows) > _MOST_HISTORY:
            raise wrong_shape(f"history {show(rows)} is no list of at most {_MOST_HISTORY}")
        for row in rows:
            try:
                if not isinstance(row, dict):
                    raise wrong_shape(f"row {show(row)} of the history is not an object")
                at = self._time(row)
                if at is None:
                    raise PayloadRejected(
                        RejectionReason.BAD_TIME, "row of the history has no time"
                    )
            except PayloadRejected as problem:
                part = {self._profile.history: [row]}
                message = {"uplink_message": {"decoded_payload": part}}
                self.refused.append(refuse(problem, fragment(message), self._thing))
            else:
                self._row(row, at, None)

    def _time(self, measured: dict[str, Any]) -> datetime | None:
        """The device's own time; None if it has none or it was never set."""
        given = measured.get(self._profile.time) if self._profile.time else None
        if not given:
            return None
        if isinstance(given, int | float) and not isinstance(given, bool):
            return unix_moment(given, self._received_at)
        return moment(given, self._received_at)

    def _network_time(self) -> datetime:
        """When the network heard it, by the best clock that it has."""
        for given in self._network_clocks():
            if given is not None:
                return moment(given, self._received_at)
        raise PayloadRejected(RejectionReason.BAD_TIME, "uplink has no time of device or network")

    def _network_clocks(self) -> Iterator[object]:
        gateways = self._message.get("rx_metadata")
        if isinstance(gateways, list):
            yield from (one.get("gps_time") for one in gateways if isinstance(one, dict))
        yield self._message.get("received_at")
        yield self._document.get("received_at")


def _identity(message: dict[str, Any]) -> Uplink | None:
    """By what a repeat of this uplink is known; None if it does not say."""
    session = message.get("session_key_id")
    count = message.get("f_cnt", 0)
    if not isinstance(session, str) or not session:
        return None
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < _LARGEST_COUNT:
        raise wrong_shape(f"'f_cnt' {show(count)} is no count of uplinks")
    return Uplink(printable(session[:_LONGEST_SESSION]), count)


def _value(given: object, field: Field) -> Value | None:
    """What a field says; None if the device says that it has no value."""
    to = quantity_of(field.key)
    unit = field.unit
    if isinstance(given, dict):
        said = given.get("unit")
        unit = ucum(said) if isinstance(said, str) else unit
        given = given.get("value")
    if given is None or given in field.missing:
        return None
    return written(given, unit, to) if isinstance(given, str) else number(given, unit, to)


def _nothing(message: str, hint: str = "") -> PayloadRejected:
    return PayloadRejected(RejectionReason.NO_READING, message, hint=hint)
