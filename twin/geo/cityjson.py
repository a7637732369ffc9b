"""Reading CityJSON 1.0, 1.1 and 2.0 and CityJSONSeq files into objects with RD coordinates.

Knows the format, not what is built with it; text sequences follow CityJSONSeq 2.0.
Source: https://www.cityjson.org/specs/ and https://www.cityjson.org/cityjsonseq/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from twin.errors import FileUnreadable, NotInRd
from twin.geo.crs import check_nap, check_rd

Json = dict[str, Any]

LARGEST = 250_000_000
"""Bytes of a CityJSON file, which is read as a whole; a tile of 3D BAG has up to 60 million."""

LONGEST_LINE = 50_000_000
MOST_VERTICES = 20_000_000

_VERSIONS = ("1.0", "1.1", "2.0")
_RD_CODES = ("7415", "28992")


@dataclass(frozen=True, slots=True, eq=False)
class CityModel:
    """What a file holds.

    Attributes
    ----------
    objects
        City objects by their id, as in the file, but for `boundaries`, which index `vertices`.
    vertices
        (n, 3) RD x, RD y, NAP z.
    title
        Of the data set; empty when the file does not tell.
    dated
        Reference date of the data set.
    """

    objects: dict[str, Json]
    vertices: NDArray[np.float64]
    title: str
    dated: date | None


def read_cityjson(path: Path, wanted: Callable[[Json], bool] = lambda _: True) -> CityModel:
    """Read a CityJSON file, or a CityJSONSeq file when its name ends in `.jsonl`.

    Parameters
    ----------
    wanted
        Which geometries to keep; the others are let go before they cost anything.

    Raises
    ------
    FileUnreadable
        Missing, not JSON, not CityJSON, of an unknown version, or with broken parts.
    NotInRd
        Another coordinate system, or a transform that does not give RD and NAP coordinates.
    """
    try:
        if path.suffix == ".jsonl":
            with path.open("rb") as stream:
                return _assemble(_lines(stream, path), path, wanted)
        size = path.stat().st_size
        if size > LARGEST:
            raise FileUnreadable(
                f"'{path}' has {size:,} bytes, more than {LARGEST:,}",
                hint="give tiles, or the same as CityJSONSeq (.city.jsonl), which is read in parts",
            )
        content = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error
    return _assemble(iter([_parse(content, path, None)] if content.strip() else ()), path, wanted)


def _lines(stream: IO[bytes], path: Path) -> Iterator[Json]:
    """The header and the features of a sequence, one by one."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise FileUnreadable(
                f"line {number} of '{path}' has more than {LONGEST_LINE:,} bytes",
                hint="a line of CityJSONSeq is one building; download the file again",
            )
        if line.strip():
            yield _parse(line, path, number)


def _parse(text: bytes, path: Path, line: int | None) -> Json:
    where = f"'{path}'" if line is None else f"line {line} of '{path}'"
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FileUnreadable(
            f"{where} is not JSON: {error}",
            hint="the download may have been cut off; fetch it again",
        ) from error
    kind = parsed.get("type") if isinstance(parsed, dict) else type(parsed).__name__
    expected = "CityJSON" if line in (None, 1) else "CityJSONFeature"
    if kind != expected:
        raise FileUnreadable(
            f"{where} is JSON but not {expected}: its type is '{kind}'",
            hint="3D BAG offers CityJSON (.city.json) and CityJSONSeq (.city.jsonl)",
        )
    return dict(parsed)


