"""What a topic says before its payload is opened.

Known topics: `twin/v1/{thing}` and `twin/v1/{thing}/{quantity}`. All others are refused as
`unknown_topic`, and so are SensorThings, The Things Stack and SenML until their decoders come.
"""

from __future__ import annotations

from dataclasses import dataclass

from twin.errors import PayloadRejected
from twin.ingest.decoders.text import show
from twin.model import RejectionReason

NATIVE = "twin/v1"


@dataclass(frozen=True, slots=True)
class NativeTopic:
    """`twin/v1/{thing}/{quantity}`; without quantity, the payload names them."""

    thing: str
    quantity: str | None


def route(topic: str) -> NativeTopic:
    """The decoder's part of `topic`.

    Raises
    ------
    PayloadRejected
        With reason `unknown_topic`.
    """
    match topic.split("/"):
        case ["twin", "v1", thing] if thing:
            return NativeTopic(thing, None)
        case ["twin", "v1", thing, quantity] if thing and quantity:
            return NativeTopic(thing, quantity)
    raise PayloadRejected(
        RejectionReason.UNKNOWN_TOPIC,
        f"no decoder knows topic {show(topic)}",
        hint=f"publish on {NATIVE}/{{thing}} or {NATIVE}/{{thing}}/{{quantity}}",
    )
