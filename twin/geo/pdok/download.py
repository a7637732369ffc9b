"""All open data of a place into one folder, part by part; what is there already is not asked again.

The folder appears under its own name when it is whole. Until then it is a hidden one beside it, in
which a download that was stopped goes on.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import orjson

from twin.errors import Conflict, SourceChanged
from twin.geo import provenance, sources
from twin.geo.crs import Bounds
from twin.geo.pdok import buildings, features, heights
from twin.geo.pdok.client import AT_ONCE, Client
from twin.geo.pdok.features import Collection, Feature
from twin.geo.pdok.services import Services
from twin.geo.places import Place, read_place
from twin.geo.progress import Progress
from twin.geo.provenance import Provenance

MARGIN = 10.0
"""Metres of heights around the place, for the ground at its edge."""

BGT_TYPES = frozenset(
    {"pand", "wegdeel", "ondersteunendwegdeel", "spoor", "waterdeel", "ondersteunendwaterdeel",
     "begroeidterreindeel", "onbegroeidterreindeel", "overbruggingsdeel", "tunneldeel",
     "kunstwerkdeel", "overigbouwwerk", "scheiding", "overigescheiding", "vegetatieobject"}
)  # fmt: skip
"""Object types that we ask of the BGT; a collection can be of one geometry, such as `_vlak`."""

_DONE = ".done"
_BGT_NEEDS = frozenset({"lokaalid"})
_BAG_NEEDS = {
    "pand": frozenset({"identificatie", "status"}),
    "verblijfsobject": frozenset({"identificatie", "status"}),
}


Files = dict[str, str]
"""Names of files below the folder, with the address that each was asked from."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is downloaded as a whole.

    Attributes
    ----------
    key
        Tells it from other parts.
    write
        Writes it into a folder.
    dated, version
        Of the data, where its holder tells.
    """

    key: str
    source: str
    write: Callable[[Path], Files]
    dated: date | None = None
    version: str = ""


def download(
    client: Client,
    services: Services,
    place: Place,
    folder: Path,
    *,
    progress: Progress,
    now: Callable[[], datetime],
) -> None:
    """Fill `folder` with BGT, BAG, 3D BAG, AHN and CBS of a place.

    Parameters
    ----------
    folder
        Appears, or is replaced, when all of it is there.
    now
        Tells the moment, aware.

    Raises
    ------
    Conflict
        Somebody else downloads into the folder that `folder` is in.
    SourceAway, SourceChanged
        As `Client.get`; the next download of the same place goes on where this one stopped.
    """
    with _alone(folder.parent):
        _download(client, services, place, folder, progress, now)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The only one who downloads into `folder`, as long as the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Conflict(
            f"another download into '{folder}' is under way", hint="wait until it is done"
        ) from error
    finally:
        os.close(handle)  # which unlocks it


def _download(
    client: Client,
    services: Services,
    place: Place,
    folder: Path,
    progress: Progress,
    now: Callable[[], datetime],
) -> None:
    draft = folder.with_name(f".{folder.name}.part")
    if not _same(draft, place):
        shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(exist_ok=True)
    boundary = draft / provenance.BOUNDARY
    boundary.write_text(json.dumps(place.as_geojson()), encoding="utf-8")
    bounds = place.boundary.bounds
    asks: list[tuple[str, Callable[[], Iterable[Part]]]] = [
        ("BAG", partial(_bag, client, services.bag, place, bounds)),
        ("BGT", partial(_bgt, client, services.bgt, place, bounds)),
        ("CBS", partial(_cbs, client, services.cbs, place, bounds)),
        ("3D BAG", partial(_models, client, services.bag3d, bounds)),
        ("AHN", partial(_ahn, client, services.ahn, bounds)),
    ]
    ledger = _Ledger(draft, place.name, now)
    for label, ask in asks:
        progress.start(label, None)
        parts = list(ask())
        progress.start(label, len(parts))
        todo = [part for part in parts if part.key not in ledger.done]
        progress.advance(len(parts) - len(todo))
        _all(client, todo, ledger, progress)
    progress.done()
    (draft / _DONE).unlink()
    _replace(folder, draft)


class _Ledger:
    """Which parts a folder has, so that a later download does not ask for them again."""

    def __init__(self, folder: Path, name: str, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self._name = name
        self._now = now
        told = provenance.read(folder)
        self._files = dict(told.files) if told is not None else {}
        self._path = folder / _DONE
        self.done = set(self._path.read_text().splitlines()) if self._path.exists() else set()

    def keep(self, part: Part, files: Files) -> None:
        """Note that `part` is there, in `files`."""
        licence = sources.BY_KEY[part.source].licence
        for name, address in files.items():
            self._files[name] = Provenance(
                part.source, licence, address, self._now(), dated=part.dated, version=part.version
            )
        provenance.write(self.folder, self._name, self._files)
        self.done.add(part.key)
        with self._path.open("a") as stream:
            stream.write(f"{part.key}\n")


def _same(draft: Path, place: Place) -> bool:
    """Whether an unfinished download is of this very place."""
    boundary = draft / provenance.BOUNDARY
    return boundary.exists() and read_place(boundary).boundary.equals_exact(place.boundary, 0.001)


def _all(client: Client, parts: list[Part], ledger: _Ledger, progress: Progress) -> None:
    """Write parts, `AT_ONCE` at a time; the first failure stops the others and is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(part.write, ledger.folder): part for part in parts}
        try:
            while running:
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for each in finished:
                    ledger.keep(running.pop(each), each.result())
                    progress.advance()
        except BaseException:
            client.stop()
            pool.shutdown(cancel_futures=True)
            raise


