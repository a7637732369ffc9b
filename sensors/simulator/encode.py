"""Readings as the native messages of Twin; pure, and the inverse of its decoder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

Reading = tuple[datetime, Mapping[str, float]]
"""A moment, aware, and the values by quantity in the unit of each."""


def message(thing: str, readings: Sequence[Reading]) -> tuple[str, bytes]:
    """Topic and payload of one or more readings of a thing; several become a list."""
    items = [{"t": _time(at), "values": dict(values)} for at, values in readings]
    payload = items[0] if len(items) == 1 else items
    return f"twin/v1/{thing}", json.dumps(payload, separators=(",", ":")).encode()


def single(thing: str, quantity: str, at: datetime, value: float) -> tuple[str, bytes]:
    """Topic and payload of one value of one quantity."""
    payload = json.dumps({"t": _time(at), "v": value}, separators=(",", ":"))
    return f"twin/v1/{thing}/{quantity}", payload.encode()


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
