"""From a message to what the store takes: pure; the registry and the clock come in.

In two steps, because the second needs to know which things exist and the first does not: `read`
decodes, `assign` gives each observation its datastream or says why it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twin.errors import PayloadRejected
from twin.ingest.decoders import native
from twin.ingest.decoders.result import Decoded, refuse
from twin.ingest.decoders.text import fragment, show
from twin.ingest.topics import route
from twin.model import Message, Observation, Rejection, RejectionReason
from twin.store.observations import DeadLetter, Reading

Registry = Mapping[tuple[str, str], int]
"""Datastream ids by (thing, quantity)."""


def read(message: Message) -> Decoded:
    """What `message` says; what cannot be used is in it with its reason."""
    try:
        topic = route(message.topic)
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, message.payload),))
    return native.decode(topic.thing, topic.quantity, message.payload, message.received_at)


def assign(
    messages: Iterable[tuple[Message, Decoded]], registry: Registry
) -> tuple[list[Reading], list[DeadLetter]]:
    """The readings to store and the refusals to keep, in the order of the messages."""
    things: set[str] | None = None  # only strays need it
    readings: list[Reading] = []
    dead_letters: list[DeadLetter] = []
    for message, decoded in messages:
        for one in decoded.observations:
            datastream = registry.get((one.thing, one.quantity))
            if datastream is None:
                things = things or {thing for thing, _ in registry}
                dead_letters.append(_stray(message, one, known=one.thing in things))
            else:
                readings.append(
                    Reading(datastream, one.phenomenon_time, one.value, message.received_at)
                )
        dead_letters += [
            _dead_letter(message, refused.rejection, refused.fragment)
            for refused in decoded.refused
        ]
    return readings, dead_letters


def _stray(message: Message, one: Observation, *, known: bool) -> DeadLetter:
    """An observation without a datastream, written as a message that can be sent again."""
    if known:
        reason = RejectionReason.UNKNOWN_DATASTREAM
        detail = f"thing '{one.thing}' has no datastream '{one.quantity}'; register it"
    else:
        reason = RejectionReason.UNKNOWN_THING
        detail = f"no thing is called {show(one.thing)}; register it"
    again: dict[str, object] = {"t": one.phenomenon_time.isoformat()}
    if route(message.topic).quantity is None:
        again["values"] = {one.quantity: one.value}
    else:
        again["v"] = one.value
    return _dead_letter(message, Rejection(reason, detail, one.thing), fragment(again))


def _dead_letter(message: Message, rejection: Rejection, part: bytes) -> DeadLetter:
    return DeadLetter(
        received_at=message.received_at,
        topic=message.topic,
        payload=part,
        reason=rejection.reason,
        detail=rejection.detail,
        thing=rejection.thing,
    )
