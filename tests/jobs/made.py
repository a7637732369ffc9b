"""Indicators for tests of the worker processes, which import them by name, and their area."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field

from twin.errors import ParameterInvalid
from twin.jobs.worker import Setup
from twin.model import Area, Words
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Parameters,
    RasterLayer,
    Result,
    Row,
    Subject,
)

WORDS = Words("proef", "trial")


@dataclass(frozen=True)
class FromFile:
    """One area, whatever is asked for, out of a file that `setup` wrote."""

    path: Path

    def __call__(self, area: str) -> Area:
        """As an AreaSource."""
        del area
        read: Area = pickle.loads(self.path.read_bytes())
        return read


def setup(area: Area, folder: Path) -> Setup:
    """What workers of tests start with; `folder` is for what they read and keep."""
    path = folder / "area.pickle"
    path.write_bytes(pickle.dumps(area))
    return Setup(FromFile(path), folder / "cache", 10_000_000)


class CountParameters(Parameters):
    """What to count."""

    least: float = Field(0.0, ge=0, le=100, description="Lowest building that counts (m).")


def count(case: Case, parameters: CountParameters) -> Result:
    """Buildings with their heights, and a map of nothing."""
    heights = [each.roof_height - each.ground_height for each in case.area.buildings]
    high = [height for height in heights if height >= parameters.least]
    kept = case.keep(f"ones {case.base_key}", lambda: {"ones": np.ones((4, 5), np.float32)})
    return Result(
        "count",
        (Figure("buildings", WORDS, float(len(high)), "1", step=1.0),),
        (Column("height", WORDS, "m", Direction.NEITHER, step=0.1),),
        tuple(
            Row(Subject.BUILDING, each.id, each.id, {"height": height})
            for each, height in zip(case.area.buildings, heights, strict=True)
        ),
        (RasterLayer("ones", WORDS, "1", 0.5, 0.5, 1.0, np.asarray(kept["ones"]), 1.0),),
    )


def double(case: Case, parameters: CountParameters) -> Result:
    """Twice what `count` says."""
    (figure,) = case.results["count"].figures
    assert figure.value is not None
    return Result("double", (Figure("twice", WORDS, 2 * figure.value, "1"),))


def refuse(case: Case, parameters: CountParameters) -> Result:
    """Cannot do it."""
    raise ParameterInvalid("'this' does not fit", hint="give that")


def stumble(case: Case, parameters: CountParameters) -> Result:
    """Has a defect."""
    raise ZeroDivisionError("a defect")


def perish(case: Case, parameters: CountParameters) -> Result:
    """Ends its own process, as the kernel does where memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def last(case: Case, parameters: CountParameters) -> Result:
    """Takes as long as nobody stops it, and listens."""
    never = threading.Event()
    while not never.wait(0.02):
        case.watch(0.5)
    raise AssertionError


def ignore(case: Case, parameters: CountParameters) -> Result:
    """Takes as long as nobody stops it, and does not listen."""
    case.watch(0.5)
    threading.Event().wait()
    raise AssertionError


def _indicator(name: str, compute: object, *needs: str) -> Indicator:
    return Indicator(
        name=name,
        title=WORDS,
        description=WORDS,
        parameters=CountParameters,
        unit="1",
        direction=Direction.NEITHER,
        method=WORDS,
        source="made up",
        validity=WORDS,
        error=WORDS,
        compute=compute,  # type: ignore[arg-type]
        needs=needs,
    )


COUNT = _indicator("count", count)
DOUBLE = _indicator("double", double, "count")
REFUSE = _indicator("refuse", refuse)
AFTER_REFUSE = _indicator("after-refuse", double, "refuse")
STUMBLE = _indicator("stumble", stumble)
PERISH = _indicator("perish", perish)
LAST = _indicator("last", last)
IGNORE = _indicator("ignore", ignore)
KNOWN = {
    each.name: each for each in (COUNT, DOUBLE, REFUSE, AFTER_REFUSE, STUMBLE, PERISH, LAST, IGNORE)
}
