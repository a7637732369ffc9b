"""A child process that is started again when it ends unasked, less and less eagerly."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from twin.embedded.child import Child

_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0
_STEADY_SECONDS = 60.0  # who ran this long has recovered


class Service:
    """One long-running part of the twin.

    Parameters
    ----------
    name
        For people and for its log file.
    command
        Program and arguments.
    environment
        Its whole environment.
    data_dir
        Holds its log.
    may_end
        Ending with status 0 is its good right, as a replay has an end.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        data_dir: Path,
        may_end: bool = False,
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._data_dir = data_dir
        self._may_end = may_end
        self._wait = _FIRST_WAIT_SECONDS
        self._started_at = 0.0
        self._again_at: float | None = None
        self._ended = False
        self.child: Child | None = None

    def start(self, now: float) -> None:
        """Start it; `now` is a monotonic clock in seconds.

        Raises
        ------
        StartFailed
            Its process cannot be made.
        """
        self._started_at, self._again_at = now, None
        self.child = Child(
            self.name,
            self._command,
            data_dir=self._data_dir,
            environment=self._environment,
            stop_signal=signal.SIGTERM,
        )

    def tend(self, now: float) -> str | None:
        """Start it again when it is time; returns what there is to tell, if anything."""
        if self.child is None or self.child.running or self._ended:
            return None
        if self._again_at is None:
            if self._may_end and self.child.status == 0:
                self._ended = True
                return f"{self.name} has come to its end"
            if now - self._started_at > _STEADY_SECONDS:
                self._wait = _FIRST_WAIT_SECONDS
            self._again_at = now + self._wait
            failure = self.child.failure(f"{self.name} stopped with status {self.child.status}")
            told = f"{failure.message}; starting it again in {self._wait:.0f} s ({failure.hint})"
            self._wait = min(self._wait * 2, _LONGEST_WAIT_SECONDS)
            return told
        if now >= self._again_at:
            self.child.stop()
            self.start(now)
        return None

    def ask_to_stop(self) -> None:
        """Ask it to stop without waiting for it."""
        if self.child is not None:
            self.child.ask_to_stop()

    def stop(self) -> None:
        """Stop it and wait for its end."""
        if self.child is not None:
            self.child.stop()
