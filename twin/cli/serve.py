"""`twin serve`: the API and the page."""

from __future__ import annotations

from typing import Annotated

import typer

_GRACE_SECONDS = 3  # live streams never end by themselves


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (TWIN_HTTP_HOST).")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on (TWIN_HTTP_PORT).")
    ] = None,
    planners_here: Annotated[
        bool,
        typer.Option(
            "--planners-here",
            help="Let who sits at this machine make scenarios without a key; each request is "
            "looked at, so others on the network still need one.",
        ),
    ] = False,
) -> None:
    """Serve the API and the page until stopped."""
    import uvicorn

    from twin.api.app import ApiConfig, build_app
    from twin.api.context import Computing
    from twin.cli.database import database_url, write_url
    from twin.cli.loops import kept_loops
    from twin.cli.memory import default_area
    from twin.embedded.ports import require_free
    from twin.jobs.compiled import compiling
    from twin.jobs.runs import Limits
    from twin.settings import read

    settings = read()
    host, port = host or settings.http.host, port or settings.http.port
    require_free(port, "the page and the API", hint="choose another with --port", host=host)
    web_dir = settings.places.web_dir
    folder = settings.places.data_dir.absolute() / "sim"
    with database_url(settings, "api") as url, compiling(kept_loops(folder)) as compiled:
        app = build_app(
            ApiConfig(
                database_url=url,
                default_area=default_area(settings),
                web_dir=web_dir if web_dir.is_dir() else None,
                write_url=write_url(settings),
                computing=Computing(
                    workers=settings.simulation.workers,
                    folder=folder,
                    cache_bytes=settings.simulation.cache_mb * 2**20,
                    limits=Limits(result_bytes=settings.simulation.results_mb * 2**20),
                    compiled=compiled,
                ),
                planners_here=planners_here,
                host=host,
                port=port,
            )
        )
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
