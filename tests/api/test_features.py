"""The ground as OGC API Features: what each address answers, and what it refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely import LineString, box

from tests.fix_api import Api
from twin.api.features.conformance import MET, NOT_MET
from twin.api.shapes import CRS84, RD
from twin.geo.crs import rd_to_lonlat
from twin.geo.layers import LAYERS
from twin.model import Area, Barrier, BarrierHeight
from twin.store.areas import save_area

ROOT = "/ogc/features"
DOCS = Path(__file__).parents[2] / "docs" / "features.md"
PAND = f"{ROOT}/collections/voorbeeldwijk.pand/items"


def get(api: Api, path: str, **query: str | int) -> dict[str, Any]:
    answer = api.client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def follow(body: dict[str, Any], rel: str, kind: str = "") -> str | None:
    found = [one for one in body["links"] if one["rel"] == rel and kind in one["type"]]
    return found[0]["href"] if found else None


def test_a_client_finds_its_way_from_the_landing_page(api: Api) -> None:
    landing = get(api, ROOT)
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        link = follow(landing, rel)
        assert link is not None
        assert api.client.get(link).status_code == 200, rel
    listed = get(api, follow(landing, "data") or "")["collections"]
    names = [one["id"] for one in listed]
    assert names == [*(f"voorbeeldwijk.{layer.name}" for layer in LAYERS), "things"]
    for one in listed:
        items = follow(one, "items", "geo+json")
        assert items is not None
        assert get(api, items)["type"] == "FeatureCollection"
        assert get(api, follow(one, "self") or "") == one


def test_a_made_up_area_says_so_in_its_layers_and_in_every_feature(api: Api) -> None:
    for one in get(api, f"{ROOT}/collections")["collections"][:-1]:
        assert "verzonnen" in one["title"]
        assert "Verzonnen" in one["description"]
        assert one["origin"] == "synthetic"
        for feature in get(api, follow(one, "items", "geo+json") or "")["features"]:
            assert feature["properties"]["origin"] == "synthetic"


def test_what_is_met_is_what_the_page_says() -> None:
    _, met, not_met = re.split(r"^### (?:Met|Not met)$", DOCS.read_text(), flags=re.MULTILINE)
    assert re.findall(r"^- `(.+)`$", met, re.MULTILINE) == list(MET)
    assert re.findall(r"^\| `(.+)` \| (.+) \|$", not_met, re.MULTILINE) == list(NOT_MET.items())
    assert not {*MET} & {*NOT_MET}


def test_what_is_met_is_what_programs_hear(api: Api) -> None:
    assert get(api, f"{ROOT}/conformance")["conformsTo"] == list(MET)


def test_the_description_is_openapi_and_its_paths_are_there(api: Api) -> None:
    answer = api.client.get(f"{ROOT}/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = answer.json()
    OpenAPIV30SpecValidator(told).validate()
    some = get(api, PAND, limit=1)["features"][0]["id"]
    for path in told["paths"]:
        filled = path.format(collectionId="voorbeeldwijk.pand", featureId=some)
        assert api.client.get(ROOT + filled).status_code == 200, filled


def test_pages_follow_on_each_other_until_every_building_has_come_once(
    api: Api, sample_area: Area
) -> None:
    seen: list[str] = []
    where: str | None = f"{PAND}?limit=100"
    while where is not None:
        page = get(api, where)
        assert page["numberMatched"] == len(sample_area.buildings)
        assert page["numberReturned"] == len(page["features"]) <= 100
        seen += [feature["id"] for feature in page["features"]]
        where = follow(page, "next")
    assert seen == sorted(one.id for one in sample_area.buildings)


def test_a_limit_beyond_the_largest_is_capped(api: Api, sample_area: Area) -> None:
    assert get(api, PAND, limit=99_999_999)["numberReturned"] == len(sample_area.buildings)


def test_a_box_gives_what_touches_it_in_degrees_and_in_rd(api: Api, sample_area: Area) -> None:
    middle = sample_area.boundary.centroid
    around = shapely.box(middle.x - 80, middle.y - 60, middle.x + 80, middle.y + 60)
    wanted = {one.id for one in sample_area.buildings if one.footprint.intersects(around)}
    assert wanted
    rd = ",".join(str(side) for side in around.bounds)
    found = get(api, f"{PAND}?bbox={rd}&bbox-crs={RD}&limit=1000")
    assert {feature["id"] for feature in found["features"]} == wanted
    corners = rd_to_lonlat(shapely.get_coordinates(around))
    lonlat = shapely.box(*corners.min(axis=0), *corners.max(axis=0))
    ids = {
        feature["id"]
        for feature in get(api, PAND, bbox=",".join(map(str, lonlat.bounds)), limit=1000)[
            "features"
        ]
    }
    assert ids >= wanted  # the box in degrees lies a little slanted, and around the one in RD
    assert len(ids) < len(sample_area.buildings) / 2


@pytest.mark.parametrize("bbox", ["0,0,1,1", "5,52,-170,53", "4,50,5,90", "10,53,11,54"])
def test_a_box_elsewhere_is_empty_but_over_the_180th_meridian_it_is_not(
    api: Api, bbox: str
) -> None:
    found = get(api, PAND, bbox=bbox)["numberMatched"]
    assert (found > 0) == (bbox == "5,52,-170,53")


def test_coordinates_come_as_asked_and_the_answer_says_which(api: Api, sample_area: Area) -> None:
    one = sample_area.buildings[0]
    for crs, low, high in ((CRS84, (3, 50), (8, 54)), (RD, (7e3, 289e3), (3e5, 629e3))):
        answer = api.client.get(f"{PAND}/{one.id}", params={"crs": crs})
        assert answer.headers["content-crs"] == f"<{crs}>"
        corners = shapely.get_coordinates(shapely.from_geojson(answer.text))
        assert (corners > low).all()
        assert (corners < high).all()
    drawn = shapely.from_geojson(api.client.get(f"{PAND}/{one.id}", params={"crs": RD}).text)
    assert shapely.hausdorff_distance(drawn, one.footprint) < 0.01


def test_features_are_chosen_by_their_properties(api: Api, sample_area: Area) -> None:
    year = next(one.year for one in sample_area.buildings if one.year)
    told = get(api, PAND, year=str(year), height_origin="synthetic", limit=1000)
    assert {feature["id"] for feature in told["features"]} == {
        one.id for one in sample_area.buildings if one.year == year
    }
    assert get(api, PAND, use="nergens")["numberMatched"] == 0
    first = sample_area.buildings[0].id
    assert [one["id"] for one in get(api, PAND, id=first)["features"]] == [first]


def test_queryables_are_the_properties_of_the_features(api: Api) -> None:
    for one in get(api, f"{ROOT}/collections")["collections"]:
        told = get(api, f"{ROOT}/collections/{one['id']}/queryables")
        named = {*told["properties"]} - {"id", "geometry"}
        features = get(api, follow(one, "items", "geo+json") or "", limit=1)["features"]
        for feature in features:
            assert {*feature["properties"]} == named
            for name, value in feature["properties"].items():
                kind = {str: "string", int: "integer", float: "number"}.get(type(value))
                assert kind in (None, told["properties"][name]["type"])


def test_walls_and_hedges_are_features_with_their_height(api: Api, sample_area: Area) -> None:
    x, y = shapely.get_coordinates(sample_area.boundary.centroid)[0].round(2).tolist()
    hedge = Barrier("haag-1", "haag", LineString([(x, y), (x + 8, y)]), 23.0, 1.5, True,
                    BarrierHeight.ASSUMED)  # fmt: skip
    wall = replace(hedge, id="muur-1", kind="muur", shape=box(x, y, x + 5, y + 0.4))
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        few = sample_area.buildings[:3]
        save_area(conn, replace(sample_area, id="muren", buildings=few, barriers=(hedge, wall)), "")
    where = f"{ROOT}/collections/muren.afscheiding"
    line, ground = get(api, f"{where}/items", crs=RD)["features"]
    assert line["geometry"] == {"type": "LineString", "coordinates": [[x, y], [x + 8, y]]}
    assert ground["geometry"]["type"] == "Polygon"
    assert line["properties"] == {
        "kind": "haag", "height": 1.5, "ground_height": 23.0, "closed": "yes",
        "height_origin": "assumed", "origin": "synthetic",
    }  # fmt: skip
    told = get(api, f"{where}/queryables")["properties"]
    assert told["geometry"]["format"] == "geometry-any"
    assert [one["id"] for one in get(api, f"{where}/items", kind="muur")["features"]] == ["muur-1"]


def test_an_unchanged_feature_is_not_sent_again(api: Api, sample_area: Area) -> None:
    where = f"{PAND}/{sample_area.buildings[0].id}"
    tag = api.client.get(where).headers["etag"]
    again = api.client.get(where, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = api.client.get(where, params={"crs": RD}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_things_stand_where_they_stand_and_one_without_a_place_has_none(api: Api) -> None:
    features = {one["id"]: one for one in get(api, f"{ROOT}/collections/things/items")["features"]}
    assert features["kit-1"]["geometry"]["coordinates"] == pytest.approx([6.8, 52.26], abs=1e-6)
    assert features["kit-1"]["properties"]["origin"] == "replay"
    assert features["elders"]["geometry"] is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "limit '0'"),
        ("limit=veel", "limit 'veel'"),
        ("bbox=1,2,3", "bbox '1,2,3'"),
        ("bbox=1,2,3,nan", "bbox '1,2,3,nan'"),
        ("bbox=6,53,7,52", "bbox '6,53,7,52'"),
        ("bbox=250000,470000,251000,471000", "is no box"),
        ("crs=EPSG:4326", "crs 'EPSG:4326'"),
        ("bbox-crs=EPSG:4326&bbox=1,2,3,4", "bbox-crs 'EPSG:4326'"),
        ("datetime=gisteren", "datetime 'gisteren'"),
        ("datetime=2026-02-31", "datetime '2026-02-31'"),
        ("datetime=2026-03-01/2026-02-01", "datetime '2026-03-01/2026-02-01'"),
        ("year=oud", "year 'oud'"),
        ("hoogte=3", "parameter 'hoogte'"),
        ("year=1936&year=1937", "parameter 'year' is given twice"),
        ("f=gml", "f 'gml'"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(api: Api, query: str, said: str) -> None:
    answer = api.client.get(f"{PAND}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    "datetime",
    ["2026-11-22", "2026-11-22T10:00:00Z", "2026-01-01/..", "../2026-01-01", "/2026-01-01"],
)
def test_any_moment_fits_what_has_no_time(api: Api, datetime: str, sample_area: Area) -> None:
    assert get(api, PAND, datetime=datetime)["numberMatched"] == len(sample_area.buildings)


@pytest.mark.parametrize(
    "path", ["/collections/mars.pand", "/collections/voorbeeldwijk.pand/items/geen", "/tegels"]
)
def test_what_is_not_there_is_not_found(api: Api, path: str) -> None:
    answer = api.client.get(ROOT + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    "path",
    [
        "/", "/conformance", "/api", "/collections", "/collections/voorbeeldwijk.wegdeel",
        "/collections/voorbeeldwijk.pand/queryables", "/collections/voorbeeldwijk.pand/items",
        "/collections/things/items", "/collections/things/items/kit-1",
    ],
)  # fmt: skip
def test_people_get_a_page_in_dutch_and_in_english_whose_links_lead_on(api: Api, path: str) -> None:
    dutch = api.client.get(ROOT + path, headers=BROWSER)
    assert dutch.headers["content-type"] == "text/html; charset=utf-8"
    assert dutch.headers["content-language"] == "nl"
    assert '<html lang="nl">' in dutch.text
    english = api.client.get(ROOT + path, params={"f": "html", "taal": "en"})
    assert '<html lang="en">' in english.text
    for page in (dutch, english):
        links = sorted(set(re.findall(r'href="(/ogc/[^"]+)"', page.text)))
        for link in links[:4] + links[-4:]:
            address = link.replace("&amp;", "&")
            assert api.client.get(address, headers=BROWSER).status_code == 200, address
    json = next(link for link in re.findall(r'href="(/ogc/[^"]+f=json)"', dutch.text))
    assert api.client.get(json, headers=BROWSER).headers["content-type"].partition("+")[0] != (
        "text/html"
    )


def test_a_page_of_a_made_up_building_says_that_it_is(api: Api, sample_area: Area) -> None:
    page = api.client.get(f"{PAND}/{sample_area.buildings[0].id}", headers=BROWSER)
    assert "tag--synthetic" in page.text
    assert sample_area.sources[0].attribution in page.text
