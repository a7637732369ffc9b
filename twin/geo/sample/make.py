"""From the plan to an `Area`: build, divide the ground, plant, and put it on the map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo import sources
from twin.geo.bag import main_use
from twin.geo.grid import grid_over
from twin.geo.meshes import roof_height, triangulate_faces
from twin.geo.sample import plan, relief
from twin.geo.sample.draft import Draft, Piece, Plant
from twin.geo.sample.ground import band, claims, corridors, decks, partition, water
from twin.geo.sample.grounds import neighbourhoods, parcels
from twin.geo.sample.houses import settle
from twin.geo.sample.landmarks import VACANT, landmarks
from twin.geo.sample.streets import TOWN, floor_area, numbered
from twin.geo.sample.trees import pits, plant
from twin.geo.shapes import polygons, sample_terrain
from twin.model import (
    Area,
    Building,
    Dwelling,
    Ground,
    HeightOrigin,
    LoadReport,
    Mesh,
    Origin,
    SizeOrigin,
    Surface,
    Terrain,
    Tree,
    TreeOrigin,
)

Floats = NDArray[np.float64]

SEED = 20261122

_CENTRE = (254_300.0, 476_250.0)  # RD; of the plan's (430, 360)
_TURN = math.radians(14.0)
_CELL = 4.0


def make(*, seed: int = SEED) -> Area:
    """The synthetic neighbourhood 'Voorbeeldwijk (verzonnen)'; the same for the same seed.

    Parameters
    ----------
    seed
        Of what varies: lengths of rows, years, dormers and sheds, trees.

    Returns
    -------
    About 600 buildings with LoD 2.2 meshes and 900 addresses on about 60 ha, ground without gaps,
    trees and terrain, in RD and NAP. Its origin is `SYNTHETIC`.
    """
    rng = np.random.default_rng(seed)
    boundary = Polygon(plan.BOUNDARY)
    fixed = landmarks()
    wet = shapely.union_all(list(water().values()))
    homes = settle(_free(boundary, fixed, wet), rng)
    buildings = [*fixed, *homes.homes]
    planted = pits()
    pieces = partition(
        boundary, buildings, claims(homes.claims, [square for _, square in planted], fixed)
    )
    footprints = shapely.union_all([each.footprint for each in buildings])
    trees = plant(boundary, footprints, _clear(wet), homes.plots, rng)
    terrain = _terrain(boundary, wet)
    addresses = numbered(buildings)
    made = _buildings(buildings, addresses, terrain)
    surfaces = _surfaces(pieces, decks())
    return Area(
        id="voorbeeldwijk",
        name="Voorbeeldwijk (verzonnen)",
        boundary=_polygon_to_rd(boundary),
        reference_height=round(float(np.median([each.ground_height for each in made])), 2),
        origin=Origin.SYNTHETIC,
        sources=(sources.SYNTHETIC,),
        buildings=made,
        surfaces=surfaces,
        trees=_trees(trees, terrain),
        terrain=terrain,
        grounds=_grounds(boundary, buildings, addresses),
        report=LoadReport(
            read=(
                ("buildings", len(made)),
                ("addresses", sum(len(each.dwellings) for each in made)),
                ("surfaces", len(surfaces)),
                ("trees", len(trees)),
            ),
            heights=((str(HeightOrigin.SYNTHETIC), len(made)),),
            notes=(
                "Voorbeeldwijk is verzonnen: made by Twin itself, nothing of it exists.",
                f"Made with seed {seed}.",
            ),
        ),
    )


def _free(boundary: Polygon, fixed: Sequence[Draft], wet: BaseGeometry) -> BaseGeometry:
    """Where homes may stand."""
    taken: list[BaseGeometry] = [
        corridors(),
        wet.buffer(7.0),
        plan.PARK,
        plan.SQUARE,
        plan.FACTORY,
        plan.SCHOOL,
    ]
    taken += [
        plan.WOOD,
        plan.COMMONS,
        plan.SPORTS,
        plan.FLATS_GREEN,
        *plan.CAR_PARKS,
        *(each.footprint.buffer(6.0) for each in fixed),
    ]
    return shapely.difference(boundary.buffer(-3.0), shapely.union_all(taken))


def _clear(wet: BaseGeometry) -> BaseGeometry:
    """Where no tree may stand."""
    roads: list[BaseGeometry] = []
    for street in plan.STREETS.values():
        profile = street.profile
        roads.append(band(street.line, profile.carriageway / 2 + 0.3))
        if profile.cycle_path:
            inner = profile.carriageway / 2 + profile.verge
            roads += [band(street.line, inner + profile.cycle_path) - band(street.line, inner)]
    return shapely.union_all([*roads, *plan.CAR_PARKS, wet.buffer(1.0)])


def _terrain(boundary: Polygon, wet: BaseGeometry) -> Terrain:
    minx, miny, maxx, maxy = _polygon_to_rd(boundary).bounds
    grid = grid_over((minx, miny, maxx, maxy), _CELL)
    rows, cols = np.mgrid[: grid.rows, : grid.cols]
    rd = np.column_stack([(grid.x0 + cols * _CELL).ravel(), (grid.y0 + rows * _CELL).ravel()])
    uv = _from_rd(rd)
    heights = relief.heights(uv[:, 0], uv[:, 1], wet).round(3).reshape(grid.shape)
    method = f"made up: a gentle slope; {_CELL:g} m cells"
    return Terrain(grid.x0, grid.y0, _CELL, heights.astype(np.float32), method)


def _buildings(
    drafts: Sequence[Draft], addresses: Sequence[Sequence[tuple[str, str]]], terrain: Terrain
) -> tuple[Building, ...]:
    """Drafts as buildings, each standing on the lowest ground at its corners."""
    corners = [face.corners for draft in drafts for face in draft.faces]
    points = np.concatenate(corners)
    ends = np.cumsum([len(each) for each in corners])
    faces = [
        [list(range(end - len(each), end))]
        for each, end in zip(corners, ends.tolist(), strict=True)
    ]
    triangles, owners, _ = triangulate_faces(points, faces)
    classes = np.array([face.kind for draft in drafts for face in draft.faces], dtype=np.uint8)
    points[:, :2] = _to_rd(points[:, :2])
    made = []
    first = homes = 0
    for number, draft in enumerate(drafts, start=1):
        last = first + len(draft.faces)
        start, stop = np.searchsorted(owners, (first, last))
        footprint = _polygon_to_rd(draft.footprint)
        ground = round(float(sample_terrain(terrain, shapely.get_coordinates(footprint)).min()), 3)
        placed = (points[triangles[start:stop]] + np.array([0.0, 0.0, ground])).round(3)
        # Faces that meet share their corners, so that a mesh is closed by its numbers too.
        vertices, local = np.unique(placed.reshape(-1, 3), axis=0, return_inverse=True)
        mesh = Mesh(vertices, local.reshape(-1, 3).astype(np.int32), classes[owners[start:stop]])
        roof = roof_height(mesh)
        if roof is None:
            raise AssertionError(f"building {number} of the sample has no roof")
        inside = _dwellings(draft, addresses[number - 1], mesh, ground, homes)
        homes += len(inside)
        made.append(
            Building(
                id=f"verzonnen-{number:04d}",
                footprint=footprint,
                ground_height=ground,
                roof_height=round(roof, 3),
                height_origin=HeightOrigin.SYNTHETIC,
                year=draft.year,
                status=draft.status,
                use=main_use(inside) or draft.use,
                mesh=mesh,
                dwellings=inside,
            )
        )
        first = last
    return tuple(made)


def _dwellings(
    draft: Draft, addresses: Sequence[tuple[str, str]], mesh: Mesh, ground: float, before: int
) -> tuple[Dwelling, ...]:
    """What is in a building, numbered on from `before`."""
    state = "buiten gebruik" if draft.status == VACANT else "in gebruik"
    spots = _to_rd(np.array([unit.at for unit in draft.units]).reshape(-1, 2)).round(3)
    return tuple(
        Dwelling(
            id=f"verzonnen-adres-{number:04d}",
            uses=(unit.use,),
            floor_area=floor_area(unit, mesh, ground, draft.footprint.area),
            address=address,
            postcode=postcode,
            city=TOWN,
            status=f"Verblijfsobject {state}",
            position=Point(spot),
            storey=unit.storey,
        )
        for number, (unit, (address, postcode), spot) in enumerate(
            zip(draft.units, addresses, spots.tolist(), strict=True), start=before + 1
        )
    )


def _surfaces(ground: Sequence[Piece], bridges: Sequence[Piece]) -> tuple[Surface, ...]:
    at_level = [(piece, 0) for piece in ground] + [(piece, 1) for piece in bridges]
    # Rounding to millimetres can make a narrow piece touch itself: its parts are valid again.
    parts = [
        (piece, level, part)
        for piece, level in at_level
        for part in polygons(_polygon_to_rd(piece.shape))
    ]
    return tuple(
        Surface(
            id=f"verzonnen-{piece.kind.value}-{number:04d}",
            kind=piece.kind,
            footprint=part,
            function=piece.function,
            material=piece.material,
            level=level,
        )
        for number, (piece, level, part) in enumerate(parts, start=1)
    )


def _grounds(
    boundary: Polygon, drafts: Sequence[Draft], addresses: Sequence[Sequence[tuple[str, str]]]
) -> tuple[Ground, ...]:
    lots = [
        (told[0][0], draft.lot)
        for draft, told in zip(drafts, addresses, strict=True)
        if draft.lot is not None
    ]
    return tuple(
        Ground(level, identity, label, _polygon_to_rd(shape))
        for level, identity, label, shape in (*neighbourhoods(boundary), *parcels(lots))
    )


def _trees(plants: Sequence[Plant], terrain: Terrain) -> tuple[Tree, ...]:
    rd = _to_rd(np.array([(each.u, each.v) for each in plants])).round(3)
    grounds = sample_terrain(terrain, rd).round(3)
    return tuple(
        Tree(
            id=f"verzonnen-boom-{number:04d}",
            position=Point(x, y),
            ground_height=float(ground),
            height=each.height,
            crown_radius=each.crown_radius,
            species=each.species,
            origin=Origin.SYNTHETIC,
            sizes=SizeOrigin.SYNTHETIC,
            known_by=TreeOrigin.SYNTHETIC,
        )
        for number, (each, (x, y), ground) in enumerate(
            zip(plants, rd.tolist(), grounds, strict=True), start=1
        )
    )


def _to_rd(points: Floats) -> Floats:
    cos, sin = math.cos(_TURN), math.sin(_TURN)
    du, dv = points[:, 0] - 430.0, points[:, 1] - 360.0
    return np.column_stack([_CENTRE[0] + cos * du - sin * dv, _CENTRE[1] + sin * du + cos * dv])


def _from_rd(points: Floats) -> Floats:
    cos, sin = math.cos(_TURN), math.sin(_TURN)
    dx, dy = points[:, 0] - _CENTRE[0], points[:, 1] - _CENTRE[1]
    return np.column_stack([430.0 + cos * dx + sin * dy, 360.0 - sin * dx + cos * dy])


def _polygon_to_rd(polygon: BaseGeometry) -> Polygon:
    """In RD, rounded to the BGT's millimetre."""
    moved = shapely.transform(polygon, lambda points: _to_rd(points).round(3))
    assert isinstance(moved, Polygon)  # noqa: S101 - pieces and footprints are polygons
    return moved
