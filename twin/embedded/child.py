"""A child process on a tether: started, watched and stopped from here, never outliving us.

Not for short commands whose end we wait for; `subprocess.run` does those.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from twin.errors import StartFailed

_TETHER = Path(__file__).with_name("tether.py")
_POLL_SECONDS = 0.02
_LOG_TAIL_BYTES = 64_000
_LOGS_KEPT = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """The system user that a child runs as."""

    user: int
    group: int


class Child:
    """A command that runs in its own session and stops when we do, whatever ends us.

    Parameters
    ----------
    name
        For people, the log file and the pid file.
    command
        Program and arguments.
    data_dir
        The log goes to `logs/NAME.log` below it (rotated at every start), the process id to
        `run/NAME.pid`; a process left from an earlier time under that name is stopped first.
    environment
        The whole environment of the child.
    stop_signal, grace
        How the child is asked to stop, and the seconds it may take before it is killed.
    identity
        The user to run as; None is our own.

    Raises
    ------
    StartFailed
        The tether cannot be started.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        data_dir: Path,
        environment: Mapping[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 10.0,
        identity: Identity | None = None,
        directory: Path | None = None,
    ) -> None:
        self.name = name
        self.log = data_dir / "logs" / f"{name}.log"
        self.pid_file = data_dir / "run" / f"{name}.pid"
        self._grace = grace
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        stop_leftover(self.pid_file, command[0], stop_signal, grace)
        rotate(self.log)
        owner = "-" if identity is None else f"{identity.user}:{identity.group}"
        tether = [sys.executable, "-I", "-S", str(_TETHER), stop_signal.name, str(grace), owner]
        try:
            with self.log.open("ab") as log:
                self._tether = subprocess.Popen(  # noqa: S603 - our own tether
                    [*tether, str(self.pid_file), "--", *command],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=dict(environment),
                    cwd=directory,
                    start_new_session=True,
                )
        except OSError as error:
            raise StartFailed(f"cannot start {name}: {error.strerror}") from error

    @property
    def running(self) -> bool:
        """Whether the child, as far as its tether knows, has not ended."""
        return self._tether.poll() is None

    @property
    def status(self) -> int | None:
        """Exit status of the child, 128 + signal if a signal ended it; None while it runs."""
        return self._tether.poll()

    def wait_until(
        self,
        ready: Callable[[], bool],
        *,
        seconds: float,
        advice: Callable[[str], str] | None = None,
    ) -> None:
        """Wait until `ready()`.

        Raises
        ------
        StartFailed
            The child ended, or `seconds` went by. The message carries the last word of its log.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise self.failure(f"{self.name} stopped while starting", advice)
            if time.monotonic() > deadline:
                raise self.failure(f"{self.name} was not ready within {seconds:.0f} s", advice)
            time.sleep(_POLL_SECONDS)

    def failure(self, what: str, advice: Callable[[str], str] | None = None) -> StartFailed:
        """The error that tells `what` with the last line of the log, and where the rest is."""
        log = self.log_tail()
        lines = [line for line in log.splitlines() if line.strip()]
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        last = (fatal or lines)[-1:]
        hint = advice(log) if advice else ""
        return StartFailed(
            what + "".join(f": '{line.strip()}'" for line in last),
            hint=hint or f"the whole story is in '{self.log}'",
        )

    def log_tail(self) -> str:
        """The last part of what the child wrote."""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOG_TAIL_BYTES))
            return file.read().decode(errors="replace")

    def ask_to_stop(self) -> None:
        """Let go of the tether, which stops the child, and do not wait for it."""
        if self._tether.stdin and not self._tether.stdin.closed:
            self._tether.stdin.close()

    def stop(self) -> None:
        """Stop the child and wait until it has ended."""
        self.ask_to_stop()
        try:
            self._tether.wait(self._grace + 5)
        except subprocess.TimeoutExpired:
            self._tether.kill()
            self._tether.wait()
        # A tether that was itself killed leaves its pid file and maybe the child.
        stop_leftover(self.pid_file, "", signal.SIGTERM, self._grace)


def rotate(log: Path) -> None:
    """Keep what earlier starts wrote as NAME.log.1 (the youngest) up to NAME.log.3."""
    for number in range(_LOGS_KEPT, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        younger = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if younger.exists():
            younger.replace(older)


def stop_leftover(pid_file: Path, program: str, stop_signal: signal.Signals, grace: float) -> None:
    """Stop the process that `pid_file` names, if it is one that a tether of ours started.

    Process ids are used again: only a process that was there when the file was written, and that
    runs `program` when that is given, is ours.
    """
    try:
        pid = int(pid_file.read_text())
        written_at = pid_file.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return
    try:
        process = psutil.Process(pid)
        ours = process.create_time() <= written_at + 1 and (
            not program or program in process.cmdline()
        )
        if ours:
            process.send_signal(stop_signal)
            try:
                process.wait(grace)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(5)
    except psutil.NoSuchProcess:
        pass
    pid_file.unlink(missing_ok=True)
