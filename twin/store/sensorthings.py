"""Things, datastreams and observations as SensorThings relates them, page by page.

One query answers for all parents at once: asking for the newest observation of a thousand
datastreams costs what asking for that of one does. How entities look in JSON, and what a filter
may say, is not known here (`twin.api.sensorthings`).

Reference: OGC SensorThings API Part 1, version 1.1 (18-088), section 8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

import psycopg

from twin.errors import ParameterInvalid, Unavailable
from twin.quantities import QUANTITIES
from twin.store.expressions import Expression, Link, Relation, Rendering, both
from twin.store.pool import Connection
from twin.store.queries import queries

Row: TypeAlias = dict[str, Any]

HIDDEN = (
    "counts people or vehicles: single observations are never shown, only hours of ten or more; "
    "see /api/v1/datastreams/{id}/observations?interval=hour"
)
"""Why a counting datastream has no observations here."""

_SQL = queries("sensorthings")
_UCUM = "http://www.opengis.net/def/uom/UCUM/0/"

_PLACE = {
    "id": "bigint", "thing": "text", "name": "text", "since": "timestamptz",
    "valid_from": "timestamptz", "valid_until": "timestamptz", "longitude": "double precision",
    "latitude": "double precision", "height": "double precision", "current": "boolean",
}  # fmt: skip
_OBSERVED_THERE = (
    "{observation}.thing = {place}.thing"
    " AND {observation}.phenomenon_time >= coalesce({place}.valid_from, '-infinity')"
    " AND {observation}.phenomenon_time < coalesce({place}.valid_until, 'infinity')"
)


def _relation(
    name: str, key: tuple[str, ...], columns: Mapping[str, str], **links: Link
) -> Relation:
    return Relation(_SQL[name].decode(), key, columns, links)


def _same(target: str, child: str, parent: str, *, many: bool) -> Link:
    """Rows of `target` whose column `child` equals our column `parent`."""
    return Link(target, many, (parent,), f"{{child}}.{child} = {{parent}}.{parent}")


RELATIONS: dict[str, Relation] = {
    "Things": _relation(
        "things",
        ("id",),
        {"id": "text", "name": "text", "description": "text", "properties": "jsonb"},
        Locations=Link(
            "Locations", True, ("id",), "{child}.thing = {parent}.id AND {child}.current"
        ),
        HistoricalLocations=_same("HistoricalLocations", "thing", "id", many=True),
        Datastreams=_same("Datastreams", "thing", "id", many=True),
    ),
    "Locations": _relation(
        "locations",
        ("id",),
        _PLACE,
        Things=Link(
            "Things", True, ("thing", "current"), "{child}.id = {parent}.thing AND {parent}.current"
        ),
        HistoricalLocations=_same("HistoricalLocations", "id", "id", many=True),
    ),
    "HistoricalLocations": _relation(
        "locations",
        ("id",),
        _PLACE,
        Thing=_same("Things", "id", "thing", many=False),
        Locations=_same("Locations", "id", "id", many=True),
    ),
    "Datastreams": _relation(
        "datastreams",
        ("id",),
        {
            "id": "bigint", "thing": "text", "quantity": "text", "counting": "boolean",
            "name": "text", "description": "text", "unit": "text", "unit_label": "text",
            "unit_definition": "text", "properties": "jsonb", "place": "bigint",
            "longitude": "double precision", "latitude": "double precision",
            "began": "timestamptz", "ended": "timestamptz",
        },
        Thing=_same("Things", "id", "thing", many=False),
        Sensor=_same("Sensors", "id", "thing", many=False),
        ObservedProperty=_same("ObservedProperties", "id", "quantity", many=False),
        Observations=_same("Observations", "datastream_id", "id", many=True),
    ),
    "Sensors": _relation(
        "sensors",
        ("id",),
        {"id": "text", "name": "text", "description": "text", "properties": "jsonb"},
        Datastreams=_same("Datastreams", "thing", "id", many=True),
    ),
    "ObservedProperties": _relation(
        "observed_properties",
        ("id",),
        {
            "id": "text", "name": "text", "description": "text", "definition": "text",
            "properties": "jsonb",
        },
        Datastreams=_same("Datastreams", "quantity", "id", many=True),
    ),
    "Observations": _relation(
        "observations",
        ("datastream_id", "phenomenon_time"),
        {
            "datastream_id": "bigint", "phenomenon_time": "timestamptz",
            "value": "double precision", "flags": "smallint", "delay": "integer", "sent": "text",
            "thing": "text",
        },
        Datastream=_same("Datastreams", "id", "datastream_id", many=False),
        FeatureOfInterest=Link(
            "FeaturesOfInterest", False, ("thing", "phenomenon_time"),
            _OBSERVED_THERE.format(observation="{parent}", place="{child}"),
        ),
    ),
    "FeaturesOfInterest": _relation(
        "locations",
        ("id",),
        _PLACE,
        Observations=Link(
            "Observations", True, ("thing", "valid_from", "valid_until"),
            _OBSERVED_THERE.format(observation="{child}", place="{parent}"),
        ),
    ),
}  # fmt: skip
"""The eight entity sets with their columns and links, by the names that the standard gives them."""


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of a relation.

    Attributes
    ----------
    relation
        A name in `RELATIONS`.
    columns
        What to give of each row, beside its key.
    order
        Expressions with whether they go down; the key breaks ties, down where the last goes down.
    limit, skip
        At most `limit` rows after the first `skip`, of each parent.
    """

    relation: str
    columns: tuple[str, ...]
    where: tuple[Expression, ...] = ()
    order: tuple[tuple[Expression, bool], ...] = ()
    limit: int = 100
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Parents:
    """Rows of `relation` that were found, whose `link` is asked for; they have what it needs."""

    relation: str
    link: str
    rows: Sequence[Row]


