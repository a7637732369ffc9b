"""How fast and how soon readings get from a broker into the database, beside what C and paho do.

All figures are of one run, on one Mosquitto with persistence and one PostgreSQL with durable
commits, published by C (`mosquitto_pub -l`), at QoS 1. For the speeds a backlog waits in a
persistent session at the broker, one reading in each message, and is taken from there by

- *paho*: paho-mqtt, which receives and acknowledges and does nothing else;
- *the C pipe*: `mosquitto_sub | psql COPY`, which decodes nothing and looks nothing up;
- *one worker* and *two workers*, which decode, check, judge, store once, commit and keep the
  ledger.

The time from publishing to being stored is what another connection sees of it; to the browser, what
a client of `/api/v1/live` sees. BENCH_SOAK_SECONDS makes the test of memory longer than 30 s.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import paho.mqtt.client as mqtt
import psutil
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.fix_ingest import kill, loaded_worker, worker_process
from tests.fix_mqtt import MOSQUITTO, MOSQUITTO_PUB, Mosquitto, Stream
from tests.fix_processes import until
from twin.embedded.ports import answers, free_port
from twin.embedded.postgres import EmbeddedPostgres
from twin.ingest.worker import IngestConfig
from twin.model import Origin, Thing
from twin.store import ledger, things
from twin.store.migrate import migrate
from twin.store.observations import CHANNEL, changed_since
from twin.store.pool import connect

_SUB = shutil.which("mosquitto_sub")
_PSQL = shutil.which("psql")
_MESSAGES = 60_000
_ROUNDS = 3
_TOPICS = 10
_PACKS, _PACK = 1_500, 200
_GATEWAY = "senml/gw-1"
_DEVICES = 1_000
_IN_FLIGHT = 10_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
_LATENCY_SECONDS = 12
_SOAK_SECONDS = float(os.environ.get("BENCH_SOAK_SECONDS", "30"))


class Bench:
    """One broker, one database, and 1,000 things: ten publish for themselves, all by a gateway."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        server = stack.enter_context(EmbeddedPostgres(folder / "database"))
        self.owner, self.api = server.urls["owner"], server.urls["api"]
        migrate(self.owner)
        gateway = [
            Thing(f"d{n}", f"D{n}", Origin.SYNTHETIC, ("temperature",), address=_GATEWAY)
            for n in range(_DEVICES)
        ]
        own = [Thing(f"t{n}", f"T{n}", Origin.SYNTHETIC, ("pm25",)) for n in range(_TOPICS)]
        with connect(self.owner, application="bench") as conn:
            things.save_things(conn, [*own, *gateway])
        broker = Mosquitto(folder, "max_inflight_messages 0\n")
        broker.start()
        stack.callback(broker.stop)
        self.url, self.port = broker.url, urlsplit(broker.url).port or 0
        self.config = IngestConfig(
            server.urls["ingest"], broker.url, folder / "spool" / "one", in_flight=_IN_FLIGHT
        )
        self._days = itertools.count()
        self._conn = stack.enter_context(connect(self.owner, application="bench"))

    def worker(self, name: str, share: str | None = None) -> IngestConfig:
        """A worker whose session is made at the broker."""
        spool = self.config.spool.with_name(name)
        config = replace(self.config, client_id=name, share=share, spool=spool)
        with worker_process(config, self.owner):
            return config

    def forget(self, *names: str) -> None:
        """Have the broker drop these sessions, so that it keeps a backlog for nobody else."""
        for name in names:
            client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=True)
            client.connect("127.0.0.1", self.port)
            client.loop_start()
            until(client.is_connected, "the session is dropped")
            client.disconnect()
            client.loop_stop()

    def native(self) -> int:
        """Publish the backlog of one reading in each message, later than those before it."""
        day = _START + timedelta(days=next(self._days))
        lines = "".join(
            json.dumps({"t": (day + timedelta(seconds=n)).isoformat(), "v": n % 97 / 7}) + "\n"
            for n in range(_MESSAGES // _TOPICS)
        )
        self._publish({f"twin/v1/t{n}/pm25": lines for n in range(_TOPICS)})
        return _MESSAGES

    def packs(self) -> int:
        """Publish SenML packs of 200 readings."""
        begin = (_START + timedelta(days=4 * next(self._days))).timestamp()
        lines = (
            json.dumps([
                {"bn": f"d{number % _DEVICES}/", "bt": begin + number * _PACK, "n": "temperature",
                 "v": 8.1},
                *({"n": "temperature", "t": n, "v": n % 97 / 7} for n in range(1, _PACK)),
            ])
            for number in range(_PACKS)
        )  # fmt: skip
        self._publish({_GATEWAY: "".join(f"{line}\n" for line in lines)})
        return _PACKS * _PACK

    def _publish(self, lines: dict[str, str]) -> None:
        with ExitStack() as stack:
            for topic, text in lines.items():
                publisher = subprocess.Popen(
                    [MOSQUITTO_PUB, "-p", str(self.port), "-q", "1", "-l", "-t", topic],
                    stdin=subprocess.PIPE, text=True,
                )  # fmt: skip
                stack.callback(publisher.wait)
                assert publisher.stdin is not None
                with publisher.stdin as pipe:
                    pipe.write(text)

    def stored(self) -> int:
        """Readings in the ledger."""
        return sum(row.count for row in ledger.totals(self._conn) if row.outcome == "stored")

    def workers(self, count: int, publish: Callable[[], int]) -> float:
        """Readings per second that workers store of what waits for them, from when they connect."""
        names = [f"bench-{n}" for n in range(count)]
        configs = [self.worker(name, "bench" if count > 1 else None) for name in names]
        goal = self.stored()
        readings = publish()
        goal += readings
        with ExitStack() as stack:
            loaded = [loaded_worker(config) for config in configs]
            for process, _ in loaded:
                stack.callback(kill, process)
            begin = time.perf_counter()
            for _, go in loaded:
                go.set()
            until(lambda: self.stored() >= goal, "all is stored", 300)
            seconds = time.perf_counter() - begin
        self.forget(*names)
        return readings / seconds

    def paho(self) -> float:
        """Messages per second that paho alone receives and acknowledges."""
        self._paho(0)
        speed = self._paho(self.native())
        self.forget("paho")
        return speed

    def _paho(self, count: int) -> float:
        """Receive `count` messages in the session, or make it."""
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id="paho", protocol=MQTTProtocolVersion.MQTTv5
        )
        listening, enough = threading.Event(), threading.Event()
        numbers = itertools.count(1)

        def on_message(*_: object) -> None:
            if next(numbers) == count:
                enough.set()

        def on_connect(*_: object) -> None:
            client.subscribe("#", 1)

        client.on_message = on_message
        client.on_connect = on_connect
        client.on_subscribe = lambda *_: listening.set()
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 3_600
        properties.ReceiveMaximum = _IN_FLIGHT
        begin = time.perf_counter()
        client.connect("127.0.0.1", self.port, clean_start=False, properties=properties)
        client.loop_start()
        assert (enough if count else listening).wait(300)
        seconds = time.perf_counter() - begin
        client.disconnect()
        client.loop_stop()
        return count / seconds

    def pipe(self) -> float:
        """Messages per second through `mosquitto_sub | psql COPY`."""
        assert _SUB
        assert _PSQL
        listen = [_SUB, "-p", str(self.port), "-i", "pipe", "-c", "-q", "1", "-t", "#"]
        subprocess.run([*listen, "-E"], check=True)
        count = self.native()
        self._conn.execute("DROP TABLE IF EXISTS bench_pipe")
        self._conn.execute("CREATE TABLE bench_pipe (line text)")
        begin = time.perf_counter()
        with subprocess.Popen(
            [*listen, "-C", str(count), "-F", "%t %p"], stdout=subprocess.PIPE
        ) as out:
            copy = [_PSQL, "-q", self.owner, "-c", "COPY bench_pipe FROM STDIN"]
            subprocess.run(copy, stdin=out.stdout, check=True)
        seconds = time.perf_counter() - begin
        self.forget("pipe")
        return count / seconds

    def now(self) -> Stream:
        """A thousand readings a second of a thousand things, each with the moment it is sent."""

        def line(number: int) -> str:
            name = f"d{number % _DEVICES}/temperature"
            return json.dumps([{"n": name, "t": time.time(), "v": number % 40}])

        return Stream(self.url, _GATEWAY, line, qos=1, rate=1_000)


