"""Neighbourhoods of CBS and parcels of the Kadaster, cut at the boundary of an area.

Names of columns: CBS wijken en buurten (2017 and later, also in shapefiles) and the Kadastrale
kaart of PDOK (layer `perceel`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import shapely
from shapely import MultiPolygon, Polygon

from twin.errors import FileUnreadable
from twin.geo.maps import Layer, plain, read_layers
from twin.geo.shapes import clean
from twin.model import Ground, GroundLevel

WHOLE = 0.99
"""Share of a piece of ground within the boundary from which it is all there."""

_LEAST = 0.01
"""Share below which it is a sliver of what lies beside the area."""

_CODES = (
    (("buurtcode", "bucode"), ("buurtnaam", "bunaam")),
    (("wijkcode", "wkcode"), ("wijknaam", "wknaam")),
    (("statcode",), ("statnaam",)),
)
"""Columns with the codes of CBS and with names, the finest level first."""

_LEVELS = {"BU": GroundLevel.NEIGHBOURHOOD, "WK": GroundLevel.DISTRICT}
_MUNICIPALITY = (
    "akrkadastralegemeentecodewaarde", "kadastralegemeentewaarde", "kadastralegemeentecode",
)  # fmt: skip
_SECTION = ("sectie",)
_NUMBER = ("perceelnummer",)
_READ = frozenset(
    plain(name)
    for names in (*(names for both in _CODES for names in both), _MUNICIPALITY, _SECTION, _NUMBER)
    for name in names
)  # fmt: skip


def read_grounds(paths: Sequence[Path], boundary: Polygon | MultiPolygon) -> tuple[Ground, ...]:
    """Neighbourhoods, districts and parcels that lie in an area, each id once.

    Parameters
    ----------
    paths
        GeoPackage, shapefile or GeoJSON, in RD or in longitude and latitude.
    boundary
        RD; what crosses it is cut and says so in its label.

    Raises
    ------
    FileUnreadable, NotInRd
        As `twin.geo.maps.read_layers`; or a file has neither codes of CBS nor numbers of parcels.
    """
    found: dict[str, Ground] = {}
    shapely.prepare(boundary)
    for path in paths:
        known = False
        for layer in read_layers(path, bounds=boundary.bounds, columns=_READ.__contains__):
            for ground in _named(layer):
                known = True
                cut = _cut(ground, boundary)
                if cut is not None:
                    found.setdefault(cut.id, cut)
            known = known or not len(layer.geometry)
        if not known:
            raise FileUnreadable(
                f"'{path}' has neither neighbourhoods nor parcels",
                hint="it needs 'buurtcode' or 'wijkcode' (CBS), or 'sectie' and 'perceelnummer' "
                "(Kadaster)",
            )
    order = list(GroundLevel)
    return tuple(sorted(found.values(), key=lambda each: (order.index(each.level), each.id)))


def _named(layer: Layer) -> Iterator[Ground]:
    for codes, names in _CODES:
        if any(layer.column(*codes)):
            rows = zip(layer.column(*codes), layer.column(*names), layer.geometry, strict=True)
            for code, name, shape in rows:
                level, whole = _LEVELS.get(code[:2]), clean(shape)
                if level is not None and whole is not None:
                    yield Ground(level, code, name or code, whole)
            return
    rows_of_parcels = zip(
        layer.column(*_MUNICIPALITY), layer.column(*_SECTION), layer.column(*_NUMBER),
        layer.geometry, strict=True,
    )  # fmt: skip
    for municipality, section, number, shape in rows_of_parcels:
        whole = clean(shape)
        if number and whole is not None:
            name = " ".join(part for part in (municipality, section, number) if part)
            yield Ground(GroundLevel.PLOT, name, f"Perceel {name}", whole)


def _cut(ground: Ground, boundary: Polygon | MultiPolygon) -> Ground | None:
    if boundary.contains(ground.shape):
        return ground
    inside = clean(boundary.intersection(ground.shape))
    share = 0.0 if inside is None else inside.area / ground.shape.area
    if inside is None or share < _LEAST:
        return None
    label = ground.label if share >= WHOLE else f"{ground.label} (deel)"
    return Ground(ground.level, ground.id, label, inside)
