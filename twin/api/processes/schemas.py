"""JSON Schema of parameters in the dialect of OpenAPI 3.0, which OGC API Processes 1.0 asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

_KEPT = frozenset(
    {"type", "title", "description", "default", "enum", "format", "pattern"}
    | {"minimum", "maximum", "multipleOf", "minLength", "maxLength", "required"}
    | {"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"}
)


def inputs(schema: Mapping[str, Any]) -> dict[str, Schema]:
    """The schema of each property of a model, as `pydantic` writes models (JSON Schema 2020-12)."""
    definitions = schema.get("$defs", {})
    return {name: openapi(each, definitions) for name, each in schema.get("properties", {}).items()}


def openapi(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Schema:
    """A schema without references, nulls, constants and tuples, which OpenAPI 3.0 does not know."""
    if "$ref" in schema:
        meant = definitions[schema["$ref"].rpartition("/")[2]]
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        return openapi({**meant, **rest}, definitions)
    told: Schema = {name: value for name, value in schema.items() if name in _KEPT}
    for name, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if name in schema:
            told[bound], told[name] = schema[name], True
    if "const" in schema:
        told["enum"] = [schema["const"]]
    if "prefixItems" in schema:
        several = [openapi(each, definitions) for each in schema["prefixItems"]]
        alike = all(each == several[0] for each in several)
        told["items"] = several[0] if alike else {"oneOf": several}
    elif isinstance(schema.get("items"), Mapping):
        told["items"] = openapi(schema["items"], definitions)
    if "properties" in schema:
        told["properties"] = {
            name: openapi(each, definitions) for name, each in schema["properties"].items()
        }
    more = schema.get("additionalProperties")
    if isinstance(more, bool):
        told["additionalProperties"] = more
    elif more is not None:
        told["additionalProperties"] = openapi(more, definitions)
    _choices(schema, definitions, told)
    return told


def _choices(schema: Mapping[str, Any], definitions: Mapping[str, Any], told: Schema) -> None:
    for name in ("anyOf", "oneOf", "allOf"):
        given = schema.get(name, ())
        choices = [openapi(each, definitions) for each in given if each.get("type") != "null"]
        if len(choices) < len(given):
            told["nullable"] = True
        if len(choices) == 1:
            told.update({key: value for key, value in choices[0].items() if key not in told})
        elif choices:
            told[name] = choices
