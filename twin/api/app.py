"""Puts the API together; `build_app` is a function of its configuration."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import psycopg
from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware

from twin import __version__
from twin.api import (
    addresses,
    alerts,
    areas,
    beside,
    certificates,
    changes,
    compare,
    downloads,
    evening_shows,
    evenings,
    flags,
    health,
    indicators,
    ledger,
    live,
    metrics,
    nearby,
    observation_tables,
    observations,
    passports,
    playback,
    problems,
    quality,
    registration,
    results,
    runs,
    scenario_moves,
    scenarios,
    scenes,
    static,
    text,
    things,
    views,
    who,
)
from twin.api.assets import SceneAssets
from twin.api.audience import Audience
from twin.api.context import ApiConfig, Context
from twin.api.features import routes as features
from twin.api.guards import Bounded, Heads, Secure
from twin.api.homes import page as home_page
from twin.api.homes import routes as homes
from twin.api.hub import Hub
from twin.api.processes import routes as processes
from twin.api.scenario_bodies import edit_schemas
from twin.api.sensorthings import routes as sensorthings
from twin.errors import TwinError
from twin.jobs.durations import Durations
from twin.jobs.runs import Runs
from twin.jobs.worker import FromDatabase, Setup
from twin.jobs.workers import Workers
from twin.store.areas import list_areas
from twin.store.pool import Pool, open_pool

__all__ = ["ApiConfig", "build_app"]

_log = logging.getLogger(__name__)

_RESOURCES = (
    areas, addresses, nearby, quality, changes, scenes, scenarios, scenario_moves, who, indicators,
    runs, results, downloads, compare, views, evenings, evening_shows, certificates, things, alerts,
    registration, passports, observations, observation_tables, beside, playback, flags, live,
    ledger, health, metrics, text,
)  # fmt: skip
_SOMEWHERE = (6.79, 52.26)
_WARM_SECONDS = 4.0
"""How long a stop waits for what is made beforehand."""
_DESCRIPTION = """A digital twin of a development area: areas with buildings and public space from
open data, sensors with their measurements, and a scene to draw. Reading needs no account.

Lists have `items` and `next`, the address of the following page. Times are RFC 3339 with zone.
Geometry is GeoJSON with longitude and latitude (OGC:CRS84) unless `crs` asks for RD New. Every
failure is a problem (RFC 9457). What is made up says `synthetic`; what was measured at another
time or place says `replay`."""
_TAGS = [
    {"name": "areas", "description": "Development areas: buildings, quality, sun."},
    {"name": "homes", "description": "What a resident asks of one home, answered in words."},
    {"name": "scene", "description": "What deck.gl draws of an area."},
    {"name": "scenarios", "description": "Plans for an area, and their revisions."},
    {"name": "indicators", "description": "What can be computed of an area and a plan."},
    {"name": "runs", "description": "Asking for results, and how far they are."},
    {"name": "results", "description": "What indicators said, and how plans compare."},
    {"name": "views", "description": "What planners chose to look at, by name."},
    {"name": "evenings", "description": "What is shown to residents on a big screen."},
    {"name": "things", "description": "Sensors, their datastreams, and quantities."},
    {"name": "passports", "description": "Whose a sensor is, why, and how long data is kept."},
    {"name": "observations", "description": "Measured values."},
    {"name": "alerts", "description": "Whether a value is beyond a threshold for too long."},
    {"name": "live", "description": "Values as they come in."},
    {"name": "ledger", "description": "Every reading accounted for."},
    {"name": "health", "description": "Whether the twin works."},
]


def build_app(config: ApiConfig) -> FastAPI:
    """The API and, where it is built, the front end.

    The database is opened when the app starts, not before.

    Raises
    ------
    DatabaseAway
        When the app starts and the database does not answer.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with contextlib.ExitStack() as opened:
            pool = opened.enter_context(open_pool(config.database_url, application="twin api"))
            write_pool = None
            if config.write_url is not None:
                write_pool = opened.enter_context(
                    open_pool(config.write_url, application="twin api writes")
                )
            computing = None if write_pool is None else _runs(config, write_pool)
            audience = Audience()
            hub = Hub(config.database_url, audience.stir)
            shared = Context(config, pool, SceneAssets(), hub, write_pool, computing, audience)
            shared.hub.start()
            app.state.context = shared
            stopping = threading.Event()
            warming = threading.Thread(
                target=_warm, args=(shared, stopping), name="warm", daemon=True
            )
            warming.start()
            try:
                yield
            finally:
                stopping.set()
                if computing is not None:
                    computing.close()
                shared.hub.stop()
                # Native code that is still at work when Python ends brings the process down.
                warming.join(_WARM_SECONDS)

    app = FastAPI(
        title="Twin",
        version=__version__,
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Bounded)
    app.add_middleware(Secure)
    app.add_middleware(Heads)
    problems.install(app)
    for resource in _RESOURCES:
        app.include_router(resource.router)
    app.include_router(homes.router)
    app.include_router(home_page.router)
    app.include_router(sensorthings.router)
    app.include_router(features.router)
    app.include_router(processes.router)
    if config.web_dir is not None:
        app.include_router(static.router(config.web_dir, _first_picture))
    _describe_failures_as_they_are(app)
    return app


def _runs(config: ApiConfig, pool: Pool) -> Runs:
    """What computes indicators; its processes start with the first run."""
    told = config.computing
    setup = Setup(
        areas=FromDatabase(config.database_url),
        cache=told.folder and told.folder / "arrays",
        cache_bytes=told.cache_bytes,
        threads=max(1, (os.cpu_count() or 1) // told.workers),
    )
    durations = Durations(told.folder and told.folder / "durations.json")
    runs = Runs(
        Workers(setup, told.workers),
        pool,
        durations,
        lambda: datetime.now(UTC),
        told.limits,
        told.known,
        told.compiled,
    )
    runs.recover()
    return runs


def _describe_failures_as_they_are(app: FastAPI) -> None:
    """Take FastAPI's own answer to a refused parameter, 422, out, and tell what edits can be."""
    description = app.openapi()
    for operations in description["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    schemas = description["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= edit_schemas()


def _first_picture(request: Request) -> list[str]:
    """What the map's first picture takes, where it is as things are and was made already."""
    shared: Context = request.app.state.context
    asked = request.query_params
    if asked.get("plan") and asked.get("toon") != "nu":
        return []
    return shared.assets.first_picture(asked.get("gebied"))


def _warm(shared: Context, stopping: threading.Event) -> None:
    """Make the scene that people will open first, so that the first of them need not wait."""
    try:
        with shared.pool.connection() as conn:
            known = [row.id for row in list_areas(conn)]
            wanted = shared.config.default_area
            first = wanted if wanted in known else next(iter(known), None)
            if first is not None:
                shared.assets.of(conn, first)
        if stopping.is_set():
            return
        from twin.sim.sun import sun_position

        sun_position(datetime.now(UTC), *_SOMEWHERE)  # its library takes a second to import
    except (TwinError, psycopg.Error) as error:
        _log.warning("the scene could not be made beforehand: %s", error)
