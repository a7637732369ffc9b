"""Readings as messages; pure, and the inverse of the twin's decoders.

Natively as `twin/v1/…`, as SenML packs (RFC 8428) of a gateway, or as uplinks of The Things Stack.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

Reading = tuple[datetime, Mapping[str, float]]
"""A moment, aware, and the values by quantity in the unit of each."""

Message = tuple[str, bytes]
"""Topic and payload."""

SESSION = "c2ltdWxhdG9y"
"""The one session that every simulated LoRaWAN device keeps."""

_LEFT_OUT_AT_ZERO = {"precipitation", "vehicle_count", "people_count", "parking_occupied"}


def messages(
    thing: str, address: str | None, alias: str | None, readings: Sequence[Reading]
) -> Iterator[Message]:
    """The messages of one thing's readings, in the format that goes with its address."""
    if address is None:
        if len(readings) == 1 and len(readings[0][1]) == 1:
            ((at, values),) = readings
            ((key, value),) = values.items()
            yield single(thing, key, at, value)
        else:
            yield message(thing, readings)
    elif address.startswith("v3/"):
        for at, values in readings:
            yield uplink(address, at, values)
    else:
        yield pack(address, alias or thing, readings)


def message(thing: str, readings: Sequence[Reading]) -> Message:
    """One or more readings of a thing; several become a list."""
    items = [{"t": _time(at), "values": dict(values)} for at, values in readings]
    return f"twin/v1/{thing}", _json(items[0] if len(items) == 1 else items)


def single(thing: str, quantity: str, at: datetime, value: float) -> Message:
    """One value of one quantity."""
    return f"twin/v1/{thing}/{quantity}", _json({"t": _time(at), "v": value})


def pack(address: str, name: str, readings: Sequence[Reading]) -> Message:
    """A SenML pack: the name once, the first whole second once, and times from there."""
    start = int(readings[0][0].timestamp())
    records: list[dict[str, object]] = [{"bn": f"{name}:", "bt": start}]
    for at, values in readings:
        seconds = at.timestamp() - start
        for key, value in values.items():
            time = {"t": seconds} if seconds else {}
            records.append({"n": key, **time, "v": value})
    return address, _json([{**records[0], **records[1]}, *records[2:]])


def uplink(address: str, at: datetime, values: Mapping[str, float]) -> Message:
    """An uplink as The Things Stack sends it, with a formatter that leaves out zeros.

    The device has no clock: the network tells when it heard it. Its count is the second in which
    it spoke, so that the same reading is the same uplink whenever it is sent.
    """
    _, application, _, device = address.split("/")
    decoded = {key: value for key, value in values.items() if value or key not in _LEFT_OUT_AT_ZERO}
    raw = b"".join(struct.pack(">d", value) for value in values.values())
    heard = _time(at)
    return f"{address}/up", _json(
        {
            "end_device_ids": {
                "device_id": device,
                "application_ids": {"application_id": application.partition("@")[0]},
            },
            "received_at": heard,
            "uplink_message": {
                "session_key_id": SESSION,
                "f_port": 1,
                "f_cnt": int(at.timestamp()),
                "frm_payload": base64.b64encode(raw).decode(),
                "decoded_payload": decoded,
                "rx_metadata": [{"gateway_ids": {"gateway_id": "simulator"}, "rssi": -80}],
                "received_at": heard,
            },
        }
    )


def _json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
