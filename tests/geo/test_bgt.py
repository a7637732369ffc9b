"""BGT: polygons from GML, history left out, ids with their zeros, and files that are broken."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import struct
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely import Polygon, box

from twin.errors import FileUnreadable, NotInRd
from twin.geo import bgt
from twin.geo.crs import lonlat_to_rd
from twin.geo.gml import ARC_TOLERANCE, arc, read_features
from twin.model import SurfaceKind

X, Y = 252_000.0, 476_000.0
SQUARE = f"{X} {Y} {X + 10} {Y} {X + 10} {Y + 10} {X} {Y + 10} {X} {Y}"
RING = f"<gml:LinearRing><gml:posList>{SQUARE}</gml:posList></gml:LinearRing>"
PATCH = f"<gml:exterior>{RING}</gml:exterior>"
POLYGON = f'<gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992">{PATCH}</gml:Polygon>'


def gml(*members: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><CityModel xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" '
        'xmlns="http://www.opengis.net/citygml/2.0">'
        + "".join(f"<cityObjectMember>{member}</cityObjectMember>" for member in members)
        + "</CityModel>"
    )


def road(geometry: str = POLYGON, *, name: str = "G0164.a", facts: str = "") -> str:
    return (
        f'<TrafficArea xmlns="http://www.opengis.net/citygml/transportation/2.0" gml:id="b{name}">'
        f"<imgeo:identificatie><imgeo:NEN3610ID><imgeo:lokaalID>{name}</imgeo:lokaalID>"
        "</imgeo:NEN3610ID></imgeo:identificatie>"
        "<imgeo:bgt-status>bestaand</imgeo:bgt-status>"
        "<imgeo:relatieveHoogteligging>1</imgeo:relatieveHoogteligging>"
        "<function>fietspad</function>"
        f"<surfaceMaterial>gesloten verharding</surfaceMaterial>{facts}"
        f"<imgeo:geometrie2dWegdeel>{geometry}</imgeo:geometrie2dWegdeel></TrafficArea>"
    )


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "bgt_wegdeel.gml"
    path.write_text(text)
    return path


def test_a_road_becomes_a_surface_with_its_facts(tmp_path: Path) -> None:
    told = bgt.read([write(tmp_path, gml(road()))])
    (surface,) = told.surfaces
    assert surface.id == "G0164.a"
    assert surface.kind is SurfaceKind.WEGDEEL
    assert (surface.function, surface.material, surface.level) == (
        "fietspad", "gesloten verharding", 1,
    )  # fmt: skip
    assert surface.footprint.area == pytest.approx(100)
    assert told.read == (("bgt_wegdeel", 1),)


def test_the_finer_material_is_told_when_it_is_known(tmp_path: Path) -> None:
    known = "<imgeo:plus-fysiekVoorkomenWegdeel>asfalt</imgeo:plus-fysiekVoorkomenWegdeel>"
    (surface,) = bgt.read([write(tmp_path, gml(road(facts=known)))]).surfaces
    assert surface.material == "asfalt"


@pytest.mark.parametrize(
    "geometry",
    [
        f"<gml:Surface><gml:patches><gml:PolygonPatch>{PATCH}</gml:PolygonPatch></gml:patches></gml:Surface>",
        f"<gml:MultiSurface><gml:surfaceMember>{POLYGON}</gml:surfaceMember></gml:MultiSurface>",
        f"<gml:CompositeSurface><gml:surfaceMember>{POLYGON}</gml:surfaceMember></gml:CompositeSurface>",
        "<gml:Polygon><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>"
        f"<gml:LineStringSegment><gml:posList>{SQUARE}</gml:posList></gml:LineStringSegment>"
        "</gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>",
        '<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList srsDimension="3">'
        f"{X} {Y} 1 {X + 10} {Y} 1 {X + 10} {Y + 10} 1 {X} {Y + 10} 1 {X} {Y} 1"
        "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>",
    ],
)
def test_every_way_to_write_a_surface_is_read(tmp_path: Path, geometry: str) -> None:
    (surface,) = bgt.read([write(tmp_path, gml(road(geometry)))]).surfaces
    assert surface.footprint.equals(box(X, Y, X + 10, Y + 10))


def test_a_full_circle_of_arcs_becomes_its_area(tmp_path: Path) -> None:
    half = "<gml:Arc><gml:posList>{} {} {} {} {} {}</gml:posList></gml:Arc>"
    upper = half.format(X + 20, Y, X, Y + 20, X - 20, Y)
    lower = half.format(X - 20, Y, X, Y - 20, X + 20, Y)
    ring = (
        "<gml:Polygon><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>"
        f"{upper}{lower}</gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior>"
        "</gml:Polygon>"
    )
    (surface,) = bgt.read([write(tmp_path, gml(road(ring)))]).surfaces
    # A line within 1 cm of a circle of 20 m loses at most 1 cm over its whole length.
    assert surface.footprint.area == pytest.approx(math.pi * 400, abs=0.01 * 40 * math.pi)


@pytest.mark.parametrize("radius", [0.5, 5.0, 500.0])
def test_an_arc_stays_within_a_centimetre_and_keeps_its_ends(radius: float) -> None:
    turn = np.radians([100, 40, -150])
    three = np.column_stack([X + radius * np.cos(turn), Y + radius * np.sin(turn)])
    line = arc(three)
    np.testing.assert_array_equal(line[[0, -1]], three[[0, 2]])
    middles = (line[1:] + line[:-1]) / 2
    away = np.abs(np.hypot(*(middles - (X, Y)).T) - radius)
    assert away.max() < ARC_TOLERANCE + 1e-6
    assert min(np.hypot(*(line - three[1]).T)) < 2 * math.sqrt(2 * radius * ARC_TOLERANCE)


def test_an_arc_through_points_on_a_line_is_that_line() -> None:
    straight = np.array([[X, Y], [X + 1, Y + 1], [X + 2, Y + 2]])
    np.testing.assert_array_equal(arc(straight), straight)


def test_history_is_left_out_and_counted(tmp_path: Path) -> None:
    ended = "<imgeo:eindRegistratie>2020-01-01T00:00:00</imgeo:eindRegistratie>"
    told = bgt.read([write(tmp_path, gml(road(), road(name="G0164.b", facts=ended)))])
    assert len(told.surfaces) == 1
    (left,) = told.left_out
    assert (left.count, left.examples) == (1, ("G0164.b",))
    assert "history" in left.reason


def test_of_two_current_versions_the_newest_is_kept(tmp_path: Path) -> None:
    when = "<imgeo:tijdstipRegistratie>{}</imgeo:tijdstipRegistratie>"
    new = (
        when.format("2021-01-01")
        + "<imgeo:plus-fysiekVoorkomen>tegels</imgeo:plus-fysiekVoorkomen>"
    )
    told = bgt.read([write(tmp_path, gml(road(facts=new), road(facts=when.format("2019-01-01"))))])
    (surface,) = told.surfaces
    assert surface.material == "tegels"
    assert told.left_out[0].count == 1


def test_lines_and_points_are_counted_not_drawn(tmp_path: Path) -> None:
    line = f"<gml:LineString><gml:posList>{X} {Y} {X + 5} {Y}</gml:posList></gml:LineString>"
    told = bgt.read([write(tmp_path, gml(road(line)))])
    assert told.surfaces == ()
    assert "no polygon" in told.left_out[0].reason


def test_a_gml_that_was_cut_off_is_refused_with_its_path(tmp_path: Path) -> None:
    path = write(tmp_path, gml(road())[:-60])
    with pytest.raises(FileUnreadable) as refused:
        bgt.read([path])
    assert str(path) in refused.value.message
    assert "fetch it again" in refused.value.hint


@pytest.mark.parametrize(
    "numbers", ["1 2 3", "a b c d e f", f"{X} {Y} {X} {Y}", ""], ids=["odd", "text", "line", "none"]
)
def test_positions_that_make_no_ring_are_refused(tmp_path: Path, numbers: str) -> None:
    with pytest.raises(FileUnreadable, match=r"bG0164\.a"):
        bgt.read([write(tmp_path, gml(road(POLYGON.replace(SQUARE, numbers))))])


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    bomb = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>'
    text = gml(road(facts="<imgeo:x>&a;</imgeo:x>")).replace("?>", f"?>{bomb}", 1)
    with pytest.raises(FileUnreadable, match="DTD"):
        bgt.read([write(tmp_path, text)])


@pytest.mark.parametrize("text", ["", "not xml", "<html></html>"])
def test_what_is_not_imgeo_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileUnreadable):
        bgt.read([write(tmp_path, text)])


def test_lonlat_posing_as_rd_is_refused(tmp_path: Path) -> None:
    degrees = "6.79 52.26 6.80 52.26 6.80 52.27 6.79 52.26"
    with pytest.raises(NotInRd, match=r"6\.79") as refused:
        bgt.read([write(tmp_path, gml(road(POLYGON.replace(SQUARE, degrees))))])
    assert "degrees" in refused.value.hint


def test_a_gml_that_names_another_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotInRd, match="4258"):
        bgt.read([write(tmp_path, gml(road(POLYGON.replace("28992", "4258"))))])


def write_map(path: Path, shape: Polygon, *, crs: str = "EPSG:28992", **fields: object) -> Path:
    pyogrio.raw.write(
        path,
        np.array([shapely.to_wkb(shape)], dtype=object),
        [np.array([value]) for value in fields.values()],
        list(fields),
        geometry_type="Polygon",
        crs=crs,
        layer=path.stem,
    )
    return path


def test_a_geopackage_with_a_number_as_bag_id_gets_its_zero_back(tmp_path: Path) -> None:
    path = write_map(
        tmp_path / "bgt_pand.gpkg",
        box(X, Y, X + 8, Y + 6),
        identificatie_bag_pnd=np.int64(164100000012345),
        lokaal_id="G0164.x",
        bgt_status="bestaand",
    )
    (pand,) = bgt.read([path]).panden
    assert pand.id == "0164100000012345"


def test_a_map_in_longitude_and_latitude_is_turned_into_rd_and_named(tmp_path: Path) -> None:
    corners = [(6.79, 52.26), (6.7901, 52.26), (6.7901, 52.2601), (6.79, 52.2601)]
    path = write_map(
        tmp_path / "bgt_pand.gpkg",
        Polygon(corners),
        crs="EPSG:4258",
        identificatie_bag_pnd="0164100000012345",
    )
    told = bgt.read([path])
    assert told.converted == ("bgt_pand.gpkg",)
    expected = Polygon(lonlat_to_rd(corners))
    assert told.panden[0].footprint.equals_exact(expected, 1e-6)


def test_a_map_in_another_system_is_refused(tmp_path: Path) -> None:
    path = write_map(tmp_path / "bgt_pand.gpkg", box(X, Y, X + 9, Y + 9), crs="EPSG:25832", a=1)
    with pytest.raises(NotInRd, match="UTM"):
        bgt.read([path])


def circle_wkb(x: float, y: float, radius: float) -> bytes:
    """A circle as CurvePolygon of one CircularString (ISO WKB types 10 and 8), in GPKG's header."""
    ring = [(x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius), (x + radius, y)]
    positions = b"".join(struct.pack("<dd", *each) for each in ring)
    curve = struct.pack("<BIIBII", 1, 10, 1, 1, 8, len(ring)) + positions
    return struct.pack("<2sBBi", b"GP", 0, 1, 28992) + curve