def _seen_in_database(bench: Bench) -> list[float]:
    """Milliseconds from publishing until another connection sees the reading."""
    waits: list[float] = []
    with connect(bench.owner, application="bench") as conn, bench.now():
        conn.execute(f"LISTEN {CHANNEL}")
        seen = datetime.now(UTC)
        end = time.monotonic() + _LATENCY_SECONDS
        while time.monotonic() < end:
            for _ in conn.notifies(timeout=0.2, stop_after=1):
                pass
            rows = changed_since(conn, seen)
            moment = datetime.now(UTC)
            waits += [_milliseconds(moment - row.phenomenon_time) for row in rows]
            seen = max([seen, *(row.stored_at + timedelta(microseconds=1) for row in rows)])
    return waits


def _seen_in_browser(bench: Bench) -> list[float]:
    """Milliseconds from publishing until a client of the live stream reads it."""
    waits: list[float] = []
    with _serving(bench.api) as url, bench.now(), httpx.stream("GET", f"{url}/api/v1/live") as live:
        begin = datetime.now(UTC)
        end = time.monotonic() + _LATENCY_SECONDS
        for line in live.iter_lines():
            if line.startswith("data: {"):
                sent = datetime.fromisoformat(json.loads(line[6:])["t"])
                if sent > begin:  # what was sent before we listened comes first
                    waits.append(_milliseconds(datetime.now(UTC) - sent))
            if time.monotonic() > end:
                break
    return waits


