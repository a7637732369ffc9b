"""From a question to entities in JSON: pages of them, and what is expanded in them.

However many entities there are, each `$expand` is one question to the database.
Reference: OGC 18-088, sections 8.2.1, 9.3.2 and 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from twin.api.sensorthings import filters, tokens
from twin.api.sensorthings.entities import SETS, EntitySet
from twin.api.sensorthings.options import SELECTABLE, TOKEN, Expand, Options
from twin.errors import ParameterInvalid
from twin.store.expressions import Column, Expression
from twin.store.pool import Connection
from twin.store.relations import RELATIONS
from twin.store.sensorthings import Parents, Question, Row, ask, count, positions

MAX_ENTITIES = 50_000
"""In one answer, expanded ones included."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one parent has: at most `$top` entities.

    Attributes
    ----------
    rows, entities
        As they were found, and as they are shown.
    size
        How many entities that makes, with those that are expanded in them.
    count
        How many there are in all, where that was asked.
    following
        The options of the next page; None when this is the last.
    """

    rows: Sequence[Row]
    entities: list[dict[str, Any]]
    size: int
    count: int | None
    following: tuple[tuple[str, str], ...] | None


class Reader:
    """Answers one request: its connection, the address of the service, and how much it gave."""

    def __init__(self, conn: Connection, root: str) -> None:
        self._conn = conn
        self._root = root
        self._left = MAX_ENTITIES
        self._sizes: dict[int, int] = {}
        self._positions: list[tuple[int, float, float]] | None = None

    def one(
        self,
        target: EntitySet,
        needs: Sequence[str],
        where: Sequence[Expression],
        parents: Parents | None,
    ) -> Row | None:
        """The row of one entity with the columns in `needs`; None if there is none."""
        question = Question(target.name, tuple(needs), tuple(where), limit=1)
        rows = ask(self._conn, question, parents, at_most=1)[0]
        return rows[0] if rows else None

    def pages(
        self,
        target: EntitySet,
        options: Options,
        parents: Parents | None = None,
        where: Sequence[Expression] = (),
        *,
        single: bool = False,
    ) -> list[Page]:
        """A page for each parent; without parents, one."""
        question = self._question(target, options, parents, where)
        if single:
            question = replace(question, limit=1)
        keys = tokens.keys(target.name, question.order)
        counts = count(self._conn, question, parents) if options.count else None
        if options.token is not None:
            begin = tokens.condition(options.token, target.name, question.order)
            question = replace(question, where=(*question.where, begin))
        found = ask(self._conn, question, parents, at_most=self._left)
        # Parents that share their rows share how those are shown, too.
        kept = {id(rows): rows[: options.top] for rows in found}
        self._left = max(0, self._left - sum(map(len, kept.values())))
        flat = [row for rows in kept.values() for row in rows]
        bodies = iter(self._bodies(target, flat, options))
        entities = {which: [next(bodies) for _ in rows] for which, rows in kept.items()}
        sizes = {which: sum(map(self._size, page)) for which, page in entities.items()}
        if max(sizes.values(), default=0) > MAX_ENTITIES:
            raise ParameterInvalid(
                f"the answer has more than '{MAX_ENTITIES}' entities",
                hint="give a smaller $top, also inside $expand",
            )
        return [
            Page(
                kept[id(rows)],
                entities[id(rows)],
                sizes[id(rows)],
                None if counts is None else counts[number],
                _following(options, keys, kept[id(rows)])
                if 0 < options.top < len(rows) and not single
                else None,
            )
            for number, rows in enumerate(found)
        ]

    def _question(
        self,
        target: EntitySet,
        options: Options,
        parents: Parents | None,
        where: Sequence[Expression],
    ) -> Question:
        """What `options` ask of the store, with one row more than fits on a page."""
        if options.filter is not None:
            where = [*where, filters.condition(options.filter, target, self._places)]
        order: list[tuple[Expression, bool]] = [
            (filters.order(text, target, self._places), down) for text, down in options.orderby
        ]
        if not order and parents is not None and parents.link == "Observations":
            order = [(Column("phenomenon_time"), False)]
        columns = (*self._columns(target, options), *tokens.keys(target.name, order))
        return Question(
            target.name, columns, tuple(where), tuple(order), options.top + 1, options.skip
        )

    def collection(self, page: Page, address: str) -> dict[str, Any]:
        """A page as the body of an answer; `address` is that of the collection."""
        body: dict[str, Any] = {}
        if page.count is not None:
            body["@iot.count"] = page.count
        if page.following is not None:
            body["@iot.nextLink"] = self.link(address, page.following)
        body["value"] = page.entities
        return body

    def link(self, address: str, pairs: Sequence[tuple[str, str]] = ()) -> str:
        """An absolute address below the root of the service."""
        query = urlencode(pairs, quote_via=quote, safe="$(),:'=/@;")
        return f"{self._root}/{address}{'?' * bool(query)}{query}"

    def _size(self, body: dict[str, Any]) -> int:
        """How many entities are in a body; one that is shown in several places counts in each."""
        return self._sizes.get(id(body), 1)

    def _places(self) -> Sequence[tuple[int, float, float]]:
        if self._positions is None:
            self._positions = positions(self._conn)
        return self._positions

    def _columns(self, target: EntitySet, options: Options) -> list[str]:
        """What rows must have to be shown with what is expanded in them."""
        columns = [
            column
            for name, known in target.properties.items()
            if options.select is None or name in options.select
            for column in known.columns
        ]
        links = RELATIONS[target.name].links
        return columns + [name for one in options.expand for name in links[one.link].needs]

    def _bodies(
        self, target: EntitySet, rows: Sequence[Row], options: Options
    ) -> list[dict[str, Any]]:
        bodies = [shown(target, row, options, self._root) for row in rows]
        for expand in options.expand if rows else ():
            self._attach(target, rows, bodies, expand)
        return bodies

    def _attach(
        self,
        target: EntitySet,
        rows: Sequence[Row],
        bodies: Sequence[dict[str, Any]],
        expand: Expand,
    ) -> None:
        """Put what `expand` asks for into each body, all from one question."""
        link = RELATIONS[target.name].links[expand.link]
        parents = Parents(target.name, expand.link, rows)
        pages = self.pages(SETS[link.target], expand.options, parents, single=not link.many)
        for row, body, page in zip(rows, bodies, pages, strict=True):
            self._sizes[id(body)] = self._size(body) + page.size
            if not link.many:
                body[expand.link] = page.entities[0] if page.entities else None
                continue
            if page.count is not None:
                body[f"{expand.link}@iot.count"] = page.count
            body[expand.link] = page.entities
            if page.following is not None:
                address = f"{target.address(row)}/{expand.link}"
                body[f"{expand.link}@iot.nextLink"] = self.link(address, page.following)


def shown(target: EntitySet, row: Row, options: Options, root: str) -> dict[str, Any]:
    """A row of `target` in JSON, without what is expanded in it."""
    address = f"{root}/{target.address(row)}"
    if options.select is not None:
        return _selected(target, row, options.select, address)
    expanded = {expand.link for expand in options.expand}
    values = ((name, known.show(row)) for name, known in target.properties.items())
    return (
        {"@iot.id": target.identify(row), "@iot.selfLink": address}
        | {name: value for name, value in values if value is not None}
        | {
            f"{link}@iot.navigationLink": f"{address}/{link}"
            for link in target.navigation
            if link not in expanded
        }
    )


def data_array(page: Page, options: Options, reader: Reader) -> list[dict[str, Any]]:
    """Observations as arrays, by datastream (section 13.2)."""
    target = SETS["Observations"]
    names = [
        "id" if name == "@iot.id" else name
        for name in options.select or ("id", *target.properties)
        if name in target.properties or name in ("id", "@iot.id")
    ]
    arrays: dict[int, list[list[Any]]] = {}
    for row in page.rows:
        arrays.setdefault(row["datastream_id"], []).append(
            [
                target.identify(row) if name == "id" else target.properties[name].show(row)
                for name in names
            ]
        )
    return [
        {
            "Datastream@iot.navigationLink": reader.link(f"Datastreams({datastream})"),
            "components": names,
            "dataArray@iot.count": len(values),
            "dataArray": values,
        }
        for datastream, values in arrays.items()
    ]


def _selected(target: EntitySet, row: Row, select: Sequence[str], address: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name in select:
        if name in target.properties:
            body[name] = target.properties[name].show(row)
        elif name in target.navigation:
            body[f"{name}@iot.navigationLink"] = f"{address}/{name}"
        elif name == SELECTABLE[-1]:
            body[name] = address
        else:
            body["@iot.id"] = target.identify(row)
    return body


def _following(
    options: Options, keys: Sequence[str], rows: Sequence[Row]
) -> tuple[tuple[str, str], ...]:
    """The options of the page behind `rows`: from its last row on where the order allows it."""
    repeated = tuple(pair for pair in options.given if pair[0] not in ("$skip", TOKEN))
    token = tokens.after(rows[-1], keys)
    if token is not None:
        return (*repeated, (TOKEN, token))
    return (*repeated, ("$skip", str(options.skip + options.top)))
