"""Areas, their buildings, and the sun above them."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from twin.api.assets import AreaAssets
from twin.api.certainty import certainty, source_of
from twin.api.context import Database, Shared
from twin.api.problems import responses
from twin.api.shapes import CRS84, AreaId, Both, Crs, Cursor, Feature, Limit, geojson
from twin.errors import NotFound
from twin.geo.crs import rd_to_lonlat
from twin.model import Building, Source
from twin.scene.compose import lonlat_bbox
from twin.store.areas import list_areas

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


class AreaItem(BaseModel):
    """An area, as lists tell of it."""

    id: str = Field(examples=["delft"])
    name: str = Field(examples=["Delft"])
    origin: str = Field(description="`real` or `synthetic`: made up by us.", examples=["real"])
    centre: list[float] = Field(description="Longitude and latitude.", examples=[[4.3617, 52.0088]])
    reference_height: float = Field(description="Median ground, metres NAP.", examples=[0.42])
    buildings: int = Field(examples=[160])
    surfaces: int = Field(examples=[424])
    trees: int = Field(examples=[0])
    saved_at: datetime = Field(description="When it was loaded.", examples=["2026-11-22T10:00:00Z"])
    changed_at: datetime = Field(
        description="Since when its content is what it is, for a load may change nothing: results "
        "that were computed earlier are out of date.",
        examples=["2026-11-21T10:00:00Z"],
    )


class AreaPage(BaseModel):
    """All areas that are loaded."""

    items: list[AreaItem]
    next: None = Field(default=None, description="Always null: there are few areas.")


class SourceBody(BaseModel):
    """A data set that an area was made from."""

    name: str = Field(examples=["BGT"])
    holder: str = Field(examples=["Kadaster"])
    licence: str = Field(examples=["CC0-1.0"])
    attribution: str
    url: str
    dated: date | None = Field(description="Date of the data; null when the file does not tell.")


class AreaBody(AreaItem):
    """An area and where it comes from."""

    bbox: list[float] = Field(description="West, south, east, north in degrees.")
    sources: list[SourceBody]


class BuildingFacts(BaseModel):
    """What is known of a building, and how sure we are."""

    ground_height: float = Field(description="Metres NAP.", examples=[0.4])
    roof_height: float = Field(
        description="Metres NAP, 70th percentile of the roof.", examples=[9.1]
    )
    height: float = Field(description="Metres above the ground.", examples=[8.7])
    height_origin: str = Field(
        description="`3dbag-lod22`, `3dbag-attribute`, `ahn`, `neighbours` or `synthetic`.",
        examples=["ahn"],
    )
    height_error: float | None = Field(
        description="One standard error of the roof height in metres; null when unknown.",
        examples=[0.3],
    )
    year: int | None = Field(description="Year built (BAG).", examples=[1936])
    status: str | None = Field(description="BAG status.", examples=["Pand in gebruik"])
    use: str | None = Field(description="BAG gebruiksdoel.", examples=["woonfunctie"])
    origin: str = Field(description="`real` or `synthetic`.", examples=["real"])
    source: str | None = Field(
        description="Where the height comes from.", examples=["AHN3, laser points"]
    )
    certainty: Both = Field(description="How sure we are, in one plain sentence or two.")
    flags: list[str] = Field(
        description="What to doubt, by name; `/quality` of the area has words for each.",
        examples=[["no-model", "year-unknown"]],
    )


class BuildingFeature(Feature):
    """A building: its footprint and its facts."""

    properties: BuildingFacts


class BuildingPage(BaseModel):
    """Buildings as GeoJSON, in order of id."""

    type: str = "FeatureCollection"
    features: list[BuildingFeature]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class SunAt(BaseModel):
    """Where the sun stands."""

    at: datetime = Field(examples=["2026-06-21T13:40:00+02:00"])
    azimuth: float = Field(description="Degrees clockwise from north.", examples=[180.3])
    elevation: float = Field(
        description="Degrees above the horizon, with refraction; negative at night.",
        examples=[61.2],
    )


class SunDay(BaseModel):
    """The way of the sun on one civil day in the Netherlands: 23, 24 or 25 hours."""

    items: list[SunAt]
    step_minutes: int
    method: str
    source: str


@router.get("", summary="All areas", responses=responses(HTTPStatus.SERVICE_UNAVAILABLE))
def areas(conn: Database) -> AreaPage:
    """The areas that are loaded; load another with `twin area load`."""
    items = []
    for row in list_areas(conn):
        longitude, latitude = rd_to_lonlat([row.boundary.centroid.coords[0]])[0]
        items.append(
            AreaItem(
                id=row.id,
                name=row.name,
                origin=row.origin,
                centre=[round(float(longitude), 6), round(float(latitude), 6)],
                reference_height=row.reference_height,
                buildings=row.buildings,
                surfaces=row.surfaces,
                trees=row.trees,
                saved_at=row.saved_at,
                changed_at=row.changed_at,
            )
        )
    return AreaPage(items=items, next=None)


@router.get("/{area}", summary="One area", responses=_ERRORS)
def area(area: AreaId, shared: Shared, conn: Database) -> AreaBody:
    """An area with its sources, whose attributions belong beside every picture of it."""
    assets = shared.assets.of(conn, area)
    row, loaded = assets.row, assets.area
    longitude, latitude = rd_to_lonlat([row.boundary.centroid.coords[0]])[0]
    return AreaBody(
        id=row.id,
        name=row.name,
        origin=row.origin,
        centre=[round(float(longitude), 6), round(float(latitude), 6)],
        reference_height=row.reference_height,
        buildings=row.buildings,
        surfaces=row.surfaces,
        trees=row.trees,
        saved_at=row.saved_at,
        changed_at=row.changed_at,
        bbox=list(lonlat_bbox(loaded)),
        sources=[_source(source) for source in loaded.sources],
    )


@router.get("/{area}/buildings", summary="Buildings of an area", responses=_ERRORS)
def buildings(
    area: AreaId,
    shared: Shared,
    conn: Database,
    limit: Limit = 1000,
    cursor: Cursor = None,
    crs: Crs = CRS84,
) -> BuildingPage:
    """Footprints with facts, as GeoJSON; `next` is the address of the following page."""
    assets = shared.assets.of(conn, area)
    loaded = assets.area
    following = sorted(
        (building for building in loaded.buildings if cursor is None or building.id > cursor),
        key=lambda building: building.id,
    )
    more = len(following) > limit
    last = following[limit - 1].id if more else ""
    return BuildingPage(
        features=[_feature(assets, building, crs) for building in following[:limit]],
        next=f"/api/v1/areas/{area}/buildings?limit={limit}&crs={crs}&cursor={last}"
        if more
        else None,
    )


@router.get("/{area}/buildings/{building}", summary="One building", responses=_ERRORS)
def building(
    area: AreaId,
    building: Annotated[
        str,
        Path(description="BAG pand identification, 16 digits.", examples=["0503100000018603"]),
    ],
    shared: Shared,
    conn: Database,
    crs: Crs = CRS84,
) -> BuildingFeature:
    """What is known of one building, and how sure we are."""
    assets = shared.assets.of(conn, area)
    for one in assets.area.buildings:
        if one.id == building:
            return _feature(assets, one, crs)
    raise NotFound(
        f"area '{area}' has no building '{building}'",
        hint=f"all of them: /api/v1/areas/{area}/buildings",
    )


@router.get("/{area}/sun", summary="The way of the sun on a day", responses=_ERRORS)
def sun(
    area: AreaId,
    shared: Shared,
    conn: Database,
    day: Annotated[
        date, Query(alias="date", description="Civil day in the Netherlands.",
                    examples=["2026-06-21"])
    ],
) -> SunDay:  # fmt: skip
    """The sun's azimuth and elevation every ten minutes, seen from the middle of the area."""
    from twin.sim.sun import METHOD, SOURCE, sun_positions

    west, south, east, north = lonlat_bbox(shared.assets.of(conn, area).area)
    step = 10
    positions = sun_positions(day, (west + east) / 2, (south + north) / 2, step_minutes=step)
    return SunDay(
        items=[
            SunAt(
                at=position.at,
                azimuth=round(position.azimuth, 3),
                elevation=round(position.elevation, 3),
            )
            for position in positions
        ],
        step_minutes=step,
        method=METHOD,
        source=SOURCE,
    )


def _source(source: Source) -> SourceBody:
    return SourceBody(
        name=source.name,
        holder=source.holder,
        licence=source.licence,
        attribution=source.attribution,
        url=source.url,
        dated=source.dated,
    )


def _feature(assets: AreaAssets, building: Building, crs: str) -> BuildingFeature:
    error = building.height_error
    flags = assets.flags[building.id]
    return BuildingFeature(
        id=building.id,
        geometry=geojson(building.footprint, crs),
        properties=BuildingFacts(
            ground_height=round(building.ground_height, 2),
            roof_height=round(building.roof_height, 2),
            height=round(building.roof_height - building.ground_height, 2),
            height_origin=building.height_origin,
            height_error=None if error is None else round(error, 2),
            year=building.year,
            status=building.status,
            use=building.use,
            origin=assets.area.origin,
            source=source_of(building),
            certainty=certainty(building, flags),
            flags=list(flags),
        ),
    )
