"""What docs/adr/0002-mqtt-versions.md says that brokers do."""

from __future__ import annotations

import pytest

from tests.fix_mqtt import Broker, Iotcore, publish, until
from twin.errors import ParameterInvalid
from twin.ingest.subscription import BrokerAddress, Delivery, Subscription

MESSAGES = [("twin/v1/a/pm25", str(n)) for n in range(300)]


def subscribe(url: str, caplog: pytest.LogCaptureFixture, in_flight: int = 500) -> Subscription:
    caplog.set_level("INFO", "twin.ingest")
    caplog.clear()
    found = Subscription(BrokerAddress.parse(url), "test-session", ("#",), in_flight)
    until(lambda: "event=broker_connected" in caplog.text, "the session is there")
    return found


def receive(subscription: Subscription, count: int) -> list[Delivery]:
    """The next `count` messages."""
    got: list[Delivery] = []
    while len(got) < count:
        delivery = subscription.next(20)
        assert delivery is not None, f"only {len(got)} of {count} messages came"
        got.append(delivery)
    return got


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [int(delivery.message.payload) for delivery in deliveries]


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_the_version_of_the_embedded_broker_is_found_out(
    iotcore: Iotcore, version: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = iotcore.url_v5 if version == "5" else iotcore.url
    subscribe(url, caplog).close()
    assert f"protocol={version} " in caplog.text


def test_mosquitto_speaks_mqtt_5(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    subscribe(mosquitto.url, caplog).close()
    assert "protocol=5 " in caplog.text


def test_what_is_not_acknowledged_comes_again(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    first = subscribe(broker.url, caplog)
    publish(broker.url, MESSAGES[:90])
    got = receive(first, 90)
    first.acknowledge(got[:10])
    publish(broker.url, MESSAGES[90:95])  # by then the acknowledgements are there
    receive(first, 5)
    first.close()
    second = subscribe(broker.url, caplog)
    again = receive(second, 85)
    second.acknowledge(again)
    second.close()
    assert numbers(again)[-85:] == list(range(10, 95))


def test_the_client_bounds_what_is_under_way_with_mosquitto(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    subscription = subscribe(mosquitto.url, caplog, in_flight=20)
    publish(mosquitto.url, MESSAGES[:100])
    got = receive(subscription, 20)
    assert subscription.next(0.5) is None
    subscription.acknowledge(got)
    assert numbers(receive(subscription, 20)) == list(range(20, 40))
    subscription.close()


def test_an_acknowledgement_of_an_earlier_connection_is_left_out(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    subscription = subscribe(mosquitto.url, caplog)
    publish(mosquitto.url, MESSAGES[:10])
    late = receive(subscription, 10)
    mosquitto.stop()
    mosquitto.start()
    until(lambda: "event=broker_back" in caplog.text, "the session is back")
    again = receive(subscription, 10)
    subscription.acknowledge(late)
    subscription.close()
    fresh = subscribe(mosquitto.url, caplog)
    assert numbers(receive(fresh, 10)) == numbers(again) == list(range(10))
    fresh.close()


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
