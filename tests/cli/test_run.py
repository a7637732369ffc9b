"""`twin run` from start to stop, and everything that comes in between."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.fix_processes import gone, until
from tests.fix_run import TwinRun
from twin.embedded.postgres import running_urls

pytestmark = pytest.mark.timeout(300)


def answer(run: TwinRun, path: str) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}{path}", timeout=30) as response:
        body: dict[str, object] = json.load(response)
        return body


def stored(data_dir: Path) -> int:
    urls = running_urls(data_dir)
    assert urls is not None
    with psycopg.connect(urls["api"]) as connection:
        row = connection.execute("SELECT count(*) FROM observations").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, TwinRun, int]]:
    """A data directory after a first start and a Ctrl-C; that run, and how much it had stored."""
    data_dir = tmp_path_factory.mktemp("grown") / "data"
    run = TwinRun(data_dir)
    try:
        run.wait_until_ready()
        until(lambda: stored(data_dir) > 0, "the fleet's measurements arrive")
        assert answer(run, "/readyz")
        kept = stored(data_dir)
        assert run.interrupt() == 0
        yield data_dir, run, kept
    finally:
        run.process.kill()
        run.process.wait()


def test_the_first_start_tells_its_steps_and_where_the_page_is(
    grown: tuple[Path, TwinRun, int],
) -> None:
    _, run, _ = grown
    steps = ["database", "migrations", "broker", "area", "things", "ingest, API"]
    places = [run.said.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    assert f"http://127.0.0.1:{run.port}/" in run.shown
    assert "voorbeeldwijk, verzonnen" in run.shown
    assert "PostgreSQL" in run.said


def test_ctrl_c_stops_everything_without_a_traceback(grown: tuple[Path, TwinRun, int]) -> None:
    data_dir, run, _ = grown
    assert "Traceback" not in run.said
    assert run.said.endswith("stopped\n")
    assert list((data_dir / "run").glob("*.pid")) == []
    assert "database system is shut down" in (data_dir / "logs" / "postgres.log").read_text()


def test_the_second_start_keeps_all_data_and_does_not_read_the_area_again(
    grown: tuple[Path, TwinRun, int], twin_runs: list[TwinRun]
) -> None:
    data_dir, _, kept = grown
    run = TwinRun(data_dir, "--no-simulator")
    twin_runs.append(run)
    run.wait_until_ready()
    assert "unchanged" in run.said
    assert stored(data_dir) >= kept
    assert run.interrupt() == 0


def test_a_killed_run_leaves_no_orphan_and_the_next_one_recovers(
    grown: tuple[Path, TwinRun, int], twin_runs: list[TwinRun]
) -> None:
    data_dir, _, kept = grown
    run = TwinRun(data_dir)
    twin_runs.append(run)
    run.wait_until_ready()
    family = run.family()
    assert len(family) >= 10, "five children and their tethers"
    run.process.kill()
    run.process.wait()
    until(lambda: all(map(gone, family)), "all children are gone")
    again = TwinRun(data_dir, "--no-simulator")
    twin_runs.append(again)
    again.wait_until_ready()
    assert stored(data_dir) >= kept
    assert again.interrupt() == 0


def test_who_crashes_is_started_again_and_a_second_run_is_refused(
    grown: tuple[Path, TwinRun, int], twin_runs: list[TwinRun]
) -> None:
    data_dir, _, _ = grown
    run = TwinRun(data_dir, "--no-simulator")
    twin_runs.append(run)
    run.wait_until_ready()

    second = TwinRun(data_dir)
    twin_runs.append(second)
    assert second.end() == 1
    assert f"in use by process '{run.process.pid}'" in second.said
    assert "hint:" in second.said

    pid_file = data_dir / "run" / "ingest.pid"
    crashed = int(pid_file.read_text())
    os.kill(crashed, signal.SIGKILL)
    run.wait_until_said("ingest stopped with status 137")
    until(
        lambda: pid_file.exists() and pid_file.read_text().strip() not in ("", str(crashed)),
        "the ingest is back",
    )
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 0


@pytest.mark.parametrize("moment", ["database", "broker", "area"])
def test_ctrl_c_in_the_middle_of_starting_stops_all_children(
    tmp_path: Path, twin_runs: list[TwinRun], moment: str
) -> None:
    run = TwinRun(tmp_path / "data")
    twin_runs.append(run)
    run.wait_until_said(moment)
    assert run.interrupt() == 130
    assert "Traceback" not in run.said
    assert list((tmp_path / "data" / "run").glob("*.pid")) == []
    assert run.shown == ""


def test_it_stops_with_who_asked_for_it(
    grown: tuple[Path, TwinRun, int], twin_runs: list[TwinRun]
) -> None:
    data_dir, _, _ = grown
    # What make does: a shell that becomes `twin`, told who its parent is.
    program = (
        "import os, subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-m', 'twin', 'run', '--no-simulator', *sys.argv[1:],"
        " '--stop-with', str(os.getpid())]).wait()"
    )
    run = TwinRun(data_dir, "--no-simulator")
    run.interrupt()
    ports = ["--port", str(run.port), "--mqtt-port", str(run.mqtt_port), "--mqtt-port-v5"]
    asker = subprocess.Popen(
        [sys.executable, "-c", program, *ports, str(run.mqtt_port + 1)],
        env=os.environ | {"TWIN_DATA_DIR": str(data_dir)},
    )
    until(lambda: (data_dir / "run" / "api.pid").exists(), "it is starting", 120)
    family = [child.pid for child in psutil.Process(asker.pid).children(recursive=True)]
    asker.kill()
    asker.wait()
    until(lambda: all(map(gone, family)), "it and its children are gone")


def test_a_port_in_use_is_told_in_one_line_before_anything_starts(
    tmp_path: Path, twin_runs: list[TwinRun]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = TwinRun(tmp_path / "data", "--port", str(port))
        twin_runs.append(run)
        assert run.end() == 1
    lines = run.said.splitlines()
    assert lines[0].startswith(f"error: port '{port}' for the page and the API is in use")
    assert lines[1].startswith("hint: ")
    assert len(lines) == 2


def test_a_damaged_directory_is_told_in_one_line(
    grown: tuple[Path, TwinRun, int], tmp_path: Path, twin_runs: list[TwinRun]
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(grown[0], data_dir)
    (data_dir / "postgres" / "PG_VERSION").unlink()
    run = TwinRun(data_dir)
    twin_runs.append(run)
    assert run.end() == 1
    assert "'PG_VERSION' is missing" in run.said
    assert "hint: nothing was deleted" in run.said
    assert "Traceback" not in run.said
