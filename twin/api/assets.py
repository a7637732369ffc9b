"""Scenes and their meshes, made once per version of an area and kept compressed."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from twin.errors import NotFound
from twin.geo.addresses import Directory
from twin.geo.quality import BuildingFlag, Survey, flags, overlapping_panden, survey
from twin.model import Area
from twin.scene.compose import Scene, SceneData, attribution, compose, same_meshes, scene_meshes
from twin.scene.glb import Paint, digest, encode
from twin.scene.plan import plan_svg
from twin.sim.scenario.apply import apply
from twin.store import scenarios
from twin.store.areas import AreaRow, list_areas, load_area
from twin.store.pool import Connection

_KEPT_AREAS = 4
_KEPT_PLANS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Which scenario, at which of its revisions, so many years after planting."""

    scenario: str
    revision: int
    years: int = 0


@dataclass(frozen=True, slots=True)
class MeshFile:
    """A GLB as it is sent; `digest` names its content."""

    plain: bytes
    gzipped: bytes
    digest: str


@dataclass(frozen=True)
class AreaAssets:
    """An area, its scene, and the meshes in that by name.

    Attributes
    ----------
    flags
        Of every building, by its id.
    """

    area: Area
    row: AreaRow
    scene: Scene
    meshes: dict[str, MeshFile]
    flags: Mapping[str, tuple[BuildingFlag, ...]]

    @cached_property
    def survey(self) -> Survey:
        """What lies over what; the first time this takes a second for each km²."""
        return survey(self.area)

    @cached_property
    def map(self) -> str:
        """The whole area from above, as SVG."""
        title = f"{self.area.name}: kaart van boven / map from above"
        return plan_svg(self.area, self.area.boundary.bounds, title)

    @cached_property
    def addresses(self) -> Directory:
        """Its addresses, to be searched."""
        return Directory(self.area)


class SceneAssets:
    """Areas with their meshes; asked for the first time they take a second or so to make."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, datetime], AreaAssets] = OrderedDict()
        self._plans: OrderedDict[tuple[str, datetime, Plan], AreaAssets] = OrderedDict()
        self._making = threading.Lock()

    def of(self, conn: Connection, area: str) -> AreaAssets:
        """What is shown of `area` in the version that the database has now.

        Raises
        ------
        NotFound
            No area is called so.
        """
        row = area_row(conn, area)
        key = (row.id, row.saved_at)
        made = self._kept.get(key)
        if made is not None:
            return made
        with self._making:  # who comes second finds what the first one made
            if key not in self._kept:
                self._kept[key] = _make(load_area(conn, area), row)
            while len(self._kept) > _KEPT_AREAS:
                self._kept.popitem(last=False)
            return self._kept[key]

    def first_picture(self, area: str | None) -> list[str]:
        """Addresses of the scene of an area, or of the only one, and of what nobody can miss in it.

        Of what is kept only, so that it costs nothing: none of an area that nobody asked for yet.
        """
        kept = list(self._kept.values())
        made = next((each for each in reversed(kept) if each.row.id == area), None)
        if made is None and area is None and len(kept) == 1:
            made = kept[0]
        if made is None:
            return []
        where = _where(made.row)
        named = (name for name in ("buildings", "ground") if name in made.meshes)
        return [where, *(f"{where}/{name}.glb?v={made.meshes[name].digest}" for name in named)]

    def with_plan(self, conn: Connection, area: str, plan: Plan) -> AreaAssets:
        """The same with a scenario applied, which must be one of `area`.

        Raises
        ------
        NotFound
            No area or scenario is called so, or the scenario is of another area.
        EditsInvalid
            The area changed, and the scenario can no longer be made in it.
        """
        base = self.of(conn, area)
        key = (area, base.row.saved_at, plan)
        with self._making:  # who comes second finds what the first one made
            if key not in self._plans:
                self._plans[key] = self._planned(conn, base, plan)
            while len(self._plans) > _KEPT_PLANS:
                self._plans.popitem(last=False)
            return self._plans[key]

    @staticmethod
    def _planned(conn: Connection, base: AreaAssets, plan: Plan) -> AreaAssets:
        scenario = scenarios.load(conn, plan.scenario, plan.revision).scenario
        if scenario.area != base.row.id:
            raise NotFound(
                f"scenario '{plan.scenario}' is not of area '{base.row.id}'",
                hint=f"it is of '{scenario.area}'",
            )
        return _with_plan(base, apply(base.area, scenario.edits, plan.years), plan)


def area_row(conn: Connection, area: str) -> AreaRow:
    """The row of `area` in the list of areas.

    Raises
    ------
    NotFound
        No area is called so.
    """
    rows = list_areas(conn)
    for row in rows:
        if row.id == area:
            return row
    known = ", ".join(row.id for row in rows)
    raise NotFound(
        f"no area is called '{area}'",
        hint=f"known are: {known}" if known else "load one with: twin area load",
    )


def _make(area: Area, row: AreaRow) -> AreaAssets:
    meshes = _files(area)
    where = _where(row)
    files = {name: f"{where}/{name}.glb?v={file.digest}" for name, file in meshes.items()}
    scene = compose(area, SceneData(files, things=f"{where}/things.json"))
    return AreaAssets(area, row, scene, meshes, flags(area, overlapping_panden(area)))


def _with_plan(base: AreaAssets, area: Area, plan: Plan) -> AreaAssets:
    """The assets of an area with a plan; what that leaves as it is, it has from `base`."""
    same = same_meshes(base.area, area)
    made = _files(area, same)
    where = _where(base.row)
    asked = f"scenario={plan.scenario}&revision={plan.revision}&years={plan.years}"
    files = {name: f"{where}/{name}.glb?v={base.meshes[name].digest}" for name in same} | {
        name: f"{where}/{name}.glb?v={file.digest}&{asked}" for name, file in made.items()
    }
    scene = compose(area, SceneData(files, things=f"{where}/things.json"))
    meshes = {name: base.meshes[name] for name in same} | made
    return AreaAssets(area, base.row, scene, meshes, flags(area, overlapping_panden(area)))


def _files(area: Area, known: Collection[str] = ()) -> dict[str, MeshFile]:
    credit = "; ".join(attribution(area))
    meshes = scene_meshes(area, known)
    return {name: _file(encode(mesh, Paint.VERTEX, credit)) for name, mesh in meshes.items()}


def _where(row: AreaRow) -> str:
    return f"/api/v1/areas/{row.id}/scene"


def _file(content: bytes) -> MeshFile:
    return MeshFile(
        plain=content,
        gzipped=gzip.compress(content, compresslevel=8, mtime=0),
        digest=digest(content),
    )
