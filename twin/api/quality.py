"""What is known of an area and what is not, and what that does to the answers on it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.certainty import FLAGS
from twin.api.context import Database, Now, Shared
from twin.api.problems import responses
from twin.api.shapes import AreaId, Both
from twin.geo.quality import Finding, Layer, SourceAge, assess, reasons
from twin.geo.quality import Quality as Judged
from twin.geo.quality.words import INDICATORS
from twin.model import Area, Words

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])
ZONE = ZoneInfo("Europe/Amsterdam")
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


class LeftOutBody(BaseModel):
    """Objects that a source has and the area does not."""

    source: str
    count: int
    reason: str = Field(description="As the reader noted it.")
    says: Both = Field(description="The same in plain words.")
    examples: list[str]


class SourceAgeBody(BaseModel):
    """How old the data of a source is."""

    name: str
    attribution: str
    dated: date | None = Field(description="Of the data; null when it does not tell.")
    days: int | None = Field(description="Between that and today.", examples=[41])
    old: bool = Field(description="Older than such data should be.")


class LayerBody(BaseModel):
    """A layer of an area and what it was made of."""

    name: str = Field(examples=["buildings"])
    label: Both
    count: int = Field(description="Objects; cells of the terrain.", examples=[160])
    sources: list[SourceAgeBody]


class MeaningBody(BaseModel):
    """What a finding does to one kind of answer."""

    indicator: str = Field(
        description="`zon`, `hitte`, `water`, `geluid`, `groen`, `parkeren` or `woningen`.",
        examples=["zon"],
    )
    label: Both
    says: Both


class FindingBody(BaseModel):
    """Something that is missing or doubtful."""

    name: str = Field(examples=["height-estimated"])
    layer: str = Field(description="A layer, `sources` or `area`.", examples=["buildings"])
    weight: str = Field(
        description="`missing`: answers that need it cannot be given. `doubt`: they may be wrong. "
        "`note`: good to know.",
        examples=["doubt"],
    )
    count: int | None = Field(description="Objects of which it is true.", examples=[3])
    total: int | None = Field(description="Of how many.", examples=[160])
    share: float | None = Field(description="The one as part of the other.", examples=[0.019])
    square_metres: float | None = Field(description="Ground that it is about.")
    examples: list[str] = Field(description="Some of the objects, by id.")
    says: Both = Field(description="In plain words.")
    means: list[MeaningBody] = Field(description="What it does to which answers.")


class BuildingFlagBody(BaseModel):
    """A doubt about single buildings, as it stands in `flags` of a building."""

    name: str = Field(examples=["no-model"])
    says: Both = Field(description="What it means for a building that has it.")
    buildings: int = Field(description="How many have it.", examples=[148])


class Quality(BaseModel):
    """What was read, what is missing or doubtful, what was left out, and what all that means."""

    area: str = Field(examples=["delft"])
    origin: str = Field(examples=["real"])
    today: date = Field(description="From which ages are reckoned: the date in the Netherlands.")
    read: dict[str, int] = Field(
        description="Objects by layer.", examples=[{"pand": 160, "wegdeel": 151}]
    )
    heights: dict[str, int] = Field(
        description="Buildings by how their height is known.",
        examples=[{"3dbag-lod22": 12, "ahn": 148}],
    )
    layers: list[LayerBody]
    sources: list[SourceAgeBody]
    findings: list[FindingBody] = Field(description="What matters most first.")
    flags: list[BuildingFlagBody]
    left_out: list[LeftOutBody]
    repaired: dict[str, int] = Field(
        description="Objects whose outline was not valid and was mended, by layer.",
        examples=[{"bgt_wegdeel": 2}],
    )
    notes: list[str] = Field(description="As the readers noted them.")
    remarks: list[Both] = Field(description="The same in plain words.")


@router.get("/{area}/quality", summary="What is known and what is not", responses=_ERRORS)
def quality(area: AreaId, shared: Shared, conn: Database, now: Now) -> Quality:
    """What loading the area read, how old that is, what is missing or doubtful, and for whom.

    The same in words: `/tekst/gebied/{area}`.
    """
    assets = shared.assets.of(conn, area)
    judged = assess(assets.area, assets.survey, now.astimezone(ZONE).date())
    return body(assets.area, judged)


def body(area: Area, judged: Judged) -> Quality:
    """A judgement as the API tells it."""
    report = area.report
    return Quality(
        area=area.id,
        origin=area.origin,
        today=judged.today,
        read=dict(report.read),
        heights={str(origin): count for origin, count in report.heights},
        layers=[_layer(layer) for layer in judged.layers],
        sources=[_age(source) for source in judged.sources],
        findings=[_finding(finding) for finding in judged.findings],
        flags=[
            BuildingFlagBody(name=flag, says=FLAGS[flag], buildings=count)
            for flag, count in judged.flags
        ],
        left_out=[
            LeftOutBody(
                source=left.source,
                count=left.count,
                reason=left.reason,
                says=_both(reasons.reason(left.reason)),
                examples=list(left.examples),
            )
            for left in report.left_out
        ],
        repaired=dict(report.repaired),
        notes=list(report.notes),
        remarks=[_both(reasons.note(note)) for note in report.notes],
    )


def _both(words: Words) -> Both:
    return Both(nl=words.nl, en=words.en)


def _age(source: SourceAge) -> SourceAgeBody:
    return SourceAgeBody(
        name=source.name,
        attribution=source.attribution,
        dated=source.dated,
        days=source.days,
        old=source.old,
    )


def _layer(layer: Layer) -> LayerBody:
    return LayerBody(
        name=layer.name,
        label=_both(layer.label),
        count=layer.count,
        sources=[_age(source) for source in layer.sources],
    )


def _finding(finding: Finding) -> FindingBody:
    share = finding.share
    return FindingBody(
        name=finding.name,
        layer=finding.layer,
        weight=finding.weight,
        count=finding.count,
        total=finding.total,
        share=None if share is None else round(share, 4),
        square_metres=finding.square_metres,
        examples=list(finding.examples),
        says=_both(finding.says),
        means=[
            MeaningBody(indicator=indicator, label=_both(INDICATORS[indicator]), says=_both(words))
            for indicator, words in finding.means
        ],
    )
