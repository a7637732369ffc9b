"""Twin in a notebook: load an area, change it, look at it, and compute what it means.

    from twin.notebook import load

    place = load("delft")
    plan = place.scenario("Toren").add_building(square, storeys=12)
    plan.scene().show()
    plan.run("density")

A `Plan` never changes: every step gives a new one, so that a cell can be run again. Geometry is RD
New (EPSG:28992) in shapely's own types; metres. Nothing is kept in a database; `save` writes a file
that `twin scenario import`, the page and `Place.open` read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import LineString, MultiPolygon, Point, Polygon

from twin.model import (
    PLANNED_ID,
    AddBuilding,
    AddParking,
    Area,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    ParkingKind,
    Part,
    PlantTrees,
    Programme,
    RemoveBuilding,
    Repave,
    Roof,
    RoofKind,
    SetHeight,
    SetTraffic,
    SurfaceKind,
    TreeClass,
    VehicleClass,
    WaterKind,
)
from twin.sim.scenario.apply import apply
from twin.sim.scenario.read import read_edits
from twin.sim.scenario.write import write_edits

if TYPE_CHECKING:
    from twin.jobs.run_scenario import Outcome
    from twin.scene.compose import Scene


def load(source: str, *, shared: str | Path | None = None) -> Place:
    """An area to work with.

    Parameters
    ----------
    source
        `sample`, or a file or folder with BGT, 3D BAG and AHN, as `twin area load` takes it.
    shared
        Folder in which a relative path is looked up when it is not found from here.

    Raises
    ------
    NotFound
        No such path.
    FileUnreadable, NotInRd, InputError
        A file cannot be used; the message names it.
    """
    from twin.jobs.load_area import NoProgress, read_area

    folder = None if shared is None else Path(shared)
    return Place(read_area(source, shared=folder, progress=NoProgress()))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An area as it is today."""

    area: Area

    def scenario(self, name: str) -> Plan:
        """A plan for it, without edits yet."""
        return Plan(self.area, name)

    def open(self, path: str | Path, name: str | None = None) -> Plan:
        """A plan from a file: of `Plan.save`, or any GeoJSON or CityJSON design.

        Raises
        ------
        FileUnreadable, EditsInvalid, NotInRd
            The file is no design, or it cannot be made here.
        """
        from twin.jobs.designs import read_design

        path = Path(path)
        return self.scenario(name or path.stem).with_edits(read_design(path))

    def scene(self) -> Scene:
        """The scene of today; `scene().show()` is the value of a cell."""
        return _scene(self.area)


