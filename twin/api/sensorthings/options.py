"""Query options: which entities, which of their properties, in what order and how many.

What they say is read here; what filters and orders mean is known in `filters`.
Reference: OGC 18-088, section 9.3; OData 4.0 URL conventions, section 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from twin.api.sensorthings.entities import SETS, EntitySet
from twin.errors import NotSupported, ParameterInvalid
from twin.store.relations import RELATIONS

Pairs: TypeAlias = tuple[tuple[str, str], ...]

DEFAULT_TOP = 100
MAX_TOP = 10_000
DEEPEST = 5
LONGEST = 8_000
"""Of one option, in characters."""

TOKEN = "$skiptoken"  # noqa: S105 - a place in a list, not a secret
SELECTABLE = ("id", "@iot.id", "@iot.selfLink")

FOR_ONE = frozenset({"$expand", "$select"})
"""What goes with one entity; the other options are about many."""

KNOWN = (
    "$filter", "$expand", "$select", "$orderby", "$top", "$skip", "$count", "$resultFormat",
)  # fmt: skip
_ELSEWHERE = ("$search", "$apply", "$compute", "$format", "$levels", "$index", "$schemaversion")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expand:
    """A navigation property whose entities come along, with options of their own."""

    link: str
    options: Options


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked of a collection or of one entity.

    Attributes
    ----------
    given
        All as they stood, so that the address of the next page can repeat them.
    select
        Names of properties and of navigation properties; None: all.
    orderby
        Expressions, each with whether it goes down.
    token
        Where the page begins, as the page before said.
    """

    given: Pairs = ()
    filter: str | None = None
    expand: tuple[Expand, ...] = ()
    select: tuple[str, ...] | None = None
    orderby: tuple[tuple[str, bool], ...] = ()
    top: int = DEFAULT_TOP
    skip: int = 0
    count: bool = False
    data_array: bool = False
    token: str | None = None


def parse(pairs: Sequence[tuple[str, str]], target: EntitySet, depth: int = 0) -> Options:
    """The options in `pairs` for entities of `target`.

    Raises
    ------
    ParameterInvalid
        An option is unknown, stands twice, or cannot be read.
    NotSupported
        OData has it, SensorThings or we have not.
    """
    given: dict[str, str] = {}
    for name, text in pairs:
        if name in _ELSEWHERE:
            raise NotSupported(f"'{name}' is not served", hint=f"served are: {', '.join(KNOWN)}")
        if name not in KNOWN and name != TOKEN:
            raise ParameterInvalid(
                f"'{name}' is no query option", hint=f"there are: {', '.join(KNOWN)}"
            )
        if name in given:
            raise ParameterInvalid(f"'{name}' stands there twice", hint="give it once")
        if len(text) > LONGEST or "\0" in text:
            raise ParameterInvalid(
                f"'{name}' cannot be read", hint=f"give at most {LONGEST} characters, without NUL"
            )
        given[name] = text
    return Options(
        given=tuple(given.items()),
        filter=given.get("$filter"),
        expand=_expand(given["$expand"], target, depth) if "$expand" in given else (),
        select=_select(given["$select"], target) if "$select" in given else None,
        orderby=tuple(_orderby(given["$orderby"])) if "$orderby" in given else (),
        top=min(_whole("$top", given.get("$top", str(DEFAULT_TOP))), MAX_TOP),
        skip=_whole("$skip", given.get("$skip", "0")),
        count=_boolean("$count", given.get("$count", "false")),
        data_array=_data_array(given.get("$resultFormat"), target),
        token=given.get(TOKEN),
    )


def only(options: Options, allowed: Collection[str], what: str) -> None:
    """Refuse what does not go with `what` was asked for.

    Raises
    ------
    ParameterInvalid
        An option is given that is not among the `allowed`.
    """
    for name, _ in options.given:
        if name not in allowed:
            raise ParameterInvalid(
                f"'{name}' does not go with '{what}'",
                hint=f"allowed are: {', '.join(sorted(allowed)) or 'none'}",
            )


def split(text: str, mark: str) -> list[str]:
    """`text` at each `mark` that stands neither between quotes nor between brackets.

    Raises
    ------
    ParameterInvalid
        A bracket or a quote is not closed.
    """
    parts, start, depth, quoted = [], 0, 0, False
    for at, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                break
        elif character == mark and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    if depth or quoted:
        raise ParameterInvalid(f"brackets or quotes in '{text}' are not closed")
    return [*parts, text[start:]]


def _expand(text: str, target: EntitySet, depth: int) -> tuple[Expand, ...]:
    if depth >= DEEPEST:
        raise ParameterInvalid(
            f"'$expand' is nested deeper than '{DEEPEST}'", hint="ask in several questions"
        )
    expands: dict[str, Expand] = {}
    for part in split(text, ","):
        path, bracket, inside = part.strip().partition("(")
        link, slash, further = path.strip().partition("/")
        if link not in target.navigation:
            raise ParameterInvalid(
                f"'{link}' in '$expand' is no navigation property of {target.name}",
                hint=f"there are: {', '.join(target.navigation)}",
            )
        if link in expands:
            raise ParameterInvalid(f"'{link}' stands twice in '$expand'", hint="give it once")
        beyond = SETS[RELATIONS[target.name].links[link].target]
        pairs: list[tuple[str, str]] = []
        if slash:
            # A/B($top=1) is short for A($expand=B($top=1)).
            pairs = [("$expand", further + bracket + inside)]
        elif bracket:
            if not inside.endswith(")"):
                raise ParameterInvalid(f"'{part}' in '$expand' has no closing bracket")
            pairs = [_option(option) for option in split(inside[:-1], ";") if option.strip()]
        options = parse(pairs, beyond, depth + 1)
        if not RELATIONS[target.name].links[link].many:
            only(options, FOR_ONE, link)
        expands[link] = Expand(link, options)
    return tuple(expands.values())


def _option(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _select(text: str, target: EntitySet) -> tuple[str, ...]:
    known = (*SELECTABLE, *target.properties, *target.navigation)
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in known:
            raise ParameterInvalid(
                f"'{name}' in '$select' is no property of {target.name}",
                hint=f"there are: {', '.join(known)}",
            )
    return names


def _orderby(text: str) -> Iterator[tuple[str, bool]]:
    for part in split(text, ","):
        words = part.strip().rsplit(None, 1)
        direction = words[-1].lower() if len(words) == 2 else ""
        if direction in ("asc", "desc"):
            yield words[0], direction == "desc"
        elif words:
            yield part.strip(), False
        else:
            raise ParameterInvalid(
                f"'{text}' in '$orderby' has an empty place", hint="give name asc or name desc"
            )


def _whole(name: str, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ParameterInvalid(f"'{text}' in '{name}' is no whole number from 0")
    return int(text)


def _boolean(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise ParameterInvalid(f"'{text}' in '{name}' is neither true nor false")
    return text == "true"


def _data_array(text: str | None, target: EntitySet) -> bool:
    if text is None:
        return False
    if text != "dataArray":
        raise NotSupported(f"'{text}' in '$resultFormat' is not served", hint="dataArray is")
    if target.name != "Observations":
        raise ParameterInvalid(f"'dataArray' is for Observations, not for '{target.name}'")
    return True
