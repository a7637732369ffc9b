"""Loops are compiled once, in the background, by a process that goes with who started it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.fix_processes import gone, until
from tests.jobs.made import COUNT, DOUBLE, LAST
from twin.jobs.compiled import compile_all, compiling, forget_older, mark_in
from twin.sim.indicators.registry import INDICATORS

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where numba keeps what it compiles."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path


def compilers() -> list[psutil.Process]:
    """Processes of ours that compile."""
    return [each for each in psutil.Process().children() if "spawn_main" in str(each.cmdline())]


def test_every_indicator_is_asked_and_the_next_start_knows(tmp_path: Path) -> None:
    compile_all(mark_in(tmp_path), {"count": COUNT, "double": DOUBLE})
    before = len(compilers())
    with compiling(tmp_path, {"count": COUNT}) as compiled:
        assert compiled()
        assert len(compilers()) == before


def test_what_another_version_compiled_is_not_used(tmp_path: Path) -> None:
    old, mine = tmp_path / "sim_1" / "old.nbi", tmp_path / "sim_1" / "mine.nbc"
    old.parent.mkdir()
    old.touch()
    (tmp_path / "compiled-for").write_text("another version")
    forget_older(tmp_path)
    assert not old.exists()
    mine.touch()
    forget_older(tmp_path)
    assert mine.exists()


def test_what_is_not_ready_stops_with_us_and_is_not_called_ready(tmp_path: Path) -> None:
    before = {each.pid for each in compilers()}
    with compiling(tmp_path, {"last": LAST}) as compiled:
        (started,) = (each for each in compilers() if each.pid not in before)
    assert gone(started.pid)
    assert not compiled()


def test_it_ends_when_who_started_it_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, time, psutil\n"
        "from pathlib import Path\n"
        "from tests.jobs.made import IGNORE\n"
        "from twin.jobs.compiled import compile_all, compiling, mark_in\n"
        f"with compiling(Path({str(tmp_path)!r}), {{'ignore': IGNORE}}):\n"
        "    spawned = psutil.Process().children()\n"
        "    print(*[each.pid for each in spawned], flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as starter:
        assert starter.stdout is not None
        pids = [int(pid) for pid in starter.stdout.readline().split()]
        assert pids
        until(lambda: any(psutil.Process(pid).nice() == 19 for pid in pids), "it leaves room")
        starter.kill()
    for pid in pids:
        until(lambda pid=pid: gone(pid), f"process {pid} is gone")  # type: ignore[misc]


def test_all_indicators_go_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(dict(INDICATORS))).keys() == INDICATORS.keys()
