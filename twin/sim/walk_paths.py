"""Shortest ways over passable cells of a grid; compiled.

Steps go to 16 neighbours. Distances are whole thousandths of a cell, so that they are the same on
every machine. A step is at least as long as a bucket is wide, so what is taken out of the lowest
bucket is settled (Dial 1969; Denardo and Fox 1979).
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

STEP = 1000
"""Length of a step to the side."""

FAR = np.iinfo(np.int32).max
"""What cannot be reached."""

_DOWN = np.array([0, 1, 0, -1, 1, 1, -1, -1, 1, 1, -1, -1, 2, 2, -2, -2], dtype=np.int64)
_RIGHT = np.array([1, 0, -1, 0, 1, -1, 1, -1, 2, -2, 2, -2, 1, -1, 1, -1], dtype=np.int64)
_LENGTH = np.array([1000] * 4 + [1414] * 4 + [2236] * 8, dtype=np.int32)
_BUCKETS = 4  # a step is shorter than 3 buckets, and one is being emptied
_RIM = 2  # cells around the grid that nobody passes, so that no step needs to look for the edge


def distances(passable: NDArray[np.bool_], start: NDArray[np.int32]) -> NDArray[np.int32]:
    """The shortest way from any start to every cell.

    Parameters
    ----------
    passable
        (rows, cols).
    start
        (rows, cols) int32; thousandths of a cell that were walked before a cell, `FAR` where no
        way starts. All less than `STEP`.

    Returns
    -------
    (rows, cols) int32 thousandths of a cell; `FAR` where no way leads.
    """
    open_ = np.pad(passable, _RIM)
    told = np.pad(np.where(passable, start, FAR), _RIM, constant_values=FAR).astype(np.int32)
    width = open_.shape[1]
    # A diagonal step needs one of two cells beside it, a long one both that it passes over.
    beside = np.zeros((16, 2), dtype=np.int64)
    for each in range(4, 16):
        down, right = int(_DOWN[each]), int(_RIGHT[each])
        first = (down, 0) if each < 8 else (int(down / 2), int(right / 2))
        second = (0, right) if each < 8 else (down - int(down / 2), right - int(right / 2))
        beside[each] = first[0] * width + first[1], second[0] * width + second[1]
    _spread(open_.ravel(), told.ravel(), _DOWN * width + _RIGHT, beside, _LENGTH)
    return told[_RIM:-_RIM, _RIM:-_RIM]


@numba.njit(cache=True)
def _spread(  # noqa: C901 - one loop, for calls would cost more than the steps themselves
    open_: NDArray[np.bool_],
    told: NDArray[np.int32],
    offsets: NDArray[np.int64],
    beside: NDArray[np.int64],
    lengths: NDArray[np.int32],
) -> None:
    """Settle `told` in place; buckets are lists in a pool, whose used places come free again."""
    heads = np.full(_BUCKETS, -1, dtype=np.int64)
    pool = 16 * len(told)  # a cell waits at most once for each neighbour; unused pages cost nothing
    node = np.empty(pool, dtype=np.int32)
    after = np.empty(pool, dtype=np.int32)
    used, free, waiting = 0, -1, 0
    for place in range(len(told)):
        if told[place] < FAR:
            node[used], after[used] = place, heads[0]
            heads[0] = used
            used += 1
            waiting += 1
    current = 0
    while waiting > 0:
        bucket = current % _BUCKETS
        while heads[bucket] >= 0:
            entry = heads[bucket]
            heads[bucket] = after[entry]
            place = node[entry]
            after[entry] = free
            free = entry
            waiting -= 1
            here = told[place]
            if here // STEP != current:
                continue  # it was reached sooner since
            for each in range(16):
                target = place + offsets[each]
                there = here + lengths[each]
                if there >= told[target] or not open_[target]:
                    continue
                if each >= 8:
                    if not (open_[place + beside[each, 0]] and open_[place + beside[each, 1]]):
                        continue
                elif each >= 4 and not (
                    open_[place + beside[each, 0]] or open_[place + beside[each, 1]]
                ):
                    continue
                told[target] = there
                if free >= 0:
                    slot = free
                    free = after[slot]
                else:
                    slot = used
                    used += 1
                into = (there // STEP) % _BUCKETS
                node[slot], after[slot] = target, heads[into]
                heads[into] = slot
                waiting += 1
        current += 1
