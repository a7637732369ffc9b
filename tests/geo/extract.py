"""Small BAG Extract files for tests: one pand with one home, in the form of Kadaster."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

X, Y = 252_000.0, 476_000.0
PAND, HOME = "0164100000012345", "0164010000012345"
NUMBER, STREET, CITY = "0164200000012345", "0164300000012345", "3038"
_RING = f"{X} {Y} 0.0 {X + 8} {Y} 0.0 {X + 8} {Y + 6} 0.0 {X} {Y + 6} 0.0 {X} {Y} 0.0"
_NAMES = (
    'xmlns:b="http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601" '
    'xmlns:s="http://www.kadaster.nl/schemas/standlevering-generiek/1.0" '
    'xmlns:o="www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601" '
    'xmlns:r="www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601" '
    'xmlns:h="www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601" '
    'xmlns:gml="http://www.opengis.net/gml/3.2"'
)


def delivery(*objects: str, day: str = "2026-11-01") -> str:
    """A file with objects."""
    inside = "".join(f"<s:stand><b:bagObject>{each}</b:bagObject></s:stand>" for each in objects)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><b:bagStand {_NAMES}><b:bagInfo>'
        f"<b:StandTechnischeDatum>{day}</b:StandTechnischeDatum></b:bagInfo>"
        f"<s:standBestand>{inside}</s:standBestand></b:bagStand>"
    )


def occurrence(number: int = 1, begins: str = "2011-01-01", more: str = "") -> str:
    """When an object was so."""
    return (
        f"<o:voorkomen><h:Voorkomen><h:voorkomenidentificatie>{number}"
        f"</h:voorkomenidentificatie><h:beginGeldigheid>{begins}</h:beginGeldigheid>{more}"
        "</h:Voorkomen></o:voorkomen>"
    )


def pand(
    identity: str = PAND,
    *,
    status: str = "Pand in gebruik",
    year: int = 1934,
    ring: str = _RING,
    when: str | None = None,
) -> str:
    """A pand of 8 by 6 metres."""
    return (
        f"<o:Pand><o:identificatie>{identity}</o:identificatie><o:geometrie>"
        '<gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="3"><gml:exterior>'
        f"<gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior>"
        f"</gml:Polygon></o:geometrie><o:oorspronkelijkBouwjaar>{year}</o:oorspronkelijkBouwjaar>"
        f"<o:status>{status}</o:status>{occurrence() if when is None else when}</o:Pand>"
    )


def home(
    identity: str = HOME,
    *,
    status: str = "Verblijfsobject in gebruik",
    panden: tuple[str, ...] = (PAND,),
    uses: tuple[str, ...] = ("woonfunctie",),
    size: int = 96,
    when: str | None = None,
) -> str:
    """A verblijfsobject in the middle of the pand."""
    parts = "".join(f"<o:maaktDeelUitVan><r:PandRef>{each}</r:PandRef></o:maaktDeelUitVan>"
                    for each in panden)  # fmt: skip
    return (
        "<o:Verblijfsobject><o:heeftAlsHoofdadres><r:NummeraanduidingRef>"
        f"{NUMBER}</r:NummeraanduidingRef></o:heeftAlsHoofdadres>"
        f"{occurrence() if when is None else when}<o:identificatie>{identity}</o:identificatie>"
        f'<o:geometrie><o:punt><gml:Point srsDimension="3"><gml:pos>{X + 4} {Y + 3} 0.0</gml:pos>'
        "</gml:Point></o:punt></o:geometrie>"
        + "".join(f"<o:gebruiksdoel>{use}</o:gebruiksdoel>" for use in uses)
        + f"<o:oppervlakte>{size}</o:oppervlakte><o:status>{status}</o:status>{parts}"
        "</o:Verblijfsobject>"
    )


def address() -> tuple[str, str, str]:
    """Number, street and city of the home."""
    return (
        f"<o:Nummeraanduiding><o:identificatie>{NUMBER}</o:identificatie>"
        "<o:huisnummer>3</o:huisnummer><o:huisletter>a</o:huisletter>"
        "<o:huisnummertoevoeging>II</o:huisnummertoevoeging><o:postcode>7551AA</o:postcode>"
        f"{occurrence()}<o:ligtAan><r:OpenbareRuimteRef>{STREET}</r:OpenbareRuimteRef></o:ligtAan>"
        "</o:Nummeraanduiding>",
        f"<o:OpenbareRuimte><o:identificatie>{STREET}</o:identificatie><o:naam>Lange Wemen"
        f"</o:naam><o:ligtIn><r:WoonplaatsRef>{CITY}</r:WoonplaatsRef></o:ligtIn>{occurrence()}"
        "</o:OpenbareRuimte>",
        f"<o:Woonplaats><o:identificatie>{CITY}</o:identificatie><o:naam>Hengelo</o:naam>"
        f"{occurrence()}</o:Woonplaats>",
    )


def nested(path: Path, files: dict[str, str]) -> Path:
    """A zip with a zip per file, as Kadaster delivers: names such as `PND`."""
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("Leveringsdocument-BAG-Extract.xml", "<x/>")
        for code, text in files.items():
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"0164{code}01112026-000001.xml", text)
            outer.writestr(f"9999{code}01112026.zip", inner.getvalue())
    return path
