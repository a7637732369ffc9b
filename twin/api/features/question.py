"""What a request for features asks: its parameters read and checked, unknown ones refused.

Reference: OGC 17-069r4, section 7.15; OGC 18-058r1, sections 6.2 and 6.3; OGC 19-079r2, section 6.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import shapely
from shapely import Geometry, box

from twin.api.features.collections import Collection
from twin.api.shapes import CRS84, RD
from twin.errors import ParameterInvalid
from twin.geo.crs import lonlat_to_rd
from twin.geo.layers import Record, Value

Form = Literal["json", "html"]

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 10_000
COMMON = ("f", "taal")
OF_ITEMS = ("limit", "bbox", "bbox-crs", "crs", "datetime", "cursor")
ID_PARAMETER = "id"
CRSS = (CRS84, RD)

_AROUND = box(2.0, 50.0, 9.0, 54.5)
"""Degrees; RD New says nothing of what lies outside, and nothing of ours lies there."""
_EDGE = 0.01
"""Degrees; how far apart points are on an edge of a box, which is no straight line in RD."""
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which features, how many, and how.

    Attributes
    ----------
    place
        RD; None: everywhere.
    wanted
        Whether a record has the values that were asked for.
    cursor
        The id after which the page begins; None for the first page.
    """

    limit: int
    place: Geometry | None
    crs: str
    wanted: Callable[[Record], bool]
    cursor: str | None


def form(query: Mapping[str, str], accept: str) -> Form:
    """Whether a person or a program asks.

    Parameters
    ----------
    query
        `f` decides where it is given.
    accept
        The header of that name. Without a preference for HTML it is JSON.

    Raises
    ------
    ParameterInvalid
        `f` is neither.
    """
    asked = query.get("f")
    match asked:
        case "json":
            return "json"
        case "html":
            return "html"
        case str():
            raise ParameterInvalid(f"f '{asked}' is not served", hint="use f=json or f=html")
    weights = {"html": 0.0, "json": 0.0}
    for part in accept.split(","):
        kind, *options = (each.strip().lower() for each in part.split(";"))
        named = "html" if kind in ("text/html", "application/xhtml+xml") else "json"
        if named == "json" and "json" not in kind and kind not in ("*/*", "application/*"):
            continue
        weights[named] = max(weights[named], _weight(options))
    return "html" if weights["html"] > weights["json"] else "json"


def _weight(options: Sequence[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0


def language(query: Mapping[str, str]) -> Literal["nl", "en"]:
    """The language of a page: Dutch unless `taal=en`.

    Raises
    ------
    ParameterInvalid
        `taal` is neither.
    """
    match query.get("taal", "nl"):
        case "nl":
            return "nl"
        case "en":
            return "en"
        case other:
            raise ParameterInvalid(f"taal '{other}' is not spoken", hint="use taal=nl or taal=en")


def only(query: Sequence[tuple[str, str]], *known: str) -> dict[str, str]:
    """The parameters by name.

    Raises
    ------
    ParameterInvalid
        One is not among `known` or given twice.
    """
    found: dict[str, str] = {}
    for name, value in query:
        if name not in (*COMMON, *known):
            raise ParameterInvalid(
                f"parameter '{name}' is not known here",
                hint=f"known are: {', '.join((*known, *COMMON))}",
            )
        if name in found:
            raise ParameterInvalid(f"parameter '{name}' is given twice", hint="give it once")
        found[name] = value
    return found


def read(collection: Collection, query: Sequence[tuple[str, str]]) -> Question:
    """What `query` asks of `collection`.

    Raises
    ------
    ParameterInvalid
        A parameter is not known, given twice, or has no usable value.
    """
    kinds: dict[str, type] = {field.name: field.kind for field in collection.fields}
    given = only(query, *OF_ITEMS, ID_PARAMETER, *kinds)
    if "datetime" in given:
        _check_datetime(given["datetime"])
    asked = {
        name: _value(name, text, kinds.get(name, str))
        for name, text in given.items()
        if name in kinds or name == ID_PARAMETER
    }
    places = {field.name: place for place, field in enumerate(collection.fields)}

    def wanted(record: Record) -> bool:
        return all(
            (record.id if name == ID_PARAMETER else record.values[places[name]]) == value
            for name, value in asked.items()
        )

    return Question(
        limit=_limit(given.get("limit")),
        place=_place(given.get("bbox"), crs_of("bbox-crs", given.get("bbox-crs"))),
        crs=crs_of("crs", given.get("crs")),
        wanted=wanted,
        cursor=given.get("cursor"),
    )


def crs_of(name: str, value: str | None) -> str:
    """The coordinate system that parameter `name` asks for; CRS84 without one.

    Raises
    ------
    ParameterInvalid
        It is not one of `CRSS`.
    """
    if value is None:
        return CRS84
    if value not in CRSS:
        raise ParameterInvalid(
            f"{name} '{value}' is not served", hint=f"use one of: {', '.join(CRSS)}"
        )
    return value


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ParameterInvalid(f"limit '{text}' is no number above zero", hint="such as limit=100")
    return min(int(text), LARGEST_LIMIT)  # the standard caps it, and never refuses a large one


def _place(text: str | None, crs: str) -> Geometry | None:
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise ParameterInvalid(
            f"bbox '{text}' is not four or six numbers",
            hint="west, south, east, north, with commas between; with heights: six",
        )
    west, south, east, north = numbers if len(numbers) == 4 else numbers[:2] + numbers[3:5]
    upside_down = south > north or (crs == RD and west > east)
    if upside_down or (crs == CRS84 and max(abs(south), abs(north)) > 90):
        raise ParameterInvalid(
            f"bbox '{text}' is no box in '{crs}'", hint="west, south, east, north; x before y"
        )
    if crs == RD:
        return box(west, south, east, north)
    # West of the east: over the 180th meridian, as the standard has it.
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    asked = shapely.union_all([box(left, south, right, north) for left, right in boxes])
    around = shapely.segmentize(shapely.intersection(asked, _AROUND), _EDGE)
    rd: Geometry = shapely.transform(around, lambda lonlat: np.asarray(lonlat_to_rd(lonlat)))
    return rd


def _check_datetime(text: str) -> None:
    """What stands in an area has no time of its own: any usable `datetime` fits all of it."""
    parts = text.split("/")
    ends = [part for part in parts if part not in ("", "..")]
    usable = len(parts) <= 2 and bool(ends) and (len(parts) == 2 or parts == ends)
    try:
        moments = [_moment(part) for part in ends]
    except ValueError:
        usable = False
    else:
        usable = usable and (len(moments) < 2 or moments[0] <= moments[1])
    if not usable:
        raise ParameterInvalid(
            f"datetime '{text}' is no moment or interval",
            hint="such as 2026-11-22T10:00:00Z, or 2026-01-01/.. for an open interval",
        )


def _moment(text: str) -> str:
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(text)
    datetime.fromisoformat(text.upper())
    return text[:10]


def _value(name: str, text: str, kind: type) -> Value:
    if kind is str:
        return text
    try:
        number: float | int = int(text) if kind is int else float(text)
    except ValueError as error:
        raise ParameterInvalid(f"{name} '{text}' is no number", hint=f"such as {name}=1") from error
    return number
