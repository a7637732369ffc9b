"""Plans in words: what each edit does, and who may read which plan."""

from __future__ import annotations

import re

import httpx
import psycopg
import pytest

from tests.fix_api import NOW, Api
from tests.plans import every_kind
from twin.api.edit_words import told
from twin.api.text.render import Tongue
from twin.model import Area, Scenario, ScenarioState
from twin.store import scenarios
from twin.store.scenarios import Author


@pytest.fixture(scope="module")
def plans(api: Api, sample_area: Area) -> Api:
    """The twin with a draft and a published plan of every kind of edit."""
    edits = every_kind(sample_area)
    with psycopg.connect(api.database.write, autocommit=True) as conn:
        for name in ("concept", "besluit"):
            plan = Scenario(name, sample_area.id, f"Het <{name}>", edits=edits)
            scenarios.create(conn, plan, Author("tests", NOW))
        scenarios.set_state(conn, "besluit", 1, ScenarioState.PUBLISHED, NOW)
    return api


def test_every_kind_of_edit_is_a_sentence_in_both_languages(sample_area: Area) -> None:
    for edit in every_kind(sample_area):
        words = told(edit)
        for text in (words.nl, words.en):
            assert re.fullmatch(r"[A-Z0-9].*\.", text), text
            assert "None" not in text


def test_everybody_reads_published_plans_and_no_drafts(plans: Api) -> None:
    listed = plans.client.get("/tekst/voorbeeldwijk/plannen").text
    assert "Het &lt;besluit&gt;" in listed
    assert "concept&gt;" not in listed
    page = plans.client.get("/tekst/voorbeeldwijk/plan/besluit?taal=en")
    assert page.status_code == httpx.codes.OK
    assert "This version of the plan was not computed yet." in page.text
    draft = plans.client.get("/tekst/voorbeeldwijk/plan/concept")
    assert draft.status_code == httpx.codes.NOT_FOUND
    assert "nog niet gepubliceerd" in draft.text


@pytest.mark.parametrize("path", ["nergens/plannen", "nergens/plan/besluit"])
def test_a_plan_of_an_area_that_is_not_there_is_told(plans: Api, path: str) -> None:
    answer = plans.client.get(f"/tekst/{path}")
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "Dit plan is er niet" in answer.text


def test_the_plans_are_found_from_the_page_of_their_area(plans: Api) -> None:
    assert "/tekst/voorbeeldwijk/plannen" in plans.client.get("/tekst/gebied/voorbeeldwijk").text
    assert "/tekst/voorbeeldwijk/plannen" in plans.client.get("/tekst/sensoren").text


def test_the_scene_tells_where_rd_is_in_it(plans: Api, sample_area: Area) -> None:
    from twin.scene.compose import frame_of

    rd = plans.client.get("/api/v1/areas/voorbeeldwijk/scene").json()["rd"]
    x, y, _, _ = sample_area.boundary.bounds
    dx, dy = (x - rd["origin"][0]) / 1000, (y - rd["origin"][1]) / 1000
    terms = (1, dx, dy, dx * dx, dx * dy, dy * dy)
    found = [sum(a * b for a, b in zip(terms, rd[way], strict=True)) for way in ("east", "north")]
    (placed,) = frame_of(sample_area).to_scene([(x, y, 0.0)])
    assert found == pytest.approx(placed[:2], abs=0.002)


@pytest.mark.parametrize(
    ("value", "step", "words"),
    [(0.26, 0.001, "0,26"), (52.0, 0.001, "52"), (94.0, 0.1, "94,0"), (5933.0, 1.0, "5.933")],
)
def test_numbers_are_told_as_finely_as_their_step(value: float, step: float, words: str) -> None:
    assert Tongue("nl").quantity(value, step) == words
