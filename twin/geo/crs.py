"""The one door for coordinates: RD New and NAP inside, lon/lat and scene metres at the edges.

Nothing else in Twin names a coordinate system or orders axes. Axes are always x east, y north;
longitude comes before latitude.

RD New is EPSG:28992, lon/lat is OGC:CRS84 taken as ETRS89. Without grid files the transformation
differs 1-17 cm per axis from RDNAPTRANS(tm)2018; we state 0.25 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from twin.errors import NotInRd

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

RD_BOUNDS: Bounds = (7_000.0, 289_000.0, 300_000.0, 629_000.0)
"""Where RD New is defined, in metres (min x, min y, max x, max y)."""

RD_CODE = "EPSG:28992"
"""RD New, as files of map programs name it."""

RD_NAP = "https://www.opengis.net/def/crs/EPSG/0/7415"
"""RD New with NAP heights, as CityJSON names it."""

NAP_RANGE = (-100.0, 500.0)
"""Heights in metres NAP that ground and buildings of the Netherlands can have, with room."""

# deck.gl's Web Mercator: the world is a square of 512 units and one metre at the equator is
# 512 / 40.03e6 of them (@math.gl/web-mercator). Only that constant makes meshes meet its maps.
_WORLD_SIZE = 512.0
_EARTH_CIRCUMFERENCE = 40.03e6


@cache
def _to_lonlat() -> Transformer:
    return Transformer.from_crs("EPSG:28992", "OGC:CRS84", always_xy=True)


@cache
def _to_rd() -> Transformer:
    return Transformer.from_crs("OGC:CRS84", "EPSG:28992", always_xy=True)


def rd_to_lonlat(points: ArrayLike) -> Floats:
    """RD points as longitude and latitude.

    Parameters
    ----------
    points
        (n, 2) metres, EPSG:28992, x then y.

    Returns
    -------
    (n, 2) degrees, OGC:CRS84, longitude then latitude; right to 0.25 m.
    """
    xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return np.column_stack(_to_lonlat().transform(xy[:, 0], xy[:, 1]))


def lonlat_to_rd(points: ArrayLike) -> Floats:
    """Longitudes and latitudes as RD points; the inverse of `rd_to_lonlat`.

    Parameters
    ----------
    points
        (n, 2) degrees, OGC:CRS84, longitude then latitude.

    Returns
    -------
    (n, 2) metres, EPSG:28992, x then y; right to 0.25 m.
    """
    lonlat = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return np.column_stack(_to_rd().transform(lonlat[:, 0], lonlat[:, 1]))


def grid_north(x: float, y: float) -> float:
    """Degrees by which the y axis of RD lies clockwise of true north at a point (RD).

    -1.6 in the west of Zeeland, 1.4 in the east of Groningen: sun and wind come by true north, so
    that their azimuth on the RD grid is `azimuth - grid_north(x, y)`.
    """
    (west, south), (east, north) = rd_to_lonlat([(x, y - 50), (x, y + 50)])
    eastward = (east - west) * math.cos(math.radians((south + north) / 2))
    return math.degrees(math.atan2(eastward, north - south))


class Reference(Enum):
    """The coordinate systems in which maps are delivered."""

    RD = "RD New"
    LONLAT = "longitude and latitude"


def reference(crs: str, source: str) -> Reference:
    """Which of them a file says that it is in.

    Parameters
    ----------
    crs
        A code, URN or WKT as the file has it; '' is taken as RD, for `check_rd` to confirm.
    source
        What was read, for the message.

    Raises
    ------
    NotInRd
        Any other.
    """
    if not crs:
        return Reference.RD
    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        known = None
    if known is not None:
        flat = known.sub_crs_list[0] if known.is_compound else known
        if flat.name.replace("_", " ").endswith("RD New"):
            return Reference.RD
        datum = str(flat.datum).replace("_", " ") if flat.is_geographic else ""
        if any(name in datum for name in ("World Geodetic System 1984", "WGS 1984", "WGS84",
                                          "European Terrestrial Reference System 1989",
                                          "ETRS 1989", "ETRS89")):  # fmt: skip
            return Reference.LONLAT
    name = known.name if known is not None else crs[:60]
    raise NotInRd(f"'{source}' is in '{name}'", hint="deliver it in EPSG:28992 (RD New)")


def rd_projjson() -> dict[str, Any]:
    """RD New as PROJJSON, which GeoParquet asks for."""
    return CRS.from_user_input(RD_CODE).to_json_dict()


def lonlat_bounds(bounds: Bounds) -> Bounds:
    """The smallest and largest longitude and latitude of RD bounds, with a little room."""
    minx, miny, maxx, maxy = bounds
    corners = rd_to_lonlat([(minx, miny), (minx, maxy), (maxx, miny), (maxx, maxy)])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return float(west) - 1e-4, float(south) - 1e-4, float(east) + 1e-4, float(north) + 1e-4


def check_rd(bounds: Bounds, source: str) -> None:
    """Make sure that the bounds of a data set can be RD New metres.

    Parameters
    ----------
    bounds
        Smallest x and y, largest x and y, as found in the data.
    source
        What was read, for the message: a path, or a path and an object.

    Raises
    ------
    NotInRd
        They cannot be; the hint says what they look like instead.
    """
    if not all(math.isfinite(value) for value in bounds):
        raise NotInRd(
            f"coordinates of '{source}' are not numbers: {_text(bounds)}",
            hint="export it again; a coordinate is empty or infinite",
        )
    if _within(bounds, RD_BOUNDS):
        return
    raise NotInRd(
        f"coordinates of '{source}' are not RD New: {_text(bounds)}", hint=_what_it_is(bounds)
    )


def check_nap(zmin: float, zmax: float, source: str) -> None:
    """Make sure that heights can be metres NAP.

    Parameters
    ----------
    zmin, zmax
        Lowest and highest height in the data.
    source
        What was read, for the message.

    Raises
    ------
    NotInRd
        They lie outside `NAP_RANGE`.
    """
    low, high = NAP_RANGE
    if low <= zmin and zmax <= high:
        return
    wrong = zmin if not low <= zmin else zmax
    raise NotInRd(
        f"height '{wrong:g}' of '{source}' is not a height in metres NAP ({low:g} to {high:g})",
        hint="millimetres, a wrong 'transform' or another height system; deliver EPSG:7415",
    )


@dataclass(frozen=True, slots=True)
class SceneFrame:
    """Local metres in which a scene's meshes are written.

    A frame is the linear Web Mercator plane of deck.gl around its origin: metres east, north and
    up, where a horizontal metre is the map's own metre at the origin's latitude. A mesh in this
    frame, anchored at `origin_lonlat`, therefore lies exactly on what lon/lat layers draw, which
    a plain RD offset does not (RD north turns up to 1.7° from map north, and the ellipsoid makes
    a Mercator metre up to 0.4 % different).

    Attributes
    ----------
    origin_rd
        (x, y) in RD metres; scene (0, 0).
    reference_height
        Metres NAP; scene height 0.
    """

    origin_rd: tuple[float, float]
    reference_height: float

    @property
    def origin_lonlat(self) -> tuple[float, float]:
        """Degrees, longitude then latitude (OGC:CRS84)."""
        lon, lat = rd_to_lonlat([self.origin_rd])[0]
        return float(lon), float(lat)

    def to_scene(self, xyz: ArrayLike) -> NDArray[np.float32]:
        """Points as scene metres.

        Parameters
        ----------
        xyz
            (n, 3): RD x, RD y, NAP z.

        Returns
        -------
        (n, 3) float32: metres east, north and up from the origin.
        """
        points = np.asarray(xyz, dtype=np.float64).reshape(-1, 3)
        origin = np.array([self.origin_lonlat])
        units_per_metre = _WORLD_SIZE / _EARTH_CIRCUMFERENCE / math.cos(math.radians(origin[0, 1]))
        offset = (_mercator(rd_to_lonlat(points[:, :2])) - _mercator(origin)) / units_per_metre
        scene = np.column_stack([offset, points[:, 2] - self.reference_height])
        return cast("NDArray[np.float32]", scene.astype(np.float32))


def _mercator(lonlat: Floats) -> Floats:
    """Web Mercator world units, (n, 2)."""
    radians = np.radians(lonlat)
    x = radians[:, 0] + np.pi
    y = np.pi + np.log(np.tan(np.pi / 4 + radians[:, 1] / 2))
    return np.column_stack([x, y]) * (_WORLD_SIZE / (2 * np.pi))


def _within(bounds: Bounds, outer: Bounds) -> bool:
    return (
        outer[0] <= bounds[0] <= bounds[2] <= outer[2]
        and outer[1] <= bounds[1] <= bounds[3] <= outer[3]
    )


def _text(bounds: Bounds) -> str:
    return "'" + ", ".join(f"{value:.10g}" for value in bounds) + "'"


def _what_it_is(bounds: Bounds) -> str:
    """What bounds outside RD New look like, as a hint."""
    swapped = (bounds[1], bounds[0], bounds[3], bounds[2])
    if _within(bounds, (-180, -90, 180, 90)):
        order = "longitude, latitude" if bounds[0] < bounds[1] else "latitude, longitude"
        return f"this looks like degrees ({order}); deliver the file in EPSG:28992"
    if _within(swapped, RD_BOUNDS):
        return "x and y are swapped; RD x (east) comes before y (north)"
    if bounds[1] > 5_000_000:
        return "this looks like Web Mercator or UTM; deliver the file in EPSG:28992"
    return "RD New has x 7000 to 300000 and y 289000 to 629000; look at the CRS or 'transform'"
