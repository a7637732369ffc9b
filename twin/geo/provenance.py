"""`sources.json`: where the files of a folder came from, written by a download, read with them.

A municipality's own folder needs none; then a file tells its date itself or nobody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from twin.errors import FileUnreadable

NAME = "sources.json"
BOUNDARY = "boundary.geojson"
"""Beside `sources.json`: the polygon (RD New) that the area is cut to."""

_LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one file came from.

    Attributes
    ----------
    source
        Key of `twin.geo.sources.BY_KEY`: `bgt`, `bag`, `3dbag`, `ahn` or `cbs`.
    dated
        Date of the data; None when its holder does not tell.
    version
        As its holder names it, such as `v2024.12.16`; '' when it does not.
    address
        What was asked, for whoever wants to ask again.
    downloaded_at
        Aware.
    """

    source: str
    licence: str
    address: str
    downloaded_at: datetime
    dated: date | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """What `sources.json` tells of a folder; `files` by path below it, with `/`."""

    name: str
    files: Mapping[str, Provenance]


def write(folder: Path, name: str, files: Mapping[str, Provenance]) -> None:
    """Write `sources.json` in `folder`, whole or not at all."""
    told = {
        "name": name,
        "files": {
            path: {
                "source": each.source,
                "licence": each.licence,
                "address": each.address,
                "downloaded_at": each.downloaded_at.isoformat(),
                "dated": each.dated.isoformat() if each.dated else None,
                "version": each.version,
            }
            for path, each in sorted(files.items())
        },
    }
    draft = folder / f".{NAME}.part"
    draft.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    draft.replace(folder / NAME)


def read(folder: Path) -> Folder | None:
    """What `sources.json` in `folder` tells; None when there is none.

    Raises
    ------
    FileUnreadable
        It is not what `write` writes.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        told = orjson.loads(path.read_bytes())
        files = {name: _provenance(each) for name, each in told["files"].items()}
        return Folder(str(told.get("name", "")), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileUnreadable(
            f"'{path}' does not tell where the files came from: {error!r}",
            hint="take it away, or download the area again",
        ) from error


def _provenance(told: dict[str, Any]) -> Provenance:
    moment = datetime.fromisoformat(told["downloaded_at"])
    if moment.tzinfo is None:
        raise ValueError(f"'{told['downloaded_at']}' has no time zone")
    return Provenance(
        source=str(told["source"]),
        licence=str(told["licence"]),
        address=str(told["address"]),
        downloaded_at=moment,
        dated=date.fromisoformat(told["dated"]) if told.get("dated") else None,
        version=str(told.get("version") or ""),
    )
