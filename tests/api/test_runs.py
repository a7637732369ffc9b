"""Anybody may have results computed, within bounds; each run tells how far it is and what came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import psutil
import psycopg
import pytest
from shapely import box

from tests.fix_api import NOW, fill, serving
from tests.fix_db import Database
from tests.fix_processes import until
from tests.jobs.made import KNOWN
from twin.api.context import Computing
from twin.jobs.runs import Limits
from twin.model import AddBuilding, Area, Part, Scenario, ScenarioState
from twin.sim.indicators.canonical import digest
from twin.store import scenarios
from twin.store.scenarios import Author

AREA = "/api/v1/areas/voorbeeldwijk"


@dataclass(frozen=True)
class Served:
    """A served twin whose indicators are those of `tests.jobs.made`."""

    client: httpx.Client
    database: Database

    def ask(self, body: dict[str, Any], to: str = f"{AREA}/runs") -> dict[str, Any]:
        """Ask for a run."""
        answer = self.client.post(to, json=body)
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        assert answer.headers["location"] == f"/api/v1/runs/{told['id']}"
        return told

    def get(self, path: str) -> Any:
        """What is at an address."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ended(self, run: dict[str, Any]) -> dict[str, Any]:
        """A run once it has ended."""
        told: dict[str, Any] = {}

        def over() -> bool:
            told.update(self.get(f"/api/v1/runs/{run['id']}"))
            return told["state"] not in ("accepted", "running")

        until(over, "the run ends", 120)
        return told

    def at_work(self, run: dict[str, Any]) -> None:
        """Wait until a run is half way."""
        until(
            lambda: self.get(f"/api/v1/runs/{run['id']}")["progress"]["share"] > 0,
            "the run is at work", 120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def served(
    module_database: Database, sample_area: Area, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    fill(module_database, sample_area)
    folder = tmp_path_factory.mktemp("sim")
    computing = Computing(2, folder, 10_000_000, Limits(seconds=60), KNOWN)
    with (
        serving(module_database.api, write_url=module_database.write, computing=computing) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield Served(client, module_database)


def plan(served: Served, area: Area, name: str, *, published: bool = True) -> str:
    """A scenario with one tower in the middle of the area."""
    x, y = area.boundary.centroid.coords[0]
    tower = AddBuilding("plan-toren", (Part(box(x, y, x + 10, y + 10), height=60.0),))
    with psycopg.connect(served.database.write, autocommit=True) as conn:
        author = Author("tests", NOW)
        scenarios.create(conn, Scenario(name, area.id, name, edits=(tower,)), author)
        if published:
            scenarios.set_state(conn, name, 1, ScenarioState.PUBLISHED, NOW)
    return name


def test_a_run_gives_results_that_are_found_again(served: Served) -> None:
    asked = served.ask({"indicators": ["double"]})
    assert (asked["scenario"], asked["indicators"]) == (None, ["double"])
    run = served.ended(asked)
    assert (run["state"], run["progress"]["share"]) == ("successful", 1.0)
    (one,) = run["results"]
    whole = served.get(one["url"])
    assert whole["key"] == one["key"]
    assert whole["digest"] == digest(whole["result"])
    listed = {each["indicator"]: each for each in served.get(f"{AREA}/results")["items"]}
    assert listed.keys() >= {"count", "double"}
    assert listed["double"]["figures"] == whole["result"]["figures"]
    assert listed["count"]["rows"] == len(served.get(listed["count"]["url"])["result"]["rows"])


def test_arrays_are_fetched_in_binary_form(served: Served) -> None:
    served.ended(served.ask({"indicators": ["count"]}))
    (count,) = [each for each in served.get(f"{AREA}/results")["items"]
                if each["indicator"] == "count"]  # fmt: skip
    told = count["rasters"][0]["values"]
    answer = served.client.get(f"/api/v1/arrays/{told['digest']}")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    numbers = np.frombuffer(answer.content, told["dtype"]).reshape(told["shape"])
    np.testing.assert_array_equal(numbers, np.ones((4, 5)))
    plain = served.client.get(
        f"/api/v1/arrays/{told['digest']}", headers={"Accept-Encoding": "identity"}
    )
    assert plain.content == answer.content
    assert served.client.get(f"/api/v1/arrays/{'0' * 64}").status_code == 404


def test_how_long_it_takes_is_unknown_until_it_ran_here(served: Served) -> None:
    first = served.ask({"indicators": ["refuse"]})
    assert first["expected"] is None
    served.ended(first)
    served.ended(served.ask({"indicators": ["count"], "parameters": {"count": {"least": 2}}}))
    again = served.ask({"indicators": ["count"], "parameters": {"count": {"least": 3}}})
    assert again["expected"]["seconds"] >= 0
    served.ended(again)


def test_a_scenario_is_computed_beside_the_area_as_it_is(served: Served, sample_area: Area) -> None:
    name = plan(served, sample_area, "toren")
    run = served.ended(served.ask({"indicators": ["count"]}, f"/api/v1/scenarios/{name}/runs"))
    assert (run["state"], run["scenario"], run["revision"]) == ("successful", name, 1)
    told = served.get(f"/api/v1/scenarios/{name}/results")
    assert (told["area"], told["revision"]) == ("voorbeeldwijk", 1)
    with_tower = told["items"][0]["figures"][0]["value"]
    assert with_tower == len(sample_area.buildings) + 1
    assert served.get(f"{AREA}/results")["items"]
    # The area as it is was computed beside it, so that the two can be compared.
    told = served.get(f"/api/v1/compare?a=nu&b={name}")
    assert [each["name"] for each in told["variants"]] == ["nu", name]
    (count,) = [each for each in told["indicators"] if each["indicator"] == "count"]
    assert count["figures"][0]["differences"] == [0.0, 1.0]
    assert count["figures"][0]["changes"] == ["gelijk", "anders"]
    assert count["unlike"] == ""


def test_parameters_of_who_has_no_key_do_not_change_what_everybody_sees(
    served: Served, sample_area: Area
) -> None:
    name = plan(served, sample_area, "anders")
    told = served.ended(served.ask({"indicators": ["count"]}, f"/api/v1/scenarios/{name}/runs"))
    places = (f"{AREA}/results", f"/api/v1/scenarios/{name}/results")
    before = [served.get(place)["items"] for place in places]
    asked = {"indicators": ["count"], "parameters": {"count": {"least": 5}}}
    for to in (f"{AREA}/runs", f"/api/v1/scenarios/{name}/runs"):
        tried = served.ended(served.ask(asked, to))
        assert served.get(tried["results"][0]["url"])["input"]["parameters"] == {"least": 5.0}
    assert [served.get(place)["items"] for place in places] == before
    # As they are anyway, but said.
    asked["parameters"] = {"count": {"least": 0}}
    again = served.ended(served.ask(asked))
    assert again["results"][0]["key"] != told["results"][0]["key"]
    assert served.get(places[0])["items"] != before[0]


def test_two_variants_of_different_areas_are_not_compared(served: Served) -> None:
    for query in ("a=nu&b=nu", "a=nu&b=nergens", "a=nu"):
        assert served.client.get(f"/api/v1/compare?{query}").status_code in (400, 404)


def test_a_plan_is_tried_without_keeping_it(served: Served, sample_area: Area) -> None:
    gone = {"edit": "remove-building", "id": sample_area.buildings[0].id}
    run = served.ended(served.ask({"indicators": ["count"], "edits": [gone]}))
    (one,) = run["results"]
    told = served.get(one["url"])
    assert told["result"]["figures"][0]["value"] == len(sample_area.buildings) - 1
    assert told["input"]["edits"] == [gone]
    listed = served.get("/api/v1/runs")["items"]
    assert run["id"] not in [each["id"] for each in listed]
    nowhere = {"edit": "remove-building", "id": "nergens"}
    failed = served.ended(served.ask({"indicators": ["count"], "edits": [nowhere]}))
    assert failed["state"] == "failed"
    assert "'nergens'" in failed["failures"][0]["message"]


def test_drafts_are_for_planners(served: Served, sample_area: Area) -> None:
    name = plan(served, sample_area, "concept", published=False)
    assert served.client.get(f"/api/v1/scenarios/{name}/results").status_code == 404
    compared = served.client.get(f"/api/v1/compare?a=nu&b={name}")
    assert compared.status_code == 404
    answer = served.client.post(f"/api/v1/scenarios/{name}/runs", json={})
    assert answer.status_code == 404


def test_what_failed_is_told_beside_what_did_not(served: Served) -> None:
    run = served.ended(served.ask({"indicators": ["count", "stumble", "after-refuse"]}))
    assert run["state"] == "successful"
    assert [each["indicator"] for each in run["results"]] == ["count"]
    assert [each["indicator"] for each in run["failures"]] == ["after-refuse", "refuse", "stumble"]
    alone = served.ended(served.ask({"indicators": ["refuse"]}))
    assert alone["state"] == "failed"
    assert alone["failures"][0] == {
        "indicator": "refuse", "message": "'this' does not fit", "hint": "give that"
    }  # fmt: skip


def test_who_has_no_key_has_one_run_at_a_time_and_may_dismiss_it(served: Served) -> None:
    run = served.ask({"indicators": ["last"]})
    served.at_work(run)
    refused = served.client.post(f"{AREA}/runs", json={"indicators": ["count"]})
    assert refused.status_code == 429
    assert refused.json()["detail"] == "'1' of your runs is not finished yet"
    assert served.client.delete(f"/api/v1/runs/{run['id']}").status_code == 200
    # The next may be asked for at once, as who draws does after each change.
    instead = served.ask({"indicators": ["count"]})
    assert served.ended(run)["state"] == "dismissed"
    assert served.ended(instead)["state"] == "successful"


def test_a_lost_worker_is_told_and_the_next_run_works(served: Served) -> None:
    run = served.ask({"indicators": ["last", "count"]})
    served.at_work(run)
    until(lambda: bool(workers()), "a worker runs")
    for worker in workers():
        worker.kill()
    told = served.ended(run)
    assert (
        "by signal 9" in {each["indicator"]: each for each in told["failures"]}["last"]["message"]
    )
    assert served.ended(served.ask({"indicators": ["double"]}))["state"] == "successful"


def workers() -> list[psutil.Process]:
    """The worker processes of this test run."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "multiprocessing.spawn" in " ".join(child.cmdline())
    ]


def test_a_run_is_followed_as_events(served: Served) -> None:
    run = served.ask({"indicators": ["double"], "parameters": {"count": {"least": 7}}})
    with served.client.stream("GET", f"/api/v1/runs/{run['id']}/events") as stream:
        data = [line for line in stream.iter_lines() if line.startswith("data: ")]
    states = [json.loads(line.removeprefix("data: "))["state"] for line in data]
    assert states[-1] == "successful"
    listed = [each["id"] for each in served.get("/api/v1/runs?area=voorbeeldwijk")["items"]]
    assert run["id"] in listed


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"indicators": ["nonsense"]}, 404, "no indicator is called 'nonsense'"),
        ({"indicators": []}, 400, "at least 1 item"),
        ({"parameters": {"count": {"least": -1}}}, 400, "least '-1'"),
        ({"horizon_years": 5}, 400, "0, 10 or 30"),
        ({"wrong": 1}, 400, "wrong"),
    ],
)
def test_what_cannot_be_is_refused(
    served: Served, body: dict[str, Any], status: int, said: str
) -> None:
    answer = served.client.post(f"{AREA}/runs", json=body)
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_registry_is_told_with_schemas_of_parameters(served: Served) -> None:
    items = served.get("/api/v1/indicators")["items"]
    assert [each["name"] for each in items] == list(KNOWN)
    one = served.get("/api/v1/indicators/count")
    assert one["parameters"]["properties"]["least"]["maximum"] == 100
    assert served.client.get("/api/v1/indicators/nonsense").status_code == 404


def test_the_api_itself_imports_nothing_that_computes() -> None:
    import subprocess
    import sys

    program = (
        "import sys, twin.api.app\n"
        "print(*sorted({'numba', 'pandas', 'pvlib', 'embreex'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == []
