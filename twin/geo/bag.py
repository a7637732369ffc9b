"""Rules of the BAG (register of addresses and buildings): ids, what stands, what it is used for.

Source: Catalogus BAG 2018 (Ministry of the Interior), 'Pand' and 'Verblijfsobject'; names of
statuses as Kadaster writes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shapely import Point
from shapely.geometry.base import BaseGeometry

from twin.model import Dwelling

_PREFIX = re.compile(r"^NL\.IMBAG\.\w+\.", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,16}")

PLANNED = frozenset({"Bouwvergunning verleend", "Bouw gestart"})
"""Pand statuses that mean: there is no building yet."""

GONE = frozenset({"Niet gerealiseerd pand", "Pand gesloopt", "Pand ten onrechte opgevoerd"})
"""Pand statuses that mean: there is no building, and none is coming."""

NOT_STANDING = PLANNED | GONE
"""Pand statuses that mean: there is no building, not yet or no longer."""

NO_DWELLING = frozenset(
    {
        "Niet gerealiseerd verblijfsobject",
        "Verblijfsobject ingetrokken",
        "Verblijfsobject ten onrechte opgevoerd",
        "Verblijfsobject ingetrokken (niet ingemeten)",
    }
)
"""Verblijfsobject statuses that mean: there is none."""

LOST = "verblijfsobject whose pand is not there"
"""Why the register leaves a dwelling out."""


@dataclass(frozen=True, slots=True, eq=False)
class PandRecord:
    """A pand as a file has it; its shape may be invalid or missing."""

    id: str
    geometry: BaseGeometry | None
    year: int | None
    status: str | None
    key: str = ""
    """What the file calls it beside its identification, to which `DwellingRecord` may refer."""


@dataclass(frozen=True, slots=True, eq=False)
class DwellingRecord:
    """A verblijfsobject as a file has it, with the panden that it says to be part of."""

    dwelling: Dwelling
    panden: tuple[str, ...]
    main_address: str | None = None
    """Identification of its nummeraanduiding, where the address is in another file."""


def pand_id(value: object) -> str | None:
    """A BAG pand identification as its 16 digits.

    Numbers lose their leading zero in many exports (Hengelo's ids all begin with `0164`), so the
    digits are padded again; `NL.IMBAG.Pand.0164…` loses its prefix.

    Parameters
    ----------
    value
        What a file has: text, a whole number, a float that is whole, or nothing.

    Returns
    -------
    16 digits, or None when the value is no pand identification.
    """
    # The type code (digits 5 and 6) of a pand is 10.
    return _identification(value, "10")


def dwelling_id(value: object) -> str | None:
    """A BAG verblijfsobject identification as its 16 digits; as `pand_id`, type code 01."""
    return _identification(value, "01")


def _identification(value: object, code: str) -> str | None:
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    text = _PREFIX.sub("", str(value if value is not None else "").strip())
    digits = text.zfill(16)
    return digits if _DIGITS.fullmatch(text) and digits[4:6] == code else None


def stands(status: str | None) -> bool:
    """Whether a pand with this status is a building that can be seen; unknown statuses are."""
    return status not in NOT_STANDING


def is_planned(status: str | None) -> bool:
    """Whether a pand with this status is coming."""
    return status in PLANNED


def is_dwelling(status: str | None) -> bool:
    """Whether a verblijfsobject with this status is there, or coming with its pand."""
    return status not in NO_DWELLING


def address(street: str, number: str, letter: str, addition: str) -> str | None:
    """Street, number, letter and addition as on an envelope; None without a number."""
    if not number:
        return None
    joined = f"{number}{letter}" + (f"-{addition}" if addition else "")
    return f"{street} {joined}".strip()


def floor_area(text: str) -> int | None:
    """Whole m²; None for nothing and for 1 and 999999, which stand for unknown.

    Source: BAG Kwaliteitsdashboard (Kadaster), 'signaleringen oppervlakte'.
    """
    return int(text) if text.isdigit() and 1 < int(text) < 999_999 else None


def main_use(dwellings: Iterable[Dwelling]) -> str | None:
    """The gebruiksdoel with most floor area; a dwelling with several uses is shared among them."""
    areas: dict[str, float] = defaultdict(float)
    for each in dwellings:
        for use in each.uses:
            # A dwelling of unknown size counts, and less than any that is known.
            areas[use] += (each.floor_area or 1) / len(each.uses)
    return max(areas, key=lambda use: (areas[use], use), default=None)


def point(geometry: BaseGeometry | None) -> Point | None:
    """The place of a verblijfsobject, which some have drawn as a surface."""
    if geometry is None or geometry.is_empty:
        return None
    return geometry if isinstance(geometry, Point) else geometry.representative_point()
