"""An area is played back over HTTP: one answer for all sensors, the same as the page in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from tests.fix_api import NOW, Api
from twin.api.playback import PlaybackBody
from twin.model import Area


def asked(api: Api, area: Area, query: str) -> httpx.Response:
    """The answer to a question about the measurements of an area."""
    return api.client.get(f"/api/v1/areas/{area.id}/observations?{query}")


def test_all_sensors_are_told_by_the_hour_in_one_answer(api: Api, sample_area: Area) -> None:
    answer = asked(api, sample_area, "from=2026-11-22T10:30:00Z&to=2026-11-22T13:00:00Z")
    told = PlaybackBody.model_validate(answer.json())
    assert (told.start, told.hours) == (datetime.fromisoformat("2026-11-22T10:00:00Z"), 3)
    (dust,) = told.series
    assert (dust.thing, dust.quantity, dust.origin) == ("kit-1", "pm25", "replay")
    assert dust.values == [None, 8.5, 8.0]  # 59 minutes of the one hour, and 12:00 itself


def test_a_page_in_words_says_the_same_of_the_same_moment(api: Api, sample_area: Area) -> None:
    page = f"/tekst/{sample_area.id}/terug"
    words = api.client.get(f"{page}?dag=2026-11-22&uur=12").text
    assert "22 november 2026" in words
    assert "van 12:00 tot 13:00" in words
    assert "8,5 µg/m³" in words
    assert words.count("geen meting") == 2  # the other quantity, and the other sensor
    assert "from 12:00 to 13:00" in api.client.get(f"{page}?dag=2026-11-22&uur=12&taal=en").text
    # When summer time ends there are two hours that begin at 2.
    first, second = (
        api.client.get(f"{page}?moment=2026-10-25T0{hour}:00:00Z").text for hour in (0, 1)
    )
    assert "zomertijd" in first
    assert "wintertijd" in second
    assert api.client.get(f"{page}?dag=2026-02-31").status_code == httpx.codes.BAD_REQUEST
    assert api.client.get(page).status_code == httpx.codes.OK
    assert api.client.get("/tekst/nergens/terug").status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("from=2026-11-22T10:00:00Z&to=2026-12-01T10:00:00Z", 400, "'9' days"),
        ("from=2026-11-22T10:00:00Z&to=2026-11-22T10:00:00Z", 400, "not before"),
        ("from=2026-11-22T10:00:00&to=2026-11-22T11:00:00Z", 400, "from"),
        ("from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z&quantity=geluk", 404, "'geluk'"),
    ],
)
def test_what_cannot_be_played_back_is_told(
    api: Api, sample_area: Area, query: str, status: int, said: str
) -> None:
    answer = asked(api, sample_area, query)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_one_quantity_is_told_alone(api: Api, sample_area: Area) -> None:
    span = f"from={NOW - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}&to=2026-11-22T12:00:00Z"
    assert asked(api, sample_area, f"{span}&quantity=temperature").json()["series"] == []
    assert len(asked(api, sample_area, f"{span}&quantity=pm25").json()["series"]) == 1
