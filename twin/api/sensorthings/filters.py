"""`$filter` and `$orderby`: parsed by odata-query, checked here, and made into expressions.

Every name is looked up in the properties and links of the entity sets; every operation gets
arguments of the kinds that it takes. Nothing that was typed reaches SQL but as a parameter
(`twin.store.expressions`).
Reference: OGC 18-088, sections 9.3.3.4 and 9.3.3.5 (tables 22 and 23).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from odata_query import ast, exceptions
from odata_query.grammar import ODataLexer, ODataParser

from twin.api.sensorthings import geometry, literals
from twin.api.sensorthings.addresses import is_entity
from twin.api.sensorthings.entities import SETS, EntitySet
from twin.api.sensorthings.functions import (
    COMPARABLE,
    COMPARISONS,
    FUNCTIONS,
    OPERATORS,
    WITH_TIME,
)
from twin.errors import NotSupported, ParameterInvalid
from twin.store.expressions import Apply, Column, Expression, Value

_DEEPEST = 150
_OURS = "sta"
"""Namespace that keeps the parser from refusing functions that it does not know."""

_AT_ID = re.compile(r"('(?:[^']|'')*')|@iot\.id\b")


@dataclass(frozen=True, slots=True)
class _Typed:
    """An expression and its kind; `keys` lead further into JSON."""

    expression: Expression
    kind: str
    keys: tuple[str, ...] = ()
    other: Expression | None = None
    """The end of an interval whose begin is `expression`."""


_NULL = _Typed(Value(None, "text"), "null")


def condition(text: str, target: EntitySet, positions: geometry.Positions) -> Expression:
    """What a row of `target` must fulfil.

    Raises
    ------
    ParameterInvalid
        The filter cannot be read, or names or kinds in it do not fit.
    NotSupported
        It asks for something that we do not serve.
    """
    found = _Translator("$filter", target, positions).translate(text)
    return _need(found, "boolean", "$filter")


def order(text: str, target: EntitySet, positions: geometry.Positions) -> Expression:
    """What rows of `target` are ordered by; raises as `condition` does."""
    found = _Translator("$orderby", target, positions).translate(text)
    if found.kind == "json":
        return _need(found, "text", "$orderby")
    if found.kind not in (*COMPARABLE, "interval"):
        raise ParameterInvalid(f"'{text}' in '$orderby' has no order", hint="name a property")
    return found.expression


def _tokens(text: str, option: str) -> Iterator[Any]:
    """The tokens of `text`; functions of ours get a namespace."""
    for token in ODataLexer().tokenize(_AT_ID.sub(lambda found: found[1] or "id", text)):
        name = token.value
        if isinstance(name, ast.Identifier) and name.namespace not in ((), ("geo",)):
            raise ParameterInvalid(f"'{_dotted(name)}' in '{option}' is not known")
        if isinstance(name, ast.Identifier) and (_dotted(name) in _UNKNOWN_TO_PARSER):
            token.value = ast.Identifier(name.name, (_OURS,))
        yield token


_UNKNOWN_TO_PARSER = {"substringof", *(name for name in geometry.NAMES if "." not in name)}


class _Translator:
    """One filter or order of one entity set."""

    def __init__(self, option: str, target: EntitySet, positions: geometry.Positions) -> None:
        self._option = option
        self._target = target
        self._positions = positions

    def translate(self, text: str) -> _Typed:
        """The whole of `text`."""
        try:
            tree = ODataParser().parse(_tokens(text, self._option))
        except exceptions.FunctionCallException as error:
            raise ParameterInvalid(f"'{self._option}' cannot be used: {error}") from None
        except exceptions.ODataException:
            tree = None
        if tree is None:
            raise ParameterInvalid(
                f"'{text}' in '{self._option}' cannot be read",
                hint="for example: result gt 10 and phenomenonTime ge 2026-11-22T00:00:00Z",
            )
        return self._of(tree, 0)

    def _of(self, node: Any, depth: int) -> _Typed:
        if depth > _DEEPEST:
            raise ParameterInvalid(f"'{self._option}' is nested too deeply", hint="shorten it")
        match node:
            case ast.Identifier() | ast.Attribute():
                return self._property(_names(node))
            case ast.Null():
                return _NULL
            case ast._Literal() if type(node) in literals.KINDS:
                value, kind = literals.value(node)
                return _Typed(value, kind)
            case ast.UnaryOp(op, operand):
                kind = "boolean" if isinstance(op, ast.Not) else "number"
                name = "not" if isinstance(op, ast.Not) else "negative"
                return _Typed(Apply(name, (self._need(self._of(operand, depth + 1), kind),)), kind)
            case ast.Compare(ast.In(), left, ast.List(options)):
                return self._in(left, options, depth)
            case ast.BoolOp(op, left, right) | ast.BinOp(op, left, right):
                return self._operate(op, self._of(left, depth + 1), self._of(right, depth + 1))
            case ast.Compare(op, left, right):
                sides = self._of(left, depth + 1), self._of(right, depth + 1)
                return _Typed(self._compare(COMPARISONS[type(op)], *sides), "boolean")
            case ast.Call(func, args):
                name = func.name if func.namespace == (_OURS,) else _dotted(func)
                return self._call(name, args, depth)
        raise NotSupported(
            f"'{type(node).__name__}' in '{self._option}' is not served",
            hint="any and all are not in SensorThings; name the path: Datastreams/name eq '…'",
        )

    def _property(self, names: Sequence[str]) -> _Typed:
        """The property that a path leads to, through links and into JSON."""
        target, path = self._target, list[str]()
        for at, name in enumerate(names):
            if name in target.navigation:
                path.append(name)
                target = SETS[target.navigation[name]]
                continue
            rest = tuple(names[at + 1 :])
            return self._of_entity(target, tuple(path), name, rest)
        raise ParameterInvalid(
            f"'{'/'.join(names)}' in '{self._option}' ends at an entity",
            hint=f"name a property of it: {', '.join(target.properties)}",
        )

    def _of_entity(
        self, target: EntitySet, path: tuple[str, ...], name: str, rest: tuple[str, ...]
    ) -> _Typed:
        if name == "id" and not rest:
            if target.identifier == "observation":
                return _Typed(Column("datastream_id", path), "observation")
            return _Typed(Column("id", path), target.identifier)
        known = target.properties.get(name)
        if known is None:
            raise ParameterInvalid(
                f"'{name}' in '{self._option}' is no property of {target.name}",
                hint=f"there are: {', '.join(['id', *target.properties, *target.navigation])}",
            )
        if len(rest) == 1 and rest[0] in known.parts:
            column, kind = known.parts[rest[0]]
            return _Typed(Column(column, path), kind)
        whole = "/".join((name, *rest))
        if known.kind is None or (known.kind == "json" and known.parts):
            raise NotSupported(
                f"'{whole}' in '{self._option}' is not served",
                hint=f"served are: {', '.join(f'{name}/{part}' for part in known.parts) or 'none'}",
            )
        if rest and known.kind != "json":
            raise ParameterInvalid(f"'{whole}' in '{self._option}': '{name}' has nothing inside")
        other = Column("ended", path) if known.kind == "interval" else None
        return _Typed(Column(known.column, path), known.kind, rest, other)

    def _compare(self, operation: str, left: _Typed, right: _Typed) -> Expression:
        if "null" in (left.kind, right.kind):
            if operation not in ("eq", "ne"):
                raise ParameterInvalid(f"'{operation}' cannot compare with null")
            typed = right if left.kind == "null" else left
            one = self._need(typed, "text") if typed.kind == "json" else typed.expression
            return Apply("is_null" if operation == "eq" else "is_not_null", (one,))
        if "observation" in (left.kind, right.kind):
            return self._same_observation(operation, left, right)
        if "interval" in (left.kind, right.kind):
            return self._compare_interval(operation, left, right)
        kind = right.kind if left.kind == "json" else left.kind
        if kind == "json":
            kind = "text"
        if {left.kind, right.kind} == {"time", "date"}:
            kind = "time"
        if kind not in COMPARABLE:
            raise ParameterInvalid(
                f"'{operation}' in '{self._option}' cannot compare a {kind}",
                hint="compare geometry with geo.distance, st_within and the like",
            )
        return Apply(operation, (self._need(left, kind), self._need(right, kind)))

    def _same_observation(self, operation: str, left: _Typed, right: _Typed) -> Expression:
        typed, value = (left, right) if left.kind == "observation" else (right, left)
        if operation not in ("eq", "ne") or not isinstance(value.expression, Value):
            raise NotSupported(
                f"'{operation}' of the id of an Observation is not served",
                hint="ids are datastream and time: filter by Datastream/id and phenomenonTime",
            )
        path = typed.expression.path if isinstance(typed.expression, Column) else ()
        same = is_entity(SETS["Observations"], str(value.expression.value))
        same = _moved(same, path)
        return same if operation == "eq" else Apply("not", (same,))

    def _compare_interval(self, operation: str, left: _Typed, right: _Typed) -> Expression:
        """An interval is before or after a moment when the whole of it is."""
        if left.kind != "interval":
            mirrored = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
            return self._compare_interval(mirrored.get(operation, operation), right, left)
        if left.other is None or right.kind not in ("time", "date"):
            raise ParameterInvalid(f"'{operation}' in '{self._option}' needs a moment")
        moment = self._need(right, "time")
        if operation in ("lt", "le"):
            return Apply(operation, (left.other, moment))
        if operation in ("gt", "ge"):
            return Apply(operation, (left.expression, moment))
        same = Apply(
            "and", (Apply("eq", (left.expression, moment)), Apply("eq", (left.other, moment)))
        )
        return same if operation == "eq" else Apply("not", (same,))

    def _in(self, left: Any, options: Sequence[Any], depth: int) -> _Typed:
        typed = self._of(left, depth + 1)
        found: Expression | None = None
        for option in options:
            same = self._compare("eq", typed, self._of(option, depth + 1))
            found = same if found is None else Apply("or", (found, same))
        if found is None:
            raise ParameterInvalid(f"'in' of '{self._option}' has an empty list")
        return _Typed(found, "boolean")

    def _operate(self, op: ast._Node, left: _Typed, right: _Typed) -> _Typed:
        operation = OPERATORS[type(op)]
        kind = WITH_TIME.get((operation, left.kind, right.kind))
        if kind is not None:
            sides = _calculable(left.expression), _calculable(right.expression)
            return _Typed(Apply(operation, sides), kind)
        kind = "boolean" if operation in ("and", "or") else "number"
        return _Typed(Apply(operation, (self._need(left, kind), self._need(right, kind))), kind)

    def _call(self, name: str, args: Sequence[Any], depth: int) -> _Typed:
        if name in geometry.NAMES:
            return self._geometry(name, args, depth)
        operation = "substring_of_length" if name == "substring" and len(args) == 3 else name
        if operation not in FUNCTIONS:
            raise NotSupported(
                f"function '{name}' in '{self._option}' is not served",
                hint=f"served are: {', '.join(sorted({*FUNCTIONS, *geometry.NAMES}))}",
            )
        kinds, result = FUNCTIONS[operation]
        if len(kinds) != len(args):
            raise ParameterInvalid(f"'{name}' takes '{len(kinds)}' arguments, not '{len(args)}'")
        values = [
            self._need(self._of(argument, depth + 1), kind)
            for argument, kind in zip(args, kinds, strict=True)
        ]
        if name == "substringof":
            # It has the part first, and `contains` the whole.
            operation, values = "contains", values[::-1]
        return _Typed(Apply(operation, tuple(values)), result)

    def _geometry(self, name: str, args: Sequence[Any], depth: int) -> _Typed:
        wanted = 1 if name == geometry.LENGTH else 2
        shapes = [self._shape(name, argument, depth) for argument in args[:wanted]]
        pattern = None
        if name == geometry.RELATE and len(args) == 3 and isinstance(args[2], ast.String):
            pattern, wanted = args[2].py_val, 3
        if len(args) != wanted:
            raise ParameterInvalid(f"'{name}' takes '{wanted}' arguments, not '{len(args)}'")
        number = name in (geometry.DISTANCE, geometry.LENGTH)
        found = geometry.calculate(name, shapes, pattern, self._positions)
        return _Typed(found, "number" if number else "boolean")

    def _shape(self, name: str, node: Any, depth: int) -> geometry.Shape:
        if isinstance(node, ast.Geography):
            shape: shapely.Geometry = geometry.literal(node.val)
            return shape
        typed = self._of(node, depth + 1)
        if typed.kind != "place" or not isinstance(typed.expression, Column):
            raise ParameterInvalid(
                f"'{name}' in '{self._option}' takes geometry",
                hint=f"{name}(location, geography'POINT (6.8 52.26)')",
            )
        return geometry.Place(typed.expression)

    def _need(self, typed: _Typed, kind: str) -> Expression:
        return _need(typed, kind, self._option)


def _need(typed: _Typed, kind: str, option: str) -> Expression:
    """`typed` as an expression of `kind`; what is in JSON becomes what is needed."""
    if typed.kind == "json" and kind in ("text", "number", "boolean"):
        keys = Value(list(typed.keys), "text[]")
        return Apply(f"json_{kind}", (typed.expression, keys))
    if typed.kind == "date" and kind == "time":
        return Apply("midnight", (typed.expression,))
    if typed.kind != kind:
        raise ParameterInvalid(
            f"'{option}' has a {typed.kind} where a {kind} is needed",
            hint="text stands between quotes, moments and numbers do not",
        )
    return typed.expression


def _calculable(expression: Expression) -> Expression:
    """The time of an Observation for calculations, which must not find out what is hidden."""
    if isinstance(expression, Column) and expression.name == "phenomenon_time":
        return Column("calculable_time", expression.path)
    return expression


def _dotted(name: ast.Identifier) -> str:
    return ".".join((*name.namespace, name.name))


def _names(node: Any) -> list[str]:
    if isinstance(node, ast.Identifier):
        return [_dotted(node)]
    return [*_names(node.owner), node.attr]


def _moved(expression: Expression, path: tuple[str, ...]) -> Expression:
    """`expression` about what `path` leads to."""
    match expression:
        case Column(name):
            return Column(name, path)
        case Apply(operation, arguments):
            return Apply(operation, tuple(_moved(argument, path) for argument in arguments))
    return expression
