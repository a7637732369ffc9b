"""What an indicator is, what it is given and what it answers; no indicator itself.

An indicator is a pure function of a `Case` and its parameters, with the words and bounds that the
API, the documentation, the legend and the comparison read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from twin.model import Area, Words
from twin.sim.verdict import Verdict

Arrays = Mapping[str, NDArray[Any]]


class Parameters(BaseModel):
    """Bounded parameters of an indicator: every field has a default, a unit and a description."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"  # a description, such as a density


class Subject(StrEnum):
    """What a row is about."""

    AREA = "area"
    BUILDING = "building"
    DWELLING = "dwelling"
    FACADE = "facade"
    PLACE = "place"  # a garden, square, playground, road
    TREE = "tree"
    STREET = "street"
    GROUP = "group"  # a type of home, a tenure, a moment of the week


class Keep(Protocol):
    """Where costly arrays wait for the next run; what is not there is made again."""

    def __call__(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of `key`, which names everything that they depend on; made when absent."""


def forget(key: str, make: Callable[[], Arrays]) -> Arrays:
    """Keep nothing."""
    del key
    return make()


class Watch(Protocol):
    """Who watches a computation: told how far it is, and able to stop it by raising."""

    def __call__(self, share: float) -> None:
        """Share (0-1) that is done."""


def unwatched(share: float) -> None:
    """Nobody watches."""
    del share


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What is to be judged.

    Attributes
    ----------
    area
        With the scenario applied.
    base
        As it is today; the same object as `area` where there is no scenario.
    area_key, base_key
        Name the content of both (a hash), for `keep`.
    results
        Of the indicators that this one `needs`, by name.
    horizon_years
        Years from now to which trees have grown: 0, 10 or 30.
    """

    area: Area
    base: Area
    area_key: str
    base_key: str
    results: Mapping[str, Result] = field(default_factory=dict)
    horizon_years: int = 0
    keep: Keep = forget
    watch: Watch = unwatched


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as people read it.

    Attributes
    ----------
    value
        None where it cannot be told; `why` says why. NaN is no value.
    unit
        UCUM, such as `h`, `m2`, `%`; `1` for a plain number.
    error
        One standard error in the same unit; None where nobody knows.
    step
        The value is told to this multiple of its unit: what the method can tell, and no finer.
    """

    key: str
    words: Words
    value: float | None
    unit: str
    error: float | None = None
    verdict: Verdict | None = None
    why: Words | None = None
    step: float = 0.001


@dataclass(frozen=True, slots=True)
class Row:
    """What it is for one subject.

    Attributes
    ----------
    id
        BAG or BGT identification, or one of our own that stays the same between runs.
    label
        As people know it, such as its address.
    values
        By the key of a `Column`.
    verdicts
        Norms that apply to it; empty where none does.
    flags
        Doubts of the method about it. Those of `twin.geo.quality.flags` about its building are
        added to every result, so an indicator need not.
    belongs_to
        Id of the building that it is a part of; '' for what is none.
    """

    subject: Subject
    id: str
    label: str
    values: Mapping[str, float | None]
    verdicts: tuple[Verdict, ...] = ()
    flags: tuple[str, ...] = ()
    belongs_to: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A key of the values of rows, which are told to a multiple of `step`."""

    key: str
    words: Words
    unit: str
    direction: Direction
    step: float = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class RasterLayer:
    """A map.

    Attributes
    ----------
    x0, y0, cell
        RD of the centre of the south-western cell, and the side of a cell, in metres.
    values
        (rows, cols) float32, row 0 the southern one; NaN where there is nothing to tell.
    step
        Values are told to this multiple of the unit; at most 2^31 of them from 0.
    """

    key: str
    words: Words
    unit: str
    x0: float
    y0: float
    cell: float
    values: NDArray[np.float32]
    step: float


@dataclass(frozen=True, slots=True, eq=False)
class PointLayer:
    """Values at points, such as those of façades.

    Attributes
    ----------
    positions
        (n, 3) float64; RD and NAP, told to the centimetre.
    normals
        (n, 3) float32, outward; zeros where there is none.
    belongs_to
        (n,) str; id of the building.
    """

    key: str
    words: Words
    unit: str
    positions: NDArray[np.float64]
    normals: NDArray[np.float32]
    belongs_to: NDArray[np.str_]
    values: NDArray[np.float32]
    step: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What an indicator says of a case.

    It is written down in a canonical form (`twin.sim.indicators.canonical`), rounded to the steps;
    an indicator that needs it reads that, so that it sees what people see.

    Attributes
    ----------
    figures
        Of the whole area; the first is the headline.
    rasters, points
        With keys that differ.
    notes
        What the reader should know before believing it.
    """

    indicator: str
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    rasters: tuple[RasterLayer, ...] = ()
    points: tuple[PointLayer, ...] = ()
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the registry.

    Its module is imported by the API to describe it, so what computes (numba, pvlib, scipy) is
    imported within `compute`. It crosses to other processes by the names of what it holds:
    `parameters` and `compute` are at the top of a module.

    Attributes
    ----------
    name
        Such as `sun-facades`; also the name of its page in docs/indicators.
    unit, direction
        Of its headline.
    method, validity, error
        In words: how it is computed, where that holds, and how far it may be off.
    source
        Of the method: a DOI, norm or address.
    needs
        Indicators that go before it, whose results it reads.
    indicative
        Whether the method is simplified, so that people read 'indicatie'.
    norms
        Keys of norms that it judges by.
    compute
        Pure. Raises `ParameterInvalid` where a parameter does not fit the case.
    """

    name: str
    title: Words
    description: Words
    parameters: type[Parameters]
    unit: str
    direction: Direction
    method: Words
    source: str
    validity: Words
    error: Words
    compute: Callable[[Case, Any], Result]
    needs: Sequence[str] = ()
    indicative: bool = False
    norms: Sequence[str] = ()
