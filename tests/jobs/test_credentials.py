"""Each login publishes its own topics and no other, at a real Mosquitto, also over TLS."""

from __future__ import annotations

import itertools
import ssl
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sensors.publisher import Publisher
from tests.fix_guarded import Client, Guarded
from tests.fix_mqtt import MOSQUITTO
from tests.store.made import thing
from twin.errors import NotFound
from twin.jobs.credentials import Credentials, credentials, grants, hashed, matches
from twin.model import Datastream, Origin, Thing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KIT = thing("kit-1", "pm25")
OTHER = thing("kit-2", "pm25")
LORA = replace(thing("lora", "temperature"), address="v3/stad/devices/eui-1", gateway="ttn-stad")
LORA_2 = replace(
    thing("lora-2", "temperature"), address="v3/stad/devices/eui-2", gateway="ttn-stad"
)
NODE = replace(thing("node", "noise_level"), address="senml/gw-1", gateway="gw-1")
THINGS = [KIT, OTHER, LORA, LORA_2, NODE]


def streams(things: list[Thing]) -> list[Datastream]:
    """One datastream for each thing, numbered from 1."""
    return [
        Datastream(number, one.id, one.quantities[0], Origin.REAL)
        for number, one in enumerate(things, 1)
    ]


def make(
    things: list[Thing],
    known: str = "",
    given: dict[str, str] | None = None,
    renew: Sequence[str] = (),
) -> Credentials:
    """Credentials for things, from bytes that differ each time instead of random ones."""
    numbers = itertools.count(1)
    return credentials(
        grants(things, streams(things), NOW),
        known=known,
        given=given,
        renew=renew,
        randomness=lambda size: bytes([next(numbers)]) * size,
    )


def test_a_login_has_the_topics_of_its_things() -> None:
    assert grants(THINGS, streams(THINGS), NOW) == {
        "kit-1": ["twin/v1/kit-1", "twin/v1/kit-1/#", "v1.1/Datastreams(1)/Observations"],
        "kit-2": ["twin/v1/kit-2", "twin/v1/kit-2/#", "v1.1/Datastreams(2)/Observations"],
        "ttn-stad": [
            "v3/stad/devices/eui-1",
            "v3/stad/devices/eui-1/#",
            "v3/stad/devices/eui-2",
            "v3/stad/devices/eui-2/#",
            "v1.1/Datastreams(3)/Observations",
            "v1.1/Datastreams(4)/Observations",
        ],
        "gw-1": ["senml/gw-1", "senml/gw-1/#", "v1.1/Datastreams(5)/Observations"],
    }


def test_what_is_retired_has_no_topics() -> None:
    kit, other = streams([KIT, OTHER])
    assert grants([replace(KIT, retired_at=NOW)], [replace(kit, retired_at=NOW)], NOW) == {}
    granted = grants([KIT, OTHER], [replace(kit, retired_at=NOW), other], NOW)
    assert granted["kit-1"] == ["twin/v1/kit-1", "twin/v1/kit-1/#"]
    later = NOW.replace(year=2027)
    assert "kit-1" in grants([replace(KIT, retired_at=later)], [kit], NOW)


def test_new_passwords_are_told_once_and_known_ones_kept() -> None:
    first = make([KIT])
    assert set(first.made) == {"ingest", "kit-1"}
    assert len(set(first.made.values())) == 2
    assert all(len(word) == 32 for word in first.made.values())
    assert not any(word in first.passwords for word in first.made.values())
    second = make([KIT, OTHER], first.passwords)
    assert set(second.made) == {"kit-2"}
    assert second.kept == ("ingest", "kit-1")
    assert second.passwords.startswith(first.passwords)


def test_a_login_whose_things_are_retired_is_revoked() -> None:
    first = make([KIT, OTHER])
    second = make([replace(KIT, retired_at=NOW), OTHER], first.passwords)
    assert second.revoked == ("kit-1",)
    assert "kit-1:" not in second.passwords
    assert "user kit-1\n" not in second.access
    back = make([KIT, OTHER], second.passwords)
    assert set(back.made) == {"kit-1"}, "who comes back gets another password"


def test_a_password_can_be_renewed_or_given() -> None:
    first = make([KIT, OTHER], given={"ingest": "geheim"})
    assert set(first.made) == {"kit-1", "kit-2"}
    lines = dict(line.split(":", 1) for line in first.passwords.splitlines())
    assert matches(lines["ingest"], "geheim")
    second = make([KIT, OTHER], first.passwords, given={"ingest": "geheim"}, renew=["kit-2"])
    assert second.kept == ("ingest", "kit-1")
    assert set(second.made) == {"kit-2"}
    third = make([KIT], first.passwords, given={"ingest": "anders"})
    assert third.kept == ("kit-1",)
    assert third.passwords.splitlines()[0] != first.passwords.splitlines()[0]


def test_a_login_of_no_thing_gets_no_password() -> None:
    with pytest.raises(NotFound, match="'kit-9'"):
        make([KIT], renew=["kit-9"])
    with pytest.raises(NotFound, match="'kit-8'"):
        make([KIT], given={"kit-8": "geheim"})


