"""A real API server on a free port, on a real database."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
import uvicorn
from fastapi import FastAPI

from tests.fix_db import Database
from tests.fix_processes import until
from twin.api.app import ApiConfig, build_app
from twin.api.context import Computing
from twin.embedded.ports import LOOPBACK, free_port
from twin.model import Area, Origin, Thing
from twin.store.areas import save_area
from twin.store.keys import SECRET_BYTES, Scope, create
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things
from twin.store.workers import WorkerBeat, beat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@contextmanager
def serving(
    database_url: str,
    *,
    default_area: str | None = None,
    web_dir: Path | None = None,
    write_url: str | None = None,
    computing: Computing | None = None,
    planners_here: bool = False,
) -> Iterator[str]:
    """Serve the API for as long as the context lasts; gives its address."""
    config = ApiConfig(
        database_url=database_url,
        default_area=default_area,
        web_dir=web_dir,
        write_url=write_url,
        computing=computing or Computing(),
        planners_here=planners_here,
    )
    with serving_app(build_app(config)) as url:
        yield url


@contextmanager
def serving_app(app: FastAPI, port: int | None = None, host: str = LOOPBACK) -> Iterator[str]:
    """The same of an app that is there, for who looks into it; on a port of its choice or any."""
    port = port or free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="error",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive(), "the API starts")
    assert server.started, "the API did not start"
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the API stops when asked"


@dataclass(frozen=True)
class Api:
    """A served twin with the sample area and two things, one of which has measured."""

    url: str
    client: httpx.Client
    database: Database
    pm25: int
    """Number of the datastream that has measured: one value a minute in the hour up to NOW."""

    def key(self, *scopes: Scope) -> dict[str, str]:
        """The header of a new key that opens `scopes`."""
        with psycopg.connect(self.database.owner, autocommit=True) as conn:
            secret = secrets.token_urlsafe(SECRET_BYTES)
            token = create(conn, "test", set(scopes), secret=secret, now=NOW)
        return {"Authorization": f"Bearer {token}"}

    def store(self, value: float, moment: datetime) -> None:
        """Store one reading of the datastream, as ingest would."""
        with psycopg.connect(self.database.ingest, autocommit=True) as conn:
            store_batch(conn, [Reading(self.pm25, moment, value, moment, source="test")], [])


def fill(database: Database, area: Area, now: datetime = NOW) -> int:
    """Save an area, two things and an hour of readings; returns the number of the datastream."""
    things = [
        Thing("kit-1", "Luchtmeter 1", Origin.REPLAY, ("pm25", "temperature"), area.id, 6.8, 52.26),
        Thing("kit-2", "Luchtmeter 2", Origin.SYNTHETIC, ("pm25",), area.id),
        Thing("elders", "Meter elders", Origin.REAL, ("noise_level",)),
    ]
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_area(conn, area, "as tests made it")
        save_things(conn, things)
        known = registry(conn).streams
    pm25 = known["kit-1", "pm25"].id
    moments = [now - timedelta(minutes=minute) for minute in range(60)]
    with psycopg.connect(database.ingest, autocommit=True) as conn:
        readings = [
            Reading(pm25, moment, 8.0 + moment.minute / 60, moment, source="test")
            for moment in moments
        ]
        store_batch(conn, readings, [])
        beat(
            conn,
            WorkerBeat("twin-ingest", "127.0.0.1:1883", True, 60, 60, datetime.now(UTC)),
        )
    return pm25


@pytest.fixture(scope="module")
def api(module_database: Database, sample_area: Area) -> Iterator[Api]:
    """The sample area served, with a client that asks it."""
    pm25 = fill(module_database, sample_area)
    with (
        serving(
            module_database.api, default_area=sample_area.id, write_url=module_database.write
        ) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield Api(url, client, module_database, pm25)
