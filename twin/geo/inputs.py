"""Which files of a folder are BGT, 3D BAG and AHN, by their names; nothing is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from twin.errors import FileUnreadable, NotFound

_CITYJSON = frozenset({".json", ".jsonl"})
_POINTS = frozenset({".las", ".laz"})
_MAPS = frozenset({".gml", ".sqlite", ".gpkg"})
_WHAT_WE_READ = (
    "we read BGT (.gml, .sqlite, .gpkg), 3D BAG (.city.json, .city.jsonl) and AHN (.laz)"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files by what they are, each in alphabetical order.

    Attributes
    ----------
    ignored
        Files in the folders that are none of these.
    """

    bgt: tuple[Path, ...]
    bag3d: tuple[Path, ...]
    ahn: tuple[Path, ...]
    ignored: tuple[Path, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        return self.bgt + self.bag3d + self.ahn


def find_inputs(paths: Sequence[Path]) -> Inputs:
    """The readable files among paths and in the folders among them, at any depth.

    Raises
    ------
    NotFound
        A path does not exist.
    FileUnreadable
        A file that was named is of an unknown type, or there is nothing to read.
    """
    named: list[Path] = []
    walked: list[Path] = []
    for path in paths:
        if path.is_dir():
            walked += _walk(path)
        elif path.exists():
            named.append(path)
        else:
            raise NotFound(
                f"there is no file or folder '{path}'",
                hint=f"give 'sample', a preset or a path; {_WHAT_WE_READ}",
            )
    unknown = [path for path in named if _kind(path) is None]
    if unknown:
        raise FileUnreadable(f"'{unknown[0]}' is of an unknown type", hint=_WHAT_WE_READ)
    found = {
        kind: [p for p in named + walked if _kind(p) == kind] for kind in ("bgt", "bag3d", "ahn")
    }
    inputs = Inputs(
        bgt=tuple(found["bgt"]),
        bag3d=tuple(found["bag3d"]),
        ahn=tuple(found["ahn"]),
        ignored=tuple(path for path in walked if _kind(path) is None),
    )
    if not inputs.files:
        raise FileUnreadable(
            f"there is nothing to read in '{', '.join(map(str, paths))}'", hint=_WHAT_WE_READ
        )
    if not inputs.bgt and not inputs.bag3d:
        raise FileUnreadable(
            f"'{', '.join(map(str, paths))}' has heights but no buildings",
            hint="put BGT or 3D BAG of the same place beside the AHN points",
        )
    return inputs


def _walk(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _kind(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix in _CITYJSON:
        return "bag3d"
    if suffix in _POINTS:
        return "ahn"
    return "bgt" if suffix in _MAPS else None
