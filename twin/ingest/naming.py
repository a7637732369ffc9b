"""Which thing speaks, and whether it may on that topic.

A thing may be heard at its own address and below it, and nowhere else: whoever may publish on one
topic cannot speak for a thing of another. Messages by number of a datastream are the exception:
there the number is in the topic, and the broker guards it.
"""

from __future__ import annotations

from twin.errors import PayloadRejected
from twin.ingest.decoders.senml import Named, ways
from twin.ingest.decoders.text import printable, show
from twin.ingest.profiles import Profile, profiles
from twin.ingest.topics import OBSERVATIONS, TtnTopic
from twin.model import RejectionReason
from twin.store.registry import KnownThing, Registry

_LONGEST_NAME = 64


def check_address(thing: str, topic: str, registry: Registry) -> None:
    """Pass if `thing` may be heard on `topic`; one that nobody knows may try anywhere.

    Raises
    ------
    PayloadRejected
        With reason `wrong_address`.
    """
    known = registry.things.get(thing)
    if known is not None:
        _check(known, topic)


def uplink_of(topic: TtnTopic, registry: Registry) -> tuple[str, Profile]:
    """The thing behind a device of The Things Stack, and its profile.

    Raises
    ------
    PayloadRejected
        With reason `unknown_thing`, `wrong_address` or `unknown_profile`.
    """
    thing = registry.by_address.get(topic.address)
    if thing is None:
        check_address(topic.device, topic.address, registry)
        raise PayloadRejected(
            RejectionReason.UNKNOWN_THING,
            f"no thing has address {show(topic.address)}",
            hint="register it with a profile",
        )
    name = registry.things[thing].profile
    profile = profiles().get(name) if name is not None else None
    if profile is None:
        raise PayloadRejected(
            RejectionReason.UNKNOWN_PROFILE,
            f"thing '{thing}' has no profile" if name is None else f"no profile is called '{name}'",
            hint=f"there are: {', '.join(profiles())}",
        )
    return thing, profile


def datastream_of(number: int, topic: str, registry: Registry) -> tuple[str, str]:
    """Thing and key of the datastream with a number.

    Raises
    ------
    PayloadRejected
        With reason `unknown_datastream`, or `wrong_address`: the number is in the body, and the
        thing is not registered as one that sends it there.
    """
    stream = registry.by_number.get(number)
    if stream is None:
        raise PayloadRejected(
            RejectionReason.UNKNOWN_DATASTREAM,
            f"no datastream has number '{number}'",
            hint="GET /sta/v1.1/Datastreams lists what there is",
        )
    if topic == OBSERVATIONS:
        _check(registry.things[stream.thing], topic)
    return stream.thing, stream.key


def record_of(name: str, topic: str, registry: Registry) -> Named:
    """What the whole name of a SenML record stands for: a thing, by alias or id, and a key.

    If the thing has a profile, the rest of the name is one of its fields; else it is the key.
    """
    for device, label in ways(name):
        thing = registry.aliases.get(device, device)
        known = registry.things.get(thing)
        if known is None:
            continue
        if known.address != topic:
            try:
                _check(known, topic)
            except PayloadRejected as problem:
                return Named(thing, problem=problem)
        if known.profile is not None and (profile := profiles().get(known.profile)):
            field = profile.fields.get(label)
            if field is not None:
                return Named(thing, field.key, field.unit)
        return Named(thing, label)
    device = max(name.rpartition("/")[0], name.rpartition(":")[0], key=len) or name
    return Named(
        printable(device)[:_LONGEST_NAME],
        problem=PayloadRejected(
            RejectionReason.UNKNOWN_THING,
            f"no thing is called as {show(name)} begins",
            hint="register it with that as its alias",
        ),
    )


def _check(known: KnownThing, topic: str) -> None:
    address = known.address
    if topic == address or topic.startswith(f"{address}/"):
        return
    raise PayloadRejected(
        RejectionReason.WRONG_ADDRESS,
        f"thing '{known.id}' may not be heard on {show(topic)}",
        hint=f"its address is '{address}'",
    )
