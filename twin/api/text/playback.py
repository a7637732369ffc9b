"""What all sensors of an area measured in one hour of the past, in a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime

from twin.api.context import Database, Now
from twin.api.flags import label, names
from twin.api.observations import near
from twin.api.playback import HOUR, whole_hour
from twin.api.shapes import Both
from twin.api.text.render import Taal, page
from twin.api.text.sensors import ORIGINS, stream_label
from twin.model import Language
from twin.quantities import quantity
from twin.store import playback
from twin.store.areas import list_areas
from twin.store.playback import Hours
from twin.store.things import list_datastreams, list_things

router = APIRouter(include_in_schema=False)

_ZONE = ZoneInfo("Europe/Amsterdam")
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What one datastream measured in the hour; `value` is None when it may not be told."""

    label: Both
    unit: str
    decimals: int
    measured: bool
    value: float | None
    flags: list[Both]


@router.get("/tekst/{area}/terug")
def played_back(
    area: Annotated[str, Path(max_length=64)],
    conn: Database,
    now: Now,
    moment: AwareDatetime | None = None,
    dag: date | None = None,
    uur: Annotated[int, Query(ge=0, le=23)] = 12,
    vanaf: Annotated[str, Query(max_length=64, pattern=r"^[a-z0-9._-]*$")] = "",
    taal: Taal = "nl",
) -> HTMLResponse:
    """The hour of a moment, or of a day and an hour on the clock; the last whole one if neither."""
    known = list_areas(conn)
    row = next((each for each in known if each.id == area), None)
    if row is None:
        return page(
            "geen-gebied.html", taal, 404, here="terug", other="?taal=en", area=area, areas=known
        )
    start = whole_hour(near("moment", moment or _asked(dag, uur, now)))
    following = [thing for thing in list_things(conn, area) if thing.id > vanaf]
    things = following[:_PAGE]
    measured = {one.datastream: one for one in playback.hours(conn, area, start, 1)}
    told: dict[str, list[Told]] = {thing.id: [] for thing in things}
    for stream in list_datastreams(conn, area=area):
        if stream.thing in told:
            one = measured.get(stream.id)
            told[stream.thing].append(_told(stream_label(stream), stream.quantity, one))
    local = start.astimezone(_ZONE)
    return page(
        "terug.html",
        taal,
        here="terug",
        other=_address(area, start, "en" if taal == "nl" else "nl", vanaf),
        area=row,
        start=start,
        end=start + HOUR,
        local=local,
        twice=_twice(local),
        summer=bool(local.dst()),
        earlier=_address(area, start - HOUR, taal),
        later=_address(area, start + HOUR, taal) if start + HOUR < now else None,
        future=start > now,
        running=start <= now < start + HOUR,
        things=[(thing, told[thing.id]) for thing in things],
        origins=ORIGINS,
        more=_address(area, start, taal, things[-1].id) if len(following) > _PAGE else None,
    )


def _asked(day: date | None, hour: int, now: datetime) -> datetime:
    if day is None:
        return now - HOUR
    return datetime.combine(day, time(hour), _ZONE).astimezone(UTC)


def _twice(local: datetime) -> bool:
    """Whether the clock shows this hour twice, since summer time ends."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _told(named: Both, measured: str, one: Hours | None) -> Told:
    known = quantity(measured)
    return Told(
        label=named,
        unit=known.unit_label,
        decimals=known.decimals,
        measured=one is not None,
        value=one.levels[0] if one is not None else None,
        flags=[label(name) for each in (one.noticed if one else ()) for name in names(each.flags)],
    )


def _address(area: str, start: datetime, taal: Language, vanaf: str = "") -> str:
    query = {"moment": f"{start:%Y-%m-%dT%H:%M:%SZ}"}
    if vanaf:
        query["vanaf"] = vanaf
    if taal == "en":
        query["taal"] = "en"
    return f"/tekst/{area}/terug?{urlencode(query)}"
