"""A request to execute a process: read, refused where it cannot be, and answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.api.processes.answers import COMMON, OUTPUT
from twin.errors import NotSupported, ParameterInvalid
from twin.sim.indicators.base import Indicator

SYNC_SECONDS = 60.0
"""How long a caller may wait for an answer at once."""


class _Common(BaseModel):
    model_config = ConfigDict(extra="forbid")

    area: str | None = Field(None, max_length=64)
    scenario: str | None = Field(None, max_length=64)
    horizon_years: Literal[0, 10, 30] = 0
    edits: list[dict[str, Any]] = Field(default=[], max_length=50)


@dataclass(frozen=True, slots=True)
class Execution:
    """What is to be executed.

    Attributes
    ----------
    parameters
        Of the indicator.
    response
        `raw`: the result itself; `document`: an object that has it by the name of the output.
    """

    area: str | None
    scenario: str | None
    horizon_years: Literal[0, 10, 30]
    edits: tuple[dict[str, Any], ...]
    parameters: Mapping[str, Any]
    response: Literal["raw", "document"]


def read(body: Any, one: Indicator) -> Execution:
    """The body of a request.

    Raises
    ------
    ParameterInvalid
        It is no such request, or has an input or output that the process does not know.
    NotSupported
        It asks for what this server does not do.
    """
    if not isinstance(body, Mapping):
        raise ParameterInvalid("the body is no JSON object", hint='send {"inputs": {…}}')
    if "subscriber" in body:
        raise NotSupported("'subscriber' is not served", hint="poll the job")
    response = body.get("response", "raw")
    if response not in ("raw", "document"):
        raise ParameterInvalid(f"response '{response}' is unknown", hint="'raw' or 'document'")
    _check_outputs(body.get("outputs", {}))
    given = body.get("inputs", {})
    if not isinstance(given, Mapping):
        raise ParameterInvalid("'inputs' is no JSON object", hint="give inputs by name")
    values = {name: _value(name, each) for name, each in given.items()}
    own = {name: each for name, each in values.items() if name not in COMMON}
    unknown = sorted(own.keys() - one.parameters.model_fields.keys())
    if unknown:
        known = sorted(COMMON | one.parameters.model_fields.keys())
        raise ParameterInvalid(
            f"process '{one.name}' has no input '{unknown[0]}'", hint=f"known: {', '.join(known)}"
        )
    try:
        common = _Common.model_validate({name: values[name] for name in values.keys() & COMMON})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise ParameterInvalid(
            f"input {'.'.join(map(str, wrong['loc']))} '{wrong['input']}': {wrong['msg']}"
        ) from None
    if common.scenario is None and common.area is None:
        raise ParameterInvalid(
            "neither 'area' nor 'scenario' is given", hint="areas are at /api/v1/areas"
        )
    if common.scenario is not None and common.edits:
        raise ParameterInvalid(
            "both 'scenario' and 'edits' are given", hint="fork the scenario, or leave one out"
        )
    return Execution(
        common.area,
        common.scenario,
        common.horizon_years,
        tuple(common.edits),
        own,
        response,
    )


def prefers_async(header: str | None) -> bool:
    """Whether the header `Prefer` (RFC 7240) asks for an answer before the work is done."""
    preferences = (each.strip().lower() for each in re.split("[,;]", header or ""))
    return "respond-async" in preferences


def _value(name: str, given: Any) -> Any:
    """An input in line, or qualified as `{"value": …}`."""
    if isinstance(given, Mapping):
        if "href" in given:
            raise NotSupported(
                f"input '{name}' is a reference", hint="this server fetches nothing: send the value"
            )
        if "value" in given:
            return given["value"]
    return given


def _check_outputs(outputs: Any) -> None:
    if not isinstance(outputs, Mapping):
        raise ParameterInvalid("'outputs' is no JSON object", hint=f"the output is '{OUTPUT}'")
    for name, told in outputs.items():
        if name != OUTPUT:
            raise ParameterInvalid(f"there is no output '{name}'", hint=f"it is '{OUTPUT}'")
        mode = told.get("transmissionMode", "value") if isinstance(told, Mapping) else "value"
        if mode != "value":
            raise NotSupported(f"transmission by '{mode}' is not served", hint="ask for 'value'")
