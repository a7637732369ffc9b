"""Addresses of an area: what a resident types to find home, without anybody outside."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from twin.api.assets import AreaAssets
from twin.api.context import Database, Shared
from twin.api.problems import responses
from twin.api.shapes import AreaId, Both, Cursor, Limit, Point, after
from twin.geo.addresses import Entry, Match
from twin.geo.crs import rd_to_lonlat
from twin.model import Use

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_LONGEST = 200

Asked = Annotated[
    str,
    Query(
        max_length=_LONGEST,
        description="What somebody typed: street, number, addition, postcode and town, as far as "
        "that goes. Words may be cut short; capitals, accents and signs do not matter.",
        examples=["linde 12"],
    ),
]


class AddressBody(BaseModel):
    """An address that stands, and what is there."""

    address: str = Field(description="Street and number.", examples=["Lindestraat 12"])
    postcode: str | None = Field(examples=["0000AB"])
    city: str | None = Field(examples=["Voorbeeldwijk (verzonnen)"])
    dwelling: str = Field(
        description="BAG verblijfsobject; begins with `verzonnen-` where it is made up.",
        examples=["verzonnen-adres-0012"],
    )
    building: str = Field(
        description="The building that it is in, as everywhere else.", examples=["verzonnen-0034"]
    )
    home: bool = Field(description="Whether people live there.")
    uses: list[str] = Field(description="BAG gebruiksdoelen.", examples=[["woonfunctie"]])
    floor_area: int | None = Field(description="Gebruiksoppervlakte in m².", examples=[114])
    storey: int | None = Field(
        description="The lowest storey that it is on, 0 is the ground floor; null: not known, as "
        "of all that the BAG registers.",
        examples=[0],
    )
    location: Point = Field(
        description="Where the BAG puts it; else the middle of its building (CRS84)."
    )
    origin: str = Field(description="`real` or `synthetic`: made up by us.", examples=["real"])


class AddressPage(BaseModel):
    """Addresses, the likeliest first; without `q` by street and number."""

    items: list[AddressBody]
    match: str = Field(
        description="`begins`: what was typed is the beginning of these. `alike`: nothing begins "
        "so, but perhaps one of these was meant (at most five). `nothing`: not even that.",
        examples=["begins"],
    )
    says: Both | None = Field(
        description="What to tell when it is not `begins`, in one or two plain sentences."
    )
    next: str | None = Field(description="Address of the next page; null on the last one.")


@router.get("/{area}/addresses", summary="Find an address", responses=_ERRORS)
def addresses(
    area: AreaId,
    shared: Shared,
    conn: Database,
    q: Asked = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> AddressPage:
    """Addresses that stand in the area and begin as `q` does; else a few that are alike.

    It looks in what is loaded only. What is planned and has an address already is not among them.
    """
    assets = shared.assets.of(conn, area)
    skip = after(cursor)
    found = assets.addresses.search(q, limit, skip)
    return AddressPage(
        items=[_body(assets, entry) for entry in found.entries],
        match=found.match,
        says=_says(assets, q, found.match),
        next=_next(area, q, limit, skip + limit) if found.more else None,
    )


def _next(area: str, asked: str, limit: int, skip: int) -> str:
    typed = f"q={quote(asked)}&" if asked else ""
    return f"/api/v1/areas/{area}/addresses?{typed}limit={limit}&cursor={skip}"


def _body(assets: AreaAssets, entry: Entry) -> AddressBody:
    dwelling, at = entry.dwelling, entry.position
    longitude, latitude = rd_to_lonlat([(at.x, at.y)])[0]
    return AddressBody(
        address=dwelling.address or "",
        postcode=dwelling.postcode,
        city=dwelling.city,
        dwelling=dwelling.id,
        building=entry.building.id,
        home=Use.HOME in dwelling.uses,
        uses=list(dwelling.uses),
        floor_area=dwelling.floor_area,
        storey=dwelling.storey,
        location=Point(coordinates=[round(float(longitude), 7), round(float(latitude), 7)]),
        origin=assets.area.origin,
    )


def _says(assets: AreaAssets, asked: str, match: Match) -> Both | None:
    if not len(assets.addresses):
        return Both(
            nl="Van dit gebied hebben we geen adressen. Kies uw huis op de kaart.",
            en="We have no addresses of this area. Choose your home on the map.",
        )
    typed = " ".join(asked.split())
    if match is Match.ALIKE:
        return Both(
            nl=f"‘{typed}’ vinden we niet. Bedoelt u een van deze adressen?",
            en=f"We cannot find ‘{typed}’. Do you mean one of these addresses?",
        )
    if match is Match.NOTHING:
        return Both(
            nl=f"‘{typed}’ vinden we niet in {assets.area.name}. Is het goed gespeld? "
            "U kunt uw huis ook op de kaart kiezen.",
            en=f"We cannot find ‘{typed}’ in {assets.area.name}. Is it spelled well? "
            "You can also choose your home on the map.",
        )
    return None
