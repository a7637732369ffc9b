"""Collections of features to files: pages by cursor or offset, and going on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from shapely import Polygon, box
from shapely.geometry import shape

from tests.standin import faults
from tests.standin.pygeoapi import PAGE
from tests.standin.server import Answered, Handler, StandIn
from twin.errors import SourceAway, SourceChanged
from twin.geo.crs import Bounds
from twin.geo.gml import read_features
from twin.geo.pdok import features
from twin.geo.pdok.client import Client
from twin.geo.pdok.services import Services

DELFT: Bounds = (84815.0, 447443.0, 85083.0, 447750.0)
NEEDS = frozenset({"lokaalid"})


def get(
    client: Client, service: str, name: str, target: Path, bounds: Bounds = DELFT, **more: Any
) -> list[dict[str, Any]]:
    first = features.query(f"{service}/collections/{name}/items", bounds)
    features.download(client, first, target, within=box(*bounds), needs=NEEDS, **more)
    return list(json.loads(target.read_text())["features"])


def test_a_collection_in_pages_by_cursor_comes_in_once_and_whole(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.page = 40
    found = get(client, services.bgt, "pand", tmp_path / "pand.geojson")
    assert len(found) == len({each["id"] for each in found}) == 160
    assert len(stand_in.paths("pand/items")) == 4
    assert all(len(each["properties"]["identificatie_bag_pnd"]) == 16 for each in found)
    assert [path.name for path in tmp_path.iterdir()] == ["pand.geojson"]


def test_its_file_is_in_rd_and_says_so(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    around = (84000.0, 447000.0, 86000.0, 448000.0)
    get(client, services.bgt, "wegdeel", tmp_path / "wegdeel.geojson", around)
    told = pyogrio.read_info(tmp_path / "wegdeel.geojson")
    assert told["crs"] == "EPSG:28992"
    assert told["features"] == 151


def test_a_real_server_that_pages_by_offset_gives_all_of_hilversum(
    client: Client, pygeoapi: str, shared: Path, tmp_path: Path
) -> None:
    gml = shared / "hilversum-bgt" / "bgt_wegdeel.gml"
    roads = [each.geometry for each in read_features(gml) if each.geometry is not None]
    west, south, east, north = shapely.total_bounds(roads)
    whole = (west - 1, south - 1, east + 1, north + 1)
    found = get(client, pygeoapi, "wegdeel", tmp_path / "wegdeel.geojson", whole)
    assert len(found) == len(roads) == 983 > 3 * PAGE
    area = sum(shape(each["geometry"]).area for each in found)
    assert area == pytest.approx(sum(each.area for each in roads), rel=1e-6)


def test_and_of_a_window_in_rd_only_what_touches_it(
    client: Client, pygeoapi: str, shared: Path, tmp_path: Path
) -> None:
    gml = shared / "hilversum-bgt" / "bgt_wegdeel.gml"
    roads = [each.geometry for each in read_features(gml) if each.geometry is not None]
    middle = shapely.union_all([each.centroid for each in roads]).centroid.buffer(100).bounds
    found = get(client, pygeoapi, "wegdeel", tmp_path / "wegdeel.geojson", middle)
    assert 0 < len(found) == sum(box(*middle).intersects(each) for each in roads) < 983


def test_a_walk_that_was_stopped_goes_on_at_the_page_where_it_was(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.page = 40
    target = tmp_path / "pand.geojson"
    stand_in.fail("cursor=80", faults.status(500), times=5)
    with pytest.raises(SourceAway):
        get(client, services.bgt, "pand", target)
    assert not target.exists()
    stand_in.asked.clear()
    assert len(get(client, services.bgt, "pand", target)) == 160
    assert len(stand_in.paths("pand/items")) == 2


def test_a_page_that_was_being_written_when_the_power_failed_is_asked_again(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.page = 40
    target = tmp_path / "pand.geojson"
    stand_in.fail("cursor=120", faults.status(500), times=5)
    with pytest.raises(SourceAway):
        get(client, services.bgt, "pand", target)
    (draft,) = tmp_path.glob(".*.pages")
    draft.write_bytes(draft.read_bytes()[:-1000])
    stand_in.asked.clear()
    assert len(get(client, services.bgt, "pand", target)) == 160
    assert len(stand_in.paths("pand/items")) == 2


def test_pages_of_another_question_are_not_gone_on_with(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.page = 40
    target = tmp_path / "pand.geojson"
    stand_in.fail("cursor=80", faults.status(500), times=5)
    with pytest.raises(SourceAway):
        get(client, services.bgt, "pand", target)
    corner = (84815.0, 447443.0, 84900.0, 447500.0)
    stand_in.page = 1000
    found = get(client, services.bgt, "pand", target, corner)
    assert all(box(*corner).intersects(shape(each["geometry"])) for each in found)


def test_a_cursor_that_is_no_longer_valid_is_told_and_forgotten(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.page = 40
    target = tmp_path / "pand.geojson"
    stand_in.fail("cursor=80", faults.status(500), times=5)
    with pytest.raises(SourceAway):
        get(client, services.bgt, "pand", target)
    stand_in.fail("cursor=80", faults.status(400))
    with pytest.raises(SourceChanged, match="400"):
        get(client, services.bgt, "pand", target)
    assert len(get(client, services.bgt, "pand", target)) == 160


def test_of_a_polygon_only_what_touches_it_is_kept(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    triangle = Polygon([(84815, 447443), (85083, 447443), (84815, 447750)])
    first = features.query(f"{services.bgt}/collections/pand/items", DELFT)
    target = tmp_path / "pand.geojson"
    features.download(client, first, target, within=triangle, needs=NEEDS)
    found = [shape(each["geometry"]) for each in json.loads(target.read_text())["features"]]
    assert 0 < len(found) < 160
    assert all(triangle.intersects(each) for each in found)


def test_a_property_with_another_name_is_told_with_the_names_there_are(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("pand/items", faults.renamed("lokaal_id", "local_id"))
    with pytest.raises(SourceChanged, match="'lokaalid'") as refused:
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")
    assert "localid" in refused.value.hint
    assert list(tmp_path.glob("*.geojson")) == []


def in_degrees(handler: Handler, answered: Answered) -> Answered:
    told = json.loads(answered.body)
    for each in told["features"]:
        each["geometry"] = {"type": "Point", "coordinates": [4.35, 52.01]}
    return Answered(json.dumps(told).encode())


def test_coordinates_in_degrees_where_rd_was_asked_are_refused(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("pand/items", in_degrees)
    with pytest.raises(SourceChanged, match="not RD New") as refused:
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")
    assert "degrees" in refused.value.hint


def leading_to(address: str) -> Any:
    def fault(handler: Handler, answered: Answered) -> Answered:
        told = json.loads(answered.body)
        told["links"] = [{"rel": "next", "href": address}]
        return Answered(json.dumps(told).encode())

    return fault


def test_pages_do_not_lead_to_another_host(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("pand/items", leading_to("http://169.254.169.254/latest"))
    with pytest.raises(SourceChanged, match=r"169\.254"):
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")


def test_pages_do_not_lead_in_circles(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    here = features.query(f"{services.bgt}/collections/pand/items", DELFT)
    stand_in.fail("pand/items", leading_to(here))
    with pytest.raises(SourceChanged, match="is said to be"):
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")


def test_pages_that_never_end_are_left(
    client: Client,
    services: Services,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("twin.geo.pdok.pages._MOST", 3)
    stand_in.page = 40
    with pytest.raises(SourceChanged, match="page 4"):
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")


def test_fewer_features_than_a_page_says_are_asked_again(
    client: Client, services: Services, stand_in: StandIn, tmp_path: Path, pauses: list[float]
) -> None:
    def short(handler: Handler, answered: Answered) -> Answered:
        told = json.loads(answered.body)
        told["features"].pop()
        return Answered(json.dumps(told).encode())

    stand_in.fail("pand/items", short)
    assert len(get(client, services.bgt, "pand", tmp_path / "pand.geojson")) == 160
    assert len(pauses) == 1


@pytest.mark.parametrize(
    "body", [b'{"type": "Feature"}', b'{"type": "FeatureCollection"}', b"{}"], ids=str
)
def test_what_is_no_collection_of_features_is_refused(
    body: bytes, client: Client, services: Services, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.fail("pand/items", lambda handler, answered: Answered(body))
    with pytest.raises(SourceChanged, match="FeatureCollection was agreed"):
        get(client, services.bgt, "pand", tmp_path / "pand.geojson")


def test_the_date_of_the_data_is_that_of_the_collection(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    known = features.collections(client, services.bgt)
    assert str(known["pand"].dated) == "2026-11-19"


def test_the_stand_in_answers_in_the_form_of_pdoks_own_server(
    client: Client, services: Services, stand_in: StandIn, shared: Path
) -> None:
    recorded = shared / "pdok-ogc" / "expected" / "expected_foo_collection_with_cursor.json"
    real = json.loads(recorded.read_text())
    stand_in.page = 2
    query = features.query(f"{services.bgt}/collections/pand/items", DELFT)
    ours = client.get(query, accept=lambda answer: json.loads(answer.content))
    assert ours.keys() == real.keys()
    assert ours["features"][0].keys() == real["features"][0].keys()
    mine, theirs = ({link["rel"]: link for link in each["links"]} for each in (ours, real))
    assert mine["next"].keys() == theirs["next"].keys()
    assert "cursor=" in mine["next"]["href"]
    assert "cursor=" in theirs["next"]["href"]
