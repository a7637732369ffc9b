"""From words, a preset or a polygon file to an area: downloaded once, read like any files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely import box
from shapely.geometry import mapping

from tests.standin.server import StandIn
from twin.errors import NotFound, ParameterInvalid, SourceAway
from twin.geo.pdok.services import behind
from twin.geo.trees import pairs
from twin.jobs.fetch_area import Downloads, Wish, fetch
from twin.jobs.load_area import NoProgress, at_hand, read_area
from twin.model import Area, HeightOrigin, TreeOrigin

DELFT = box(84815, 447443, 85083, 447750)


def load(wish: Wish, downloads: Downloads) -> Area:
    files = at_hand(wish, downloads, shared=None, progress=NoProgress())
    return read_area(files, shared=None, progress=NoProgress())


@pytest.fixture
def polygon(tmp_path: Path) -> Path:
    """A polygon file around all of Delft's data."""
    path = tmp_path / "Spoorzone.geojson"
    path.write_text(json.dumps(mapping(DELFT)))
    return path


def test_a_polygon_file_becomes_an_area_like_the_one_from_files(
    polygon: Path, downloads: Downloads, stand_in: StandIn, delft_area: Area
) -> None:
    area = load(Wish(str(polygon)), downloads)
    assert (area.id, area.name) == ("spoorzone", "Spoorzone")
    assert area.boundary.symmetric_difference(DELFT).area < 1
    ours = {building.id: building for building in area.buildings}
    theirs = {building.id: building for building in delft_area.buildings}
    both = ours.keys() & theirs.keys()
    assert len(both) > 120
    gaps = sorted(
        abs(ours[name].roof_height - theirs[name].roof_height)
        for name in both
        if ours[name].height_origin is theirs[name].height_origin is HeightOrigin.AHN
    )
    assert len(gaps) > 100
    assert gaps[len(gaps) // 2] < 0.5
    assert sum(building.mesh is not None for building in area.buildings) >= 10
    trees = [tree for tree in area.trees if delft_area.boundary.contains(tree.position)]
    found, known = (
        np.array([(tree.position.x, tree.position.y) for tree in each])
        for each in (trees, delft_area.trees)
    )
    # Its heights are cells without classes and returns: the trees are nearly those of the points.
    same = pairs(found, known, np.full(len(found), 2.5))
    assert len(same) / len(found) > 0.85
    assert len(same) / len(known) > 0.8
    assert {tree.known_by for tree in area.trees} == {TreeOrigin.DETECTED}
    apart = [abs(trees[one].height - delft_area.trees[two].height) for one, two in same]
    assert np.median(apart) < 0.3


def test_its_sources_tell_licence_date_version_and_when_they_were_downloaded(
    polygon: Path, downloads: Downloads, stand_in: StandIn
) -> None:
    area = load(Wish(str(polygon)), downloads)
    told = {source.name: source for source in area.sources}
    model = told["3D BAG"]
    assert (model.licence, model.version) == ("CC-BY-4.0", "v2023.10.08")
    assert "tudelft3d" in model.attribution
    assert str(model.dated) == "2023-10-08"
    assert all(source.downloaded_at == downloads.now() for source in area.sources)
    assert len(told) >= 4


def test_an_address_with_a_radius_becomes_an_area(downloads: Downloads, stand_in: StandIn) -> None:
    area = load(Wish("Oude Delft 95, Delft", radius=60), downloads)
    assert area.name == "Oude Delft 95, 2611BC Delft (60 m)"
    assert 10 < len(area.buildings) < 100


@pytest.mark.parametrize("source", ["Oude Delft 95, Delft", "hengelo-hart-van-zuid"])
def test_what_was_downloaded_is_not_asked_again_until_somebody_wants_it(
    source: str, downloads: Downloads, stand_in: StandIn
) -> None:
    first = fetch(Wish(source), downloads, NoProgress())
    stand_in.asked.clear()
    assert fetch(Wish(source), downloads, NoProgress()) == first
    assert stand_in.asked == []
    assert fetch(Wish(source, refresh=True), downloads, NoProgress()) == first
    assert stand_in.asked


def test_a_polygon_that_changed_is_downloaded_again(
    polygon: Path, downloads: Downloads, stand_in: StandIn
) -> None:
    fetch(Wish(str(polygon)), downloads, NoProgress())
    polygon.write_text(json.dumps(mapping(box(84900, 447500, 84950, 447550))))
    stand_in.asked.clear()
    fetch(Wish(str(polygon)), downloads, NoProgress())
    assert stand_in.asked


def test_offline_reads_what_was_downloaded_before(downloads: Downloads, stand_in: StandIn) -> None:
    load(Wish("Oude Delft 95, Delft", radius=60), downloads)
    unplugged = replace(downloads, services=behind("http://127.0.0.1:9"))
    area = load(Wish("Oude Delft 95, Delft", radius=60, offline=True), unplugged)
    assert len(area.buildings) > 10


def test_offline_says_what_there_is_when_that_place_is_not(
    downloads: Downloads, stand_in: StandIn
) -> None:
    fetch(Wish("Oude Delft 95, Delft", radius=60), downloads, NoProgress())
    with pytest.raises(NotFound, match="not downloaded before") as refused:
        fetch(Wish("Berflo Es, Hengelo", offline=True), downloads, NoProgress())
    assert "oude-delft-95-2611bc-delft-60m" in refused.value.hint
    assert len(stand_in.paths("Berflo")) == 0


def test_without_internet_the_way_out_is_told(downloads: Downloads) -> None:
    unplugged = replace(downloads, services=behind("http://127.0.0.1:9"), pause=lambda wait: None)
    with pytest.raises(SourceAway) as refused:
        fetch(Wish("Berflo Es, Hengelo"), unplugged, NoProgress())
    assert "--offline" in refused.value.hint


def test_a_radius_is_for_addresses(downloads: Downloads, stand_in: StandIn) -> None:
    for source in ("Berflo Es, Hengelo", "hengelo-hart-van-zuid"):
        with pytest.raises(ParameterInvalid, match="means nothing"):
            fetch(Wish(source, radius=100), downloads, NoProgress())


def test_a_municipality_needs_a_second_thought(downloads: Downloads, stand_in: StandIn) -> None:
    with pytest.raises(ParameterInvalid, match=r"61\.8"):
        fetch(Wish("gemeente Hengelo"), downloads, NoProgress())
    assert stand_in.paths("bgt/ogc") == []


def test_a_path_is_never_taken_for_a_place(downloads: Downloads, stand_in: StandIn) -> None:
    with pytest.raises(NotFound, match="no file or folder"):
        load(Wish("data/nergens"), downloads)
    assert stand_in.asked == []
