"""The BAG as one register: panden with their verblijfsobjecten, from files of any delivery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, STRtree

from twin.errors import InputError
from twin.geo import bag, bag_extract, bag_tables
from twin.geo.bag import DwellingRecord, PandRecord
from twin.geo.crs import Bounds, check_rd
from twin.geo.shapes import clean
from twin.geo.tally import Tally
from twin.model import Dwelling, LeftOut

_XML = frozenset({".xml", ".zip"})


@dataclass(frozen=True, slots=True, eq=False)
class RegisteredPand:
    """A pand of the BAG, standing, planned or gone, with what is registered in it.

    Attributes
    ----------
    id
        16 digits.
    footprint
        RD, valid.
    """

    id: str
    footprint: Polygon | MultiPolygon
    year: int | None
    status: str | None
    dwellings: tuple[Dwelling, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """What BAG files tell.

    Attributes
    ----------
    panden
        By identification; of every status.
    read
        (object type, number of objects), history included.
    joined, by_place
        Verblijfsobjecten that name their pand, and those that only lie in one.
    dated
        Day of the extract.
    converted
        Names of files that came in longitude and latitude: places are right to 0.25 m.
    """

    panden: dict[str, RegisteredPand]
    read: tuple[tuple[str, int], ...]
    joined: int
    by_place: int
    left_out: tuple[LeftOut, ...]
    dated: date | None
    converted: tuple[str, ...] = ()
    repaired: tuple[tuple[str, int], ...] = ()


def read(paths: Sequence[Path], *, bounds: Bounds | None = None) -> Register:
    """Read BAG files: Extract XML and tables, in any mixture.

    Parameters
    ----------
    paths
        `.zip` and `.xml` (BAG Extract 2.0), `.shp`, `.gpkg` and `.geojson`.
    bounds
        RD; objects that lie outside are not kept.

    Raises
    ------
    FileUnreadable, NotInRd
        A file cannot be used; the message names it.
    InputError
        There is not one pand.
    """
    tally = Tally()
    converted: list[str] = []
    panden: list[PandRecord] = []
    dwellings: list[DwellingRecord] = []
    count = 0
    dated = None
    extract = [path for path in paths if path.suffix.lower() in _XML]
    if extract:
        panden, dwellings, count, dated = bag_extract.read(extract, bounds, tally)
    for path in paths:
        if path not in extract:
            more, units, read_here = bag_tables.read(path, bounds, tally, converted)
            panden += more
            dwellings += units
            count += read_here
    if not panden:
        names = ", ".join(path.name for path in paths)
        why = "; ".join(f"{each.count} × {each.reason}" for each in tally.left_out())
        raise InputError(
            f"there is no pand in '{names}'"
            + (" within the area" if bounds else "")
            + (f": {why}" if why else ""),
            hint="give the panden of the BAG beside its verblijfsobjecten",
        )
    registered, keys = _register(panden, tally)
    homes = _unique(dwellings, tally)
    inside, by_name, by_place = _joined(homes, registered, keys, tally)
    return Register(
        panden={
            identity: RegisteredPand(
                identity, footprint, record.year, record.status, tuple(inside.get(identity, ()))
            )
            for identity, (record, footprint) in registered.items()
        },
        read=(("BAG objects", count),),
        joined=by_name,
        by_place=by_place,
        left_out=tally.left_out(),
        dated=dated,
        converted=tuple(converted),
        repaired=tally.repaired(),
    )


_Registered = dict[str, tuple[PandRecord, Polygon | MultiPolygon]]


def _register(panden: Sequence[PandRecord], tally: Tally) -> tuple[_Registered, dict[str, str]]:
    """Panden with a shape, one per identification, and identifications by the files' own keys."""
    found: _Registered = {}
    keys: dict[str, str] = {}
    for each in panden:
        if each.key:
            keys[each.key] = each.id
        if each.id in found:
            tally.leave_out("BAG", "the same pand twice", each.id)
            continue
        tally.see("BAG", each.geometry)
        footprint = clean(each.geometry)
        if footprint is None:
            tally.leave_out("BAG", "pand without a polygon", each.id)
            continue
        found[each.id] = each, footprint
    if found:
        shapes = [footprint for _, footprint in found.values()]
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
        check_rd((west, south, east, north), "BAG")
    return found, keys


def _unique(dwellings: Sequence[DwellingRecord], tally: Tally) -> list[DwellingRecord]:
    """Verblijfsobjecten that are there or coming, each once."""
    found: dict[str, DwellingRecord] = {}
    for each in dwellings:
        status, identity = each.dwelling.status, each.dwelling.id
        if not bag.is_dwelling(status):
            tally.leave_out("BAG", f"verblijfsobject with status '{status}'", identity)
        elif identity in found:
            # PDOK gives one row for every pand of a verblijfsobject.
            before = found[identity]
            found[identity] = DwellingRecord(before.dwelling, before.panden + each.panden)
        else:
            found[identity] = each
    return list(found.values())


def _joined(
    dwellings: Sequence[DwellingRecord],
    registered: _Registered,
    keys: dict[str, str],
    tally: Tally,
) -> tuple[dict[str, list[Dwelling]], int, int]:
    """Dwellings by pand; how many named it, and how many only lie in one."""
    tree = STRtree([footprint for _, footprint in registered.values()])
    names = list(registered)
    inside: dict[str, list[Dwelling]] = defaultdict(list)
    by_name = by_place = 0
    for each in dwellings:
        told = [bag.pand_id(name) or keys.get(name, "") for name in each.panden]
        known = [name for name in told if name in registered]
        position = each.dwelling.position
        if known:
            # Counted once: in the largest that still stands, or is coming.
            home = max(known, key=lambda name: _rank(registered[name]))
            by_name += 1
        elif position is not None and len(places := tree.query(position, "intersects")):
            home = max((names[place] for place in places), key=lambda name: _rank(registered[name]))
            by_place += 1
        else:
            tally.leave_out("BAG", bag.LOST, each.dwelling.id)
            continue
        inside[home].append(each.dwelling)
    return inside, by_name, by_place


def _rank(registered: tuple[PandRecord, Polygon | MultiPolygon]) -> tuple[bool, bool, float]:
    record, footprint = registered
    return bag.stands(record.status), bag.is_planned(record.status), footprint.area
