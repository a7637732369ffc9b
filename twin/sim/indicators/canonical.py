"""The one way in which a result is written down: JSON with rounded numbers, and arrays beside it.

Whoever computes the same writes the same bytes, so that a hash tells whether two results are equal.
Numbers are whole multiples of the step that their figure, column or layer declares. Arrays are
integers, little-endian, row by row; the smallest integer of their kind says that there is nothing
to tell.
"""

from __future__ import annotations

import gzip
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from twin.errors import ParameterInvalid
from twin.model import Words
from twin.sim.indicators.base import (
    PointLayer,
    Result,
    Row,
)
from twin.sim.verdict import Verdict

Document = dict[str, Any]
"""What `orjson` writes: strings, numbers, None, lists and dictionaries."""

CENTIMETRE = 0.01
NORMAL_STEP = 1 / 32767
VERDICT_STEP = 0.0001
_SORTED = orjson.OPT_SORT_KEYS


@dataclass(frozen=True, slots=True)
class Packed:
    """An array as it is stored and sent.

    Attributes
    ----------
    digest
        Names its content: a hash of its type, shape and numbers.
    dtype
        As NumPy writes it, such as `<i2`.
    content
        Compressed by gzip.
    """

    digest: str
    dtype: str
    shape: tuple[int, ...]
    content: bytes

    def numbers(self) -> NDArray[Any]:
        """The array itself."""
        return np.frombuffer(gzip.decompress(self.content), self.dtype).reshape(self.shape)


@dataclass(frozen=True, slots=True)
class Written:
    """A result as it is written down; bytes, since it goes from process to process.

    Attributes
    ----------
    content
        Its canonical JSON.
    arrays
        By digest.
    """

    content: bytes
    arrays: Mapping[str, Packed]

    @property
    def document(self) -> Document:
        """The JSON, read."""
        document: Document = orjson.loads(self.content)
        return document


