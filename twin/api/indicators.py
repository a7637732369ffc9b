"""The registry of indicators: what can be computed, with which parameters, how and how well."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from twin.api.context import Shared
from twin.api.problems import responses
from twin.api.shapes import Both
from twin.model import Words
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.registry import indicator as one_of
from twin.sim.norms import norm

router = APIRouter(prefix="/api/v1/indicators", tags=["indicators"])


class NormBody(BaseModel):
    """A norm that an indicator judges by."""

    key: str = Field(examples=["bezonning.tno-licht"])
    title: Both
    definition: Both
    authority: str = Field(description="Who decides that it holds.", examples=["gemeente"])
    source: str
    dated: date = Field(description="When we looked.")
    checked: bool = Field(description="Whether we saw it in the source; else read 'indicatie'.")
    numbers: dict[str, float] = Field(examples=[{"hours": 2}])


class IndicatorBody(BaseModel):
    """An indicator."""

    name: str = Field(examples=["density"])
    title: Both
    description: Both
    unit: str = Field(description="UCUM, of its first figure.", examples=["1"])
    direction: str = Field(description="Which way is better: `up`, `down` or `neither`.")
    method: Both
    source: str
    validity: Both
    error: Both
    needs: list[str] = Field(description="Indicators that are computed before it.")
    indicative: bool = Field(description="Whether the method is simplified: read 'indicatie'.")
    norms: list[NormBody]
    parameters: dict[str, Any] = Field(description="JSON Schema of its parameters.")


class IndicatorPage(BaseModel):
    """All indicators, each after those that it needs."""

    items: list[IndicatorBody]
    next: None = None


@router.get("", summary="All indicators")
def indicators(shared: Shared) -> IndicatorPage:
    """What can be computed of an area and a plan. OGC clients: `/ogc/processes`."""
    return IndicatorPage(items=[_body(each) for each in shared.known.values()])


@router.get("/{name}", summary="One indicator", responses=responses(HTTPStatus.NOT_FOUND))
def indicator(
    name: Annotated[str, Path(description="As the list has it.", examples=["sun-facades"])],
    shared: Shared,
) -> IndicatorBody:
    """What it computes, how, where that holds, and how far it may be off."""
    return _body(one_of(name, shared.known))


def _body(one: Indicator) -> IndicatorBody:
    return IndicatorBody(
        name=one.name,
        title=_both(one.title),
        description=_both(one.description),
        unit=one.unit,
        direction=one.direction.value,
        method=_both(one.method),
        source=one.source,
        validity=_both(one.validity),
        error=_both(one.error),
        needs=list(one.needs),
        indicative=one.indicative,
        norms=[_norm(key) for key in one.norms],
        parameters=one.parameters.model_json_schema(),
    )


def _norm(key: str) -> NormBody:
    one = norm(key)
    return NormBody(
        key=one.key,
        title=_both(one.title),
        definition=_both(one.definition),
        authority=one.authority,
        source=one.source,
        dated=one.dated,
        checked=one.checked,
        numbers=dict(one.numbers),
    )


def _both(words: Words) -> Both:
    return Both(nl=words.nl, en=words.en)
