"""What is doubtful in an area and what changed, as the API and the page in words tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from tests.fix_api import NOW, Api, fill, serving
from tests.fix_db import Database
from tests.store import made
from twin.api.areas import BuildingFeature, BuildingPage
from twin.api.changes import AreaChanges
from twin.api.quality import Quality
from twin.geo import sources
from twin.model import Area, Mismatch, MismatchKind, Origin
from twin.store.areas import save_area
from twin.store.changes import save_changes


@pytest.fixture(scope="module")
def doubtful(module_database: Database) -> Iterator[httpx.Client]:
    """An area of two buildings that there is much to doubt about."""
    area = made.area()
    report = replace(
        area.report,
        mismatches=(Mismatch(MismatchKind.ONLY_BGT, "verzonnen-1", 96.0, 0.0),),
        repaired=(("bgt_wegdeel", 2),),
    )
    bag = replace(sources.BAG, dated=NOW.date().replace(year=2020))
    area = replace(area, origin=Origin.REAL, report=report, sources=(bag,))
    fill(module_database, area)
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        save_area(conn, replace(area, id="vers"), "v1")
        save_changes(conn, area.id, made.changes(), made.NOON)
    with serving(module_database.api) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def test_quality_tells_layers_sources_findings_and_flags(doubtful: httpx.Client) -> None:
    answer = doubtful.get("/api/v1/areas/buurt/quality")
    quality = Quality.model_validate_json(answer.content)
    assert {layer.name: layer.count for layer in quality.layers}["dwellings"] == 2
    assert [source.old for source in quality.sources] == [True]
    findings = {finding.name: finding for finding in quality.findings}
    assert findings["only-bgt"].square_metres == 96
    assert findings["height-estimated"].share == 0.5
    assert findings["height-estimated"].means[0].indicator == "zon"
    assert quality.repaired == {"bgt_wegdeel": 2}
    assert {flag.name: flag.buildings for flag in quality.flags}["height-estimated"] == 1


def test_flags_travel_with_every_building(doubtful: httpx.Client) -> None:
    one = BuildingFeature.model_validate_json(
        doubtful.get("/api/v1/areas/buurt/buildings/verzonnen-1").content
    )
    page = BuildingPage.model_validate_json(doubtful.get("/api/v1/areas/buurt/buildings").content)
    flags = {feature.id: feature.properties.flags for feature in page.features}
    assert one.properties.flags == flags["verzonnen-1"]
    assert {"height-estimated", "no-model", "only-bgt"} <= set(one.properties.flags)
    assert "niet in de BAG" in one.properties.certainty.nl
    assert "no-model" not in flags["verzonnen-2"]


def test_changes_of_the_last_load_are_told(doubtful: httpx.Client) -> None:
    told = AreaChanges.model_validate_json(doubtful.get("/api/v1/areas/buurt/changes").content)
    assert told.compared_with == made.NOON
    assert told.built == told.planned_before == ["0164100000000001"]
    assert told.changed[0].differences[0].after == "Pand in gebruik"
    first = AreaChanges.model_validate_json(doubtful.get("/api/v1/areas/vers/changes").content)
    assert first.compared_with is None
    assert first.built == []


@pytest.mark.parametrize("path", ["quality", "changes"])
def test_an_area_that_is_not_there_is_a_problem(doubtful: httpx.Client, path: str) -> None:
    answer = doubtful.get(f"/api/v1/areas/nergens/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_says_for_which_question_a_doubt_matters(doubtful: httpx.Client) -> None:
    text = doubtful.get("/tekst/gebied/buurt").text
    assert "Van 1 van de 2 gebouwen is de hoogte niet gemeten." in text
    assert "zon en schaduw" in text
    assert "Nieuwe gebouwen: 1" in text
    assert "De Buurt &#39;t Zand" in text
    english = doubtful.get("/tekst/gebied/buurt?taal=en").text
    assert "The height of 1 of the 2 buildings was not measured." in english
    assert "loaded once" in doubtful.get("/tekst/gebied/vers?taal=en").text


def test_a_page_on_an_area_that_is_not_there_leads_to_those_that_are(
    doubtful: httpx.Client,
) -> None:
    answer = doubtful.get("/tekst/gebied/nergens")
    assert answer.status_code == 404
    assert "/tekst/gebied/buurt" in answer.text


def test_a_synthetic_area_doubts_itself_wholly(api: Api, sample_area: Area) -> None:
    answer = api.client.get(f"/api/v1/areas/{sample_area.id}/quality")
    quality = Quality.model_validate_json(answer.content)
    assert [finding.name for finding in quality.findings] == ["made-up"]
    assert "bestaat niet" in api.client.get(f"/tekst/gebied/{sample_area.id}").text
