"""Geometry and arrays as the database keeps them: WKB and little-endian bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


def to_wkb(geometries: Sequence[shapely.Geometry | None]) -> list[bytes | None]:
    """Shapes as WKB; None stays None."""
    return list(shapely.to_wkb(np.array(geometries, dtype=object)))


def from_wkb(wkb: Sequence[bytes | None]) -> list[Any]:
    """WKB as shapes; None stays None."""
    return list(shapely.from_wkb(np.array(wkb, dtype=object)))


def to_bytes(array: NDArray[Any], kind: np.dtype[Any]) -> bytes:
    """An array as the bytes of `kind`, row by row."""
    return np.ascontiguousarray(array, dtype=kind).tobytes()


def from_bytes(data: bytes, stored: np.dtype[Any], wanted: type[Number]) -> NDArray[Number]:
    """`data` as an array in the byte order of this machine; read-only, since it is shared."""
    return np.frombuffer(data, dtype=stored).astype(wanted, copy=False)
