"""Heights from AHN laser points: a ground grid without gaps, and roofs and floors of panden.

AHN classes: 2 ground, 6 building, 9 water, 26 structure (bridges); only 2 and 9 make ground and
only 6 makes roofs. Class 1 is all else, trees among it. Source: https://www.ahn.nl/kwaliteitsbeschrijving.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from struct import error as StructError  # noqa: N812 - its name says nothing

import laspy
import numpy as np
import shapely
from laspy.errors import LaspyException
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.errors import FileUnreadable
from twin.geo.canopy import Tops
from twin.geo.crs import Bounds, check_nap, check_rd
from twin.geo.grid import Grid, close_gaps, grid_over
from twin.geo.parts import Part, split
from twin.geo.quantiles import median, quantiles
from twin.geo.squares import Squares
from twin.model import Terrain

Floats = NDArray[np.float64]

ROOF_PERCENTILE = 70
"""As 3D BAG: `b3_h_dak_70p`."""

ROOF_POINTS = 10
"""Fewer roof points than this do not tell the height of a pand."""

AHN_ERROR = 0.07
"""Standard error in metres of AHN3 heights: 5 cm systematic and 5 cm random."""

LAST_FLIGHTS = {"ahn2": 2012, "ahn3": 2019, "ahn4": 2022, "ahn5": 2025}
"""Last year of each round of flights. Source: https://www.ahn.nl/ahn-versies."""

_OTHER, _GROUND, _BUILDING, _WATER = 1, 2, 6, 9
_KEPT = np.isin(np.arange(256), (_GROUND, _BUILDING, _WATER))
# LAS 1.4: GPS time since 1980-01-06, less a thousand million seconds.
_GPS_BEGAN = np.datetime64("1980-01-06T00:00:00", "s")
_GPS_OFFSET = 1e9
_CHUNK = 2_000_000
_ROUND = 16  # pieces of a quarter of a circle
_RING = 1.5  # metres outside the walls; nearer, laser points of the wall count as ground


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Laser points of ground, water and buildings.

    Attributes
    ----------
    xyz
        (n, 3) RD and NAP.
    building
        (n,) whether a point lies on a building; else it is ground or water.
    flown
        (n,) year of the flight, or the last in which it can have been; 0 when nobody tells.
    read
        Points in the files, of any class and place.
    dated
        Newest creation date of the files.
    tops
        The highest of all that is neither ground nor building, such as trees; None when not told.
    """

    xyz: Floats
    building: NDArray[np.bool_]
    flown: NDArray[np.int16]
    read: int
    dated: date | None
    tops: Tops | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A terrain and which of its cells (rows, cols) were measured rather than filled."""

    terrain: Terrain
    measured: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RoofHeight:
    """70th percentile of a roof in metres NAP and its standard error.

    With the points per m² that it comes from, the year of their flight, if that is known, and the
    parts of the footprint that stand at different heights; one where they do not.
    """

    height: float
    error: float
    density: float
    flown: int | None
    parts: tuple[Part, ...]


def read_points(paths: Sequence[Path], bounds: Bounds) -> Points:
    """Read the points within bounds from LAS or LAZ files, in pieces.

    Parameters
    ----------
    paths
        AHN point clouds, EPSG:7415.
    bounds
        RD; points outside are counted in `read` only.

    Raises
    ------
    FileUnreadable
        Missing, cut off, of another kind, or without a single ground point.
    NotInRd
        Coordinates or heights are not RD and NAP.
    """
    found: list[tuple[Floats, NDArray[np.bool_], NDArray[np.int16]]] = []
    tops = Tops(bounds)
    count = 0
    dates = []
    for path in paths:
        try:
            with laspy.open(path) as reader:
                header = reader.header
                (minx, miny), (maxx, maxy) = header.mins[:2], header.maxs[:2]
                if header.point_count:
                    check_rd((minx, miny, maxx, maxy), str(path))
                dates.append(header.creation_date)
                seen = 0
                for chunk in reader.chunk_iterator(_CHUNK):
                    seen += len(chunk)
                    found.append(_chosen(chunk, bounds, header, tops))
            if seen != header.point_count:
                raise EOFError(f"{seen} of {header.point_count} points")
        except OSError as error:
            raise FileUnreadable(f"cannot read '{path}': {error.strerror or error}") from error
        except (
            LaspyException,
            StructError,
            EOFError,
            ValueError,
            RuntimeError,
        ) as error:
            raise FileUnreadable(
                f"'{path}' is not a whole LAS or LAZ file: {error}",
                hint="the download may have been cut off; fetch it again",
            ) from error
        count += seen
    xyz = np.concatenate([each[0] for each in found] or [np.empty((0, 3))])
    building = np.concatenate([each[1] for each in found] or [np.empty(0, np.bool_)])
    flown = np.concatenate([each[2] for each in found] or [np.empty(0, np.int16)])
    names = ", ".join(path.name for path in paths)
    if count and building.all():
        raise FileUnreadable(
            f"no ground points (class 2) of '{names}' lie in the area",
            hint="use classified AHN points of the same place",
        )
    if len(xyz):
        check_nap(float(xyz[:, 2].min()), float(xyz[:, 2].max()), names)
    return Points(xyz, building, flown, count, max(filter(None, dates), default=None), tops)


