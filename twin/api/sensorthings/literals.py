"""What is typed in a filter as a value: text, numbers, moments, durations."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from odata_query import ast

from twin.errors import ParameterInvalid
from twin.store.expressions import Value

KINDS: dict[type[ast._Node], tuple[str, str]] = {
    ast.Integer: ("number", "bigint"),
    ast.Float: ("number", "double precision"),
    ast.Boolean: ("boolean", "boolean"),
    ast.String: ("text", "text"),
    ast.GUID: ("text", "text"),
    ast.Date: ("date", "date"),
    ast.Time: ("clock", "time"),
    ast.DateTime: ("time", "timestamptz"),
    ast.Duration: ("duration", "interval"),
}
"""Kind and PostgreSQL type of each literal of OData."""


def value(node: ast._Literal) -> tuple[Value, str]:
    """The value that `node` stands for, and its kind.

    Raises
    ------
    ParameterInvalid
        It stands for none, such as the thirtieth of February.
    """
    kind, type_ = KINDS[type(node)]
    try:
        found: Any = str(node.py_val) if isinstance(node, ast.GUID) else node.py_val
    except (ValueError, OverflowError) as error:
        raise ParameterInvalid(f"'{node.val}' in '$filter' is no {kind}: {error}") from None  # type: ignore[attr-defined]
    if isinstance(node, ast.Integer) and not -(2**63) <= found < 2**63:
        found, type_ = float(found), "double precision"
    if isinstance(node, ast.DateTime) and found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return Value(found, type_), kind
