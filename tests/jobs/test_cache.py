"""Costly arrays are kept on disk, within bounds, and are made again when they are not there."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twin.jobs.cache import DiskCache
from twin.sim.indicators.base import Arrays


class Maker:
    """Counts how often it makes."""

    def __init__(self, size: int = 10) -> None:
        self.times = 0
        self.size = size

    def __call__(self) -> Arrays:
        self.times += 1
        return {"a": np.arange(self.size, dtype=np.float64), "b": np.zeros((2, 0))}


def test_arrays_are_made_once_and_mapped_from_disk_after(tmp_path: Path) -> None:
    make = Maker()
    made = DiskCache(tmp_path, 10_000, "v1")("key", make)
    read = DiskCache(tmp_path, 10_000, "v1")("key", make)
    assert make.times == 1
    assert isinstance(read["a"], np.memmap)
    for name in ("a", "b"):
        np.testing.assert_array_equal(made[name], read[name])
        with pytest.raises(ValueError, match="read-only"):
            read[name][...] = 1
    with pytest.raises(ValueError, match="read-only"):
        made["a"][0] = 1


def test_who_asks_while_another_makes_waits_for_it(tmp_path: Path) -> None:
    at_work, go_on, asked = threading.Event(), threading.Event(), threading.Event()
    make = Maker()

    def slow() -> Arrays:
        at_work.set()
        assert go_on.wait(30)
        return make()

    def second() -> Arrays:
        asked.set()
        return DiskCache(tmp_path, 10_000, "v1")("key", make)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(DiskCache(tmp_path, 10_000, "v1"), "key", slow)
        assert at_work.wait(30)
        later = threads.submit(second)
        assert asked.wait(30)
        go_on.set()
        assert first.result(30)["a"].tolist() == later.result(30)["a"].tolist()
    assert make.times == 1


def test_another_key_or_another_code_makes_anew(tmp_path: Path) -> None:
    make = Maker()
    for key, version in (("a", "1"), ("b", "1"), ("a", "2"), ("a", "1")):
        DiskCache(tmp_path, 10_000, version)(key, make)
    assert make.times == 3


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 4000, "v1")
    make = Maker(100)  # 800 bytes and a head for each array
    for moment, key in enumerate("ab"):
        cache(key, make)
        for place in (each for each in tmp_path.iterdir() if each.is_dir()):
            os.utime(place, (moment, moment))
    cache("a", make)  # used now
    cache("c", make)
    cache("d", make)
    before = make.times
    cache("a", make)
    assert make.times == before
    cache("b", make)
    assert make.times == before + 1
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.npy")) <= 4000


def test_what_is_larger_than_all_room_is_not_kept(tmp_path: Path) -> None:
    make = Maker(1000)
    cache = DiskCache(tmp_path, 100, "v1")
    cache("key", make)
    cache("key", make)
    assert make.times == 2


@pytest.mark.parametrize("left", [50, 0])
def test_a_spoiled_file_is_made_again_and_then_kept(tmp_path: Path, left: int) -> None:
    make = Maker()
    DiskCache(tmp_path, 10_000, "v1")("key", make)
    for file in tmp_path.rglob("a.npy"):
        file.write_bytes(file.read_bytes()[:left])
    for _ in range(2):
        read = DiskCache(tmp_path, 10_000, "v1")("key", make)
        assert read["a"].tolist() == list(range(10))
    assert make.times == 2


def test_who_is_killed_while_making_room_leaves_no_half_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """In place of a signal, which no test could send at the right moment."""

    def killed(place: Path, **how: Any) -> None:
        for file in place.glob("a.npy"):
            file.unlink()
            raise Killed

    make = Maker(100)
    cache = DiskCache(tmp_path, 1500, "v1")
    cache("a", make)
    with monkeypatch.context() as here:
        here.setattr(shutil, "rmtree", killed)
        with pytest.raises(Killed):
            cache("b", make)
    assert sorted(cache("a", make)) == ["a", "b"]


def test_no_locks_are_left(tmp_path: Path) -> None:
    for limit in (10_000, 0):
        DiskCache(tmp_path, limit, "v1")(f"{limit}", Maker())
    assert list(tmp_path.glob("*.lock")) == []
