"""Which database a command speaks to: the one of the settings, the running one, or its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from twin.settings import Settings

Role = Literal["owner", "ingest", "api"]


@contextlib.contextmanager
def database_url(settings: Settings, role: Role) -> Iterator[str]:
    """The address of the database for `role`, usable as long as the context lasts.

    TWIN_DATABASE_URL if set; else the embedded database, which is started when no `twin run`
    has it running already.

    Raises
    ------
    StartFailed
        The embedded database cannot be started.
    """
    from twin.embedded.postgres import EmbeddedPostgres, running_urls

    given = settings.database.full_url()
    if given is not None:
        yield given
        return
    running = running_urls(settings.places.data_dir)
    if running is not None:
        yield running[role]
        return
    with EmbeddedPostgres(settings.places.data_dir) as postgres:
        yield postgres.urls[role]
