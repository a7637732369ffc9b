"""Things from a file or a request into the store, in the same way for a municipality, a simulator
and a replay.

The form is that of `twin.jobs.thing_forms`, what fields may mean together is in
`twin.jobs.thing_rules`, and docs/sensors.md tells people about both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from twin.errors import Conflict, FileUnreadable, ParameterInvalid
from twin.jobs import thing_rules
from twin.jobs.thing_forms import PassportForm, ThingsForm
from twin.model import Passport, Thing
from twin.store.pool import Connection
from twin.store.things import list_things, save_things

_HINT = "the fields are told in docs/sensors.md and docs/things.schema.json"


@dataclass(frozen=True, slots=True)
class Registered:
    """How many things are new in the store, and how many were known and brought up to date."""

    added: int
    updated: int


def read_things(path: Path, profiles: Collection[str] | None = None) -> list[Thing]:
    """The things in the file at `path`, in its order; otherwise as `parse_things`.

    Raises
    ------
    FileUnreadable
        The file cannot be read or is not JSON.
    ParameterInvalid
        As `parse_things`.
    """
    return parse_things(_document(path), str(path), profiles)


def read_passport(path: Path) -> Passport:
    """The passport in the file at `path`: that at the top of a things file, or the whole file.

    Raises
    ------
    FileUnreadable
        The file cannot be read or is not JSON.
    ParameterInvalid
        It has not the form of a passport.
    """
    document = _document(path)
    if isinstance(document, dict) and "passport" in document:
        document = document["passport"]
    try:
        return PassportForm.model_validate(document).passport()
    except ValidationError as error:
        raise _wrong_form(error, f"the passport in '{path}'") from error


def parse_things(
    document: object, source: str, profiles: Collection[str] | None = None
) -> list[Thing]:
    """The things in `document`, which has the form of a things file, in its order.

    Parameters
    ----------
    source
        What messages call the document, such as the name of its file.
    profiles
        The device profiles that there are; None: they are not looked at.

    Raises
    ------
    ParameterInvalid
        It has another form, two things are called alike, or a thing cannot be: a quantity that is
        not known, a place outside the Netherlands, a real device without a passport.
    """
    if not isinstance(document, dict) or not isinstance(document.get("things"), list):
        raise ParameterInvalid(
            f"'{source}' has no list of things", hint='its form is {"things": [{"id": …}, …]}'
        )
    try:
        form = ThingsForm.model_validate(document)
    except ValidationError as error:
        raise _wrong_form(error, f"'{source}'") from error
    return things_of(form, source, profiles)


def things_of(
    form: ThingsForm, source: str, profiles: Collection[str] | None = None
) -> list[Thing]:
    """The things in a filled-in form, in its order; otherwise as `parse_things`.

    Raises
    ------
    ParameterInvalid
        Two things are called alike, or a thing cannot be.
    """
    things = [thing_rules.thing(entry, form.passport) for entry in form.things]
    if profiles is not None:
        thing_rules.check_profiles(things, profiles)
    thing_rules.check_names(things, f"in '{source}'")
    return things


def register(conn: Connection, things: Sequence[Thing], *, new: bool = False) -> Registered:
    """Save `things`; those that the store has and `things` has not stay as they are.

    Parameters
    ----------
    new
        None of them may be known already.

    Raises
    ------
    Conflict
        The name that a thing has in payloads is that of another thing, its topic is that of
        another login, or it is known and must be `new`.
    """
    with conn.transaction():
        known = {thing.id: thing for thing in list_things(conn)}
        for thing in things if new else ():
            if thing.id in known:
                raise Conflict(
                    f"a thing is called '{thing.id}' already", hint="give the new one another id"
                )
        try:
            thing_rules.check_names(
                [*(known | {thing.id: thing for thing in things}).values()], "registered"
            )
        except ParameterInvalid as error:
            raise Conflict(error.message, hint=error.hint) from error
        save_things(conn, things)
    added = sum(thing.id not in known for thing in things)
    return Registered(added, len(things) - added)


def _document(path: Path) -> Any:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"'{path}' cannot be read: {error.strerror}",
            hint="give a JSON file, such as docs/sensors.md shows",
        ) from error
    try:
        document = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise FileUnreadable(f"'{path}' is not JSON: {error}", hint="mend it there") from error
    if b"\\u0000" in text:
        raise FileUnreadable(
            f"'{path}' has a character '\\u0000', which the database cannot hold",
            hint="take it out",
        )
    return document


def _wrong_form(error: ValidationError, where: str) -> ParameterInvalid:
    first = error.errors(include_url=False)[0]
    place = list(first["loc"])
    if place[:1] == ["things"] and len(place) > 1:
        where, place = f"thing {int(place[1]) + 1} in {where}", place[2:]
    field = ".".join(map(str, place))
    said = first["msg"].removeprefix("Value error, ")
    given = first["input"]
    shown = f" '{given}'" if isinstance(given, str | int | float) else ""
    return ParameterInvalid(
        f"{where} is wrong at '{field}'{shown}: {said[:1].lower()}{said[1:]}", hint=_HINT
    )
