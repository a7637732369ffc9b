"""BAG 2.0 Extract, as Kadaster delivers it: XML per object type in a zip of zips, or unpacked.

Streams: an extract of the whole country is read for one place with the memory of that place. Of
every object the occurrence that is valid on the day of the extract is taken; history and what was
declared inactive or 'niet BAG' is left out.

Source: Kadaster, BAG Extract 2.0 (lvbag, deelbestand-lvc v20200601); Catalogus BAG 2018.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from twin.errors import FileUnreadable
from twin.geo import bag
from twin.geo.archives import Archive
from twin.geo.bag import DwellingRecord, PandRecord
from twin.geo.crs import Bounds
from twin.geo.gml import elements, local_name, surface
from twin.geo.tally import Tally
from twin.model import Dwelling

_CODES = {"Pand": "PND", "Verblijfsobject": "VBO", "Nummeraanduiding": "NUM",
          "OpenbareRuimte": "OPR", "Woonplaats": "WPL"}  # fmt: skip
_NAMED = re.compile(r"(?:^|/)\d{4}([A-Z]{3})\d{8}[^/]*\.(?:xml|zip)$")
_OTHER = re.compile(
    r"(?:^|/)(?:\d{4}(?:IA|NB|IO)[A-Z]{3}|\d{4}(?:Inactief|NietBag|InOnderzoek)|GEM-WPL|"
    r"Leveringsdocument|__MACOSX|\.)"
)


def read(
    paths: Sequence[Path], bounds: Bounds | None, tally: Tally
) -> tuple[list[PandRecord], list[DwellingRecord], int, date | None]:
    """Panden and verblijfsobjecten of BAG Extract files, with their addresses.

    Parameters
    ----------
    paths
        Zips or XML files that together are one extract.
    bounds
        RD; objects that lie outside are not kept.
    tally
        Told of what is left out.

    Returns
    -------
    Panden, verblijfsobjecten, how many objects were read, and the day of the extract.

    Raises
    ------
    FileUnreadable
        Missing, cut off, of another kind, or made to do harm.
    """
    extract = _Extract(paths, bounds, tally)
    panden = _newest(extract.objects("Pand"), extract.pand)
    dwellings = _newest(extract.objects("Verblijfsobject"), extract.dwelling)
    if not extract.files:
        raise FileUnreadable(
            f"'{paths[0]}' holds no BAG Extract",
            hint="we read the XML of BAG Extract 2.0, in its zip or unpacked",
        )
    addressed = _addressed(extract, list(dwellings.values()))
    return list(panden.values()), addressed, extract.read, extract.dated


class _Extract:
    """The objects of one extract, read again for each type that is asked for."""

    def __init__(self, paths: Sequence[Path], bounds: Bounds | None, tally: Tally) -> None:
        self.paths = paths
        self.bounds = bounds
        self.tally = tally
        self.read = 0
        self.files = 0
        self.dated: date | None = None

    def objects(self, kind: str) -> Iterator[Any]:
        """Elements of one object type that are valid on the day of the extract."""
        code = _CODES[kind]

        def wanted(name: str) -> bool:
            named = _NAMED.search(name)
            readable = name.lower().endswith((".xml", ".zip")) and not _OTHER.search(name)
            return readable and (named is None or named[1] == code)

        for path in self.paths:
            if path.suffix.lower() == ".zip":
                for name, stream in Archive(path, wanted).members():
                    yield from self._valid(stream, f"{path}/{name}", kind)
            elif wanted(path.name):
                try:
                    with path.open("rb") as file:
                        yield from self._valid(file, str(path), kind)
                except OSError as error:
                    raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error

    def _valid(self, stream: Any, source: str, kind: str) -> Iterator[Any]:
        self.files += 1
        day = ""
        tags = ("{*}StandTechnischeDatum", "{*}bagObject")
        for element in elements(stream, source, tags):
            if local_name(element) == "StandTechnischeDatum":
                day = (element.text or "").strip()
                self._date(day)
                continue
            for each in element:
                if local_name(each) != kind:
                    continue
                self.read += 1
                ended = _history(each, day)
                if ended:
                    self.tally.leave_out("BAG", ended, _text(each, "identificatie"))
                else:
                    yield each

    def _date(self, day: str) -> None:
        try:
            told = date.fromisoformat(day)
        except ValueError:
            return
        self.dated = told if self.dated is None else max(self.dated, told)

    def pand(self, element: Any) -> PandRecord | None:
        """A pand, or None when it lies elsewhere or cannot be used."""
        told = _text(element, "identificatie")
        identity = bag.pand_id(told)
        if identity is None:
            self.tally.leave_out("BAG", "pand without a BAG id", told)
            return None
        try:
            drawn = _drawn(element, surface)
        except ValueError as error:
            self.tally.leave_out("BAG", f"pand whose shape cannot be read: {error}", identity)
            return None
        if drawn is not None and not _meets(drawn, self.bounds):
            return None
        year = _text(element, "oorspronkelijkBouwjaar")
        return PandRecord(identity, drawn, int(year) if year.isdigit() else None,
                          _text(element, "status") or None)  # fmt: skip

    def dwelling(self, element: Any) -> DwellingRecord | None:
        """A verblijfsobject, or None when it lies elsewhere or cannot be used."""
        told = _text(element, "identificatie")
        identity = bag.dwelling_id(told)
        if identity is None:
            self.tally.leave_out("BAG", "verblijfsobject without a BAG id", told)
            return None
        try:
            place = bag.point(_drawn(element, _point) or _drawn(element, surface))
        except ValueError:
            place = None
        if place is not None and not _meets(place, self.bounds):
            return None
        return DwellingRecord(
            Dwelling(
                id=identity,
                uses=tuple(_texts(element, "gebruiksdoel")),
                floor_area=bag.floor_area(_text(element, "oppervlakte")),
                status=_text(element, "status") or None,
                position=place,
            ),
            panden=tuple(filter(None, map(bag.pand_id, _texts(element, "PandRef")))),
            main_address=next(_texts(element, "NummeraanduidingRef", "heeftAlsHoofdadres"), None),
        )


def _history(element: Any, day: str) -> str:
    """Why this occurrence does not count on the day of the extract; '' when it does."""
    for leaf in element.iter("{*}eindGeldigheid", "{*}eindRegistratie", "{*}tijdstipInactief",
                             "{*}tijdstipInactiefLV", "{*}tijdstipNietBagLV"):  # fmt: skip
        name, text = local_name(leaf), (leaf.text or "").strip()
        if name == "eindGeldigheid":
            if not day or text <= day:
                return "history: another occurrence came after it"
        elif name != "eindRegistratie":
            return "declared inactive or no part of the BAG"
    return ""


def _newest(found: Iterator[Any], read: Callable[[Any], Any]) -> dict[str, Any]:
    """Records by identification; of several valid occurrences the last."""
    kept: dict[str, tuple[int, Any]] = {}
    for element in found:
        record = read(element)
        if record is None:
            continue
        identity = record.id if isinstance(record, PandRecord) else record.dwelling.id
        number = _text(element, "voorkomenidentificatie")
        occurrence = int(number) if number.isdigit() else 0
        if identity not in kept or kept[identity][0] <= occurrence:
            kept[identity] = occurrence, record
    return {identity: record for identity, (_, record) in kept.items()}


def _addressed(extract: _Extract, dwellings: list[DwellingRecord]) -> list[DwellingRecord]:
    """The same with street, number, postcode and city out of the other object types."""
    needed = {each.main_address for each in dwellings if each.main_address}
    numbers: dict[str, tuple[str, ...]] = {}
    names = ("huisnummer", "huisletter", "huisnummertoevoeging", "postcode", "OpenbareRuimteRef",
             "WoonplaatsRef")  # fmt: skip
    for each in extract.objects("Nummeraanduiding") if needed else ():
        identity = _text(each, "identificatie")
        if identity in needed:
            numbers[identity] = tuple(_text(each, name) for name in names)
    streets: dict[str, tuple[str, str]] = {}
    needed = {told[4] for told in numbers.values()}
    for each in extract.objects("OpenbareRuimte") if needed else ():
        identity = _text(each, "identificatie")
        if identity in needed:
            streets[identity] = _text(each, "naam"), _text(each, "WoonplaatsRef")
    cities: dict[str, str] = {}
    if streets:
        for each in extract.objects("Woonplaats"):
            cities[_text(each, "identificatie")] = _text(each, "naam")
    found = []
    for each in dwellings:
        number, letter, addition, postcode, street, city = numbers.get(
            each.main_address or "", ("",) * 6
        )
        name, lies_in = streets.get(street, ("", ""))
        dwelling = replace(
            each.dwelling,
            address=bag.address(name, number, letter, addition),
            postcode=postcode or None,
            city=cities.get(city or lies_in) or None,
        )
        found.append(replace(each, dwelling=dwelling))
    return found


def _text(element: Any, name: str) -> str:
    return next(_texts(element, name), "")


def _texts(element: Any, name: str, within: str | None = None) -> Iterator[str]:
    roots = [element] if within is None else element.iter(f"{{*}}{within}")
    for root in roots:
        for leaf in root.iter(f"{{*}}{name}"):
            yield (leaf.text or "").strip()


def _drawn(element: Any, draw: Callable[[Any], BaseGeometry | None]) -> BaseGeometry | None:
    """What is drawn in `geometrie`, in or without its `vlak` or `punt`."""
    for geometry in element.iterchildren("{*}geometrie"):
        for child in geometry:
            for each in child if local_name(child) in ("vlak", "punt") else (child,):
                found = draw(each)
                if found is not None:
                    return found
    return None


def _point(element: Any) -> Point | None:
    if local_name(element) != "Point":
        return None
    for position in element.iterchildren("{*}pos"):
        x, y = (float(text) for text in (position.text or "").split()[:2])
        return Point(x, y)
    return None


def _meets(geometry: BaseGeometry, bounds: Bounds | None) -> bool:
    return bounds is None or bool(shapely.box(*bounds).intersects(shapely.box(*geometry.bounds)))