@dataclass(frozen=True, slots=True)
class _Held:
    """An area that worker processes are given as it is."""

    area: Area = field(compare=False)

    def __call__(self, area: str) -> Area:
        """It, whatever it is called."""
        del area
        return self.area


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Edits of an area, all of which can be made; what cannot is refused at once.

    Every method that adds something raises EditsInvalid with all that is wrong.
    """

    base: Area
    name: str
    edits: tuple[Edit, ...] = ()

    def with_edits(self, edits: Iterable[Edit]) -> Plan:
        """These edits after those that there are."""
        longer = replace(self, edits=(*self.edits, *edits))
        apply(self.base, longer.edits)
        return longer

    def with_json(self, edits: Sequence[Mapping[str, Any]]) -> Plan:
        """The same in their JSON form, in RD New (docs/scenarios.md)."""
        return self.with_edits(
            read_edits([dict(edit) for edit in edits], taken=self._taken(), first=len(self.edits))
        )

    def undo(self) -> Plan:
        """Without the last edit."""
        return replace(self, edits=self.edits[:-1])

    def add_building(
        self,
        footprint: Polygon | MultiPolygon | Sequence[Part],
        *,
        height: float | None = None,
        storeys: int | None = None,
        roof: RoofKind | str = RoofKind.FLAT,
        pitch: float = 40.0,
        ridge_direction: float | None = None,
        programme: Programme | None = None,
        id: str | None = None,  # noqa: A002 - its name everywhere
    ) -> Plan:
        """A new building: a footprint with `height` or `storeys`, or parts that tell their own."""
        if isinstance(footprint, Polygon | MultiPolygon):
            pieces = [footprint] if isinstance(footprint, Polygon) else list(footprint.geoms)
            parts = tuple(Part(piece, height, storeys) for piece in pieces)
        else:
            parts = tuple(footprint)
        form = Roof(RoofKind(roof), pitch, ridge_direction)
        return self.with_edits([AddBuilding(id or self._free(), parts, form, programme)])

    def remove_building(self, *ids: str) -> Plan:
        """Take buildings away."""
        return self.with_edits([RemoveBuilding(each) for each in ids])

    def set_height(
        self,
        id: str,  # noqa: A002
        *,
        height: float | None = None,
        storeys: int | None = None,
    ) -> Plan:
        """Raise or lower a building."""
        return self.with_edits([SetHeight(id, height, storeys)])

    def change_use(self, id: str, programme: Programme) -> Plan:  # noqa: A002
        """Use a building for something else."""
        return self.with_edits([ChangeUse(id, programme)])

    def plant_trees(self, *points: Point, species: TreeClass | str) -> Plan:
        """New trees of one kind, with the sizes of their class."""
        return self.with_edits([PlantTrees(self._free(), points, TreeClass(species))])

    def fell_trees(self, *ids: str) -> Plan:
        """Take trees away."""
        return self.with_edits([FellTrees(ids)])

    def repave(
        self,
        footprint: Polygon,
        kind: SurfaceKind | str,
        *,
        material: str | None = None,
        function: str | None = None,
    ) -> Plan:
        """Another cover for a piece of ground."""
        laid = Repave(self._free(), footprint, SurfaceKind(kind), material, function)
        return self.with_edits([laid])

    def dig_water(self, footprint: Polygon, kind: WaterKind | str, *, depth: float) -> Plan:
        """A wadi or a pond."""
        return self.with_edits([DigWater(self._free(), footprint, WaterKind(kind), depth)])

    def add_parking(
        self,
        shape: Point | Polygon,
        places: int,
        kind: ParkingKind | str = ParkingKind.STREET,
    ) -> Plan:
        """Places to park."""
        return self.with_edits([AddParking(self._free(), shape, places, ParkingKind(kind))])

    def set_traffic(
        self,
        road: LineString | Sequence[str],
        vehicles: Mapping[VehicleClass | str, float],
        *,
        speed: float,
    ) -> Plan:
        """What a road will carry: along a line, or on surfaces by their id."""
        line = road if isinstance(road, LineString) else None
        counts = tuple((VehicleClass(kind), count) for kind, count in vehicles.items())
        surfaces = () if isinstance(road, LineString) else tuple(road)
        return self.with_edits([SetTraffic(self._free(), counts, speed, surfaces, line)])

    def area(self, years: int = 0) -> Area:
        """The area with the plan, so many years after planting."""
        return apply(self.base, self.edits, years)

    def scene(self, years: int = 0) -> Scene:
        """The scene with the plan; `scene().show()` is the value of a cell."""
        return _scene(self.area(years))

    def to_json(self) -> list[dict[str, Any]]:
        """The edits in their JSON form, in RD New."""
        return write_edits(self.edits)

    def save(self, path: str | Path) -> None:
        """Write the edits as GeoJSON in RD New."""
        from twin.sim.scenario.designs import to_features
        from twin.sim.scenario.geometry import Crs

        Path(path).write_text(json.dumps(to_features(self.edits, Crs.RD)), encoding="utf-8")

    def run(
        self,
        *indicators: str,
        years: int = 0,
        parameters: Mapping[str, Mapping[str, Any]] | None = None,
        workers: int | None = None,
    ) -> Outcome:
        """Compute indicators of the plan, in processes of their own; without names all there are.

        In a script (not in a notebook) call this under `if __name__ == "__main__":`, as Python's
        multiprocessing asks.

        Parameters
        ----------
        years
            After planting: 0, 10 or 30.
        parameters
            By name of the indicator; what is not told is its default.
        workers
            Processes; None: one for each processor.

        Raises
        ------
        NotFound, ParameterInvalid
            An indicator or a parameter that is not there or cannot be.
        """
        from twin.jobs.durations import Durations
        from twin.jobs.identity import code
        from twin.jobs.run_scenario import InMemory, identify, plan, run_scenario
        from twin.jobs.worker import Setup, Variant
        from twin.jobs.workers import Workers
        from twin.sim.indicators.registry import INDICATORS

        processors = os.cpu_count() or 1
        count = workers or processors
        variant = Variant(self.base.id, "", self.edits, years)
        setup = Setup(_Held(self.base), threads=max(1, processors // count))
        sources = code()
        with Workers(setup, count) as running:
            known = identify(running, variant)
            steps = plan(
                known.area_key, variant, indicators or tuple(INDICATORS), parameters or {}, sources
            )
            return run_scenario(
                steps,
                variant,
                known,
                workers=running,
                results=InMemory(),
                durations=Durations(None),
                code=sources,
            )

    def _taken(self) -> frozenset[str]:
        from twin.jobs.scenarios import taken

        return taken(self.edits)

    def _free(self) -> str:
        used, number = self._taken(), 1
        while f"{PLANNED_ID}{number}" in used:
            number += 1
        return f"{PLANNED_ID}{number}"


def _scene(area: Area) -> Scene:
    from twin.scene.compose import SceneData, compose

    return compose(area, SceneData.inline(area))
