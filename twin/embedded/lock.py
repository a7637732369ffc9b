"""One holder at a time for a directory, by a file lock that the kernel lets go when we end."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from twin.errors import StartFailed


class DirectoryLock:
    """Context manager that holds `path` for one process.

    Raises
    ------
    StartFailed
        Another process holds it.
    """

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._what = what
        self._file: int | None = None

    def __enter__(self) -> DirectoryLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _take(file):
            holder = os.read(file, 32).decode(errors="replace").strip()
            os.close(file)
            raise StartFailed(
                f"{self._what} '{self._path.parent}' is in use by process '{holder}'",
                hint="stop that one, or choose another directory with TWIN_DATA_DIR",
            )
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        self._file = file
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def is_held(path: Path) -> bool:
    """Whether some process holds the lock on `path`."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _take(file: int) -> bool:
    # More than one try, since `is_held` holds the lock for the blink of an eye.
    for _ in range(5):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False
