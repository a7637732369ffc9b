"""What a certificate is about: finding a home or building by what people know of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from twin.errors import NotFound, ParameterInvalid
from twin.geo.addresses import fold
from twin.sim.indicators.canonical import Document

_NEAR = 5
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Subject:
    """A home or a building.

    Attributes
    ----------
    id
        BAG verblijfsobject of a home; else the id of the building.
    label
        Its address, or what else people call it.
    building
        Id of the building.
    """

    id: str
    label: str
    building: str

    def document(self) -> Document:
        """As it stands in a certificate."""
        return {"id": self.id, "label": self.label, "building": self.building}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks a certificate of; both None: of the whole plan.

    Attributes
    ----------
    address
        Street and number, or the id of a BAG verblijfsobject.
    """

    address: str | None = None
    building: str | None = None


def find(
    wanted: Wanted, before: Document, after: Document, homes: Iterable[Mapping[str, Any]]
) -> Subject | None:
    """The home or building that is meant; None for the whole plan.

    Parameters
    ----------
    before, after
        Results of sun on façades (their `result`), as it is and with the plan.
    homes
        As `twin.jobs.homes.Home` in both, as dictionaries.

    Raises
    ------
    NotFound
        There is none; the hint names what is alike.
    ParameterInvalid
        Both an address and a building are given, or one without a letter or digit.
    """
    if wanted.address is not None and wanted.building is not None:
        raise ParameterInvalid(
            f"both an address, '{wanted.address}', and a building, '{wanted.building}', are given",
            hint="give one of the two",
        )
    text = wanted.address if wanted.address is not None else wanted.building
    if text is None:
        return None
    if not fold(text):
        raise ParameterInvalid(
            f"'{text}' is no address or building", hint="write street and number: Dorpsstraat 12"
        )
    known = list(dict.fromkeys(_subjects(before, after, homes)))
    if wanted.building is not None:
        found = next((each for each in known if each.id == each.building == text.strip()), None)
    else:
        found = next(
            (each for each in known if fold(text) in (fold(each.id), fold(each.label))), None
        )
    if found is None:
        names = [each.id if wanted.building is not None else each.label for each in known]
        what = "building" if wanted.building is not None else "home"
        raise NotFound(
            f"no {what} of the plan or around it is called '{text}'", hint=_hint(text, names)
        )
    return found


def _subjects(
    before: Document, after: Document, homes: Iterable[Mapping[str, Any]]
) -> Iterator[Subject]:
    """Homes first, then the buildings that they are in."""
    rows = [row for result in (before, after) for row in result["rows"]]
    judged = {row["belongs_to"]: row for row in rows if row["subject"] != "facade"}
    for home in homes:
        if home["id"] != home["building"] and home["building"] in judged:
            yield Subject(home["id"], home["label"], home["building"])
    for building, row in judged.items():
        yield Subject(building, row["label"], building)


def _hint(text: str, names: list[str]) -> str:
    plain = {fold(name): name for name in names}
    near = difflib.get_close_matches(fold(text), plain, _NEAR, _ALIKE)
    if not near:
        street = re.sub(r"\s*\d.*$", "", fold(text))
        near = [each for each in plain if street and each.startswith(street)][:_NEAR]
    if near:
        return "alike are: " + ", ".join(f"'{plain[each]}'" for each in near)
    return "look it up on the map, or take the id of its building"