@contextmanager
def patiently(conn: Connection, seconds: int) -> Iterator[None]:
    """Questions inside see one moment of the database, and none takes longer than `seconds`.

    Raises
    ------
    ParameterInvalid
        A calculation that was asked for has no result, such as one beyond the largest number.
    Unavailable
        A question took too long.
    """
    try:
        with conn.transaction():
            conn.execute(_SQL["snapshot"])
            conn.execute(_SQL["patience"], {"milliseconds": str(1000 * seconds)})
            yield
    except psycopg.errors.QueryCanceled:
        raise Unavailable(
            f"the answer takes longer than '{seconds}' seconds",
            hint="ask for less: one datastream, a shorter time, a smaller $top",
        ) from None
    except psycopg.DataError as error:
        said = str(error).partition("\n")[0]
        raise ParameterInvalid(
            f"what was asked cannot be calculated: '{said}'", hint="look at the numbers in $filter"
        ) from None


def ask(
    conn: Connection, question: Question, parents: Parents | None = None, *, at_most: int
) -> list[list[Row]]:
    """The rows of each parent in order; without parents, one list.

    Raises
    ------
    ParameterInvalid
        They are more than `at_most` in all.
    """
    relation = RELATIONS[question.relation]
    wanted = tuple(dict.fromkeys((*relation.key, *question.columns)))
    for name in wanted:
        if name not in relation.columns:
            raise KeyError(name)
    order, ordering = _order(question, relation)
    inner, parameters = _inner(question, parents, f"SELECT {_listed('t', wanted)}", ordering)
    inner += f" ORDER BY {order} LIMIT %(limit)s OFFSET %(skip)s"
    parameters |= {"limit": question.limit, "skip": question.skip}
    parameters |= {"at_most": at_most + 1}
    rows = _run(conn, inner, parameters, parents, " LIMIT %(at_most)s")
    if len(rows) > at_most:
        raise ParameterInvalid(
            f"the answer has more than '{at_most}' {question.relation}",
            hint="give a smaller $top, also inside $expand",
        )
    found: list[list[Row]] = [[] for _ in parents.rows] if parents else [[]]
    for ordinal, *values in rows:
        found[ordinal - 1].append(dict(zip(wanted, values, strict=True)))
    return found


