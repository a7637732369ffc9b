"""An area while edits are made in it, one after the other; the area itself stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.shapes import polygons, sample_terrain
from twin.model import (
    AddBuilding,
    AddParking,
    Area,
    Building,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    HeightOrigin,
    ParkingKind,
    ParkingPlace,
    PlantTrees,
    RemoveBuilding,
    Repave,
    SetHeight,
    SetTraffic,
    Surface,
    Traffic,
    Tree,
)
from twin.sim.scenario import grounds
from twin.sim.scenario.growth import planted
from twin.sim.scenario.heights import ground_at, with_height
from twin.sim.scenario.massing import footprint_of, mesh_of, roof_percentile

PLANNED = "ontwerp"
"""The status of a building that an edit adds."""


class Draft:
    """What an area has after the edits made so far.

    Attributes
    ----------
    buildings, trees, parking, traffic
        By id, in their order; what no edit touches is the very object of the area.
    ground
        Its surfaces.
    """

    def __init__(self, area: Area, horizon_years: int) -> None:
        self.area = area
        self.buildings: dict[str, Building] = _by_id(area.buildings)
        self.trees: dict[str, Tree] = _by_id(area.trees)
        self.parking: dict[str, ParkingPlace] = _by_id(area.parking)
        self.traffic: dict[str, Traffic] = _by_id(area.traffic)
        self.ground = grounds.Ground(area.surfaces)
        self._years = horizon_years

    def finished(self) -> Area:
        """The area with all edits so far."""
        return replace(
            self.area,
            buildings=tuple(self.buildings.values()),
            surfaces=self.ground.surfaces(),
            trees=tuple(self.trees.values()),
            parking=tuple(self.parking.values()),
            traffic=tuple(self.traffic.values()),
        )

    def standing_on(self, shape: BaseGeometry) -> list[Building]:
        """Buildings whose footprint touches a shape (RD)."""
        all_of_them = list(self.buildings.values())
        shapely.prepare(shape)
        hit: NDArray[np.bool_] = shapely.intersects(
            shape, [building.footprint for building in all_of_them]
        )
        return [all_of_them[place] for place in np.flatnonzero(hit)]

    def make(self, edit: Edit) -> None:
        """Make an edit that was checked."""
        match edit:
            case AddBuilding() | RemoveBuilding() | SetHeight() | ChangeUse():
                self._build(edit)
            case PlantTrees():
                for number, point in enumerate(edit.points, 1):
                    tree = planted(edit, number, point, self._ground(point), self._years)
                    self.trees[tree.id] = tree
            case FellTrees():
                for name in edit.ids:
                    del self.trees[name]
            case Repave() | DigWater() | AddParking():
                self._lay(edit)
            case SetTraffic():
                self._drive(edit)

    def _lay(self, edit: Repave | DigWater | AddParking) -> None:
        match edit:
            case Repave():
                self._cover(grounds.repaved(edit))
            case DigWater():
                self._cover(grounds.dug(edit))
            case AddParking():
                self.parking[edit.id] = ParkingPlace(edit.id, edit.shape, edit.places, edit.kind)
                if isinstance(edit.shape, Polygon) and edit.kind is not ParkingKind.GARAGE:
                    self._cover(grounds.parking_ground(edit, edit.shape))

    def _build(self, edit: AddBuilding | RemoveBuilding | SetHeight | ChangeUse) -> None:
        match edit:
            case AddBuilding():
                building = designed(edit, self.area)
                self.buildings[edit.id] = building
                self.ground.cut(building.footprint)
            case RemoveBuilding():
                gone = self.buildings.pop(edit.id)
                for part in polygons(gone.footprint):
                    self._cover(grounds.bare(edit.id, part))
            case SetHeight():
                self.buildings[edit.id] = with_height(self.buildings[edit.id], edit)
            case ChangeUse():
                self.buildings[edit.id] = replace(
                    self.buildings[edit.id],
                    use=edit.programme.main_use,
                    programme=edit.programme,
                    dwellings=(),
                )

    def _cover(self, surface: Surface) -> None:
        standing = [building.footprint for building in self.standing_on(surface.footprint)]
        self.ground.cover(surface, surface.footprint, standing)

    def _ground(self, point: Point) -> float:
        if self.area.terrain is None:
            return ground_at(self.area, point)
        return round(float(sample_terrain(self.area.terrain, [(point.x, point.y)])[0]), 2)

    def _drive(self, edit: SetTraffic) -> None:
        """Set the traffic of roads, each of which then has it from this edit alone."""
        mine = set(edit.surfaces)
        for name, other in list(self.traffic.items()):
            left = tuple(surface for surface in other.surfaces if surface not in mine)
            if other.surfaces and not left:
                del self.traffic[name]
            elif len(left) < len(other.surfaces):
                self.traffic[name] = replace(other, surfaces=left)
        self.traffic[edit.id] = Traffic(
            edit.id, edit.surfaces, edit.line, edit.vehicles, edit.speed
        )


_Named = TypeVar("_Named", Building, Tree, ParkingPlace, Traffic)


def _by_id(objects: Sequence[_Named]) -> dict[str, _Named]:
    """Objects by id; one that repeats an id is kept too, under a key that no edit can name."""
    found: dict[str, _Named] = {}
    for place, each in enumerate(objects):
        found[each.id if each.id not in found else f"{each.id}\0{place}"] = each
    return found


def designed(edit: AddBuilding, area: Area) -> Building:
    """The building that an edit adds, on the ground of an area."""
    footprint = footprint_of(edit)
    ground = ground_at(area, footprint)
    mesh = mesh_of(edit, ground)
    top = roof_percentile(mesh)
    known = [part.storeys for part in edit.parts if part.storeys is not None]
    return Building(
        id=edit.id,
        footprint=footprint,
        ground_height=ground,
        roof_height=ground + max(part.top for part in edit.parts) if top is None else round(top, 3),
        height_origin=HeightOrigin.DESIGN,
        status=PLANNED,
        use=None if edit.programme is None else edit.programme.main_use,
        mesh=mesh,
        storeys=max(known) if known else None,
        programme=edit.programme,
    )
