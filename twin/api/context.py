"""What requests share: the pool, the scenes and layers made so far, and the live hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from twin.api.assets import SceneAssets
from twin.api.audience import Audience
from twin.api.features.collections import Lookups
from twin.api.hub import Hub
from twin.api.sensorthings.creation import Door
from twin.api.watching import Watching
from twin.embedded.ports import LOOPBACK
from twin.jobs.runs import Limits, Runs
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.registry import INDICATORS
from twin.store.pool import Connection, Pool


@dataclass(frozen=True, slots=True)
class Computing:
    """How indicators are computed.

    Attributes
    ----------
    workers
        Processes at most; none runs before the first run.
    folder
        Where costly arrays and durations are kept; None keeps nothing.
    cache_bytes
        Bound of the former.
    known
        Indicators by name.
    compiled
        Whether the loops that compute are compiled; until then a first run takes longer.
    """

    workers: int = 1
    folder: Path | None = None
    cache_bytes: int = 2_000_000_000
    limits: Limits = field(default_factory=Limits)
    known: Mapping[str, Indicator] = field(default_factory=lambda: INDICATORS)
    compiled: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """What the API needs to know.

    Attributes
    ----------
    database_url
        PostgreSQL or TimescaleDB, as a member of `twin_api`.
    default_area
        The area that must be there for the twin to be ready; None when any will do.
    web_dir
        The built front end; None to serve the API alone.
    write_url
        The same database as a member of `twin_write`, for who has a key; None: nobody writes.
    planners_here
        Whether who sits at this machine may make scenarios without a key.
    computing
        How indicators are computed; they are where there is a `write_url`.
    host, port
        Where it listens, for who asks how phones can reach it.
    """

    database_url: str
    default_area: str | None
    web_dir: Path | None
    write_url: str | None = None
    planners_here: bool = False
    computing: Computing = field(default_factory=lambda: Computing())
    host: str = LOOPBACK
    port: int = 8000


@dataclass(frozen=True, slots=True)
class Context:
    """Lives as long as the app runs."""

    config: ApiConfig
    pool: Pool
    assets: SceneAssets
    hub: Hub
    write_pool: Pool | None = None
    runs: Runs | None = None
    audience: Audience = field(default_factory=Audience)
    door: Door = field(default_factory=Door)
    lookups: Lookups = field(default_factory=Lookups)
    watching: Watching = field(default_factory=Watching)

    @property
    def known(self) -> Mapping[str, Indicator]:
        """Indicators by name."""
        return self.config.computing.known


def context(request: Request) -> Context:
    """The context of the app that serves `request`."""
    shared: Context = request.app.state.context
    return shared


def connection(request: Request) -> Iterator[Connection]:
    """A connection from the pool for as long as the request takes."""
    with context(request).pool.connection() as conn:
        yield conn


def now() -> datetime:
    """The clock, as something that tests can replace."""
    return datetime.now(UTC)


Shared = Annotated[Context, Depends(context)]
Database = Annotated[Connection, Depends(connection)]
Now = Annotated[datetime, Depends(now)]
