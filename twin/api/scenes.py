"""The scene of an area: what viewers draw, with its big data by address in binary form."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from twin.api.assets import AreaAssets, Plan
from twin.api.context import Context, Database, Shared
from twin.api.keys import REFUSALS
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.scenarios import visible
from twin.api.shapes import AreaId, Both
from twin.errors import NotFound
from twin.geo.crs import SceneFrame
from twin.scene.compose import frame_of, lonlat_bbox, thing_rows
from twin.store.pool import Connection
from twin.store.things import list_things

router = APIRouter(prefix="/api/v1/areas/{area}/scene", tags=["scene"])
_ERRORS = REFUSALS | responses(
    HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE
)
ScenarioId = Annotated[
    str | None, Query(max_length=64, description="Draw the area with this scenario.")
]
Revision = Annotated[
    int | None, Query(ge=1, lt=2**31, description="Of the scenario; left out: what counts now.")
]
Years = Annotated[int, Query(ge=0, le=30, multiple_of=10, description="Years after planting.")]
_FOREVER = "public, max-age=31536000, immutable"


class LegendItem(BaseModel):
    """A colour and what it stands for."""

    key: str = Field(examples=["voetpad"])
    label: Both
    color: list[int] = Field(description="sRGB, 0-255.", examples=[[226, 221, 211]])


class LegendGroup(BaseModel):
    """The colours of one layer, in drawing order."""

    layer: str = Field(examples=["ground"])
    title: Both
    items: list[LegendItem]


class RdBody(BaseModel):
    """From RD New to metres of the scene, for results, whose places are in RD.

    With `dx = (x - origin[0]) / 1000` and `dy` likewise: the sum of the coefficients times
    1, dx, dy, dx², dx·dy, dy²; right to a millimetre within the area.
    """

    origin: list[float] = Field(examples=[[253_900.0, 476_600.0]])
    east: list[float]
    north: list[float]


class SceneBody(BaseModel):
    """An area to be drawn by deck.gl, with the words that belong beside it."""

    area: str = Field(examples=["delft"])
    name: str = Field(examples=["Delft"])
    origin: str = Field(description="`real` or `synthetic`.", examples=["real"])
    scenario: str | None = Field(description="The scenario that is drawn; null: as it is today.")
    revision: int | None = Field(description="Its revision.")
    notice: Both | None = Field(
        description="Words that must be visible when what is shown is not real; else null."
    )
    deck: dict[str, Any] = Field(
        description="pydeck's JSON: `initialViewState`, `views` and `layers` with data by address."
    )
    legend: list[LegendGroup]
    attribution: list[str] = Field(examples=[["BGT, Kadaster, CC0"]])
    reference_height: float = Field(
        description="Height in metres NAP that the scene draws as zero.", examples=[0.42]
    )
    centre: list[float] = Field(
        description="Longitude and latitude of the scene's origin.", examples=[[4.3617, 52.0088]]
    )
    bbox: list[float] = Field(
        description="West, south, east, north in degrees.",
        examples=[[4.3598, 52.0075, 4.3637, 52.0102]],
    )
    rd: RdBody


class ThingRow(BaseModel):
    """A sensor as deck.gl draws it."""

    id: str = Field(examples=["kit-1"])
    name: str = Field(examples=["Luchtmeter 1"])
    origin: str = Field(description="`real`, `replay` or `synthetic`.", examples=["replay"])
    label: str = Field(description="The same for people.", examples=["echte meter"])
    quantities: list[str] = Field(examples=[["pm25", "temperature"]])
    position: list[float] = Field(
        description="Longitude, latitude, and metres in the height of the scene.",
        examples=[[4.3617, 52.0088, 4.5]],
    )
    color: list[int] = Field(
        description="sRGB of the family of what it measures.", examples=[[213, 94, 0]]
    )


@router.get("", summary="The scene of an area", responses=_ERRORS)
def scene(
    area: AreaId,
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    scenario: ScenarioId = None,
    revision: Revision = None,
    years: Years = 0,
) -> SceneBody:
    """What deck.gl draws of an area: a camera, layers with data by address, and a legend.

    With `scenario` as it would be: what is removed is gone, what is new has a colour of its own.
    """
    assets, plan = _shown(area, shared, conn, who, scenario, revision, years)
    made = assets.scene
    deck = json.loads(made.deck.to_json())
    west, south, east, north = lonlat_bbox(assets.area)
    return SceneBody(
        area=area,
        name=assets.area.name,
        origin=assets.area.origin,
        scenario=None if plan is None else plan.scenario,
        revision=None if plan is None else plan.revision,
        notice=None if made.notice is None else Both(nl=made.notice[0], en=made.notice[1]),
        deck=deck,
        legend=[
            LegendGroup(
                layer=group.layer,
                title=Both(nl=group.title_nl, en=group.title_en),
                items=[
                    LegendItem(
                        key=item.key,
                        label=Both(nl=item.label_nl, en=item.label_en),
                        color=list(item.color),
                    )
                    for item in group.items
                ],
            )
            for group in made.legend
        ],
        attribution=list(made.attribution),
        reference_height=assets.area.reference_height,
        centre=list(frame_of(assets.area).origin_lonlat),
        bbox=[west, south, east, north],
        rd=_rd(frame_of(assets.area), assets.area.boundary.bounds),
    )


@router.get(
    "/{name}.glb",
    summary="A mesh of the scene",
    responses=_ERRORS
    | {
        200: {
            "description": "glTF 2.0 in binary form; docs/scene.md describes it.",
            "content": {"model/gltf-binary": {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "You have it already (`If-None-Match`)."},
    },
    response_class=Response,
)
def mesh(
    area: AreaId,
    name: Annotated[
        str, Path(description="`ground`, `buildings` or `trees`.", examples=["buildings"])
    ],
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    request: Request,
    v: Annotated[
        str | None, Query(description="Version, as in the scene; then it may be kept for ever.")
    ] = None,
    scenario: ScenarioId = None,
    revision: Revision = None,
    years: Years = 0,
) -> Response:
    """Buildings, ground or trees as one GLB file, gzip-compressed for who takes that."""
    assets, plan = _shown(area, shared, conn, who, scenario, revision, years)
    meshes = assets.meshes
    file = meshes.get(name)
    if file is None:
        raise NotFound(
            f"area '{area}' has no mesh '{name}'", hint=f"it has: {', '.join(sorted(meshes))}"
        )
    tag = f'"{file.digest}"'
    headers = {
        "ETag": tag,
        "Vary": "Accept-Encoding",
        # An older version in the address must not pin today's content to it.
        "Cache-Control": _kept_by(plan) if v == file.digest else "no-cache",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if takes_gzip:
        headers["Content-Encoding"] = "gzip"
    return Response(
        file.gzipped if takes_gzip else file.plain, headers=headers, media_type="model/gltf-binary"
    )


@router.get("/things.json", summary="Sensors as rows for a deck.gl layer", responses=_ERRORS)
def things(area: AreaId, shared: Shared, conn: Database) -> list[ThingRow]:
    """The array that the layer `things` of the scene draws: place, colour, name and origin."""
    assets = shared.assets.of(conn, area)
    rows = thing_rows(assets.area, list_things(conn, area))
    return [ThingRow.model_validate(row) for row in rows]


def _rd(frame: SceneFrame, bounds: tuple[float, float, float, float]) -> RdBody:
    """A polynomial of the second degree through 25 points of the area."""
    west, south, east, north = bounds
    x, y = (each.ravel() for each in np.meshgrid(
        np.linspace(west, east, 5), np.linspace(south, north, 5)))  # fmt: skip
    dx, dy = ((x - frame.origin_rd[0]) / 1000, (y - frame.origin_rd[1]) / 1000)
    terms = np.column_stack([np.ones(len(x)), dx, dy, dx * dx, dx * dy, dy * dy])
    scene = frame.to_scene(np.column_stack([x, y, np.zeros(len(x))])).astype(np.float64)
    found = np.linalg.lstsq(terms, scene[:, :2], rcond=None)[0]
    return RdBody(
        origin=list(frame.origin_rd), east=found[:, 0].tolist(), north=found[:, 1].tolist()
    )


def _kept_by(plan: Plan | None) -> str:
    """For ever; a plan may be a draft, which only who may see it keeps."""
    return _FOREVER if plan is None else _FOREVER.replace("public", "private")


def _shown(
    area: str,
    shared: Context,
    conn: Connection,
    who: str | None,
    scenario: str | None,
    revision: int | None,
    years: int,
) -> tuple[AreaAssets, Plan | None]:
    """What is drawn: the area as it is, or with a scenario that the one who asks may see."""
    if scenario is None:
        return shared.assets.of(conn, area), None
    kept = visible(conn, scenario, who, revision).scenario
    plan = Plan(kept.id, kept.revision, years)
    return shared.assets.with_plan(conn, area, plan), plan
