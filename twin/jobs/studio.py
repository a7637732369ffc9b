"""Drawings that people ask for: a few at a time, the last ones kept, none waited for long."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from twin.errors import TooMuch
from twin.jobs.worker import Cancelled, Drawing, Files
from twin.jobs.workers import Workers

_AT_A_TIME = 2
_WAITING = 8
_KEPT_BYTES = 48_000_000


class Studio:
    """Has worker processes draw, within bounds.

    Parameters
    ----------
    seconds
        After so long who waits is sent away; the machine is busy.
    """

    def __init__(self, workers: Workers, seconds: float = 60.0) -> None:
        self._workers = workers
        self._seconds = seconds
        self._drawing = threading.Semaphore(_AT_A_TIME)
        self._queue = threading.BoundedSemaphore(_AT_A_TIME + _WAITING)
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, Files] = OrderedDict()

    def draw(self, drawing: Drawing, key: str) -> Files:
        """The files of a drawing; `key` names all that it depends on.

        Raises
        ------
        TooMuch
            Too many wait already, or it took too long.
        TwinError
            As `Workers.run`.
        """
        kept = self._found(key)
        if kept is not None:
            return kept
        if not self._queue.acquire(blocking=False):
            raise TooMuch("too many drawings are waited for", hint="try again in a minute")
        end = time.monotonic() + self._seconds
        try:
            if not self._drawing.acquire(timeout=self._seconds):
                raise _busy(drawing)
            try:
                made = self._found(key) or self._made(drawing, end)
            finally:
                self._drawing.release()
        finally:
            self._queue.release()
        self._keep(key, made)
        return made

    def _made(self, drawing: Drawing, end: float) -> Files:
        try:
            made = self._workers.run(drawing, cancelled=lambda: time.monotonic() > end)
        except Cancelled:
            raise _busy(drawing) from None
        assert isinstance(made, dict)  # noqa: S101 - what a drawing is answered by
        return made

    def _found(self, key: str) -> Files | None:
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: str, files: Files) -> None:
        with self._guard:
            self._kept[key] = files
            while sum(_size(each) for each in self._kept.values()) > _KEPT_BYTES:
                self._kept.popitem(last=False)


def _size(files: Files) -> int:
    return sum(map(len, files.values()))


def _busy(drawing: Drawing) -> TooMuch:
    return TooMuch(f"'{drawing.label}' took too long", hint="the twin is busy: try again later")
