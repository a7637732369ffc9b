"""SensorThings 1.1: entities, paths, options and pages, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fix_sensorthings import MINUTES, SensorThings
from twin.api.sensorthings.entities import SETS
from twin.store.relations import RELATIONS

NAVIGATION = [(name, link) for name, relation in RELATIONS.items() for link in relation.links]


def get(sta: SensorThings, path: str) -> dict[str, Any]:
    """The answer at `path`, in which `{pm25}` is the datastream that measured for a day."""
    numbers = {f"{key}@{thing}": number for (thing, key), number in sta.streams.items()}
    found = sta.client.get(
        path.format(pm25=numbers["pm25@kit-1"], count=numbers["vehicle_count@lus-1"])
    )
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


def ids(sta: SensorThings, path: str) -> list[Any]:
    return [entity["@iot.id"] for entity in get(sta, path)["value"]]


def follow(sta: SensorThings, path: str) -> list[dict[str, Any]]:
    """All entities of all pages."""
    entities: list[dict[str, Any]] = []
    page = get(sta, path)
    while True:
        entities += page["value"]
        if "@iot.nextLink" not in page:
            return entities
        page = sta.client.get(page["@iot.nextLink"]).json()


def test_the_root_lists_the_entity_sets_and_each_is_there(sta: SensorThings) -> None:
    root = get(sta, "/")
    assert {entry["name"] for entry in root["value"]} == set(SETS)
    for entry in root["value"]:
        page = sta.client.get(entry["url"]).json()
        assert page["value"], entry["name"]


@pytest.mark.parametrize("name", SETS)
def test_an_entity_is_found_by_its_own_address_with_all_its_links(
    sta: SensorThings, name: str
) -> None:
    entity = get(sta, f"/{name}?$top=1")["value"][0]
    assert sta.client.get(entity["@iot.selfLink"]).json() == entity
    links = {key for key in entity if key.endswith("@iot.navigationLink")}
    assert links == {f"{link}@iot.navigationLink" for link in RELATIONS[name].links}


@pytest.mark.parametrize(("name", "link"), NAVIGATION)
def test_every_link_leads_where_expand_brings_from(sta: SensorThings, name: str, link: str) -> None:
    many = RELATIONS[name].links[link].many
    page = get(sta, f"/{name}?$expand={link}{'($top=3)' if many else ''}&$top=3")
    for entity in page["value"]:
        found = sta.client.get(f"{entity['@iot.selfLink']}/{link}{'?$top=3' if many else ''}")
        if many:
            assert found.json()["value"] == entity[link]
        elif entity[link] is None:
            assert found.status_code == 404
        else:
            assert found.json() == entity[link]


def test_a_thing_tells_where_it_comes_from(sta: SensorThings) -> None:
    thing = get(sta, "/Things('kit-1')")
    assert thing["properties"]["origin"] == "replay"
    assert thing["properties"]["replayed_from"] == "2024"
    origins = [one["properties"]["origin"] for one in get(sta, "/Things")["value"]]
    assert origins == ["replay", "synthetic", "real"]


def test_a_datastream_tells_unit_passport_and_calibration(sta: SensorThings) -> None:
    raw = get(sta, "/Datastreams({pm25})")
    assert raw["unitOfMeasurement"]["symbol"] == "µg/m³"
    assert raw["unitOfMeasurement"]["definition"].endswith("/UCUM/0/ug%2Fm3")
    assert raw["properties"]["passport"]["owner"] == "Gemeente Hengelo"
    assert raw["phenomenonTime"] == "2026-11-21T11:01:00Z/2026-11-22T12:00:00Z"
    assert raw["observedArea"] == {"type": "Point", "coordinates": [6.8, 52.26]}
    found = get(sta, "/Datastreams?$filter=properties/variant eq 'calibrated'")["value"]
    assert [one["properties"]["calibration"] for one in found] == [
        "RIVM Samen Meten, tegen het station ernaast"
    ]


def test_an_observation_tells_its_quality_its_delay_and_what_was_sent(sta: SensorThings) -> None:
    spike = get(sta, "/Observations('{pm25}@2026-11-22T11:59:00Z')")
    assert spike["resultQuality"] == {"code": 2, "flags": ["spike"]}
    assert spike["parameters"] == {"delay": 60}
    converted = get(sta, "/Observations?$filter=parameters/sent ne null")["value"]
    assert [(one["result"], one["parameters"]["sent"]) for one in converted] == [
        (20.0, "68 [degF]")
    ]


def test_the_feature_of_interest_is_where_the_thing_stood_then(sta: SensorThings) -> None:
    before = get(sta, "/Observations('{pm25}@2026-11-22T11:29:00Z')/FeatureOfInterest")
    after = get(sta, "/Observations('{pm25}@2026-11-22T11:30:00Z')/FeatureOfInterest")
    assert before["feature"]["coordinates"] == [6.79, 52.26]
    assert after["feature"]["coordinates"] == [6.8, 52.26]
    page = get(sta, f"/FeaturesOfInterest({after['@iot.id']})/Observations?$count=true&$top=1")
    assert page["@iot.count"] == 31 + 2, "of all datastreams of the thing"


def test_history_tells_where_a_thing_stood(sta: SensorThings) -> None:
    history = get(sta, "/Things('kit-1')/HistoricalLocations?$expand=Locations&$orderby=time desc")[
        "value"
    ]
    assert [one["time"] for one in history] == ["2026-11-22T11:30:00Z", "2026-01-01T00:00:00Z"]
    now, then = (one["Locations"][0] for one in history)
    assert now["location"]["coordinates"] == [6.8, 52.26]
    assert ids(sta, "/Things('kit-1')/Locations") == [now["@iot.id"]]
    assert ids(sta, f"/Locations({then['@iot.id']})/Things") == []


def test_what_counts_people_or_cars_is_listed_but_never_one_by_one(sta: SensorThings) -> None:
    page = get(sta, "/Datastreams({count})/Observations?$count=true")
    assert page["value"] == []
    assert page["@iot.count"] == 0
    assert "hours of ten or more" in page["@twin.notice"]
    stream = get(sta, "/Datastreams({count})?$expand=Observations")
    assert stream["Observations"] == []
    assert "hours of ten or more" in stream["properties"]["observations"]
    assert "phenomenonTime" not in stream
    everything = follow(sta, "/Observations?$expand=Datastream($select=id)&$top=1000")
    shown = {one["Datastream"]["@iot.id"] for one in everything}
    assert sta.streams["lus-1", "vehicle_count"] not in shown
    assert len(everything) == MINUTES + 3


@pytest.mark.parametrize(
    "options",
    [
        "",
        "&$orderby=phenomenonTime desc",
        "&$orderby=result",
        "&$orderby=result desc,phenomenonTime",
        "&$orderby=year(phenomenonTime)",
        "&$orderby=phenomenonTime&$filter=result lt 1000&$select=id,result",
        "&$orderby=Datastream/Thing/name,result desc",
    ],
)
def test_pages_have_everything_once_in_order(sta: SensorThings, options: str) -> None:
    where = "/Datastreams({pm25})/Observations"
    paged = follow(sta, f"{where}?$top=400{options}")
    whole = get(sta, f"{where}?$top=10000{options}")
    assert len(paged) == MINUTES
    assert [one["@iot.id"] for one in paged] == [one["@iot.id"] for one in whole["value"]]


def test_pages_go_on_where_they_were_when_something_comes_in(sta: SensorThings) -> None:
    page = get(sta, "/Observations?$orderby=phenomenonTime desc&$top=5&$skip=2")
    assert "skip=" not in page["@iot.nextLink"]
    following = sta.client.get(page["@iot.nextLink"]).json()
    times = [one["phenomenonTime"] for one in page["value"] + following["value"]]
    assert times == sorted(times, reverse=True)
    assert len({one["@iot.id"] for one in page["value"] + following["value"]}) == 10


def test_count_top_skip_and_order(sta: SensorThings) -> None:
    page = get(sta, "/Datastreams({pm25})/Observations?$count=true&$top=0&$filter=result lt 10")
    assert page == {"@iot.count": MINUTES // 5, "value": []}
    assert ids(sta, "/Things?$orderby=name desc") == ["lus-1", "kit-2", "kit-1"]
    assert ids(sta, "/Things?$orderby=name&$skip=1&$top=1") == ["kit-2"]
    assert ids(sta, "/Things?$orderby=properties/origin asc") == ["lus-1", "kit-1", "kit-2"]
    assert ids(sta, "/Locations?$orderby=geo.distance(location,geography'POINT(4 52)')")[0] == 2


def test_select_gives_only_what_is_asked(sta: SensorThings) -> None:
    page = get(sta, "/Things?$select=name,id,Datastreams&$expand=Locations($select=location)")
    first = page["value"][0]
    assert set(first) == {
        "name", "@iot.id", "Datastreams@iot.navigationLink", "Locations",
    }  # fmt: skip
    assert set(first["Locations"][0]) == {"location"}


def test_expand_goes_deep_with_options_of_its_own(sta: SensorThings) -> None:
    page = get(
        sta,
        "/Things?$expand=Datastreams($orderby=id desc;$count=true;$select=name;"
        "$expand=Observations($top=2;$orderby=phenomenonTime desc;$filter=result ge 1),"
        "ObservedProperty($select=name)),Locations",
    )
    first, second, counting = page["value"]
    assert first["Datastreams@iot.count"] == 3
    raw = first["Datastreams"][-1]
    assert [one["result"] for one in raw["Observations"]] == [1.0, 2.0]
    assert raw["ObservedProperty"] == {"name": "Fijnstof PM2.5"}
    assert second["Locations"] == []
    assert counting["Datastreams"][0]["Observations"] == []
    following = sta.client.get(raw["Observations@iot.nextLink"]).json()
    assert [one["result"] for one in following["value"]] == [3.0, 4.0]


def test_a_path_in_expand_is_short_for_nesting(sta: SensorThings) -> None:
    short = get(sta, "/Things?$expand=Datastreams/Observations($top=1)")
    assert short == get(sta, "/Things?$expand=Datastreams($expand=Observations($top=1))")


def test_properties_values_and_references(sta: SensorThings) -> None:
    assert get(sta, "/Things('kit-1')/name") == {"name": "Luchtmeter 1"}
    assert get(sta, "/Things('kit-1')/properties/battery") == {"battery": 3.6}
    assert sta.client.get("/Things('kit-1')/name/$value").text == "Luchtmeter 1"
    place = sta.client.get("/Locations(1)/location/$value")
    assert place.headers["content-type"].startswith("text/plain")
    assert place.json()["type"] == "Point"
    assert sta.client.get("/Things('kit-1')/properties/nothing").status_code == 204
    references = get(sta, "/Things('kit-1')/Datastreams/$ref?$orderby=id")["value"]
    assert references[0] == {
        "@iot.selfLink": f"{sta.url}/Datastreams({sta.streams['kit-1', 'pm25']})"
    }
    assert get(sta, "/Datastreams({pm25})/Thing/$ref") == {
        "@iot.selfLink": f"{sta.url}/Things('kit-1')"
    }


def test_paths_of_any_depth(sta: SensorThings) -> None:
    deep = get(
        sta,
        "/Things('kit-1')/Datastreams({pm25})/Observations('{pm25}@2026-11-22T12:00:00Z')"
        "/Datastream/Sensor/Datastreams({pm25})/ObservedProperty",
    )
    assert deep["@iot.id"] == "pm25"
    assert sta.client.get("/Things('kit-2')/Datastreams(1)").status_code == 404
    assert sta.client.get("/Things('kit-2')/Datastreams(1)/Observations").status_code == 404


def test_data_arrays_group_by_datastream(sta: SensorThings) -> None:
    page = get(
        sta,
        "/Observations?$resultFormat=dataArray&$select=phenomenonTime,result,id"
        "&$filter=phenomenonTime ge 2026-11-22T12:00:00Z&$orderby=Datastream/id",
    )
    assert [one["dataArray@iot.count"] for one in page["value"]] == [1, 1, 1]
    first = page["value"][0]
    assert first["Datastream@iot.navigationLink"] == f"{sta.url}/Datastreams(1)"
    assert first["components"] == ["phenomenonTime", "result", "id"]
    assert first["dataArray"] == [["2026-11-22T12:00:00Z", 0.0, "1@2026-11-22T12:00:00Z"]]
    plain = get(sta, "/Datastreams({pm25})/Observations?$resultFormat=dataArray&$top=3")
    assert plain["value"][0]["components"][:3] == ["id", "phenomenonTime", "result"]
    assert "@iot.nextLink" in plain


@pytest.mark.parametrize("condition", ["", "Datastream/Thing/id eq 'kit-1' and ", "id ne '' and "])
def test_observations_of_many_datastreams_come_in_order(sta: SensorThings, condition: str) -> None:
    where = f"/Observations?$top=100&$filter={condition}result gt 5"
    by_stream = [one["@iot.id"] for one in follow(sta, where)]
    assert len(set(by_stream)) == len(by_stream) > 1000
    keys = [(int(id_.partition("@")[0]), id_.partition("@")[2]) for id_ in by_stream]
    assert keys == sorted(keys)
    by_time = [one["@iot.id"] for one in follow(sta, f"{where}&$orderby=phenomenonTime desc")]
    newest_first = sorted(keys, key=lambda key: (key[1], key[0]), reverse=True)
    assert by_time == [f"{number}@{at}" for number, at in newest_first]
    page = get(sta, f"{where}&$orderby=phenomenonTime desc&$skip=150")["value"]
    assert [one["@iot.id"] for one in page] == by_time[150:250]
