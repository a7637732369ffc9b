"""Progress on standard error: steps with their time, bars while something large is read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichBars


class Note:
    """What a step wants to say when it is done."""

    def __init__(self) -> None:
        self.text = ""


class Steps:
    """Prints each step when it is done, with its duration, and shows the one at work."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False)

    @contextlib.contextmanager
    def step(self, label: str) -> Iterator[Note]:
        """A step; on a terminal its label shows while it is at work."""
        note = Note()
        began = time.monotonic()
        working = (
            self.console.status(f"{label} …")
            if self.console.is_terminal
            else contextlib.nullcontext()
        )
        with working:
            yield note
        self.console.print(
            f"{label:<12} {time.monotonic() - began:6.1f} s  {note.text}".rstrip(), soft_wrap=True
        )

    def say(self, line: str) -> None:
        """A line between the steps."""
        self.console.print(line, soft_wrap=True)


class Bars:
    """A `twin.jobs.load_area.Progress` that draws bars; use it as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = RichBars(
            TextColumn("  {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def start(self, label: str, total: int | None) -> None:
        """A part begins; `total` is None when its size is not known beforehand."""
        self.done()
        self._task = self._bars.add_task(label, total=total)

    def advance(self, n: int = 1) -> None:
        """`n` more are done."""
        if self._task is not None:
            self._bars.advance(self._task, n)

    def done(self) -> None:
        """The part is done."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None
