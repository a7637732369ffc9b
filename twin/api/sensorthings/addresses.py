"""Resource paths: what an address below the service root points to, without looking it up.

Reference: OGC 18-088, section 9.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from twin.api.sensorthings.entities import SETS, EntitySet, Identifier, observation_key
from twin.errors import NotFound, NotSupported, ParameterInvalid
from twin.store.expressions import Apply, Column, Expression, Value
from twin.store.relations import RELATIONS

PREFIX = "/sta/v1.1"

Ending = Literal["entities", "ref", "property", "value"]

_LONGEST = 2_000
_SEGMENT = re.compile(r"([^()]+)(?:\((.*)\))?", re.DOTALL)
_TEXT = re.compile(r"'((?:[^']|'')*)'", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """From what was reached to entities of `target`; from the root, `link` is the set itself.

    Attributes
    ----------
    identifier
        Of the one that is meant; None: all of them, or the only one that there can be.
    single
        Whether at most one is meant.
    """

    link: str
    target: EntitySet
    identifier: Identifier | None
    single: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A resource path.

    Attributes
    ----------
    ending
        What is asked of the last step: entities, their addresses, or a property of the one.
    inside
        Name of the property, and of what is inside it.
    """

    steps: tuple[Step, ...]
    ending: Ending = "entities"
    inside: tuple[str, ...] = ()

    @property
    def target(self) -> EntitySet:
        """The entity set of the last step."""
        return self.steps[-1].target


def service_root(request: Request) -> str:
    """The absolute address of the service as the client reaches it, without slash at the end."""
    return str(request.base_url).rstrip("/") + PREFIX


def parse(path: str) -> Address:
    """The address that `path`, without leading slash, stands for.

    Raises
    ------
    NotFound
        The standard knows no such path.
    NotSupported
        The standard does, and we do not serve it.
    ParameterInvalid
        An identifier is not of the form that its entity set has.
    """
    if len(path) > _LONGEST:
        raise ParameterInvalid(f"the path of '{len(path)}' characters is too long")
    steps: list[Step] = []
    segments = path.split("/")
    for number, segment in enumerate(segments):
        if steps and segment in SETS[steps[-1].target.name].properties:
            return _property(steps, segments[number:], path)
        if steps and segment == "$ref" and number == len(segments) - 1:
            return Address(tuple(steps), "ref")
        steps.append(_step(steps, segment, path))
    return Address(tuple(steps))


def is_entity(target: EntitySet, identifier: Identifier) -> Expression:
    """The condition that a row of `target` is the one with `identifier`."""
    if target.identifier == "observation":
        key = observation_key(str(identifier))
        if key is None:
            return Value(False, "boolean")
        number, at = key
        return Apply(
            "and",
            (
                Apply("eq", (Column("datastream_id"), Value(number, "bigint"))),
                Apply("eq", (Column("phenomenon_time"), Value(at, "timestamptz"))),
            ),
        )
    kind = "bigint" if isinstance(identifier, int) else "text"
    return Apply("eq", (Column("id"), Value(identifier, kind)))


def _step(steps: list[Step], segment: str, path: str) -> Step:
    if segment.startswith("$"):
        raise NotSupported(f"'{segment}' is not served", hint="ask for entities one address a time")
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        raise _nothing(path)
    name, inside = found.groups()
    if not steps:
        if name not in SETS:
            raise _nothing(path, f"entity sets are: {', '.join(SETS)}")
        target, many = SETS[name], True
    else:
        last = steps[-1]
        if not last.single:
            raise _nothing(path, f"name one first: {last.target.name}(id)/{segment}")
        link = RELATIONS[last.target.name].links.get(name)
        if link is None:
            known = ", ".join([*last.target.properties, *last.target.navigation])
            raise _nothing(path, f"{last.target.name} have: {known}")
        target, many = SETS[link.target], link.many
    if inside is None:
        return Step(name, target, None, single=not many)
    if not many:
        raise _nothing(path, f"there is one {name}; leave '({inside})' out")
    return Step(name, target, _identifier(target, inside), single=True)


def _identifier(target: EntitySet, literal: str) -> Identifier:
    if target.identifier == "number":
        if _NUMBER.fullmatch(literal) and int(literal) < 2**63:
            return int(literal)
        raise ParameterInvalid(
            f"'{literal}' is no id of {target.name}", hint=f"give a number: {target.name}(3)"
        )
    text = _TEXT.fullmatch(literal)
    if text is None or "\0" in literal:
        raise ParameterInvalid(
            f"'{literal}' is no id of {target.name}",
            hint=f"ids of {target.name} stand between quotes: {target.name}('…')",
        )
    return text[1].replace("''", "'")


def _property(steps: list[Step], rest: list[str], path: str) -> Address:
    if not steps[-1].single:
        raise _nothing(path, f"name one first: {steps[-1].target.name}(id)/{rest[0]}")
    ending: Ending = "property"
    if rest[-1] == "$value":
        rest, ending = rest[:-1], "value"
    if any(part.startswith("$") or not part for part in rest):
        raise _nothing(path)
    return Address(tuple(steps), ending, tuple(rest))


def _nothing(path: str, hint: str = "") -> NotFound:
    return NotFound(f"nothing is at '{PREFIX}/{path}'", hint=hint or f"what there is: {PREFIX}")
