from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fix_db import Database
from tests.fix_ingest import (
    START,
    balanced,
    books,
    connected,
    count,
    dead_letters,
    ingesting,
    kill,
    reading,
    register,
    stored,
    told_to_stop,
    worker_process,
)
from tests.fix_mqtt import Broker, publish
from tests.fix_processes import until
from tests.fix_proxy import Proxy
from twin.ingest.worker import IngestConfig, run
from twin.model import Origin, Thing
from twin.store import workers
from twin.store.pool import connect


@pytest.fixture
def config(database: Database, owner: str, broker: Broker, tmp_path: Path) -> IngestConfig:
    return IngestConfig(database.ingest, broker.url, tmp_path / "spool", client_id="test-worker")


def test_what_is_published_is_stored(config: IngestConfig, broker: Broker, owner: str) -> None:
    with ingesting(config, owner):
        publish(broker.url, [reading(n) for n in range(200)])
        until(lambda: count(owner) == 200, "all are stored")
    assert stored(owner) == list(range(200))
    assert books(owner) == {("received", ""): 200, ("stored", ""): 200}


def test_published_twice_is_stored_once(config: IngestConfig, broker: Broker, owner: str) -> None:
    with ingesting(config, owner):
        publish(broker.url, [reading(1), reading(1)])
        until(lambda: books(owner).get(("received", "")) == 2, "both are counted")
    assert stored(owner) == [1]
    assert books(owner)["duplicate", ""] == 1


