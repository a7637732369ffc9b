"""What SensorThings here refuses, with the offending option, and the shape of the refusal."""

from __future__ import annotations

import pytest

from tests.fix_sensorthings import SensorThings
from twin.api.problems import MEDIA_TYPE, Problem


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/Nothings", 404, "'/sta/v1.1/Nothings'"),
        ("/Things('nobody')", 404, "'nobody'"),
        ("/Things('kit-1')/Nothings", 404, "Nothings"),
        ("/Things/Datastreams", 404, "Things/Datastreams"),
        ("/Things/name", 404, "Things/name"),
        ("/Datastreams(1)/Thing('kit-1')", 404, "Thing('kit-1')"),
        ("/Things('kit-2')/Datastreams(1)/Thing", 404, "Datastreams(1)"),
        ("/Observations('1@2000-01-01T00:00:00Z')", 404, "1@2000-01-01T00:00:00Z"),
        ("/Observations('1@2026-99-01T00:00:00Z')", 404, "2026-99-01"),
        ("/Observations('one')", 404, "'one'"),
        ("/Observations('4@2026-11-22T11:00:00Z')/FeatureOfInterest", 404, "FeatureOfInterest"),
        ("/Things(1)", 400, "'1'"),
        ("/Datastreams('1')", 400, "''1''"),
        ("/Datastreams(99999999999999999999)", 400, "'99999999999999999999'"),
        ("/Things('kit-1'", 404, "Things('kit-1'"),
        ("/Things('kit-1')/$value", 501, "'$value'"),
        ("/Things/$count", 501, "'$count'"),
        ("/$batch", 501, "'$batch'"),
        ("/Things?$top=some", 400, "'some' in '$top'"),
        ("/Things?$top=-1", 400, "'-1'"),
        ("/Things?$skip=x", 400, "'$skip'"),
        ("/Things?$count=1", 400, "'$count'"),
        ("/Things?$search=x", 501, "'$search'"),
        ("/Things?$apply=x", 501, "'$apply'"),
        ("/Things?$nonsense=x", 400, "'$nonsense'"),
        ("/Things?top=1", 400, "'top'"),
        ("/Things?$top=1&$top=2", 400, "'$top'"),
        ("/Things?$select=nome", 400, "'nome' in '$select'"),
        ("/Things?$expand=Observations", 400, "'Observations' in '$expand'"),
        ("/Things?$expand=Datastreams($top=x)", 400, "'x' in '$top'"),
        ("/Datastreams?$expand=Thing($top=1)", 400, "'$top'"),
        ("/Things?$expand=Datastreams($nonsense=x)", 400, "'$nonsense'"),
        ("/Things?$expand=Datastreams($top=1", 400, "not closed"),
        ("/Things?$expand=Datastreams,Datastreams", 400, "'Datastreams'"),
        ("/Things?$expand=" + "Datastreams($expand=Thing($expand=" * 3 + "Locations" + "))" * 3,
         400, "deeper than '5'"),
        ("/Things?$orderby=nome", 400, "'nome' in '$orderby'"),
        ("/Things?$orderby=Datastreams", 400, "'Datastreams' in '$orderby'"),
        ("/Things?$orderby=name,", 400, "$orderby"),
        ("/Locations?$orderby=location", 400, "'location'"),
        ("/Things?$filter=nome eq 1", 400, "'nome' in '$filter'"),
        ("/Things?$filter=name", 400, "'$filter'"),
        ("/Things?$filter=name eq", 400, "'name eq'"),
        ("/Things?$filter=name eq 1", 400, "number where a text"),
        ("/Things?$filter=name add 1 eq 2", 400, "'$filter'"),
        ("/Things?$filter=name gt null", 400, "null"),
        ("/Things?$filter=name/length eq 1", 400, "'name/length'"),
        ("/Things?$filter=sqrt(4) eq 2", 400, "sqrt"),
        ("/Things?$filter=length(name,1) eq 2", 400, "length"),
        ("/Things?$filter=matchesPattern(name,'a')", 501, "'matchesPattern'"),
        ("/Things?$filter=Datastreams/any(d: d/id eq 1)", 501, "CollectionLambda"),
        ("/Things?$filter=a.b eq 1", 400, "'a.b'"),
        ("/Things?$filter=st_within(name,geography'POINT(1 2)')", 400, "'st_within'"),
        ("/Things?$filter=st_within(Locations/location,geography'POINT(1)')", 400, "'POINT(1)'"),
        ("/Things?$filter=st_within(Locations/location,geography'POINT(NaN 1)')", 400, "geometry"),
        ("/Things?$filter=st_within(Locations/location,geography'SRID=28992;POINT(1 2)')", 400,
         "'28992'"),
        ("/Things?$filter=st_equals(Locations/location,Locations/location)", 501, "'st_equals'"),
        ("/Things?$filter=st_relate(Locations/location,geography'POINT(1 2)','x')", 400, "'x'"),
        ("/Things?$filter=Locations/location eq 1", 400, "place"),
        ("/Datastreams?$filter=unitOfMeasurement eq 1", 501, "'unitOfMeasurement'"),
        ("/Sensors?$filter=metadata eq 'x'", 501, "'metadata'"),
        ("/Observations?$filter=phenomenonTime gt 2026-02-31", 400, "'2026-02-31'"),
        ("/Observations?$filter=id gt '1'", 501, "'gt'"),
        ("/Observations?$filter=result mul 1e308 mul 1e308 gt 1", 400, "cannot be calculated"),
        ("/Observations?$skiptoken=nonsense", 400, "'nonsense' in '$skiptoken'"),
        ("/Observations?$skiptoken=WzEsMl0", 400, "'$skiptoken'"),
        ("/Observations?$resultFormat=CSV", 501, "'CSV'"),
        ("/Observations?$resultFormat=dataArray&$expand=Datastream", 400, "'$expand'"),
        ("/Things?$resultFormat=dataArray", 400, "'Things'"),
        ("/Things('kit-1')?$filter=name eq 'x'", 400, "'$filter'"),
        ("/Things('kit-1')/name?$select=name", 400, "'$select'"),
        ("/Things/$ref?$expand=Locations", 400, "'$expand'"),
        ("/Things?$filter=" + "x" * 9000, 400, "'$filter'"),
        ("/Things?$filter=name eq '%00'", 400, "'$filter'"),
        ("/" + "Things('kit-1')/Datastreams(1)/" * 100, 400, "too long"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_gets_a_problem(
    sta: SensorThings, path: str, status: int, told: str
) -> None:
    answer = sta.client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(answer.content)
    assert told in problem.detail


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed_or_deleted(sta: SensorThings, method: str) -> None:
    answer = sta.client.request(method, "/Things('kit-1')", json={"name": "mine"})
    assert answer.status_code == 501
    assert method in Problem.model_validate_json(answer.content).detail


def test_an_answer_has_a_largest_size(sta: SensorThings) -> None:
    deep = "Datastream($expand=Observations($top=1000))"
    answer = sta.client.get(f"/Datastreams(1)/Observations?$top=1000&$expand={deep}")
    assert answer.status_code == 400
    assert "$top" in Problem.model_validate_json(answer.content).hint
