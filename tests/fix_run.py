"""`twin run` as a real process, with its children and what it says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.fix_processes import gone, until
from twin.embedded.ports import free_port


class TwinRun:
    """One `twin run` on a data directory, on ports of its own.

    Parameters
    ----------
    data_dir
        Also gets what it says, beside it.
    options
        What comes after `twin run`.
    """

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        self.port, self.mqtt_port = free_port(), free_port()
        self._said = data_dir.with_name(f"{data_dir.name}.said")
        self._shown = data_dir.with_name(f"{data_dir.name}.shown")
        ports = ["--port", str(self.port), "--mqtt-port", str(self.mqtt_port)]
        if "--mqtt-port-v5" not in options:
            ports += ["--mqtt-port-v5", str(free_port())]
        with self._said.open("w") as said, self._shown.open("w") as shown:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "twin", "run", *ports, *options],
                stdin=subprocess.DEVNULL,
                stdout=shown,
                stderr=said,
                env=os.environ | {"TWIN_DATA_DIR": str(data_dir)} | environment,
                start_new_session=True,  # as a terminal would do
            )

    @property
    def said(self) -> str:
        """Standard error: steps, and what went wrong."""
        return self._said.read_text()

    @property
    def shown(self) -> str:
        """Standard output: the ready line."""
        return self._shown.read_text()

    def family(self) -> list[int]:
        """The numbers of all processes that it started and that run now."""
        try:
            children = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [child.pid for child in children]

    def wait_until_ready(self) -> str:
        """Wait for the ready line, and return it."""
        until(lambda: self.shown.endswith("\n") or self.process.poll() is not None, "ready", 120)
        assert self.shown.startswith("ready in"), self.said
        return self.shown

    def wait_until_said(self, words: str) -> None:
        """Wait until it says `words`."""
        until(lambda: words in self.said or self.process.poll() is not None, words, 120)
        assert words in self.said, self.said

    def end(self) -> int:
        """Wait for its own end; returns its exit status."""
        return self.process.wait(120)

    def interrupt(self) -> int:
        """Press Ctrl-C, and wait for its end and that of all its children."""
        family = self.family()
        os.killpg(self.process.pid, signal.SIGINT)
        status = self.end()
        until(lambda: all(map(gone, family)), "all children are gone")
        return status


@pytest.fixture
def twin_runs() -> Iterator[list[TwinRun]]:
    """Put every run in here, so that none outlives a test that fails."""
    runs: list[TwinRun] = []
    yield runs
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()
