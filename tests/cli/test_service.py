"""A child that ends unasked comes back, less and less eagerly."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.fix_processes import until
from twin.cli import memory
from twin.cli.service import Service


def service(data_dir: Path, program: str, *, may_end: bool = False) -> Service:
    return Service(
        "part",
        [sys.executable, "-c", program],
        environment=os.environ,
        data_dir=data_dir,
        may_end=may_end,
    )


def ended(part: Service) -> bool:
    return part.child is not None and not part.child.running


def test_each_crash_is_told_and_waited_for_twice_as_long(tmp_path: Path) -> None:
    part = service(tmp_path, "print('helaas'); raise SystemExit(3)")
    now = 0.0
    part.start(now)
    for wait in (1, 2, 4, 8, 16, 30, 30):
        until(lambda: ended(part), "it crashes")
        told = part.tend(now)
        assert told is not None
        assert f"part stopped with status 3: 'helaas'; starting it again in {wait} s" in told
        assert part.tend(now + wait - 0.1) is None
        assert ended(part), "it is too early"
        now += wait
        assert part.tend(now) is None
    part.stop()


def test_who_ran_for_long_is_started_again_quickly(tmp_path: Path) -> None:
    part = service(tmp_path, "raise SystemExit(3)")
    part.start(0)
    until(lambda: ended(part), "it crashes")
    assert "in 1 s" in (part.tend(0) or "")
    part.tend(1)
    until(lambda: ended(part), "it crashes")
    assert "in 1 s" in (part.tend(100) or "")
    part.stop()


def test_a_replay_may_come_to_its_end(tmp_path: Path) -> None:
    part = service(tmp_path, "pass", may_end=True)
    part.start(0)
    until(lambda: ended(part), "it ends")
    assert part.tend(0) == "part has come to its end"
    assert part.tend(100) is None
    assert ended(part)
    part.stop()


def test_what_is_remembered_is_added_to(tmp_path: Path) -> None:
    memory.remember(tmp_path / "data", area="delft")
    memory.remember(tmp_path / "data", area_source="sample")
    assert memory.recall(tmp_path / "data") == {"area": "delft", "area_source": "sample"}


def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text("{")
    assert memory.recall(tmp_path) == {}
