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

from tests.fix_db import Database
from tests.fix_mqtt import Broker
from tests.fix_processes import gone, until
from tests.fix_run import TwinRun
from twin.embedded.ports import free_port
from twin.embedded.postgres import running_urls

pytestmark = pytest.mark.timeout(300)


def answer(run: TwinRun, path: str) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}{path}", timeout=30) as response:
        body: dict[str, object] = json.load(response)
        return body


def stored(data_dir: Path) -> int:
    urls = running_urls(data_dir)
    assert urls is not None
    with psycopg.connect(urls["owner"]) as connection:
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


@pytest.fixture(scope="module")
def second(grown: tuple[Path, TwinRun, int]) -> Iterator[TwinRun]:
    """A second start on the same data directory, that runs."""
    run = TwinRun(grown[0])
    try:
        run.wait_until_ready()
        yield run
    finally:
        run.process.kill()
        run.process.wait()


def test_the_second_start_keeps_all_data_and_does_not_read_the_area_again(
    grown: tuple[Path, TwinRun, int], second: TwinRun
) -> None:
    data_dir, _, kept = grown
    assert "unchanged" in second.said
    assert stored(data_dir) >= kept


def test_a_second_run_on_the_same_directory_is_refused(
    grown: tuple[Path, TwinRun, int], second: TwinRun, twin_runs: list[TwinRun]
) -> None:
    refused = TwinRun(grown[0])
    twin_runs.append(refused)
    assert refused.end() == 1
    assert f"in use by process '{second.process.pid}'" in refused.said
    assert "hint:" in refused.said


def test_an_ingest_that_crashes_is_started_again(
    grown: tuple[Path, TwinRun, int], second: TwinRun
) -> None:
    pid_file = grown[0] / "run" / "ingest.pid"
    crashed = pid_file.read_text()
    os.kill(int(crashed), signal.SIGKILL)
    second.wait_until_said("ingest stopped with status 137")
    assert "starting it again in 1 s" in second.said
    until(lambda: pid_file.exists() and pid_file.read_text() not in ("", crashed), "it is back")


def test_a_killed_run_leaves_no_orphan_and_the_next_one_recovers(
    grown: tuple[Path, TwinRun, int], second: TwinRun, twin_runs: list[TwinRun]
) -> None:
    data_dir, _, kept = grown
    family = second.family()
    assert len(family) >= 10, "five children and their tethers"
    second.process.kill()
    second.process.wait()
    until(lambda: all(map(gone, family)), "all children are gone")
    again = TwinRun(data_dir, "--no-simulator")
    twin_runs.append(again)
    again.wait_until_ready()
    assert stored(data_dir) >= kept
    again.process.send_signal(signal.SIGTERM)
    assert again.end() == 0


def test_ctrl_c_in_the_middle_of_the_first_start_stops_all_children(
    tmp_path: Path, twin_runs: list[TwinRun]
) -> None:
    stop_at("database", tmp_path / "data", twin_runs)


@pytest.mark.parametrize("moment", ["broker", "things"])
def test_ctrl_c_in_the_middle_of_a_start_stops_all_children(
    grown: tuple[Path, TwinRun, int], twin_runs: list[TwinRun], moment: str
) -> None:
    stop_at(moment, grown[0], twin_runs)


def stop_at(moment: str, data_dir: Path, twin_runs: list[TwinRun]) -> None:
    """Press Ctrl-C as soon as a step is done."""
    run = TwinRun(data_dir)
    twin_runs.append(run)
    run.wait_until_said(moment)
    assert run.interrupt() == 130, run.said
    assert "Traceback" not in run.said
    assert list((data_dir / "run").glob("*.pid")) == []
    assert run.shown == ""


def test_it_stops_with_who_asked_for_it(grown: tuple[Path, TwinRun, int]) -> None:
    data_dir, _, _ = grown
    # What make does: a shell that becomes `twin`, told who its parent is.
    program = (
        "import os, subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-m', 'twin', 'run', '--no-simulator', *sys.argv[1:],"
        " '--stop-with', str(os.getpid())]).wait()"
    )
    ports = ["--port", str(free_port()), "--mqtt-port", str(free_port())]
    asker = subprocess.Popen(
        [sys.executable, "-c", program, *ports, "--mqtt-port-v5", str(free_port())],
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


def test_a_database_and_broker_of_your_own_are_used_instead(
    tmp_path: Path, database: Database, mosquitto: Broker, twin_runs: list[TwinRun]
) -> None:
    run = TwinRun(
        tmp_path / "data",
        TWIN_DATABASE_URL=database.owner,
        TWIN_MQTT_URL=mosquitto.url,
    )
    twin_runs.append(run)
    run.wait_until_ready()
    assert mosquitto.url in run.shown
    assert "embedded" not in run.said
    assert not (tmp_path / "data" / "postgres").exists()

    def arrived() -> bool:
        with psycopg.connect(database.owner) as connection:
            row = connection.execute("SELECT count(*) FROM observations").fetchone()
        return row is not None and row[0] > 0

    until(arrived, "the fleet's measurements arrive over Mosquitto")
    assert run.interrupt() == 0
