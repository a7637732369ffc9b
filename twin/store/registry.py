"""What ingest needs to know of the things: one frozen snapshot, read in one query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("registry")


@dataclass(frozen=True, slots=True)
class Stream:
    """A datastream as ingest sees it.

    Attributes
    ----------
    key
        Its name in payloads: the quantity, with its variant if it has one.
    calibrated
        Somebody calibrated it and said how.
    placed
        It is known where its thing stands.
    at_zero
        It is said to stand at (0, 0), in the Atlantic: most often a place that was never filled in.
    retention
        Readings older than this are refused; None: however old.
    retired
        No readings are taken any more.
    """

    id: int
    thing: str
    key: str
    quantity: str
    calibrated: bool = False
    placed: bool = True
    at_zero: bool = False
    retention: timedelta | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class KnownThing:
    """A thing as ingest sees it; `address` is the topic below which alone it may be heard."""

    id: str
    profile: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All things and datastreams at one moment.

    Attributes
    ----------
    streams
        By thing and key.
    by_number
        The same by the number that observations carry.
    things
        By id.
    by_address
        The thing behind an address. One that several share, as those of a gateway do, is not here:
        there the payload tells which thing speaks.
    aliases
        The thing that payloads call by another name.
    """

    streams: dict[tuple[str, str], Stream] = field(default_factory=dict)
    by_number: dict[int, Stream] = field(default_factory=dict)
    things: dict[str, KnownThing] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def registry(conn: Connection) -> Registry:
    """What is registered at this moment; whoever may ingest may ask."""
    known = Registry()
    for thing, profile, address, alias, number, quantity, variant, *facts in conn.execute(
        _SQL["registry"]
    ):
        known.things[thing] = KnownThing(thing, profile, address)
        if alias is not None:
            known.aliases[alias] = thing
        if number is None:
            continue
        key = quantity if variant is None else f"{quantity}.{variant}"
        stream = Stream(number, thing, key, quantity, *facts)
        known.streams[thing, key] = known.by_number[number] = stream
    shared = Counter(thing.address for thing in known.things.values())
    known.by_address.update(
        {thing.address: thing.id for thing in known.things.values() if shared[thing.address] == 1}
    )
    return known