def test_passwords_are_hashed_as_mosquitto_does(tmp_path: Path) -> None:
    if MOSQUITTO is None:
        pytest.skip("needs Mosquitto (Debian: apt-get install mosquitto)")
    file = tmp_path / "passwords"
    file.write_text("kit-1:geheim\n")
    subprocess.run(["mosquitto_passwd", "-U", file], check=True, capture_output=True)
    line = file.read_text().strip().removeprefix("kit-1:")
    assert line.startswith("$7$101$")
    assert matches(line, "geheim")
    assert not matches(line, "Geheim")
    assert not matches("geheim", "geheim")
    assert hashed("geheim", b"x" * 12).count("$") == line.count("$")


def test_a_forged_publication_is_refused_and_does_not_arrive(guarded: Guarded) -> None:
    made = make(THINGS)
    port = guarded.start(made.passwords, made.access)
    clients = {login: Client(port, login, word) for login, word in made.made.items()}
    heard = Client(port, "ingest", made.made["ingest"])
    heard.subscribe("#")
    own = {
        "kit-1": ["twin/v1/kit-1", "twin/v1/kit-1/pm25", "v1.1/Datastreams(1)/Observations"],
        "ttn-stad": ["v3/stad/devices/eui-1/up", "v3/stad/devices/eui-2/up"],
        "gw-1": ["senml/gw-1"],
    }
    for login, topics in own.items():
        for topic in topics:
            assert clients[login].may_publish(topic), f"{login} on its own {topic}"
            for other in clients.keys() - {login}:
                assert not clients[other].may_publish(topic), f"{other} on {topic} of {login}"
    for topic in ("twin/v1/kit-9/pm25", "twin/v1", "x", "v1.1/Datastreams(99)/Observations",
                  "v3/stad/devices/eui-3/up", "senml/gw-2", "v1.1/Observations"):  # fmt: skip
        assert not any(client.may_publish(topic) for client in clients.values()), topic
    assert clients["kit-1"].may_publish("twin/v1/kit-1/last")
    heard.wait_for("twin/v1/kit-1/last")
    assert heard.received == [*itertools.chain(*own.values()), "twin/v1/kit-1/last"]


def test_no_device_hears_another(guarded: Guarded) -> None:
    made = make([KIT, OTHER])
    port = guarded.start(made.passwords, made.access)
    kit, spy, ingest = (
        Client(port, login, made.made[login]) for login in ("kit-1", "kit-2", "ingest")
    )
    spy.subscribe("#")
    ingest.subscribe("#")
    assert kit.may_publish("twin/v1/kit-1/pm25")
    assert spy.may_publish("twin/v1/kit-2/pm25")
    ingest.wait_for("twin/v1/kit-2/pm25")
    assert spy.received == []


def test_who_is_revoked_is_out_after_a_reload_and_who_is_new_is_in(guarded: Guarded) -> None:
    first = make([KIT])
    port = guarded.start(first.passwords, first.access)
    assert Client(port, "kit-1", first.made["kit-1"]).connected
    assert not Client(port, "kit-1", "guessed").connected
    assert not Client(port, None, None).connected
    second = make([replace(KIT, retired_at=NOW), OTHER], first.passwords)
    guarded.write(second.passwords, second.access)
    guarded.until_refused("kit-1", first.made["kit-1"])
    newcomer = Client(port, "kit-2", second.made["kit-2"])
    assert newcomer.connected
    assert newcomer.may_publish("twin/v1/kit-2/pm25")


def test_devices_from_outside_come_in_over_tls_and_know_whom_they_speak_to(
    guarded: Guarded, tmp_path: Path
) -> None:
    made = make([KIT])
    authority = guarded.certify()
    guarded.start(made.passwords, made.access)
    kit = Client(guarded.tls_port, "kit-1", made.made["kit-1"], authority=authority)
    assert kit.connected
    assert kit.may_publish("twin/v1/kit-1/pm25")
    assert not kit.may_publish("twin/v1/kit-2/pm25")
    assert not Client(guarded.tls_port, "kit-1", "guessed", authority=authority).connected
    guarded.shake_hands(authority)
    stranger = Guarded(tmp_path / "stranger").certify()
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
        guarded.shake_hands(stranger)


def test_our_own_publishers_come_in_over_tls_too(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make([KIT])
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certify()))
    ingest = Client(guarded.start(made.passwords, made.access), "ingest", made.made["ingest"])
    ingest.subscribe("#")
    url = f"mqtts://kit-1:{made.made['kit-1']}@localhost:{guarded.tls_port}"
    with Publisher(url, threading.Event()) as publisher:
        publisher.send("twin/v1/kit-2/pm25", b"forged")
        publisher.send("twin/v1/kit-1/pm25", b"own")
        publisher.settle()
    ingest.wait_for("twin/v1/kit-1/pm25")
    assert ingest.received == ["twin/v1/kit-1/pm25"]