@pytest.mark.parametrize("radius", [5.0, 200.0])
def test_curves_in_a_geopackage_become_lines_within_a_centimetre(
    tmp_path: Path, radius: float
) -> None:
    path = tmp_path / "bgt_wegdeel.gpkg"
    pyogrio.raw.write(
        path, np.array([shapely.to_wkb(box(X, Y, X + 9, Y + 9))], dtype=object),
        [np.array(["G0164.a"])], ["lokaal_id"], geometry_type="Unknown", crs="EPSG:28992",
        layer="bgt_wegdeel", layer_options={"SPATIAL_INDEX": "NO"},
    )  # fmt: skip
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE bgt_wegdeel SET geom = ?", [circle_wkb(X, Y, radius)])
        database.commit()
    (surface,) = bgt.read([path]).surfaces
    points = shapely.get_coordinates(surface.footprint)
    middles = (points[1:] + points[:-1]) / 2
    away = np.hypot(middles[:, 0] - X, middles[:, 1] - Y)
    assert np.abs(away - radius).max() < 0.01


def test_a_map_that_lies_about_its_coordinates_is_refused(tmp_path: Path) -> None:
    path = write_map(tmp_path / "bgt_pand.gpkg", box(6.7, 52.2, 6.8, 52.3), a=1)
    with pytest.raises(NotInRd) as refused:
        bgt.read([path])
    assert "degrees" in refused.value.hint


