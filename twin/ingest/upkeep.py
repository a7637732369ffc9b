"""The hourly work on what is stored: what may no longer be kept is taken away.

TimescaleDB does so itself; plain PostgreSQL has no clock of its own. It runs beside the worker, on
a connection of its own, because taking away much takes long.
"""

from __future__ import annotations

import logging
import threading

import psycopg

from twin.errors import DatabaseAway
from twin.store import retention
from twin.store.pool import connect

log = logging.getLogger("twin.ingest")

_EVERY_SECONDS = 3_600.0
_AGAIN_SECONDS = 60.0


def keep_up(url: str, stop: threading.Event) -> None:
    """Enforce retention now and every hour, until `stop` is set."""
    while True:
        try:
            with connect(url, application="twin-upkeep") as conn:
                removed = retention.enforce(conn)
            if removed.observations or removed.dead_letters:
                log.info("event=retention removed=%s", removed)
            wait = _EVERY_SECONDS
        except (DatabaseAway, psycopg.OperationalError):
            wait = _AGAIN_SECONDS  # the worker tells that it is away
        except psycopg.Error as error:
            log.warning("event=retention_failed why=%r", str(error).strip())
            wait = _AGAIN_SECONDS
        if stop.wait(wait):
            return
