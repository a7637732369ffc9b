"""Whoever shows how far a long job is, and one who shows nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever shows how far a job is; told by one thread only."""

    def start(self, label: str, total: int | None) -> None:
        """A part begins; `total` is None when its size is not known beforehand."""

    def advance(self, n: int = 1) -> None:
        """`n` more are done."""

    def done(self) -> None:
        """The part is done."""


class NoProgress:
    """Shows nothing."""

    def start(self, label: str, total: int | None) -> None:
        """Ignored."""

    def advance(self, n: int = 1) -> None:
        """Ignored."""

    def done(self) -> None:
        """Ignored."""
