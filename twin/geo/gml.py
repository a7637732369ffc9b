"""Reading surfaces out of IMGeo GML, feature by feature, without building the whole tree.

GDAL gives many `bgt_pand` features as the point of their house-number label; this reader takes
the ground polygon or nothing. Curves become lines within 1 cm. No entity is expanded and nothing
is fetched.

Source: OGC 07-036 (GML 3.2.1) and IMGeo 2.1; only the geometry that the BGT uses.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import shapely
from lxml import etree
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.errors import FileUnreadable

Floats = NDArray[np.float64]

ARC_TOLERANCE = 0.01
"""Largest distance in metres between an arc and the line that stands for it."""


MOST_POSITIONS = 20_000_000
"""Of one file; all object types of a city of 100,000 people together have about six million."""


class Readable(Protocol):
    """What bytes can be read from, in pieces."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; b'' at the end."""


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One object of a GML file.

    Attributes
    ----------
    kind
        Element name without namespace, such as `TrafficArea`.
    facts
        Text of its simple elements by name.
    geometry
        As drawn, maybe invalid; of an object with a surface that surface, else its line or point.
    srs_name
        As on the geometry; '' when absent.
    """

    kind: str
    facts: dict[str, str]
    geometry: BaseGeometry | None
    srs_name: str


def read_features(path: Path) -> Iterator[Feature]:
    """Features of a file, in order.

    Raises
    ------
    FileUnreadable
        Missing, not well-formed (cut off), with a DTD, or with a geometry that GML does not allow.
    """
    try:
        with path.open("rb") as stream:
            yield from features(stream, str(path))
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error


def features(stream: Readable, source: str) -> Iterator[Feature]:
    """Features of a stream, in order; `source` names it in messages, as `read_features` raises."""
    members = elements(stream, source, ("{*}cityObjectMember", "{*}featureMember"))
    positions = 0
    for parent in members:
        for member in parent:
            feature = _feature(member, source)
            positions += int(shapely.get_num_coordinates(feature.geometry))
            if positions > MOST_POSITIONS:
                raise FileUnreadable(
                    f"'{source}' has more than {MOST_POSITIONS:,} positions",
                    hint="cut out the area and a margin",
                )
            yield feature


def elements(stream: Readable, source: str, tags: Sequence[str]) -> Iterator[Any]:
    """Elements of these names as they end, one by one; what has been read is let go.

    No entity is expanded, nothing is fetched, and no text may be longer than 10 million characters.

    Parameters
    ----------
    stream
        XML.
    source
        Names the stream in messages.
    tags
        As lxml has them: `{namespace}name`, or `{*}name`.

    Raises
    ------
    FileUnreadable
        Not well-formed (cut off), or with a DTD.
    """
    try:
        events = etree.iterparse(
            stream,
            events=("end",),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for _, element in events:
            _refuse_dtd(element.getroottree(), source)
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        if events.root is not None:
            _refuse_dtd(events.root.getroottree(), source)
    except etree.XMLSyntaxError as error:
        raise FileUnreadable(
            f"'{source}' is not well-formed XML: {error.msg}",
            hint="the download may have been cut off; fetch it again",
        ) from error


def _refuse_dtd(tree: Any, source: str) -> None:
    if tree.docinfo.doctype:
        raise FileUnreadable(
            f"'{source}' has a DTD, which these files never have",
            hint="download the file again from where it came",
        )


def local_name(element: Any) -> str:
    """An element's name without its namespace; '' for a comment."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def _feature(member: Any, source: str) -> Feature:
    facts: dict[str, str] = {}
    geometry = None
    srs_name = ""
    for child in member.iterchildren(etree.Element):  # no comments
        name = _without_namespace(child.tag)
        if name.startswith("geometrie2d"):
            for drawn in child:
                srs_name = drawn.get("srsName") or ""
                try:
                    geometry = surface(drawn) or _line_or_point(drawn)
                except ValueError as error:
                    name = member.get("{http://www.opengis.net/gml}id")
                    raise FileUnreadable(
                        f"geometry of '{name}' in '{source}' cannot be read: {error}",
                        hint="download the file from PDOK again",
                    ) from error
        elif not len(child):
            facts[name] = (child.text or "").strip()
        elif name == "identificatie":
            facts |= {
                local_name(leaf): (leaf.text or "").strip()
                for leaf in child.iter()
                if not len(leaf)
            }
    return Feature(local_name(member), facts, geometry, srs_name)


def surface(element: Any) -> Polygon | MultiPolygon | None:
    """The polygons in a GML geometry; None for lines and points.

    Raises
    ------
    ValueError
        It is not as GML allows.
    """
    found = [_polygon(part) for part in _parts(element)]
    if not found:
        return None
    return found[0] if len(found) == 1 else MultiPolygon(found)


def _line_or_point(element: Any) -> BaseGeometry | None:
    """The lines or the point of a geometry that covers no ground; None for what else there is."""
    name = local_name(element)
    if name == "Point":
        points = _points(element)
        return Point(points[0]) if len(points) else None
    if name in ("LineString", "Curve", "CompositeCurve"):
        points = _line(element)
        return LineString(points) if len(points) > 1 else None
    if name == "MultiCurve":
        found = [_line_or_point(line) for member in element for line in member]
        return MultiLineString([line for line in found if isinstance(line, LineString)])
    return None