def count(conn: Connection, question: Question, parents: Parents | None = None) -> list[int]:
    """How many rows each parent has in all, whatever `limit` and `skip`; without parents, one."""
    inner, parameters = _inner(question, parents, "SELECT count(*)", None)
    rows = _run(conn, inner, parameters, parents)
    return [number for _, number in sorted(rows)]


def positions(conn: Connection) -> list[tuple[int, float, float]]:
    """Number, longitude and latitude of every place where a thing stands or stood."""
    return [(number, lon, lat) for number, lon, lat in conn.execute(_SQL["positions"])]


def _inner(
    question: Question, parents: Parents | None, select: str, ordering: Rendering | None
) -> tuple[str, dict[str, Any]]:
    """SELECT … FROM … WHERE … of one parent, called `parent`, or of all; without order."""
    relation = RELATIONS[question.relation]
    rendering = Rendering(RELATIONS, "w")
    whole = both(question.where)
    condition = "true" if whole is None else rendering.sql(whole, question.relation, "t")
    joins = rendering.joins
    if rendering.multiplies:
        condition = f"EXISTS (SELECT FROM (SELECT 1) AS one {joins} WHERE {condition})"
        joins = ""
    if parents is not None:
        on = RELATIONS[parents.relation].links[parents.link].on
        condition = f"{on.format(child='t', parent='parent')} AND {condition}"
    parameters = {"quantities": _QUANTITIES, "hidden": HIDDEN} | rendering.parameters
    if ordering is not None:
        joins += f" {ordering.joins}"
        parameters |= ordering.parameters
    return f"{select} FROM ({relation.source}) AS t {joins} WHERE {condition}", parameters


def _order(question: Question, relation: Relation) -> tuple[str, Rendering]:
    rendering = Rendering(RELATIONS, "o")
    down = question.order[-1][1] if question.order else False
    parts = [
        f"{rendering.sql(expression, question.relation, 't')}{' DESC' * descending}"
        for expression, descending in question.order
    ]
    parts += [f"t.{name}{' DESC' * down}" for name in relation.key]
    return ", ".join(parts), rendering


def _run(
    conn: Connection,
    inner: str,
    parameters: dict[str, Any],
    parents: Parents | None,
    limit: str = "",
) -> list[tuple[Any, ...]]:
    """Rows of `inner`, each behind the number of its parent, from 1."""
    if parents is None:
        query = f"SELECT 1, answer.* FROM ({inner}) AS answer{limit}"  # noqa: S608 - see expressions
        return conn.execute(query.encode(), parameters).fetchall()
    columns = RELATIONS[parents.relation].columns
    needs = RELATIONS[parents.relation].links[parents.link].needs
    arrays = ", ".join(f"%(p_{name})s::{columns[name]}[]" for name in needs)
    parameters |= {f"p_{name}": [row[name] for row in parents.rows] for name in needs}
    query = (
        f"SELECT parent.ordinal, answer.* FROM unnest({arrays}) WITH ORDINALITY"  # noqa: S608
        f" AS parent ({', '.join(needs)}, ordinal) CROSS JOIN LATERAL ({inner}) AS answer{limit}"
    )
    return conn.execute(query.encode(), parameters).fetchall()


def _listed(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


_QUANTITIES = json.dumps(
    [
        {
            "key": known.key,
            "label_nl": known.label_nl,
            "label_en": known.label_en,
            "unit": known.unit,
            "unit_label": known.unit_label,
            "unit_definition": _UCUM + quote(known.unit, safe=""),
            "definition": known.definition,
            "properties": {
                "unit": known.unit,
                "valid_min": known.valid_min,
                "valid_max": known.valid_max,
                "decimals": known.decimals,
                "aggregation": known.aggregation,
                "counting": known.counting,
            },
        }
        for known in QUANTITIES.values()
    ]
)
