"""Observations as OGC SensorThings API 1.1 creates them over MQTT (18-088, 14.2), and over HTTP.

The datastream is in the topic, `v1.1/Datastreams(7)/Observations`, or on `v1.1/Observations` in
the body as `{"Datastream": {"@iot.id": 7}}`. Kept are `result`, a number in the unit of the
datastream, and its time: `phenomenonTime`, else `resultTime`, else that of reception. Of an
interval the end counts, since an amount is known when its interval is over; the interval itself
is kept as it was sent. `validTime`, `resultQuality`, `parameters` and `FeatureOfInterest` are read
by nobody and not kept: where a thing stands is in the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from twin.errors import PayloadRejected
from twin.ingest.decoders.moments import moment
from twin.ingest.decoders.result import Decoded, refuse
from twin.ingest.decoders.text import fragment, parse, show, wrong_shape
from twin.ingest.decoders.values import number, quantity_of
from twin.model import Observation, RejectionReason

Named = tuple[str, str]
"""Thing and key of a datastream."""

_LARGEST = 2**63


def decode(
    number_of_datastream: int | None,
    find: Callable[[int], Named],
    payload: bytes,
    received_at: datetime,
) -> Decoded:
    """The observation in one message, or why it had to be refused.

    Parameters
    ----------
    number_of_datastream
        From the topic; None where the body has it.
    find
        Thing and key of the datastream with a number; raises `PayloadRejected` if there is none.
    received_at
        Aware.
    """
    thing = None
    try:
        entity = parse(payload)
        if not isinstance(entity, dict):
            raise wrong_shape(f"{show(entity)} is not an Observation", 'send {"result": number}')
        id_ = _datastream(number_of_datastream, entity)
        thing, key = find(id_)
        if "result" not in entity:
            raise wrong_shape("Observation has no 'result'", 'send {"result": number}')
        quantity = quantity_of(key)
        at, interval = _time(entity, received_at)
        value, sent = number(entity["result"], None, quantity)
    except PayloadRejected as problem:
        return Decoded(refused=(refuse(problem, payload, thing),))
    if interval is not None:
        sent = f"{sent or f'{value!r} {quantity.unit}'} over {interval}"
    return Decoded((Observation(thing, key, at, value, sent),), (), (entity,))


def alone(observation: Observation, part: object) -> bytes:
    """A message with only this reading: the one that it came in."""
    return fragment(part)


def _datastream(in_topic: int | None, entity: dict[str, object]) -> int:
    """The number of the datastream; topic and body may not disagree."""
    link = entity.get("Datastream")
    in_body = link.get("@iot.id") if isinstance(link, dict) else None
    if link is not None and (
        not isinstance(in_body, int) or isinstance(in_body, bool) or not 0 < in_body < _LARGEST
    ):
        raise wrong_shape(
            f"Datastream {show(link)} is no link", 'send {"Datastream": {"@iot.id": 7}}'
        )
    if in_topic is None and in_body is None:
        raise wrong_shape("Observation names no Datastream", 'add {"Datastream": {"@iot.id": 7}}')
    if in_topic is not None and in_body not in (None, in_topic):
        raise wrong_shape(f"Datastream '{in_body}' is not the '{in_topic}' of the topic")
    found = in_topic if in_topic is not None else in_body
    assert isinstance(found, int)  # noqa: S101 - one of the two is there
    return found


def _time(entity: dict[str, object], received_at: datetime) -> tuple[datetime, str | None]:
    """When it was measured, and the interval as it was sent if it was one."""
    given = entity.get("phenomenonTime")
    if given is None:
        given = entity.get("resultTime")
    if given is None:
        return received_at, None
    if not isinstance(given, str) or "/" not in given:
        return moment(given, received_at), None
    start, _, end = given.partition("/")
    at = moment(end, received_at)
    if moment(start, received_at) > at:
        raise PayloadRejected(
            RejectionReason.BAD_TIME, f"interval {show(given)} ends before it starts"
        )
    return at, given
