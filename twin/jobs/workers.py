"""Processes that compute: started when they are first needed, and started again when one is lost.

The other side of the pipe is `twin.jobs.worker`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from twin.errors import TwinError, Unavailable
from twin.jobs.worker import CANCEL, Answer, Cancelled, Failure, Setup, Work, serve
from twin.sim.indicators.base import Watch, unwatched

_POLL_SECONDS = 0.05
_GRACE_SECONDS = 3.0
"""How long a worker may take to notice that nobody wants its answer; then it is ended."""


_LAST_SECONDS = 0.2
"""How long a process may take to end by itself once its pipe is closed."""


class Failed(TwinError):
    """A worker tells that it could not do what was asked."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message, hint=failure.hint)
        self.defect = failure.defect


class _Seat:
    """A place for one process, which may have been lost or not started yet."""

    def __init__(self) -> None:
        self.area = ""
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def connection(self, setup: Setup) -> Connection:
        """The pipe to its process, started when there is none."""
        if self._connection is None or self._process is None or not self._process.is_alive():
            self.end()
            spawn = get_context("spawn")
            self._connection, theirs = spawn.Pipe()
            self._process = spawn.Process(
                target=serve, args=(theirs, setup), name="twin worker", daemon=True
            )
            self._process.start()
            theirs.close()
        return self._connection

    @property
    def pid(self) -> int | None:
        """The number of its process."""
        return None if self._process is None else self._process.pid

    def kill(self) -> None:
        """Stop its process at once: it keeps nothing that is not also on disk or made again."""
        with contextlib.suppress(AttributeError, ValueError):  # it ends in another thread
            self._process.kill()  # type: ignore[union-attr]

    def end(self) -> str:
        """End its process, if it has one; tells how it ended."""
        how = "before it began"
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.join(_LAST_SECONDS)  # one that was lost tells how
            self._process.kill()
            self._process.join()
            status = self._process.exitcode or 0
            how = f"by signal {-status}" if status < 0 else f"with status {status}"
            self._process.close()
        self._process = self._connection = None
        self.area = ""
        return how


class Workers:
    """A bounded number of worker processes; use it as a context manager.

    Parameters
    ----------
    setup
        What each is started with.
    count
        At most so many at once.
    """

    def __init__(self, setup: Setup, count: int) -> None:
        self.count = count
        self._setup = setup
        self._free = [_Seat() for _ in range(count)]
        self._seats = tuple(self._free)
        self._closed = False
        self._changed = threading.Condition()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that run."""
        return [seat.pid for seat in self._seats if seat.pid is not None]

    def run(
        self,
        work: Work,
        *,
        watch: Watch = unwatched,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Have one piece of work done; waits for a free worker and for its answer.

        Raises
        ------
        Cancelled
            `cancelled` told so.
        Failed
            It could not be done; the message says why.
        Unavailable
            The process ended in the middle, or these workers are closed.
        """
        seat = self._take(work.variant.area, cancelled)
        try:
            said = self._ask(seat, work, watch, cancelled)
        except (EOFError, OSError):
            raise Unavailable(
                f"the process that computed '{work.label}' ended {seat.end()}",
                hint="try it again; if it happens again there may not be enough memory",
            ) from None
        except BaseException:
            seat.end()
            raise
        finally:
            with self._changed:
                self._free.append(seat)
                self._changed.notify_all()
        if said == CANCEL or cancelled():
            raise Cancelled
        if isinstance(said, Failure):
            raise Failed(said)
        answer: Answer = said
        return answer

    def close(self) -> None:
        """End all processes; who waits for one is told that it is gone."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            for seat in self._free:
                seat.end()
        for seat in self._seats:
            seat.kill()  # whoever waits for it sees the pipe closed, and tidies up

    def _take(self, area: str, cancelled: Callable[[], bool]) -> _Seat:
        """A free seat, preferably one that has the area in memory."""
        with self._changed:
            while True:
                if self._closed:
                    raise Unavailable("the twin is stopping", hint="try again in a moment")
                if cancelled():
                    raise Cancelled
                if self._free:
                    best = max(self._free, key=lambda seat: (seat.area == area, seat.pid or 0))
                    self._free.remove(best)
                    return best
                self._changed.wait(_POLL_SECONDS)

    def _ask(self, seat: _Seat, work: Work, watch: Watch, cancelled: Callable[[], bool]) -> Any:
        """What the worker says in the end; raises `Cancelled` when it does not listen."""
        connection = seat.connection(self._setup)
        seat.area = work.variant.area
        connection.send(work)
        asked_to_stop: float | None = None
        while True:
            if connection.poll(_POLL_SECONDS):
                said = connection.recv()
                if not isinstance(said, float):
                    return said
                watch(said)
            if asked_to_stop is not None:
                if time.monotonic() - asked_to_stop > _GRACE_SECONDS:
                    raise Cancelled
            elif cancelled():
                asked_to_stop = time.monotonic()
                connection.send(CANCEL)
