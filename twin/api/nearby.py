"""What is around a place, in words and in order of nearness: a map for who does not see one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from shapely import Point as Place

from twin.api.assets import AreaAssets
from twin.api.context import Database, Shared
from twin.api.homes.home import Sides, sides
from twin.api.nearby_words import changed, facts, named, sentence, whereabouts
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.shapes import AreaId, Both, Point
from twin.errors import ParameterInvalid
from twin.geo.addresses import Match
from twin.geo.crs import lonlat_to_rd, rd_to_lonlat
from twin.geo.nearby import REACH, Meter, Near, Planned, Sort, nearby
from twin.model import Words
from twin.store.pool import Connection
from twin.store.things import list_things

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])
_ERRORS = responses(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


class NearBody(BaseModel):
    """Something near the place."""

    sort: Sort = Field(description="What kind of object it is.", examples=["building"])
    id: str = Field(description="Its id, as everywhere else.", examples=["0503100000018603"])
    name: Both = Field(description="What it is called.")
    facts: Both | None = Field(description="What else is known of it; null: nothing.")
    change: Planned | None = Field(description="What the plan does to it; null: nothing.")
    change_told: Both | None = Field(description="The same in words.")
    where: Both = Field(description="How far, and in which of eight directions.")
    sentence: Both = Field(description="All of it in one line.")
    metres: float = Field(description="To its nearest point; 0 within it.", examples=[23.4])
    azimuth: float | None = Field(
        description="Degrees clockwise from north, of its nearest point; null within it."
    )
    location: Point = Field(description="Its nearest point.")


class NearbyBody(BaseModel):
    """What is around a place, the nearest first."""

    place: Point
    reach: float = Field(description="Metres within which was looked.", examples=[300.0])
    says: Both = Field(description="How much there is, and what is nearest.")
    items: list[NearBody]


@router.get("/{area}/nearby", summary="What is around a place", responses=_ERRORS)
def near_place(
    area: AreaId,
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    place: Annotated[
        str,
        Query(
            max_length=64,
            description="Longitude and latitude, or x and y in RD New, with a comma between.",
            examples=["6.79,52.26"],
        ),
    ],
    scenario: Annotated[
        str | None,
        Query(max_length=64, description="With this plan; left out: the area as it is."),
    ] = None,
) -> NearbyBody:
    """The nearest buildings, trees, ways, green, water and sensors, and what a plan changes there.

    A few of each kind within 300 m, with distance and direction in words; the page in words
    `/tekst/{area}/hier` says the same.
    """
    at = coordinates(place)
    if at is None:
        raise ParameterInvalid(
            f"'{place}' is no place", hint="two numbers with a comma: 6.79,52.26 or 256000,475000"
        )
    return body(at, around(conn, sides(shared, conn, area, scenario, who), at))


def coordinates(text: str) -> Place | None:
    """A place in RD of two numbers: longitude and latitude, or RD itself; None for other text."""
    try:
        east, north = (float(each) for each in text.split(","))
    except ValueError:
        return None
    if 3 <= east <= 8 and 50 <= north <= 54:
        return Place(lonlat_to_rd([(east, north)])[0])
    within = -7_000 <= east <= 300_000 and 289_000 <= north <= 629_000
    return Place(east, north) if within else None


def place_of(text: str, assets: AreaAssets) -> tuple[Place, str | None] | None:
    """A place that somebody typed, in RD, with its address where it was one; None: not found."""
    if (at := coordinates(text)) is not None:
        return at, None
    found = assets.addresses.search(text, 1)
    if found.match is not Match.BEGINS or not text.strip():
        return None
    return found.entries[0].position, found.entries[0].dwelling.address


def around(conn: Connection, both: Sides, at: Place) -> tuple[Near, ...]:
    """What is near, as it is or with the plan that is chosen."""
    meters = []
    for thing in list_things(conn, both.now.row.id):
        longitude, latitude = thing.longitude_lonlat, thing.latitude_lonlat
        if thing.retired_at is not None or longitude is None or latitude is None:
            continue
        spot = Place(lonlat_to_rd([(longitude, latitude)])[0])
        meters.append(Meter(thing.id, thing.name, thing.quantities, spot))
    then = None if both.then is None else both.then.area
    return nearby(at, both.now.area, then, meters)


def says(found: tuple[Near, ...]) -> Words:
    """How much there is and what is nearest, for who hears it once."""
    reach = round(REACH)
    if not found:
        return Words(
            f"Binnen {reach} meter is niets bekend.", f"Within {reach} metres nothing is known."
        )
    first = sentence(found[0])
    if len(found) == 1:
        return Words(f"Hier is 1 ding. {first.nl}", f"One thing is here. {first.en}")
    many = len(found)
    return Words(
        f"Hier zijn {many} dingen. Het eerste: {first.nl}",
        f"{many} things are here. The first: {first.en}",
    )


def body(at: Place, found: tuple[Near, ...]) -> NearbyBody:
    """What is near, as the API tells it."""
    return NearbyBody(
        place=_point(at),
        reach=REACH,
        says=_both(says(found)),
        items=[_item(each) for each in found],
    )


def _item(near: Near) -> NearBody:
    told, change = facts(near), changed(near)
    return NearBody(
        sort=near.sort,
        id=near.subject.id,
        name=_both(named(near)),
        facts=None if told is None else _both(told),
        change=near.change,
        change_told=None if change is None else _both(change),
        where=_both(whereabouts(near)),
        sentence=_both(sentence(near)),
        metres=round(near.metres, 1),
        azimuth=None if near.azimuth is None else round(near.azimuth, 1),
        location=_point(near.at),
    )


def _both(words: Words) -> Both:
    return Both(nl=words.nl, en=words.en)


def _point(at: Place) -> Point:
    longitude, latitude = rd_to_lonlat([(at.x, at.y)])[0]
    return Point(coordinates=[round(float(longitude), 7), round(float(latitude), 7)])
