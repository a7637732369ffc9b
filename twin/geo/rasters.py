"""AHN as GeoTIFF: ground (DTM) and surface (DSM) cells as points, windowed to the area.

A cell of the DSM is a mean of all that the laser met until AHN4, and the highest of it since AHN5
(https://www.ahn.nl/distributie); nothing in a file tells which.

PDOK's WCS names them `dtm_05m` and `dsm_05m`; AHN's own sheets are `M_…` (maaiveld), `R_…` (ruw).
Source: https://www.ahn.nl/kwaliteitsbeschrijving.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.features import geometry_mask
from rasterio.windows import Window
from shapely import MultiPolygon, Polygon

from twin.errors import FileUnreadable, NotInRd
from twin.geo.canopy import Tops
from twin.geo.crs import Bounds, Reference, check_nap, check_rd, reference
from twin.geo.provenance import Provenance
from twin.geo.terrain import LAST_FLIGHTS, Points

Floats = NDArray[np.float64]

MOST_CELLS = 60_000_000
"""Of one file within the area: 15 km² at half a metre."""

_GROUND = re.compile(r"(^|[_\-])(dtm|m5?)([_\-.]|$)|maaiveld", re.IGNORECASE)
_SURFACE = re.compile(r"(^|[_\-])(dsm|r5?)([_\-.]|$)", re.IGNORECASE)
_FINE = 1.0  # metres; of larger cells a tree is not even one
_ROWS = 500  # that become points at a time
_HIGHEST = 1000.0  # AHN's no-data value is 3.4e38; some exports do not say so


def read_rasters(
    paths: Sequence[Path],
    bounds: Bounds,
    footprints: Iterable[Polygon | MultiPolygon],
    provenance: Mapping[Path, Provenance],
) -> Points:
    """Cells of AHN rasters as points: ground from the DTM, roofs from the DSM within footprints.

    All cells of the DSM are the tops of what may stand there, if they are small enough to tell.

    Parameters
    ----------
    paths
        GeoTIFFs in EPSG:28992 or EPSG:7415.
    bounds
        RD; cells outside are not read.
    footprints
        RD; DSM cells that touch an edge of them are left out, since they hold wall and ground.
    provenance
        Tells when the AHN was flown, if a file is in it.

    Raises
    ------
    FileUnreadable
        Missing, cut off, of another kind, neither DTM nor DSM, or larger than an area can be.
    NotInRd
        Not in RD, or heights that are not NAP.
    """
    inside = [each.buffer(-0.25) for each in footprints]
    inside = [each for each in inside if not each.is_empty]
    xyz: list[Floats] = []
    building: list[NDArray[np.bool_]] = []
    flown: list[NDArray[np.int16]] = []
    count = 0
    dates: list[date] = []
    tops: Tops | None = None
    for path in paths:
        is_roof = _is_surface(path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NotGeoreferencedWarning)
                window = _window(path, bounds)
        except (RasterioError, MemoryError, ValueError) as error:
            raise FileUnreadable(
                f"'{path}' is not a whole GeoTIFF: {error}",
                hint="the download may have been cut off; fetch it again",
            ) from error
        if is_roof and window.is_fine:
            tops = tops or Tops(bounds, window.centre)
            for piece in window.pieces():
                tops.add_cells(*piece.T)
        cells = window.within(inside) if is_roof else window.points(window.known)
        origin = provenance.get(path)
        if origin is not None and origin.dated:
            dates.append(origin.dated)
        xyz.append(cells)
        building.append(np.full(len(cells), is_roof))
        flown.append(np.full(len(cells), _flown(path, origin), dtype=np.int16))
        count += len(cells)
    points = np.concatenate(xyz or [np.empty((0, 3))])
    if len(points):
        names = ", ".join(path.name for path in paths)
        check_nap(float(points[:, 2].min()), float(points[:, 2].max()), names)
    return Points(
        points,
        np.concatenate(building or [np.empty(0, np.bool_)]),
        np.concatenate(flown or [np.empty(0, np.int16)]),
        count,
        max(dates, default=None),
        tops,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The cells of a raster within an area.

    Attributes
    ----------
    values, known
        (rows, cols) metres NAP, row 0 the northern one, and whether they are data.
    placed
        From column and row to RD.
    """

    values: NDArray[np.float32]
    known: NDArray[np.bool_]
    placed: Affine

    @property
    def is_fine(self) -> bool:
        """Whether cells are small enough to show a tree."""
        return bool(self.values.size) and abs(self.placed.a) <= _FINE

    @property
    def centre(self) -> tuple[float, float]:
        """RD of the centre of one of the cells."""
        return self.placed.c + self.placed.a / 2, self.placed.f + self.placed.e / 2

    def points(self, chosen: NDArray[np.bool_], first: int = 0) -> Floats:
        """(n, 3) centres and heights of the chosen cells, of rows from `first` on."""
        row, col = np.nonzero(chosen)
        row += first
        x = self.placed.c + (col + 0.5) * self.placed.a
        y = self.placed.f + (row + 0.5) * self.placed.e
        return np.column_stack([x, y, self.values[row, col].astype(np.float64)])

    def pieces(self) -> Iterator[Floats]:
        """All known cells as points, some rows at a time."""
        for first in range(0, len(self.values), _ROWS):
            yield self.points(self.known[first : first + _ROWS], first)

    def within(self, shapes: Sequence[Polygon | MultiPolygon]) -> Floats:
        """(n, 3) known cells of which the centre lies in one of `shapes` (RD)."""
        rows, cols = self.values.shape
        if not self.values.size:
            return np.empty((0, 3))
        west, north = self.placed.c, self.placed.f
        east, south = west + cols * self.placed.a, north + rows * self.placed.e
        box = shapely.box(west, south, east, north)
        near = [each for each in shapes if each.intersects(box)]
        if not near:
            return np.empty((0, 3))
        return self.points(
            self.known & geometry_mask(near, self.values.shape, self.placed, invert=True)
        )


