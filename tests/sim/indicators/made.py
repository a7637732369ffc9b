"""Indicators and results made up for tests."""

from __future__ import annotations

import numpy as np

from twin.model import Words
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Parameters,
    PointLayer,
    RasterLayer,
    Result,
    Row,
    Subject,
)
from twin.sim.verdict import judge

HOURS = Words("Uren zon", "Hours of sun")


class NoParameters(Parameters):
    """None."""


def nothing(case: Case, parameters: NoParameters) -> Result:
    """Tell nothing."""
    del case, parameters
    return Result("made-up", ())


def indicator(name: str, *needs: str) -> Indicator:
    """An indicator that needs others."""
    words = Words(name, name)
    return Indicator(
        name=name,
        title=words,
        description=words,
        parameters=NoParameters,
        unit="1",
        direction=Direction.UP,
        method=words,
        source="made up",
        validity=words,
        error=words,
        compute=nothing,
        needs=needs,
    )


def result() -> Result:
    """A result with everything that one can have."""
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 9, (3, 4)).astype(np.float32)
    values[0, 0] = np.nan
    return Result(
        indicator="made-up",
        figures=(
            Figure("hours", HOURS, 3.14159, "h", 0.0512, judge("n", 3.1, 2, 0.3), step=0.01),
            Figure("share", HOURS, None, "%", why=HOURS),
            Figure("homes", HOURS, -0.2, "1", step=1.0),
        ),
        columns=(Column("hours", HOURS, "h", Direction.UP, step=0.1),),
        rows=(
            Row(
                Subject.DWELLING,
                "home-1",
                "Langestraat 1",
                {"hours": 2.06},
                (judge("n", 2.06, 2.0, 0.1, causes=("height-uncertain",)),),
                ("no-model",),
                "pand-1",
            ),
            Row(Subject.DWELLING, "home-2", "Langestraat 2", {"hours": float("nan")}),
        ),
        rasters=(RasterLayer("map", HOURS, "h", 1e5 + 0.5, 4.7e5, 0.5, values, 0.25),),
        points=(
            PointLayer(
                "facades",
                HOURS,
                "h",
                np.array([[250_000.123, 470_000.456, 31.7], [250_001, 470_001, 2]]),
                np.array([[0, -1, 0], [0, 0, 0]], np.float32),
                np.array(["pand-1", ""]),
                np.array([2.0, np.nan], np.float32),
                0.05,
            ),
        ),
        notes=(HOURS,),
    )
