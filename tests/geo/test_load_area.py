"""Areas from files: what is believed for what, what is left out, and what cannot be loaded."""

from __future__ import annotations

import os
from pathlib import Path

import laspy
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from tests.geo import city
from twin.errors import FileUnreadable, InputError, NotFound, TwinError
from twin.geo.shapes import sample_terrain
from twin.jobs.load_area import NoProgress, fingerprint, read_area
from twin.model import Area, HeightOrigin, Origin, SurfaceKind


def read(source: str | Path, shared: Path | None = None) -> Area:
    return read_area(str(source), shared=shared, progress=NoProgress())


def test_delft_has_its_panden_with_models_where_3d_bag_has_them(delft_area: Area) -> None:
    assert (delft_area.id, delft_area.name, delft_area.origin) == ("delft", "Delft", Origin.REAL)
    assert len(delft_area.buildings) == 160
    heights = dict(delft_area.report.heights)
    assert heights == {"3dbag-lod22": 12, "ahn": 148}
    flat = [each for each in delft_area.buildings if each.height_origin is HeightOrigin.AHN]
    in_parts = sum(each.mesh is not None for each in flat)
    assert 15 <= in_parts <= 35  # homes with annexes, sheds and towers
    assert sum(each.mesh is not None for each in delft_area.buildings) == 12 + in_parts
    assert len(delft_area.surfaces) == 422
    assert dict(delft_area.report.read)["AHN points"] == 848_942
    assert {source.name.split(" ")[0] for source in delft_area.sources} == {
        "Basisregistratie", "3D", "Actueel",
    }  # fmt: skip


def test_delft_buildings_stand_on_the_ground_of_delft(delft_area: Area) -> None:
    assert delft_area.reference_height == pytest.approx(0.4, abs=0.3)
    assert delft_area.terrain is not None
    assert np.isfinite(delft_area.terrain.heights).all()
    for building in delft_area.buildings:
        ground = sample_terrain(delft_area.terrain, [building.footprint.centroid.coords[0]])[0]
        assert abs(building.ground_height - ground) < 1.5
        assert 1 < building.roof_height - building.ground_height < 35
        assert building.height_error is not None


def test_delft_ground_lies_near_nap_plus_forty_centimetres(delft_area: Area) -> None:
    assert delft_area.terrain is not None
    dry = [each for each in delft_area.surfaces if each.kind is not SurfaceKind.WATERDEEL]
    spots = [each.footprint.representative_point().coords[0] for each in dry]
    assert np.median(sample_terrain(delft_area.terrain, spots)) == pytest.approx(0.4, abs=0.15)


def test_delft_says_in_words_what_it_left_out(delft_area: Area) -> None:
    reasons = {(left.source, left.reason): left.count for left in delft_area.report.left_out}
    assert reasons["3D BAG", "outside the extent of the area"] == 149
    assert reasons["lod1.city.json", "no LoD 0 and no LoD 2 geometry"] == 160
    assert any("trees" in note for note in delft_area.report.notes)


def test_all_of_twente_stands_on_something(twente_area: Area) -> None:
    assert dict(twente_area.report.read) == {"3D BAG buildings": 884}
    assert len(twente_area.buildings) == 882
    assert sum(left.count for left in twente_area.report.left_out) == 2
    assert dict(twente_area.report.heights) == {"3dbag-lod22": 875, "neighbours": 7}
    assert twente_area.terrain is not None
    assert twente_area.surfaces == ()
    assert any("no surfaces" in note for note in twente_area.report.notes)
    centres = [building.footprint.centroid.coords[0] for building in twente_area.buildings]
    grounds = np.array([building.ground_height for building in twente_area.buildings])
    gap = np.abs(sample_terrain(twente_area.terrain, centres) - grounds)
    assert np.median(gap) < 0.05
    assert shapely.contains_properly(twente_area.boundary, shapely.points(centres)).all()


def test_several_files_become_one_area_named_after_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Berflo Es"
    folder.mkdir()
    other = city.house(identificatie="NL.IMBAG.Pand.0164100000054321")
    first = city.write(folder / "a.city.json", city.house())
    second = city.write(folder / "b.city.json", other)
    area = read(f"{first},{second}")
    assert (area.id, area.name, len(area.buildings)) == ("berflo-es", "Berflo Es", 2)


def test_a_name_in_the_shared_data_is_found(shared: Path) -> None:
    area = read("delft/delft_subset.city.jsonl", shared)
    assert (area.id, len(area.buildings)) == ("delft-subset", 10)


def cut_points(source: Path, to: Path, keep: NDArray[np.bool_], cloud: laspy.LasData) -> None:
    part = laspy.LasData(cloud.header)
    part.points = cloud.points[keep]
    part.write(to / source.name)


