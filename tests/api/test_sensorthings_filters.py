"""What `$filter` says, and that nothing said there can become SQL."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.test_sensorthings import get, ids
from tests.fix_sensorthings import MINUTES, SensorThings
from twin.api.sensorthings import filters
from twin.api.sensorthings.entities import SETS
from twin.errors import TwinError

SQUARE = "geography'POLYGON((6.7 52.2,6.9 52.2,6.9 52.3,6.7 52.3,6.7 52.2))'"


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("name eq 'Luchtmeter 1'", "kit-1"),
        ("name ne 'Luchtmeter 1' and not (id eq 'kit-2')", "lus-1"),
        ("id in ('kit-1','lus-1')", "kit-1 lus-1"),
        ("@iot.id eq 'kit-2'", "kit-2"),
        ("name eq '@iot.id'", ""),
        ("description eq null", ""),
        ("description eq ''", "kit-2 lus-1"),
        ("properties/origin eq 'real' or properties/battery gt 3.5", "kit-1 lus-1"),
        ("properties/indoor eq false", "kit-1"),
        ("properties/owner eq 'O''Brien'", "kit-1"),
        ("properties/nothing eq null", "kit-1 kit-2 lus-1"),
        ("properties/nothing ne 'x'", ""),
        ("properties/battery eq 'full'", ""),
        ("not (properties/nothing eq 'x')", "kit-1 kit-2 lus-1"),
        ("startswith(name,'Lucht') and endswith(name,'2')", "kit-2"),
        ("substringof('school',description)", "kit-1"),
        ("contains(description,'school')", "kit-1"),
        ("indexof(name,'punt') eq 3", "lus-1"),
        ("substring(name,11) eq '1' or substring(name,0,3) eq 'Tel'", "kit-1 lus-1"),
        ("tolower(name) eq 'luchtmeter 1' and toupper(name) eq 'LUCHTMETER 1'", "kit-1"),
        ("trim(concat(' ',id)) eq 'kit-1'", "kit-1"),
        ("length(id) add 1 eq 6 and length(id) sub 1 mul 2 eq 3", "kit-1 kit-2 lus-1"),
        ("length(id) div 2 gt 2 and length(id) mod 2 eq 1", "kit-1 kit-2 lus-1"),
        ("length(id) div 0 gt 0", ""),
        ("round(properties/battery) eq 4 and floor(properties/battery) eq 3", "kit-1"),
        ("ceiling(properties/battery) eq 4 and -properties/battery lt -3", "kit-1"),
        ("Datastreams/id eq 4", "kit-2"),
        ("Datastreams/ObservedProperty/id eq 'vehicle_count'", "lus-1"),
        ("Datastreams/unitOfMeasurement/symbol eq '°C'", "kit-1"),
        ("Datastreams/properties/passport/owner eq 'Gemeente Hengelo'", "kit-1"),
        ("Datastreams/Observations/result gt 90", "kit-2"),
        ("Datastreams/Observations/result gt 2 and Datastreams/id eq 5", ""),
        ("Datastreams/phenomenonTime lt 2026-11-22T11:30:00Z", "kit-2"),
        ("geo.distance(Locations/location,geography'POINT(6.8 52.26)') lt 0.001", "kit-1"),
        ("geo.distance(geography'POINT(6.8 52.26)',Locations/location) gt 1", "lus-1"),
        (f"st_within(Locations/location,{SQUARE})", "kit-1"),
        (f"geo.intersects(Locations/location,{SQUARE})", "kit-1"),
        (f"st_intersects({SQUARE},Locations/location)", "kit-1"),
        (f"st_contains({SQUARE},Locations/location)", "kit-1"),
        (f"st_disjoint(Locations/location,{SQUARE})", "lus-1"),
        ("st_equals(Locations/location,geography'SRID=4326;POINT(4.36 52.01)')", "lus-1"),
        ("st_touches(Locations/location,geography'LINESTRING(4.36 52.01,5 52)')", "lus-1"),
        (f"st_overlaps(Locations/location,{SQUARE})", ""),
        (f"st_crosses(Locations/location,{SQUARE})", ""),
        (f"st_relate(Locations/location,{SQUARE},'T*F**F***')", "kit-1"),
        ("geo.length(Locations/location) eq 0", "kit-1 lus-1"),
        (f"st_within(Datastreams/observedArea,{SQUARE})", "kit-1"),
        ("Locations/properties/height eq 2.5", "kit-1"),
        ("HistoricalLocations/time gt 2026-11-22T11:00:00Z", "kit-1"),
    ],
)  # fmt: skip
def test_things_are_filtered(sta: SensorThings, filter_: str, found: str) -> None:
    assert ids(sta, f"/Things?$filter={filter_}".replace("{", "{{")) == found.split()


@pytest.mark.parametrize(
    ("filter_", "number"),
    [
        ("phenomenonTime ge 2026-11-22T11:00:00Z", 61),
        ("phenomenonTime gt 2026-11-22T12:00:00%2B01:00 and result le 10", 21),
        ("phenomenonTime ge 2026-11-22", 721),
        ("2026-11-22T11:55:00Z lt resultTime", 5),
        ("date(phenomenonTime) eq 2026-11-21", MINUTES - 721),
        ("time(phenomenonTime) eq 12:00:00", 2),
        ("year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 11", MINUTES),
        ("day(phenomenonTime) eq 22 and hour(phenomenonTime) eq 11", 60),
        ("minute(phenomenonTime) eq 5 and second(phenomenonTime) eq 0", 25),
        ("fractionalseconds(phenomenonTime) eq 0 and totaloffsetminutes(resultTime) eq 0", MINUTES),
        ("phenomenonTime gt 2026-11-22T12:00:00Z sub duration'PT5M'", 5),
        ("totalseconds(2026-11-22T12:00:00Z sub phenomenonTime) le 60", 2),
        ("phenomenonTime lt maxdatetime() and phenomenonTime gt mindatetime()", MINUTES),
        ("now() gt mindatetime()", MINUTES),
        ("resultQuality/code ne 0", 1),
        ("parameters/delay lt 120", 2),
        ("id eq '1@2026-11-22T12:00:00Z'", 1),
        ("id ne '1@2026-11-22T12:00:00Z'", MINUTES - 1),
        ("id eq 'nonsense'", 0),
        ("result eq 1e400", 0),
        ("result lt 99999999999999999999", MINUTES),
        ("FeatureOfInterest/id eq 3", 31),
        (f"st_within(FeatureOfInterest/feature,{SQUARE})", MINUTES),
        ("Datastream/Thing/name eq 'Luchtmeter 1' and result eq 49", 30),
    ],
)
def test_observations_are_filtered(sta: SensorThings, filter_: str, number: int) -> None:
    page = get(sta, f"/Datastreams(1)/Observations?$top=0&$count=true&$filter={filter_}")
    assert page["@iot.count"] == number


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE things; --", "' OR '1'='1", "\\' OR 1=1 --", "%(w0)s", "{0}", "$1",
        "'||pg_sleep(9)||'", "\u0000x"[1:], "é\u2603", "a' UNION SELECT 1,2 --",
    ],
)  # fmt: skip
def test_typed_text_stays_text(sta: SensorThings, text: str) -> None:
    quoted = text.replace("'", "''")
    for filter_ in (f"name eq '{quoted}'", f"properties/x eq '{quoted}'", f"id in ('{quoted}',)"):
        answer = sta.client.get("/Things", params={"$filter": filter_})
        assert (answer.status_code, answer.json()) == (200, {"value": []})
    for parameters in ({"$orderby": text}, {"$filter": text}, {"$select": text}, {"$expand": text}):
        answer = sta.client.get("/Things", params=parameters)
        assert answer.status_code in (200, 400, 501), parameters
        # Ordering by a constant, which a text between quotes is, changes nothing.
        assert answer.status_code != 200 or len(answer.json()["value"]) == 3
    assert sta.client.get(f"/Things('{quoted}')").status_code in (400, 404)


WORDS = """
    name id eq and or not ( ) ' , / Datastreams Observations result phenomenonTime null 1 2.5 'x'
    geography'POINT(1 2)' geo.distance st_within location contains in add div duration'PT1H'
    2026-11-22T12:00:00Z 2026-02-31 -- ; %s {0} any all d: $it properties true
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join) | st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused_in_words(text: str) -> None:
    for target in SETS.values():
        with contextlib.suppress(TwinError):
            filters.condition(text, target, lambda: [(1, 6.8, 52.2)])


def test_a_filter_that_nests_without_end_is_refused(sta: SensorThings) -> None:
    for filter_ in ("not " * 1500 + "true", " or ".join(["id eq 'a'"] * 600), "(" * 3000):
        answer = sta.client.get("/Things", params={"$filter": filter_[:7900]})
        assert answer.status_code == 400


def test_a_calculation_cannot_find_out_what_is_not_shown(sta: SensorThings) -> None:
    """Overflow is an error, which must not tell that a hidden value is large."""
    hidden = sta.streams["lus-1", "vehicle_count"]
    for where in (
        f"/Datastreams({hidden})/Observations?$filter=result mul 1e308 ge 0",
        f"/Observations?$filter=Datastream/id eq {hidden} and result mul 1e308 ge 0",
        f"/Things?$filter=Datastreams/id eq {hidden} and Datastreams/Observations/result mul 1e308"
        " ge 0",
        f"/Observations?$filter=Datastream/id eq {hidden}&$orderby=result mul 1e308",
    ):
        assert get(sta, where)["value"] == [], where
