"""AHN as GeoTIFF: ground (DTM) and surface (DSM) cells as points, windowed to the area.

PDOK's WCS names them `dtm_05m` and `dsm_05m`; AHN's own sheets are `M_…` (maaiveld), `R_…` (ruw).
Source: https://www.ahn.nl/kwaliteitsbeschrijving.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
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
from twin.geo.crs import Bounds, Reference, check_nap, check_rd, reference
from twin.geo.provenance import Provenance
from twin.geo.terrain import LAST_FLIGHTS, Points

Floats = NDArray[np.float64]

MOST_CELLS = 60_000_000
"""Of one file within the area: 15 km² at half a metre."""

_GROUND = re.compile(r"(^|[_\-])(dtm|m5?)([_\-.]|$)|maaiveld", re.IGNORECASE)
_SURFACE = re.compile(r"(^|[_\-])(dsm|r5?)([_\-.]|$)", re.IGNORECASE)
_HIGHEST = 1000.0  # AHN's no-data value is 3.4e38; some exports do not say so


def read_rasters(
    paths: Sequence[Path],
    bounds: Bounds,
    footprints: Iterable[Polygon | MultiPolygon],
    provenance: Mapping[Path, Provenance],
) -> Points:
    """Cells of AHN rasters as points: ground from the DTM, roofs from the DSM within footprints.

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
    for path in paths:
        is_roof = _is_surface(path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NotGeoreferencedWarning)
                cells = _cells(path, bounds, inside if is_roof else None)
        except (RasterioError, MemoryError, ValueError) as error:
            raise FileUnreadable(
                f"'{path}' is not a whole GeoTIFF: {error}",
                hint="the download may have been cut off; fetch it again",
            ) from error
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


def _cells(path: Path, bounds: Bounds, inside: Sequence[Polygon | MultiPolygon] | None) -> Floats:
    """(n, 3) centres and heights of the cells within bounds, and within `inside` if given."""
    with rasterio.open(path) as raster:
        if raster.crs is not None and (
            reference(raster.crs.to_wkt(), str(path)) is not Reference.RD
        ):
            raise NotInRd(f"'{path}' is in '{raster.crs}'", hint="deliver it in EPSG:28992")
        left, bottom, right, top = raster.bounds
        check_rd((left, bottom, right, top), str(path))
        west, south = max(bounds[0], left), max(bounds[1], bottom)
        east, north = min(bounds[2], right), min(bounds[3], top)
        if west >= east or south >= north:
            return np.empty((0, 3))
        grid = raster.transform
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
    known = ~np.ma.getmaskarray(heights)
    values = heights.filled(np.nan).astype(np.float64)
    known &= np.isfinite(values) & (np.abs(values) < _HIGHEST)
    if inside is not None:
        box = shapely.box(west, south, east, north)
        near = [each for each in inside if each.intersects(box)]
        if not near:
            return np.empty((0, 3))
        known &= geometry_mask(near, values.shape, placed, invert=True)
    row, col = np.nonzero(known)
    x, y = placed.c + (col + 0.5) * placed.a, placed.f + (row + 0.5) * placed.e
    return np.column_stack([x, y, values[row, col]])


def _flown(path: Path, origin: Provenance | None) -> int:
    """Last year in which the AHN of this file can have been flown; 0 when nobody tells."""
    if origin is not None and origin.dated:
        return origin.dated.year
    told = re.search(r"ahn\d", f"{origin.version if origin else ''} {path}", re.IGNORECASE)
    return LAST_FLIGHTS.get(told[0].lower(), 0) if told else 0
