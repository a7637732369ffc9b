"""The embedded database: what it is, and what it takes."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.fix_processes import gone, until
from twin.embedded.postgres import EmbeddedPostgres, running_urls
from twin.errors import StartFailed

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change users")


@pytest.fixture(scope="module")
def stopped_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a table `kept` in its database, whose server was stopped."""
    data_dir = tmp_path_factory.mktemp("stopped")
    with EmbeddedPostgres(data_dir) as postgres, psycopg.connect(postgres.urls["owner"]) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS value")
    return data_dir


@pytest.fixture
def data_dir(stopped_cluster: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    copy = tmp_path / "data"
    shutil.copytree(stopped_cluster, copy)
    owner = (stopped_cluster / "postgres").stat()
    for path in (copy / "postgres", *(copy / "postgres").rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    return copy


def kept(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT value FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


@contextlib.contextmanager
def another_process_with(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the database open."""
    program = (
        "import sys; from pathlib import Path\n"
        "from twin.embedded.postgres import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1])):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    try:
        yield process
    finally:
        process.communicate()


def test_data_are_still_there_at_the_next_start(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as postgres:
        assert kept(postgres.urls["owner"]) == 7


def test_only_who_has_the_password_comes_in_and_only_over_loopback(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as postgres:
        for role, user in (("owner", "postgres"), ("ingest", "ingest"), ("api", "api")):
            url = postgres.urls[role]
            with psycopg.connect(url) as connection:
                assert connection.info.user == user
            with pytest.raises(psycopg.OperationalError, match="authentication failed"):
                psycopg.connect(url, password="guessed")
        listening = {
            connection.laddr.ip
            for connection in psutil.Process(postmaster(data_dir)).net_connections("tcp")
        }
        assert listening == {"127.0.0.1"}
        with psycopg.connect(postgres.urls["owner"]) as owner:
            settings = "unix_socket_directories", "data_checksums", "server_encoding", "TimeZone"
            shown = [owner.execute(f"SHOW {name}").fetchone() for name in settings]
    assert shown == [("",), ("on",), ("UTF8",), ("UTC",)]


def test_logins_have_no_more_rights_than_their_group(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as postgres, psycopg.connect(postgres.urls["api"]) as api:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            api.execute("SELECT * FROM kept")
        api.rollback()
        roles = "SELECT pg_has_role('twin_api', 'member'), pg_has_role('twin_ingest', 'member')"
        assert api.execute(roles).fetchone() == (True, False)


def test_passwords_are_for_their_owner_only(stopped_cluster: Path) -> None:
    secrets = stopped_cluster / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in secrets.iterdir()] == [0o600]


def test_a_login_that_a_newer_version_has_is_added(data_dir: Path) -> None:
    file = data_dir / "secrets" / "database.json"
    known = json.loads(file.read_text())
    file.write_text(json.dumps({name: known[name] for name in ("postgres", "ingest", "api")}))
    with (
        EmbeddedPostgres(data_dir) as postgres,
        psycopg.connect(postgres.urls["owner"], autocommit=True) as owner,
    ):
        owner.execute("DROP ROLE write")
    with EmbeddedPostgres(data_dir) as postgres:
        with psycopg.connect(postgres.urls["write"]) as conn:
            conn.execute("SELECT 1")
        assert kept(postgres.urls["owner"]) == 7
    assert json.loads(file.read_text())["api"] == known["api"]


def test_a_second_user_of_the_directory_is_refused_but_told_where_the_first_is(
    data_dir: Path,
) -> None:
    assert running_urls(data_dir) is None
    with another_process_with(data_dir) as first:
        with pytest.raises(StartFailed, match=f"in use by process '{first.pid}'"):
            EmbeddedPostgres(data_dir).__enter__()
        urls = running_urls(data_dir)
        assert urls is not None
        assert kept(urls["owner"]) == 7


def test_a_killed_owner_leaves_no_server_and_the_next_start_recovers(data_dir: Path) -> None:
    with another_process_with(data_dir) as first:
        server = postmaster(data_dir)
        first.send_signal(signal.SIGKILL)
        first.wait()
        until(lambda: gone(server), "the server follows its owner")
    with EmbeddedPostgres(data_dir) as postgres:
        assert kept(postgres.urls["owner"]) == 7


def test_a_server_that_outlived_everybody_is_stopped_and_replaced(data_dir: Path) -> None:
    with another_process_with(data_dir) as first:
        server = postmaster(data_dir)
        tether = psutil.Process(server).parent()
        assert tether is not None
        tether.kill()
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert not gone(server)
    with EmbeddedPostgres(data_dir) as postgres:
        assert gone(server)
        assert kept(postgres.urls["owner"]) == 7


def test_a_server_killed_by_the_system_recovers(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as postgres:
        with psycopg.connect(postgres.urls["owner"]) as owner:
            owner.execute("UPDATE kept SET value = 8")
        os.kill(postmaster(data_dir), signal.SIGKILL)
        until(lambda: not postgres.running, "the loss shows")
    with EmbeddedPostgres(data_dir) as postgres:
        assert kept(postgres.urls["owner"]) == 8


def test_a_stale_process_number_that_another_program_has_now_does_no_harm(data_dir: Path) -> None:
    lines = [str(os.getpid()), str(data_dir / "postgres"), "1", "5432", "", "127.0.0.1", "1 1", ""]
    (data_dir / "postgres" / "postmaster.pid").write_text("\n".join(lines))
    with EmbeddedPostgres(data_dir) as postgres:
        assert kept(postgres.urls["owner"]) == 7


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    with EmbeddedPostgres(tmp_path) as postgres, psycopg.connect(postgres.urls["owner"]) as owner:
        assert owner.execute("SELECT 1").fetchone() == (1,)
    assert not (tmp_path / "postgres.new").exists()


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control", "pg_hba.conf"])
def test_a_damaged_directory_is_told_and_left_as_it_is(data_dir: Path, lost: str) -> None:
    (data_dir / "postgres" / lost).unlink()
    before = sorted((data_dir / "postgres").rglob("*"))
    with pytest.raises(StartFailed, match=f"is damaged: '{lost}' is missing") as told:
        EmbeddedPostgres(data_dir).__enter__()
    assert "nothing was deleted" in told.value.hint
    assert sorted((data_dir / "postgres").rglob("*")) == before


def test_a_corrupt_control_file_is_told_in_one_line(data_dir: Path) -> None:
    with (data_dir / "postgres" / "global" / "pg_control").open("r+b") as file:
        file.write(bytes(8192))
    with pytest.raises(StartFailed) as told:
        EmbeddedPostgres(data_dir).__enter__()
    assert "\n" not in told.value.message
    assert told.value.hint


def test_a_cluster_of_another_version_is_told(data_dir: Path) -> None:
    (data_dir / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(StartFailed, match="was made by PostgreSQL '12'") as told:
        EmbeddedPostgres(data_dir).__enter__()
    assert "dump" in told.value.hint


def test_lost_passwords_are_told(data_dir: Path) -> None:
    (data_dir / "secrets" / "database.json").unlink()
    with pytest.raises(StartFailed, match=r"passwords in '.*' are missing"):
        EmbeddedPostgres(data_dir).__enter__()


@AS_ROOT
def test_it_runs_without_rights_also_below_a_private_directory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with caplog.at_level(logging.WARNING), EmbeddedPostgres(private / "data"):
        assert psutil.Process(postmaster(private / "data")).uids().effective != 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o701
    assert any(str(private) in record.getMessage() for record in caplog.records)


@AS_ROOT
def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    options = ["-t", "tmpfs", "-o", "size=20m", "tmpfs", str(small)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        with pytest.raises(StartFailed, match=r"is full: \d+ MB free") as told:
            EmbeddedPostgres(small / "data").__enter__()
        assert "free at least" in told.value.hint
    finally:
        subprocess.run(["umount", str(small)], check=True)
