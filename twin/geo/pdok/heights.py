"""Windows of AHN from its Web Coverage Service, as GeoTIFF files of bounded size.

Source: OGC 09-110r4 (WCS 2.0.1). PDOK serves `dtm_05m` (ground) and `dsm_05m` (what one sees from
above).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path

from twin.errors import SourceChanged
from twin.geo.crs import Bounds
from twin.geo.pdok.client import Answer, Broken, Client, with_query

COVERAGES = {"dtm": "dtm_05m", "dsm": "dsm_05m"}
TILE = 500
"""Metres; 1000 by 1000 cells of 0.5 m, 4 MB."""

_OFFSETS, _COUNTS = (273, 324), (279, 325)  # TIFF 6.0: of strips, of tiles
_SIZES = {3: 2, 4: 4, 16: 8}  # bytes of SHORT, LONG and LONG8


def windows(bounds: Bounds) -> Iterator[tuple[int, int, int, int]]:
    """`bounds` (RD metres) cut at whole multiples of `TILE`, in whole metres."""
    minx, miny = math.floor(bounds[0]), math.floor(bounds[1])
    maxx, maxy = math.ceil(bounds[2]), math.ceil(bounds[3])
    for y in range(miny // TILE * TILE, maxy, TILE):
        for x in range(minx // TILE * TILE, maxx, TILE):
            yield max(x, minx), max(y, miny), min(x + TILE, maxx), min(y + TILE, maxy)


def address(service: str, coverage: str, window: tuple[int, int, int, int]) -> str:
    """What asks for a window of a coverage."""
    minx, miny, maxx, maxy = window
    return with_query(
        service,
        {
            "service": "WCS",
            "version": "2.0.1",
            "request": "GetCoverage",
            "coverageId": coverage,
            "format": "image/tiff",
            "subset": [f"x({minx},{maxx})", f"y({miny},{maxy})"],
        },
    )


def download(client: Client, asked: str, target: Path) -> None:
    """Write the answer to `asked`, a whole GeoTIFF.

    Raises
    ------
    SourceAway, SourceChanged
        As `Client.get`.
    """
    new = target.with_name(f".{target.name}.new")
    new.write_bytes(client.get(asked, accept=_tiff))
    new.replace(target)


def _tiff(answer: Answer) -> bytes:
    if answer.content[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        _check_whole(answer.content)
        return answer.content
    said = " ".join(answer.content[:400].decode("utf-8", "replace").split())
    if "Exception" in said:
        raise SourceChanged(
            f"AHN refuses a window: '{said}'", hint=f"it was asked for '{answer.address}'"
        )
    raise Broken(f"'{answer.media_type}' where a GeoTIFF was asked: '{said[:80]}'")


def _check_whole(content: bytes) -> None:
    """Make sure that a TIFF has all the cells that its first directory promises."""
    order = "<" if content[:1] == b"I" else ">"
    big = content[2:4] in (b"+\0", b"\0+")
    entry, count, first = ("HHQQ", "Q", 8) if big else ("HHII", "H", 4)
    offset = "Q" if big else "I"
    starts: list[int] = []
    lengths: list[int] = []
    try:
        (place,) = struct.unpack_from(order + offset, content, first)
        (entries,) = struct.unpack_from(order + count, content, place)
        place += struct.calcsize(order + count)
        step = struct.calcsize(order + entry)
        for each in range(entries):
            at = place + each * step
            tag, kind, many, value = struct.unpack_from(order + entry, content, at)
            if tag not in _OFFSETS + _COUNTS:
                continue
            form = order + {2: "H", 4: "I", 8: "Q"}[_SIZES[kind]] * min(many, len(content))
            inside = many * _SIZES[kind] <= struct.calcsize(offset)
            at = at + step - struct.calcsize(offset) if inside else value
            (starts if tag in _OFFSETS else lengths).extend(struct.unpack_from(form, content, at))
    except (struct.error, KeyError) as error:
        raise Broken(f"GeoTIFF of {len(content)} bytes has no whole directory: {error}") from error
    ends = [start + length for start, length in zip(starts, lengths, strict=False)]
    if not ends or max(ends) > len(content):
        raise Broken(f"GeoTIFF is cut off at byte {len(content)} of {max(ends, default=0)}")
