"""Scenarios over HTTP: made with a key or at this machine, read by all once they are published."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests import plans
from tests.fix_api import Api, serving
from tests.fix_db import Database
from twin.api.scenario_bodies import ScenarioBody
from twin.model import AddBuilding, Area, Part
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.write import write_edit, write_edits
from twin.store.keys import Scope

AT = "/api/v1/scenarios"
_numbers = itertools.count()


@pytest.fixture
def key(api: Api) -> dict[str, str]:
    """The header of a planner's key."""
    return api.key(Scope.SCENARIOS_WRITE)


def make(api: Api, key: dict[str, str], area: Area, **more: Any) -> dict[str, Any]:
    """A new scenario with a name of its own."""
    asked = {"area": area.id, "name": f"Plan {next(_numbers)}"} | more
    answer = api.client.post(AT, json=asked, headers=key)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    ScenarioBody.model_validate(made)
    assert answer.headers["Location"] == f"{AT}/{made['id']}"
    assert answer.headers["ETag"] == f'"{made["revision"]}"'
    return made


def raised(area: Area, height: float) -> dict[str, Any]:
    """An edit that makes the first building so high."""
    return {"edit": "set-height", "id": area.buildings[0].id, "height": height}


def at(key: dict[str, str], revision: int) -> dict[str, str]:
    """Headers of a change that builds on a revision."""
    return key | {"If-Match": f'"{revision}"'}


