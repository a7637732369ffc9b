"""Files inside zip archives, and archives inside those, as streams; nothing is unpacked to disk.

An archive that would unpack to far more than it holds, points outside itself or is nested deeper
than deliveries are is refused before or while it is read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from twin.errors import FileUnreadable

DEEPEST = 2
"""BAG Extract is a zip with zips in it."""

MOST_MEMBERS = 20_000

_GROWTH = 200
"""XML shrinks 10 to 50 times; a file that grows more than this is not one that people make."""

_FREE = 50_000_000  # bytes that any archive may unpack to
_AGAIN = "download it again from Kadaster or PDOK"


@dataclass(slots=True)
class _Budget:
    """Bytes that may still come out of one archive."""

    path: Path
    left: int

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise FileUnreadable(
                f"'{self.path}' unpacks to more than {_GROWTH} times its size", hint=_AGAIN
            )


@dataclass(slots=True)
class Stream:
    """A readable stream that counts what comes out of it."""

    inner: IO[bytes]
    budget: _Budget

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; pieces of a megabyte where no size is asked."""
        with unzipping(self.budget.path):
            data = self.inner.read(size if size >= 0 else 1_000_000)
        self.budget.take(len(data))
        return data


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file and how much may come out of it.

    `wanted` tells of a name, with the names of the zips around it, whether to open it; also of a
    zip within.
    """

    path: Path
    wanted: Callable[[str], bool]
    budget: _Budget = field(init=False)

    def __post_init__(self) -> None:
        size = self.path.stat().st_size
        object.__setattr__(self, "budget", _Budget(self.path, _FREE + _GROWTH * size))

    def members(self) -> Iterator[tuple[str, Stream]]:
        """Names and streams of the wanted files, in order; each is read before the next.

        Raises
        ------
        FileUnreadable
            Not a whole zip file, or one of those that the module's first lines tell of.
        """
        with unzipping(self.path), zipfile.ZipFile(self.path) as archive:
            yield from self._walk(archive, "", 1)

    def _walk(
        self, archive: zipfile.ZipFile, within: str, depth: int
    ) -> Iterator[tuple[str, Stream]]:
        if len(archive.filelist) > MOST_MEMBERS:
            raise FileUnreadable(
                f"'{self.path}' holds {len(archive.filelist)} files, more than {MOST_MEMBERS}",
                hint=_AGAIN,
            )
        for each in archive.filelist:
            name = f"{within}{each.filename}"
            self._check(each, name)
            nested = each.filename.lower().endswith(".zip")
            if each.is_dir() or not self.wanted(name):
                continue
            if nested and depth >= DEEPEST:
                raise FileUnreadable(
                    f"'{name}' in '{self.path}' is nested deeper than a delivery is", hint=_AGAIN
                )
            with archive.open(each) as stream:
                if nested:
                    with zipfile.ZipFile(stream) as inner:
                        yield from self._walk(inner, f"{name}/", depth + 1)
                else:
                    yield name, Stream(stream, self.budget)

    def _check(self, each: zipfile.ZipInfo, name: str) -> None:
        plain = PurePosixPath(each.filename.replace("\\", "/"))
        if plain.is_absolute() or ".." in plain.parts or ":" in plain.parts[:1]:
            raise FileUnreadable(f"'{name}' in '{self.path}' points outside it", hint=_AGAIN)
        if each.file_size > _FREE + _GROWTH * each.compress_size:
            raise FileUnreadable(
                f"'{name}' in '{self.path}' would grow from {each.compress_size:,} to "
                f"{each.file_size:,} bytes",
                hint=_AGAIN,
            )


@contextmanager
def unzipping(path: Path) -> Iterator[None]:
    """What can go wrong with a zip file, in our words."""
    try:
        yield
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror or error}") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileUnreadable(
            f"'{path}' is not a whole zip file: {error}",
            hint="the download may have been cut off; fetch it again",
        ) from error