def together(found: Sequence[Points]) -> Points:
    """Points of several kinds of files as one.

    Raises
    ------
    FileUnreadable
        None of them is ground.
    """
    whole = Points(
        np.concatenate([each.xyz for each in found]),
        np.concatenate([each.building for each in found]),
        np.concatenate([each.flown for each in found]),
        sum(each.read for each in found),
        max((each.dated for each in found if each.dated), default=None),
        next((each.tops for each in found if each.tops is not None), None),
    )
    if whole.building.all():
        raise FileUnreadable(
            "no ground heights of the AHN lie in the area",
            hint="add classified points (.laz) or the ground model (dtm_….tif) of the same place",
        )
    return whole


def _chosen(
    chunk: laspy.ScaleAwarePointRecord, bounds: Bounds, header: laspy.LasHeader, tops: Tops
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int16]]:
    """Ground, water and buildings within bounds; what is neither goes to `tops`."""
    classes = np.asarray(chunk.classification)
    x, y, z = (np.asarray(axis) for axis in (chunk.x, chunk.y, chunk.z))
    minx, miny, maxx, maxy = bounds
    within = (x >= minx) & (x <= maxx) & (y >= miny) & (y <= maxy)
    others = within & (classes == _OTHER)
    several = np.asarray(chunk.number_of_returns)[others] > 1
    tops.add(x[others], y[others], z[others], several)
    kept = within & _KEPT[classes]
    xyz = np.column_stack([x[kept], y[kept], z[kept]])
    return xyz, classes[kept] == _BUILDING, _flown(chunk, kept, header)


def _flown(
    chunk: laspy.ScaleAwarePointRecord, kept: NDArray[np.bool_], header: laspy.LasHeader
) -> NDArray[np.int16]:
    """Years by GPS time; of files with the seconds of a nameless week, that of the file itself."""
    dated = header.global_encoding.gps_time_type == laspy.header.GpsTimeType.STANDARD
    if dated and "gps_time" in chunk.point_format.dimension_names:
        seconds = np.asarray(chunk.gps_time)[kept] + _GPS_OFFSET
        years = (_GPS_BEGAN + seconds.astype("timedelta64[s]")).astype("datetime64[Y]")
        return (years.astype(np.int64) + 1970).astype(np.int16)
    made = header.creation_date
    return np.full(int(kept.sum()), made.year if made else 0, dtype=np.int16)


def ground_from_points(
    points: Points,
    bounds: Bounds,
    footprints: Sequence[Polygon | MultiPolygon],
    *,
    cell: float = 1.0,
) -> Ground:
    """The ground as mean height of its points per cell, gaps closed from around.

    Parameters
    ----------
    points
        Classified; water counts as ground.
    bounds
        RD, what the grid must cover.
    footprints
        Of panden and bridges; the ground below them is closed from the ground around.
    cell
        Metres; larger when the area is large (`grid.LARGEST`).
    """
    grid = grid_over(bounds, cell)
    xyz = points.xyz[~points.building]
    row, col = grid.cells(xyz[:, 0], xyz[:, 1])
    place = row * grid.cols + col
    size = grid.rows * grid.cols
    # Sums around the mean: float32-sized heights would do, but sums of many would not.
    count = np.bincount(place, minlength=size).reshape(grid.shape)
    total = np.bincount(place, weights=xyz[:, 2], minlength=size).reshape(grid.shape)
    heights = np.divide(total, count, out=np.full(grid.shape, np.nan), where=count > 0)
    # With the cells along their edge, of which some points lie on the deck or the roof.
    shapes = np.array(footprints, dtype=object)
    heights[grid.covered(shapely.buffer(shapes, grid.cell / 2, quad_segs=_ROUND))] = np.nan
    measured = ~np.isnan(heights)
    share = round(100 * float(measured.mean()))
    method = f"mean of AHN ground points per {grid.cell:g} m cell; {share} % measured, rest filled"
    return Ground(_terrain(grid, close_gaps(heights), method), measured)


