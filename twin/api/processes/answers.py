"""What `/ogc/processes` answers: landing page, processes, jobs; plain values for JSON."""

from __future__ import annotations

from typing import Any

from twin import __version__
from twin.api.processes.schemas import Schema, inputs
from twin.jobs.runs import Status
from twin.sim.indicators.base import Indicator
from twin.store.runs import RunRow, RunState

PREFIX = "/ogc/processes"
JSON = "application/json"
PROBLEM = "application/problem+json"
_REL = "http://www.opengis.net/def/rel/ogc/1.0"
OUTPUT = "result"

_COMMON: dict[str, tuple[str, str, Schema, bool]] = {
    "area": (
        "Area", "Id of an area; left out where a scenario is given, which has one.",
        {"type": "string", "maxLength": 64}, False,
    ),
    "scenario": (
        "Scenario", "Id of a published scenario; left out: the area as it is.",
        {"type": "string", "maxLength": 64}, False,
    ),
    "horizon_years": (
        "Years of growth", "Years of growth of planted trees.",
        {"type": "integer", "enum": [0, 10, 30], "default": 0}, False,
    ),
    "edits": (
        "Edits", "Edits in the form of docs/scenarios.md with longitude and latitude, instead of a "
        "scenario: a plan that is tried and not kept.",
        {"type": "array", "items": {"type": "object"}, "maxItems": 50}, False,
    ),
}  # fmt: skip
COMMON = frozenset(_COMMON)
"""Inputs of every process, beside the parameters of its indicator."""


def link(root: str, path: str, rel: str, kind: str = JSON, title: str = "") -> dict[str, str]:
    """A link."""
    told = {"href": f"{root}{path}", "rel": rel, "type": kind}
    return told | {"title": title} if title else told


def landing(root: str) -> dict[str, Any]:
    """Where clients begin."""
    return {
        "title": "Twin: indicators of a development area",
        "description": "Each indicator is a process; its result is the one of /api/v1.",
        "links": [
            link(root, "/", "self"),
            link(root, "/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0"),
            link(root, "/conformance", f"{_REL}/conformance"),
            link(root, "/processes", f"{_REL}/processes"),
            link(root, "/jobs", f"{_REL}/job-list"),
        ],
    }


def processes(root: str, known: list[Indicator], cursor: str | None) -> dict[str, Any]:
    """The list of processes, each without inputs."""
    links = [link(root, "/processes", "self")]
    if cursor is not None:
        links.append(link(root, f"/processes?{cursor}", "next"))
    return {"processes": [_summary(root, each) for each in known], "links": links}


def process(root: str, one: Indicator) -> dict[str, Any]:
    """A process with its inputs and its output."""
    told = _summary(root, one)
    common = {
        name: _input(title, words, schema, needed)
        for name, (title, words, schema, needed) in _COMMON.items()
    }
    own = {
        name: _input(schema.get("title", name), schema.get("description", ""), schema, False)
        for name, schema in inputs(one.parameters.model_json_schema()).items()
    }
    return told | {
        "inputs": common | own,
        "outputs": {
            OUTPUT: {
                "title": one.title.en,
                "description": f"{one.method.en} Valid: {one.validity.en} Error: {one.error.en}",
                "schema": {"type": "object", "contentMediaType": JSON},
            }
        },
    }


def status(root: str, run: Status) -> dict[str, Any]:
    """A job as `statusInfo.yaml` has it."""
    row = run.row
    where = f"/jobs/{row.id}"
    links = [link(root, where, "self"), link(root, where, "monitor")]
    if row.state is RunState.SUCCESSFUL:
        links.append(link(root, f"{where}/results", f"{_REL}/results"))
    elif row.state is RunState.FAILED:
        links.append(link(root, f"{where}/results", f"{_REL}/exceptions", PROBLEM))
    told = {
        "type": "process",
        "processID": process_of(row),
        "jobID": row.id,
        "status": row.state.value,
        "message": row.message,
        "progress": round(100 * run.progress.share),
        "created": _moment(row.created_at),
        "started": _moment(row.started_at),
        "finished": _moment(row.finished_at),
        "links": links,
    }
    return {name: value for name, value in told.items() if value is not None}


def process_of(row: RunRow) -> str | None:
    """The process of a job; None for a run of several indicators, which is no job of here."""
    asked = row.asked["indicators"]
    return str(asked[0]) if len(asked) == 1 else None


def jobs(root: str, some: list[Status]) -> dict[str, Any]:
    """The list of jobs."""
    return {"jobs": [status(root, each) for each in some], "links": [link(root, "/jobs", "self")]}


def _summary(root: str, one: Indicator) -> dict[str, Any]:
    where = f"/processes/{one.name}"
    return {
        "id": one.name,
        "version": __version__,
        "title": one.title.en,
        "description": one.description.en,
        "keywords": [one.title.nl, *one.norms],
        "jobControlOptions": ["sync-execute", "async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "links": [
            link(root, where, "self"),
            link(root, f"{where}/execution", f"{_REL}/execute", title="POST to execute"),
        ],
    }


def _input(title: str, words: str, schema: Schema, needed: bool) -> dict[str, Any]:
    return {
        "title": title,
        "description": words,
        "minOccurs": int(needed),
        "maxOccurs": 1,
        "schema": schema,
    }


def _moment(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
