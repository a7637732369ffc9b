"""What the page of a sensor asks: values as a table, and a model beside what was measured."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
import psycopg
import pytest

from tests.fix_api import NOW, Api
from twin.model import Flag, Origin, Thing
from twin.sim.clear_sky import clear_sky
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

LONGITUDE, LATITUDE = 6.891, 52.274
HOUR = timedelta(hours=1)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 24, 22, tzinfo=UTC)
SUN = "solar_radiation"


@dataclass(frozen=True)
class Meters:
    """Numbers of datastreams by thing."""

    client: httpx.Client
    sun: dict[str, int]
    counter: int
    odd: int

    def model(self, thing: str, *, days: int = 10) -> dict[str, Any]:
        period = {"from": JUNE.isoformat(), "to": (JUNE + timedelta(days=days)).isoformat()}
        answer = self.client.get(f"/api/v1/datastreams/{self.sun[thing]}/model", params=period)
        body: dict[str, Any] = answer.raise_for_status().json()
        return body

    def table(self, number: int, **asked: str) -> list[dict[str, str]]:
        answer = self.client.get(f"/api/v1/datastreams/{number}/observations.csv", params=asked)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        delimiter = ";" if asked.get("form") == "excel" else ","
        return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=delimiter))


@pytest.fixture(scope="module")
def meters(api: Api) -> Meters:
    """Ten days of June by pyranometers that read 5 % low; a counter and an odd kit in October."""
    moved = {"moved": True, "real_location": [LONGITUDE, LATITUDE]}
    then = {"replayed_from": "2026-06-01/2026-06-30"}
    long_ago = {"replayed_from": "2011-01-01/2020-12-31"}
    here = Thing("zon", "Zonmeter", Origin.REAL, (SUN,), None, LONGITUDE, LATITUDE)
    things = [
        here,
        Thing("elders", "Verplaatst", Origin.REPLAY, (SUN,), None, 4.0, 51.0,
              properties={**moved, **then}),
        replace(here, id="toen", origin=Origin.REPLAY, properties=long_ago),
        replace(here, id="verzonnen", origin=Origin.SYNTHETIC),
        Thing("nergens", "Nergens", Origin.REAL, (SUN,)),
        Thing("-teller", "Teller", Origin.REAL, ("vehicle_count",)),
        Thing("raar", "Raar", Origin.REAL, ("temperature",)),
    ]  # fmt: skip
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        save_things(conn, things)
        streams = {thing: stream.id for (thing, _), stream in registry(conn).streams.items()}
    ends = [JUNE + HOUR * (hour + 1) for hour in range(240)]
    sky = clear_sky(np.array([(end - HOUR).timestamp() for end in ends]), LONGITUDE, LATITUDE)
    # Clouds on every third day; the sensor is a little better on some days than on others.
    share = [
        0.3 + 0.7 * (n % 2) if n // 24 % 3 == 0 else 0.945 + 0.002 * (n // 24) for n in range(240)
    ]
    names = ("zon", "elders", "toen", "verzonnen", "nergens")
    readings = [
        Reading(streams[name], end, round(value * part, 2), end, source="test")
        for name in names
        for end, value, part in zip(ends, sky.irradiance, share, strict=True)
    ]
    counts = [(0, 12), (1, 4)]
    readings += [
        Reading(streams["-teller"], OCTOBER + HOUR * hour, float(many), OCTOBER, source="test")
        for hour, many in counts
    ]
    readings += [
        Reading(streams["raar"], OCTOBER + HOUR * hour, -1.5 - hour, OCTOBER, flag, source="test")
        for hour, flag in ((2, Flag.SPIKE | Flag.LATE), (3, Flag(0)))
    ]
    with psycopg.connect(api.database.ingest, autocommit=True) as conn:
        store_batch(conn, readings, [])
    sun = {name: streams[name] for name in names}
    return Meters(api.client, sun, streams["-teller"], streams["raar"])


def october(**more: str) -> dict[str, str]:
    return {"from": OCTOBER.isoformat(), "to": (OCTOBER + 25 * HOUR).isoformat(), **more}


def test_the_table_has_both_clocks_the_unit_and_what_was_noticed(meters: Meters) -> None:
    first, second = meters.table(meters.odd, **october(interval="raw"))
    assert first["waarde (°C)"] == "-3.5", "a number is never made a text"
    assert first["kwaliteit"] == "Plotselinge sprong; Laat binnengekomen"
    assert (first["tijd_utc"], second["tijd_utc"]) == (
        "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z",
    )  # fmt: skip
    assert first["tijd_nederland"] == second["tijd_nederland"] == "2026-10-25 02:00:00"
    assert (first["sensor"], first["meting"], first["herkomst"]) == ("raar", "temperature", "real")
    english = meters.table(meters.odd, **october(interval="hour", language="en", form="excel"))
    assert english[0]["mean (°C)"] == "-3,5"
    assert english[0]["highest (°C)"] == "-3,5"


def test_few_people_stay_hidden_in_the_table_and_no_name_runs_as_a_formula(meters: Meters) -> None:
    many, few = meters.table(meters.counter, **october(interval="hour"))
    assert (many["totaal (voertuigen)"], many["verborgen"]) == ("12.0", "")
    assert (few["totaal (voertuigen)"], few["verborgen"]) == ("", "ja")
    assert many["sensor"] == "'-teller"
    assert len(meters.table(meters.counter, **october())) == 2, "auto asks hours of a counter"
    refused = meters.client.get(
        f"/api/v1/datastreams/{meters.counter}/observations.csv", params=october(interval="raw")
    )
    assert refused.status_code == 400
    assert "counts people" in refused.json()["detail"]


def test_a_table_of_many_pages_is_whole(meters: Meters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twin.api.observation_tables._PAGE", 7)
    period = {"from": JUNE.isoformat(), "to": (JUNE + timedelta(days=20)).isoformat()}
    rows = meters.table(meters.sun["zon"], interval="raw", **period)
    assert len({row["tijd_utc"] for row in rows}) == len(rows) == 240
    far = {"from": "2020-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z", "interval": "raw"}
    refused = meters.client.get(
        f"/api/v1/datastreams/{meters.sun['zon']}/observations.csv", params=far
    )
    assert "too many for interval 'raw'" in refused.json()["detail"]


def test_a_sensor_that_reads_low_is_told_so_by_clear_days(meters: Meters) -> None:
    body = meters.model("zon")
    found = body["difference"]
    assert found["days"] == 6, "days with clouds tell nothing"
    assert found["bias"] == pytest.approx(-0.045 * found["mean"], rel=0.1)
    assert found["low"] < found["bias"] < found["high"] < 0
    assert found["bias_error"] < abs(found["bias"]) / 4
    first, second, _, model = (said["nl"] for said in body["says"])
    assert "minder dan het model" in first
    assert "Dat is 5 procent." in first or "Dat is 4 procent." in first
    assert "6 heldere dagen" in second
    assert model == "Zo’n klein verschil kan ook van het model komen."
    assert len(body["items"]) == 240
    noon = next(row for row in body["items"] if row["t"] == "2026-06-02T11:00:00Z")
    assert noon["clear"]
    assert 0.93 < noon["measured"] / noon["model"] < 0.96, "a value tells of the hour before it"


def test_a_moved_sensor_is_compared_where_it_really_stood(meters: Meters) -> None:
    assert meters.model("elders")["difference"] == meters.model("zon")["difference"]


@pytest.mark.parametrize(
    ("thing", "why"),
    [("toen", "andere tijd"), ("verzonnen", "verzonnen"), ("nergens", "waar dit is gemeten")],
)
def test_what_cannot_be_compared_says_why(meters: Meters, thing: str, why: str) -> None:
    body = meters.model(thing)
    assert body["difference"] is None
    assert body["items"] == []
    (said,) = body["says"]
    assert why in said["nl"]


def test_a_period_without_clear_days_and_one_that_is_too_long_are_told(meters: Meters) -> None:
    cloudy = meters.model("zon", days=1)
    assert cloudy["difference"] is None
    assert cloudy["says"][0]["nl"].startswith("In deze periode was geen dag helder")
    period = {"from": "2020-01-01T00:00:00Z", "to": NOW.isoformat()}
    answer = meters.client.get(f"/api/v1/datastreams/{meters.sun['zon']}/model", params=period)
    assert answer.status_code == 400
    assert "at most 366 days" in answer.json()["hint"]


def test_only_what_a_model_predicts_has_one(meters: Meters) -> None:
    sun = meters.client.get(f"/api/v1/datastreams/{meters.sun['zon']}").json()
    assert sun["model"] == f"/api/v1/datastreams/{meters.sun['zon']}/model"
    odd = meters.client.get(f"/api/v1/datastreams/{meters.odd}").json()
    assert odd["model"] is None
    params = {"from": JUNE.isoformat()}
    answer = meters.client.get(f"/api/v1/datastreams/{meters.odd}/model", params=params)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "no model predicts 'temperature'"


def test_the_page_in_words_says_the_same_of_the_same_period(meters: Meters) -> None:
    page = meters.client.get("/tekst/sensoren/zon?van=2026-06-01&tot=2026-06-07").text
    said = meters.client.get(
        f"/api/v1/datastreams/{meters.sun['zon']}/model",
        params={"from": "2026-05-31T22:00:00Z", "to": "2026-06-07T22:00:00Z"},
    ).json()["says"]
    assert [each["nl"] for each in said if each["nl"] not in page] == []
    assert page.count("<tr>") == 1 + 7 * 24 - 3, "a head, and a week without its first three hours"
    assert 'href="/meter/zon?van=2026-05-31T22%3A00Z&amp;tot=2026-06-07T22%3A00Z"' in page
    days = meters.client.get("/tekst/sensoren/zon?van=2026-05-01&tot=2026-06-30").text
    assert '<th scope="row">2 juni 2026</th>' in days
    english = meters.client.get("/tekst/sensoren/zon?periode=jaar&taal=en").text
    assert "per day" in english
    assert "On clear days this sensor measures" in english


def test_other_sensors_of_the_chart_are_led_to_with_the_same_period(meters: Meters) -> None:
    page = meters.client.get("/tekst/sensoren/zon?periode=jaar&reeks=solar_radiation,raar/x,weg/y")
    assert '<a href="/tekst/sensoren/raar?periode=jaar">Raar</a>.' in page.text
    assert "reeks=solar_radiation%2Craar%2Fx%2Cweg%2Fy" in page.text, "back to the same chart"


def test_an_hour_that_comes_twice_says_which_it_is(meters: Meters) -> None:
    page = meters.client.get("/tekst/sensoren/raar?van=2026-10-25&tot=2026-10-25").text
    assert "25 oktober 2026 om 02:00 (zomertijd)" in page
    assert "25 oktober 2026 om 02:00 (wintertijd)" in page


def test_a_period_that_cannot_be_told_is_said_to_be_so_and_stays_typed(meters: Meters) -> None:
    wrong = meters.client.get("/tekst/sensoren/raar?van=2026-10-26&tot=2026-10-25").text
    assert "De eerste dag moet voor de laatste dag liggen." in wrong
    assert 'value="2026-10-26" aria-invalid="true" aria-describedby="mis"' in wrong
    assert 'value="2026-10-25"' in wrong
    long = meters.client.get("/tekst/sensoren/raar?van=2016-10-26&tot=2026-10-25").text
    assert "Kies ten hoogste een jaar." in long
    assert 'value="2016-10-26"' in long


def test_a_day_that_no_calendar_has_is_refused(meters: Meters) -> None:
    answer = meters.client.get("/tekst/sensoren/raar?van=2026-02-30&tot=2026-03-01")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "'van' '2026-02-30' is no day"