@contextmanager
def _serving(database_url: str) -> Iterator[str]:
    """The API in a process of its own."""
    port = free_port()
    environment = os.environ | {"TWIN_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "twin", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        until(lambda: answers(port), "the API starts")
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def _memory(bench: Bench, config: IngestConfig) -> tuple[float, float]:
    """Most megabytes of a worker under a steady load, and how many of them came after a third."""
    sizes: list[float] = []
    with worker_process(config, bench.owner) as worker, bench.now():
        process = psutil.Process(worker.pid)
        end = time.monotonic() + _SOAK_SECONDS
        while time.monotonic() < end:
            sizes.append(process.memory_info().rss / 1e6)
            time.sleep(0.5)
    third = len(sizes) // 3
    return max(sizes), max(sizes) - max(sizes[:third])


def _milliseconds(span: timedelta) -> float:
    return span / timedelta(milliseconds=1)


def _percentile(values: list[float], part: int) -> float:
    return statistics.quantiles(values, n=100)[part - 1]


def _figure(value: float, unit: str, goal: str = "", against: str = "") -> dict[str, object]:
    shown = round(value, 2) if value < 100 else round(value)
    return {"value": shown, "unit": unit, "goal": goal, "against": against}


def figures() -> dict[str, dict[str, object]]:
    """What `make bench NAME=ingest` reports."""
    if not (MOSQUITTO and MOSQUITTO_PUB and _SUB and _PSQL):
        raise SystemExit(
            "error: mosquitto, mosquitto_pub, mosquitto_sub and psql are needed\n"
            "hint: apt-get install mosquitto mosquitto-clients postgresql-client"
        )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        bench = Bench(Path(folder), stack)
        rounds = [
            (
                bench.paho(),
                bench.pipe(),
                bench.workers(1, bench.native),
                bench.workers(2, bench.native),
                bench.workers(1, bench.packs),
            )
            for _ in range(_ROUNDS)
        ]
        paho, pipe, one, two, packs = (
            statistics.median(part) for part in zip(*rounds, strict=True)
        )
        worker = bench.worker("bench-last")
        with worker_process(worker, bench.owner):
            stored = _seen_in_database(bench)
            seen = _seen_in_browser(bench)
        most, growth = _memory(bench, worker)
    a_thousand = "at 1,000 readings/s, as seen by another connection"
    return {
        "paho_messages": _figure(paho, "messages/s"),
        "c_pipe_messages": _figure(pipe, "messages/s"),
        "one_worker_readings": _figure(one, "readings/s"),
        "one_worker_over_paho": _figure(one / paho, "ratio", ">= 0.8", "paho receive only"),
        "one_worker_over_c_pipe": _figure(
            one / pipe, "ratio", ">= 0.33", "mosquitto_sub | psql COPY, which decodes nothing"
        ),
        "two_workers_readings": _figure(two, "readings/s"),
        "two_workers_over_one": _figure(two / one, "ratio", ">= 1.5", "one worker, on two cores"),
        "senml_readings": _figure(packs, "readings/s"),
        "senml_over_c_pipe": _figure(packs / pipe, "ratio", "> 1.0", f"packs of {_PACK}"),
        "stored_p50": _figure(_percentile(stored, 50), "ms", "", a_thousand),
        "stored_p99": _figure(_percentile(stored, 99), "ms", "< 250.0", a_thousand),
        "browser_p50": _figure(_percentile(seen, 50), "ms", "", "a client of the live stream"),
        "browser_p99": _figure(
            _percentile(seen, 99), "ms", "< 500.0", "a client of the live stream"
        ),
        "memory": _figure(most, "MB", "< 250.0", f"a soak of {_SOAK_SECONDS:.0f} s"),
        "memory_growth": _figure(growth, "MB", "< 5.0", "after the first third of it"),
    }


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
