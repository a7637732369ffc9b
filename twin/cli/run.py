"""`twin run`: the whole twin with one command."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer


class Series(StrEnum):
    """Real series that can be published again."""

    SAMENMETEN = "samenmeten"
    KNMI = "knmi"


def run(
    area: Annotated[
        str | None,
        typer.Option(
            help="'sample', a preset, or a file or folder. [default: TWIN_AREA, else the area "
            "loaded last, else 'sample']"
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on (TWIN_HTTP_HOST); 0.0.0.0 lets phones on the network in, "
            "and who sits at this machine still plans without a key."
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the page (TWIN_HTTP_PORT).")
    ] = None,
    mqtt_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port of the embedded broker (TWIN_MQTT_PORT)."),
    ] = None,
    mqtt_port_v5: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The same for MQTT 5 (TWIN_MQTT_PORT_V5)."),
    ] = None,
    simulator: Annotated[
        bool, typer.Option("--simulator/--no-simulator", help="Publish a simulated fleet.")
    ] = True,
    replay: Annotated[
        list[Series] | None, typer.Option(help="Publish a real series again; may be repeated.")
    ] = None,
    speedup: Annotated[
        float, typer.Option(min=1, max=10_000, help="How much faster than real time they publish.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of the simulated fleet.")] = 1,
    stop_with: Annotated[
        int | None,
        typer.Option(
            min=1, hidden=True, help="Stop when this process is no longer the parent; for make."
        ),
    ] = None,
) -> None:
    """Run everything: database, broker, ingest, API, page, and something that measures."""
    from twin.cli.progress import Steps
    from twin.cli.signals import Stopped, stop_when_orphaned, stoppable
    from twin.cli.supervisor import RunOptions, Supervisor
    from twin.embedded.ports import is_loopback
    from twin.settings import read

    settings = read()
    options = RunOptions(
        area=area,
        host=host or settings.http.host,
        planners_here=host is not None or is_loopback(settings.http.host),
        port=port or settings.http.port,
        mqtt_port=mqtt_port or settings.mqtt.port,
        mqtt_port_v5=mqtt_port_v5 or settings.mqtt.port_v5,
        simulator=simulator,
        replays=tuple(series.value for series in replay or ()),
        speedup=speedup,
        seed=seed,
    )
    steps = Steps()
    supervisor = Supervisor(settings, options, steps)
    try:
        with stoppable():
            if stop_with is not None:
                stop_when_orphaned(stop_with)
            supervisor.run()
    except Stopped as stopped:
        steps.say("stopped")
        sys.exit(0 if supervisor.ready else 128 + stopped.number)
