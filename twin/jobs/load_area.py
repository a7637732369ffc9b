"""Making an area out of a source and keeping it: the bundled sample, a preset, or files.

Reads through `twin.geo`, saves through `twin.store`; knows no file format and no SQL.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import twin
from twin.errors import Unavailable
from twin.geo.inputs import Inputs, find_inputs
from twin.geo.presets import Preset, presets
from twin.model import Area

if TYPE_CHECKING:
    from twin.geo.terrain import Points
    from twin.store.pool import Connection

SAMPLE = "sample"
_MARGIN = 10.0  # metres of AHN read around the area, for the ground at its edge


class Progress(Protocol):
    """Whoever shows how far a load is."""

    def start(self, label: str, total: int | None) -> None:
        """A part begins; `total` is None when its size is not known beforehand."""

    def advance(self, n: int = 1) -> None:
        """`n` more are done."""

    def done(self) -> None:
        """The part is done."""


class NoProgress:
    """Shows nothing."""

    def start(self, label: str, total: int | None) -> None:
        """Ignored."""

    def advance(self, n: int = 1) -> None:
        """Ignored."""

    def done(self) -> None:
        """Ignored."""


def read_area(source: str, *, shared: Path | None, progress: Progress) -> Area:
    """Read an area.

    Parameters
    ----------
    source
        `sample`, the id of a preset, or a file or folder; several paths with commas between.
    shared
        Folder of example data, in which a relative path is looked up when it is not found from
        here: `delft` is then `<shared>/delft`. None when there is none.
    progress
        Told of every part.

    Raises
    ------
    NotFound
        No such preset or path.
    FileUnreadable, NotInRd, InputError
        A file cannot be used; the message names it.
    Unavailable
        A preset: its loader over the network is not there yet.
    """
    # Readers bring much with them; a start that finds its area unchanged needs none of it.
    from twin.geo import assemble, bag3d, bgt, sample

    if source == SAMPLE:
        progress.start("voorbeeldwijk (verzonnen)", None)
        area = sample.make()
        progress.done()
        return area
    if source in presets():
        raise _not_yet(presets()[source])
    paths = _paths(source, shared)
    inputs = find_inputs(paths)
    progress.start("read map and buildings", len(inputs.bgt) + len(inputs.bag3d))
    topography = bgt.read(inputs.bgt) if inputs.bgt else None
    progress.advance(len(inputs.bgt))
    models = []
    for path in inputs.bag3d:
        models.append(bag3d.read(path))
        progress.advance()
    progress.done()
    drafts = assemble.merge(topography, models)
    points = _points(inputs, drafts.bounds, progress) if inputs.ahn else None
    progress.start("settle heights", None)
    name = _name(paths)
    area = assemble.build(
        re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "area",
        name[:1].upper() + name[1:],
        drafts,
        bgt=topography,
        models=models,
        points=points,
        notes=_ignored(inputs),
    )
    progress.done()
    return area


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
    if source != SAMPLE and source not in presets():
        for path in find_inputs(_paths(source, shared)).files:
            stat = path.stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def load_area(
    source: str,
    connect: Callable[[], AbstractContextManager[Connection]],
    progress: Progress,
    *,
    shared: Path | None = None,
) -> Area:
    """Read an area and save it in the database, with its fingerprint.

    Parameters
    ----------
    connect
        Opens a connection of an owner; the context closes it.
    source, progress, shared
        As for `read_area`, which also tells what is raised.
    """
    from twin.store.areas import save_area  # brings psycopg, which reading alone does not need

    before = fingerprint(source, shared=shared)
    area = read_area(source, shared=shared, progress=progress)
    progress.start("save", None)
    with connect() as connection:
        save_area(connection, area, before)
    progress.done()
    return area


def _not_yet(preset: Preset) -> Unavailable:
    return Unavailable(
        f"preset '{preset.id}' ({preset.name}) cannot be loaded yet: it comes over the network",
        hint=f"download {', '.join(preset.sources)} of it and give their folder, or use 'sample'",
    )


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


def _points(
    inputs: Inputs, bounds: tuple[float, float, float, float], progress: Progress
) -> Points:
    from twin.geo.terrain import read_points

    progress.start("read heights", None)
    minx, miny, maxx, maxy = bounds
    around = (minx - _MARGIN, miny - _MARGIN, maxx + _MARGIN, maxy + _MARGIN)
    points = read_points(inputs.ahn, around)
    progress.done()
    return points


def _ignored(inputs: Inputs) -> list[str]:
    if not inputs.ignored:
        return []
    names = ", ".join(path.name for path in inputs.ignored[:5])
    more = ", …" if len(inputs.ignored) > 5 else ""
    return [f"Not read, being of another kind: {names}{more}."]