def test_where_points_are_missing_heights_fall_back_and_say_so(
    shared: Path, tmp_path: Path
) -> None:
    delft = shared / "delft"
    (tmp_path / "bgt_pand.sqlite").symlink_to(delft / "bgt" / "bgt_pand.sqlite")
    (tmp_path / "lod22.city.jsonl").symlink_to(delft / "lod22_3dbag.city.jsonl")
    source = delft / "ahn3" / "ahn3_cropped_1.laz"
    cloud = laspy.read(source)
    cut_points(source, tmp_path, np.asarray(cloud.x < 84_930), cloud)
    area = read(tmp_path)
    heights = dict(area.report.heights)
    assert sum(heights.values()) == len(area.buildings) == 160
    assert heights["3dbag-lod22"] == 12
    assert heights["neighbours"] > 30
    assert heights["ahn"] > 30
    assert any("no AHN ground points" in note for note in area.report.notes)
    for building in area.buildings:
        if building.height_origin is HeightOrigin.NEIGHBOURS:
            assert building.mesh is None
            assert building.height_error is not None
            assert building.height_error > 0.2


def test_bgt_without_any_height_is_refused_with_a_way_out(shared: Path) -> None:
    with pytest.raises(InputError, match="77 panden") as refused:
        read(shared / "hilversum-bgt")
    assert "AHN" in refused.value.hint


def test_a_3d_bag_building_that_the_bgt_lacks_is_added_when_it_lies_within(
    tmp_path: Path, shared: Path
) -> None:
    document = city.house()
    # In the square of the Delft block, where nothing stands.
    document["transform"]["translate"] = [84_972.0, 447_512.0, 0.4]
    told = document["CityObjects"][city.PAND]["attributes"]
    told |= {"b3_h_maaiveld": 0.4, "b3_h_dak_70p": 5.4}
    city.write(tmp_path / "new.city.json", document)
    for source in sorted((shared / "delft" / "bgt").glob("*.sqlite")):
        (tmp_path / source.name).symlink_to(source)
    area = read(tmp_path)
    assert len(area.buildings) == 161
    assert "0164100000012345" in {building.id for building in area.buildings}


def test_the_same_pand_in_two_files_counts_once(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    city.write(tmp_path / "b.city.jsonl", city.house())
    area = read(tmp_path)
    assert len(area.buildings) == 1
    assert area.report.left_out[0].reason == "the same pand in a newer file"


def test_files_of_another_kind_are_named_in_the_report(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    (tmp_path / "readme.txt").write_text("hello")
    (tmp_path / ".hidden.json").write_text("not JSON")
    assert any("readme.txt" in note for note in read(tmp_path).report.notes)


def test_the_sample_needs_no_files() -> None:
    assert read("sample").origin is Origin.SYNTHETIC


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere") as refused:
        read(tmp_path / "nowhere")
    assert "sample" in refused.value.hint


def test_an_empty_folder_says_what_we_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="nothing to read") as refused:
        read(tmp_path)
    assert ".city.json" in refused.value.hint


def test_a_file_of_unknown_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.dwg"
    path.write_text("AC1032")
    with pytest.raises(FileUnreadable, match=r"plan\.dwg"):
        read(path)


def test_heights_alone_make_no_area(shared: Path) -> None:
    with pytest.raises(FileUnreadable, match="no buildings"):
        read(shared / "delft" / "ahn3")


def test_buildings_of_another_make_are_refused_with_the_reason(shared: Path) -> None:
    with pytest.raises(InputError, match="160 × no LoD 0"):
        read(shared / "delft" / "lod1.city.json")


def test_panden_that_do_not_stand_make_no_area(tmp_path: Path) -> None:
    path = city.write(tmp_path / "a.city.json", city.house(status="Pand gesloopt"))
    with pytest.raises(InputError, match="Pand gesloopt"):
        read(path)


def test_a_broken_file_stops_the_whole_load_and_is_named(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    (tmp_path / "b.city.json").write_text('{"type": "CityJSON"')
    with pytest.raises(FileUnreadable, match=r"b\.city\.json"):
        read(tmp_path)


def test_a_fingerprint_changes_with_the_files_and_only_then(tmp_path: Path) -> None:
    path = city.write(tmp_path / "a.city.json", city.house())
    before = fingerprint(str(tmp_path), shared=None)
    assert fingerprint(str(tmp_path), shared=None) == before
    os.utime(path, (1, 1))
    assert fingerprint(str(tmp_path), shared=None) != before
    assert fingerprint("sample", shared=None) == fingerprint("sample", shared=None)
    assert fingerprint("sample", shared=None) != before


def test_a_fingerprint_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TwinError):
        fingerprint(str(tmp_path / "nowhere"), shared=None)


def test_progress_is_told_of_every_part(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    said: list[str] = []

    class Listening(NoProgress):
        def start(self, label: str, total: int | None) -> None:
            said.append(f"start {label} {total}")

        def done(self) -> None:
            said.append("done")

    read_area(str(tmp_path), shared=None, progress=Listening())
    assert said == [
        "start read map and buildings 1", "done", "start settle heights None", "done",
        "start find trees and walls None", "done",
    ]  # fmt: skip