def test_what_cannot_be_used_is_counted_and_kept(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    time = START.isoformat()
    with ingesting(config, owner):
        publish(
            broker.url,
            [
                ("zigbee2mqtt/lamp", '{"state": "ON"}'),
                ("twin/v1/meter/pm25", "pm25=8.1"),
                ("twin/v1/nobody/pm25", json.dumps({"t": time, "v": 8.1})),
                ("twin/v1/meter/noise_level", json.dumps({"t": time, "v": 50})),
                ("twin/v1/meter", json.dumps([{"t": time, "values": {"pm25": 1, "pm10": "x"}}])),
                ("twin/v1/meter/pm25", b"\x00\xff"),
            ],
        )
        until(lambda: books(owner).get(("received", "")) == 7, "all are counted")
    assert stored(owner) == [1]
    assert [(reason, topic, thing) for reason, topic, _, thing in dead_letters(owner)] == [
        ("unknown_topic", "zigbee2mqtt/lamp", None),
        ("not_json", "twin/v1/meter/pm25", "meter"),
        ("unknown_thing", "twin/v1/nobody/pm25", "nobody"),
        ("unknown_datastream", "twin/v1/meter/noise_level", "meter"),
        ("not_a_number", "twin/v1/meter", "meter"),
        ("not_json", "twin/v1/meter/pm25", "meter"),
    ]
    assert balanced(owner)


def test_a_thing_may_publish_as_soon_as_it_is_registered(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    with ingesting(config, owner):
        publish(broker.url, [reading(1)])
        until(lambda: count(owner) == 1, "the worker knows the first thing")
        register(owner, Thing("second", "Second", Origin.SYNTHETIC, ("pm25",)))
        publish(broker.url, [("twin/v1/second/pm25", reading(2)[1])])
        until(lambda: stored(owner) == [1, 2], "the new thing is stored")
    assert not dead_letters(owner)


def test_messages_wait_at_the_broker_while_no_worker_runs(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    with ingesting(config, owner):
        pass
    publish(broker.url, [reading(n) for n in range(300)])
    with ingesting(config, owner):
        until(lambda: count(owner) == 300, "what waited is stored")
    assert books(owner) == {("received", ""): 300, ("stored", ""): 300}


def test_a_retained_reading_is_stored_once(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    publish(broker.url, [reading(1)], retain=True)
    for _ in range(2):
        with ingesting(config, owner):
            publish(broker.url, [reading(2)])
            until(lambda: stored(owner) == [1, 2], "both are stored")
    assert balanced(owner)


def test_a_broker_that_goes_away_is_told_once_and_found_again(
    database: Database,
    owner: str,
    mosquitto: Broker,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "twin.ingest")
    config = IngestConfig(database.ingest, mosquitto.url, tmp_path, client_id="test-worker")
    with ingesting(config, owner):
        mosquitto.stop()
        until(lambda: not connected(owner), "the worker tells that the broker is away")
        mosquitto.start()
        until(lambda: connected(owner), "the worker is back")
        publish(mosquitto.url, [reading(1)])
        until(lambda: stored(owner) == [1], "it is stored")
    events = [record.getMessage().split()[0] for record in caplog.records]
    assert events == ["event=broker_connected", "event=broker_lost", "event=broker_back"]


def test_a_worker_starts_before_its_broker(
    database: Database, owner: str, mosquitto: Broker, tmp_path: Path
) -> None:
    mosquitto.stop()
    stop = threading.Event()
    config = IngestConfig(database.ingest, mosquitto.url, tmp_path, client_id="test-worker")
    thread = threading.Thread(target=run, args=(config, stop))
    thread.start()
    with connect(owner, application="test") as conn:
        until(lambda: bool(workers.workers(conn)), "the worker gives a sign of life")
        assert not workers.workers(conn)[0].connected
    mosquitto.start()
    until(lambda: connected(owner), "the worker finds the broker")
    stop.set()
    thread.join(30)


def test_killed_in_mid_flow_nothing_is_lost_and_nothing_stored_twice(
    config: IngestConfig, owner: str, broker: Broker
) -> None:
    total = 3_000
    messages = [reading(n) for n in range(total)]
    with worker_process(config, owner) as first:
        publisher = threading.Thread(target=publish, args=(broker.url, messages))
        publisher.start()
        until(lambda: count(owner) >= total // 10, "the worker is busy")
        kill(first)
        before = count(owner)
        assert before < total
        publisher.join()
    with worker_process(config, owner) as second:
        until(lambda: count(owner) == total, "the second worker stores the rest")
        assert told_to_stop(second)
    assert stored(owner) == list(range(total))
    counts = books(owner)
    assert counts["stored", ""] == total
    assert balanced(owner)


def test_told_to_stop_it_stores_what_it_has_and_leaves_the_rest_to_the_next(
    config: IngestConfig, owner: str, broker: Broker
) -> None:
    total = 3_000
    messages = [reading(n) for n in range(total)]
    with worker_process(config, owner) as first:
        publisher = threading.Thread(target=publish, args=(broker.url, messages))
        publisher.start()
        until(lambda: count(owner) >= total // 10, "the worker is busy")
        assert told_to_stop(first)
        publisher.join()
    with worker_process(config, owner):
        until(lambda: count(owner) == total, "the second worker stores the rest")
    assert stored(owner) == list(range(total))
    assert books(owner)["stored", ""] == total
    assert balanced(owner)


def test_while_the_database_is_away_the_broker_holds_everything(
    config: IngestConfig,
    owner: str,
    broker: Broker,
    proxy: Callable[[str, int], Proxy],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "twin.ingest")
    address = urlsplit(config.database_url)
    cable = proxy(address.hostname or "", address.port or 5432)
    through = config.database_url.replace(f":{address.port}/", f":{cable.port}/")
    with ingesting(replace(config, database_url=through), owner):
        publish(broker.url, [reading(n) for n in range(100)])
        until(lambda: count(owner) == 100, "the first are stored")
        cable.cut()
        publish(broker.url, [reading(n) for n in range(100, 1_500)])
        until(lambda: "event=database_lost" in caplog.text, "the loss is told")
        assert count(owner) == 100
        cable.mend()
        until(lambda: count(owner) == 1_500, "the rest is stored")
    assert stored(owner) == list(range(1_500))
    assert balanced(owner)
    events = [record.getMessage().split()[0] for record in caplog.records]
    assert events == ["event=broker_connected", "event=database_lost", "event=database_back"]


def test_stopped_while_the_database_is_away_it_leaves_everything_at_the_broker(
    config: IngestConfig, owner: str, broker: Broker, proxy: Callable[[str, int], Proxy]
) -> None:
    address = urlsplit(config.database_url)
    cable = proxy(address.hostname or "", address.port or 5432)
    through = config.database_url.replace(f":{address.port}/", f":{cable.port}/")
    with ingesting(replace(config, database_url=through), owner):
        cable.cut()
        publish(broker.url, [reading(n) for n in range(300)])
    with ingesting(config, owner):
        until(lambda: count(owner) == 300, "the next worker stores them")
    assert books(owner) == {("received", ""): 300, ("stored", ""): 300}
