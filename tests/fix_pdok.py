"""Open data services: a stand-in that can fail, and pygeoapi, both with real data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.standin.server import StandIn, serve
from twin.geo.pdok.client import Client
from twin.geo.pdok.services import Services, behind
from twin.jobs.fetch_area import Downloads

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def loaded_stand_in(shared: Path) -> Iterator[tuple[StandIn, str]]:
    """The stand-in that all tests share; take `stand_in` instead."""
    stand_in = StandIn(shared)
    server, address = serve(stand_in)
    yield stand_in, address
    server.shutdown()
    server.server_close()


@pytest.fixture
def stand_in(loaded_stand_in: tuple[StandIn, str]) -> Iterator[StandIn]:
    """The services of open data, without faults yet and with nothing asked."""
    stand_in = loaded_stand_in[0]
    stand_in.begin()
    yield stand_in
    stand_in.stopped.set()


@pytest.fixture
def services(loaded_stand_in: tuple[StandIn, str]) -> Services:
    """Their addresses."""
    return behind(loaded_stand_in[1])


@pytest.fixture
def pauses() -> list[float]:
    """Seconds that `client` would have waited."""
    return []


@pytest.fixture
def client(pauses: list[float]) -> Iterator[Client]:
    """A client that notes its pauses and does not wait."""
    with Client("tests@example.org", pause=pauses.append, spread=lambda: 0.0) as client:
        yield client


@pytest.fixture
def downloads(tmp_path: Path, services: Services) -> Downloads:
    """Downloads from the stand-in to a folder of this test."""
    return Downloads(tmp_path / "areas", services, "tests@example.org", lambda: MOMENT)