@pytest.mark.parametrize("name", ["bgt_pand.gpkg", "bgt_pand.sqlite"])
def test_a_corrupt_map_is_refused_with_its_path(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 500)
    with pytest.raises(FileUnreadable) as refused:
        bgt.read([path])
    assert str(path) in refused.value.message


@pytest.mark.parametrize("name", ["bgt_pand.gpkg", "bgt_pand.gml"])
def test_a_missing_map_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileUnreadable):
        bgt.read([tmp_path / name])


def test_delft_has_its_160_panden_with_their_zeros(shared: Path) -> None:
    told = bgt.read(sorted((shared / "delft" / "bgt").glob("*.sqlite")))
    assert len(told.panden) == 160
    assert all(len(pand.id) == 16 and pand.id.startswith("0503") for pand in told.panden)
    assert dict(told.read)["bgt_wegdeel"] == 151
    assert len(told.surfaces) == 422


def test_all_97_panden_of_hilversum_are_polygons(shared: Path) -> None:
    found = list(read_features(shared / "hilversum-bgt" / "bgt_pand.gml"))
    assert len(found) == 97
    assert all(each.geometry is not None and each.geometry.area > 1 for each in found)


def test_hilversum_leaves_its_history_out(shared: Path) -> None:
    told = bgt.read(sorted((shared / "hilversum-bgt").glob("*.gml")))
    history = {left.source: left.count for left in told.left_out if "history" in left.reason}
    assert (history["bgt_pand"], history["bgt_wegdeel"]) == (20, 442)
    assert len(told.panden) == 77
    assert all(each.footprint.is_valid for each in told.surfaces)
    curved = {
        surface.id for surface in told.surfaces if len(surface.footprint.exterior.coords) > 100
    }
    assert curved  # woods with arcs among them
