"""The fleet: from places in an area and `fleet.toml` to things, and from things to devices."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

from sensors.simulator.devices import Device, Faults
from sensors.spots import Spot
from twin.errors import ParameterInvalid
from twin.model import Origin, Passport, Thing, Words

GATEWAY = "simulator"
"""The login through which the whole fleet publishes."""

_MADE_UP = "Verzonnen: deze meter bestaat niet, de simulator bedenkt de waarden."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of device, as a table of `fleet.toml` has it.

    `interval` is in seconds, `retention` in days; `dtpr` are elements of the DTPR taxonomy.
    `format` is how it would publish if it were real: `native`, `ttn` or `senml`.
    """

    key: str
    name: str
    what: str
    quantities: tuple[str, ...]
    count: int
    interval: int
    height: float
    spots: tuple[str, ...]
    passport: Passport
    format: str = "native"


@dataclass(frozen=True, slots=True)
class Fleet:
    """Kinds of device and how often they fail."""

    kinds: tuple[Kind, ...]
    faults: Faults


def load() -> Fleet:
    """The fleet of `fleet.toml`."""
    text = (files(__package__) / "fleet.toml").read_text()
    tables = tomllib.loads(text)
    faults = Faults(**tables.pop("faults"))
    common = tables.pop("passport")
    return Fleet(tuple(_kind(key, table, common) for key, table in tables.items()), faults)


def things(fleet: Fleet, spots: Sequence[Spot], seed: int, *, formats: bool = False) -> list[Thing]:
    """The things of a fleet, each on a spot of the kind that suits it best.

    With `formats` each speaks as its kind would if it were real; else all speak natively.

    Spots are taken in their order, from a place in it that `seed` decides. When all that suit are
    taken, devices share a pole.
    """
    begin = seed % len(spots)
    free: dict[str, list[Spot]] = defaultdict(list)
    for spot in reversed([*spots[begin:], *spots[:begin]]):
        free[spot.kind].append(spot)
    made: list[Thing] = []
    for kind in fleet.kinds:
        for number in range(1, kind.count + 1):
            place = next((free[each].pop() for each in kind.spots if free[each]), None)
            thing = _thing(kind, number, place or spots[len(made) % len(spots)])
            made.append(_speaking(thing, kind.format) if formats else thing)
    return made


def devices(fleet: Fleet, registered: Iterable[Thing]) -> Iterator[Device]:
    """The devices behind things that `things` made.

    Raises
    ------
    ParameterInvalid
        A thing was not made by the simulator.
    """
    kinds = {kind.key: kind for kind in fleet.kinds}
    for thing in registered:
        facts = thing.properties
        if facts.get("kind") not in kinds:
            raise ParameterInvalid(
                f"thing '{thing.id}' was not made by the simulator",
                hint="make a things file with `python -m sensors.simulator things`",
            )
        kind = kinds[facts["kind"]]
        yield Device(
            id=thing.id,
            kind=kind.key,
            quantities=kind.quantities,
            interval=kind.interval,
            ground=facts["ground"],
            use=facts["use"],
            address=thing.address,
            alias=thing.alias,
        )


def _kind(key: str, table: dict[str, Any], common: dict[str, Any]) -> Kind:
    passport = Passport(
        owner=common["owner"],
        contact=common["contact"],
        purpose=Words(**common["purpose"]),
        legal_ground=Words(**common["legal_ground"]),
        measures=Words(**table.pop("measures")),
        cannot=Words(**table.pop("cannot")),
        retention=timedelta(days=table.pop("retention")),
        dtpr=(*table.pop("dtpr"), *common["dtpr"]),
    )
    lists = {name: tuple(table[name]) for name in ("quantities", "spots")}
    return Kind(key, **table | lists, passport=passport)


def _thing(kind: Kind, number: int, spot: Spot) -> Thing:
    return Thing(
        id=f"sim-{spot.area}-{kind.key}-{number}",
        name=f"{kind.name} {spot.name} {number}" if spot.name else f"{kind.name} {number}",
        origin=Origin.SYNTHETIC,
        quantities=kind.quantities,
        area=spot.area,
        longitude_lonlat=spot.longitude_lonlat,
        latitude_lonlat=spot.latitude_lonlat,
        height=kind.height,
        description=f"{kind.what}. {_MADE_UP}",
        properties={
            "kind": kind.key,
            "interval": kind.interval,
            "spot": spot.kind,
            "ground": spot.ground,
            "use": spot.use,
        },
        passports=dict.fromkeys(kind.quantities, kind.passport),
        gateway=GATEWAY,
    )


def _speaking(thing: Thing, format_: str) -> Thing:
    """The same thing, publishing in another format."""
    match format_:
        case "ttn":
            address = f"v3/simulator@twin/devices/{thing.id}"
            return replace(thing, address=address, profile="own-formatter")
        case "senml":
            # RFC 9039; 32473 is the enterprise number for examples (RFC 5612).
            alias = f"urn:dev:org:32473-{thing.id}"
            return replace(thing, address="senml/simulator", alias=alias)
    return thing
