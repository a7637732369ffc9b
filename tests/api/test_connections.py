"""Who asks the API holds one connection at a time: it works with one for each kind of login."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.fix_api import Api, serving_app
from tests.fix_processes import until
from tests.jobs.made import KNOWN
from twin.api.app import ApiConfig, build_app
from twin.api.context import Computing
from twin.jobs.runs import Limits
from twin.model import Area
from twin.store.keys import Scope

OGC = "/ogc/processes"
PLANS = "/api/v1/scenarios"


@pytest.fixture
def client(api: Api, tmp_path: Path) -> Iterator[httpx.Client]:
    """A planner at an API whose two pools have one connection each."""
    config = ApiConfig(
        database_url=api.database.api,
        default_area=None,
        web_dir=None,
        write_url=api.database.write,
        computing=Computing(1, tmp_path, 10_000_000, Limits(seconds=60), KNOWN),
    )
    app = build_app(config)
    key = api.key(Scope.SCENARIOS_WRITE)
    with (
        serving_app(app) as url,
        httpx.Client(base_url=url, headers=key, timeout=60) as client,
    ):
        shared = app.state.context
        for pool in (shared.pool, shared.write_pool):
            pool.resize(1, 1)
        yield client


def test_a_planner_reads_and_writes(client: httpx.Client, sample_area: Area) -> None:
    made = client.post(PLANS, json={"area": sample_area.id, "name": "Eén verbinding"})
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    assert client.get(where).status_code == 200
    named = client.patch(where, json={"name": "Anders"}, headers={"If-Match": '"1"'})
    assert named.status_code == 200, named.text
    edited = client.post(f"{where}/edits", json={"edits": []}, headers={"If-Match": '"1"'})
    assert edited.status_code == 201, edited.text
    assert client.post(f"{where}/fork", json={"name": "Tak"}).status_code == 201


def test_who_waits_for_an_answer_keeps_nobody_from_reading(
    client: httpx.Client, sample_area: Area
) -> None:
    body = {"inputs": {"area": sample_area.id}}
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(client.post, f"{OGC}/processes/last/execution", json=body)
        found: list[str] = []

        def at_work() -> bool:
            told = client.get("/api/v1/runs").json()["items"]
            found[:] = [run["id"] for run in told if run["progress"]["share"] > 0]
            return bool(found)

        until(at_work, "the run is at work, and told of", 120)
        assert client.delete(f"/api/v1/runs/{found[0]}").status_code == 200
        assert answer.result(60).status_code == 410
