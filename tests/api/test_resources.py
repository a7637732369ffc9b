"""What the API answers, read back with its own public models."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import pytest
from pydantic import BaseModel

from tests.fix_api import NOW, Api
from twin.api.areas import AreaBody, AreaPage, BuildingFeature, BuildingPage, SunDay
from twin.api.health import Alive, Readiness
from twin.api.ledger import Ledger
from twin.api.observations import Interval, LatestPage, Series, Value
from twin.api.quality import Quality
from twin.api.scenes import SceneBody
from twin.api.shapes import RD
from twin.api.things import DatastreamBody, DatastreamPage, QuantityPage, ThingBody, ThingPage
from twin.model import Area
from twin.quantities import QUANTITIES

Body = TypeVar("Body", bound=BaseModel)


def ask(api: Api, path: str, kind: type[Body], status: int = 200) -> Body:
    """The body at `path`, which must be of `kind` and nothing more."""
    answer = api.client.get(path)
    assert answer.status_code == status, answer.text
    body = kind.model_validate_json(answer.content)
    assert set(answer.json()) == set(kind.model_fields)
    return body


def test_the_process_is_alive(api: Api) -> None:
    assert ask(api, "/healthz", Alive).status == "ok"


def test_ready_names_the_engine_and_every_part(api: Api) -> None:
    ready = ask(api, "/readyz", Readiness)
    assert ready.ready
    assert ready.database.engine == "PostgreSQL"
    assert ready.database.version
    assert ready.broker.told == "127.0.0.1:1883"


def test_the_area_is_listed_and_says_that_it_is_made_up(api: Api, sample_area: Area) -> None:
    page = ask(api, "/api/v1/areas", AreaPage)
    assert [item.id for item in page.items] == [sample_area.id]
    assert page.items[0].origin == "synthetic"
    area = ask(api, f"/api/v1/areas/{sample_area.id}", AreaBody)
    assert area.buildings == len(sample_area.buildings)
    west, south, east, north = area.bbox
    assert west < area.centre[0] < east
    assert south < area.centre[1] < north
    assert area.sources[0].attribution


def test_quality_tells_how_heights_are_known(api: Api, sample_area: Area) -> None:
    quality = ask(api, f"/api/v1/areas/{sample_area.id}/quality", Quality)
    assert sum(quality.heights.values()) == len(sample_area.buildings)


def test_buildings_come_page_by_page_without_gap_or_repeat(api: Api, sample_area: Area) -> None:
    seen: list[str] = []
    path: str | None = f"/api/v1/areas/{sample_area.id}/buildings?limit=250"
    while path is not None:
        page = ask(api, path, BuildingPage)
        assert len(page.features) <= 250
        seen += [feature.id for feature in page.features]
        path = page.next
    assert seen == sorted(building.id for building in sample_area.buildings)


def test_a_building_tells_its_height_and_how_sure_we_are(api: Api, sample_area: Area) -> None:
    building = sample_area.buildings[0]
    where = f"/api/v1/areas/{sample_area.id}/buildings/{building.id}"
    feature = ask(api, where, BuildingFeature)
    facts = feature.properties
    assert facts.height == pytest.approx(building.roof_height - building.ground_height, abs=0.01)
    assert "Verzonnen" in facts.certainty.nl
    lon, lat = feature.geometry["coordinates"][0][0]
    assert 3 < lon < 8 < 50 < lat < 54


def test_geometry_comes_in_rd_for_who_asks(api: Api, sample_area: Area) -> None:
    building = sample_area.buildings[0]
    where = f"/api/v1/areas/{sample_area.id}/buildings/{building.id}"
    feature = ask(api, f"{where}?crs={RD}", BuildingFeature)
    x, y = feature.geometry["coordinates"][0][0]
    assert abs(x - building.footprint.centroid.x) < 200
    assert abs(y - building.footprint.centroid.y) < 200


def test_the_sun_is_high_in_the_south_at_noon_in_june(api: Api, sample_area: Area) -> None:
    day = ask(api, f"/api/v1/areas/{sample_area.id}/sun?date=2026-06-21", SunDay)
    highest = max(day.items, key=lambda item: item.elevation)
    assert 60.5 < highest.elevation < 62
    assert 175 < highest.azimuth < 185
    assert highest.at.utcoffset() is not None
    assert (highest.at.hour, highest.at.minute) in {(13, 30), (13, 40)}
    assert "SPA" in day.method


def test_the_scene_points_to_meshes_that_are_there(api: Api, sample_area: Area) -> None:
    scene = ask(api, f"/api/v1/areas/{sample_area.id}/scene", SceneBody)
    assert scene.notice is not None
    assert "verzonnen" in scene.notice.nl
    assert scene.legend
    meshes = [layer for layer in scene.deck["layers"] if layer["@@type"] == "ScenegraphLayer"]
    assert {layer["id"] for layer in meshes} == {"ground", "buildings", "trees"}
    for layer in meshes:
        mesh = api.client.get(layer["scenegraph"])
        assert mesh.content[:4] == b"glTF"
        assert "immutable" in mesh.headers["cache-control"]
        assert mesh.headers["content-encoding"] == "gzip"
        again = api.client.get(layer["scenegraph"], headers={"If-None-Match": mesh.headers["etag"]})
        assert again.status_code == 304
    stale = api.client.get(f"/api/v1/areas/{sample_area.id}/scene/ground.glb?v=older")
    assert stale.headers["cache-control"] == "no-cache"
    rows = api.client.get(f"/api/v1/areas/{sample_area.id}/scene/things.json").json()
    assert [row["id"] for row in rows] == ["kit-1"], "only what has a place is on the map"


def test_things_have_their_newest_values_and_say_where_they_come_from(
    api: Api, sample_area: Area
) -> None:
    page = ask(api, f"/api/v1/things?area={sample_area.id}", ThingPage)
    first, second = page.items
    assert (first.id, first.origin) == ("kit-1", "replay")
    assert first.location is not None
    assert first.location.coordinates == [6.8, 52.26]
    assert second.location is None
    latest = {stream.quantity: stream.latest for stream in first.datastreams}
    assert latest["pm25"] is not None
    assert latest["pm25"].v == pytest.approx(8.0)
    assert latest["temperature"] is None
    assert ask(api, "/api/v1/things/kit-1", ThingBody) == first


def test_all_things_come_page_by_page(api: Api) -> None:
    page = ask(api, "/api/v1/things?limit=2", ThingPage)
    assert [thing.id for thing in page.items] == ["elders", "kit-1"]
    assert page.next is not None
    rest = ask(api, page.next, ThingPage)
    assert [thing.id for thing in rest.items] == ["kit-2"]
    assert rest.next is None


def test_datastreams_carry_their_unit(api: Api) -> None:
    page = ask(api, "/api/v1/datastreams?limit=3", DatastreamPage)
    assert page.next is not None
    assert len(ask(api, page.next, DatastreamPage).items) == 1
    one = ask(api, f"/api/v1/datastreams/{api.pm25}", DatastreamBody)
    assert (one.unit, one.unit_label) == ("ug/m3", "µg/m³")


def test_every_quantity_is_told(api: Api) -> None:
    page = ask(api, "/api/v1/quantities", QuantityPage)
    assert [known.key for known in page.items] == list(QUANTITIES)


def test_raw_values_come_page_by_page_in_order(api: Api) -> None:
    where = f"/api/v1/datastreams/{api.pm25}/observations"
    path: str | None = f"{where}?from=2026-11-22T11:30:00Z&to=2026-11-22T12:00:00Z&limit=11"
    times: list[datetime] = []
    while path is not None:
        series = ask(api, path, Series)
        assert series.origin == "replay"
        values = [item for item in series.items if isinstance(item, Value)]
        assert len(values) == len(series.items)
        times += [value.t for value in values]
        path = series.next
    assert len(times) == 30
    assert times == sorted(set(times))


def test_hours_and_days_are_rolled_up(api: Api) -> None:
    span = "from=2026-11-22T11:00:00Z&to=2026-11-22T12:00:00Z"
    for interval in ("hour", "day"):
        series = ask(
            api, f"/api/v1/datastreams/{api.pm25}/observations?{span}&interval={interval}", Series
        )
        rows = [item for item in series.items if isinstance(item, Interval)]
        assert rows, interval
        for row in rows:
            assert row.min is not None
            assert row.max is not None
            assert row.mean is not None
            assert row.sum is not None
            assert row.min <= row.mean <= row.max
            assert row.mean == pytest.approx(row.sum / row.count)
            assert not row.hidden


def test_the_newest_values_of_an_area(api: Api, sample_area: Area) -> None:
    page = ask(api, f"/api/v1/observations/latest?area={sample_area.id}", LatestPage)
    assert [(item.thing, item.t) for item in page.items] == [("kit-1", NOW)]


def test_the_ledger_balances(api: Api) -> None:
    ledger = ask(api, "/api/v1/ledger", Ledger)
    assert ledger.total.balanced
    assert ledger.total.stored == ledger.sources["test"].stored >= 60


def test_prometheus_reads_the_ledger(api: Api) -> None:
    text = api.client.get("/metrics").text
    assert 'twin_readings_total{outcome="stored",reason="",source="test"}' in text
    assert 'twin_ingest_connected{worker="twin-ingest"} 1.0' in text
    assert 'twin_ingest_delay_seconds_bucket{le="0.25",worker="twin-ingest"} 0.0' in text
    assert 'twin_ingest_delay_seconds_count{worker="twin-ingest"} 0.0' in text


def test_answers_are_compressed_and_carry_the_security_headers(api: Api) -> None:
    answer = api.client.get("/api/v1/quantities")
    assert answer.headers["content-encoding"] == "gzip"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
