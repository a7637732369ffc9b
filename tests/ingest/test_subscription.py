"""What docs/adr/0002-mqtt-versions.md says that brokers do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fix_mqtt import MOSQUITTO_PUB, Broker, Iotcore, Mosquitto, publish
from tests.fix_processes import until
from tests.fix_proxy import Proxy
from twin.errors import ParameterInvalid
from twin.ingest.subscription import BrokerAddress, Subscription
from twin.ingest.worker import utc_now

MESSAGES = [("twin/v1/a/pm25", str(n)) for n in range(300)]


class Session:
    """A subscription, and what it heard that was not asked for yet."""

    def __init__(self, url: str, in_flight: int = 500, topics: tuple[str, ...] = ("#",)) -> None:
        self.subscription = Subscription(
            BrokerAddress.parse(url), "test-session", topics, in_flight, utc_now
        )
        self._numbers: list[int] = []
        self._acknowledgement = b""

    def listen(self, seconds: float = 0.05) -> bool:
        """Take in what comes; whether anything did."""
        connection = self.subscription.connection
        heard = self.subscription.receive(seconds)
        if self.subscription.connection != connection:
            self._acknowledgement = b""
        self._numbers += [int(message.payload) for message in heard.kept]
        self._acknowledgement += heard.acknowledgement
        return bool(heard.kept)

    def connect(self) -> Session:
        until(lambda: not self.listen() and self.subscription.connected, "the session is there")
        return self

    def receive(self, count: int) -> tuple[list[int], bytes]:
        """The next `count` messages, and what acknowledges them."""
        until(lambda: self.listen() or len(self._numbers) >= count, f"{count} messages come")
        until(lambda: len(self._numbers) >= count or not self.listen(5), f"{count} messages come")
        got, self._numbers = self._numbers[:count], self._numbers[count:]
        answer = self._acknowledgement[: 4 * count]
        self._acknowledgement = self._acknowledgement[4 * count :]
        assert len(got) == count
        return got, answer

    def acknowledge(self, answer: bytes) -> None:
        self.subscription.acknowledge(self.subscription.connection, answer)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("INFO", "twin.ingest")
    return caplog


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_the_version_of_the_embedded_broker_is_found_out(
    iotcore: Iotcore, version: str, log: pytest.LogCaptureFixture
) -> None:
    url = iotcore.url_v5 if version == "5" else iotcore.url
    Session(url).connect().subscription.close()
    assert f"protocol={version} " in log.text


def test_mosquitto_speaks_mqtt_5(mosquitto: Broker, log: pytest.LogCaptureFixture) -> None:
    Session(mosquitto.url).connect().subscription.close()
    assert "protocol=5 " in log.text


def test_what_is_not_acknowledged_comes_again(broker: Broker) -> None:
    first = Session(broker.url).connect()
    publish(broker.url, MESSAGES[:90])
    _, answer = first.receive(90)
    first.acknowledge(answer[:40])
    publish(broker.url, MESSAGES[90:95])  # by then the acknowledgements are there
    first.receive(5)
    first.subscription.close()
    second = Session(broker.url)
    again, answer = second.receive(85)
    second.acknowledge(answer)
    second.subscription.close()
    assert again == list(range(10, 95))


def test_the_last_acknowledgements_before_a_goodbye_arrive(broker: Broker) -> None:
    first = Session(broker.url).connect()
    publish(broker.url, MESSAGES[:90])
    _, answer = first.receive(90)
    publish(broker.url, MESSAGES[90:95])  # unread when we leave
    first.acknowledge(answer)
    first.subscription.close()
    second = Session(broker.url)
    assert second.receive(5)[0] == list(range(90, 95))
    second.subscription.close()


def test_the_client_bounds_what_is_under_way_with_mosquitto(mosquitto: Broker) -> None:
    session = Session(mosquitto.url, in_flight=20).connect()
    publish(mosquitto.url, MESSAGES[:100])
    _, answer = session.receive(20)
    assert not session.listen(0.5)
    session.acknowledge(answer)
    assert session.receive(20)[0] == list(range(20, 40))
    session.subscription.close()


def test_an_acknowledgement_of_an_earlier_connection_is_left_out(
    mosquitto: Broker, log: pytest.LogCaptureFixture
) -> None:
    session = Session(mosquitto.url).connect()
    publish(mosquitto.url, MESSAGES[:10])
    earlier = session.subscription.connection
    _, late = session.receive(10)
    mosquitto.stop()
    mosquitto.start()
    again, _ = session.connect().receive(10)  # they come before it says that we may listen
    assert "event=broker_back" in log.text
    session.subscription.acknowledge(earlier, late)
    session.subscription.close()
    fresh = Session(mosquitto.url)
    assert fresh.receive(10)[0] == again == list(range(10))
    fresh.subscription.close()


def test_a_line_that_is_cut_in_mid_message_is_found_again(
    mosquitto: Broker, proxy: Callable[[str, int], Proxy]
) -> None:
    address = urlsplit(mosquitto.url)
    cable = proxy(address.hostname or "", address.port or 0)
    session = Session(f"mqtt://127.0.0.1:{cable.port}").connect()
    publish(mosquitto.url, MESSAGES[:100])
    session.receive(30)
    cable.cut()
    until(lambda: not session.listen(0) and not session.subscription.connected, "it is lost")
    cable.mend()
    fresh = Session(mosquitto.url)
    assert fresh.receive(100)[0] == list(range(100))
    fresh.subscription.close()


def test_over_tls_the_broker_must_prove_who_it_is(
    tmp_path: Path,
    make_mosquitto: Callable[[str], Mosquitto],
    monkeypatch: pytest.MonkeyPatch,
    log: pytest.LogCaptureFixture,
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None or not MOSQUITTO_PUB:
        pytest.skip("needs mosquitto_pub and openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
         "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    broker = make_mosquitto(f"certfile {certificate}\nkeyfile {key}\n")
    url = broker.url.replace("mqtt://127.0.0.1", "mqtts://localhost")
    stranger = Session(url)
    until(lambda: not stranger.listen() and "event=broker_lost" in log.text, "it is refused")
    assert "certificate verify failed" in log.text
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusting = Session(url).connect()
    subprocess.run(
        [MOSQUITTO_PUB, "-h", "localhost", "-p", str(urlsplit(url).port), "--cafile", certificate,
         "-q", "1", "-l", "-t", "twin/v1/a/pm25"],
        input="".join(f"{n}\n" for n in range(250)).encode(), check=True,
    )  # fmt: skip
    got, answer = trusting.receive(200)
    trusting.acknowledge(answer)
    assert got + trusting.receive(50)[0] == list(range(250))
    trusting.subscription.close()


@pytest.mark.parametrize("url", ["", "localhost:1883", "http://broker", "mqtt://", "mqtt://b:x"])
def test_an_address_that_is_not_mqtt_is_refused(url: str) -> None:
    with pytest.raises(ParameterInvalid, match="is not one of MQTT"):
        BrokerAddress.parse(url)


def test_an_address_keeps_its_password_to_itself() -> None:
    address = BrokerAddress.parse("mqtts://twin:p%40ss@broker.example")
    assert (address.port, address.tls, address.user, address.password) == (
        8883, True, "twin", "p@ss",
    )  # fmt: skip
    assert str(address) == "broker.example:8883"
    with pytest.raises(ParameterInvalid) as problem:
        BrokerAddress.parse("http://twin:secret@broker")
    assert "secret" not in str(problem.value)
