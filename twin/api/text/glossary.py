"""Words that few people use: what they mean, with a drawing; the entries are in `glossary.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from twin.api.shapes import Both


@dataclass(frozen=True, slots=True)
class Entry:
    """A word with its meaning.

    Attributes
    ----------
    key
        Its place on the page.
    forms
        Dutch words in lower case that this explains.
    mark, line
        Paths of SVG in a 48 × 48 box: what the word names, filled, and what is around it.
    """

    key: str
    term: Both
    says: Both
    forms: tuple[str, ...]
    mark: str
    line: str


@cache
def glossary() -> Mapping[str, Entry]:
    """Every entry by its key, in the order of the file."""
    text = resources.files("twin.api.text").joinpath("glossary.toml").read_text("utf-8")
    return {
        key: Entry(
            key,
            Both(nl=each["nl"], en=each["en"]),
            Both(**each["says"]),
            tuple(each["forms"]),
            each["mark"],
            each["line"],
        )
        for key, each in tomllib.loads(text).items()
    }


def explained(text: str, *, dutch: bool) -> Markup:
    """`text` in which the first use of each word of the list is a link to what it means."""
    known = _linked(dutch)
    tail = "" if dutch else "?taal=en"
    seen: set[str] = set()
    parts: list[Markup] = []
    for piece in re.split(r"([\w'’-]+)", text):
        key = known.get(piece.casefold())
        if key is None or key in seen:
            parts.append(escape(piece))
            continue
        seen.add(key)
        link = Markup('<a class="term" href="/tekst/woorden{}#{}">{}</a>')
        parts.append(link.format(tail, key, piece))
    return Markup("").join(parts)


@cache
def _linked(dutch: bool) -> Mapping[str, str]:
    """The key of the entry that explains each word."""
    if dutch:
        return {form: each.key for each in glossary().values() for form in each.forms}
    return {each.term.en.casefold(): each.key for each in glossary().values()}
