"""Costly arrays on disk, memory-mapped, so that the next run or another process need not make them.

Bounded: what was used longest ago goes first. Nothing in it is the only copy of anything.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from twin.sim.indicators.base import Arrays

_STRAY_SECONDS = 3600.0
_UNREADABLE = (OSError, ValueError, EOFError)  # the last of a file without a byte


class DiskCache:
    """A `twin.sim.indicators.base.Keep` in a folder that several processes may share.

    Parameters
    ----------
    folder
        Made when it is not there.
    limit
        Bytes; an entry that is larger alone is made each time.
    code
        Names the code that makes them: what another version made is not found.
    """

    def __init__(self, folder: Path, limit: int, code: str) -> None:
        self._folder = folder
        self._limit = limit
        self._code = code

    def __call__(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of `key`, read-only; made when they are not there or cannot be read.

        Who asks while another process makes them waits for that one.
        """
        name = hashlib.sha256(f"{self._code}\0{key}".encode()).hexdigest()
        place = self._folder / name
        with contextlib.suppress(*_UNREADABLE):
            return self._read(place)
        with self._alone(name):
            with contextlib.suppress(*_UNREADABLE):
                return self._read(place)
            return self._made(place, make)

    def _made(self, place: Path, make: Callable[[], Arrays]) -> Arrays:
        arrays = {each: np.asarray(array) for each, array in make().items()}
        for array in arrays.values():
            array.flags.writeable = False
        size = sum(array.nbytes for array in arrays.values())
        if size <= self._limit:
            # A full disk costs time, not the answer.
            with contextlib.suppress(OSError):
                self._write(place, arrays)
                self._make_room()
        return arrays

    @contextlib.contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Hold the lock of an entry; the kernel lets it go when its holder ends in any way.

        Its file goes at the end. Who waits for it then holds one that others no longer see, and
        finds the entry made, or at worst makes it at the same time as another.
        """
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # where it cannot be had, two may do the same work
                self._folder.mkdir(parents=True, exist_ok=True)
                place = self._folder / f"{name}.lock"
                lock = held.enter_context(place.open("wb"))
                fcntl.flock(lock, fcntl.LOCK_EX)
                held.callback(place.unlink, missing_ok=True)
            yield

    def _read(self, place: Path) -> Arrays:
        files = sorted(place.glob("*.npy"))
        if not files:
            raise FileNotFoundError(place)
        arrays = {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in files}
        os.utime(place)
        return arrays

    def _write(self, place: Path, arrays: Arrays) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=self._folder))
        try:
            for name, array in arrays.items():
                np.save(draft / f"{name}.npy", array, allow_pickle=False)
            self._remove(place)  # what is there could not be read
            draft.rename(place)  # fails where another process was first, which is as good
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _remove(self, place: Path) -> None:
        """Take an entry away at once, so that nobody finds half of it, also when we are killed."""
        gone = Path(tempfile.mkdtemp(prefix="draft-", dir=self._folder))
        with contextlib.suppress(OSError):  # there is none
            place.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def _make_room(self) -> None:
        """Take away the entries used longest ago until the rest fits.

        Who has one open keeps reading it: its pages live until they are let go.
        """
        entries = []
        for place in self._folder.iterdir():
            with contextlib.suppress(OSError):
                size = sum(path.stat().st_size for path in place.iterdir())
                entries.append((place.stat().st_mtime, size, place))
        total = sum(size for _, size, _ in entries)
        newest = max((used for used, _, _ in entries), default=0.0)
        for used, size, place in sorted(entries, key=lambda entry: entry[0]):
            stray = place.name.startswith("draft-") and used < newest - _STRAY_SECONDS
            if stray or (total > self._limit and not place.name.startswith("draft-")):
                self._remove(place)
                total -= size
