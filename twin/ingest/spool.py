"""Messages on disk while the database is away: for QoS 0, which nobody else keeps.

A bounded queue of segment files, appended to and taken from in order. It survives `kill -9`: every
message is handed to the system in the call that puts it, with a checksum, and a segment is removed
only after its messages were stored. It is not forced to the disk for each message, so a power cut
may cost the last seconds; QoS 0 promises no more. What does not fit is counted by source, on disk
too, so that the ledger can tell of it later.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from twin.errors import Conflict, FileUnreadable
from twin.model import Message

log = logging.getLogger("twin.ingest")

SEGMENT_BYTES = 1_048_576
"""A segment is stored in one transaction, so it must not be large."""

_HEAD = struct.Struct("<IIqI")  # checksum of what follows, length of it, microseconds, topic
_TAIL = struct.Struct("<qI")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NOTE_BYTES = 4_096  # room for the counts of what was refused, taken when there still is room

Measure = Callable[[Sequence[Message]], Counter[str]]
"""How many readings messages hold, by source as the ledger names it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The messages of one file, in order."""

    path: Path
    messages: tuple[Message, ...]


class Spool:
    """The spool in `folder`, of this process alone.

    Parameters
    ----------
    size
        Bytes that it may take on disk, beside one block of counts.
    measure
        See `Measure`.

    Attributes
    ----------
    waiting
        Readings in it, by source.
    refused
        Readings that did not fit since `settle` was last called, by source.

    Raises
    ------
    FileUnreadable
        On entering: the folder cannot be used.
    Conflict
        On entering: another process uses it.
    """

    def __init__(self, folder: Path, size: int, measure: Measure) -> None:
        self._folder = folder
        self._size = size
        self._measure = measure
        self._used = 0
        self._number = 0
        self._current: int | None = None  # handle of the segment that is appended to
        self._length = 0
        self._lock = self._note = -1
        self._failed = False
        self.waiting = Counter[str]()
        self.refused = Counter[str]()

    def __enter__(self) -> Spool:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(
                    f"another ingest uses the spool in '{self._folder}'",
                    hint="give each ingest its own name: twin ingest --name NAME",
                ) from None
            self._note = os.open(self._folder / "refused", os.O_RDWR | os.O_CREAT, 0o600)
            self._recover()
        except OSError as error:
            raise FileUnreadable(
                f"the spool in '{self._folder}' cannot be used: {error.strerror}",
                hint="TWIN_DATA_DIR must be a directory that ingest may write to",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish()
        os.close(self._note)
        os.close(self._lock)

    def __bool__(self) -> bool:
        return self._used > 0

    def put(self, messages: Sequence[Message]) -> None:
        """Append as many of `messages` as fit; the others are refused and counted."""
        for number, message in enumerate(messages):
            if not self._append(_record(message)):
                # Smaller ones that still fit would come out of order.
                rest = messages[number:]
                self.refused += self._measure(rest)
                self._write_note()
                messages = messages[:number]
                break
        if messages:
            self.waiting += self._measure(messages)

    def oldest(self) -> Segment | None:
        """The segment to store next; None when the spool is empty."""
        paths = self._paths()
        if not paths:
            return None
        if len(paths) == 1:
            self._finish()
        return Segment(paths[0], tuple(_messages(paths[0].read_bytes(), paths[0])))

    def remove(self, segment: Segment) -> None:
        """Forget `segment`, whose messages were stored."""
        self._used -= segment.path.stat().st_size
        segment.path.unlink()
        # What is measured may change while it waits, as when a thing is registered meanwhile.
        self.waiting = self.waiting - self._measure(segment.messages) if self else Counter()
        self._failed = False

    def settle(self) -> None:
        """Forget the counts of what was refused: the ledger has them."""
        self.refused = Counter()
        self._write_note()

    def _append(self, record: bytes) -> bool:
        """Write a record; whether it fitted."""
        if self._used + len(record) > self._size:
            self._fail("it is full", "raise TWIN_MQTT_SPOOL_MB, or bring the database back")
            return False
        try:
            if self._current is None or self._length + len(record) > SEGMENT_BYTES:
                self._finish()
                self._number += 1
                path = self._folder / f"{self._number:012d}.segment"
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
                self._current = os.open(path, flags, 0o600)
                self._length = 0
            written = os.write(self._current, record)
            if written < len(record):
                os.ftruncate(self._current, self._length)
                self._fail("the disk is full", "free some space on that disk")
                return False
        except OSError as error:
            self._fail(error.strerror or str(error), "free some space on that disk")
            return False
        self._length += written
        self._used += written
        return True

    def _fail(self, why: str, hint: str) -> None:
        if not self._failed:
            self._failed = True
            log.error("event=spool_refuses why=%r folder='%s' hint=%r", why, self._folder, hint)

    def _finish(self) -> None:
        """End the segment that is appended to."""
        if self._current is not None:
            os.close(self._current)
            self._current = None

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.segment"))

    def _recover(self) -> None:
        """Find what an earlier process left."""
        for path in self._paths():
            content = path.read_bytes()
            messages = tuple(_messages(content, path))
            self._number = int(path.stem)
            if messages:
                self._used += len(content)
                self.waiting += self._measure(messages)
            else:
                path.unlink()
        note = os.pread(self._note, _NOTE_BYTES, 0).strip(b" \0")
        try:
            self.refused = Counter(json.loads(note)) if note else Counter()
        except ValueError:
            log.error("event=spool_note_unreadable folder='%s' note=%r", self._folder, note[:80])
        self._write_note()
        if self.waiting:
            log.warning("event=spool_found waiting=%s", dict(self.waiting))

    def _write_note(self) -> None:
        """Write the counts in place, where there is room for them."""
        try:
            os.pwrite(self._note, json.dumps(self.refused).encode().ljust(_NOTE_BYTES), 0)
        except OSError as error:
            self._fail(error.strerror or str(error), "free some space on that disk")


def _record(message: Message) -> bytes:
    topic = message.topic.encode(errors="surrogatepass")
    at = (message.received_at - _EPOCH) // _MICROSECOND
    body = _TAIL.pack(at, len(topic)) + topic + message.payload
    return struct.pack("<II", zlib.crc32(body), len(body)) + body


def _messages(content: bytes, path: Path) -> Iterator[Message]:
    """The messages in a segment, up to the first that is not whole."""
    position = 0
    while position < len(content):
        try:
            checksum, length, at, topic_length = _HEAD.unpack_from(content, position)
        except struct.error:
            break
        begin = position + _HEAD.size
        end = position + _HEAD.size - _TAIL.size + length
        whole = _TAIL.size <= length <= len(content) - position - 8
        if not whole or zlib.crc32(content[position + 8 : end]) != checksum:
            break
        topic = content[begin : begin + topic_length].decode(errors="surrogatepass")
        yield Message(topic, content[begin + topic_length : end], _EPOCH + at * _MICROSECOND)
        position = end
    else:
        return
    # kill -9 leaves whole records; a torn one was cut off by a full disk or a power cut.
    log.warning("event=spool_torn segment='%s' at=%d of=%d", path.name, position, len(content))
