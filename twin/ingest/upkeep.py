"""The hourly work on what is stored: what may no longer be kept is taken away.

TimescaleDB does so itself; plain PostgreSQL has no clock of its own. It runs beside the worker, on
a connection of its own, because taking away much takes long.
"""

from __future__ import annotations

import logging
import threading

from twin.errors import DatabaseAway
from twin.ingest.database import Database
from twin.store import retention

log = logging.getLogger("twin.ingest")

_EVERY_SECONDS = 3_600.0
_AGAIN_SECONDS = 60.0


def keep_up(url: str, stop: threading.Event) -> None:
    """Enforce retention now and every hour, until `stop` is set."""
    wait = 0.0
    while not stop.wait(wait):
        try:
            with Database(url, "twin-upkeep") as database:
                removed = database.use(retention.enforce)
        except DatabaseAway:
            wait = _AGAIN_SECONDS
        else:
            wait = _EVERY_SECONDS
            if removed.observations or removed.dead_letters:
                log.info("event=retention removed=%s", removed)
