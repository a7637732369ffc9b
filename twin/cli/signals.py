"""Requests to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of who started us."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_POLL_SECONDS = 0.5


class Stopped(KeyboardInterrupt):
    """Somebody asked us to stop.

    Attributes
    ----------
    number
        The signal that asked.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` in the main thread at the first request; let later ones wait for the end.

    Whatever is at work then unwinds in its own order, which a second Ctrl-C must not break.
    """
    asked = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_when_orphaned(parent: int) -> None:
    """Ask ourselves to stop as soon as `parent` is no longer our parent.

    `make` that is killed by -9 tells nobody; its children get another parent, which shows.
    """

    def watch() -> None:
        wait = threading.Event()
        while os.getppid() == parent:
            wait.wait(_POLL_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
