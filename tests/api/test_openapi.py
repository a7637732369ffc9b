"""The description of the API is complete and in step with what is committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from twin.api.openapi import document

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    described: dict[str, Any] = json.loads(document())
    return described


def _operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_committed_description_is_in_step() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), "run: make types"


def test_every_operation_is_described_and_filed(description: dict[str, Any]) -> None:
    filed = {tag["name"] for tag in description["tags"]}
    for name, operation in _operations(description):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= filed, name
        done = [answer for status, answer in operation["responses"].items() if status < "300"]
        assert [answer for answer in done if answer["description"]], name


def test_every_parameter_is_described_and_path_parameters_have_an_example(
    description: dict[str, Any],
) -> None:
    for name, operation in _operations(description):
        for parameter in operation.get("parameters", []):
            told = f"{name} {parameter['name']}"
            assert parameter.get("description"), told
            if parameter["in"] == "path":
                assert parameter["schema"].get("examples"), told


def test_failures_are_problems_everywhere(description: dict[str, Any]) -> None:
    for name, operation in _operations(description):
        for status, response in operation["responses"].items():
            if int(status) >= 400 and name != "GET /readyz":
                assert "application/problem+json" in response["content"], f"{name} {status}"


def test_every_body_has_an_example_or_describes_its_fields(description: dict[str, Any]) -> None:
    for name, schema in description["components"]["schemas"].items():
        assert schema.get("description"), name
        assert schema.get("example") or schema.get("properties") or schema.get("enum"), name
