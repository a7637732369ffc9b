"""Words and drawings for what passports say in the taxonomy of DTPR; they are in `dtpr.toml`.

DTPR (Digital Trust for Places and Routines, https://dtpr.io) names what a device in public space is
for, how it works, and what becomes of its data, by identifiers such as `purpose__ecology`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from twin.api.shapes import Both


@dataclass(frozen=True, slots=True)
class Mark:
    """An element of the taxonomy as people see it; `path` is a line in a 24 × 24 box."""

    id: str
    category: Both
    label: Both
    path: str


def mark(identifier: str) -> Mark:
    """The words and the drawing of an identifier; one that we do not know keeps its own name."""
    taxonomy = _taxonomy()
    prefix, _, name = identifier.partition("__")
    category = taxonomy["categories"].get(prefix, taxonomy["categories"]["tech"])
    plain = (name or prefix).replace("_", " ")
    element = taxonomy["elements"].get(identifier, {"nl": plain, "en": plain})
    return Mark(
        id=identifier,
        category=Both(nl=category["nl"], en=category["en"]),
        label=Both(nl=element["nl"], en=element["en"]),
        path=element.get("path", category["path"]),
    )


@cache
def _taxonomy() -> dict[str, Any]:
    return tomllib.loads(resources.files("twin.api").joinpath("dtpr.toml").read_text("utf-8"))
