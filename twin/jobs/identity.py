"""What names a computation: the content of an area and of a plan, and the code that computes.

Two areas with the same content have the same key wherever and whenever they were loaded, so that a
result can be checked on another machine.
"""

from __future__ import annotations

import hashlib
import re
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import shapely

import twin
from twin.model import Area

_PACKAGE = Path(twin.__file__).parent
_COMPUTES = ("sim", "geo/quality", "model")
"""Rooms whose code decides what a result says."""
_LIBRARIES = ("numpy", "numba", "scipy", "shapely", "pvlib", "embreex")
_WHENCE = frozenset({"name", "sources", "report"})
"""What an area tells of where it comes from, on which no computation depends."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code that computes.

    Attributes
    ----------
    twin
        Version of the installed package.
    commit
        Of the checkout that it runs from, without what is not committed; '' when it is none.
    sources
        Hash of the sources that decide what a result says.
    libraries
        (name, version) of those that compute.
    """

    twin: str
    commit: str
    sources: str
    libraries: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, Any]:
        """As it stands in a result."""
        return {
            "twin": self.twin,
            "commit": self.commit,
            "sources": self.sources,
            "libraries": dict(self.libraries),
        }


@cache
def code() -> Code:
    """The code of this process."""
    digest = hashlib.sha256()
    for room in _COMPUTES:
        for path in sorted((_PACKAGE / room).rglob("*")):
            if path.suffix in (".py", ".toml", ".json", ".csv"):
                digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    libraries = [("python", ".".join(map(str, sys.version_info[:3])))]
    for name in _LIBRARIES:
        try:
            libraries.append((name, version(name)))
        except PackageNotFoundError:
            libraries.append((name, ""))
    return Code(
        twin.__version__, _commit(_PACKAGE.parent), digest.hexdigest()[:32], tuple(libraries)
    )


def _commit(checkout: Path) -> str:
    """The commit of a checkout, read as git keeps it; '' where there is none."""
    place = checkout / ".git"
    try:
        if place.is_file():  # a linked worktree
            place = checkout / place.read_text().partition("gitdir:")[2].strip()
        head = (place / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        common = place / "commondir"
        shared = (place / common.read_text().strip()) if common.exists() else place
        if (shared / name).exists():
            return (shared / name).read_text().strip()
        packed = (shared / "packed-refs").read_text()
    except OSError:
        return ""
    found = re.search(rf"^([0-9a-f]+) {re.escape(name)}$", packed, re.MULTILINE)
    return found[1] if found else ""


def area_key(area: Area) -> str:
    """A hash over everything in an area on which a computation may depend."""
    told = {each.name: getattr(area, each.name) for each in fields(area)}
    told = {name: value for name, value in told.items() if name not in _WHENCE}
    return content_key(told | {"mismatches": area.report.mismatches})


def content_key(value: Any) -> str:
    """A hash over a value of the model: frozen dataclasses, geometry, arrays and plain values.

    Raises
    ------
    TypeError
        There is something else in it.
    """
    digest = hashlib.sha256()
    pieces: list[bytes] = []
    _add(value, pieces)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _add(value: Any, to: list[bytes]) -> None:  # noqa: C901 - a case per kind of value
    """Append bytes that tell `value` from every other; what can be longer tells its length."""
    if value is None:
        to.append(b"N")
    elif isinstance(value, Enum):
        _add(value.value, to)
    elif isinstance(value, bool):
        to.append(b"T" if value else b"F")
    elif isinstance(value, str):
        raw = value.encode()
        to.append(b"s%d:" % len(raw) + raw)
    elif isinstance(value, int | np.integer):
        to.append(b"i%d;" % value)
    elif isinstance(value, float | np.floating):
        to.append(b"f" + struct.pack("<d", value))
    elif isinstance(value, shapely.Geometry):
        raw = shapely.to_wkb(value, output_dimension=4, byte_order=1)
        to.append(b"g%d:" % len(raw) + raw)
    elif isinstance(value, np.ndarray):
        head = f"a{value.dtype.newbyteorder('<').str}{list(value.shape)}"
        to.append(head.encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, date):
        _add(value.isoformat(), to)
    elif isinstance(value, tuple | list):
        to.append(b"l%d:" % len(value))
        for each in value:
            _add(each, to)
    elif isinstance(value, Mapping):
        to.append(b"m%d:" % len(value))
        for key in sorted(value):
            _add(key, to)
            _add(value[key], to)
    elif is_dataclass(value):
        to.append(b"d" + type(value).__name__.encode() + b":")
        for field in fields(value):
            _add(getattr(value, field.name), to)
    else:
        raise TypeError(f"'{type(value).__name__}' has no content key")
