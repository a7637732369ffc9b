"""The operators and functions of filters: what they take and what they give.

Reference: OGC 18-088, tables 22 and 23; those of geometry are in `geometry`.
"""

from __future__ import annotations

from odata_query import ast

FUNCTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "contains": (("text", "text"), "boolean"),
    "substringof": (("text", "text"), "boolean"),
    "startswith": (("text", "text"), "boolean"),
    "endswith": (("text", "text"), "boolean"),
    "length": (("text",), "number"),
    "indexof": (("text", "text"), "number"),
    "substring": (("text", "number"), "text"),
    "substring_of_length": (("text", "number", "number"), "text"),
    "tolower": (("text",), "text"),
    "toupper": (("text",), "text"),
    "trim": (("text",), "text"),
    "concat": (("text", "text"), "text"),
    **dict.fromkeys(
        ("year", "month", "day", "hour", "minute", "second", "fractionalseconds",
         "totaloffsetminutes"),
        (("time",), "number"),
    ),
    "date": (("time",), "date"),
    "time": (("time",), "clock"),
    "now": ((), "time"),
    "mindatetime": ((), "time"),
    "maxdatetime": ((), "time"),
    "totalseconds": (("duration",), "number"),
    "round": (("number",), "number"),
    "floor": (("number",), "number"),
    "ceiling": (("number",), "number"),
}  # fmt: skip
"""By name: the kinds of the arguments, and the kind of the result."""

COMPARISONS: dict[type[ast._Node], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
OPERATORS: dict[type[ast._Node], str] = {
    ast.And: "and", ast.Or: "or",
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Mod: "mod",
}  # fmt: skip
WITH_TIME = {
    ("add", "time", "duration"): "time",
    ("sub", "time", "duration"): "time",
    ("sub", "time", "time"): "duration",
    ("add", "duration", "duration"): "duration",
    ("sub", "duration", "duration"): "duration",
}
COMPARABLE = ("text", "number", "boolean", "time", "date", "clock", "duration")
