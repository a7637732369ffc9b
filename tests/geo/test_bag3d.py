"""3D BAG: every version and naming, its traps, and files that are not it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.geo import city
from twin.errors import FileUnreadable, NotInRd
from twin.geo import bag3d
from twin.geo.meshes import volume
from twin.geo.panden import Pand
from twin.model import FaceClass, HeightOrigin


def read_one(path: Path) -> Pand:
    told = bag3d.read(path)
    assert (told.read, len(told.panden)) == (1, 1)
    return told.panden[0]


@pytest.mark.parametrize("prefix", ["", "b3_"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
@pytest.mark.parametrize("name", ["tile.city.json", "tile.city.jsonl"])
def test_every_version_naming_and_form_gives_the_same_house(
    tmp_path: Path, prefix: str, version: str, name: str
) -> None:
    pand = read_one(city.write(tmp_path / name, city.house(prefix=prefix, version=version)))
    assert pand.id == "0164100000012345"
    assert pand.ground_height == pytest.approx(18.0)
    assert pand.roof_height == pytest.approx(23.1)
    assert pand.height_error == pytest.approx(0.04)
    assert pand.height_origin is HeightOrigin.BAG3D_LOD22
    assert (pand.year, pand.status) == (1934, "Pand in gebruik")
    assert pand.footprint.area == pytest.approx(48)


@pytest.mark.parametrize("part", [True, False])
def test_a_house_becomes_a_closed_mesh_with_its_semantics(tmp_path: Path, part: bool) -> None:
    mesh = read_one(city.write(tmp_path / "a.city.json", city.house(part=part))).mesh
    assert mesh is not None
    assert volume(mesh.vertices, mesh.triangles) == pytest.approx(city.VOLUME)
    corners = mesh.vertices[mesh.triangles]
    up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
    assert (up[mesh.classes == FaceClass.ROOF] > 0).all()
    assert (up[mesh.classes == FaceClass.GROUND] < 0).all()
    assert np.allclose(up[mesh.classes == FaceClass.WALL], 0)
    assert mesh.vertices[:, 2].max() == pytest.approx(24.0)


def test_without_semantics_the_slope_of_a_face_tells_what_it_is(tmp_path: Path) -> None:
    document = city.house()
    del document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]["semantics"]
    mesh = read_one(city.write(tmp_path / "a.city.json", document)).mesh
    assert mesh is not None
    with_semantics = read_one(city.write(tmp_path / "b.city.json", city.house())).mesh
    assert with_semantics is not None
    np.testing.assert_array_equal(mesh.classes, with_semantics.classes)


def test_faces_drawn_inside_out_are_turned(tmp_path: Path) -> None:
    document = city.house()
    solid = document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]
    solid["boundaries"] = [[[ring[::-1] for ring in face] for face in solid["boundaries"][0]]]
    mesh = read_one(city.write(tmp_path / "a.city.json", document)).mesh
    assert mesh is not None
    assert volume(mesh.vertices, mesh.triangles) == pytest.approx(city.VOLUME)


def test_holes_and_multisolids_are_triangulated(tmp_path: Path) -> None:
    document = city.house()
    solid = document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]
    count = len(document["vertices"])
    document["vertices"] += [[2000, 2000, 0], [4000, 2000, 0], [4000, 4000, 0], [2000, 4000, 0]]
    solid["boundaries"][0][0].append([count, count + 1, count + 2, count + 3])
    solid |= {"type": "MultiSolid", "boundaries": [solid["boundaries"]]}
    solid["semantics"]["values"] = [solid["semantics"]["values"]]
    mesh = read_one(city.write(tmp_path / "a.city.json", document)).mesh
    assert mesh is not None
    ground = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.GROUND]]
    sides = np.cross(ground[:, 1] - ground[:, 0], ground[:, 2] - ground[:, 0])
    assert np.linalg.norm(sides, axis=1).sum() / 2 == pytest.approx(48 - 4)


def test_degenerate_faces_are_dropped_and_the_rest_stays(tmp_path: Path) -> None:
    document = city.house()
    solid = document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]
    solid["boundaries"][0] += [[[0, 1, 0]], [[0, 1]], [[]], [[4, 5, 5, 4]]]
    solid["semantics"]["values"][0] += [1, 1, None, 2]
    mesh = read_one(city.write(tmp_path / "a.city.json", document)).mesh
    assert mesh is not None
    assert volume(mesh.vertices, mesh.triangles) == pytest.approx(city.VOLUME)


def test_a_building_without_part_and_roof_height_is_kept_without_height(tmp_path: Path) -> None:
    document = city.house()
    lone = json.loads(json.dumps(city.house(b3_h_dak_70p=None)["CityObjects"][city.PAND]))
    lone["attributes"]["identificatie"] = "NL.IMBAG.Pand.0164100000099999"
    lone["children"] = []
    document["CityObjects"]["NL.IMBAG.Pand.0164100000099999"] = lone
    told = bag3d.read(city.write(tmp_path / "a.city.json", document))
    assert [pand.has_height for pand in told.panden] == [True, False]
    assert told.panden[1].mesh is None
    assert told.panden[1].height_origin is None


def test_a_building_with_only_the_attribute_says_so(tmp_path: Path) -> None:
    document = city.house()
    del document["CityObjects"][f"{city.PAND}-0"]
    pand = read_one(city.write(tmp_path / "a.city.json", document))
    assert pand.height_origin is HeightOrigin.BAG3D_ATTRIBUTE


def test_lod_13_is_taken_where_there_is_no_lod_22_and_says_so(tmp_path: Path) -> None:
    document = city.house(b3_rmse_lod13=0.6)
    document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]["lod"] = "1.3"
    pand = read_one(city.write(tmp_path / "a.city.json", document))
    assert pand.mesh is not None
    assert pand.height_origin is HeightOrigin.BAG3D_LOD13
    assert pand.height_error == pytest.approx(0.6)


def test_lod_12_is_no_more_than_a_prism(tmp_path: Path) -> None:
    document = city.house()
    document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]["lod"] = "1.2"
    pand = read_one(city.write(tmp_path / "a.city.json", document))
    assert (pand.mesh, pand.height_origin) == (None, HeightOrigin.BAG3D_ATTRIBUTE)


@pytest.mark.parametrize(
    ("told", "year", "density"),
    [
        ({"b3_pw_bron": "AHN4", "b3_pw_datum": 2020, "b3_puntdichtheid_ahn4": 31.5}, 2020, 31.5),
        ({"b3_pw_bron": "AHN4", "b3_pw_datum": "2021-03-01"}, 2021, None),
        ({"pw_bron": "ahn3"}, 2019, None),
        ({}, None, None),
    ],
)
def test_a_model_tells_when_its_points_were_flown_and_how_many(
    tmp_path: Path, told: dict[str, Any], year: int | None, density: float | None
) -> None:
    pand = read_one(city.write(tmp_path / "a.city.json", city.house(**told)))
    assert (pand.measured_in, pand.point_density) == (year, density)


@pytest.mark.parametrize(
    "status",
    ["Bouwvergunning verleend", "Bouw gestart", "Pand gesloopt", "Pand ten onrechte opgevoerd"],
)
def test_a_pand_that_does_not_stand_is_left_out_and_counted(tmp_path: Path, status: str) -> None:
    told = bag3d.read(city.write(tmp_path / "a.city.json", city.house(status=status)))
    assert told.panden == ()
    (left,) = told.left_out
    assert status in left.reason
    assert left.examples == ("0164100000012345",)


@pytest.mark.parametrize("status", ["Verbouwing pand", "Sloopvergunning verleend", None])
def test_a_pand_that_still_stands_is_kept(tmp_path: Path, status: str | None) -> None:
    assert (
        read_one(city.write(tmp_path / "a.city.json", city.house(status=status))).status == status
    )


def test_extension_types_are_buildings_when_they_extend_buildings(tmp_path: Path) -> None:
    document = city.house()
    document["CityObjects"][city.PAND]["type"] = "+NoiseBuilding"
    document["CityObjects"]["tree"] = {"type": "SolitaryVegetationObject"}
    document["CityObjects"]["wall"] = {"type": "+NoiseBarrier"}
    told = bag3d.read(city.write(tmp_path / "a.city.json", document))
    assert len(told.panden) == 1
    assert sum(left.count for left in told.left_out) == 2


WRONG_TRANSFORMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "scale of one": ({"scale": [1] * 3, "translate": [*city.RD, 18]}, "6018", "transform"),
    "no translation": ({"scale": [0.001] * 3, "translate": [0, 0, 0]}, "not RD New", "degrees"),
    "degrees": ({"scale": [1e-7] * 3, "translate": [6.79, 52.26, 0]}, "6.79", "degrees"),
    "swapped": (
        {"scale": [0.001] * 3, "translate": [city.RD[1], city.RD[0], city.GROUND]}, "476", "swapped"
    ),
    "heights in millimetres": (
        {"scale": [0.001, 0.001, 1], "translate": [*city.RD, 18_000]}, "24000", "millimetres"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_TRANSFORMS)
def test_a_wrong_transform_is_refused_with_the_value(tmp_path: Path, case: str) -> None:
    transform, told, hint = WRONG_TRANSFORMS[case]
    path = city.write(tmp_path / "a.city.json", city.house() | {"transform": transform})
    with pytest.raises(NotInRd) as refused:
        bag3d.read(path)
    assert told in refused.value.message
    assert hint in refused.value.hint
    assert str(path) in refused.value.message


def test_another_coordinate_system_is_refused(tmp_path: Path) -> None:
    document = city.house() | {"metadata": {"referenceSystem": "urn:ogc:def:crs:EPSG::4979"}}
    with pytest.raises(NotInRd, match="EPSG:4979"):
        bag3d.read(city.write(tmp_path / "a.city.json", document))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("{", "not JSON"),
        ("[1, 2]", "its type is 'list'"),
        ('{"type": "FeatureCollection", "features": []}', "'FeatureCollection'"),
        ('{"type": "CityJSON", "version": "0.9"}', "version '0.9'"),
        ('{"type": "CityJSON", "version": "2.0"}', "no 'CityObjects'"),
        ('{"type": "CityJSON", "version": "2.0", "CityObjects": {}}', "no usable 'vertices'"),
        ('{"type": "CityJSON", "version": "2.0", "CityObjects": {}, "vertices": [[1]]}', "usable"),
    ],
)
def test_what_is_not_cityjson_is_refused(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    with pytest.raises(FileUnreadable) as refused:
        bag3d.read(path)
    assert told in refused.value.message or "is empty" in refused.value.message
    assert str(path) in refused.value.message


def test_a_sequence_that_was_cut_off_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.city.jsonl"
    path.write_text(city.sequence(city.house())[:-40])
    with pytest.raises(FileUnreadable, match="line 2"):
        bag3d.read(path)


def test_a_vertex_that_is_not_there_is_named(tmp_path: Path) -> None:
    document = city.house()
    document["CityObjects"][city.PAND]["geometry"][0]["boundaries"] = [[[0, 1, 999]]]
    with pytest.raises(FileUnreadable, match="999"):
        bag3d.read(city.write(tmp_path / "a.city.json", document))


def test_semantics_that_do_not_fit_are_named(tmp_path: Path) -> None:
    document = city.house()
    document["CityObjects"][f"{city.PAND}-0"]["geometry"][0]["semantics"]["values"] = [[7] * 7]
    with pytest.raises(FileUnreadable, match=city.PAND):
        bag3d.read(city.write(tmp_path / "a.city.json", document))


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"none\.json"):
        bag3d.read(tmp_path / "none.json")


def test_a_tile_of_twente_is_read(shared: Path) -> None:
    told = bag3d.read(shared / "twente" / "3dbag_v210908_fd2cee53_2097.json")
    assert told.read == 350
    assert len(told.panden) == 348  # two were 'ten onrechte opgevoerd'
    assert sum(pand.mesh is not None for pand in told.panden) == 347
    assert all(len(pand.id) == 16 and pand.id[4:6] == "10" for pand in told.panden)
    for pand in told.panden:
        if pand.mesh is not None:
            assert volume(pand.mesh.vertices, pand.mesh.triangles) > 0


def test_meshes_of_twente_cover_exactly_the_faces_of_the_file(shared: Path) -> None:
    path = shared / "twente" / "3dbag_v210908_fd2cee53_2095.json"
    for pand in bag3d.read(path).panden:
        if pand.mesh is None:
            continue
        corners = pand.mesh.vertices[pand.mesh.triangles]
        vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
        # The vector area of a closed surface is zero: nothing is missing, nothing double.
        assert np.linalg.norm(vectors.sum(axis=0)) < 0.05, pand.id
