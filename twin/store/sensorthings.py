"""Things, datastreams and observations as SensorThings relates them, page by page.

One query answers for all parents at once: asking for the newest observation of a thousand
datastreams costs what asking for that of one does. How entities look in JSON, and what a filter
may say, is not known here (`twin.api.sensorthings`).

Reference: OGC SensorThings API Part 1, version 1.1 (18-088), section 8.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import psycopg

from twin.errors import ParameterInvalid, Unavailable
from twin.store.expressions import Apply, Column, Expression, Rendering, both, needs_all, walk
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.relations import CONSTANTS, RELATIONS

Row: TypeAlias = dict[str, Any]
_Sql: TypeAlias = tuple[str, dict[str, Any]]

_SQL = queries("sensorthings")


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

    Parents that lead to the same rows get the same list, asked for once.

    Raises
    ------
    ParameterInvalid
        They are more than `at_most` in all.
    """
    columns = RELATIONS[question.relation].columns
    wanted = tuple(dict.fromkeys((*RELATIONS[question.relation].key, *question.columns)))
    for name in wanted:
        if name not in columns:
            raise KeyError(name)
    keys, places = _distinct(parents)
    if parents is None and _by_time(question):
        query, parameters = _merged(question, wanted)
    else:
        query, parameters = _page(question, wanted, parents)
        query, parameters = _of_each(query, parameters, parents, keys)
    rows = conn.execute(
        f"{query} LIMIT %(at_most)s".encode(), parameters | {"at_most": at_most + 1}
    ).fetchall()
    if len(rows) > at_most:
        raise ParameterInvalid(
            f"the answer has more than '{at_most}' {question.relation}",
            hint="give a smaller $top, also inside $expand",
        )
    found: list[list[Row]] = [[] for _ in keys]
    for ordinal, *values in rows:
        found[ordinal - 1].append(dict(zip(wanted, values, strict=True)))
    return [found[place] for place in places]


def count(conn: Connection, question: Question, parents: Parents | None = None) -> list[int]:
    """How many rows each parent has in all, whatever `limit` and `skip`; without parents, one."""
    keys, places = _distinct(parents)
    where, parameters = _from(question, parents)
    query, parameters = _of_each(f"SELECT count(*) {where}", parameters, parents, keys)
    numbers: dict[int, int] = dict(conn.execute(query.encode(), parameters).fetchall())
    return [numbers[place + 1] for place in places]


def positions(conn: Connection) -> list[tuple[int, float, float]]:
    """Number, longitude and latitude of every place where a thing stands or stood."""
    return [(number, lon, lat) for number, lon, lat in conn.execute(_SQL["positions"])]


def _distinct(parents: Parents | None) -> tuple[list[tuple[Any, ...]], list[int]]:
    """What tells the parents apart, each once, and for each parent which of them it is."""
    if parents is None:
        return [()], [0]
    needs = RELATIONS[parents.relation].links[parents.link].needs
    keys: dict[tuple[Any, ...], int] = {}
    places = [keys.setdefault(tuple(row[n] for n in needs), len(keys)) for row in parents.rows]
    return list(keys), places


def _from(question: Question, parents: Parents | None) -> _Sql:
    """FROM … WHERE … of one parent, called `parent`, or of all; the rows are called `t`."""
    relation = RELATIONS[question.relation]
    joins, condition, parameters = _where(question.where, question.relation, "t", "w")
    if parents is not None:
        on = RELATIONS[parents.relation].links[parents.link].on
        condition = f"{on.format(child='t', parent='parent')} AND {condition}"
    ordering = Rendering(RELATIONS, "o")
    for expression, _ in question.order:
        ordering.sql(expression, question.relation, "t")
    sql = f"FROM ({relation.source}) AS t {joins} {ordering.joins} WHERE {condition}"
    return sql, CONSTANTS | parameters


def _where(
    conditions: Sequence[Expression], relation: str, alias: str, prefix: str
) -> tuple[str, str, dict[str, Any]]:
    """Joins and condition that hold where all of `conditions` do, and their parameters."""
    whole = both(conditions)
    strict = whole is not None and needs_all(whole)
    rendering = Rendering(RELATIONS, prefix, "JOIN" if strict else "LEFT JOIN")
    condition = "true" if whole is None else rendering.sql(whole, relation, alias)
    if rendering.multiplies:
        inside = f"SELECT FROM (SELECT 1) AS one {rendering.joins} WHERE {condition}"
        return "", f"EXISTS ({inside})", rendering.parameters
    return rendering.joins, condition, rendering.parameters


