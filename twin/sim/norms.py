"""The Dutch norms as numbers, each with its source and who decides on it; nothing judges here.

Municipalities deviate, so every number is a default that a parameter of an indicator may replace.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from twin.errors import NotFound
from twin.model import Words


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm, or a method that is used as one.

    Attributes
    ----------
    key
        Such as `bezonning.tno-licht`.
    authority
        Who decides that it holds (gezag), such as `gemeente`.
    checked
        Whether we saw it in the source. If not it is general knowledge and called 'indicatie'.
    numbers
        Limits by name; the unit is in the name, such as `hours` or `distance_m`.
    """

    key: str
    title: Words
    definition: Words
    authority: str
    source: str
    dated: date
    checked: bool
    numbers: Mapping[str, float]


@cache
def norms() -> Mapping[str, Norm]:
    """All norms by key, as `norms.toml` beside this file has them."""
    table = tomllib.loads((files("twin.sim") / "norms.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            f"{subject}.{name}": Norm(
                key=f"{subject}.{name}",
                title=Words(**entry["title"]),
                definition=Words(**entry["definition"]),
                authority=entry["authority"],
                source=entry["source"],
                dated=entry["dated"],
                checked=entry["checked"],
                numbers=MappingProxyType(
                    {key: float(value) for key, value in entry["numbers"].items()}
                ),
            )
            for subject, group in table.items()
            for name, entry in group.items()
        }
    )


def norm(key: str) -> Norm:
    """One norm.

    Raises
    ------
    NotFound
        No norm has that key.
    """
    try:
        return norms()[key]
    except KeyError:
        known = ", ".join(sorted(norms()))
        raise NotFound(f"no norm is called '{key}'", hint=f"known: {known}") from None