def _replace(folder: Path, draft: Path) -> None:
    """Give a whole download its name; an older one goes only when the new one has it."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _bgt(client: Client, service: str, place: Place, bounds: Bounds) -> Iterable[Part]:
    known = features.collections(client, service)
    # An id becomes the name of a file, and is the service's to choose.
    wanted = [
        each
        for each in known.values()
        if re.fullmatch(r"[a-z0-9_]+", each.id) and _type(each.id) in BGT_TYPES
    ]
    _must_have("BGT", frozenset({"pand", "wegdeel"}), known)
    return [
        Part(
            each.id,
            "bgt",
            partial(_write_collection, client, each, place, bounds, "bgt", _BGT_NEEDS),
            each.dated,
            each.version,
        )
        for each in sorted(wanted, key=lambda each: each.id)
    ]


def _type(collection: str) -> str:
    """The object type of a collection: `scheiding` of `scheiding_vlak`."""
    return collection.partition("_")[0]


def _must_have(name: str, ids: Set[str], known: Mapping[str, Collection]) -> None:
    if ids - known.keys():
        raise SourceChanged(
            f"{name} has no collection '{', '.join(sorted(ids - known.keys()))}' any more",
            hint=f"it has {', '.join(sorted(known)) or 'none'}; look for a newer twin",
        )


def _write_collection(
    client: Client,
    collection: Collection,
    place: Place,
    bounds: Bounds,
    below: str,
    needs: frozenset[str],
    folder: Path,
    *,
    add: Callable[[Feature], None] | None = None,
) -> Files:
    file = f"{below}/{collection.id}.geojson"
    first = features.query(collection.items, bounds)
    target = folder / file
    target.parent.mkdir(exist_ok=True)
    if not target.exists():
        features.download(client, first, target, within=place.boundary, needs=needs, add=add)
    return {file: first}


def _bag(client: Client, service: str, place: Place, bounds: Bounds) -> Iterable[Part]:
    known = features.collections(client, service)
    _must_have("BAG", _BAG_NEEDS.keys(), known)
    pand = known["pand"]

    def write(folder: Path) -> Files:
        panden = _write_collection(client, pand, place, bounds, "bag", _BAG_NEEDS["pand"], folder)
        names = _names(folder / "bag" / "pand.geojson")
        name = "verblijfsobject"
        return panden | _write_collection(
            client, known[name], place, bounds, "bag", _BAG_NEEDS[name], folder,
            add=partial(_name_panden, names),
        )  # fmt: skip

    return [Part("bag", "bag", write, pand.dated, pand.version)]


def _names(panden: Path) -> dict[str, str]:
    """BAG identification by the id that the service itself gives a pand."""
    with panden.open("rb") as stream:
        next(stream)  # what comes before the features, of which each has a line
        found = [orjson.loads(line.rstrip(b",\n")) for line in stream if line.startswith(b"{")]
    return {str(each["id"]): str(each["properties"]["identificatie"]) for each in found}


def _name_panden(names: Mapping[str, str], dwelling: Feature) -> None:
    """Say by their identification in which panden a verblijfsobject is.

    The service only links to them (`pand.href`), which means nothing in a file.
    """
    links = dwelling["properties"].get("pand.href") or ()
    found = [names.get(str(link).rpartition("/")[2]) for link in links]
    if any(found):
        dwelling["properties"]["pand_identificatie"] = ",".join(each for each in found if each)


def _cbs(client: Client, service: str, place: Place, bounds: Bounds) -> Iterable[Part]:
    known = features.collections(client, service)
    _must_have("CBS", {"buurten"}, known)
    needs = frozenset({"buurtcode", "buurtnaam"})
    each = known["buurten"]
    write = partial(_write_collection, client, each, place, bounds, "cbs", needs)
    return [Part("cbs", "cbs", write, each.dated, each.version)]


def _models(client: Client, service: str, bounds: Bounds) -> Iterable[Part]:
    about = buildings.about(client, service)

    def write(folder: Path) -> Files:
        (folder / "3dbag").mkdir(exist_ok=True)
        names = buildings.download(client, about.items, bounds, folder / "3dbag")
        return {f"3dbag/{name}": about.items for name in names}

    return [Part("3dbag", "3dbag", write, about.dated, about.version)]


def _ahn(client: Client, service: str, bounds: Bounds) -> Iterable[Part]:
    minx, miny, maxx, maxy = bounds
    around = (minx - MARGIN, miny - MARGIN, maxx + MARGIN, maxy + MARGIN)
    for window in heights.windows(around):
        for name, coverage in heights.COVERAGES.items():
            file = f"ahn/{name}_{window[0]}_{window[1]}.tif"
            asked = heights.address(service, coverage, window)
            yield Part(file, "ahn", partial(_write_heights, client, asked, file))


def _write_heights(client: Client, asked: str, file: str, folder: Path) -> Files:
    (folder / "ahn").mkdir(exist_ok=True)
    heights.download(client, asked, folder / file)
    return {file: asked}
