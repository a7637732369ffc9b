"""Database, broker and line are taken away under load, the disk fills and the clock jumps."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.fix_db import Database
from tests.fix_ingest import (
    START,
    balanced,
    books,
    connected,
    count,
    kill,
    reading,
    register,
    stored,
    waiting,
    worker_process,
)
from tests.fix_mqtt import MOSQUITTO_PUB, Broker, Mosquitto, Stream, publish
from tests.fix_processes import until
from tests.fix_proxy import Proxy
from twin.embedded.postgres import EmbeddedPostgres
from twin.ingest.worker import IngestConfig, run
from twin.model import Origin, Thing
from twin.store.migrate import migrate

pytestmark = pytest.mark.skipif(not MOSQUITTO_PUB, reason="needs mosquitto_pub")

MakeProxy = Callable[[str, int], Proxy]
LOOSE = Thing("loose", "Loose", Origin.SYNTHETIC, ("pm25",))
"""Publishes at QoS 0; its values are beyond all others."""
BEYOND = 1_000_000


@pytest.fixture
def config(database: Database, owner: str, broker: Broker, tmp_path: Path) -> IngestConfig:
    register(owner, LOOSE)
    return IngestConfig(database.ingest, broker.url, tmp_path / "spool", client_id="test-worker")


@pytest.fixture
def loose_config(database: Database, owner: str, mosquitto: Broker, tmp_path: Path) -> IngestConfig:
    """With Mosquitto, since the embedded broker raises what comes at QoS 0 to QoS 1 for us."""
    register(owner, LOOSE)
    return IngestConfig(database.ingest, mosquitto.url, tmp_path / "spool", client_id="test-worker")


def kept(broker: Broker, rate: int = 1_000) -> Stream:
    """Readings at QoS 1."""
    return Stream(broker.url, reading(0)[0], lambda n: reading(n)[1], qos=1, rate=rate)


def loose(broker: Broker, rate: int = 1_000) -> Stream:
    """Readings at QoS 0."""
    return Stream(
        broker.url, "twin/v1/loose/pm25", lambda n: reading(n, BEYOND + n)[1], qos=0, rate=rate
    )


def through(url: str, cable: Proxy) -> str:
    """`url`, but through the proxy."""
    return url.replace(f":{urlsplit(url).port}", f":{cable.port}")


def all_stored(url: str, sent: Stream, spooled: Stream | None = None) -> None:
    """Wait for all that was sent; each is there once, the books balance, and nothing waits."""
    expected = [float(n) for n in range(sent.sent)]
    if spooled is not None:
        expected += [float(BEYOND + n) for n in range(spooled.sent)]
    until(lambda: count(url) >= len(expected), "all is stored")
    until(lambda: balanced(url), "all is counted")
    assert sorted(stored(url)) == expected
    assert books(url)["stored", ""] == len(expected)
    until(lambda: not waiting(url), "nothing waits")


def test_the_database_is_killed_and_comes_back_three_times(
    broker: Broker, tmp_path: Path, proxy: MakeProxy
) -> None:
    folder = tmp_path / "database"
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedPostgres(folder))
        migrate(server.urls["owner"])
        register(server.urls["owner"])
        register(server.urls["owner"], LOOSE)
        cable = proxy("127.0.0.1", urlsplit(server.urls["owner"]).port or 0)
        owner = through(server.urls["owner"], cable)
        config = IngestConfig(through(server.urls["ingest"], cable), broker.url, tmp_path / "spool")
        with worker_process(config, owner), kept(broker) as sent, loose(broker) as spooled:
            for _ in range(3):
                before = count(owner)
                until(lambda: count(owner) > before + 500, "the worker is busy")  # noqa: B023
                postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
                os.kill(postmaster, signal.SIGKILL)
                cable.cut()
                since = sent.sent, spooled.sent
                until(
                    lambda: sent.sent > since[0] + 500 and spooled.sent > since[1] + 500,  # noqa: B023
                    "it is missed",
                )
                stack.close()
                server = stack.enter_context(EmbeddedPostgres(folder))
                cable.mend(("127.0.0.1", urlsplit(server.urls["owner"]).port or 0))
            sent.stop()
            spooled.stop()
            all_stored(owner, sent, spooled)


def test_a_worker_is_killed_while_the_database_is_away(
    loose_config: IngestConfig, owner: str, mosquitto: Broker, proxy: MakeProxy
) -> None:
    config = loose_config
    cable = proxy("127.0.0.1", urlsplit(owner).port or 0)
    away = replace(config, database_url=through(config.database_url, cable))
    with worker_process(away, owner) as worker:
        with kept(mosquitto) as sent, loose(mosquitto) as spooled:
            until(lambda: count(owner) > 100, "the worker is busy")
            cable.cut()
            until(lambda: spool_size(config) > 50_000, "some is on disk")
        last = f'"v": {BEYOND + spooled.sent - 1}}}'.encode()
        until(lambda: spool_holds(config, last), "the last is on disk")
        kill(worker)
    with worker_process(config, owner):
        all_stored(owner, sent, spooled)


def spool_size(config: IngestConfig) -> int:
    return sum(segment.stat().st_size for segment in config.spool.glob("*.segment"))


def spool_holds(config: IngestConfig, what: bytes) -> bool:
    return any(what in segment.read_bytes() for segment in config.spool.glob("*.segment"))


def test_the_broker_is_killed_and_comes_back_three_times(
    database: Database,
    owner: str,
    tmp_path: Path,
    make_mosquitto: Callable[[str], Mosquitto],
) -> None:
    """It saves after every change, as docs/operations.md says for who must survive this.

    Mosquitto acknowledges a message a moment before it saves it; that moment is left out.
    """
    broker = make_mosquitto("autosave_interval 1\nautosave_on_changes true\n")
    config = IngestConfig(database.ingest, broker.url, tmp_path / "spool", in_flight=20)
    part = 200
    with worker_process(config, owner):
        for turn in range(3):
            publish(broker.url, [reading(n) for n in range(turn * part, (turn + 1) * part)])
            publish(broker.url, [])  # it answers, so it has saved what came before
            broker.kill()
            broker.start()
        until(lambda: count(owner) == 3 * part, "all is stored")
        until(lambda: balanced(owner), "all is counted")
    assert stored(owner) == list(range(3 * part))


@pytest.mark.parametrize("end", ["broker", "database"])
def test_the_line_is_cut_in_mid_batch_ten_times(
    config: IngestConfig, owner: str, broker: Broker, proxy: MakeProxy, end: str
) -> None:
    chance = random.Random(3)
    url = config.mqtt_url if end == "broker" else config.database_url
    cable = proxy("127.0.0.1", urlsplit(url).port or 0)
    if end == "broker":
        cut = replace(config, mqtt_url=through(url, cable))
    else:
        cut = replace(config, database_url=through(url, cable))
    with worker_process(cut, owner), kept(broker) as sent, loose(broker, 200) as spooled:
        for _ in range(10):
            before = count(owner)
            some = chance.randrange(1, 300)
            until(lambda: count(owner) > before + some, "the worker is busy")  # noqa: B023
            cable.cut()
            cable.mend()
        sent.stop()
        spooled.stop()
        if end == "database":
            all_stored(owner, sent, spooled)
        else:
            # At QoS 0 what was on the line is gone, and what came while it was cut.
            until(lambda: count(owner) >= sent.sent, "all is stored")
            until(lambda: {*range(sent.sent)} <= {*stored(owner)}, "all is stored")
    assert balanced(owner)


def test_a_full_spool_is_counted_when_the_database_is_back(
    loose_config: IngestConfig, owner: str, mosquitto: Broker, proxy: MakeProxy
) -> None:
    cable = proxy("127.0.0.1", urlsplit(owner).port or 0)
    url = through(loose_config.database_url, cable)
    config = replace(loose_config, database_url=url, spool_bytes=20_000)
    with worker_process(config, owner), loose(mosquitto) as spooled:
        until(lambda: count(owner) > 100, "the worker is busy")
        cable.cut()
        before = spooled.sent
        until(lambda: spooled.sent > before + 1_000, "the spool is full")
        cable.mend()
        spooled.stop()
        until(lambda: stored_and_full(owner) == spooled.sent, "all is counted")
        until(lambda: not waiting(owner), "nothing waits")
    assert books(owner)["rejected", "spool_full"] > 500
    assert balanced(owner)


def stored_and_full(url: str) -> int:
    counts = books(url)
    return counts.get(("stored", ""), 0) + counts.get(("rejected", "spool_full"), 0)


def test_the_disk_of_the_database_is_full_for_a_while(mosquitto: Broker, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root only")
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedPostgres(tmp_path / "database"))
        owner = server.urls["owner"]
        migrate(owner)
        register(owner)
        disk = small_disk(tmp_path, tmp_path / "database" / "postgres", stack)
        with psycopg.connect(owner, autocommit=True) as conn:
            conn.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            conn.execute("ALTER TABLE observations SET TABLESPACE small")
            conn.execute("ALTER INDEX observations_pkey SET TABLESPACE small")
        filler = disk / "filler"
        filler.write_bytes(b"x" * 400_000)
        config = IngestConfig(server.urls["ingest"], mosquitto.url, tmp_path / "spool")
        with worker_process(config, owner), kept(mosquitto, rate=5_000) as sent:
            until(lambda: refused_by_disk(tmp_path), "the disk is full")
            full = count(owner)
            sent.stop()
            assert count(owner) <= full + 5_000
            assert balanced(owner)
            filler.unlink()
            all_stored(owner, sent)


def small_disk(folder: Path, like: Path, stack: ExitStack) -> Path:
    """A disk of 1 MiB of the owner of `like`, for as long as `stack` lasts."""
    disk = folder / "small"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.strip()}")
    stack.callback(lambda: subprocess.run(["umount", "--lazy", disk], check=True))
    who = like.stat()
    os.chown(disk, who.st_uid, who.st_gid)
    disk.chmod(0o700)
    return disk


def refused_by_disk(folder: Path) -> bool:
    logs = (folder / "database" / "logs").glob("postgres*.log")
    return any("No space left on device" in log.read_text(errors="replace") for log in logs)


def test_the_clock_may_jump(config: IngestConfig, owner: str, broker: Broker) -> None:
    jumps = [timedelta(0), timedelta(days=-400), timedelta(days=30), timedelta(hours=-1)]
    jump = jumps[0]

    def clock() -> datetime:
        return datetime.now(UTC) + jump

    stop = threading.Event()
    worker = threading.Thread(target=run, args=(config, stop, clock))
    worker.start()
    try:
        until(lambda: connected(owner), "the worker is connected")
        for part, jump in enumerate(jumps):  # noqa: B007 - what the clock reads
            early = START - timedelta(days=800)  # before any of these clocks
            publish(broker.url, [at(early, part * 100 + n) for n in range(100)])
            until(lambda: count(owner) == 100 * (part + 1), "all is stored")  # noqa: B023
    finally:
        stop.set()
        worker.join(30)
    assert stored(owner) == list(range(400))
    assert books(owner) == {("received", ""): 400, ("stored", ""): 400}


def at(start: datetime, number: int) -> tuple[str, str]:
    time = (start + timedelta(seconds=number)).isoformat()
    return "twin/v1/meter/pm25", f'{{"t": "{time}", "v": {number}}}'
