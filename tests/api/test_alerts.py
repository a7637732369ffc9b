"""Planners set alerts over HTTP; everybody reads what they say, as answers and in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.fix_api import Api
from twin.api.alert_bodies import AlertBody, AlertHistory, AlertPage, NewAlert, condition
from twin.errors import ParameterInvalid
from twin.model import Area, Datastream, Origin
from twin.store.keys import Scope

DUSTY = {
    "name": "Te veel  stof", "key": "pm25", "thing": "kit-1", "side": "above", "threshold": 60,
    "minutes": 10,
}  # fmt: skip


@pytest.fixture(scope="module")
def key(api: Api) -> dict[str, str]:
    """The header of a planner's key."""
    return api.key(Scope.SCENARIOS_WRITE)


def where(area: Area) -> str:
    """Where the alerts of an area are."""
    return f"/api/v1/areas/{area.id}/alerts"


def made(api: Api, key: dict[str, str], area: Area, **other: Any) -> AlertBody:
    """A new alert."""
    answer = api.client.post(where(area), json=DUSTY | other, headers=key)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return AlertBody.model_validate(answer.json())


def test_an_alert_is_on_once_the_measurements_say_so_and_everybody_reads_it(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    alert = made(api, key, sample_area)
    assert (alert.name, alert.unit_label, alert.state) == ("Te veel stof", "µg/m³", "unknown")
    now = datetime.now(UTC)
    for minutes in range(20, -1, -1):
        api.store(61.5, now - timedelta(minutes=minutes))
    again = api.client.put(
        f"{where(sample_area)}/{alert.id}", json=DUSTY, headers=key | {"If-Match": '"1"'}
    )
    assert again.headers["etag"] == '"2"'
    page = AlertPage.model_validate(api.client.get(where(sample_area)).json())
    (told,) = [one for one in page.items if one.id == alert.id]
    assert (told.state, page.may_change) == ("on", False)
    assert told.since is not None
    assert abs(told.since - (now - timedelta(minutes=10))) < timedelta(seconds=1)
    one = api.client.get(f"{where(sample_area)}/{alert.id}").json()
    history = AlertHistory.model_validate(one).history
    assert [period.state for period in history][:2] == ["on", "unknown"]
    assert history[0].until is None
    words = api.client.get(f"/tekst/{sample_area.id}/meldingen").text
    assert "Te veel stof" in words
    assert "meer dan 60,0 µg/m³" in words
    english = api.client.get(f"/tekst/{sample_area.id}/meldingen?taal=en").text
    assert "more than 60.0 µg/m³" in english


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"key": "noise_level"}, "'noise_level'"),
        ({"thing": "elders"}, "'elders'"),
        ({"threshold": 900}, "'900'"),
        ({"threshold": "NaN"}, "threshold"),
        ({"minutes": 9999}, "minutes"),
        ({"name": "   "}, "name"),
        ({"side": "beside"}, "side"),
        ({"mail": "a@b.example"}, "mail"),
    ],
)
def test_an_alert_that_cannot_be_is_refused_with_what_is_wrong(
    api: Api, key: dict[str, str], sample_area: Area, other: dict[str, Any], said: str
) -> None:
    answer = api.client.post(where(sample_area), json=DUSTY | other, headers=key)
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_only_planners_set_alerts_and_never_over_each_other(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    assert api.client.post(where(sample_area), json=DUSTY).status_code == httpx.codes.UNAUTHORIZED
    alert = made(api, key, sample_area, thing=None)
    assert {one.thing for one in alert.sensors} == {"kit-1", "kit-2"}
    one = f"{where(sample_area)}/{alert.id}"
    assert api.client.put(one, json=DUSTY, headers=key).status_code == 428
    first = api.client.put(one, json=DUSTY | {"minutes": 0}, headers=key | {"If-Match": '"1"'})
    assert first.json()["minutes"] == 0
    second = api.client.put(one, json=DUSTY, headers=key | {"If-Match": '"1"'})
    assert second.status_code == httpx.codes.CONFLICT
    assert "'2' and not '1'" in second.json()["detail"]
    assert api.client.delete(one, headers={"If-Match": '"2"'}).status_code == 401
    assert api.client.delete(one, headers=key | {"If-Match": '"2"'}).status_code == 204
    assert api.client.get(one).status_code == httpx.codes.NOT_FOUND


def test_an_area_has_so_many_alerts_and_no_more(
    api: Api, key: dict[str, str], sample_area: Area
) -> None:
    left = 20 - len(api.client.get(where(sample_area)).json()["items"])
    for number in range(left):
        made(api, key, sample_area, name=f"n{number}")
    answer = api.client.post(where(sample_area), json=DUSTY, headers=key)
    assert answer.status_code == httpx.codes.CONFLICT
    assert "'20' alerts" in answer.json()["detail"]


def test_an_alert_watches_a_hundred_sensors_and_no_more() -> None:
    asked = NewAlert.model_validate(DUSTY | {"thing": None})
    streams = [Datastream(n, f"kit-{n}", "pm25", Origin.REAL) for n in range(101)]
    assert condition(asked, streams[:100]).thing is None
    with pytest.raises(ParameterInvalid, match="'101' sensors"):
        condition(asked, streams)
    assert condition(asked.model_copy(update={"thing": "kit-7"}), streams).thing == "kit-7"


def test_an_area_that_is_not_there_is_told(api: Api, key: dict[str, str]) -> None:
    for answer in (
        api.client.get("/api/v1/areas/nergens/alerts"),
        api.client.post("/api/v1/areas/nergens/alerts", json=DUSTY, headers=key),
        api.client.get("/tekst/nergens/meldingen"),
    ):
        assert answer.status_code == httpx.codes.NOT_FOUND
