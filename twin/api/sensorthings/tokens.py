"""Where the next page begins: behind a row, which costs the same on every page and never skips or
repeats an entity when others come in meanwhile. Only orders by plain columns in one direction can.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

import orjson

from twin.errors import ParameterInvalid
from twin.store.expressions import Apply, Column, Expression, Value
from twin.store.relations import RELATIONS
from twin.store.sensorthings import Row

Order = Sequence[tuple[Expression, bool]]

_TYPES: dict[str, type] = {
    "bigint": int, "integer": int, "smallint": int, "double precision": float, "text": str,
}  # fmt: skip


def keys(relation: str, order: Order) -> tuple[str, ...]:
    """The columns that place a row of `relation` in `order`; none when they cannot."""
    columns = [
        expression.name
        for expression, _ in order
        if isinstance(expression, Column) and not expression.path
    ]
    if len(columns) < len(order) or len({down for _, down in order}) > 1:
        return ()
    found = tuple(dict.fromkeys((*columns, *RELATIONS[relation].key)))
    types = (RELATIONS[relation].columns[name] for name in found)
    return found if all(name in _TYPES or name == "timestamptz" for name in types) else ()


def after(row: Row, columns: Sequence[str]) -> str | None:
    """The place behind `row`; None where a value is missing, or without columns."""
    values = [row[name] for name in columns]
    if not values or None in values:
        return None
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def condition(token: str, relation: str, order: Order) -> Expression:
    """What rows behind the place that `token` names fulfil.

    Raises
    ------
    ParameterInvalid
        It is not one that `after` gave for this order.
    """
    columns = keys(relation, order)
    types = [RELATIONS[relation].columns[name] for name in columns]
    try:
        values = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        typed = [
            Value(_typed(value, kind), kind) for value, kind in zip(values, types, strict=True)
        ]
    except (ValueError, TypeError, binascii.Error):
        raise ParameterInvalid(
            f"'{token}' in '$skiptoken' is no place in this order",
            hint="take it from '@iot.nextLink' of the page before",
        ) from None
    down = bool(order) and order[0][1]
    places = tuple(Column(name) for name in columns)
    return Apply("before" if down else "after", (*places, *typed))


def _typed(value: object, kind: str) -> object:
    if kind == "timestamptz" and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment
    if kind not in _TYPES or not isinstance(value, _TYPES[kind]):
        raise TypeError(value)
    return value
