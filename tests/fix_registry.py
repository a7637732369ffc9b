"""A registry as ingest sees it, made of things without any database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from twin.model import CALIBRATED, Thing, split_key
from twin.store.registry import KnownThing, Registry, Stream


def registry_of(things: Iterable[Thing], retention: timedelta | None = None) -> Registry:
    """What the database would say of `things`; datastreams are numbered from 1 in their order."""
    known = Registry()
    for thing in things:
        address = thing.address or f"twin/v1/{thing.id}"
        known.things[thing.id] = KnownThing(thing.id, thing.profile, address)
        if thing.alias is not None:
            known.aliases[thing.alias] = thing.id
        for key in thing.quantities:
            quantity, variant = split_key(key)
            stream = Stream(
                id=len(known.by_number) + 1,
                thing=thing.id,
                key=key,
                quantity=quantity,
                calibrated=variant == CALIBRATED or key in thing.calibrations,
                placed=thing.longitude_lonlat is not None,
                at_zero=thing.longitude_lonlat == thing.latitude_lonlat == 0,
                retention=retention,
                retired=thing.retired_at is not None,
            )
            known.streams[thing.id, key] = known.by_number[stream.id] = stream
    shared = Counter(one.address for one in known.things.values())
    known.by_address.update(
        {one.address: one.id for one in known.things.values() if shared[one.address] == 1}
    )
    return known
