"""No child outlives who asked for it, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.fix_processes import gone, until
from twin.embedded.child import Child
from twin.errors import StartFailed

SLEEPER = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('here', flush=True); time.sleep(600)",
]


def start(data_dir: Path, command: list[str], *, grace: float = 10) -> tuple[Child, int]:
    child = Child("child", command, data_dir=data_dir, environment=os.environ, grace=grace)
    child.wait_until(lambda: "here" in child.log_tail(), seconds=30)
    return child, int((data_dir / "run" / "child.pid").read_text())


def test_a_child_that_is_stopped_is_gone(tmp_path: Path) -> None:
    child, pid = start(tmp_path, SLEEPER)
    child.stop()
    assert gone(pid)
    assert child.status == 128 + signal.SIGTERM
    assert not (tmp_path / "run" / "child.pid").exists()


def test_a_child_that_ignores_its_stop_signal_is_killed(tmp_path: Path) -> None:
    child, pid = start(tmp_path, STUBBORN, grace=0.1)
    child.stop()
    assert gone(pid)


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path\n"
        "from twin.embedded.child import Child\n"
        f"child = Child('child', {SLEEPER!r}, data_dir=Path(sys.argv[1]), environment=os.environ)\n"
        "time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    pid_file = tmp_path / "run" / "child.pid"
    until(lambda: pid_file.exists() and pid_file.read_text().endswith("\n"), "the child runs")
    pid = int(pid_file.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: gone(pid), "the child follows its parent")


def test_a_child_whose_tether_was_killed_is_stopped_by_the_next_start(tmp_path: Path) -> None:
    child, orphan = start(tmp_path, SLEEPER)
    psutil.Process(orphan).parent().kill()  # type: ignore[union-attr]
    until(lambda: not child.running, "the tether is gone")
    assert not gone(orphan)
    again, pid = start(tmp_path, SLEEPER)
    assert gone(orphan)
    assert pid != orphan
    again.stop()
    child.ask_to_stop()


def test_a_stranger_with_the_old_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    pid_file = tmp_path / "run" / "child.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    os.utime(pid_file, (time.time() - 1e6, time.time() - 1e6))  # before this process began
    child, pid = start(tmp_path, SLEEPER)
    assert pid != os.getpid()
    child.stop()


def test_a_program_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    child = Child("child", ["/no/such/program"], data_dir=tmp_path, environment=os.environ)
    with pytest.raises(StartFailed, match="cannot start '/no/such/program'"):
        child.wait_until(lambda: False, seconds=30)
    child.stop()


def test_the_logs_of_earlier_starts_are_kept_for_three_starts(tmp_path: Path) -> None:
    for _ in range(5):
        start(tmp_path, SLEEPER)[0].stop()
    names = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert names == ["child.log", "child.log.1", "child.log.2", "child.log.3"]
