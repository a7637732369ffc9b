"""What a topic says before its payload is opened.

| topic | format |
|---|---|
| `twin/v1/{thing}`, `twin/v1/{thing}/{key}` | native |
| `v1.1/Datastreams({number})/Observations`, `v1.1/Observations` | SensorThings |
| `v3/{application}/devices/{device}/…` | The Things Stack |
| `senml/…` | SenML |

All others are refused as `unknown_topic`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from twin.errors import PayloadRejected
from twin.ingest.decoders.text import show
from twin.ingest.decoders.ttn import OTHER_EVENTS
from twin.model import RejectionReason

NATIVE = "twin/v1"
OBSERVATIONS = "v1.1/Observations"
SENML = "senml"

_DATASTREAM = re.compile(r"v1\.1/Datastreams\((\d{1,18})\)/Observations", re.ASCII).fullmatch


class NativeTopic(NamedTuple):
    """`twin/v1/{thing}/{key}`; without key, the payload names them."""

    thing: str
    key: str | None


class SensorThingsTopic(NamedTuple):
    """`v1.1/Datastreams({number})/Observations`; without number, the payload has it."""

    number: int | None


class TtnTopic(NamedTuple):
    """`{address}/{event}`, where the address is `v3/{application}/devices/{device}`.

    `event` is `up` for measurements, or one of `OTHER_EVENTS`.
    """

    address: str
    device: str
    event: str


class SenmlTopic(NamedTuple):
    """`senml/…`: the topic is the address; things of one gateway share it."""

    address: str


Topic = NativeTopic | SensorThingsTopic | TtnTopic | SenmlTopic


@lru_cache(maxsize=16_384)
def route(topic: str) -> Topic:
    """The decoder's part of `topic`.

    Raises
    ------
    PayloadRejected
        With reason `unknown_topic`.
    """
    match topic.split("/"):
        case ["twin", "v1", thing] if thing:
            return NativeTopic(thing, None)
        case ["twin", "v1", thing, key] if thing and key:
            return NativeTopic(thing, key)
        case ["v3", application, "devices", device, *rest] if application and device:
            event = "/".join(rest)
            if event == "up" or event in OTHER_EVENTS:
                return TtnTopic(f"v3/{application}/devices/{device}", device, event)
        case ["senml", _, *_]:
            return SenmlTopic(topic)
        case ["v1.1", "Observations"]:
            return SensorThingsTopic(None)
        case ["v1.1", _, "Observations"] if found := _DATASTREAM(topic):
            return SensorThingsTopic(int(found[1]))
    raise PayloadRejected(
        RejectionReason.UNKNOWN_TOPIC,
        f"no decoder knows topic {show(topic)}",
        hint=f"publish on {NATIVE}/{{thing}} or {NATIVE}/{{thing}}/{{quantity}}",
    )
