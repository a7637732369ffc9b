"""Chance that is a function of its name: the same seed and key always give the same number.

Nothing here keeps a state, so readings do not depend on the order in which they are asked for.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist

Key = str | int

_NORMAL = NormalDist()


def uniform(*key: Key) -> float:
    """A number from 0 up to but without 1, evenly spread over keys."""
    text = "/".join(map(str, key)).encode()
    return (int.from_bytes(blake2b(text, digest_size=8).digest()) >> 11) / 2**53


def normal(*key: Key) -> float:
    """A standard normal number: mean 0, standard deviation 1."""
    return _NORMAL.inv_cdf(uniform(*key) or 2.0**-54)


def between(low: float, high: float, *key: Key) -> float:
    """A number evenly spread from `low` to `high`."""
    return low + (high - low) * uniform(*key)


# Devices share a city and neighbouring moments share their nodes.
_node = lru_cache(maxsize=50_000)(uniform)


def smooth(seconds: float, period: float, *key: Key) -> float:
    """A number from -1 to 1 that wanders slowly: independent moments are `period` seconds apart."""
    step, part = divmod(seconds / period, 1.0)
    left, right = (2 * _node(*key, int(step) + side) - 1 for side in (0, 1))
    weight = (1 - math.cos(math.pi * part)) / 2
    return left + (right - left) * weight
