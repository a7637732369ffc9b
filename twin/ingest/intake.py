"""From a message to what the store takes: pure; the registry and the clock come in.

Decoding, finding the datastream, and judging the quality, in one step: `read`. What cannot be used
is given as dead letters, each with its reason and in a form that can be sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from twin.errors import PayloadRejected
from twin.ingest.decoders import native, senml, senml_series, sensorthings, ttn
from twin.ingest.decoders.result import Decoded, refuse
from twin.ingest.decoders.text import show
from twin.ingest.naming import check_address, datastream_of, record_of, uplink_of
from twin.ingest.quality import Judge
from twin.ingest.topics import (
    NativeTopic,
    SenmlTopic,
    SensorThingsTopic,
    Topic,
    TtnTopic,
    route,
)
from twin.model import NO_FLAGS, Message, Observation, Rejection, RejectionReason
from twin.store.observations import DeadLetter, Reading, Series
from twin.store.registry import Registry, Stream

_FORMATS: dict[type[Topic], str] = {
    NativeTopic: "native",
    SensorThingsTopic: "sensorthings",
    TtnTopic: "ttn",
    SenmlTopic: "senml",
}
_UNIX_2000 = 946_684_800_000_000  # microseconds from 1970 to 2000
STRAYS = frozenset(
    {
        RejectionReason.UNKNOWN_THING,
        RejectionReason.UNKNOWN_DATASTREAM,
        RejectionReason.UNKNOWN_PROFILE,
        RejectionReason.WRONG_ADDRESS,
    }
)
"""Refusals that a newer registry may take back."""

Alone = Callable[[Observation, Any], bytes]
"""Makes a message of one observation, from the part of the payload that it was in."""


class Intake(NamedTuple):
    """What became of one message.

    Attributes
    ----------
    strays
        A newer registry might know what this one does not.
    series
        Readings beside `readings`, of a message that has many.
    """

    readings: Sequence[Reading]
    dead_letters: Sequence[DeadLetter]
    strays: bool = False
    series: Sequence[Series] = ()

    def counts(self) -> Counter[str]:
        """How many readings there are in it, by source."""
        counts = Counter(reading.source for reading in self.readings)
        counts.update(letter.source for letter in self.dead_letters)
        for series in self.series:
            counts[series.source] += len(series.value)
        return counts


def read(
    message: Message,
    registry: Registry,
    judge: Judge | None,
    *,
    via: str = "mqtt",
    settled: bool = False,
) -> Intake:
    """What `message` says, found in the registry and judged.

    Parameters
    ----------
    judge
        Judges each reading once, in the order in which they are read; None: nothing is judged.
    via
        How the message came, `mqtt` or `http`: the first half of the ledger's source.
    settled
        False: of a message with strays nothing is judged yet, since it should be read again when
        the registry is newer. True: it is judged, strays or not.
    """
    try:
        topic = route(message.topic)
    except PayloadRejected as problem:
        decoded = Decoded(refused=(refuse(problem, message.payload),))
        return Intake((), _refused(message, decoded, via))
    source = f"{via}:{_FORMATS[type(topic)]}"
    if isinstance(topic, SenmlTopic):
        series = _series(topic, message, registry, judge, source)
        if series is not None:
            return Intake((), (), series=series)
    decoded, alone = _decode(topic, message, registry)
    found = [registry.streams.get((one.thing, one.quantity)) for one in decoded.observations]
    # Nearly every message is one reading that is fine: nothing is built for what it has not.
    refused = decoded.refused
    strays = None in found or (
        bool(refused) and any(one.rejection.reason in STRAYS for one in refused)
    )
    if strays and not settled:
        judge = None
    received_at = message.received_at
    readings: list[Reading] = []
    dead_letters = _refused(message, decoded, source) if refused else []
    for place, one in enumerate(decoded.observations):
        stream = found[place]
        at, value = one.phenomenon_time, one.value
        if stream is None or (
            (stream.retired or stream.retention is not None)
            and _refusal(stream, at, received_at) is not None
        ):
            rejection = _rejection(one, stream, received_at, registry)
            part = alone(one, decoded.parts[place])
            dead_letters.append(_dead_letter(message, rejection, part, source))
        else:
            flags = NO_FLAGS if judge is None else judge.flags(stream, at, value, received_at)
            readings.append(
                Reading(stream.id, at, value, received_at, flags, one.sent, one.uplink, source)
            )
    return Intake(readings, dead_letters, strays)


def _series(
    topic: SenmlTopic, message: Message, registry: Registry, judge: Judge | None, source: str
) -> list[Series] | None:
    """The readings of a long pack that all can be taken; None: it is to be read one by one."""
    received_at = message.received_at
    runs = senml_series.runs(
        partial(record_of, topic=topic.address, registry=registry), message.payload, received_at
    )
    found = [(run, registry.streams.get((run.thing, run.key))) for run in runs or ()]
    taken = [
        (run, stream)
        for run, stream in found
        if stream is not None and not stream.retired and stream.retention is None
    ]
    if not taken or len(taken) < len(found):
        return None
    return [
        Series(
            stream.id,
            run.time - _UNIX_2000,
            run.value,
            received_at,
            np.zeros(len(run.time), np.int16)
            if judge is None
            else judge.flags_of_series(stream, run.time, run.value, received_at),
            source,
        )
        for run, stream in taken
    ]


def _decode(topic: Topic, message: Message, registry: Registry) -> tuple[Decoded, Alone]:
    """What the decoder of `topic` makes of `message`, and what makes messages of its parts."""
    payload, received_at = message.payload, message.received_at
    match topic:
        case NativeTopic(thing, key):
            try:
                check_address(thing, message.topic, registry)
            except PayloadRejected as problem:
                return Decoded(refused=(refuse(problem, payload, thing),)), native.alone
            return native.decode(thing, key, payload, received_at), native.alone
        case SenmlTopic(address):
            named = partial(record_of, topic=address, registry=registry)
            return senml.decode(named, payload, received_at), senml.alone
        case SensorThingsTopic(number):
            find = partial(datastream_of, topic=message.topic, registry=registry)
            return sensorthings.decode(number, find, payload, received_at), sensorthings.alone
        case TtnTopic():
            return _decode_event(topic, message, registry), ttn.alone


def _decode_event(topic: TtnTopic, message: Message, registry: Registry) -> Decoded:
    """An event of The Things Stack, of which only uplinks hold measurements."""
    thing = registry.by_address.get(topic.address, topic.device)
    try:
        if topic.event != "up":
            raise PayloadRejected(
                RejectionReason.NO_READING, f"event '{topic.event}' holds no measurement"
            )
        thing, profile = uplink_of(topic, registry)
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, ttn.compact(message.payload), thing),))
    return ttn.decode(
        thing,
        profile,
        lambda key: (thing, key) in registry.streams,
        message.payload,
        message.received_at,
    )


def _refusal(stream: Stream, at: datetime, received_at: datetime) -> RejectionReason | None:
    """Why a datastream takes no reading of that time."""
    if stream.retired:
        return RejectionReason.RETIRED
    if stream.retention is not None and received_at - at > stream.retention:
        return RejectionReason.EXPIRED
    return None


def _rejection(
    one: Observation, stream: Stream | None, received_at: datetime, registry: Registry
) -> Rejection:
    """The refusal of an observation, in words."""
    reason = _refusal(stream, one.phenomenon_time, received_at) if stream is not None else None
    if stream is None and one.thing in registry.things:
        reason = RejectionReason.UNKNOWN_DATASTREAM
        detail = f"thing '{one.thing}' has no datastream '{one.quantity}'; register it"
    elif stream is None or reason is None:
        reason = RejectionReason.UNKNOWN_THING
        detail = f"no thing is called {show(one.thing)}; register it"
    elif reason is RejectionReason.RETIRED:
        detail = f"datastream '{one.quantity}' of thing '{one.thing}' is retired"
    else:
        detail = (
            f"reading of '{one.phenomenon_time.isoformat()}' is older than '{stream.retention}',"
            " for which its datastream is kept"
        )
    return Rejection(reason, detail, one.thing)


def _refused(message: Message, decoded: Decoded, source: str) -> list[DeadLetter]:
    return [_dead_letter(message, one.rejection, one.fragment, source) for one in decoded.refused]


def _dead_letter(message: Message, rejection: Rejection, part: bytes, source: str) -> DeadLetter:
    return DeadLetter(
        received_at=message.received_at,
        topic=message.topic,
        payload=part,
        reason=rejection.reason,
        detail=rejection.detail,
        thing=rejection.thing,
        source=source,
    )