def _assemble(parts: Iterator[Json], path: Path, wanted: Callable[[Json], bool]) -> CityModel:
    """One model out of a header and the features after it; a whole file is a header only."""
    header = next(parts, None)
    if header is None:
        raise FileUnreadable(f"'{path}' is empty", hint="download it again")
    version = str(header.get("version"))
    if version not in _VERSIONS:
        raise FileUnreadable(
            f"'{path}' is CityJSON version '{version}'", hint=f"we read {', '.join(_VERSIONS)}"
        )
    metadata = header.get("metadata") or {}
    _check_reference_system(str(metadata.get("referenceSystem", "")), path)
    objects: dict[str, Json] = {}
    vertices: list[NDArray[np.float64]] = []
    count = 0
    for part in chain((header,), parts):
        found = part.get("CityObjects")
        if not isinstance(found, dict):
            raise FileUnreadable(f"'{path}' has no 'CityObjects'", hint="download it again")
        for each in found.values():
            if each.get("geometry"):
                each["geometry"] = [geometry for geometry in each["geometry"] if wanted(geometry)]
        own = _vertices(part, header.get("transform"), path)
        _check_boundaries(found, len(own), count, path)
        objects.update(found)
        vertices.append(own)
        count += len(own)
        if count > MOST_VERTICES:
            raise FileUnreadable(
                f"'{path}' has more than {MOST_VERTICES:,} vertices",
                hint="give the tiles of the area only",
            )
    points = np.concatenate(vertices)
    if count:
        low, high = points.min(axis=0), points.max(axis=0)
        check_rd((low[0], low[1], high[0], high[1]), str(path))
        check_nap(low[2], high[2], str(path))
    return CityModel(objects, points, str(metadata.get("title", "")), _dated(metadata))


def _vertices(part: Json, transform: Json | None, path: Path) -> NDArray[np.float64]:
    try:
        points = np.array(part["vertices"], dtype=np.float64).reshape(-1, 3)
        if transform is None:
            return points
        scale = np.array(transform["scale"], dtype=np.float64).reshape(3)
        return points * scale + np.array(transform["translate"], dtype=np.float64).reshape(3)
    except (KeyError, TypeError, ValueError) as error:
        raise FileUnreadable(
            f"'{path}' has no usable 'vertices' and 'transform': {error!r}",
            hint="vertices are triples of numbers, transform has 'scale' and 'translate'",
        ) from error


def _check_reference_system(name: str, path: Path) -> None:
    code = re.search(r"(\d+)$", name)
    if code and code[1] not in _RD_CODES:
        raise NotInRd(
            f"'{path}' is in EPSG:{code[1]} ('{name}')",
            hint="deliver it in EPSG:7415 (RD New and NAP)",
        )


def _dated(metadata: Json) -> date | None:
    """Reference date, or the date in a 3D BAG version such as `v2024.04.20`."""
    texts = (metadata.get("datasetReferenceDate"), metadata.get("referenceDate"))
    for text in (*texts, metadata.get("version")):
        found = re.fullmatch(r"v?(\d{4})[-.](\d{2})[-.](\d{2})", str(text))
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    return None


def _check_boundaries(objects: dict[str, Json], vertex_count: int, first: int, path: Path) -> None:
    """Make sure that indices are those of vertices, and count them from `first`."""
    for name, each in objects.items():
        found = [
            ring
            for geometry in each.get("geometry", ())
            for ring in rings(geometry.get("boundaries", ()))
        ]
        # All at once, which is quick; one by one only to tell which is wrong.
        if not _are_indices(list(chain.from_iterable(found)), vertex_count):
            wrong = next(ring for ring in found if not _are_indices(ring, vertex_count))
            raise FileUnreadable(
                f"object '{name}' in '{path}' points at a vertex that is not there: {wrong}",
                hint=f"the file has {vertex_count} vertices; download it again",
            )
        if first:
            for ring in found:
                ring[:] = map(first.__add__, ring)


def _are_indices(numbers: list[Any], vertex_count: int) -> bool:
    if not numbers:
        return True
    return set(map(type, numbers)) == {int} and min(numbers) >= 0 and max(numbers) < vertex_count


def rings(boundaries: Any) -> list[list[int]]:
    """The rings, lists of vertex indices, of boundaries nested to any depth.

    Where lists and indices are mixed, what they are in counts as a ring.
    """
    level = [boundaries] if isinstance(boundaries, list) else []
    found: list[list[int]] = []
    while level:
        deeper: list[Any] = []
        if set(map(type, chain.from_iterable(level))) == {list}:  # as it is in what is whole
            level = list(chain.from_iterable(level))
            continue
        for each in level:
            if each and set(map(type, each)) == {list}:
                deeper += each
            elif each:
                found.append(each)
        level = deeper
    return found