def _page(question: Question, wanted: Sequence[str], parents: Parents | None) -> _Sql:
    """The rows of one parent, or of all, in order."""
    where, parameters = _from(question, parents)
    ordering = Rendering(RELATIONS, "o")
    order = [
        f"{ordering.sql(expression, question.relation, 't')}{' DESC' * down}"
        for expression, down in question.order
    ]
    down = bool(question.order) and question.order[-1][1]
    order += [f"t.{name}{' DESC' * down}" for name in RELATIONS[question.relation].key]
    columns = ", ".join(f"t.{name}" for name in wanted)
    sql = f"SELECT {columns} {where} ORDER BY {', '.join(order)} LIMIT %(limit)s OFFSET %(skip)s"
    own = {"limit": question.limit, "skip": question.skip}
    return sql, parameters | ordering.parameters | own


def _of_each(
    query: str, parameters: dict[str, Any], parents: Parents | None, keys: Sequence[tuple[Any, ...]]
) -> _Sql:
    """Rows of `query` for each of `keys`, each behind the number of its key, from 1."""
    if parents is None:
        return f"SELECT 1, answer.* FROM ({query}) AS answer", parameters  # noqa: S608
    columns = RELATIONS[parents.relation].columns
    needs = RELATIONS[parents.relation].links[parents.link].needs
    arrays = ", ".join(f"%(p_{name})s::{columns[name]}[]" for name in needs)
    given = {f"p_{name}": [key[at] for key in keys] for at, name in enumerate(needs)}
    sql = (
        f"SELECT parent.ordinal, answer.* FROM unnest({arrays}) WITH ORDINALITY"  # noqa: S608
        f" AS parent ({', '.join(needs)}, ordinal) CROSS JOIN LATERAL ({query}) AS answer"
    )
    return sql, parameters | given


def _by_time(question: Question) -> bool:
    """Whether these are Observations of many datastreams, by datastream and time or by time."""
    order = [expression for expression, _ in question.order]
    return question.relation == "Observations" and order in ([], [Column("phenomenon_time")])


def _merged(question: Question, wanted: Sequence[str]) -> _Sql:
    """Observations of all datastreams in order: a page of each, by its index, merged.

    What is asked of the datastream is asked of datastreams, before any observation is read.
    """
    parts = [part for condition in question.where for part in _conjuncts(condition)]
    streams = [_about_datastream(part) for part in parts]
    mine = tuple(part for part, stream in zip(parts, streams, strict=True) if stream is None)
    theirs = [stream for stream in streams if stream is not None]
    joins, condition, parameters = _where(theirs, "Datastreams", "s", "s")
    each = replace(question, where=mine, limit=question.limit + question.skip, skip=0)
    if not question.order:
        each = replace(each, order=((Column("phenomenon_time"), False),))
    inner, own = _page(each, wanted, Parents("Datastreams", "Observations", ()))
    down = " DESC" * (bool(question.order) and question.order[-1][1])
    order = ["parent.id", "answer.phenomenon_time"][:: -1 if question.order else 1]
    columns = ", ".join(f"answer.{name}" for name in wanted)
    sql = (
        f"SELECT 1, merged.* FROM (SELECT {columns} FROM"  # noqa: S608 - see expressions
        f" (SELECT s.id FROM ({RELATIONS['Datastreams'].source}) AS s {joins} WHERE {condition})"
        f" AS parent CROSS JOIN LATERAL ({inner}) AS answer"
        f" ORDER BY {', '.join(name + down for name in order)}"
        f" LIMIT %(merged)s OFFSET %(merged_skip)s) AS merged"
    )
    page = {"merged": question.limit, "merged_skip": question.skip}
    return sql, parameters | own | page


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Apply) and expression.operation == "and":
        for argument in expression.arguments:
            yield from _conjuncts(argument)
    else:
        yield expression


def _about_datastream(expression: Expression) -> Expression | None:
    """A condition on an Observation as one on its Datastream; None where it says more than that."""
    columns = [part for part in walk(expression) if isinstance(part, Column)]
    if not columns or any(column.path[:1] != ("Datastream",) for column in columns):
        return None
    return _stepped(expression)


def _stepped(expression: Expression) -> Expression:
    """`expression` without the first step of its paths."""
    match expression:
        case Column(name, path):
            return Column(name, path[1:])
        case Apply(operation, arguments):
            return Apply(operation, tuple(_stepped(argument) for argument in arguments))
    return expression
