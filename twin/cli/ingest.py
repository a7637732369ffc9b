"""`twin ingest`: store what devices publish. Any number of them may run."""

from __future__ import annotations

import signal
import threading


def ingest() -> None:
    """Store what devices publish over MQTT until stopped; TWIN_MQTT_URL names the broker."""
    from twin.cli.database import database_url
    from twin.embedded.ports import LOOPBACK
    from twin.ingest.worker import IngestConfig, run
    from twin.settings import read

    settings = read()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    mqtt_url = settings.mqtt.full_url() or f"mqtt://{LOOPBACK}:{settings.mqtt.port}"
    with database_url(settings, "ingest") as url:
        run(
            IngestConfig(
                database_url=url,
                mqtt_url=mqtt_url,
                client_id=settings.mqtt.client_id,
                share=settings.mqtt.share,
            ),
            stop,
        )
