"""Certificates and shadow studies over HTTP: once computed, for who may see the plan."""

from __future__ import annotations

import io
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from pypdf import PdfReader

from tests.fix_api import NOW, serving
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import EDITS, street
from twin.api.context import Computing
from twin.jobs.certificate.document import INDICATOR
from twin.jobs.runs import Limits
from twin.model import Scenario, ScenarioState
from twin.store import scenarios
from twin.store.areas import save_area
from twin.store.scenarios import Author

TOWER = "/api/v1/scenarios/toren"


@pytest.fixture(scope="module")
def client(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        save_area(conn, street(), "v1")
        for name in ("toren", "schets"):
            plan = Scenario(name, "getekend", name.title(), edits=EDITS)
            scenarios.create(conn, plan, Author("tests", NOW))
        scenarios.set_state(conn, "toren", 1, ScenarioState.PUBLISHED, NOW)
    computing = Computing(1, tmp_path_factory.mktemp("sim"), 100_000_000, Limits(seconds=200))
    with (
        serving(module_database.api, write_url=module_database.write, computing=computing) as url,
        httpx.Client(base_url=url, timeout=120) as opened,
    ):
        yield opened


def test_before_it_is_computed_there_is_no_certificate(client: httpx.Client) -> None:
    for kind in ("json", "pdf"):
        answer = client.get(f"{TOWER}/certificate.{kind}")
        assert answer.status_code == 409
        assert "twin scenario run toren" in answer.json()["hint"]
        assert client.get(f"/api/v1/scenarios/schets/certificate.{kind}").status_code == 404


def test_once_it_is_computed_anybody_reads_the_certificate(client: httpx.Client) -> None:
    run = client.post(f"{TOWER}/runs", json={"indicators": [INDICATOR]}).json()["id"]

    def state() -> str:
        return str(client.get(f"/api/v1/runs/{run}").json()["state"])

    until(lambda: state() not in ("accepted", "running"), "the run ends", 200)
    assert state() == "successful"
    told = client.get(f"{TOWER}/certificate.json", params={"address": "Straat 2"}).json()
    assert told["subject"]["label"] == "Straat 2"
    assert (told["scenario"]["revision"], told["area"]["id"]) == (1, "getekend")
    page = client.get(f"{TOWER}/certificate.pdf", params={"building": "0464100000000001"})
    assert page.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(page.content))
    assert len(reader.pages) == 1
    assert "Straat 1" in reader.pages[0].extract_text()
    unknown = client.get(f"{TOWER}/certificate.pdf", params={"address": "Straat 22"})
    assert unknown.status_code == 404
    assert "'Straat 2'" in unknown.json()["hint"]


def test_shadow_is_drawn_without_results(client: httpx.Client) -> None:
    picture = client.get(f"{TOWER}/shadows/0321-1200.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "21 maart om 12 uur" in picture.text
    now = client.get(f"{TOWER}/shadows/0321-1200.svg", params={"side": "now", "language": "en"})
    assert "shadow now on 21 March" in now.text
    study = client.get(f"{TOWER}/shadows.pdf")
    assert len(PdfReader(io.BytesIO(study.content)).pages) == 3
    assert client.get(f"{TOWER}/shadows/0101-0000.svg").status_code == 404
    assert client.get(f"{TOWER}/shadows/noon.svg").status_code == 400
    assert client.get("/api/v1/scenarios/schets/shadows.pdf").status_code == 404
