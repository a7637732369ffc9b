from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twin.errors import Conflict, FileUnreadable
from twin.ingest import spool as spool_module
from twin.ingest.spool import Spool
from twin.model import Message

START = datetime(2026, 11, 1, 12, 30, 0, 123456, UTC)


def measure(messages: Sequence[Message]) -> Counter[str]:
    return Counter(message.topic.split("/")[0] for message in messages)


def message(number: int, topic: str = "ttn/a", size: int = 100) -> Message:
    return Message(topic, b"%d " % number + b"." * size, START + timedelta(seconds=number))


def opened(folder: Path, size: int = 10_000_000) -> Spool:
    return Spool(folder, size, measure)


def drained(spool: Spool) -> list[Message]:
    found: list[Message] = []
    while (segment := spool.oldest()) is not None:
        found += segment.messages
        spool.remove(segment)
    return found


def test_what_is_put_comes_out_in_order_and_unchanged(tmp_path: Path) -> None:
    sent = [
        message(0),
        Message("naïef/\udcff", b"\x00\xff", START),
        Message("", b"", datetime(1969, 1, 1, tzinfo=UTC)),
        *(message(n, "senml/x", size=9_000) for n in range(300)),
    ]
    with opened(tmp_path) as spool:
        assert not spool
        spool.put(sent[:10])
        spool.put(sent[10:])
        assert spool
        assert spool.waiting == measure(sent)
        assert len(list(tmp_path.glob("*.segment"))) > 1
        assert drained(spool) == sent
        assert not spool
        assert not spool.waiting
        assert not list(tmp_path.glob("*.segment"))


def test_it_may_be_put_into_while_it_is_emptied(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.put([message(1)])
        segment = spool.oldest()
        assert segment is not None
        spool.put([message(2)])
        spool.remove(segment)
        assert spool.waiting == {"ttn": 1}
        assert drained(spool) == [message(2)]


def test_what_does_not_fit_is_refused_and_counted_by_source_also_by_the_next_process(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, size=1_000) as spool:
        spool.put([message(n) for n in range(10)])
        kept = spool.waiting["ttn"]
        assert 5 < kept < 10
        assert spool.refused == {"ttn": 10 - kept}
        spool.put([message(n, "senml/x") for n in range(3)])
        assert sum(path.stat().st_size for path in tmp_path.glob("*.segment")) <= 1_000
    with opened(tmp_path, size=1_000) as spool:
        assert spool.refused == {"ttn": 10 - kept, "senml": 3}
        assert spool.waiting == {"ttn": kept}
        assert drained(spool) == [message(n) for n in range(kept)]
        spool.settle()
    with opened(tmp_path) as spool:
        assert not spool.refused
        assert not spool.waiting


_FILLER = """
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from twin.ingest.spool import Spool
from twin.model import Message
with Spool(Path(sys.argv[1]), 10**9, lambda messages: Counter(all=len(messages))) as spool:
    number = 0
    while True:
        spool.put([Message("ttn/a", str(number).encode() * 40, datetime.now(UTC))])
        number += 1
        print(number, flush=True)
"""


def test_killed_in_mid_write_it_loses_nothing_that_was_put(tmp_path: Path) -> None:
    for _ in range(3):
        told = 0
        with subprocess.Popen(
            [sys.executable, "-c", _FILLER, tmp_path], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) == 500:
                    process.send_signal(signal.SIGKILL)
                told = int(line)
        with opened(tmp_path) as spool:
            found = drained(spool)
        assert len(found) >= told
        assert [int(one.payload) for one in found] == [int(str(n) * 40) for n in range(len(found))]


def test_a_torn_end_is_left_out_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(tmp_path) as spool:
        spool.put([message(n) for n in range(5)])
    (path,) = tmp_path.glob("*.segment")
    path.write_bytes(path.read_bytes()[:-3])
    with opened(tmp_path) as spool:
        assert spool.waiting == {"ttn": 4}
        assert drained(spool) == [message(n) for n in range(4)]
    assert "event=spool_torn" in caplog.text


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path) as spool:
        spool.put([message(n) for n in range(5)])
    (path,) = tmp_path.glob("*.segment")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with opened(tmp_path) as spool:
        assert drained(spool) == [message(n) for n in range(2)]


def test_two_processes_cannot_use_one_spool(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(Conflict, match="another ingest uses the spool"):
        opened(tmp_path).__enter__()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnreadable, match="cannot be used: Not a directory"):
        opened(tmp_path / "file" / "spool").__enter__()


def test_a_limit_on_files_is_as_a_full_disk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with opened(tmp_path) as spool:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
            spool.put([message(n) for n in range(100)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)
        kept = spool.waiting["ttn"]
        assert kept + spool.refused["ttn"] == 100
        assert "event=spool_refuses" in caplog.text
        spool.put([message(n) for n in range(kept, 50)])
        assert drained(spool) == [message(n) for n in range(50)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A file system of 64 KiB; skips where we may not make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True, text=True, check=False,
    ) if os.geteuid() == 0 else None  # fmt: skip
    if made is None or made.returncode:
        pytest.skip(
            f"a small disk can be mounted by root only{made and ': ' + made.stderr.strip()}"
        )
    return disk


def test_a_full_disk_is_told_and_what_does_not_fit_is_counted(
    small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        with opened(small_disk / "spool") as spool:
            spool.put([message(n, size=900) for n in range(200)])
            kept = spool.waiting["ttn"]
            assert 20 < kept < 80
            assert spool.refused == {"ttn": 200 - kept}
            assert "No space left on device" in caplog.text or "the disk is full" in caplog.text
        with opened(small_disk / "spool") as spool:
            assert spool.refused == {"ttn": 200 - kept}
            assert drained(spool) == [message(n, size=900) for n in range(kept)]
            spool.put([message(1)])
            assert drained(spool) == [message(1)]
    finally:
        subprocess.run(["umount", small_disk], check=True)


def test_a_segment_is_small_enough_for_one_transaction() -> None:
    assert spool_module.SEGMENT_BYTES <= 1_048_576