def ground_from_panden(
    footprints: Sequence[Polygon | MultiPolygon],
    heights: Floats,
    bounds: Bounds,
    *,
    cell: float = 10.0,
) -> Terrain:
    """The ground through the ground heights of buildings, where nothing else tells.

    Parameters
    ----------
    footprints
        RD.
    heights
        (n,) NAP, ground at each footprint.
    bounds
        RD, what the grid must cover.
    cell
        Metres.
    """
    grid = grid_over(bounds, cell)
    total, count = np.zeros(grid.shape), np.zeros(grid.shape)
    for footprint, height in zip(footprints, heights, strict=True):
        row, col = grid.inside(footprint)
        x, y = shapely.get_coordinates(footprint).T
        # The cells of the corners too: a shed may cover no cell centre at all.
        cells = np.unique(
            np.stack([np.append(row, grid.cells(x, y)[0]), np.append(col, grid.cells(x, y)[1])]),
            axis=1,
        )
        total[cells[0], cells[1]] += height
        count[cells[0], cells[1]] += 1
    known = np.divide(total, count, out=np.full(grid.shape, np.nan), where=count > 0)
    method = (
        f"ground heights of {len(footprints)} buildings, between them filled; {grid.cell:g} m cells"
    )
    return _terrain(grid, close_gaps(known), method)


def _terrain(grid: Grid, heights: Floats, method: str) -> Terrain:
    return Terrain(grid.x0, grid.y0, grid.cell, heights.astype(np.float32), method)


def roof_heights(
    points: Points, footprints: Sequence[Polygon | MultiPolygon]
) -> list[RoofHeight | None]:
    """The 70th percentile of the roof points in each footprint; None where there are too few.

    The error is AHN's own and that of a percentile of so many points, in quadrature.
    """
    roof = np.flatnonzero(points.building)
    squares = Squares(points.xyz[roof, :2])
    roof = roof[squares.order]
    xyz, flown = points.xyz[roof], points.flown[roof]
    found: list[RoofHeight | None] = []
    for footprint in footprints:
        rows = squares.rows(footprint.bounds)
        near = np.concatenate([xyz[:0], *(xyz[each] for each in rows)])
        own = shapely.contains_xy(footprint, near[:, 0], near[:, 1])
        if np.count_nonzero(own) < ROOF_POINTS:
            found.append(None)
        else:
            years = np.concatenate([flown[each] for each in rows])
            found.append(_roof_height(near[own], footprint, years[own]))
    return found


def _roof_height(
    points: Floats, footprint: Polygon | MultiPolygon, years: NDArray[np.int16]
) -> RoofHeight:
    share = ROOF_PERCENTILE / 100
    # One standard error of a sample quantile, in shares: sqrt(p (1 - p) / n).
    step = np.sqrt(share * (1 - share) / len(points))
    low, height, high = quantiles(points[:, 2], (share - step, share, min(share + step, 1.0)))
    error = float(np.hypot((high - low) / 2, AHN_ERROR))
    return RoofHeight(
        float(height),
        error,
        len(points) / footprint.area,
        int(median(years)) or None,
        split(footprint, points, ROOF_PERCENTILE),
    )


def ground_heights(
    ground: Ground, footprints: Sequence[Polygon | MultiPolygon]
) -> list[tuple[float, bool]]:
    """Ground height just outside each footprint, and whether it was measured there.

    The median of the measured cells along the walls; where none is measured, that of the filled.
    """
    terrain = ground.terrain
    grid = Grid(terrain.x0, terrain.y0, terrain.cell, *terrain.heights.shape)
    shapes = np.array(footprints, dtype=object)
    around = shapely.boundary(shapely.buffer(shapes, _RING, quad_segs=_ROUND))
    xy, owner = shapely.get_coordinates(shapely.segmentize(around, terrain.cell), return_index=True)
    cells = grid.cells(xy[:, 0], xy[:, 1])
    measured, heights = ground.measured[cells], terrain.heights[cells]
    found = []
    for first, stop in pairwise(np.searchsorted(owner, np.arange(len(footprints) + 1)).tolist()):
        own, known = heights[first:stop], measured[first:stop]
        found.append((median(own[known] if known.any() else own), bool(known.any())))
    return found
