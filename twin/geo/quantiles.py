"""Quantiles of a few numbers, thousands of times: numpy's own take longer to begin than to sort."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantiles(values: NDArray[np.number], shares: Sequence[float]) -> Floats:
    """The values that these shares lie below, between two of them in a straight line.

    As `numpy.quantile`, but for rounding.

    Parameters
    ----------
    values
        (n,), at least one and none of them NaN.
    shares
        From 0 to 1.
    """
    ordered = np.sort(values).astype(np.float64, copy=False)
    place = np.array(shares) * (len(ordered) - 1)
    below = place.astype(np.intp)
    above = np.minimum(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: NDArray[np.number]) -> float:
    """The middle of values, (n,), at least one and none of them NaN."""
    return float(quantiles(values, (0.5,))[0])
