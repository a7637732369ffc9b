"""An evening while it is shown: where each move leads, and the code that lets a phone move.

A code opens nothing but next, back, black and freeze, and ends with the evening.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from twin.store.evenings import Show

CODE_BYTES = 24
"""Random bytes of a code: 192 bits, which nobody guesses."""
LONGEST = timedelta(hours=12)
"""After this a code is void, also when nobody ended the evening."""
KINDS = frozenset({"view", "invite"})
"""Kinds of slides that are shown; others belong to a newer Twin and are passed over."""

_PREFIX = "avond_"


class Move(StrEnum):
    """What a presenter does."""

    NEXT = "next"
    BACK = "back"
    BLACK = "black"  # black, or the picture again
    FREEZE = "freeze"  # the screen keeps its picture, or follows again


def shown(slides: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The slides that this Twin can show, in their order."""
    return [slide for slide in slides if slide.get("kind") in KINDS]


def moved(show: Show, move: Move, slides: int) -> Show:
    """Where `move` leads in a line-up of so many `slides`.

    On a black screen next and back bring the picture back first, as presenters expect.
    """
    if move is Move.BLACK:
        return replace(show, black=not show.black)
    if move is Move.FREEZE:
        return replace(show, frozen=not show.frozen)
    if show.black:
        return replace(show, black=False)
    return placed(show, show.slide + (1 if move is Move.NEXT else -1), slides)


def placed(show: Show, slide: int, slides: int) -> Show:
    """At `slide`, or at the nearest one that there is."""
    return replace(show, slide=min(max(slide, 0), max(slides - 1, 0)))


def code(secret: str) -> str:
    """The code of a secret of `CODE_BYTES` random bytes in letters."""
    return _PREFIX + secret


def code_hash(told: str) -> bytes:
    """What is kept of a code: it has so much chance in it that one round of SHA-256 will do."""
    return hashlib.sha256(told.encode()).digest()
