"""Whether the twin works: for supervisors, for monitoring, and for who looks for what is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

import psycopg
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from twin import __version__
from twin.api.context import Context, Now, Shared
from twin.store.areas import list_areas
from twin.store.migrate import state
from twin.store.pool import Connection, engine
from twin.store.workers import WorkerBeat, workers

router = APIRouter(tags=["health"])

_FRESH = timedelta(seconds=30)


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])
    version: str = Field(examples=[__version__])


class Part(BaseModel):
    """A part of the twin."""

    ready: bool
    told: str = Field(description="One line: what it is, or what is wrong.")


class DatabasePart(Part):
    """The database."""

    engine: str | None = Field(default=None, description="`TimescaleDB` or `PostgreSQL`.")
    version: str | None = Field(default=None, examples=["18.6"])
    timescaledb: str | None = Field(default=None, description="Version of the extension, if any.")


class Readiness(BaseModel):
    """Whether all parts work together."""

    ready: bool
    version: str
    database: DatabasePart
    migrations: Part
    area: Part
    ingest: Part
    broker: Part


@router.get("/healthz", summary="The process answers")
def healthz() -> Alive:
    """For supervisors: the process is alive; it says nothing of database or broker."""
    return Alive(status="ok", version=__version__)


@router.get(
    "/readyz",
    summary="All parts work",
    responses={503: {"model": Readiness, "description": "A part does not; its `told` says why."}},
)
def readyz(shared: Shared, now: Now, response: Response) -> Readiness:
    """Database with engine and version, migrations, area, ingest and broker, each in a line."""
    try:
        with shared.pool.connection(timeout=3) as conn:
            parts = _parts(shared, conn, now)
    except psycopg.OperationalError:
        unknown = Part(ready=False, told="not known while the database is away")
        parts = {
            "database": DatabasePart(ready=False, told="the database does not answer"),
            "migrations": unknown,
            "area": unknown,
            "ingest": unknown,
            "broker": unknown,
        }
    ready = all(part.ready for part in parts.values())
    if not ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness.model_validate(
        {"ready": ready, "version": __version__}
        | {name: part.model_dump() for name, part in parts.items()}
    )


def _parts(shared: Context, conn: Connection, now: datetime) -> dict[str, Part]:
    runs = engine(conn)
    told = f"{runs.name} {runs.timescaledb} on PostgreSQL" if runs.timescaledb else runs.name
    waiting = state(conn).pending
    fresh = [worker for worker in workers(conn) if now - worker.at < _FRESH]
    return {
        "database": DatabasePart(
            ready=True,
            told=f"{told} {runs.version}",
            engine=runs.name,
            version=runs.version,
            timescaledb=runs.timescaledb,
        ),
        "migrations": Part(
            ready=not waiting,
            told=f"waiting: {', '.join(waiting)}" if waiting else "all have run",
        ),
        "area": _area(conn, shared.config.default_area),
        "ingest": _ingest(fresh),
        "broker": _broker(fresh),
    }


def _area(conn: Connection, wanted: str | None) -> Part:
    known = {row.id: row for row in list_areas(conn)}
    if wanted is not None and wanted not in known:
        return Part(ready=False, told=f"'{wanted}' is not loaded: twin area load")
    if not known:
        return Part(ready=False, told="none is loaded: twin area load")
    names = [known[wanted].name] if wanted is not None else [row.name for row in known.values()]
    return Part(ready=True, told=", ".join(names))


def _ingest(fresh: list[WorkerBeat]) -> Part:
    if not fresh:
        return Part(
            ready=False, told=f"no worker gave a sign of life in {_FRESH.seconds} s: twin ingest"
        )
    return Part(ready=True, told=", ".join(worker.id for worker in fresh))


def _broker(fresh: list[WorkerBeat]) -> Part:
    connected = sorted({worker.broker for worker in fresh if worker.connected})
    if not connected:
        return Part(ready=False, told="no worker has its broker")
    return Part(ready=True, told=", ".join(connected))
