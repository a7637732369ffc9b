"""From found files to an area: every kind with its reader, in the order in which they need others.

The one path for a municipality's own files and for a download.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from twin.geo import assemble, bag3d, bgt, register
from twin.geo.barriers import raise_barriers
from twin.geo.canopy import canopy_over
from twin.geo.crs import Bounds
from twin.geo.detect import detect
from twin.geo.grounds import read_grounds
from twin.geo.inputs import Inputs
from twin.geo.merge import Drafts, merge
from twin.geo.places import read_place
from twin.geo.progress import Progress
from twin.geo.terrain import Points, read_points, together
from twin.geo.tree_register import read_trees
from twin.geo.trees import with_trees
from twin.model import Area, SurfaceKind

_MARGIN = 10.0  # metres of everything read around the area, for the ground at its edge


def read_files(inputs: Inputs, identity: str, name: str, progress: Progress) -> Area:
    """Read the files of an area.

    Parameters
    ----------
    identity, name
        Of the area; a name that the folder tells goes before `name`.
    progress
        Told of every part.

    Raises
    ------
    FileUnreadable, NotInRd, InputError
        A file cannot be used; the message names it.
    """
    boundary = read_place(inputs.boundary).boundary if inputs.boundary is not None else None
    bounds = None if boundary is None else _around(boundary)
    progress.start("read map and buildings", len(inputs.bgt) + len(inputs.bag) + len(inputs.bag3d))
    topography = bgt.read(inputs.bgt, bounds=bounds) if inputs.bgt else None
    progress.advance(len(inputs.bgt))
    known = _extent(topography) if bounds is None else bounds
    models = []
    for path in inputs.bag3d:
        models.append(bag3d.read(path, bounds=known))
        progress.advance()
    registered = register.read(inputs.bag, bounds=known) if inputs.bag else None
    progress.advance(len(inputs.bag))
    progress.done()
    drafts = merge(topography, models, registered, boundary)
    points = _points(inputs, drafts, progress)
    progress.start("settle heights", None)
    told = assemble.Told(
        bgt=topography,
        register=registered,
        models=models,
        points=points,
        provenance=inputs.provenance,
        notes=_ignored(inputs),
    )
    area = assemble.build(identity, inputs.name or name, drafts, told)
    progress.done()
    progress.start("find trees and walls", None)
    area = _furnished(area, inputs, topography, points)
    progress.done()
    return replace(area, grounds=read_grounds((*inputs.cbs, *inputs.parcels), area.boundary))


def _furnished(
    area: Area, inputs: Inputs, topography: bgt.Bgt | None, points: Points | None
) -> Area:
    """The area with what stands on its ground beside buildings."""
    terrain = area.terrain
    if terrain is None:
        return area
    register = read_trees(inputs.trees) if inputs.trees else None
    canopy = None
    if points is not None and points.tops is not None:
        canopy = canopy_over(points.tops, terrain, _built(area))
    mapped = topography.trees if topography is not None else ()
    area = with_trees(area, register, mapped, detect(canopy) if canopy is not None else None)
    walls = topography.barriers if topography is not None else ()
    return replace(area, barriers=raise_barriers(walls, area.boundary, terrain, canopy))


def _built(area: Area) -> list[Polygon | MultiPolygon]:
    """Where no trunk can stand: in buildings, in other built things and on bridges."""
    built = [building.footprint for building in area.buildings]
    kinds = (SurfaceKind.OVERBRUGGINGSDEEL, SurfaceKind.OVERIGBOUWWERK)
    return built + [each.footprint for each in area.surfaces if each.kind in kinds]


def _extent(topography: bgt.Bgt | None) -> Bounds | None:
    """Where the BGT is: of a BAG of the whole country the rest is not wanted."""
    if topography is None or not (topography.panden or topography.surfaces):
        return None
    shapes = [pand.footprint for pand in topography.panden]
    shapes += [surface.footprint for surface in topography.surfaces]
    return _around(shapely.box(*shapely.total_bounds(np.array(shapes, dtype=object))))


def _around(shape: Polygon | MultiPolygon) -> Bounds:
    minx, miny, maxx, maxy = shape.bounds
    return minx - _MARGIN, miny - _MARGIN, maxx + _MARGIN, maxy + _MARGIN


def _points(inputs: Inputs, drafts: Drafts, progress: Progress) -> Points | None:
    if not inputs.ahn and not inputs.rasters:
        return None
    progress.start("read heights", None)
    bounds = _around(drafts.boundary)
    found = []
    if inputs.ahn:
        found.append(read_points(inputs.ahn, bounds))
    if inputs.rasters:
        from twin.geo.rasters import read_rasters  # brings GDAL's raster half

        footprints = [pand.footprint for pand in drafts.panden]
        found.append(read_rasters(inputs.rasters, bounds, footprints, inputs.provenance))
    progress.done()
    return together(found)


def _ignored(inputs: Inputs) -> list[str]:
    if not inputs.ignored:
        return []
    names = ", ".join(path.name for path in inputs.ignored[:5])
    more = ", …" if len(inputs.ignored) > 5 else ""
    return [f"Not read, being of another kind: {names}{more}."]
