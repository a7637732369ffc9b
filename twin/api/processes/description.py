"""The description of `/ogc/processes` for programs: OpenAPI 3.0, which the standard asks for."""

from __future__ import annotations

from typing import Any

from twin import __version__

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"
_OBJECT = {"type": "object"}
_EXECUTE = {
    "type": "object",
    "properties": {
        "inputs": _OBJECT,
        "outputs": _OBJECT,
        "response": {"type": "string", "enum": ["raw", "document"], "default": "raw"},
    },
}


def description(root: str) -> dict[str, Any]:
    """The OpenAPI document of the service at `root`."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Twin: OGC API Processes",
            "version": __version__,
            "description": "Indicators of development areas and plans for them.",
            "license": {"name": "EUPL-1.2"},
        },
        "servers": [{"url": root}],
        "paths": {
            "/": {"get": _get("Landing page")},
            "/conformance": {"get": _get("Conformance classes that are met")},
            "/api": {"get": _get("This description")},
            "/processes": {"get": _get("Processes", "limit", "cursor")},
            "/processes/{processID}": {"get": _get("A process", "processID")},
            "/processes/{processID}/execution": {
                "post": {
                    "summary": "Execute a process",
                    "parameters": [_ref("processID"), _ref("prefer")],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": _EXECUTE}},
                    },
                    "responses": {
                        "200": _answer("The result"),
                        "201": _answer("A job was made; `Location` tells where"),
                        "default": _problem(),
                    },
                }
            },
            "/jobs": {"get": _get("Jobs", "limit")},
            "/jobs/{jobID}": {
                "get": _get("How far a job is", "jobID"),
                "delete": _get("Dismiss a job", "jobID"),
            },
            "/jobs/{jobID}/results": {"get": _get("The result of a job", "jobID")},
        },
        "components": {
            "parameters": {
                "processID": _parameter("processID", "path", {"type": "string"}),
                "jobID": _parameter("jobID", "path", {"type": "string", "format": "uuid"}),
                "limit": _parameter(
                    "limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}
                ),
                "cursor": _parameter("cursor", "query", {"type": "string"}),
                "prefer": _parameter("Prefer", "header", {"type": "string"}),
            }
        },
    }


def _get(summary: str, *parameters: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [_ref(name) for name in parameters],
        "responses": {"200": _answer(summary), "default": _problem()},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _answer(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _OBJECT}}}


def _problem() -> dict[str, Any]:
    return {
        "description": "A problem (RFC 9457)",
        "content": {"application/problem+json": {"schema": _OBJECT}},
    }