def _is_surface(path: Path) -> bool:
    stem = path.stem.lower()
    if _SURFACE.search(stem):
        return True
    if _GROUND.search(stem):
        return False
    raise FileUnreadable(
        f"'{path}' does not tell whether it is ground or surface",
        hint="name AHN's ground model dtm_….tif (or M_….tif) and its surface dsm_….tif (R_….tif)",
    )


def _window(path: Path, bounds: Bounds) -> _Cells:
    """The cells within bounds."""
    with rasterio.open(path) as raster:
        if raster.crs is not None and (
            reference(raster.crs.to_wkt(), str(path)) is not Reference.RD
        ):
            raise NotInRd(f"'{path}' is in '{raster.crs}'", hint="deliver it in EPSG:28992")
        left, bottom, right, top = raster.bounds
        check_rd((left, bottom, right, top), str(path))
        west, south = max(bounds[0], left), max(bounds[1], bottom)
        east, north = min(bounds[2], right), min(bounds[3], top)
        grid = raster.transform
        if west >= east or south >= north:
            return _Cells(np.empty((0, 0), np.float32), np.empty((0, 0), np.bool_), grid)
        first, top_row = int((west - grid.c) / grid.a), int((north - grid.f) / grid.e)
        width = min(raster.width, math.ceil((east - grid.c) / grid.a)) - first
        height = min(raster.height, math.ceil((south - grid.f) / grid.e)) - top_row
        window = Window(first, top_row, width, height)
        if window.width * window.height > MOST_CELLS:
            raise FileUnreadable(
                f"'{path}' has more than {MOST_CELLS:,} cells in the area",
                hint="take a smaller area, or coarser cells",
            )
        heights = raster.read(1, window=window, masked=True)
    # rasterio's own windows and transforms of them go through what affine gives up on.
    placed = Affine(grid.a, 0, grid.c + first * grid.a, 0, grid.e, grid.f + top_row * grid.e)
    values = heights.data.astype(np.float32, copy=False)
    known = ~np.ma.getmaskarray(heights) & np.isfinite(values) & (np.abs(values) < _HIGHEST)
    return _Cells(values, known, placed)


def _flown(path: Path, origin: Provenance | None) -> int:
    """Last year in which the AHN of this file can have been flown; 0 when nobody tells."""
    if origin is not None and origin.dated:
        return origin.dated.year
    told = re.search(r"ahn\d", f"{origin.version if origin else ''} {path}", re.IGNORECASE)
    return LAST_FLIGHTS.get(told[0].lower(), 0) if told else 0
