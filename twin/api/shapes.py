"""Bodies and parameters that more than one resource has."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
import orjson
import shapely
from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from twin.errors import ParameterInvalid
from twin.geo.crs import rd_to_lonlat

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

AreaId = Annotated[str, Path(description="Id of the area.", examples=["delft"])]
AreaFilter = Annotated[
    str | None,
    Query(
        description="Only what stands in this area.",
        examples=["delft"],
        pattern=r"^[a-z0-9][a-z0-9._-]*$",
        max_length=64,
    ),
]
Crs = Annotated[
    str,
    Query(
        description=f"Coordinates as longitude and latitude (`{CRS84}`) or as RD New metres "
        f"(`{RD}`, or `EPSG:28992` in short).",
        examples=[RD],
    ),
]
Limit = Annotated[int, Query(ge=1, le=10_000, description="At most so many items on a page.")]
Cursor = Annotated[
    str | None, Query(description="Where the page begins; take it from `next` of the page before.")
]


class Both(BaseModel):
    """Words in Dutch and in English."""

    nl: str
    en: str


class Point(BaseModel):
    """A place (GeoJSON): longitude and latitude in degrees, OGC:CRS84."""

    type: Literal["Point"] = "Point"
    coordinates: list[float] = Field(min_length=2, max_length=3, examples=[[6.79, 52.26]])


class Feature(BaseModel):
    """A GeoJSON feature."""

    model_config = ConfigDict(
        json_schema_extra={"description": "A GeoJSON feature (RFC 7946, or RD by `crs`)."}
    )

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any] = Field(examples=[{"type": "Point", "coordinates": [4.3617, 52.0088]}])


def after(cursor: str | None) -> int:
    """The number after which a page begins, as `cursor` tells it; 0 for the first page.

    Raises
    ------
    ParameterInvalid
        `cursor` is no number.
    """
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise ParameterInvalid(
            f"'{cursor}' is no cursor", hint="take it from 'next' of the page before"
        )
    return int(cursor)


def next_page(path: str, area: str | None, limit: int, last: str) -> str:
    """The address of the page of `/api/v1/<path>` that follows after `last`."""
    chosen = f"area={area}&" if area is not None else ""
    return f"/api/v1/{path}?{chosen}limit={limit}&cursor={last}"


def geojson(geometry: shapely.Geometry, crs: str) -> dict[str, Any]:
    """An RD geometry as GeoJSON in `crs`: seven decimals of a degree, or centimetres.

    Raises
    ------
    ParameterInvalid
        `crs` is neither CRS84 nor RD New.
    """
    if crs in (CRS84, "OGC:CRS84"):
        geometry = shapely.transform(geometry, lambda xy: np.round(rd_to_lonlat(xy), 7))
    elif crs in (RD, "EPSG:28992"):
        geometry = shapely.transform(geometry, lambda xy: np.round(xy, 2))
    else:
        raise ParameterInvalid(f"'{crs}' is not served", hint=f"ask for {CRS84} or {RD}")
    mapping: dict[str, Any] = orjson.loads(shapely.to_geojson(geometry))
    return mapping
