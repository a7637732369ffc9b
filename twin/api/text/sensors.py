"""Sensors in words: all of them in a table, and one with its values, doubts and passports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from twin.api.certainty import value_certainty
from twin.api.context import Database, Now
from twin.api.dtpr import Mark, mark
from twin.api.flags import label
from twin.api.shapes import Both
from twin.api.text.compared import ModelBody, model_body
from twin.api.text.period import Period, Periode, Tot, Van, period
from twin.api.text.render import Taal, page
from twin.api.things import DatastreamBody, datastream_bodies
from twin.model import Datastream, Language, Passport, Thing
from twin.quantities import quantity
from twin.store.areas import list_areas
from twin.store.observations import RollUp, rolled_up
from twin.store.pool import Connection
from twin.store.things import list_datastreams, list_things

router = APIRouter(include_in_schema=False)

_PAGE = 100
_HOUR = timedelta(hours=1)
ORIGINS = {
    "real": Both(nl="echt", en="real"),
    "replay": Both(nl="herhaling", en="replay"),
    "synthetic": Both(nl="verzonnen", en="made up"),
}
_VARIANTS = {"calibrated": Both(nl="geijkt", en="calibrated"), "raw": Both(nl="ruw", en="raw")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A datastream as the page of its thing shows it."""

    body: DatastreamBody
    variant: Both | None
    flags: list[Both]
    sure: list[Both]
    rows: list[RollUp]
    """Hours or days of the period."""
    amounts: bool
    """Whether an hour is told as a sum rather than as a mean with its range."""
    model: ModelBody | None = None
    """What a model predicts beside it."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A passport, and the datastreams that have it."""

    passport: Passport
    streams: list[Datastream]
    marks: list[Mark]
    counting: bool


@router.get("/tekst/sensoren")
def sensors(
    conn: Database,
    now: Now,
    taal: Taal = "nl",
    gebied: Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)] = None,
    vanaf: Annotated[str, Query(max_length=64, pattern=r"^[a-z0-9._-]*$")] = "",
) -> HTMLResponse:
    """All sensors, or those of an area, with what they measure and their newest values."""
    following = [thing for thing in list_things(conn, gebied) if thing.id > vanaf]
    things = following[:_PAGE]
    asked = {thing.id for thing in things}
    streams = [one for one in list_datastreams(conn, area=gebied) if one.thing in asked]
    values: dict[str, list[Shown]] = {}
    for body in _in_order(datastream_bodies(conn, streams, now)):
        values.setdefault(body.thing, []).append(_shown(body, streams, []))
    more = things[-1].id if len(following) > _PAGE else None
    return page(
        "sensoren.html",
        taal,
        here="sensoren",
        other=_address("/tekst/sensoren", _other(taal), gebied=gebied, vanaf=vanaf),
        now=now,
        things=[(thing, values.get(thing.id, [])) for thing in things],
        areas={row.id: row.name for row in list_areas(conn)},
        chosen=gebied,
        origins=ORIGINS,
        hour=_HOUR,
        more=more and _address("/tekst/sensoren", taal, gebied=gebied, vanaf=more),
    )


@router.get("/tekst/sensoren/{thing}")
def sensor(
    thing: Annotated[str, Path(max_length=64)],
    conn: Database,
    now: Now,
    taal: Taal = "nl",
    periode: Periode = None,
    van: Van = None,
    tot: Tot = None,
    reeks: Annotated[
        str | None, Query(max_length=400, description="Series in the chart, as its page has them.")
    ] = None,
) -> HTMLResponse:
    """One sensor: its values of a period, how sure we are of them, and its passports."""
    everything = {one.id: one for one in list_things(conn)}
    known = everything.get(thing)
    if known is None:
        return page("geen-sensor.html", taal, 404, here="sensoren", other="?taal=en", thing=thing)
    streams = list_datastreams(conn, thing=thing)
    bodies = _in_order(datastream_bodies(conn, streams, now))
    newest = max((body.latest.t for body in bodies if body.latest), default=None)
    told = period(periode, van, tot, newest, now)
    query = {"periode": periode, "van": van, "tot": tot, "reeks": reeks}
    period_only = {**query, "reeks": None}
    others = {series.partition("/")[0] for series in (reeks or "").split(",") if "/" in series}
    return page(
        "sensor.html",
        taal,
        here="sensoren",
        other=_address(f"/tekst/sensoren/{thing}", _other(taal), **query),
        charts=_address(f"/meter/{thing}", taal, **_charted(told, periode), reeks=reeks),
        beside=[
            (everything[other], _address(f"/tekst/sensoren/{other}", taal, **period_only))
            for other in sorted(others & everything.keys())
        ],
        now=now,
        thing=known,
        area=_area(conn, known),
        origin=ORIGINS[known.origin],
        period=told,
        wrong=bool(van or tot) and (periode is not None or not told.asked),
        typed=[each[:10] if each else "" for each in (van, tot)],
        shown=[_measured(conn, body, streams, told) for body in bodies],
        passports=_passports(streams),
        without=[stream for stream in streams if stream.passport is None],
        labels={stream.id: stream_label(stream) for stream in streams},
        hour=_HOUR,
    )


