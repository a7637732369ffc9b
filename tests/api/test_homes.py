"""What a resident reads of one home: computed, counted or said not to be known; in two forms."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.fix_api import NOW, serving
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import EDITS, street
from twin.api.context import Computing
from twin.jobs.runs import Limits
from twin.model import Origin, RemoveBuilding, Scenario, ScenarioState, Thing
from twin.store import scenarios
from twin.store.areas import save_area
from twin.store.scenarios import Author
from twin.store.things import save_things

HOMES = "/api/v1/areas/getekend/homes"
MIDDLE = "0464100000000002"
INDICATORS = ["sun-facades", "3-30-300"]


@pytest.fixture(scope="module")
def client(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    meter = Thing("lucht", "Meter <A>", Origin.SYNTHETIC, ("temperature",), "getekend", 6.8, 52.26)
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        save_area(conn, street(), "v1")
        save_things(conn, [meter])
        removed = (RemoveBuilding(MIDDLE),)
        for name, edits in (("toren", EDITS), ("schets", EDITS), ("sloop", removed)):
            plan = Scenario(name, "getekend", name.title(), edits=edits)
            scenarios.create(conn, plan, Author("tests", NOW))
        for name in ("toren", "sloop"):
            scenarios.set_state(conn, name, 1, ScenarioState.PUBLISHED, NOW)
    computing = Computing(1, tmp_path_factory.mktemp("sim"), 100_000_000, Limits(seconds=200))
    with (
        serving(module_database.api, write_url=module_database.write, computing=computing) as url,
        httpx.Client(base_url=url, timeout=120) as opened,
    ):
        yield opened


def asked(client: httpx.Client, **params: str) -> dict[str, Any]:
    """The answers about the middle home, by question."""
    body = client.get(f"{HOMES}/{MIDDLE}", params=params).raise_for_status().json()
    return {each["key"]: each for each in body["answers"]}


def test_before_anything_is_computed_nothing_is_made_up(client: httpx.Client) -> None:
    answers = asked(client, scenario="toren")
    assert list(answers) == ["sun", "heat", "water", "green", "busy", "sensors"]
    assert answers["sun"]["number"] is None
    assert answers["sun"]["tone"] == "open"
    assert "nog niet uitgerekend" in answers["sun"]["sentences"][0]
    for key in ("heat", "water", "busy"):
        assert answers[key]["tone"] == "open"
        assert "nog niet" in answers[key]["missing"]


def test_what_lies_around_a_home_is_counted_now_and_with_the_plan(client: httpx.Client) -> None:
    soft = asked(client, scenario="toren")["water"]["number"]
    assert soft["then"] < soft["now"], "a tower on the grass leaves less ground that takes rain"
    assert asked(client)["water"]["number"]["then"] is None
    homes = asked(client, scenario="toren")["busy"]["number"]
    assert (homes["now"], homes["then"]) == (6, 18)


def test_once_it_is_computed_the_sun_is_a_sentence_a_word_and_a_number(
    client: httpx.Client,
) -> None:
    run = client.post("/api/v1/scenarios/toren/runs", json={"indicators": INDICATORS}).json()["id"]
    until(
        lambda: client.get(f"/api/v1/runs/{run}").json()["state"] not in ("accepted", "running"),
        "the run ends",
        200,
    )
    sun = asked(client, scenario="toren")["sun"]
    assert sun["number"]["then"] < sun["number"]["now"]
    assert sun["word"].startswith("minder zon")
    assert re.match(r"Straks krijgt uw zonnigste gevel op \d+ \w+ .* zon\.", sun["sentences"][0])
    assert re.match(r"Nu is dat .*uur\.", sun["sentences"][1])
    assert any("hoger of lager" in each for each in sun["sure"])
    english = asked(client, scenario="toren", language="en")["sun"]
    assert english["sentences"][0].startswith("Later your sunniest façade gets")
    assert english["number"]["now"] == sun["number"]["now"]
    rule = {each["what"] for each in asked(client, scenario="toren")["green"]["facts"]}
    assert "groen" in rule


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_in_words_says_all_that_the_answers_say(
    client: httpx.Client, language: str
) -> None:
    body = client.get(
        f"{HOMES}/{MIDDLE}", params={"scenario": "toren", "language": language}
    ).json()
    page = html.unescape(client.get(body["text"]).raise_for_status().text)
    said = [body["address"], *body["notices"]]
    for each in body["answers"]:
        said += [each["question"], each["word"], *each["sentences"], *each["how"], *each["sure"]]
        said += [each["missing"], each["source"]]
        said += [text for fact in each["facts"] for text in (fact["what"], fact["now"])]
    assert [text for text in said if text and text not in page] == []


def test_a_home_that_the_plan_takes_away_is_told_so(client: httpx.Client) -> None:
    body = client.get(f"{HOMES}/{MIDDLE}", params={"scenario": "sloop"}).json()
    assert "In dit plan staat dit gebouw er niet meer." in body["notices"]
    assert body["answers"][0]["word"] == "weg in dit plan"


def test_homes_can_be_pointed_at_on_the_map(client: httpx.Client) -> None:
    told = client.get(HOMES).json()
    assert {each["label"] for each in told["items"]} >= {"Straat 1", "Straat 2", "Straat 3"}
    first = next(each for each in told["items"] if each["label"] == "Straat 1")
    assert first["outline"][0] in ([34.0, 32.0], [34.0, 40.0], [43.0, 32.0], [43.0, 40.0])
    drawn = client.get("/api/v1/areas/getekend/map.svg").text
    assert f'viewBox="0 0 {told["width"]:g} {told["height"]:g}"' in drawn


def test_maps_of_a_home_have_its_meters_and_its_shadow(client: httpx.Client) -> None:
    where = f"{HOMES}/{MIDDLE}"
    plan = {"scenario": "toren", "side": "plan"}
    ground = client.get(f"{where}/map.svg", params={**plan, "meters": "true"})
    assert "Meter &lt;A&gt;" in ground.text
    noon = client.get(f"{where}/shadows/0321-1200.svg", params=plan)
    assert noon.headers["content-type"].startswith("image/svg+xml")
    assert "21 maart om 12 uur" in noon.text
    for moment in ("0321-2300", "0322-1200", "0321-1230"):
        assert client.get(f"{where}/shadows/{moment}.svg").status_code == httpx.codes.NOT_FOUND


def test_who_asks_for_what_is_not_there_is_told(client: httpx.Client) -> None:
    nowhere = client.get(f"{HOMES}/weg")
    assert nowhere.status_code == httpx.codes.NOT_FOUND
    assert "'weg'" in nowhere.json()["detail"]
    draft = client.get(f"{HOMES}/{MIDDLE}", params={"scenario": "schets"})
    assert draft.status_code == httpx.codes.NOT_FOUND
    page = client.get("/tekst/getekend/woning/weg")
    assert page.status_code == httpx.codes.NOT_FOUND
    assert "Dit huis kennen we niet" in page.text
