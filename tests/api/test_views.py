"""Saved views over HTTP: planners keep them, and nobody else hears of a draft through one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_scenarios import at, make
from tests.fix_api import Api
from twin.api.views import LONGEST_STATE, ViewBody
from twin.model import Area
from twin.store.keys import Scope


@pytest.fixture
def key(api: Api) -> dict[str, str]:
    """The header of a planner's key."""
    return api.key(Scope.SCENARIOS_WRITE)


def saved(api: Api, key: dict[str, str], area: Area, state: str, **more: Any) -> dict[str, Any]:
    """A view of an area."""
    asked = {"name": "Beeld", "state": f"gebied={area.id}{state}"} | more
    answer = api.client.post(where(area), json=asked, headers=key)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    ViewBody.model_validate(told)
    return told


def where(area: Area) -> str:
    """Where the views of an area are."""
    return f"/api/v1/areas/{area.id}/views"


def listed(api: Api, area: Area, key: dict[str, str] | None = None) -> list[int]:
    """The ids that a list tells."""
    answer = api.client.get(where(area), headers=key).json()
    assert answer["may_change"] is (key is not None)
    return [one["id"] for one in answer["items"]]


def test_a_view_is_saved_changed_moved_and_forgotten(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    before = listed(api, sample_area, key)
    first = saved(api, key, sample_area, "&moment=2027-03-21T15:00", name="  De  toren ")
    second = saved(api, key, sample_area, "&paneel=legenda", description="Let op de kade.")
    assert first["name"] == "De toren"
    assert first["url"] == f"/?gebied={sample_area.id}&moment=2027-03-21T15:00"
    assert listed(api, sample_area, key) == [*before, first["id"], second["id"]]
    one = f"{where(sample_area)}/{second['id']}"
    moved = api.client.patch(one, json={"place": 1, "shown": False}, headers=key).json()
    assert (moved["description"], moved["shown"]) == ("Let op de kade.", False)
    assert listed(api, sample_area, key) == [second["id"], *before, first["id"]]
    assert second["id"] not in listed(api, sample_area)
    assert first["id"] in listed(api, sample_area)
    assert api.client.delete(one, headers=key).status_code == 204
    assert api.client.delete(one, headers=key).status_code == 404


def test_a_view_of_a_draft_is_for_planners_until_that_is_published(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    plans = [make(api, key, sample_area)["id"] for _ in range(2)]
    both = saved(api, key, sample_area, f"&plan={plans[0]}&b={plans[1]}", name="Geheim")
    against_now = saved(api, key, sample_area, f"&plan={plans[0]}&b=nu")
    assert both["plans"] == plans
    assert against_now["plans"] == plans[:1]
    publish = f"/api/v1/scenarios/{plans[0]}/publish"
    assert api.client.post(publish, headers=at(key, 1)).status_code == 200
    assert against_now["id"] in listed(api, sample_area)
    assert both["id"] not in listed(api, sample_area)
    assert "Geheim" not in api.client.get(where(sample_area)).text
    assert {both["id"], against_now["id"]} <= set(listed(api, sample_area, key))


def test_what_cannot_be_saved_is_told(api: Api, key: dict[str, str], sample_area: Area) -> None:
    here = f"gebied={sample_area.id}"
    for state, told in (
        ("gebied=elders", "'elders'"),
        ("", "query string"),
        (f"{here}#keuze", "query string"),
        (f"{here}&plan=<script>", "query string"),
        (f"{here}&taal=en&taal=nl", "twice"),
        (f"{here}&{'a' * LONGEST_STATE}=1", str(LONGEST_STATE)),
    ):
        answer = api.client.post(
            where(sample_area), json={"name": "Beeld", "state": state}, headers=key
        )
        assert answer.status_code == 400, state
        assert told in answer.json()["detail"]
    unknown = {"name": "Beeld", "state": f"{here}&plan=bestaat-niet"}
    assert api.client.post(where(sample_area), json=unknown, headers=key).status_code == 404
    nameless = {"name": "  ", "state": here}
    assert api.client.post(where(sample_area), json=nameless, headers=key).status_code == 400
    good = {"name": "Beeld", "state": here}
    assert api.client.post(where(sample_area), json=good).status_code == 401
    assert api.client.post("/api/v1/areas/nergens/views", json=good, headers=key).status_code == 404
