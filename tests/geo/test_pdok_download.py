"""All open data of a place into a folder: what is there, what is told of it, and starting again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from shapely import box

from tests.fix_pdok import MOMENT
from tests.standin import faults
from tests.standin.server import NO_DATA, Answered, Handler, StandIn
from twin.errors import Conflict, SourceAway, SourceChanged
from twin.geo import provenance
from twin.geo.pdok import buildings, heights
from twin.geo.pdok.client import Client
from twin.geo.pdok.download import download
from twin.geo.pdok.services import Services
from twin.geo.places import Place, read_place
from twin.geo.progress import NoProgress

BLOCK = (84900.0, 447500.0, 85000.0, 447600.0)
APELDOORN = box(195000, 471500, 198000, 474000)
PLACE = Place("blok", "Blok in Delft", box(*BLOCK), "blok")


def get(
    client: Client, services: Services, folder: Path, place: Place = PLACE, **more: Any
) -> dict[str, provenance.Provenance]:
    progress = more.get("progress", NoProgress())
    target = folder / place.id
    download(client, services, place, target, progress=progress, now=lambda: MOMENT)
    told = provenance.read(target)
    assert told is not None
    return dict(told.files)


def test_a_folder_has_every_source_in_the_form_of_files(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    files = get(client, services, tmp_path)
    there = {str(path.relative_to(tmp_path / "blok")) for path in (tmp_path / "blok").rglob("*.*")}
    assert there == files.keys() | {provenance.NAME, provenance.BOUNDARY}
    assert {each.partition("/")[0] for each in files} == {"bgt", "bag", "cbs", "3dbag", "ahn"}
    assert {"bgt/pand.geojson", "bag/pand.geojson", "ahn/dtm_84890_447500.tif"} <= there
    assert read_place(tmp_path / "blok" / provenance.BOUNDARY).boundary.equals(PLACE.boundary)


def test_every_file_tells_its_source_date_version_licence_and_address(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    files = get(client, services, tmp_path)
    map_ = files["bgt/pand.geojson"]
    assert (map_.source, map_.licence, map_.downloaded_at) == ("bgt", "CC0-1.0", MOMENT)
    assert str(map_.dated) == "2026-11-19"
    assert map_.address.startswith(f"{services.bgt}/collections/pand/items?")
    model = files["3dbag/0001.city.jsonl"]
    assert (model.licence, model.version) == ("CC-BY-4.0", "v2023.10.08")
    assert str(model.dated) == "2023-10-08"


def test_a_download_that_was_stopped_asks_only_for_what_is_not_there(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("dsm_05m", faults.status(500), times=50)
    with pytest.raises(SourceAway, match="500"):
        get(client, services, tmp_path)
    assert not (tmp_path / "blok").exists()
    stand_in.begin()
    with Client(pause=lambda seconds: None) as again:
        files = get(again, services, tmp_path)
    assert stand_in.paths("/items") == []
    assert any("dsm" in name for name in files)
    assert [path.name for path in tmp_path.iterdir()] == ["blok"]


def test_an_unfinished_download_of_another_place_of_that_name_is_thrown_away(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("dsm_05m", faults.status(500), times=50)
    with pytest.raises(SourceAway):
        get(client, services, tmp_path)
    stand_in.begin()
    moved = replace(PLACE, boundary=box(84850, 447500, 84900, 447550))
    with Client(pause=lambda seconds: None) as again:
        get(again, services, tmp_path, moved)
    assert stand_in.paths("pand/items")


def test_an_older_download_stays_until_the_new_one_is_whole(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    get(client, services, tmp_path)
    before = (tmp_path / "blok" / "bgt" / "pand.geojson").stat().st_mtime_ns
    stand_in.fail("wegdeel/items", faults.status(404))
    with pytest.raises(SourceChanged):
        get(client, services, tmp_path)
    assert (tmp_path / "blok" / "bgt" / "pand.geojson").stat().st_mtime_ns == before


def test_all_faults_together_change_nothing_of_what_comes_in(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path, pauses: list[float]
) -> None:
    stand_in.page = 40
    get(client, services, tmp_path / "calm")
    everything = [faults.status(500), faults.cut, faults.cut_unseen, faults.page_of_maintenance]
    hosts = ("lv/bgt/", "kadaster/bag/", "wijken-en-buurten", "api.3dbag.nl", "wcs")
    for where in hosts:
        for fault in everything:
            stand_in.fail(where, fault)
    get(client, services, tmp_path / "storm")
    assert len(pauses) == len(hosts) * len(everything)
    calm, storm = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*.*") if path.is_file()}
        for top in (tmp_path / "calm", tmp_path / "storm")
    )
    assert calm == storm


def test_a_service_does_not_choose_a_folder_elsewhere(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("bgt/ogc/v1/collections?", faults.renamed("waterdeel", "waterdeel_/../../x"))
    files = get(client, services, tmp_path)
    assert "bgt/wegdeel.geojson" in files
    assert not any("waterdeel_" in name for name in files)


def test_two_do_not_download_into_the_same_folder_at_once(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    def second(handler: Handler, answered: Answered) -> Answered:
        with pytest.raises(Conflict, match="under way"):
            get(client, services, tmp_path)
        return answered

    stand_in.fail("wegdeel/items", second)
    assert get(client, services, tmp_path)
    assert stand_in.take_fault("wegdeel/items") is None


def test_progress_is_told_per_source(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    said: dict[str, int] = {}

    class Listening(NoProgress):
        label = ""

        def start(self, label: str, total: int | None) -> None:
            self.label = label
            said[label] = 0 - (total or 0)

        def advance(self, n: int = 1) -> None:
            said[self.label] += n

    get(client, services, tmp_path, progress=Listening())
    assert said == {"BAG": 0, "BGT": 0, "CBS": 0, "3D BAG": 0, "AHN": 0}


def test_dwellings_say_in_which_pand_they_are(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    around = Place("noord", "Noord", APELDOORN, "noord")
    get(client, services, tmp_path, around)
    panden, dwellings = (
        json.loads((tmp_path / "noord" / "bag" / f"{name}.geojson").read_text())["features"]
        for name in ("pand", "verblijfsobject")
    )
    known = {each["properties"]["identificatie"] for each in panden}
    assert len(known) == 382
    assert len(dwellings) == 490
    assert {each["properties"]["pand_identificatie"] for each in dwellings} <= known


@pytest.mark.parametrize("page", [49, 98, 100])
def test_3d_bag_gives_its_last_building_too(
    page: int, client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    # The API itself tells of no next page when exactly one building is left.
    stand_in.page = page
    buildings._PAGE, kept = page, buildings._PAGE
    try:
        everywhere = (84000.0, 447000.0, 86000.0, 449000.0)
        items = f"{services.bag3d}/collections/pand/items"
        names = buildings.download(client, items, everywhere, tmp_path)
    finally:
        buildings._PAGE = kept
    assert len(names) == -(-99 // page)
    found = set()
    for name in names:
        header, *lines = (tmp_path / name).read_text().splitlines()
        assert json.loads(header)["transform"] == stand_in.header["transform"]
        found |= {json.loads(line)["id"] for line in lines}
    assert len(found) == 99


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("transform", "transformation", "metadata.transform"),
        ("numberMatched", "matched", "how many"),
        ("CityJSONFeature", "Feature", "CityJSONFeature was agreed"),
    ],
)
def test_another_form_of_3d_bag_is_refused(
    old: str,
    new: str,
    said: str,
    client: Client,
    services: Services,
    stand_in: StandIn,
    tmp_path: Path,
) -> None:
    stand_in.fail("pand/items", faults.renamed(old, new))
    items = f"{services.bag3d}/collections/pand/items"
    with pytest.raises(SourceChanged, match=said):
        buildings.download(client, items, BLOCK, tmp_path)


def test_heights_come_in_windows_of_bounded_size_that_fit_together() -> None:
    found = list(heights.windows((84_805.0, 447_433.5, 85_093.2, 447_760.0)))
    assert found == [
        (84_805, 447_433, 85_000, 447_500),
        (85_000, 447_433, 85_094, 447_500),
        (84_805, 447_500, 85_000, 447_760),
        (85_000, 447_500, 85_094, 447_760),
    ]
    far = list(heights.windows((0.3, 0.3, 1600.0, 10.0)))
    assert max(each[2] - each[0] for each in far) == heights.TILE


def test_a_window_has_the_cells_that_were_asked_in_rd(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    window = (84_900, 447_500, 85_000, 447_600)
    for name, coverage in heights.COVERAGES.items():
        asked = heights.address(services.ahn, coverage, window)
        heights.download(client, asked, tmp_path / f"{name}.tif")
    with rasterio.open(tmp_path / "dtm.tif") as low, rasterio.open(tmp_path / "dsm.tif") as high:
        assert low.crs.to_epsg() == 28992
        assert tuple(low.bounds) == window
        assert low.res == (0.5, 0.5)
        ground, surface = low.read(1), high.read(1)
    known = (ground != NO_DATA) & (surface != NO_DATA)
    assert np.median(ground[known]) == pytest.approx(0.4, abs=0.3)
    assert (surface >= ground)[known].all()


@pytest.mark.parametrize("fault", [faults.cut, faults.cut_unseen, faults.status(502)])
def test_a_window_that_is_cut_off_is_asked_again(
    fault: Any,
    client: Client,
    services: Services,
    stand_in: StandIn,
    tmp_path: Path,
    pauses: list[float],
) -> None:
    stand_in.fail("wcs", fault, times=2)
    asked = heights.address(services.ahn, "dtm_05m", (84_900, 447_500, 85_000, 447_600))
    heights.download(client, asked, tmp_path / "dtm.tif")
    assert len(pauses) == 2
    with rasterio.open(tmp_path / "dtm.tif") as file:
        file.read(1)


def test_a_coverage_that_ahn_does_not_have_is_told_in_its_words(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    asked = heights.address(services.ahn, "dtm_1m", (84_900, 447_500, 85_000, 447_600))
    with pytest.raises(SourceChanged, match="NoSuchCoverage"):
        heights.download(client, asked, tmp_path / "dtm.tif")
    assert len(stand_in.asked) == 1


def without(name: str) -> Any:
    def fault(handler: Handler, answered: Answered) -> Answered:
        told = json.loads(answered.body)
        told["collections"] = [each for each in told["collections"] if each["id"] != name]
        return Answered(json.dumps(told).encode())

    return fault


def test_a_collection_that_is_gone_is_told_with_those_there_are(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("bgt/ogc/v1/collections?", without("wegdeel"))
    with pytest.raises(SourceChanged, match="'wegdeel'") as refused:
        get(client, services, tmp_path)
    assert "waterdeel" in refused.value.hint
