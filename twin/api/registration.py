"""Registering devices over HTTP, for who has a key: from a form, or those that call already."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from twin.api.keys import REFUSALS, Writing, needs
from twin.api.problems import responses
from twin.errors import ParameterInvalid
from twin.ingest.profiles import profiles
from twin.ingest.replay import replay
from twin.ingest.unknown import proposed, unknown_device, unknown_devices
from twin.jobs.thing_forms import PassportForm, ThingsForm
from twin.jobs.things import register, things_of
from twin.model import Passport
from twin.store import ledger
from twin.store.keys import Key, Scope
from twin.store.observations import Outcome
from twin.store.pool import Connection
from twin.store.registry import registry

router = APIRouter(prefix="/api/v1", tags=["things"])
_ERRORS = REFUSALS | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
_AT_A_TIME = 1_000


class RegisteredBody(BaseModel):
    """What a registration did."""

    things: list[str] = Field(description="Ids of the things in the form.", examples=[["kit-7"]])
    added: int = Field(description="New things.", examples=[1])
    updated: int = Field(description="Known things, brought up to date.", examples=[0])


class UnknownThing(BaseModel):
    """A device that publishes and that nobody registered."""

    name: str = Field(description="What its topic or payload calls it.", examples=["kit-7"])
    source: str = Field(description="How it came in, as in the ledger.", examples=["mqtt:ttn"])
    readings: int = Field(description="Refused readings of it that are kept.", examples=[120])
    first_at: datetime
    last_at: datetime
    quantities: list[str] = Field(
        description="What it seems to measure; empty when that cannot be told.",
        examples=[["pm25", "temperature"]],
    )
    profile: str | None = Field(description="The device profile that reads its payload best.")
    suggested_id: str | None = Field(description="What it may be called when it is registered.")
    address: str | None = Field(description="Where it publishes; null: the default of that id.")


class UnknownThingPage(BaseModel):
    """All devices that nobody registered, the last heard first."""

    items: list[UnknownThing]
    next: None = None


class Adoption(BaseModel):
    """What to register an unknown device as."""

    passport: PassportForm = Field(description="Of each of its datastreams.")
    id: str | None = Field(default=None, description="Instead of the suggested one.")


class Adopted(BaseModel):
    """A device that was registered, and what became of the readings that had been refused."""

    thing: str = Field(examples=["kit-7"])
    stored: int = Field(description="Refused readings that are stored now.", examples=[118])
    duplicate: int = Field(examples=[2])
    rejected: int = Field(description="Refused again.", examples=[0])


@router.post(
    "/things", status_code=HTTPStatus.CREATED, summary="Register things", responses=_ERRORS
)
def register_things(
    form: ThingsForm, conn: Writing, _: Annotated[Key, needs(Scope.THINGS_WRITE)]
) -> RegisteredBody:
    """Add things, or bring what is known of them up to date; needs a key for `things:write`.

    The form is that of the file of `twin sensors import`, with the same rules.
    """
    if "\\u0000" in form.model_dump_json():
        raise ParameterInvalid(
            "there is a character '\\u0000' in it, which the database cannot hold",
            hint="take it out",
        )
    things = things_of(form, "the request", profiles())
    done = register(conn, things)
    return RegisteredBody(
        things=[thing.id for thing in things], added=done.added, updated=done.updated
    )


@router.get("/unknown-things", summary="Devices that nobody registered", responses=_ERRORS)
def unknown_things(conn: Writing, _: Annotated[Key, needs(Scope.LETTERS_READ)]) -> UnknownThingPage:
    """Who publishes and was refused, since when, and what it seems to measure.

    Needs a key for `letters:read`: refused messages may hold anything.
    """
    return UnknownThingPage(
        items=[
            UnknownThing(
                name=device.name,
                source=device.source,
                readings=device.readings,
                first_at=device.first_at,
                last_at=device.last_at,
                quantities=list(device.quantities),
                profile=device.profile,
                suggested_id=device.suggested_id,
                address=device.address,
            )
            for device in unknown_devices(conn)
        ],
        next=None,
    )


@router.post(
    "/unknown-things/{name}/adoption",
    status_code=HTTPStatus.CREATED,
    summary="Register a device that calls already",
    responses=_ERRORS | responses(HTTPStatus.NOT_FOUND),
)
def adopt_thing(
    name: Annotated[str, Path(description="What it calls itself.", examples=["kit-7"])],
    adoption: Adoption,
    conn: Writing,
    _: Annotated[Key, needs(Scope.THINGS_WRITE)],
    __: Annotated[Key, needs(Scope.LETTERS_READ)],
) -> Adopted:
    """Register it as what it seems to measure, and store what had been refused.

    Needs a key for `things:write` and `letters:read`.
    """
    return adopt(conn, name, adoption.passport.passport(), adoption.id)


def adopt(
    conn: Connection,
    name: str,
    passport: Passport,
    id: str | None = None,  # noqa: A002
) -> Adopted:
    """Register the unknown device called `name` and store what waited of it.

    Raises
    ------
    NotFound
        No device of that name was refused as unknown.
    ParameterInvalid
        It cannot be told what it measures, or it cannot be called so.
    Conflict
        Its name is that of another thing.
    """
    thing = proposed(conn, unknown_device(conn, name), passport, id=id)
    register(conn, [thing])
    total = Outcome(0, 0, 0)
    known, asked = registry(conn), ledger.replayable(conn, name)
    while (done := replay(conn, known, last=asked.last, limit=_AT_A_TIME, thing=name)).letters:
        total = Outcome(
            total.stored + done.outcome.stored,
            total.duplicate + done.outcome.duplicate,
            total.rejected + done.outcome.rejected,
        )
    return Adopted(
        thing=thing.id, stored=total.stored, duplicate=total.duplicate, rejected=total.rejected
    )
