"""Rules of the BAG (register of addresses and buildings): ids and what stands.

Source: Catalogus BAG 2018, 'Pand' (Ministry of the Interior); status names as Kadaster writes them.
"""

from __future__ import annotations

import re

_PREFIX = "NL.IMBAG.Pand."
_DIGITS = re.compile(r"\d{1,16}")

NOT_STANDING = frozenset(
    {
        "Bouwvergunning verleend",
        "Bouw gestart",
        "Niet gerealiseerd pand",
        "Pand gesloopt",
        "Pand ten onrechte opgevoerd",
    }
)
"""Pand statuses that mean: there is no building, not yet or no longer."""


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
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    text = str(value if value is not None else "").strip().removeprefix(_PREFIX)
    # The type code (digits 5 and 6) of a pand is 10.
    digits = text.zfill(16)
    return digits if _DIGITS.fullmatch(text) and digits[4:6] == "10" else None


def stands(status: str | None) -> bool:
    """Whether a pand with this status is a building that can be seen; unknown statuses are."""
    return status not in NOT_STANDING
