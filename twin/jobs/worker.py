"""A process that computes indicators: it keeps areas and plans in memory and answers over a pipe.

The other side, which starts and stops such processes, is `twin.jobs.workers`.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol, TypeVar

from twin.errors import Conflict, TwinError
from twin.geo.quality import BuildingFlag, flags, overlapping_panden
from twin.jobs.cache import DiskCache
from twin.jobs.homes import Home, homes
from twin.jobs.identity import area_key, code, content_key
from twin.model import Area, Edit
from twin.sim.indicators.base import Case, Indicator, Keep, Parameters, Watch, forget
from twin.sim.indicators.canonical import Written, write
from twin.sim.indicators.reading import read

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

CANCEL = "cancel"
_KEPT_AREAS = 3
_KEPT_CASES = 4
_SHARE_SECONDS = 0.1
"""So long between two messages on progress; cancelling is looked for at every one."""


class AreaSource(Protocol):
    """Where a worker finds areas; it crosses to the process, so it holds no connection."""

    def __call__(self, area: str) -> Area:
        """The area of that id."""


@dataclass(frozen=True, slots=True)
class FromDatabase:
    """Areas out of the database; `url` may read them."""

    url: str

    def __call__(self, area: str) -> Area:
        """As `twin.store.areas.load_area`, which tells what is raised."""
        from twin.store.areas import load_area
        from twin.store.pool import connect

        with connect(self.url, application="twin worker") as connection:
            return load_area(connection, area)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is started with.

    Attributes
    ----------
    cache, cache_bytes
        Folder of costly arrays and its bound; None keeps nothing.
    threads
        How many numba may use.
    """

    areas: AreaSource
    cache: Path | None = None
    cache_bytes: int = 0
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Variant:
    """An area with a plan.

    Attributes
    ----------
    area
        Its id.
    version
        Changes when the area is loaded anew, such as the moment of saving.
    edits
        Empty: as it is today.
    horizon_years
        0, 10 or 30 years of growth of trees.
    """

    area: str
    version: str = ""
    edits: tuple[Edit, ...] = ()
    horizon_years: int = 0


@dataclass(frozen=True, slots=True)
class Identified:
    """What names the content of an area, and how large it is."""

    area_key: str
    square_metres: float


@dataclass(frozen=True, slots=True)
class Identify:
    """The question which content an area has."""

    variant: Variant

    @property
    def label(self) -> str:
        """What people read of it."""
        return "area"


@dataclass(frozen=True, slots=True)
class ListHomes:
    """The question which homes there are with a plan; answered by a tuple of `Home`."""

    variant: Variant

    @property
    def label(self) -> str:
        """What people read of it."""
        return "homes"


@dataclass(frozen=True, slots=True)
class Compute:
    """One indicator to compute.

    Attributes
    ----------
    area_key
        What the area must hold; another content is refused.
    needs
        Results that it reads, by name.
    """

    variant: Variant
    area_key: str
    indicator: Indicator
    parameters: Parameters
    needs: Mapping[str, Written] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What people read of it."""
        return self.indicator.name


@dataclass(frozen=True, slots=True)
class Computed:
    """What came out.

    Attributes
    ----------
    flags
        How many buildings have each doubt.
    """

    written: Written
    flags: Mapping[str, int]


Files = dict[str, bytes]
"""What was drawn, by name."""


class Drawing(ABC):
    """Something to draw of an area without and with a plan; answered by `Files`.

    Attributes
    ----------
    area_key
        What the area must hold; '' for whatever it holds.
    """

    __slots__ = ()
    variant: Variant
    area_key: str

    @property
    @abstractmethod
    def label(self) -> str:
        """What people read of it."""

    @abstractmethod
    def draw(self, base: Area, area: Area, watch: Watch) -> Files:
        """Draw it; raises `TwinError` where that cannot be."""


Work = Identify | ListHomes | Compute | Drawing
Answer = Identified | tuple[Home, ...] | Computed | Files


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing came out; `defect` when it is a fault of ours."""

    message: str
    hint: str = ""
    defect: bool = False


class Cancelled(Exception):
    """Whoever asked does not want it any more."""


