"""Conditions and orders that somebody outside asks for, as SQL that cannot hold what they wrote.

An expression is made of columns that a relation names, of operations that this module names, and
of values. Rendering puts the first two into SQL as they stand here and every value into the
parameters, so nothing that was typed ever becomes SQL. Which operation fits which values is for
the caller to check; the columns are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Link:
    """How rows of one relation hang together with rows of another.

    Attributes
    ----------
    target
        Name of the other relation.
    many
        Whether a row may have several of them.
    needs
        Columns of the row that `on` uses.
    on
        The condition, with `{child}` for the other relation and `{parent}` for this one.
    """

    target: str
    many: bool
    needs: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that can be asked for.

    Attributes
    ----------
    source
        SQL that gives them, without a semicolon.
    key
        The columns that tell them apart, in their usual order.
    columns
        Every column with its PostgreSQL type.
    """

    source: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    links: Mapping[str, Link]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the relation itself, or of one that `path` leads to by its links."""

    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a PostgreSQL type."""

    value: object
    type: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation of `OPERATIONS` on its arguments."""

    operation: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = Column | Value | Apply

OPERATIONS: dict[str, str] = {
    "and": "({0} AND {1})",
    "or": "({0} OR {1})",
    # What is neither true nor false does not hold, so its opposite does.
    "not": "(NOT coalesce({0}, false))",
    "eq": "({0} = {1})",
    "ne": "({0} <> {1})",
    "lt": "({0} < {1})",
    "le": "({0} <= {1})",
    "gt": "({0} > {1})",
    "ge": "({0} >= {1})",
    "is_null": "({0} IS NULL)",
    "is_not_null": "({0} IS NOT NULL)",
    "any": "({0} = ANY ({1}))",
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    # Dividing by zero gives no value rather than an error.
    "div": "({0} / NULLIF({1}, 0))",
    "mod": "(mod({0}::numeric, NULLIF({1}, 0)::numeric)::double precision)",
    "negative": "(- {0})",
    "round": "(round({0}::numeric)::double precision)",
    "floor": "floor({0})",
    "ceiling": "ceil({0})",
    "contains": "(strpos({0}, {1}) > 0)",
    "startswith": "starts_with({0}, {1})",
    "endswith": "(right({0}, length({1})) = {1})",
    "length": "(length({0})::double precision)",
    "indexof": "((strpos({0}, {1}) - 1)::double precision)",
    "substring": "substr({0}, {1}::integer + 1)",
    "substring_of_length": "substr({0}, {1}::integer + 1, {2}::integer)",
    "tolower": "lower({0})",
    "toupper": "upper({0})",
    "trim": "btrim({0})",
    "concat": "({0} || {1})",
    "year": "date_part('year', {0})",
    "month": "date_part('month', {0})",
    "day": "date_part('day', {0})",
    "hour": "date_part('hour', {0})",
    "minute": "date_part('minute', {0})",
    "second": "floor(date_part('second', {0}))",
    "fractionalseconds": "(date_part('second', {0}) - floor(date_part('second', {0})))",
    "totaloffsetminutes": "date_part('timezone_minute', {0})",
    "totalseconds": "date_part('epoch', {0})",
    "date": "(({0})::date)",
    "time": "(({0})::time)",
    "midnight": "(({0})::timestamptz)",
    "now": "now()",
    "mindatetime": "'-infinity'::timestamptz",
    "maxdatetime": "'infinity'::timestamptz",
    "json_text": "({0} #>> {1})",
    "json_number": "(CASE jsonb_typeof({0} #> {1}) WHEN 'number'"
    " THEN ({0} #>> {1})::double precision END)",
    "json_boolean": "(CASE jsonb_typeof({0} #> {1}) WHEN 'boolean'"
    " THEN ({0} #>> {1})::boolean END)",
    # A number that was worked out beforehand for each id.
    "looked_up": "(({1} ->> {0}::text)::double precision)",
}
"""SQL for each operation. Moments are read in UTC, the time zone of our connections."""

ROW_OPERATIONS = {"after": ">", "before": "<"}
"""Of two rows of the same length: the first half of the arguments, and the second."""


@dataclass(slots=True)
class Rendering:
    """SQL under construction: its parameters, and the relations that its columns come from.

    Attributes
    ----------
    relations
        All relations by name.
    prefix
        Begins every alias and parameter, so that two renderings fit into one query.
    join
        `LEFT JOIN`, or `JOIN` where rows without relations are of no use.
    """

    relations: Mapping[str, Relation]
    prefix: str
    join: str = "LEFT JOIN"
    parameters: dict[str, Any] = field(default_factory=dict)
    _joins: dict[tuple[str, tuple[str, ...]], tuple[str, str, bool]] = field(default_factory=dict)

    def sql(self, expression: Expression, relation: str, alias: str) -> str:
        """`expression` about a row of `relation` that the query calls `alias`.

        Raises
        ------
        KeyError
            The relation has no such column or link, or there is no such operation.
        """
        match expression:
            case Value(value, kind):
                name = f"{self.prefix}{len(self.parameters)}"
                self.parameters[name] = value
                return f"%({name})s::{kind}"
            case Column(name, path):
                place, found = self._reach(relation, alias, path)
                if name not in self.relations[found].columns:
                    raise KeyError(name)
                return f"{place}.{name}"
            case Apply(operation, arguments):
                parts = [self.sql(argument, relation, alias) for argument in arguments]
                if operation in ROW_OPERATIONS:
                    half = len(parts) // 2
                    left, right = ", ".join(parts[:half]), ", ".join(parts[half:])
                    return f"(({left}) {ROW_OPERATIONS[operation]} ({right}))"
                return OPERATIONS[operation].format(*parts)

    @property
    def joins(self) -> str:
        """The relations that columns were taken from, as joins to stand behind the first."""
        return " ".join(join for _, join, _ in self._joins.values())

    @property
    def multiplies(self) -> bool:
        """Whether the joins may give a row several times."""
        return any(many for _, _, many in self._joins.values())

    def _reach(self, relation: str, alias: str, path: tuple[str, ...]) -> tuple[str, str]:
        """Alias and relation at the end of `path`, joined if they were not yet."""
        for depth, step in enumerate(path, 1):
            link = self.relations[relation].links[step]
            way = (alias, path[:depth])
            if way not in self._joins:
                joined = f"{self.prefix}j{len(self._joins)}"
                on = link.on.format(child=joined, parent=alias)
                source = self.relations[link.target].source
                join = f"{self.join} ({source}) AS {joined} ON {on}"
                self._joins[way] = (joined, join, link.many)
            alias, relation = self._joins[way][0], link.target
        return alias, relation


def needs_all(expression: Expression) -> bool:
    """Whether `expression` can only hold where none of its columns is NULL.

    Every operation gives NULL for NULL, but these.
    """
    lenient = ("or", "not", "is_null")
    return not any(
        isinstance(part, Apply) and part.operation in lenient for part in walk(expression)
    )


def walk(expression: Expression) -> Iterator[Expression]:
    """`expression` and all that it is made of."""
    yield expression
    if isinstance(expression, Apply):
        for argument in expression.arguments:
            yield from walk(argument)


def both(expressions: Sequence[Expression]) -> Expression | None:
    """All of `expressions` together; None when there are none."""
    whole: Expression | None = None
    for expression in expressions:
        whole = expression if whole is None else Apply("and", (whole, expression))
    return whole
