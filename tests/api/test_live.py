"""Live values: what is stored reaches every listener, and nothing is missed after a break."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.fix_api import NOW, Api


@contextmanager
def listening(api: Api, last_event_id: str | None = None) -> Iterator[Iterator[dict[str, Any]]]:
    """Events `observation` of the live stream, each with its id."""
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    with httpx.stream("GET", f"{api.url}/api/v1/live", headers=headers, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for line in lines:
        if not line and event.get("event") == "observation":
            yield json.loads(event["data"]) | {"id": event["id"]}
        if not line:
            event = {}
        name, _, value = line.partition(": ")
        event[name] = value


def test_a_listener_first_gets_the_newest_values_and_then_each_new_one(api: Api) -> None:
    with listening(api) as events:
        first = next(events)
        assert first["thing"] == "kit-1"
        api.store(33.5, NOW + timedelta(minutes=1))
        second = next(events)
        assert second["v"] == 33.5
        assert int(second["id"]) > int(first["id"])
        assert second["t"] == "2026-11-22T12:01:00Z"


def test_a_listener_that_comes_back_gets_what_it_missed_and_nothing_twice(api: Api) -> None:
    api.store(40.0, NOW + timedelta(minutes=2))
    with listening(api) as events:
        seen = next(events)
        assert seen["v"] == 40.0
    api.store(41.0, NOW + timedelta(minutes=3))
    with listening(api, seen["id"]) as events:
        assert next(events)["v"] == 41.0


def test_every_listener_gets_it_and_late_data_does_not_move_the_newest(api: Api) -> None:
    with listening(api) as one, listening(api) as other:
        next(one)
        next(other)
        api.store(50.0, NOW - timedelta(days=3))
        api.store(51.0, NOW + timedelta(minutes=4))
        assert next(one)["v"] == 51.0
        assert next(other)["v"] == 51.0


def test_a_listener_of_another_area_hears_nothing_of_this_one(api: Api) -> None:
    address = f"{api.url}/api/v1/live?area=elders"
    with httpx.stream("GET", address, timeout=httpx.Timeout(10, read=1.5)) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "retry: 2000"
        api.store(60.0, NOW + timedelta(minutes=5))
        with pytest.raises(httpx.ReadTimeout):
            assert not [line for line in lines if line.startswith("data")]