class Bench:
    """The areas and plans that a worker has at hand."""

    def __init__(self, setup: Setup) -> None:
        self._source = setup.areas
        self.keep: Keep = (
            forget
            if setup.cache is None
            else DiskCache(setup.cache, setup.cache_bytes, code().sources)
        )
        self._areas: OrderedDict[tuple[str, str], tuple[Area, str]] = OrderedDict()
        self._cases: OrderedDict[
            tuple[str, str, int], tuple[Area, str, Mapping[str, tuple[BuildingFlag, ...]]]
        ] = OrderedDict()

    def base(self, variant: Variant) -> tuple[Area, str]:
        """The area of today, and its key."""

        def load() -> tuple[Area, str]:
            area = self._source(variant.area)
            return area, area_key(area)

        return _kept(self._areas, (variant.area, variant.version), load, _KEPT_AREAS)

    def applied(self, variant: Variant) -> tuple[Area, str, Mapping[str, tuple[BuildingFlag, ...]]]:
        """The area with the plan, its key, and the flags of its buildings."""
        base, base_key = self.base(variant)
        years = variant.horizon_years
        edits_key = content_key(variant.edits)

        def make() -> tuple[Area, str, Mapping[str, tuple[BuildingFlag, ...]]]:
            if variant.edits or years:
                from twin.sim.scenario.apply import apply

                area = apply(base, variant.edits, horizon_years=years)
                key = content_key((base_key, edits_key, years))
            else:
                area, key = base, base_key
            return area, key, flags(area, overlapping_panden(area))

        return _kept(self._cases, (base_key, edits_key, years), make, _KEPT_CASES)

    def answer(self, work: Work, watch: Watch) -> Answer:
        """Do what is asked.

        Raises
        ------
        Conflict
            The area was replaced since it was asked about.
        TwinError
            As what computes raises.
        """
        if isinstance(work, Identify):
            area, key = self.base(work.variant)
            return Identified(key, area.boundary.area)
        area, key, doubts = self.applied(work.variant)
        if isinstance(work, ListHomes):
            return tuple(homes(area))
        base, base_key = self.base(work.variant)
        if base_key != work.area_key and not (isinstance(work, Drawing) and not work.area_key):
            raise Conflict(
                f"area '{work.variant.area}' was loaded again while this ran", hint="run it again"
            )
        if isinstance(work, Drawing):
            return work.draw(base, area, watch)
        case = Case(
            area=area,
            base=base,
            area_key=key,
            base_key=base_key,
            results={name: read(written) for name, written in work.needs.items()},
            horizon_years=work.variant.horizon_years,
            keep=self.keep,
            watch=watch,
        )
        told = {building: [flag.value for flag in mine] for building, mine in doubts.items()}
        written = write(work.indicator.compute(case, work.parameters), told)
        return Computed(written, _counted(doubts))


def serve(connection: Connection, setup: Setup) -> None:
    """Answer work until the other side hangs up; the body of a worker process."""
    # Ctrl-C reaches the whole group; whoever started us decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
    bench = Bench(setup)
    gc.disable()
    while True:
        try:
            work = connection.recv()
        except (EOFError, OSError):
            return
        if work != CANCEL:  # else it came after the answer
            _limit_threads(setup.threads)
            connection.send(_answered(bench, work, connection))
            _collect()


def _answered(bench: Bench, work: Work, connection: Connection) -> Answer | Failure | str:
    told_at = 0.0

    def watch(share: float) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < _SHARE_SECONDS:
            return
        told_at = time.monotonic()
        if connection.poll():
            connection.recv()
            raise Cancelled
        connection.send(float(share))

    try:
        return bench.answer(work, watch)
    except Cancelled:
        return CANCEL
    except TwinError as error:
        return Failure(error.message, error.hint)
    except MemoryError:
        return Failure(f"there is not enough memory for '{work.label}'", "try a smaller area")
    except Exception as error:
        _log.exception("defect in '%s'", work.label)
        return Failure(
            f"'{work.label}' failed: {type(error).__name__}: {error}",
            "this is a defect of ours; it has been logged",
            defect=True,
        )


def _collect() -> None:
    """Collect garbage while nobody waits: passing over a whole area takes half a second.

    What is left, such as that area, is not looked at again.
    """
    gc.collect()
    gc.freeze()


def end_with_parent() -> None:
    """End at once when whoever started us is gone, in whatever way."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_threads(count: int) -> None:
    """Keep numba to its part of the machine, once something has imported it."""
    numba = sys.modules.get("numba")
    if numba is not None:
        numba.set_num_threads(min(count, numba.get_num_threads()))


def _kept(
    kept: OrderedDict[Any, _T], key: Any, make: Callable[[], _T], most: int
) -> _T:  # newest last
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def _counted(doubts: Mapping[str, tuple[BuildingFlag, ...]]) -> Mapping[str, int]:
    count = {flag.value: sum(flag in mine for mine in doubts.values()) for flag in BuildingFlag}
    return {flag: number for flag, number in count.items() if number}