def _parts(element: Any) -> Iterator[Any]:
    """The `Polygon`s and `PolygonPatch`es in a surface, at any depth."""
    if local_name(element) in ("Polygon", "PolygonPatch"):
        yield element
    elif local_name(element) in _CONTAINERS:
        for child in element:
            yield from _parts(child)


_CONTAINERS = frozenset(
    {
        "CompositeSurface",
        "MultiSurface",
        "Surface",
        "patches",
        "surfaceMember",
        "surfaceMembers",
    }
)


def _polygon(element: Any) -> Polygon:
    shell: Floats | None = None
    holes: list[Floats] = []
    for child in element:
        for ring in child:
            if local_name(child) == "exterior":
                shell = _ring(ring)
            elif local_name(child) == "interior":
                holes.append(_ring(ring))
    if shell is None:
        raise ValueError("a polygon without exterior")
    # Far quicker than the constructor of Polygon, which makes sure of what we know already.
    inside: Any = [shapely.linearrings(hole) for hole in holes]
    return cast("Polygon", shapely.polygons(shell, inside or None))


def _ring(element: Any) -> Floats:
    points = _line(element)
    if len(points) < 3:
        raise ValueError(f"a ring of {len(points)} points")
    return points


def _line(element: Any) -> Floats:
    """Points of a ring, curve or segment, (n, 2); shared ends of pieces once."""
    name = local_name(element)
    if name in ("LinearRing", "LineString", "LineStringSegment"):
        return _points(element)
    if name == "Arc":
        return arc(_points(element))
    if name == "ArcString":
        points = _points(element)
        if len(points) % 2 == 0:
            raise ValueError(f"an ArcString of {len(points)} points")
        return _joined([arc(points[i : i + 3]) for i in range(0, len(points) - 2, 2)])
    if name == "Circle":
        points = _points(element)
        if len(points) != 3:
            raise ValueError(f"a Circle of {len(points)} points")
        return _circle(points)
    if name in ("Ring", "Curve", "CompositeCurve", "curveMember", "segments"):
        return _joined([_line(child) for child in element])
    raise ValueError(f"a curve of kind '{name}'")


def _joined(pieces: list[Floats]) -> Floats:
    """Pieces end to end; where one begins at the other's end the point is kept once."""
    points = np.concatenate(pieces) if pieces else np.empty((0, 2))
    same = np.zeros(len(points), dtype=np.bool_)
    same[1:] = (np.abs(np.diff(points, axis=0)) < 1e-6).all(axis=1)
    return np.asarray(points[~same])


def _points(element: Any) -> Floats:
    """Positions of an element, (n, 2); a third coordinate is dropped."""
    numbers: list[float] = []
    width = 2
    for child in element:
        if local_name(child) in ("posList", "pos"):
            values = [float(text) for text in (child.text or "").split()]
            width = len(values) if local_name(child) == "pos" else _dimension(child)
            numbers += values
        else:
            raise ValueError(f"positions as '{local_name(child)}'")
    if width not in (2, 3) or len(numbers) % width:
        raise ValueError(f"{len(numbers)} numbers are not positions of {width} coordinates")
    return np.array(numbers).reshape(-1, width)[:, :2]


def _dimension(element: Any) -> int:
    """Coordinates per position, as it or the nearest element around it says; else 2."""
    around: Any = element
    while around is not None:
        told = around.get("srsDimension")
        if told:
            return int(told)
        around = around.getparent()
    return 2


def arc(points: Floats) -> Floats:
    """A circular arc as a line that stays within `ARC_TOLERANCE` of it.

    Parameters
    ----------
    points
        (3, 2): begin, a point on the arc, end.

    Returns
    -------
    (n, 2), with begin and end exactly as given; the three points themselves when they lie on one
    line.

    Raises
    ------
    ValueError
        There are not three points.
    """
    if len(points) != 3:
        raise ValueError(f"an Arc of {len(points)} points")
    centre = _centre(points)
    if centre is None:
        return points
    begin, middle, end = (math.atan2(y, x) for x, y in points - centre)
    sweep = (end - begin) % (2 * math.pi)
    if (middle - begin) % (2 * math.pi) > sweep:
        sweep -= 2 * math.pi
    line = _along(centre, math.dist(points[0], centre), begin, sweep)
    line[0], line[-1] = points[0], points[2]
    return line


def _circle(points: Floats) -> Floats:
    centre = _centre(points)
    if centre is None:
        raise ValueError("a Circle through points on one line")
    begin = math.atan2(points[0, 1] - centre[1], points[0, 0] - centre[0])
    return _along(centre, math.dist(points[0], centre), begin, 2 * math.pi)


def _along(centre: Floats, radius: float, begin: float, sweep: float) -> Floats:
    step = 2 * math.acos(max(1 - ARC_TOLERANCE / radius, 0.0))
    angles = begin + np.linspace(0, sweep, max(2, math.ceil(abs(sweep) / step) + 1))
    return centre + radius * np.column_stack([np.cos(angles), np.sin(angles)])


def _centre(points: Floats) -> Floats | None:
    """Centre of the circle through three points; None when they are (nearly) on one line."""
    (bx, by), (cx, cy) = points[1:] - points[0]
    twice = 2 * (bx * cy - by * cx)
    if abs(twice) < 1e-6 * max(bx * bx + by * by, cx * cx + cy * cy):
        return None
    b, c = bx * bx + by * by, cx * cx + cy * cy
    return np.asarray(points[0] + np.array([cy * b - by * c, bx * c - cx * b]) / twice)
