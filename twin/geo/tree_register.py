"""A municipality's own register of trees: CSV or a map file, with a column map where names differ.

The map is a TOML file beside the register with the same stem: `bomen.csv` and `bomen.toml`. Without
one, columns are looked for under the names that registers have in common.
"""

from __future__ import annotations

import csv
import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import shapely

from twin.errors import FileUnreadable
from twin.geo.crs import check_rd, lonlat_to_rd
from twin.geo.maps import plain, read_layers
from twin.geo.tally import Tally
from twin.model import LeftOut, SizeOrigin

MOST_TREES = 1_000_000

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "boomid", "boomnummer", "nummer", "objectid", "elementnummer"),
    "x": ("x", "xcoord", "xcoordinaat", "rdx", "xrd"),
    "y": ("y", "ycoord", "ycoordinaat", "rdy", "yrd"),
    "longitude": ("longitude", "lon", "lng", "lengtegraad"),
    "latitude": ("latitude", "lat", "breedtegraad"),
    "species": ("species", "boomsoort", "soort", "latijnsenaam", "soortnaam"),
    "height": ("height", "hoogte", "boomhoogte", "boomhoogteklasse", "hoogteklasse",
               "boomhoogteactueel"),
    "crown_diameter": ("crowndiameter", "kroondiameter", "kroondiameterklasse", "kroonbreedte"),
    "crown_radius": ("crownradius", "kroonstraal"),
}  # fmt: skip

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_HIGHEST, _WIDEST = 60.0, 25.0  # metres; no tree of the Netherlands is higher, no crown wider
SHAPE = 0.25
"""Crown radius over height of a street tree where a register knows no crown at all.

Source: Pretzsch and others, Crown size and growing space requirement of common tree species in
urban centres, parks, and forests, Urban Forestry & Urban Greening 14 (2015) 466-479.
"""


@dataclass(frozen=True, slots=True)
class RegisteredTree:
    """A tree of a register; sizes in metres, `x` and `y` RD."""

    id: str
    x: float
    y: float
    height: float
    crown_radius: float
    species: str | None
    origin: SizeOrigin


