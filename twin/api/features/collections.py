"""The collections: `{area}.{layer}` for every layer of every area, and `things`.

A layer is looked up with its objects by id and a tree of their places, made once per version of an
area. The area itself is the one that scenes are made of: geometry is in memory once.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon

from twin.api.assets import SceneAssets
from twin.errors import NotFound
from twin.geo.crs import lonlat_to_rd
from twin.geo.layers import LAYERS, MADE_UP, ORIGIN, Field, Record, Shape
from twin.model import Origin, Thing, Words
from twin.store.areas import AreaRow, list_areas
from twin.store.pool import Connection
from twin.store.things import list_things

THINGS = "things"

_KEPT = 64
"""Layers whose objects stay looked up: those of four areas."""

_THING_FIELDS = (
    Field("name", str, Words("Naam", "Name")),
    Field("area", str, Words("Gebied", "Area")),
    Field("quantities", str, Words("Wat hij meet", "What it measures")),
    Field("height", float, Words("Hoogte boven de grond", "Height above the ground"), "m"),
    Field("retired_at", str, Words("Gestopt op", "Retired at")),
    ORIGIN,
)


@dataclass(frozen=True, slots=True)
class Collection:
    """What is told of a collection; `boundary` is RD, None for things, which can be anywhere.

    Attributes
    ----------
    row
        Its area; None for things.
    """

    id: str
    title: Words
    about: Words
    shape: Shape
    fields: tuple[Field, ...]
    boundary: Polygon | MultiPolygon | None
    row: AreaRow | None
    layer: str


class Lookup:
    """Objects in order of id, and by place."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = sorted(records, key=lambda record: record.id)
        self._ids = [record.id for record in self.records]
        places: list[Any] = [record.geometry for record in self.records]  # None is in no place
        self._tree = shapely.STRtree(places)

    def get(self, id: str) -> Record | None:  # noqa: A002 - its name in the standard
        """The object called `id`."""
        place = bisect_right(self._ids, id) - 1
        found = place >= 0 and self._ids[place] == id
        return self.records[place] if found else None

    def within(self, place: shapely.Geometry | None) -> Sequence[Record]:
        """Those that touch `place` (RD), in order of id; all of them for None."""
        if place is None:
            return self.records
        hits = sorted(self._tree.query(place, predicate="intersects").tolist())
        return [self.records[hit] for hit in hits]


class Lookups:
    """The layers that were asked for last, looked up."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, datetime, str], Lookup] = OrderedDict()
        self._making = threading.Lock()

    def of(self, kept: SceneAssets, conn: Connection, collection: Collection) -> Lookup:
        """The objects of `collection` in the version that the database has now."""
        row = collection.row
        if row is None:
            return Lookup(_devices(list_things(conn)))
        assets = kept.of(conn, row.id)
        layer = next(layer for layer in LAYERS if layer.name == collection.layer)
        key = (row.id, assets.row.saved_at, layer.name)
        with self._making:
            if key not in self._kept:
                self._kept[key] = Lookup(layer.records(assets.area))
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def collections(conn: Connection) -> Iterator[Collection]:
    """All collections; a layer without objects is there too, and empty."""
    for row in list_areas(conn):
        made_up = row.origin is Origin.SYNTHETIC
        for layer in LAYERS:
            yield Collection(
                id=f"{row.id}.{layer.name}",
                title=_joined(Words(f"{row.name}: ", f"{row.name}: "), layer.title,
                              Words(" (verzonnen)", " (made up)") if made_up else None),
                about=_joined(layer.about,
                              Words(f" {MADE_UP.nl}", f" {MADE_UP.en}") if made_up else None),
                shape=layer.shape,
                fields=layer.fields,
                boundary=row.boundary,
                row=row,
                layer=layer.name,
            )  # fmt: skip
    yield Collection(
        id=THINGS,
        title=Words("Sensoren", "Sensors"),
        about=Words(
            "Sensoren en waar ze staan. Bij elke sensor staat of de metingen echt, een herhaling "
            "of verzonnen zijn.",
            "Sensors and where they stand. Each tells whether its measurements are real, a "
            "replay or made up.",
        ),
        shape="Point",
        fields=_THING_FIELDS,
        boundary=None,
        row=None,
        layer=THINGS,
    )


def collection(conn: Connection, id: str) -> Collection:  # noqa: A002 - its name in the standard
    """The collection called `id`.

    Raises
    ------
    NotFound
        There is none.
    """
    for one in collections(conn):
        if one.id == id:
            return one
    raise NotFound(f"no collection is called '{id}'", hint="all of them: /ogc/features/collections")


def _joined(*parts: Words | None) -> Words:
    told = [part for part in parts if part is not None]
    return Words("".join(part.nl for part in told), "".join(part.en for part in told))


def _devices(things: Iterable[Thing]) -> Iterator[Record]:
    for thing in things:
        position = None
        if thing.longitude_lonlat is not None and thing.latitude_lonlat is not None:
            lonlat = (thing.longitude_lonlat, thing.latitude_lonlat)
            position = Point(lonlat_to_rd([lonlat])[0])
        yield Record(
            thing.id,
            position,
            (
                thing.name,
                thing.area,
                ", ".join(thing.quantities),
                thing.height,
                thing.retired_at.isoformat() if thing.retired_at else None,
                str(thing.origin),
            ),
        )
