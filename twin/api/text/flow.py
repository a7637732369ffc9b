"""The picture of the books: what came in, as ribbons to where it went. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, SLOT = 100, 100
"""Of the picture, and the height of one outcome in it; no unit, since it is stretched to fit."""
_BLOCK = 6
_THINNEST = 2.2


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One outcome: `path` comes from the block of what came in; `y` and `height` are its own."""

    name: str
    path: str
    y: float
    height: float


def ribbons(outcomes: Sequence[tuple[str, int]]) -> list[Ribbon]:
    """Ribbons for outcomes by name and count, from top to bottom, each as thick as its share.

    An outcome that happened is never thinner than can be seen; one that did not has no ribbon.
    """
    total = sum(count for _, count in outcomes)
    thick = [max(SLOT * 0.9 * count / total, _THINNEST) if count else 0.0 for _, count in outcomes]
    left = (SLOT * len(outcomes) - sum(thick)) / 2
    drawn = []
    for place, ((name, count), height) in enumerate(zip(outcomes, thick, strict=True)):
        right = SLOT * (place + 0.5) - height / 2
        if count:
            drawn.append(Ribbon(name, _path(left, right, height), right, height))
        left += height
    return drawn


def source(outcomes: Sequence[tuple[str, int]]) -> tuple[float, float]:
    """Top and height of the block of what came in."""
    shown = ribbons(outcomes)
    height = sum(ribbon.height for ribbon in shown)
    return (SLOT * len(outcomes) - height) / 2, height


def _path(left: float, right: float, height: float) -> str:
    """A band of `height` from `left` on the one side to `right` on the other."""
    start, end, middle = _BLOCK, WIDTH - _BLOCK, WIDTH / 2

    def curve(begin: float, finish: float, x: float) -> str:
        return f"C{middle:g} {begin:.2f} {middle:g} {finish:.2f} {x} {finish:.2f}"

    there = curve(left, right, end)
    back = curve(right + height, left + height, start)
    return f"M{start} {left:.2f}{there}V{right + height:.2f}{back}Z"
