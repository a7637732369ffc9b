"""What one core decodes, looks up and judges, without broker and database.

Against what reads and stores the same over the network in C, decoding nothing: `mosquitto_sub |
psql COPY`, about 70,000 messages a second here. In processor time, so that a busy machine does not
count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sensors.simulator import encode
from tests.fix_registry import registry_of
from twin.ingest import intake
from twin.ingest.quality import Judge
from twin.model import Message, Origin, Thing
from twin.store.registry import Registry

_THINGS = 200
_START = datetime(2026, 11, 22, tzinfo=UTC)
_KEYS = ("temperature", "humidity")
_PIPE = "mosquitto_sub | psql COPY, which decodes nothing: 70,000 messages/s"


def _things(address: str | None, alias: str | None, profile: str | None) -> list[Thing]:
    return [
        Thing(
            f"t{n}",
            "",
            Origin.SYNTHETIC,
            _KEYS,
            longitude_lonlat=6.79,
            latitude_lonlat=52.26,
            address=address and address.format(n),
            alias=alias and alias.format(n),
            profile=profile,
        )
        for n in range(_THINGS)
    ]


def _messages(
    things: list[Thing], count: int, readings: int, keys: tuple[str, ...]
) -> list[Message]:
    """`count` messages of so many readings, one minute apart, each received as it was measured."""
    made: list[Message] = []
    for n in range(count):
        thing = things[n % _THINGS]
        first = _START + timedelta(minutes=n * readings // _THINGS)
        series = [
            (first + timedelta(minutes=r), dict.fromkeys(keys, 8.1 + (n + r) % 7 / 10))
            for r in range(readings)
        ]
        for topic, payload in encode.messages(thing.id, thing.address, thing.alias, series):
            made.append(Message(topic, payload, series[-1][0]))
    return made


def _rate(messages: list[Message], registry: Registry) -> float:
    """Readings per second of processor time, in the best of five runs."""
    best = float("inf")
    for _ in range(5):
        judge, readings = Judge(), 0
        began = time.process_time()
        for message in messages:
            readings += intake.read(message, registry, judge).counts().total()
        best = min(best, time.process_time() - began)
    return readings / best


def figures() -> dict[str, dict[str, Any]]:
    """Readings per second by format."""
    native = _things(None, None, None)
    senml = _things("senml/gw", "urn:dev:org:32473-t{}", None)
    ttn = _things("v3/bench@twin/devices/t{}", None, "own-formatter")
    one = _KEYS[:1]

    def of(things: list[Thing], *shape: Any) -> float:
        return _rate(_messages(things, *shape), registry_of(things))

    measure: dict[str, tuple[Callable[[], float], str]] = {
        "native_single": (lambda: of(native, 20_000, 1, one), ">= 60000"),
        "native_two_values": (lambda: of(native, 10_000, 1, _KEYS), ""),
        "native_list_of_100": (lambda: of(native, 200, 100, one), ""),
        "sensorthings": (lambda: _rate(_observations(20_000), registry_of(native)), ""),
        "senml_pack_of_100": (lambda: of(senml, 200, 100, one), "> 70000"),
        "things_stack_uplink_of_two": (lambda: of(ttn, 5_000, 1, _KEYS), ""),
    }
    return {
        name: {"value": round(rate()), "unit": "readings/s", "goal": goal,
               "against": _PIPE if goal else ""}
        for name, (rate, goal) in measure.items()
    }  # fmt: skip


def _observations(count: int) -> list[Message]:
    body = '{{"phenomenonTime": "{}", "result": {}}}'
    moments = [_START + timedelta(minutes=n // _THINGS) for n in range(count)]
    return [
        Message(
            f"v1.1/Datastreams({n % (2 * _THINGS) + 1})/Observations",
            body.format(at.isoformat(), 8.1 + n % 7 / 10).encode(),
            at,
        )
        for n, at in enumerate(moments)
    ]
