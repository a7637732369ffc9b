"""`twin ingest`: store what devices publish. Any number of them may run."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime
from typing import Annotated

import typer

_FRESH_SECONDS = 15  # a worker gives a sign of life every few seconds


def ingest(
    name: Annotated[
        str | None,
        typer.Option(help="Its name at the broker, its own (TWIN_MQTT_CLIENT_ID)."),
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(help="Ingests with the same share divide the messages (TWIN_MQTT_SHARE)."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only tell whether the ingest of this name is at work."),
    ] = False,
) -> None:
    """Store what devices publish over MQTT until stopped; TWIN_MQTT_URL names the broker."""
    if name is not None:
        os.environ["TWIN_MQTT_CLIENT_ID"] = name
    if share is not None:
        os.environ["TWIN_MQTT_SHARE"] = share
    if check:
        _check()
        return
    from twin.cli.database import database_url
    from twin.embedded.ports import LOOPBACK
    from twin.ingest.worker import IngestConfig, run, tune_process
    from twin.settings import read

    settings = read()
    tune_process()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    mqtt_url = settings.mqtt.full_url() or f"mqtt://{LOOPBACK}:{settings.mqtt.port}"
    with database_url(settings, "ingest") as url:
        run(
            IngestConfig(
                database_url=url,
                mqtt_url=mqtt_url,
                spool=settings.places.data_dir / "spool" / settings.mqtt.client_id,
                spool_bytes=settings.mqtt.spool_mb * 1_048_576,
                client_id=settings.mqtt.client_id,
                share=settings.mqtt.share,
            ),
            stop,
        )


def _check() -> None:
    """Raise unless the worker with our client id gave a sign of life and has its broker."""
    from twin.cli.database import database_url
    from twin.errors import BrokerAway, Unavailable
    from twin.settings import read
    from twin.store.pool import connect
    from twin.store.workers import workers

    settings = read()
    name = settings.mqtt.client_id
    with database_url(settings, "ingest") as url, connect(url, application="twin") as connection:
        signs = [worker for worker in workers(connection) if worker.id == name]
    age = (datetime.now(UTC) - signs[0].at).total_seconds() if signs else None
    if age is None or age > _FRESH_SECONDS:
        heard = "never" if age is None else f"{age:.0f} s ago"
        raise Unavailable(f"ingest '{name}' gave its last sign of life: '{heard}'")
    if not signs[0].connected:
        raise BrokerAway(f"ingest '{name}' has lost its broker '{signs[0].broker}'")
