"""Things from a file into the store, in the same way for a municipality, simulator and replay.

The file is `{"things": [{"id", "name", "origin", "quantities", "area", "longitude", "latitude",
"height", "description", "properties"}]}`: the fields of `twin.model.Thing`, of which `id`, `name`,
`origin` and `quantities` are required.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.errors import FileUnreadable, NotFound, ParameterInvalid
from twin.model import Origin, Thing
from twin.quantities import quantity
from twin.store.pool import Connection
from twin.store.things import list_things, save_things

_ID = re.compile(r"[a-z0-9_.-]{1,64}")
# The Netherlands with its part of the North Sea coast, in degrees (OGC:CRS84).
_WEST, _SOUTH, _EAST, _NORTH = 3.2, 50.7, 7.3, 53.7


class _Entry(BaseModel):
    """A thing as the file has it; an unknown field is more likely a typing error than a wish."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    id: str
    name: Annotated[str, Field(min_length=1)]
    origin: Annotated[Origin, Field(strict=False)]
    quantities: Annotated[list[str], Field(min_length=1)]
    area: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    height: float | None = None
    description: str = ""
    properties: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Registered:
    """How many things are new in the store, and how many were known and brought up to date."""

    added: int
    updated: int


def read_things(path: Path) -> list[Thing]:
    """The things in the file at `path`, in its order.

    Raises
    ------
    FileUnreadable
        The file cannot be read, is not JSON, or has not the form of a list of things.
    ParameterInvalid
        A thing has an id of the wrong form or one that another has, a quantity that is not known,
        or a place outside the Netherlands.
    """
    things = [_thing(entry, index, path) for index, entry in enumerate(_entries(path))]
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            raise ParameterInvalid(
                f"two things in '{path}' are called '{thing.id}'", hint="give each its own id"
            )
        seen.add(thing.id)
    return things


def register(conn: Connection, things: Sequence[Thing]) -> Registered:
    """Save `things`; those that the store has and `things` has not stay as they are."""
    with conn.transaction():
        known = {thing.id for thing in list_things(conn)}
        save_things(conn, things)
    added = sum(thing.id not in known for thing in things)
    return Registered(added, len(things) - added)


def _entries(path: Path) -> list[Any]:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"the things in '{path}' cannot be read: {error.strerror}",
            hint="give a JSON file, such as the simulator writes",
        ) from error
    try:
        data = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise FileUnreadable(f"'{path}' is not JSON: {error}", hint="mend it there") from error
    if not isinstance(data, dict) or not isinstance(data.get("things"), list):
        raise FileUnreadable(
            f"'{path}' has no list of things", hint='its form is {"things": [{"id": …}, …]}'
        )
    if b"\\u0000" in text:
        raise FileUnreadable(
            f"'{path}' has a character '\\u0000', which the database cannot hold",
            hint="take it out",
        )
    return list(data["things"])


def _thing(data: Any, index: int, path: Path) -> Thing:
    try:
        entry = _Entry.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        said = first["msg"][0].lower() + first["msg"][1:]
        raise FileUnreadable(
            f"thing {index + 1} in '{path}' is wrong at '{field}': {said}",
            hint="its fields are those of Thing in docs/measurements.md",
        ) from error
    if not _ID.fullmatch(entry.id):
        raise ParameterInvalid(
            f"'{entry.id}' cannot be the id of a thing",
            hint="use at most 64 lower-case letters, digits, '-', '_' and '.'",
        )
    for key in entry.quantities:
        try:
            quantity(key)
        except NotFound as error:
            raise ParameterInvalid(
                f"thing '{entry.id}' measures '{key}', which is no quantity of ours",
                hint=error.hint,
            ) from error
    if len(set(entry.quantities)) < len(entry.quantities):
        raise ParameterInvalid(
            f"thing '{entry.id}' has a quantity twice: '{', '.join(entry.quantities)}'",
            hint="name each once; two sensors of one kind are two things",
        )
    _check_place(entry)
    return Thing(
        id=entry.id,
        name=entry.name,
        origin=entry.origin,
        quantities=tuple(entry.quantities),
        area=entry.area,
        longitude_lonlat=entry.longitude,
        latitude_lonlat=entry.latitude,
        height=entry.height,
        description=entry.description,
        properties=entry.properties,
    )


def _check_place(entry: _Entry) -> None:
    """Raises ParameterInvalid for a place that cannot be where the thing stands."""
    longitude, latitude = entry.longitude, entry.latitude
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise ParameterInvalid(
            f"thing '{entry.id}' has half a place: '({longitude}, {latitude})'",
            hint="give longitude and latitude, or neither",
        )
    if _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH:
        return
    if longitude == latitude == 0:
        hint = "(0, 0) is what devices send that do not know; leave both out"
    elif _WEST <= latitude <= _EAST and _SOUTH <= longitude <= _NORTH:
        hint = "longitude and latitude seem swapped: here longitude is near 5, latitude near 52"
    elif abs(longitude) > 180 or abs(latitude) > 90:
        hint = "these are no degrees; RD metres have to be converted to longitude and latitude"
    else:
        hint = f"longitude is {_WEST} to {_EAST} and latitude {_SOUTH} to {_NORTH} degrees"
    raise ParameterInvalid(
        f"thing '{entry.id}' stands at '({longitude}, {latitude})', outside the Netherlands",
        hint=hint,
    )