def canonical(document: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces; equal values give equal bytes."""
    return orjson.dumps(document, option=_SORTED)


def digest(document: Any) -> str:
    """A hash (SHA-256) of the canonical JSON; it covers arrays, of which it holds the digests."""
    return hashlib.sha256(canonical(document)).hexdigest()


def told(value: float | None, step: float) -> float | None:
    """`value` as a multiple of `step`; None where there is no number."""
    if value is None or not math.isfinite(value):
        return None
    parts = _parts(step)
    if parts:  # a quotient of whole numbers is the nearest there is to the decimal that is meant
        return round(value * parts) / parts + 0.0  # no -0
    return float(f"{round(value / step) * step:.12g}") + 0.0


def all_told(values: Sequence[float | None], step: float) -> list[float | None]:
    """Each of many values as `told` has it."""
    numbers = np.array(values, np.float64)  # None becomes NaN
    finite = np.isfinite(numbers)
    parts = _parts(step)
    if not parts:
        return [told(value, step) for value in values]
    rounded: list[float | None] = (
        np.rint(np.where(finite, numbers, 0.0) * parts) / parts + 0.0
    ).tolist()
    if finite.all():
        return rounded
    return [
        number if known else None for number, known in zip(rounded, finite.tolist(), strict=True)
    ]


@cache
def _parts(step: float) -> int:
    """How many steps there are in 1; 0 where that is no whole number."""
    whole = round(1 / step)
    return whole if whole and math.isclose(whole * step, 1.0, rel_tol=1e-12) else 0


def write(result: Result, doubts: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Written:
    """Write a result down.

    Parameters
    ----------
    doubts
        Flags of buildings by id, which are added to the rows about them.

    Raises
    ------
    ParameterInvalid
        A layer has a number beyond what its step can tell, or two layers have one key.
    """
    arrays: dict[str, Packed] = {}

    def keep(numbers: NDArray[Any]) -> Document:
        packed = _pack(numbers)
        arrays[packed.digest] = packed
        return {"digest": packed.digest, "dtype": packed.dtype, "shape": list(packed.shape)}

    keys = [each.key for each in result.rasters] + [each.key for each in result.points]
    if len(set(keys)) < len(keys):
        raise ParameterInvalid(f"two layers of '{result.indicator}' have one key: '{keys}'")
    steps = {column.key: column.step for column in result.columns}
    document = {
        "indicator": result.indicator,
        "figures": [
            {
                "key": figure.key,
                "words": _words(figure.words),
                "value": told(figure.value, figure.step),
                "unit": figure.unit,
                "error": told(figure.error, figure.step),
                "step": figure.step,
                "verdict": figure.verdict and _verdict(figure.verdict),
                "why": figure.why and _words(figure.why),
            }
            for figure in result.figures
        ],
        "columns": [
            {
                "key": column.key,
                "words": _words(column.words),
                "unit": column.unit,
                "direction": column.direction.value,
                "step": column.step,
            }
            for column in result.columns
        ],
        "rows": _rows(result.rows, steps, doubts),
        "rasters": [
            {
                "key": layer.key,
                "words": _words(layer.words),
                "unit": layer.unit,
                "x0": float(layer.x0),
                "y0": float(layer.y0),
                "cell": float(layer.cell),
                "step": layer.step,
                "values": keep(_whole(layer.values, layer.step, layer.key)),
            }
            for layer in result.rasters
        ],
        "points": [_points(layer, keep) for layer in result.points],
        "notes": [_words(note) for note in result.notes],
    }
    return Written(canonical(document), arrays)


def _points(layer: PointLayer, keep: Any) -> Document:
    ids, index = np.unique(np.asarray(layer.belongs_to, dtype=str), return_inverse=True)
    # '' is first among the sorted; it is told as -1, so that it is last in what is read.
    shift = 1 if len(ids) and ids[0] == "" else 0
    return {
        "key": layer.key,
        "words": _words(layer.words),
        "unit": layer.unit,
        "step": layer.step,
        "positions": keep(_whole(layer.positions, CENTIMETRE, layer.key, np.int32)),
        "normals": keep(_whole(layer.normals, NORMAL_STEP, layer.key, np.int16)),
        "belongs_to": keep((index - shift).astype("<i4")),
        "buildings": ids[shift:].tolist(),
        "values": keep(_whole(layer.values, layer.step, layer.key)),
    }


def _whole(
    values: NDArray[Any], step: float, key: str, kind: type[np.signedinteger[Any]] | None = None
) -> NDArray[Any]:
    """Values as numbers of steps in the smallest of two kinds of integer."""
    steps = np.rint(np.asarray(values, np.float64) / step)
    missing = ~np.isfinite(steps)
    largest = float(np.abs(steps[~missing]).max(initial=0.0))
    kind = kind or (np.int16 if largest <= np.iinfo(np.int16).max else np.int32)
    if largest > np.iinfo(kind).max:
        raise ParameterInvalid(
            f"layer '{key}' has '{largest * step}', too large to tell in steps of '{step}'"
        )
    steps[missing] = np.iinfo(kind).min
    return steps.astype(np.dtype(kind).newbyteorder("<"))


def _pack(numbers: NDArray[Any]) -> Packed:
    numbers = np.ascontiguousarray(numbers)
    kind = numbers.dtype.newbyteorder("<").str
    head = f"{kind}{list(numbers.shape)}".encode()
    raw = numbers.tobytes()
    content = gzip.compress(raw, compresslevel=4, mtime=0)
    return Packed(hashlib.sha256(head + raw).hexdigest(), kind, numbers.shape, content)


def _rows(
    rows: Sequence[Row], steps: Mapping[str, float], doubts: Mapping[str, Sequence[str]]
) -> list[Document]:
    # Many rows share a verdict, and then the very same one.
    shared = {id(each): each for row in rows for each in row.verdicts}
    verdicts = dict(zip(shared, _verdicts(list(shared.values())), strict=True))
    found = []
    for row, values in zip(rows, _values(rows, steps), strict=True):
        found.append({
            "subject": row.subject._value_,  # for `value` takes long
            "id": row.id,
            "label": row.label,
            "values": values,
            "verdicts": [verdicts[id(each)] for each in row.verdicts],
            "flags": _flags(row, doubts),
            "belongs_to": row.belongs_to,
        })  # fmt: skip
    return found


def _values(rows: Sequence[Row], steps: Mapping[str, float]) -> list[Document]:
    """Of each row; column by column for rows with the same ones, since there are many."""
    found: list[Document] = [{} for _ in rows]
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        alike.setdefault(tuple(row.values), []).append(place)
    for keys, places in alike.items():
        unknown = sorted(set(keys) - steps.keys())
        if unknown:
            raise ParameterInvalid(
                f"row '{rows[places[0]].id}' has values without a column: '{unknown}'"
            )
        columns = zip(*(rows[place].values.values() for place in places), strict=True)
        told = [all_told(column, steps[key]) for key, column in zip(keys, columns, strict=True)]
        for place, values in zip(places, zip(*told, strict=True), strict=bool(keys)):
            found[place] = dict(zip(keys, values, strict=True))
    return found


def _flags(row: Row, doubts: Mapping[str, Sequence[str]]) -> list[str]:
    own = list(row.flags)
    return own + [flag for flag in doubts.get(row.belongs_to or row.id, ()) if flag not in own]


def _words(words: Words) -> Document:
    return {"nl": words.nl, "en": words.en}


def _verdict(verdict: Verdict) -> Document:
    return _verdicts([verdict])[0]


def _verdicts(verdicts: Sequence[Verdict]) -> list[Document]:
    names = ("value", "limit", "margin", "error")
    numbers = [all_told([getattr(each, name) for each in verdicts], VERDICT_STEP) for name in names]
    return [
        {
            "norm": verdict.norm,
            "judgement": verdict.judgement._value_,
            "value": value,
            "limit": limit,
            "margin": margin,
            "error": error,
            "causes": list(verdict.causes),
        }
        for verdict, value, limit, margin, error in zip(verdicts, *numbers, strict=True)
    ]
