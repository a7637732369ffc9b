"""Doubles as the decimal numbers that they were written as: 12.3 is 123 with one decimal.

A column of such whole numbers compresses to a third of the same column of doubles, whose last bits
look random (docs/adr/0005). Nothing is rounded: what is not exactly such a number stays a double.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MOST_DIGITS = 2.0**53  # whole numbers up to here are doubles
_FEWEST, _MOST = 1, 9


@dataclass(frozen=True, slots=True, eq=False)
class Decimals:
    """Numbers, each `digits` / 10^`decimals` or else `rest`.

    Attributes
    ----------
    digits
        (n,) int64; 0 where `rest` tells the number.
    decimals
        (n,) int16; at least one, so that 12.0 does not break a series of 12.1 and 11.9.
    rest
        (n,) float64; NaN where `digits` tell the number.
    """

    digits: NDArray[np.int64]
    decimals: NDArray[np.int16]
    rest: NDArray[np.float64]


def as_decimals(values: NDArray[np.float64]) -> Decimals:
    """`values` as decimals with as few decimals as tell them exactly, from one to nine.

    Exactly: the double nearest to the decimal is the value. Dividing gives that one, since powers
    of ten up to 22 are doubles themselves and a division is rounded once.

    Parameters
    ----------
    values
        (n,) float64, finite.
    """
    digits = np.zeros(len(values), np.int64)
    decimals = np.zeros(len(values), np.int16)
    rest = values.copy()
    left = np.arange(len(values))
    for count in range(_FEWEST, _MOST + 1):
        power = 10.0**count
        with np.errstate(over="ignore"):
            scaled = np.rint(values[left] * power)
        fits = (np.abs(scaled) <= _MOST_DIGITS) & (scaled / power == values[left])
        found = left[fits]
        digits[found], decimals[found], rest[found] = scaled[fits], count, np.nan
        left = left[~fits]
        if not len(left):
            break
    return Decimals(digits, decimals, rest)