@dataclass(frozen=True, slots=True)
class TreeRegister:
    """What registers tell; `read` counts rows."""

    trees: tuple[RegisteredTree, ...]
    read: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Text of one row under our names."""

    facts: Mapping[str, str]
    x: float
    y: float


def read_trees(paths: Sequence[Path]) -> TreeRegister:
    """Trees of one or more registers.

    A height class such as `9-12 m` becomes its middle. A height that is missing is the median of
    its species in the register, or of all; a crown that is missing follows from the height. Trees
    of a register without a single height are left out: nobody knows how high they are.

    Parameters
    ----------
    paths
        `.csv` (comma, semicolon or tab), `.geojson`, `.gpkg` or `.shp`.

    Raises
    ------
    FileUnreadable
        Missing, of another kind, without places, or its column map does not fit.
    NotInRd
        Places are neither RD nor longitude and latitude.
    """
    tally = Tally()
    trees: list[RegisteredTree] = []
    count = 0
    for path in paths:
        rows = list(_csv(path) if path.suffix.lower() == ".csv" else _map(path))
        count += len(rows)
        trees += _trees(path, rows, tally)
    return TreeRegister(tuple(trees), count, tally.left_out())


def size(text: str, highest: float) -> tuple[float | None, bool]:
    """Metres in a text, and whether it was a class: `12,5`, `9-12 m`, `< 6 m`, `hoger dan 24 m`."""
    numbers = [float(each.replace(",", ".")) for each in _NUMBER.findall(text)]
    if not numbers:
        return None, False
    value = sum(numbers[:2]) / len(numbers[:2])
    is_class = len(numbers) > 1 or not _NUMBER.fullmatch(text.strip().removesuffix("m").strip())
    return (value if 0 < value <= highest else None), is_class


def _trees(path: Path, rows: Sequence[_Row], tally: Tally) -> list[RegisteredTree]:
    heights = [size(row.facts.get("height", ""), _HIGHEST) for row in rows]
    known = [height for height, _ in heights if height is not None]
    if not known:
        reason = "no tree of the register has a height"
        tally.leave_out(path.name, reason, count=len(rows))
        return []
    by_species: dict[str, list[float]] = {}
    for row, (height, _) in zip(rows, heights, strict=True):
        if height is not None:
            by_species.setdefault(row.facts.get("species", ""), []).append(height)
    typical = float(np.median(known))
    crowns = [_crown(row.facts) for row in rows]
    ratios = [crown / height for crown, (height, _) in zip(crowns, heights, strict=True)
              if crown is not None and height is not None]  # fmt: skip
    shape = float(np.median(ratios)) if ratios else SHAPE
    found = []
    for place, (row, (height, is_class), crown) in enumerate(
        zip(rows, heights, crowns, strict=True)
    ):
        species = row.facts.get("species", "")
        origin = SizeOrigin.CLASS if is_class else SizeOrigin.REGISTER
        if height is None or crown is None:
            origin = SizeOrigin.ESTIMATED
        alike = by_species.get(species, [])
        told = height or (float(np.median(alike)) if len(alike) >= 3 else typical)
        found.append(
            RegisteredTree(
                id=row.facts.get("id") or f"{path.stem}-{place + 1}",
                x=row.x,
                y=row.y,
                height=round(told, 2),
                crown_radius=round(crown if crown is not None else shape * told, 2),
                species=species or None,
                origin=origin,
            )
        )
    return found


def _crown(facts: Mapping[str, str]) -> float | None:
    radius, _ = size(facts.get("crown_radius", ""), _WIDEST)
    if radius is not None:
        return radius
    diameter, _ = size(facts.get("crown_diameter", ""), 2 * _WIDEST)
    return None if diameter is None else diameter / 2


def _columns(path: Path, present: Sequence[str]) -> dict[str, str]:
    """Which column of a file holds which of our facts, by its map, else by common names."""
    by_plain = {plain(name): name for name in reversed(present)}
    chosen = path.with_suffix(".toml")
    if not chosen.is_file():
        return {
            fact: next(by_plain[name] for name in names if name in by_plain)
            for fact, names in _NAMES.items()
            if any(name in by_plain for name in names)
        }
    try:
        told = tomllib.loads(chosen.read_text(encoding="utf-8"))["columns"]
        wanted = {str(fact): str(name) for fact, name in told.items()}
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        KeyError,
        AttributeError,
    ) as error:
        raise FileUnreadable(
            f"'{chosen}' is no column map: {error}",
            hint='write [columns] and below it lines such as: height = "HOOGTE"',
        ) from error
    for fact, name in wanted.items():
        if fact not in _NAMES:
            raise FileUnreadable(
                f"'{chosen}' maps '{fact}', which trees do not have",
                hint=f"use {', '.join(_NAMES)}",
            )
        if plain(name) not in by_plain:
            raise FileUnreadable(
                f"'{path}' has no column '{name}', which '{chosen.name}' names",
                hint=f"it has: {', '.join(present)}",
            )
    return {fact: by_plain[plain(name)] for fact, name in wanted.items()}


def _csv(path: Path) -> Iterator[_Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.read(65_536)
            stream.seek(0)
            dialect = csv.Sniffer().sniff(head, delimiters=",;\t")
            reader = csv.DictReader(stream, dialect=dialect)
            columns = _columns(path, [str(name) for name in reader.fieldnames or ()])
            rows = [
                {fact: (row.get(name) or "").strip() for fact, name in columns.items()}
                for row in islice(reader, MOST_TREES + 1)
            ]
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileUnreadable(
            f"'{path}' is no CSV file: {error}", hint="save it as CSV in UTF-8, with a heading"
        ) from error
    _check_count(path, len(rows))
    yield from _placed(path, rows)


def _placed(path: Path, rows: Sequence[Mapping[str, str]]) -> Iterator[_Row]:
    first = rows[0] if rows else {}
    lonlat = "x" not in first and "longitude" in first
    across, up = ("longitude", "latitude") if lonlat else ("x", "y")
    if rows and not (across in first and up in first):
        raise FileUnreadable(
            f"'{path}' does not tell where its trees are",
            hint="it needs x and y (RD) or longitude and latitude; name them in a column map: "
            f"{path.with_suffix('.toml').name}",
        )
    kept = [(row, _number(row[across]), _number(row[up])) for row in rows]
    known = [(row, x, y) for row, x, y in kept if x is not None and y is not None]
    if not known:
        return
    points = np.array([(x, y) for _, x, y in known])
    if lonlat:
        points = lonlat_to_rd(points)
    check_rd((*points.min(axis=0).tolist(), *points.max(axis=0).tolist()), str(path))
    for (row, _, _), (x, y) in zip(known, points.tolist(), strict=True):
        yield _Row(row, x, y)


def _map(path: Path) -> Iterator[_Row]:
    for layer in read_layers(path):
        columns = _columns(path, list(layer.columns))
        _check_count(path, len(layer.geometry))
        for place, shape in enumerate(layer.geometry):
            if shape is None or shape.is_empty:
                continue
            centre = shapely.centroid(shape)
            facts = {fact: layer.columns[name][place] for fact, name in columns.items()}
            yield _Row(facts, centre.x, centre.y)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _check_count(path: Path, count: int) -> None:
    if count > MOST_TREES:
        raise FileUnreadable(
            f"'{path}' has more than {MOST_TREES:,} rows", hint="give the trees of the area only"
        )
