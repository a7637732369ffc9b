"""Making an area out of a source and keeping it: the bundled sample, files, or a place.

Reads through `twin.geo`, saves through `twin.store`; knows no file format and no SQL. A place
becomes files first (`twin.jobs.fetch_area`), so that there is one way of reading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import twin
from twin.geo.inputs import find_inputs
from twin.geo.places import is_boundary
from twin.geo.presets import presets
from twin.geo.progress import NoProgress as NoProgress  # many import it from here
from twin.geo.progress import Progress as Progress
from twin.model import Area

if TYPE_CHECKING:
    from twin.jobs.fetch_area import Downloads, Wish
    from twin.store.pool import Connection

SAMPLE = "sample"


def read_area(source: str, *, shared: Path | None, progress: Progress) -> Area:
    """Read an area.

    Parameters
    ----------
    source
        `sample`, or a file or folder; several paths with commas between.
    shared
        Folder of example data, in which a relative path is looked up when it is not found from
        here: `delft` is then `<shared>/delft`. None when there is none.
    progress
        Told of every part.

    Raises
    ------
    NotFound
        No such path.
    FileUnreadable, NotInRd, InputError
        A file cannot be used; the message names it.
    """
    # Readers bring much with them; a start that finds its area unchanged needs none of it.
    from twin.geo import reading, sample

    if source == SAMPLE:
        progress.start("voorbeeldwijk (verzonnen)", None)
        area = sample.make()
        progress.done()
        return area
    paths = _paths(source, shared)
    inputs = find_inputs(paths)
    name = _name(paths)
    identity = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "area"
    return reading.read_files(inputs, identity, name[:1].upper() + name[1:], progress)


def fingerprint(source: str, *, shared: Path | None) -> str:
    """What a source looks like now, without reading it; it changes when a load would differ.

    A hash over the names, sizes and times of change of its files and over our own reading code.

    Raises
    ------
    NotFound, FileUnreadable
        As `read_area`.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(twin.__file__).parent.joinpath("geo").rglob("*")):
        if path.suffix in (".py", ".toml"):
            digest.update(path.read_bytes())
    digest.update(source.encode())
    if source != SAMPLE:
        for path in find_inputs(_paths(source, shared)).files:
            stat = path.stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def at_hand(wish: Wish, downloads: Downloads, *, shared: Path | None, progress: Progress) -> str:
    """What `read_area` reads for a wish: the sample and files as they are, a place as its download.

    Raises
    ------
    TwinError
        As `twin.jobs.fetch_area.fetch`.
    """
    source = wish.source
    if source == SAMPLE or _is_data(source, shared):
        return source
    from twin.jobs.fetch_area import fetch  # brings the HTTP client

    return str(fetch(wish, downloads, progress))


def _is_data(source: str, shared: Path | None) -> bool:
    """Whether a source is files to make an area of, there or not, and not a place."""
    if source in presets() or is_boundary(Path(source)):
        return False
    return "/" in source or any(path.exists() for path in _paths(source, shared))


def load_area(
    source: str,
    connect: Callable[[], AbstractContextManager[Connection]],
    progress: Progress,
    *,
    shared: Path | None = None,
) -> Area:
    """Read an area and save it in the database, with its fingerprint and what changed.

    Things, their observations and scenarios stay; scenarios that changes touch are marked. Where
    the content is the same as it was, what was computed of it stays good.

    Parameters
    ----------
    connect
        Opens a connection of an owner; the context closes it.
    source, progress, shared
        As for `read_area`, which also tells what is raised.
    """
    # These bring scipy and psycopg, which reading alone does not need.
    from twin.geo.changes import diff
    from twin.jobs.identity import area_key
    from twin.jobs.scenarios import mark_touched
    from twin.store.areas import list_areas, save_area
    from twin.store.areas import load_area as as_it_was
    from twin.store.changes import save_changes

    before = fingerprint(source, shared=shared)
    area = read_area(source, shared=shared, progress=progress)
    progress.start("save", None)
    with connect() as connection:
        row = next((row for row in list_areas(connection) if row.id == area.id), None)
        old = None if row is None else as_it_was(connection, area.id)
        changes = None if old is None else diff(old, area)
        same = old is not None and area_key(old) == area_key(area)
        with connection.transaction():
            since = row.changed_at if row is not None and same else None
            save_area(connection, area, before, changed_at=since)
            if row is not None and old is not None and changes is not None:
                save_changes(connection, area.id, changes, row.saved_at)
                mark_touched(connection, old, area, changes)
    progress.done()
    return area


def _paths(source: str, shared: Path | None) -> list[Path]:
    """The paths in a source; a name with a comma that exists is one path."""
    if Path(source).exists():
        return [Path(source)]
    found = []
    for text in source.split(","):
        path = Path(text.strip())
        if not path.exists() and shared is not None and (shared / path).exists():
            path = shared / path
        found.append(path)
    return found


def _name(paths: list[Path]) -> str:
    """The name of a file or folder, without suffixes; of several files that of their folder."""
    if len(paths) > 1:
        return paths[0].resolve().parent.name
    path = paths[0].resolve()
    return path.name if path.is_dir() else path.name.split(".")[0]
