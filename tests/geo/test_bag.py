"""BAG: Extract and tables, what stands, what is in it, and the traps of its deliveries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from tests.geo import extract
from twin.errors import FileUnreadable, InputError
from twin.geo import bag, register
from twin.geo.register import RegisteredPand
from twin.model import Dwelling

X, Y = extract.X, extract.Y


def write(tmp_path: Path, *objects: str, day: str = "2026-11-01") -> Path:
    path = tmp_path / "0164.xml"
    path.write_text(extract.delivery(*objects, day=day))
    return path


def read_one(path: Path) -> RegisteredPand:
    (pand,) = register.read([path]).panden.values()
    return pand


@pytest.mark.parametrize(
    "told",
    [164100000012345, 164100000012345.0, "164100000012345", "0164100000012345",
     "NL.IMBAG.Pand.0164100000012345", " 0164100000012345 "],
)  # fmt: skip
def test_a_bag_id_keeps_its_leading_zero(told: object) -> None:
    assert bag.pand_id(told) == "0164100000012345"


@pytest.mark.parametrize("told", [None, "", "x", 1.5, "0164010000012345", "12345678901234567"])
def test_what_is_no_pand_id_is_none(told: object) -> None:
    assert bag.pand_id(told) is None


@pytest.mark.parametrize(
    "status",
    ["Bouwvergunning verleend", "Bouw gestart", "Pand gesloopt", "Pand ten onrechte opgevoerd",
     "Niet gerealiseerd pand"],
)  # fmt: skip
def test_what_is_planned_or_gone_does_not_stand(status: str) -> None:
    assert not bag.stands(status)
    assert bag.is_planned(status) == status.startswith("Bouw")


def test_the_main_use_has_most_floor_area() -> None:
    shop = Dwelling("1", ("winkelfunctie",), 300)
    homes = [Dwelling(str(place), ("woonfunctie",), 80) for place in range(5)]
    assert bag.main_use([shop, *homes]) == "woonfunctie"
    assert bag.main_use([shop, *homes[:3]]) == "winkelfunctie"
    assert bag.main_use([]) is None


def test_a_pand_of_the_extract_has_its_home_with_use_size_and_address(tmp_path: Path) -> None:
    pand = read_one(write(tmp_path, extract.pand(), extract.home(), *extract.address()))
    assert (pand.id, pand.year, pand.status) == (extract.PAND, 1934, "Pand in gebruik")
    assert pand.footprint.area == pytest.approx(48)
    (home,) = pand.dwellings
    assert (home.id, home.uses, home.floor_area) == (extract.HOME, ("woonfunctie",), 96)
    assert (home.address, home.postcode, home.city) == ("Lange Wemen 3a-II", "7551AA", "Hengelo")
    assert home.position == Point(X + 4, Y + 3)


def test_zips_in_a_zip_are_read_as_the_loose_files_are(tmp_path: Path) -> None:
    number, street, city = map(extract.delivery, extract.address())
    path = extract.nested(
        tmp_path / "BAGNLDL-01112026.zip",
        {"PND": extract.delivery(extract.pand()), "VBO": extract.delivery(extract.home()),
         "NUM": number, "OPR": street, "WPL": city},
    )  # fmt: skip
    pand = read_one(path)
    assert pand.dwellings[0].address == "Lange Wemen 3a-II"
    assert pand.dwellings[0].city == "Hengelo"


def test_history_is_left_out_and_the_last_valid_occurrence_counts(tmp_path: Path) -> None:
    ended = "<h:eindGeldigheid>2019-01-15</h:eindGeldigheid>"
    later = "<h:eindGeldigheid>2027-01-01</h:eindGeldigheid>"
    found = register.read(
        [
            write(
                tmp_path,
                extract.pand(year=1900, when=extract.occurrence(1, more=ended)),
                extract.pand(year=1950, when=extract.occurrence(3, more=later)),
                extract.pand(year=1934, when=extract.occurrence(2)),
            )
        ]
    )
    assert found.panden[extract.PAND].year == 1950
    assert [(left.count, left.examples) for left in found.left_out] == [(1, (extract.PAND,))]


@pytest.mark.parametrize("name", ["tijdstipInactiefLV", "tijdstipNietBagLV"])
def test_what_was_declared_inactive_is_no_part_of_the_bag(tmp_path: Path, name: str) -> None:
    when = extract.occurrence(more=f"<h:{name}>2020-01-01T00:00:00</h:{name}>")
    with pytest.raises(InputError, match="declared inactive"):
        register.read([write(tmp_path, extract.pand(when=when))])


@pytest.mark.parametrize(
    "status", ["Verblijfsobject ingetrokken", "Niet gerealiseerd verblijfsobject"]
)
def test_a_home_that_is_not_there_is_left_out(tmp_path: Path, status: str) -> None:
    found = register.read([write(tmp_path, extract.pand(), extract.home(status=status))])
    assert found.panden[extract.PAND].dwellings == ()
    assert status in found.left_out[0].reason


@pytest.mark.parametrize("size", [1, 999_999])
def test_sizes_that_stand_for_unknown_are_unknown(tmp_path: Path, size: int) -> None:
    pand = read_one(write(tmp_path, extract.pand(), extract.home(size=size)))
    assert pand.dwellings[0].floor_area is None


def test_a_home_in_two_panden_is_told_once_in_the_one_that_stands(tmp_path: Path) -> None:
    gone = "0164100000099999"
    found = register.read(
        [
            write(
                tmp_path,
                extract.pand(gone, status="Pand gesloopt"),
                extract.pand(),
                extract.home(panden=(gone, extract.PAND)),
            )
        ]
    )
    assert found.panden[gone].dwellings == ()
    assert len(found.panden[extract.PAND].dwellings) == 1


def test_a_home_that_names_no_known_pand_is_joined_by_its_place(tmp_path: Path) -> None:
    other = extract.home(panden=("0164100000055555",))
    found = register.read([write(tmp_path, extract.pand(), other)])
    assert (found.joined, found.by_place) == (0, 1)
    assert len(found.panden[extract.PAND].dwellings) == 1


def test_a_shape_that_crosses_itself_is_repaired(tmp_path: Path, shared: Path) -> None:
    text = (shared / "bag-extract" / "pand-gml-bad.xml").read_text()
    path = tmp_path / "bad.xml"
    path.write_text(
        text.replace("2019-01-08</Historie:eindGeldigheid", "2029-01-08</Historie:eindGeldigheid")
    )
    pand = read_one(path)
    assert pand.footprint.is_valid
    assert pand.footprint.area == pytest.approx(80, abs=10)


def test_a_shape_that_is_none_leaves_its_pand_out(tmp_path: Path) -> None:
    found = register.read(
        [write(tmp_path, extract.pand("0164100000000002", ring="1 2 3"), extract.pand())]
    )
    assert list(found.panden) == [extract.PAND]
    assert "cannot be read" in found.left_out[0].reason


def test_of_a_large_extract_only_the_place_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, extract.pand(), extract.home())
    found = register.read([path], bounds=(X - 9, Y - 9, X + 1, Y + 1))
    assert list(found.panden) == [extract.PAND]
    with pytest.raises(InputError, match="within the area"):
        register.read([path], bounds=(X + 100, Y, X + 200, Y + 100))


def test_an_extract_of_kadaster_is_read_from_its_zip_and_unpacked(shared: Path) -> None:
    folder = shared / "bag-extract"
    zipped = register.read([folder / "BAGNLDL-15092020-small.zip"])
    loose = register.read(sorted(folder.glob("0221*.xml")))
    for found in (zipped, loose):
        assert found.dated is not None
        assert found.dated.isoformat() == "2020-09-15"
        assert (
            set(found.panden) == {"0221100000312938", "0221100000313110"} or len(found.panden) == 2
        )
        homes = [home for pand in found.panden.values() for home in pand.dwellings]
        assert [home.address for home in homes if home.id == "0221010000330226"] == [
            "Kosterstraat 4"
        ]
        assert {home.city for home in homes if home.address} == {"Doesburg"}


@pytest.mark.parametrize("content", ["", "<x/>", "<?xml version='1.0'?><a>"])
def test_what_is_no_extract_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "0164PND01112026.xml"
    path.write_text(content)
    with pytest.raises((FileUnreadable, InputError)):
        register.read([path])


def write_table(path: Path, layer: str, shapes: list[BaseGeometry], **fields: object) -> Path:
    pyogrio.raw.write(
        path,
        np.array(shapely.to_wkb(np.array(shapes, dtype=object)), dtype=object),
        [np.array(each) for each in fields.values()],
        list(fields),
        geometry_type=shapes[0].geom_type,
        crs="EPSG:28992",
        layer=layer,
        append=path.exists(),
    )
    return path


@pytest.mark.parametrize("name", ["bag-light.gpkg", "panden.geojson"])
def test_tables_of_pdok_are_read_whatever_they_call_their_columns(
    tmp_path: Path, name: str
) -> None:
    pand = box(X, Y, X + 8, Y + 6)
    write_table(
        tmp_path / name, "pand", [pand],
        identificatie=[extract.PAND], bouwjaar=[1934], status=["Pand in gebruik"],
    )  # fmt: skip
    homes = tmp_path / ("bag-light.gpkg" if name.endswith("gpkg") else "verblijfsobject.geojson")
    write_table(
        homes, "verblijfsobject", [Point(X + 4, Y + 3)],
        identificatie=[extract.HOME], oppervlakte=[96], status=["Verblijfsobject in gebruik"],
        gebruiksdoel=["woonfunctie,winkelfunctie"], openbare_ruimte_naam=["Lange Wemen"],
        huisnummer=[3], huisletter=["a"], postcode=["7551AA"], woonplaats_naam=["Hengelo"],
        pand_identificatie=[extract.PAND],
    )  # fmt: skip
    found = register.read(sorted({tmp_path / name, homes}))
    (home,) = found.panden[extract.PAND].dwellings
    assert home.uses == ("woonfunctie", "winkelfunctie")
    assert (home.address, home.city) == ("Lange Wemen 3a", "Hengelo")


def test_the_web_address_of_a_pand_joins_as_pdok_gives_it(tmp_path: Path) -> None:
    pand = {"type": "Polygon", "coordinates": [[[X, Y], [X + 8, Y], [X + 8, Y + 6], [X, Y]]]}
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}'
    shape = str(pand).replace("'", '"')
    (tmp_path / "pand.geojson").write_text(
        f'{{"type": "FeatureCollection", {crs}, "features": [{{"type": "Feature", "id": "uu-1", '
        f'"properties": {{"identificatie": "{extract.PAND}", "bouwjaar": 1934}}, '
        f'"geometry": {shape}}}]}}'
    )
    (tmp_path / "verblijfsobject.geojson").write_text(
        f'{{"type": "FeatureCollection", {crs}, "features": [{{"type": "Feature", "id": "uu-2", '
        f'"properties": {{"identificatie": "{extract.HOME}", "gebruiksdoel": ["woonfunctie"], '
        '"pand.href": ["https://api.pdok.nl/kadaster/bag/ogc/v2/collections/pand/items/uu-1"]}, '
        f'"geometry": {{"type": "Point", "coordinates": [{X + 90}, {Y}]}}}}]}}'
    )
    found = register.read(sorted(tmp_path.glob("*.geojson")))
    assert (found.joined, found.by_place) == (1, 0)
    assert found.panden[extract.PAND].dwellings[0].uses == ("woonfunctie",)


def test_addresses_without_panden_are_refused(shared: Path) -> None:
    with pytest.raises(FileUnreadable, match="no panden"):
        register.read([shared / "pdok-ogc" / "bag.gpkg"])
