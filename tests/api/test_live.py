"""Live values: what is stored reaches every listener, and nothing is missed after a break."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.fix_api import NOW, Api, fill, serving
from tests.fix_db import Database
from tests.fix_proxy import Proxy
from twin.api.hub import Listener
from twin.model import Area, Origin
from twin.store.observations import LiveRow


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
        assert second["origin"] == "replay"
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


def test_listeners_are_told_that_the_database_is_away_and_go_on_when_it_is_back(
    database: Database, sample_area: Area, proxy: Callable[[str, int], Proxy]
) -> None:
    pm25 = fill(database, sample_area)
    real = urlsplit(database.api)
    cable = proxy(real.hostname or "", real.port or 5432)
    there = real._replace(netloc=f"{real.netloc.rpartition(':')[0]}:{cable.port}").geturl()
    with (
        serving(there) as url,
        httpx.stream("GET", f"{url}/api/v1/live", timeout=60) as answer,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        lines = answer.iter_lines()
        next(line for line in lines if line.startswith("data: {"))
        cable.cut()
        assert next(line for line in lines if line.startswith("data: ")) == "data: away"
        away = client.get("/readyz")
        assert away.status_code == 503
        assert "does not answer" in away.json()["database"]["told"]
        assert client.get("/api/v1/things").status_code == 503
        assert client.get("/healthz").status_code == 200
        cable.mend()
        assert next(line for line in lines if line.startswith("data: ")) == "data: back"
        Api(url, client, database, pm25).store(70.0, NOW + timedelta(minutes=9))
        values = (json.loads(line[6:])["v"] for line in lines if line.startswith("data: {"))
        assert 70.0 in values


def test_who_is_slow_gets_the_newest_value_of_each_datastream_and_no_pile() -> None:
    def row(datastream: int, second: int) -> LiveRow:
        moment = NOW + timedelta(seconds=second)
        return LiveRow(
            datastream, "kit-1", "pm25", moment, float(second), moment, moment, Origin.REAL
        )

    async def slow() -> list[LiveRow]:
        listener = Listener(None)
        for second in range(10_000):
            listener.put([row(second % 3, second)])
        return await listener.take(1)

    assert [one.value for one in asyncio.run(slow())] == [9997.0, 9998.0, 9999.0]