def _measured(
    conn: Connection, body: DatastreamBody, streams: Sequence[Datastream], told: Period
) -> Shown:
    """The same with its values of a period, and with the model beside them where there is one."""
    rows: list[RollUp] = []
    if told.interval is not None:
        rows = rolled_up(conn, body.id, told.start, told.end, told.interval)
    shown = _shown(body, streams, rows)
    if body.model is None or told.interval is None:
        return shown
    stream = next(one for one in streams if one.id == body.id)
    return replace(shown, model=model_body(conn, stream, told.compared, told.end))


def _shown(body: DatastreamBody, streams: Iterable[Datastream], rows: list[RollUp]) -> Shown:
    """What to tell of a datastream, beside its `siblings` of the same thing."""
    twins = [one for one in streams if (one.thing, one.quantity) == (body.thing, body.quantity)]
    told = len(twins) > 1 or body.variant is not None
    flags = body.latest.flags if body.latest else []
    return Shown(
        body=body,
        variant=_variant(body.variant) if told else None,
        flags=[label(name) for name in flags],
        sure=_sure(body),
        rows=rows,
        amounts=body.counting or body.aggregation == "sum",
    )


def _sure(body: DatastreamBody) -> list[Both]:
    if body.latest is None:
        return []
    return value_certainty(body.origin, body.variant, body.calibration, body.latest.flags)


def _in_order(bodies: Iterable[DatastreamBody]) -> list[DatastreamBody]:
    """Quantities as they were registered, of each the calibrated series first."""
    known = list(bodies)
    order = [body.quantity for body in known]
    return sorted(known, key=lambda body: (order.index(body.quantity), body.variant is None))


def _variant(variant: str | None) -> Both:
    name = variant or "raw"
    return _VARIANTS.get(name, Both(nl=name, en=name))


def stream_label(stream: Datastream) -> Both:
    """What a datastream measures, and whether that is calibrated."""
    known = quantity(stream.quantity)
    if stream.variant is None:
        return Both(nl=known.label_nl, en=known.label_en)
    variant = _variant(stream.variant)
    return Both(nl=f"{known.label_nl} ({variant.nl})", en=f"{known.label_en} ({variant.en})")


def _passports(streams: Iterable[Datastream]) -> list[Shared]:
    """Each different passport once, in order of the first datastream that has it."""
    shared: list[Shared] = []
    for stream in streams:
        passport, counting = stream.passport, quantity(stream.quantity).counting
        if passport is None:
            continue
        same = next((one for one in shared if one.passport == passport), None)
        if same is not None and same.counting == counting:
            same.streams.append(stream)
        else:
            marks = [mark(identifier) for identifier in passport.dtpr]
            shared.append(Shared(passport, [stream], marks, counting))
    return shared


def _area(conn: Connection, thing: Thing) -> str | None:
    names = {row.id: row.name for row in list_areas(conn)}
    return names.get(thing.area or "", thing.area)


def _charted(told: Period, periode: str | None) -> dict[str, str]:
    """The same period in the address of the page of charts, which is a week of itself."""
    if not told.asked:
        return {}
    if periode is not None:
        return {} if periode == "week" else {"periode": periode}
    return {
        name: f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        for name, at in (("van", told.start), ("tot", told.end))
    }


def _other(taal: Language) -> Language:
    return "en" if taal == "nl" else "nl"


def _address(path: str, language: Language, **asked: str | None) -> str:
    """An address with what was asked; Dutch needs no mention."""
    query = {name: value for name, value in asked.items() if value}
    if language == "en":
        query["taal"] = "en"
    return f"{path}?{urlencode(query)}" if query else path
