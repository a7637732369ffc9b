"""Waiting for real processes: conditions, never pauses."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
import pytest


def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for a condition; fail with `what` when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:g} s in vain: {what}")
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no process has this number, or only one that has ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