def test_a_plan_in_degrees_comes_back_as_it_was_sent(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    edits = write_edits(plans.every_kind(sample_area), crs=Crs.LONLAT)
    made = make(api, key, sample_area, edits=edits)
    again = api.client.get(f"{AT}/{made['id']}", headers=key).json()
    assert again["edits"] == made["edits"]
    once_more = api.client.post(
        f"{AT}/{made['id']}/revisions", json={"edits": again["edits"]}, headers=at(key, 1)
    ).json()
    assert once_more["edits"] == again["edits"]


def test_all_that_is_wrong_comes_as_one_problem_with_places(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    house = sample_area.buildings[0].footprint.representative_point()
    x, y = house.x, house.y
    block = write_edit(AddBuilding("plan-a", (Part(plans.square(x, y, 1), height=9.0),)))
    bow_tie = {"type": "Polygon", "coordinates": [[[x, y], [x + 9, y + 9], [x + 9, y],
                                                   [x, y + 9], [x, y]]]}  # fmt: skip
    crossed = {"edit": "add-building", "geometry": bow_tie, "height": 900}
    asked = {"area": sample_area.id, "edits": [block, crossed], "crs": "EPSG:28992"}
    checked = api.client.post(f"{AT}/check", json=asked, headers=key)
    answer = api.client.post(AT, json=asked | {"name": "Fout"}, headers=key)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    issues = answer.json()["issues"]
    assert checked.json() == {"ok": False, "issues": issues}
    assert [(issue["place"], issue["code"]) for issue in issues] == [
        ("edits[0]", "overlaps"),
        ("edits[1].parts[0].geometry", "self-crossing"),
        ("edits[1].parts[0].height", "impossible-height"),
    ]
    longitude, latitude = issues[0]["at"]
    assert 6 < longitude < 7
    assert 52 < latitude < 53
    nothing = {"area": sample_area.id, "edits": [{}]}
    assert api.client.post(f"{AT}/check", json=nothing).status_code == 401
    unread = api.client.post(f"{AT}/check", json=nothing, headers=key)
    assert unread.status_code == 400
    assert unread.json()["issues"][0]["place"] == "edits[0]"


def test_changes_tell_on_which_revision_they_build(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    where = f"{AT}/{make(api, key, sample_area)['id']}"
    edit = {"edits": [raised(sample_area, 9)]}
    assert api.client.post(f"{where}/edits", json=edit, headers=key).status_code == 428
    assert api.client.post(f"{where}/edits", json=edit, headers=at(key, 1)).status_code == 201
    late = api.client.post(f"{where}/edits", json=edit, headers=at(key, 1))
    assert late.status_code == 409
    assert "revision '2'" in late.json()["detail"]
    assert api.client.get(where, headers=key).json()["edit_count"] == 1


def test_undo_redo_fork_name_and_history(api: Api, key: dict[str, str], sample_area: Area) -> None:
    where = f"{AT}/{make(api, key, sample_area)['id']}"
    for revision in (1, 2):
        answer = api.client.post(
            f"{where}/revisions",
            json={"edits": [raised(sample_area, 9 + revision)], "note": "hoger"},
            headers=at(key, revision),
        )
        assert answer.status_code == 201
    undone = api.client.post(f"{where}/undo", headers=at(key, 3)).json()
    assert (undone["revision"], undone["can_undo"], undone["can_redo"]) == (2, True, True)
    assert undone["edits"][0]["height"] == 10
    assert api.client.post(f"{where}/redo", headers=at(key, 2)).json()["revision"] == 3
    named = api.client.patch(where, json={"name": "Beter"}, headers=at(key, 3)).json()
    assert (named["name"], named["revision"]) == ("Beter", 3)
    forked = api.client.post(f"{where}/fork", json={"name": "Tak", "revision": 2}, headers=key)
    assert forked.json()["parent"] == {"id": named["id"], "revision": 2}
    history = api.client.get(f"{where}/revisions", headers=key).json()["items"]
    assert [(each["number"], each["note"], each["made_by"]) for each in history] == [
        (3, "hoger", "test"),
        (2, "hoger", "test"),
        (1, "", "test"),
    ]


def test_drafts_are_for_planners_and_published_plans_for_all(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    where = f"{AT}/{make(api, key, sample_area)['id']}"
    edit = {"edits": [raised(sample_area, 9)]}
    api.client.post(f"{where}/edits", json=edit, headers=at(key, 1))
    for address in (where, f"{where}/revisions", f"{where}/export"):
        assert api.client.get(address).status_code == 404
    listed = {each["id"] for each in api.client.get(AT).json()["items"]}
    assert where.rpartition("/")[2] not in listed
    assert api.client.post(f"{where}/publish", headers=at(key, 2)).json()["state"] == "published"
    assert api.client.get(where).json()["edit_count"] == 1
    assert api.client.get(where, params={"revision": 1}).status_code == 404
    assert [each["number"] for each in api.client.get(f"{where}/revisions").json()["items"]] == [2]
    frozen = api.client.post(f"{where}/edits", json=edit, headers=at(key, 2))
    assert frozen.status_code == 409
    assert api.client.post(f"{where}/archive", headers=at(key, 2)).json()["state"] == "archived"
    assert where.rpartition("/")[2] not in {
        each["id"] for each in api.client.get(AT, headers=key).json()["items"]
    }
    assert api.client.get(where).status_code == 200


def test_who_has_no_key_for_it_changes_nothing(api: Api, sample_area: Area) -> None:
    asked = {"area": sample_area.id, "name": "Niet"}
    assert api.client.post(AT, json=asked).status_code == 401
    other = api.key(Scope.THINGS_WRITE)
    assert api.client.post(AT, json=asked, headers=other).status_code == 403
    assert api.client.get(AT, headers=other).status_code == 403


def test_a_design_is_imported_and_exported(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    x, y = plans.open_ground(sample_area)
    ring = [[x, y], [x + 9, y], [x + 9, y + 9], [x, y + 9], [x, y]]
    design = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"bouwlagen": 4, "naam": "blok"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }
    where = f"{AT}/{make(api, key, sample_area)['id']}"
    made = api.client.post(f"{where}/import", json=design, headers=at(key, 1))
    assert made.status_code == 201, made.text
    assert made.json()["edits"][0]["parts"][0]["storeys"] == 4
    exported = api.client.get(f"{where}/export", headers=key).json()
    other = f"{AT}/{make(api, key, sample_area)['id']}"
    again = api.client.post(f"{other}/import", json=exported, headers=at(key, 1)).json()
    assert again["edits"] == made.json()["edits"]
    bad = {"type": "Feature", "properties": {}, "geometry": {"type": "Point"}}
    refused = api.client.post(f"{other}/import", json=bad, headers=at(key, 2))
    assert refused.json()["issues"][0]["place"] == "features[0]"


def test_the_scene_of_a_plan_has_what_is_new_and_not_what_is_gone(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    made = make(
        api, key, sample_area, edits=write_edits(plans.every_kind(sample_area), crs=Crs.LONLAT)
    )
    scene = f"/api/v1/areas/{sample_area.id}/scene"
    asked = {"scenario": made["id"]}
    assert api.client.get(scene, params=asked).status_code == 404, "a draft"
    told = api.client.get(scene, params=asked, headers=key).json()
    assert (told["scenario"], told["revision"]) == (made["id"], 1)
    assert "plan" in told["notice"]["nl"]
    keys = {item["key"] for group in told["legend"] for item in group["items"]}
    assert {"ontwerp", "boom-gepland"} <= keys
    today = api.client.get(scene).json()
    assert today["scenario"] is None
    layers = {each["id"]: each for each in told["deck"]["layers"]}
    address = layers["buildings"]["scenegraph"]
    mesh = api.client.get(address, headers=key)
    assert mesh.status_code == 200
    assert "private" in mesh.headers["Cache-Control"]
    chunk = mesh.content[20 : 20 + int.from_bytes(mesh.content[12:16], "little")]
    names = json.dumps(json.loads(chunk))
    assert "plan-toren" in names
    assert f'"{sample_area.buildings[0].id}"' not in names
    assert api.client.get(address).status_code == 404


@pytest.fixture(scope="module")
def desk(module_database: Database, sample_area: Area, api: Api) -> Iterator[httpx.Client]:
    """A client of a twin that runs on the planner's own machine, as `twin run` starts it."""
    with (
        serving(
            module_database.api,
            default_area=sample_area.id,
            write_url=module_database.write,
            planners_here=True,
        ) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def test_at_ones_own_machine_no_key_is_needed(desk: httpx.Client, sample_area: Area) -> None:
    asked = {"area": sample_area.id, "name": "Zonder sleutel"}
    assert desk.post(AT, json=asked).status_code == 201
    own_page = {"Origin": str(desk.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert desk.post(AT, json=asked, headers=own_page).status_code == 201


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "twin.example.org"},
        {"X-Forwarded-For": "10.0.0.1"},
        {"Forwarded": "for=10.0.0.1"},
    ],
)
def test_another_page_name_or_machine_does_need_one(
    desk: httpx.Client, sample_area: Area, header: dict[str, str]
) -> None:
    asked = {"area": sample_area.id, "name": "Van elders"}
    assert desk.post(AT, json=asked, headers=header).status_code == 401


def test_what_a_plan_leaves_as_it_is_need_not_be_fetched_again(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    made = make(api, key, sample_area, edits=[raised(sample_area, 40)])
    scene = f"/api/v1/areas/{sample_area.id}/scene"

    def meshes(**asked: str) -> dict[str, str]:
        told = api.client.get(scene, params=asked, headers=key).json()
        layers = told["deck"]["layers"]
        return {each["id"]: each["scenegraph"] for each in layers if "scenegraph" in each}

    today, planned = meshes(), meshes(scenario=made["id"])
    assert today.keys() == planned.keys()
    assert {name for name, address in planned.items() if address != today[name]} == {"buildings"}


def test_a_page_can_ask_whether_who_looks_is_a_planner(
    api: Api, key: dict[str, str], desk: httpx.Client
) -> None:
    asked = "/api/v1/planner"
    assert api.client.get(asked).json() == {"name": None}
    assert api.client.get(asked, headers=key).json() == {"name": "test"}
    assert desk.get(asked).json() == {"name": "deze computer"}
    wrong = api.client.get(asked, headers={"Authorization": "Bearer twin_bestaat-niet"})
    assert wrong.status_code == 401
