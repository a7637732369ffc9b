"""The registry as OGC API Processes 1.0, also by a client that people use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate
from owslib.ogcapi.processes import Processes

from tests.api.test_runs import Served, plan, served
from tests.fix_processes import until
from tests.jobs.made import KNOWN
from twin.api.processes.conformance import MET, NOT_MET
from twin.api.processes.schemas import inputs
from twin.model import Area
from twin.sim.indicators.registry import INDICATORS

assert served  # the fixture

OGC = "/ogc/processes"
AREA = {"area": "voorbeeldwijk"}
PAGE = Path(__file__).parents[2] / "docs" / "processes.md"

# What the schemas of the standard (18-062r2) demand, in our own words.
LINKS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["href", "rel"]},
}
STATUS = {
    "type": "object",
    "required": ["jobID", "status", "type"],
    "properties": {
        "type": {"const": "process"},
        "jobID": {"type": "string"},
        "processID": {"type": "string"},
        "status": {"enum": ["accepted", "running", "successful", "failed", "dismissed"]},
        "message": {"type": "string"},
        "progress": {"type": "integer", "minimum": 0, "maximum": 100},
        "created": {"type": "string", "pattern": "Z$"},
        "started": {"type": "string", "pattern": "Z$"},
        "finished": {"type": "string", "pattern": "Z$"},
        "links": LINKS,
    },
}
SUMMARY = {
    "type": "object",
    "required": ["id", "version", "links"],
    "properties": {
        "jobControlOptions": {"items": {"enum": ["sync-execute", "async-execute", "dismiss"]}},
        "outputTransmission": {"items": {"enum": ["value", "reference"]}},
        "keywords": {"items": {"type": "string"}},
        "links": LINKS,
    },
}
# Objects of OpenAPI 3.0, closed: a word of later JSON Schema is refused.
SELF = {"$ref": "#/$defs/schema"}
KINDS: dict[str, Any] = {
    "title description pattern format contentMediaType": {"type": "string"},
    "minimum maximum multipleOf": {"type": "number"},
    "minLength maxLength minItems maxItems minProperties maxProperties": {"type": "integer"},
    "exclusiveMinimum exclusiveMaximum uniqueItems nullable": {"type": "boolean"},
    "type": {"enum": ["array", "boolean", "integer", "number", "object", "string"]},
    "enum required": {"type": "array", "minItems": 1},
    "default": {},
    "items": SELF,
    "properties": {"additionalProperties": SELF},
    "additionalProperties": {"anyOf": [{"type": "boolean"}, SELF]},
    "anyOf oneOf allOf": {"type": "array", "items": SELF},
}
SCHEMA: dict[str, Any] = {
    "$defs": {
        "schema": {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: kind for names, kind in KINDS.items() for name in names.split()},
        }
    },
    **SELF,
}


@pytest.fixture
def client(served: Served) -> Processes:
    return Processes(f"{served.client.base_url}{OGC}")


def execute(served: Served, name: str, body: Any, **headers: str) -> Any:
    return served.client.post(f"{OGC}/processes/{name}/execution", json=body, headers=headers)


def test_the_landing_page_leads_to_all_that_there_is(served: Served) -> None:
    told = served.get(OGC)
    assert served.get(f"{OGC}/") == told
    links = {each["rel"].rpartition("/")[2]: each["href"] for each in told["links"]}
    assert {"self", "service-desc", "conformance", "processes", "job-list"} <= links.keys()
    for address in links.values():
        assert served.client.get(address).status_code == 200
    validate(served.get(f"{OGC}/api"))


def test_what_is_met_and_what_is_not_is_told_and_documented(served: Served) -> None:
    assert served.get(f"{OGC}/conformance") == {"conformsTo": list(MET)}
    page = PAGE.read_text()
    for address in (*MET, *NOT_MET):
        assert f"`{address.rpartition('/')[2]}`" in page


def test_every_process_is_described_as_the_standard_has_it(served: Served) -> None:
    told = served.get(f"{OGC}/processes")
    assert [each["id"] for each in told["processes"]] == sorted(KNOWN)
    for each in told["processes"]:
        jsonschema.validate(each, SUMMARY)
        whole = served.get(f"{OGC}/processes/{each['id']}")
        assert whole.items() >= each.items()
        for one in whole["inputs"].values():
            assert one["title"]
            assert one["description"]
            jsonschema.validate(one["schema"], SCHEMA)
    first = served.get(f"{OGC}/processes?limit=2")
    (following,) = [each["href"] for each in first["links"] if each["rel"] == "next"]
    assert served.get(following)["processes"][0] == told["processes"][2]


@pytest.mark.parametrize("name", INDICATORS)
def test_the_parameters_of_every_indicator_have_a_schema_of_openapi_3_0(name: str) -> None:
    schemas = inputs(INDICATORS[name].parameters.model_json_schema())
    assert schemas.keys() == INDICATORS[name].parameters.model_fields.keys()
    for schema in schemas.values():
        jsonschema.validate(schema, SCHEMA)


def test_a_process_answers_at_once(served: Served, client: Processes) -> None:
    told = client.execute("count", AREA | {"least": 4.0}, response="document")
    result = told["result"]["value"]
    assert result["input"]["parameters"] == {"least": 4.0}
    raw = execute(served, "count", {"inputs": AREA | {"least": {"value": 4.0}}})
    assert raw.status_code == 200
    assert raw.json() == result
    assert served.get(f"/api/v1/results/{result['key']}") == result


def test_a_job_runs_until_it_has_ended(served: Served, client: Processes) -> None:
    assert client.process("double")["id"] == "double"
    made = client.execute("double", AREA, response="raw", async_=True)
    jsonschema.validate(made, STATUS)
    where = client.response_headers["location"]
    assert client.response_headers["preference-applied"] == "respond-async"
    told: dict[str, Any] = {}

    def over() -> bool:
        told.update(served.get(where))
        jsonschema.validate(told, STATUS)
        return told["status"] not in ("accepted", "running")

    until(over, "the job ends", 120)
    assert (told["status"], told["progress"]) == ("successful", 100)
    (results,) = [each["href"] for each in told["links"] if each["rel"].endswith("/results")]
    assert served.get(results)["result"]["figures"][0]["key"] == "twice"
    assert told["jobID"] in [each["jobID"] for each in served.get(f"{OGC}/jobs")["jobs"]]


def test_a_job_is_dismissed(served: Served) -> None:
    made = execute(served, "last", {"inputs": AREA}, Prefer="respond-async")
    where = made.headers["location"]
    early = served.client.get(f"{where}/results")
    assert early.status_code == 404
    assert early.json()["type"].endswith("/result-not-ready")
    told = served.client.delete(where)
    jsonschema.validate(told.json(), STATUS)
    assert (told.status_code, told.json()["status"]) == (200, "dismissed")
    assert served.client.get(f"{where}/results").status_code == 410


def test_a_plan_is_executed_saved_or_not(served: Served, sample_area: Area) -> None:
    name = plan(served, sample_area, "voor-ogc")
    saved = execute(served, "count", {"inputs": {"scenario": name}}).json()
    gone = {"edit": "remove-building", "id": sample_area.buildings[0].id}
    tried = execute(served, "count", {"inputs": AREA | {"edits": [gone]}}).json()
    counts = [each["result"]["figures"][0]["value"] for each in (saved, tried)]
    assert counts == [len(sample_area.buildings) + 1, len(sample_area.buildings) - 1]


def test_a_failure_is_told_as_a_problem(served: Served) -> None:
    told = execute(served, "refuse", {"inputs": AREA})
    assert (told.status_code, told.json()["detail"]) == (500, "'this' does not fit")
    assert told.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "body", "status", "said"),
    [
        ("nonsense", {"inputs": AREA}, 404, "no process 'nonsense'"),
        ("count", {"inputs": AREA | {"most": 1}}, 400, "no input 'most'"),
        ("count", {"inputs": AREA | {"least": 200}}, 400, "least '200'"),
        ("count", {"inputs": {}}, 400, "neither 'area' nor 'scenario'"),
        ("count", {"inputs": {"area": "nonsense"}}, 404, "no area is called 'nonsense'"),
        ("count", {"inputs": {"area": {"href": "http://x"}}}, 501, "is a reference"),
        ("count", {"inputs": AREA | {"horizon_years": 5}}, 400, "horizon_years '5'"),
        ("count", {"inputs": AREA, "outputs": {"x": {}}}, 400, "no output 'x'"),
        ("count", {"inputs": AREA, "response": "x"}, 400, "response 'x'"),
        ("count", {"inputs": AREA, "subscriber": {}}, 501, "'subscriber'"),
        ("count", [], 400, "no JSON object"),
    ],
)
def test_what_cannot_be_is_refused(
    served: Served, name: str, body: Any, status: int, said: str
) -> None:
    answer = execute(served, name, body)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]
    if status == 404 and "process" in said:
        assert re.search(r"/no-such-process$", answer.json()["type"])


def test_a_job_that_is_not_there_is_told(served: Served) -> None:
    for job in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        answer = served.client.get(f"{OGC}/jobs/{job}")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (
            404,
            "no-such-job",
        )
