"""Devices that nobody registered: what they seem to measure, and the thing to register for one.

The decoders say it: each sample is read as if the device were registered, and what comes out is
what it measures. For a payload whose fields need a profile, the one that reads most is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from twin.errors import NotFound, ParameterInvalid, PayloadRejected
from twin.ingest.decoders import native, senml, ttn
from twin.ingest.decoders.result import Decoded
from twin.ingest.naming import record_of
from twin.ingest.profiles import profiles
from twin.ingest.topics import NativeTopic, SenmlTopic, TtnTopic, route
from twin.model import Message, Origin, Passport, Thing
from twin.store.pool import Connection
from twin.store.registry import KnownThing, Registry
from twin.store.things import list_things
from twin.store.unknown import Stranger, strangers

_ID = re.compile(r"[a-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class UnknownDevice:
    """A device that nobody registered.

    Attributes
    ----------
    name
        What its topic or payload calls it.
    source
        How it came in, as the ledger names it.
    readings
        How many refused readings of it are kept.
    quantities
        Keys of what it seems to measure; empty when no decoder can tell.
    profile
        The device profile that reads its payload best, where one is needed.
    suggested_id
        What it may be called when it is registered; None: no thing can have that name.
    address
        Where it publishes; None: the default of that id.
    """

    name: str
    source: str
    readings: int
    first_at: datetime
    last_at: datetime
    quantities: tuple[str, ...]
    profile: str | None
    suggested_id: str | None
    address: str | None


def unknown_devices(conn: Connection, name: str | None = None) -> list[UnknownDevice]:
    """The devices that were refused because nobody knows them, or the one called `name`.

    The last heard comes first. Needs a role that may read dead letters.
    """
    return [_device(stranger) for stranger in strangers(conn, name)]


def unknown_device(conn: Connection, name: str) -> UnknownDevice:
    """The unknown device called `name`.

    Raises
    ------
    NotFound
        No device of that name was refused as unknown.
    """
    found = unknown_devices(conn, name)
    if not found:
        raise NotFound(
            f"no unknown device is called '{name}'", hint="`twin sensors unknown` lists them"
        )
    return found[0]


def proposed(
    conn: Connection,
    device: UnknownDevice,
    passport: Passport,
    *,
    id: str | None = None,  # noqa: A002
) -> Thing:
    """The thing to register for `device`: a real one, whose place nobody knows yet.

    Parameters
    ----------
    passport
        Of each of its datastreams.
    id
        Instead of the suggested one.

    Raises
    ------
    ParameterInvalid
        No decoder can tell what it measures, or it calls itself as no thing can.
    """
    if not device.quantities:
        raise ParameterInvalid(
            f"it cannot be told what '{device.name}' measures",
            hint="register it from a file that says so: twin sensors import",
        )
    chosen = id or device.suggested_id
    if chosen is None or (device.source.endswith("native") and chosen != device.name):
        raise ParameterInvalid(
            f"no thing can be called '{device.name}'",
            hint="let the device use another name in its topic: at most 64 lower-case letters, "
            "digits, '-', '_' and '.'",
        )
    named = device.source.endswith("senml") and chosen != device.name
    return Thing(
        id=chosen,
        name=device.name,
        origin=Origin.REAL,
        quantities=device.quantities,
        passports=dict.fromkeys(device.quantities, passport),
        profile=device.profile,
        address=device.address,
        alias=device.name if named else None,
        gateway=None if device.address is None else _gateway(conn, device.address),
    )


def _device(stranger: Stranger) -> UnknownDevice:
    profile, keys = _measured(stranger)
    address = _address(stranger.samples)
    slug = re.sub(r"[^a-z0-9_.-]+", "-", stranger.name.lower()).strip("-.")[:64]
    suggested: str | None = stranger.name if address is None else slug
    return UnknownDevice(
        name=stranger.name,
        source=stranger.source,
        readings=stranger.readings,
        first_at=stranger.first_at,
        last_at=stranger.last_at,
        quantities=keys,
        profile=profile,
        suggested_id=suggested if suggested and _ID.fullmatch(suggested) else None,
        address=address,
    )


def _measured(stranger: Stranger) -> tuple[str | None, tuple[str, ...]]:
    """The profile that reads most of the samples, and the keys of what they then say."""
    best: str | None = None
    score, keys_of_best = (0, 0), tuple[str, ...]()
    for profile in (None, *profiles()):
        keys: Counter[str] = Counter()
        refused = 0
        for message in stranger.samples:
            for decoded in _decoded(message, stranger.name, profile):
                refused += len(decoded.refused)
                keys.update(o.quantity for o in decoded.observations if o.thing == stranger.name)
        if keys and (keys.total(), -refused) > score:
            best, score, keys_of_best = profile, (keys.total(), -refused), tuple(sorted(keys))
    return best, keys_of_best


def _decoded(message: Message, name: str, profile: str | None) -> Iterator[Decoded]:
    """What a message would say if its device were registered with a profile."""
    try:
        topic = route(message.topic)
    except PayloadRejected:
        return
    match topic:
        case NativeTopic(thing, key) if profile is None:
            yield native.decode(thing, key, message.payload, message.received_at)
        case TtnTopic() if profile is not None:
            # Absent fields are not taken for zero: they tell nothing of what it measures.
            yield ttn.decode(
                name, profiles()[profile], lambda _: False, message.payload, message.received_at
            )
        case SenmlTopic(address):
            known = Registry(things={name: KnownThing(name, profile, address)})
            named = partial(record_of, topic=address, registry=known)
            yield senml.decode(named, message.payload, message.received_at)


def _address(samples: Sequence[Message]) -> str | None:
    """Where the newest sample came in; None for native topics, which follow from the id."""
    for message in samples:
        try:
            topic = route(message.topic)
        except PayloadRejected:
            continue
        if isinstance(topic, TtnTopic | SenmlTopic):
            return topic.address
    return None


def _gateway(conn: Connection, address: str) -> str | None:
    """The login through which others publish there, or one named after the network or gateway."""
    first, second = address.split("/")[:2]
    around = address if first == "senml" else f"{first}/{second}/"
    for thing in list_things(conn):
        if thing.address is not None and thing.address.startswith(around):
            return thing.gateway or thing.id
    slug = re.sub(r"[^a-z0-9_.-]+", "-", second.lower()).strip("-.")
    name = (slug if first == "senml" else f"ttn-{slug}")[:64]
    return name if _ID.fullmatch(name) else None
