"""The commands, as processes, against real brokers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.fix_mqtt import Broker
from tests.fix_processes import until

SPOTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [4.36 + n / 1000, 52.01]},
            "properties": {"kind": "road", "area": "delft", "ground_height": 0.4, "use": "homes"},
        }
        for n in range(50)
    ],
}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", *map(str, words)]


@pytest.fixture
def spots(tmp_path: Path) -> Path:
    file = tmp_path / "spots.geojson"
    file.write_text(json.dumps(SPOTS))
    return file


@pytest.fixture
def things(tmp_path: Path, spots: Path) -> Path:
    file = tmp_path / "things.json"
    made = command("sensors.simulator", "things", "--spots", spots, "--seed", "3")
    file.write_bytes(subprocess.run(made, check=True, capture_output=True).stdout)
    return file


@contextmanager
def listening(url: str) -> Iterator[dict[str, list[bytes]]]:
    """Payloads by topic of everything that is published, from now on."""
    heard: dict[str, list[bytes]] = {}
    subscribed = threading.Event()
    address = urlsplit(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _, __, m: heard.setdefault(m.topic, []).append(bytes(m.payload))
    client.on_connect = lambda c, *_: c.subscribe("twin/#", 1)
    client.on_subscribe = lambda *_: subscribed.set()
    client.connect(address.hostname or "", address.port or 1883)
    client.loop_start()
    assert subscribed.wait(30)
    yield heard
    client.disconnect()
    client.loop_stop()


def stopped(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Exit code and standard error of a process that was told to stop."""
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors.decode()


def test_the_simulator_publishes_the_past_and_then_the_present(
    broker: Broker, things: Path
) -> None:
    publish = command("sensors.simulator", "publish", "--things", things, "--mqtt", broker.url)
    with listening(broker.url) as heard:
        process = subprocess.Popen(
            [*publish, "--speedup", "60", "--backfill", "1h"], stderr=subprocess.PIPE
        )
        until(
            lambda: any(len(payloads) > 2 for topic, payloads in heard.items() if "-air-" in topic),
            "an air meter sends its past and then some of the present",
        )
        code, errors = stopped(process)
    assert (code, errors) == (0, "")
    first = json.loads(heard["twin/v1/sim-delft-air-2"][0])
    assert len(first) > 5
    assert set(first[0]["values"]) == {"pm25", "pm10", "no2"}


def test_the_simulator_waits_for_a_broker_that_goes_away(mosquitto: Broker, things: Path) -> None:
    publish = command("sensors.simulator", "publish", "--things", things, "--mqtt", mosquitto.url)
    process = subprocess.Popen(publish, stderr=subprocess.PIPE)
    with listening(mosquitto.url) as heard:
        until(lambda: bool(heard), "it publishes")
    mosquitto.stop()
    mosquitto.start()
    with listening(mosquitto.url) as heard:
        until(lambda: bool(heard), "it publishes again")
    code, errors = stopped(process)
    assert code == 0
    assert [line.split()[1] for line in errors.splitlines()] == [
        "event=broker_lost",
        "event=broker_back",
    ]


def test_a_replay_publishes_rows_in_their_own_time(
    iotcore: Broker, tmp_path: Path, shared: Path
) -> None:
    replay = command("sensors.replay", "samenmeten")
    data = ["--data", str(shared / "samenmeten")]
    made = subprocess.run([*replay, "things", *data], check=True, capture_output=True).stdout
    file = tmp_path / "things.json"
    file.write_bytes(made)
    publish = [*replay, "publish", *data, "--things", str(file), "--mqtt", iotcore.url]
    with listening(iotcore.url) as heard:
        process = subprocess.Popen(
            [*publish, "--clock", "original", "--speedup", "3600"], stderr=subprocess.PIPE
        )
        topic = "twin/v1/samenmeten-hll_hl_device_001"
        until(lambda: len(heard.get(topic, [])) >= 2, "a kit sends two hours")
        code, errors = stopped(process)
    assert code == 0
    assert "rows=27965 unusable=0" in errors
    assert json.loads(heard[topic][0]) == {
        "t": "2020-02-07T01:00:00Z",
        "values": {
            "pm10": 24.54,
            "pm25": 10.57,
            "pm10.calibrated": 23.765,
            "pm25.calibrated": 12.508,
        },
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["things", "--spots", "nowhere.json"], "cannot read 'nowhere.json'"),
        (["publish", "--things", "nowhere.json", "--mqtt", "mqtt://localhost"], "cannot read"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(words: list[str], said: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        command("sensors.simulator", *words),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"error: {said}")


def test_an_address_that_is_not_mqtt_is_told_without_its_password(things: Path) -> None:
    publish = command("sensors.simulator", "publish", "--things", things)
    ended = subprocess.run(
        [*publish, "--mqtt", "http://me:secret@broker"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "error: broker address 'broker' is not one of MQTT" in ended.stderr
    assert "secret" not in ended.stderr
