"""Places: polygon files in RD or degrees, circles, sizes and names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import Point, box
from shapely.geometry import mapping

from twin.errors import FileUnreadable, NotInRd, ParameterInvalid
from twin.geo.crs import rd_to_lonlat
from twin.geo.places import Place, around, check_size, is_boundary, read_place, slug

BLOCK = box(251000, 475000, 251500, 475500)


def write(path: Path, geometry: Any, **facts: str) -> Path:
    told = {"type": "Feature", "properties": facts, "geometry": mapping(geometry)}
    path.write_text(json.dumps(told))
    return path


def test_a_polygon_file_in_rd_is_a_place(tmp_path: Path) -> None:
    place = read_place(write(tmp_path / "Berflo Es.geojson", BLOCK))
    assert (place.id, place.name) == ("berflo-es", "Berflo Es")
    assert place.boundary.equals(BLOCK)


def test_and_in_degrees_too(tmp_path: Path) -> None:
    degrees = shapely.transform(BLOCK, rd_to_lonlat)
    place = read_place(write(tmp_path / "plan.geojson", degrees, name="Plan"))
    assert place.name == "Plan"
    assert place.boundary.symmetric_difference(BLOCK).area < 1


def test_hengelos_own_boundary_is_the_same_from_either_file(shared: Path) -> None:
    rd, degrees = (
        read_place(shared / "hengelo" / f"hengelo_gemeentegebied_{name}.geojson")
        for name in ("rd", "wgs84")
    )
    assert rd.square_kilometres == pytest.approx(61.83, abs=0.02)
    assert rd.boundary.symmetric_difference(degrees.boundary).area < 0.001 * rd.boundary.area


def test_latitude_before_longitude_is_told(tmp_path: Path) -> None:
    swapped = shapely.transform(shapely.transform(BLOCK, rd_to_lonlat), lambda xy: xy[:, ::-1])
    with pytest.raises(NotInRd) as refused:
        read_place(write(tmp_path / "plan.geojson", swapped))
    assert "longitude comes before latitude" in refused.value.hint


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"type": "FeatureCollection", "features": []}', '{"type": "Feature"}',
     '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Polygon", "coordinates": 3}'],
)  # fmt: skip
def test_what_is_no_polygon_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.geojson"
    path.write_text(text)
    assert not is_boundary(path)
    with pytest.raises(FileUnreadable, match=r"plan\.geojson"):
        read_place(path)


def test_an_object_of_the_bag_is_data_and_no_boundary(tmp_path: Path) -> None:
    path = write(tmp_path / "pand.geojson", BLOCK, identificatie="0164100000012345")
    assert not is_boundary(path)
    assert is_boundary(write(tmp_path / "plan.geojson", BLOCK))


def test_a_place_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    place = Place("berflo-es-bu1", "Berflo Es, Hengelo", BLOCK, "buurt Berflo Es")
    path = tmp_path / "boundary.geojson"
    path.write_text(json.dumps(place.as_geojson()))
    back = read_place(path)
    assert (back.id, back.name, back.asked) == (place.id, place.name, place.asked)
    assert back.boundary.equals(BLOCK)


def test_a_file_does_not_choose_a_folder_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.geojson", BLOCK, id="../../etc", name="Plan", asked="x")
    assert read_place(path).id == "etc"


def test_an_address_is_a_circle_of_bounded_size() -> None:
    place = around("Langestraat 1, Hengelo", Point(251000, 475000), 100, "Langestraat 1")
    assert place.id == "langestraat-1-hengelo-100m"
    assert place.square_kilometres == pytest.approx(0.0314, rel=0.01)
    for radius in (0, -5, 10_000, float("nan")):
        with pytest.raises(ParameterInvalid, match="out of bounds"):
            around("x", Point(251000, 475000), radius, "x")


def test_a_whole_municipality_is_not_loaded_by_accident(shared: Path) -> None:
    hengelo = read_place(shared / "hengelo" / "hengelo_gemeentegebied_rd.geojson")
    with pytest.raises(ParameterInvalid, match=r"61\.8") as refused:
        check_size(hengelo, large=False)
    assert "--large" in refused.value.hint
    check_size(hengelo, large=True)


def test_names_become_ids() -> None:
    assert slug("Súdwest-Fryslân, 's-Hertogenbosch") == "sudwest-fryslan-s-hertogenbosch"
    assert slug("…") == "area"
