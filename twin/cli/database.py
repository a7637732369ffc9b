"""Which database a command speaks to: the one of the settings, the running one, or its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from twin.errors import NotFound
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.store.pool import Connection

Role = Literal["owner", "ingest", "api", "write"]


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


def write_url(settings: Settings) -> str | None:
    """The address with which the API writes for who has a key; None: it does not.

    TWIN_WRITE_DATABASE_URL if set. Else the embedded database has a login for it, and one that was
    given with TWIN_DATABASE_URL has not.
    """
    from twin.embedded.postgres import running_urls

    given = settings.write_database.full_url()
    if given is not None or settings.database.url is not None:
        return given
    running = running_urls(settings.places.data_dir)
    return None if running is None else running["write"]


def which_area(connection: Connection, given: str | None, settings: Settings) -> str:
    """The id of the area that is meant: `given`, the one loaded last, or the only one there is.

    Raises
    ------
    NotFound
        None has been loaded, or it is not clear which.
    """
    from twin.cli.memory import default_area
    from twin.store.areas import list_areas

    meant = given or default_area(settings)
    if meant is not None:
        return meant
    known = [row.id for row in list_areas(connection)]
    if len(known) == 1:
        return known[0]
    raise NotFound(
        f"it is not clear which area is meant: '{' '.join(known)}'",
        hint="name one of these" if known else "load one: twin area load sample",
    )
