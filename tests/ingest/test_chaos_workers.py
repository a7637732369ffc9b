"""Workers are killed, doubled and flooded: nothing is lost and nothing stored twice."""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.fix_db import Database
from tests.fix_ingest import (
    balanced,
    books,
    count,
    kill,
    reading,
    start_worker,
    stored,
    waiting,
    worker_process,
    workers_that_stored,
)
from tests.fix_mqtt import MOSQUITTO_PUB, Broker, Stream, publish
from tests.fix_processes import until
from twin.ingest.worker import IngestConfig

pytestmark = pytest.mark.skipif(not MOSQUITTO_PUB, reason="needs mosquitto_pub")


@pytest.fixture
def config(database: Database, owner: str, broker: Broker, tmp_path: Path) -> IngestConfig:
    return IngestConfig(
        database.ingest, broker.url, tmp_path / "spool", client_id="test-worker", in_flight=500
    )


def stream(broker: Broker, rate: int = 1_500) -> Stream:
    return Stream(broker.url, reading(0)[0], lambda n: reading(n)[1], qos=1, rate=rate)


def test_killed_twenty_times_under_load(config: IngestConfig, owner: str, broker: Broker) -> None:
    with worker_process(config, owner):
        pass  # the session is there before anything is sent
    with stream(broker) as sent:
        for _ in range(20):
            before = count(owner)
            worker = start_worker(config)
            until(lambda: count(owner) > before, "the worker is busy")  # noqa: B023
            kill(worker)
        sent.stop()
    with worker_process(config, owner):
        until(lambda: count(owner) == sent.sent, "the last worker stores the rest")
        until(lambda: balanced(owner), "all is counted")
    assert stored(owner) == list(range(sent.sent))
    assert books(owner)["stored", ""] == sent.sent


def test_two_share_the_load_and_one_is_killed(
    config: IngestConfig, owner: str, broker: Broker, tmp_path: Path
) -> None:
    one, two = (
        replace(config, client_id=name, share="twin", spool=tmp_path / name)
        for name in ("one", "two")
    )
    with worker_process(one, owner), ExitStack() as stack:
        other = stack.enter_context(worker_process(two, owner))
        with stream(broker) as sent:
            until(lambda: len(workers_that_stored(owner)) == 2, "both are busy")
            kill(other)
            sent.stop()
        # What it held waits for it at Mosquitto. The embedded broker gives it to either, but may
        # wait with that for the next message.
        with worker_process(two, owner):
            publish(broker.url, [reading(sent.sent)])
            until(lambda: count(owner) == sent.sent + 1, "all is stored")
            until(lambda: balanced(owner), "all is counted")
    assert stored(owner) == list(range(sent.sent + 1))


def test_duplicates_out_of_order_are_stored_once(
    config: IngestConfig, owner: str, broker: Broker, tmp_path: Path
) -> None:
    total = 2_000
    messages = [reading(n) for n in range(total)] * 3
    random.Random(7).shuffle(messages)
    with ExitStack() as stack:
        for name in ("one", "two"):
            shared = replace(config, client_id=name, share="twin", spool=tmp_path / name)
            stack.enter_context(worker_process(shared, owner))
        publish(broker.url, messages)
        until(lambda: books(owner).get(("received", ""), 0) >= 3 * total, "all is counted")
    assert stored(owner) == list(range(total))
    assert books(owner)["stored", ""] == total
    assert balanced(owner)


def test_a_flood_of_ten_times_the_capacity_is_stored_in_the_end_with_little_memory(
    database: Database, owner: str, mosquitto: Broker, tmp_path: Path
) -> None:
    """One message under way at most makes a worker that is easily flooded."""
    config = IngestConfig(database.ingest, mosquitto.url, tmp_path / "spool", in_flight=1)
    with worker_process(config, owner) as worker:
        with stream(mosquitto, rate=1_000_000) as sent:
            until(lambda: sent.sent > max(20_000, 10 * count(owner)), "ten times as much comes")
            sent.stop()
        assert psutil.Process(worker.pid).memory_info().rss < 250e6
    with worker_process(replace(config, in_flight=10_000), owner):
        until(lambda: count(owner) == sent.sent, "all is stored")
        until(lambda: balanced(owner), "all is counted")
    assert stored(owner) == list(range(sent.sent))
    assert not waiting(owner)
