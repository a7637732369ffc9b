"""BAG as tables with shapes: shapefile, GeoPackage and GeoJSON of panden and verblijfsobjecten.

Names of columns differ by delivery: `bag-light.gpkg`, PDOK's WFS and OGC API, and shapefiles, which
cut every name at ten characters.

Source: https://api.pdok.nl/kadaster/bag/ogc/v2 and the PDOK product description of the BAG.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from twin.errors import FileUnreadable
from twin.geo import bag
from twin.geo.bag import DwellingRecord, PandRecord
from twin.geo.crs import Bounds
from twin.geo.maps import Layer, read_layers
from twin.geo.tally import Tally
from twin.model import Dwelling

_ID = ("identificatie", "identifica")
_YEAR = ("bouwjaar", "oorspronkelijkbouwjaar", "oorspronke")
_PAND = ("pandidentificatie", "pandidenti", "pandid", "pandhref")
_USES = ("gebruiksdoel", "gebruiksdoelen", "gebruiksdo")
_SIZE = ("oppervlakte", "oppervlakt")
_STREET = ("openbareruimtenaam", "openbareruimte", "openbarer", "straatnaam", "openbareru")
_NUMBER = ("huisnummer",)
_LETTER = ("huisletter",)
_ADDITION = ("toevoeging", "huisnummertoevoeging")
_POSTCODE = ("postcode",)
_CITY = ("woonplaatsnaam", "woonplaats", "woonplaat")
_ENDED = ("eindgeldigheid", "eindregistratie", "datumeind", "einddatum")
_KEY = ("id", "fid", "fuuid")
_READ = frozenset(
    (*_ID, *_YEAR, *_PAND, *_USES, *_SIZE, *_STREET, *_NUMBER, *_LETTER, *_ADDITION, *_POSTCODE,
     *_CITY, *_ENDED, *_KEY, "status")
)  # fmt: skip


def read(
    path: Path, bounds: Bounds | None, tally: Tally, converted: list[str]
) -> tuple[list[PandRecord], list[DwellingRecord], int]:
    """Panden and verblijfsobjecten of one file, and how many objects were read.

    Parameters
    ----------
    path
        Shapefile, GeoPackage or GeoJSON, in RD or in longitude and latitude.
    bounds
        RD; objects whose box lies outside are not read.
    tally
        Told of what is left out.
    converted
        Gets the name of a file that came in longitude and latitude.

    Raises
    ------
    FileUnreadable, NotInRd
        As `twin.geo.maps.read_layers`; or a layer is neither.
    """
    panden: list[PandRecord] = []
    dwellings: list[DwellingRecord] = []
    count = 0
    for layer in read_layers(path, bounds=bounds, columns=_READ.__contains__):
        if not len(layer.geometry):
            continue
        count += len(layer.geometry)
        if layer.converted and path.name not in converted:
            converted.append(path.name)
        ids = layer.column(*_ID)
        if any(map(bag.pand_id, ids)):
            panden += _panden(layer, ids, tally)
        elif any(map(bag.dwelling_id, ids)):
            dwellings += _dwellings(layer, ids, tally)
        else:
            tally.leave_out(
                f"BAG {layer.name}", "neither panden nor verblijfsobjecten", count=len(ids)
            )
    if count and not panden and not dwellings:
        raise FileUnreadable(
            f"'{path}' holds no panden and no verblijfsobjecten",
            hint="it needs a column 'identificatie' with BAG ids of 16 digits",
        )
    return panden, dwellings, count


def _panden(layer: Layer, ids: Sequence[str], tally: Tally) -> list[PandRecord]:
    found = []
    rows = zip(
        ids, layer.geometry, layer.column(*_YEAR), layer.column("status"), layer.column(*_ENDED),
        layer.column(*_KEY), strict=True,
    )  # fmt: skip
    for told, shape, year, status, ended, key in rows:
        identity = bag.pand_id(told)
        if identity is None:
            tally.leave_out("BAG", "pand without a BAG id", told)
        elif ended:
            tally.leave_out("BAG", "history: another occurrence came after it", identity)
        else:
            built = int(year) if year.isdigit() else None
            found.append(PandRecord(identity, shape, built, status or None, key))
    return found


def _dwellings(layer: Layer, ids: Sequence[str], tally: Tally) -> list[DwellingRecord]:
    found = []
    rows = zip(
        ids, layer.geometry, layer.column("status"), layer.column(*_ENDED), layer.column(*_USES),
        layer.column(*_SIZE), layer.column(*_PAND), layer.column(*_STREET), layer.column(*_NUMBER),
        layer.column(*_LETTER), layer.column(*_ADDITION), layer.column(*_POSTCODE),
        layer.column(*_CITY), strict=True,
    )  # fmt: skip
    for (
        told, shape, status, ended, uses, size, panden, street, number, letter, addition, postcode,
        city,
    ) in rows:  # fmt: skip
        identity = bag.dwelling_id(told)
        if identity is None:
            tally.leave_out("BAG", "verblijfsobject without a BAG id", told)
            continue
        if ended:
            tally.leave_out("BAG", "history: another occurrence came after it", identity)
            continue
        found.append(
            DwellingRecord(
                Dwelling(
                    id=identity,
                    uses=_split(uses),
                    floor_area=bag.floor_area(size),
                    address=bag.address(street, number, letter, addition),
                    postcode=postcode or None,
                    city=city or None,
                    status=status or None,
                    position=bag.point(shape),
                ),
                # An address on the web ends in the key of its pand.
                panden=tuple(each.rpartition("/")[2] for each in _split(panden)),
            )
        )
    return found


def _split(text: str) -> tuple[str, ...]:
    """Values of a list as GDAL writes them: with commas, or in JSON's brackets and quotes."""
    parts = (part.strip(" \"'") for part in text.strip("[]").split(","))
    return tuple(part for part in parts if part)
