"""Reading what `twin.sim.indicators.canonical` wrote: a result in rounded numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.model import Words
from twin.sim.indicators.base import (
    Column,
    Direction,
    Figure,
    PointLayer,
    RasterLayer,
    Result,
    Row,
    Subject,
)
from twin.sim.indicators.canonical import CENTIMETRE, NORMAL_STEP, Document, Written
from twin.sim.verdict import Judgement, Verdict


def read(written: Written) -> Result:
    """The result that was written down, in rounded numbers."""
    document = written.document

    def array(reference: Document) -> NDArray[Any]:
        return written.arrays[reference["digest"]].numbers()

    return Result(
        indicator=document["indicator"],
        figures=tuple(
            Figure(
                key=each["key"],
                words=Words(**each["words"]),
                value=each["value"],
                unit=each["unit"],
                error=each["error"],
                verdict=each["verdict"] and _read_verdict(each["verdict"]),
                why=each["why"] and Words(**each["why"]),
                step=each["step"],
            )
            for each in document["figures"]
        ),
        columns=tuple(
            Column(
                each["key"],
                Words(**each["words"]),
                each["unit"],
                Direction(each["direction"]),
                each["step"],
            )
            for each in document["columns"]
        ),
        rows=tuple(
            Row(
                subject=Subject(each["subject"]),
                id=each["id"],
                label=each["label"],
                values=each["values"],
                verdicts=tuple(map(_read_verdict, each["verdicts"])),
                flags=tuple(each["flags"]),
                belongs_to=each["belongs_to"],
            )
            for each in document["rows"]
        ),
        rasters=tuple(
            RasterLayer(
                key=each["key"],
                words=Words(**each["words"]),
                unit=each["unit"],
                x0=each["x0"],
                y0=each["y0"],
                cell=each["cell"],
                values=_numbers(array(each["values"]), each["step"]),
                step=each["step"],
            )
            for each in document["rasters"]
        ),
        points=tuple(
            PointLayer(
                key=each["key"],
                words=Words(**each["words"]),
                unit=each["unit"],
                positions=array(each["positions"]) * CENTIMETRE,
                normals=_numbers(array(each["normals"]), NORMAL_STEP),
                belongs_to=np.array([*each["buildings"], ""])[array(each["belongs_to"])],
                values=_numbers(array(each["values"]), each["step"]),
                step=each["step"],
            )
            for each in document["points"]
        ),
        notes=tuple(Words(**each) for each in document["notes"]),
    )


def _numbers(steps: NDArray[Any], step: float) -> NDArray[np.float32]:
    values = (steps * step).astype(np.float32)
    values[steps == np.iinfo(steps.dtype).min] = np.nan
    return values


def _read_verdict(told: Document) -> Verdict:
    return Verdict(
        **told | {"judgement": Judgement(told["judgement"]), "causes": tuple(told["causes"])}
    )
