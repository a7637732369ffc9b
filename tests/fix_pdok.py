"""Open data services: a stand-in that can fail, and pygeoapi, both with real data."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.fix_processes import until
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


@pytest.fixture(scope="session")
def pygeoapi(shared: Path) -> Iterator[str]:
    """The address of a real OGC API Features server: Hilversum's roads in pages by offset."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.standin.pygeoapi", str(shared)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            assert address, "pygeoapi did not start: see its error above"
            until(lambda: answers(address), "pygeoapi answers")
            yield address
        finally:
            process.terminate()


def answers(address: str) -> bool:
    """Whether an HTTP server answers with success."""
    try:
        return httpx.get(f"{address}/?f=json").is_success
    except httpx.TransportError:
        return False


def pytest_addoption(parser: pytest.Parser) -> None:
    """Ask for the tests that need the services themselves."""
    parser.addoption(
        "--online", action="store_true", help="also ask PDOK, 3D BAG and CBS themselves"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the mark."""
    config.addinivalue_line("markers", "online: asks the real services; needs internet")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs internet, unless it is asked for."""
    if config.getoption("--online"):
        return
    skip = pytest.mark.skip(reason="asks PDOK itself: run with --online where there is internet")
    for item in items:
        if item.get_closest_marker("online"):
            item.add_marker(skip)
