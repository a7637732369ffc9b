"""Publishing the fleet: the past in lists, then the present at its own pace.

The values follow simulated time, which runs `speedup` times as fast as the clock; the times in
the messages are the wall clock's, so that nothing is ever measured in the future. However fast
time runs, a device sends at most once a second and leaves out the readings between.
"""

from __future__ import annotations

import heapq
import math
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from sensors.pace import Pace
from sensors.publisher import Publisher
from sensors.simulator import encode
from sensors.simulator.city import City
from sensors.simulator.devices import Device, Emission, Faults, emissions, ticks
from twin.quantities import QUANTITIES

_FOREVER = timedelta(days=36_500)
_LIST = 200
_PAST_STEP = 300


def publish(
    publisher: Publisher,
    devices: Sequence[Device],
    faults: Faults,
    *,
    seed: int,
    speedup: float,
    backfill: timedelta,
    start: datetime,
    stop: threading.Event,
) -> None:
    """Publish what the devices measure until `stop` is set.

    Parameters
    ----------
    speedup
        Above 0.
    backfill
        So much of the past is published first.
    start
        The wall clock now, aware; simulated time begins there too.
    """
    city = City(seed)
    pace = Pace(start, start, speedup)
    for topic, payload in past(city, devices, faults, start - backfill, start):
        if stop.is_set() or not publisher.send(topic, payload):
            return
    publisher.settle()
    for at, device in _upcoming(devices, start, math.ceil(speedup)):
        wait = (pace.due(at) - datetime.now(UTC)).total_seconds()
        if stop.wait(max(0.0, wait)):
            return
        for one in emissions(city, device, at, faults):
            stamp = _milliseconds(pace.due(one.at) + _skew(device, one))
            for message in _messages(device, [(stamp, one.values)]):
                if not publisher.send(*message):
                    return


def past(
    city: City, devices: Sequence[Device], faults: Faults, start: datetime, end: datetime
) -> Iterator[tuple[str, bytes]]:
    """The messages of a period that is over: per device, in lists.

    Levels come once in five minutes at most; amounts come all, or their sums would be wrong.
    """
    for device in devices:
        amounts = any(QUANTITIES[key].aggregation == "sum" for key in device.quantities)
        step = 0 if amounts else _PAST_STEP
        sent = (
            (one.at + _skew(device, one), one.values)
            for at in ticks(device, start, end, step)
            for one in emissions(city, device, at, faults)
        )
        while some := list(islice(sent, _LIST)):
            yield from _messages(device, some)


def _upcoming(
    devices: Sequence[Device], start: datetime, step: int
) -> Iterator[tuple[datetime, Device]]:
    """Every reading of every device from `start` on, in order of time."""
    return heapq.merge(
        *(_series(device, start, step) for device in devices),
        key=lambda pair: (pair[0], pair[1].id),
    )


def _series(device: Device, start: datetime, step: int) -> Iterator[tuple[datetime, Device]]:
    for at in ticks(device, start, start + _FOREVER, step):
        yield at, device


def _skew(device: Device, one: Emission) -> timedelta:
    """How wrong the time in the message is: never with LoRaWAN, where the network tells it."""
    return timedelta(0) if device.address and device.address.startswith("v3/") else one.skew


def _messages(device: Device, readings: Sequence[encode.Reading]) -> Iterator[encode.Message]:
    return encode.messages(device.id, device.address, device.alias, readings)


def _milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
