"""Getting the open data of a place to where files are read: over the network, or from before.

What is meant is a preset, a polygon file, or words that Locatieserver knows. A place that was
downloaded is not downloaded again until somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from twin.errors import NotFound, ParameterInvalid
from twin.geo import provenance
from twin.geo.pdok import locate
from twin.geo.pdok.client import Client
from twin.geo.pdok.download import download
from twin.geo.pdok.services import Services
from twin.geo.places import (
    DEFAULT_RADIUS,
    Place,
    around,
    check_size,
    from_preset,
    is_boundary,
    read_place,
    slug,
)
from twin.geo.presets import presets
from twin.geo.progress import Progress


@dataclass(frozen=True, slots=True)
class Downloads:
    """Where downloads are kept and how they come in.

    Attributes
    ----------
    folder
        A folder for each place is below it.
    contact
        Of who runs this twin, for who runs the services.
    now
        Tells the moment, aware.
    pause
        Waits so many seconds before something is asked again; None waits itself.
    """

    folder: Path
    services: Services
    contact: str
    now: Callable[[], datetime]
    pause: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a place.

    Attributes
    ----------
    source
        A preset, a polygon file, or words.
    radius
        Metres around an address; None is `DEFAULT_RADIUS`.
    offline
        Ask nobody.
    refresh
        Download again what is there already.
    large
        Also when it is larger than an area should be.
    """

    source: str
    radius: float | None = None
    offline: bool = False
    refresh: bool = False
    large: bool = False


def fetch(wish: Wish, downloads: Downloads, progress: Progress) -> Path:
    """The folder with the open data of a place, downloaded unless it is there already.

    Raises
    ------
    NotFound
        Nothing is called so; or, offline, it was not downloaded before.
    ParameterInvalid
        Several places are called so, or it is too large.
    FileUnreadable, NotInRd
        A polygon file cannot be used.
    SourceAway, SourceChanged
        A service cannot be used; what came before is kept.
    """
    known = None if wish.refresh else _known(wish, downloads.folder)
    if known is not None:
        return known
    if wish.offline:
        there = sorted(_places(downloads.folder))
        raise NotFound(
            f"'{wish.source}' was not downloaded before",
            hint=f"there are: {', '.join(there) or 'none'}; leave out --offline, or give files",
        )
    with Client(downloads.contact, pause=downloads.pause) as client:
        progress.start(f"where is {wish.source}", None)
        place = _fixed(wish) or _located(client, downloads.services, wish)
        check_size(place, large=wish.large)
        folder = downloads.folder / place.id
        download(client, downloads.services, place, folder, progress=progress, now=downloads.now)
        return folder


def _known(wish: Wish, folder: Path) -> Path | None:
    """A download of before that is of the very same place."""
    fixed = _fixed(wish)
    for name, place in _places(folder).items():
        if fixed is None and place.asked.casefold() == _asked(wish).casefold():
            return folder / name
        if fixed is not None and name == fixed.id:
            same = place.boundary.equals_exact(fixed.boundary, 0.001)
            return folder / name if same else None
    return None


def _places(folder: Path) -> dict[str, Place]:
    """Whole downloads by the name of their folder."""
    found = folder.glob(f"[!.]*/{provenance.BOUNDARY}")
    return {path.parent.name: read_place(path) for path in found}


def _fixed(wish: Wish) -> Place | None:
    """The place, when nobody needs to be asked where it is."""
    if wish.source in presets():
        place = from_preset(presets()[wish.source])
    elif is_boundary(Path(wish.source)):
        place = read_place(Path(wish.source))
    else:
        return None
    if wish.radius is not None:
        raise ParameterInvalid(
            f"a radius of '{wish.radius:g}' m means nothing around '{place.name}'",
            hint="--radius is for addresses",
        )
    return place


def _located(client: Client, services: Services, wish: Wish) -> Place:
    found = locate.find(client, services, wish.source)
    if found.kind == locate.ADDRESS:
        return around(found.name, found.centre, wish.radius or DEFAULT_RADIUS, _asked(wish))
    if wish.radius is not None:
        raise ParameterInvalid(
            f"a radius of '{wish.radius:g}' m means nothing around {found.kind} '{found.name}'",
            hint="--radius is for addresses",
        )
    shape = locate.boundary(client, services, found)
    name = found.name if found.kind == "gemeente" else f"{found.name} ({found.code})"
    return Place(slug(name), name, shape, _asked(wish))


def _asked(wish: Wish) -> str:
    return wish.source if wish.radius is None else f"{wish.source} ({wish.radius:g} m)"
