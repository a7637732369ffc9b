"""What differs between two versions of an area: built, changed, gone, and which ground.

Pure. A version is what was read on some day, so a difference may also come of another source, of
better reading code or of a boundary that was drawn anew; `docs/quality.md` tells how to see that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import shapely

from twin.model import Area, Barrier, Building, Surface, Tree

SAME_SHAPE = 0.98
"""Ground of both as a share of the ground of either, above which a footprint is the same."""

SAME_HEIGHT = 0.5
"""Metres of roof height within which it is the same: about the error of AHN on a roof."""

_SAME_GROUND = 1.0  # m²
_SAME_TREE = 1.0  # metres between places
_SAME_SIZE = 1.0  # metres of height or crown
_SAME_LINE = 0.5  # metres between where a wall was and is


class Aspect(StrEnum):
    """What of a building can change."""

    FOOTPRINT = "footprint"
    HEIGHT = "height"
    STATUS = "status"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect of a building before and after, as text: m², metres NAP, status or year."""

    aspect: Aspect
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class BuildingChange:
    """A building of both versions that is not the same.

    Attributes
    ----------
    shared
        Ground of both footprints as a share (0-1) of the ground of either.
    """

    id: str
    differences: tuple[Difference, ...]
    shared: float


@dataclass(frozen=True, slots=True)
class GroundChange:
    """Ground of one kind (`SurfaceKind`), in m², before and after."""

    kind: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs, by id.

    Attributes
    ----------
    built
        Panden that are new; `planned_before` are those of them that were planned.
    gone
        Panden that were demolished or left the BAG.
    came_in, fell_out
        Panden that only came within the boundary or fell outside it, because it was drawn anew.
    ground
        Kinds of which the m² differ.
    surfaces
        Surfaces that are new, gone, or drawn or described otherwise.
    barriers
        Walls, screens, fences and hedges that are new, gone, of another kind or height, or drawn
        otherwise.
    trees_new, trees_gone, trees_changed
        A tree that got another id in the same place is the same tree.
    """

    built: tuple[str, ...] = ()
    planned_before: tuple[str, ...] = ()
    changed: tuple[BuildingChange, ...] = ()
    gone: tuple[str, ...] = ()
    came_in: tuple[str, ...] = ()
    fell_out: tuple[str, ...] = ()
    ground: tuple[GroundChange, ...] = ()
    surfaces: tuple[str, ...] = ()
    trees_new: tuple[str, ...] = ()
    trees_gone: tuple[str, ...] = ()
    trees_changed: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """All objects that these changes are about, those that are gone and those that are new."""
        return frozenset(
            (
                *self.built,
                *(change.id for change in self.changed),
                *self.gone,
                *self.came_in,
                *self.fell_out,
                *self.surfaces,
                *self.trees_new,
                *self.trees_gone,
                *self.trees_changed,
                *self.barriers,
            )
        )

    def __bool__(self) -> bool:
        return bool(self.ids)


def diff(before: Area, after: Area) -> Changes:
    """What of `after` differs from `before`, two versions of one place."""
    old = {building.id: building for building in before.buildings}
    new = {building.id: building for building in after.buildings}
    planned = {building.id for building in before.planned}
    appeared = [building for name, building in new.items() if name not in old]
    vanished = [building for name, building in old.items() if name not in new]
    came_in = _outside(appeared, before)
    fell_out = _outside(vanished, after)
    built = [building.id for building in appeared if building.id not in came_in]
    was, now, moved = _trees(before.trees, after.trees)
    return Changes(
        built=tuple(built),
        planned_before=tuple(name for name in built if name in planned),
        changed=tuple(
            change
            for name, building in new.items()
            if name in old and (change := _changed(old[name], building)) is not None
        ),
        gone=tuple(building.id for building in vanished if building.id not in fell_out),
        came_in=came_in,
        fell_out=fell_out,
        ground=_ground(before.surfaces, after.surfaces),
        surfaces=_surfaces(before.surfaces, after.surfaces),
        trees_new=now,
        trees_gone=was,
        trees_changed=moved,
        barriers=_barriers(before.barriers, after.barriers),
    )


def touched(changes: Changes, ids: Iterable[str]) -> frozenset[str]:
    """Those of `ids` that changes are about: what a scenario that names them has to look at again.

    A new object is among them too, so that a scenario that added what has been built since is told.
    """
    return changes.ids & frozenset(ids)


def _outside(buildings: Sequence[Building], other: Area) -> tuple[str, ...]:
    """Those that lie outside the boundary of the other version, so that it could not have them."""
    return tuple(
        building.id
        for building in buildings
        if not other.boundary.contains(building.footprint.representative_point())
    )


def _changed(before: Building, after: Building) -> BuildingChange | None:
    shared = 1.0
    if not before.footprint.equals(after.footprint):
        both = shapely.intersection(before.footprint, after.footprint).area
        either = before.footprint.area + after.footprint.area - both
        shared = both / either if either else 1.0
    told = []
    if shared < SAME_SHAPE:
        areas = (f"{building.footprint.area:.1f}" for building in (before, after))
        told.append(Difference(Aspect.FOOTPRINT, *areas))
    if abs(after.roof_height - before.roof_height) > SAME_HEIGHT:
        heights = (f"{building.roof_height:.2f}" for building in (before, after))
        told.append(Difference(Aspect.HEIGHT, *heights))
    if before.status != after.status:
        told.append(Difference(Aspect.STATUS, before.status, after.status))
    if before.year != after.year:
        years = (building.year for building in (before, after))
        told.append(
            Difference(Aspect.YEAR, *(None if year is None else str(year) for year in years))
        )
    return BuildingChange(after.id, tuple(told), round(shared, 3)) if told else None


def _ground(before: Sequence[Surface], after: Sequence[Surface]) -> tuple[GroundChange, ...]:
    was, now = _by_kind(before), _by_kind(after)
    return tuple(
        GroundChange(kind, round(was[kind], 1), round(now[kind], 1))
        for kind in sorted({*was, *now})
        if abs(now[kind] - was[kind]) > _SAME_GROUND
    )


def _by_kind(surfaces: Sequence[Surface]) -> defaultdict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for surface in surfaces:
        found[surface.kind.value] += surface.footprint.area
    return found


def _surfaces(before: Sequence[Surface], after: Sequence[Surface]) -> tuple[str, ...]:
    """Ids of surfaces of which anything differs; an id may have several parts."""
    was, now = _by_id(before), _by_id(after)
    return tuple(
        name for name in dict.fromkeys((*was, *now)) if _differ(was.get(name), now.get(name))
    )


def _by_id(surfaces: Sequence[Surface]) -> dict[str, list[Surface]]:
    found: defaultdict[str, list[Surface]] = defaultdict(list)
    for surface in surfaces:
        found[surface.id].append(surface)
    return dict(found)


def _differ(before: list[Surface] | None, after: list[Surface] | None) -> bool:
    if before is None or after is None:
        return True
    if {_described(part) for part in before} != {_described(part) for part in after}:
        return True
    was = shapely.union_all([part.footprint for part in before])
    now = shapely.union_all([part.footprint for part in after])
    if was.equals(now):
        return False
    return bool(shapely.symmetric_difference(was, now).area > _SAME_GROUND)


def _described(surface: Surface) -> tuple[str, str | None, str | None, int]:
    return surface.kind.value, surface.function, surface.material, surface.level


_Ids = tuple[str, ...]


def _barriers(before: Sequence[Barrier], after: Sequence[Barrier]) -> _Ids:
    """Ids of barriers of which anything differs by more than what it may be off."""
    old = {barrier.id: barrier for barrier in before}
    new = {barrier.id: barrier for barrier in after}
    return tuple(
        name
        for name in dict.fromkeys((*old, *new))
        if name not in old or name not in new or _rebuilt(old[name], new[name])
    )


def _rebuilt(before: Barrier, after: Barrier) -> bool:
    return (
        before.kind != after.kind
        or abs(before.height - after.height) > SAME_HEIGHT
        or bool(shapely.hausdorff_distance(before.shape, after.shape) > _SAME_LINE)
    )


def _trees(before: Sequence[Tree], after: Sequence[Tree]) -> tuple[_Ids, _Ids, _Ids]:
    """Trees that are gone, new and changed; those without their id are matched by place."""
    old = {tree.id: tree for tree in before}
    new = {tree.id: tree for tree in after}
    pairs = [(old[name], tree) for name, tree in new.items() if name in old]
    gone = [tree for name, tree in old.items() if name not in new]
    came = [tree for name, tree in new.items() if name not in old]
    matched: set[str] = set()
    if gone and came:
        from scipy.spatial import cKDTree  # slow to import, and seldom needed

        places = cKDTree([(tree.position.x, tree.position.y) for tree in gone])
        for tree in came:
            away, place = places.query((tree.position.x, tree.position.y))
            if away <= _SAME_TREE and gone[int(place)].id not in matched:
                matched |= {gone[int(place)].id, tree.id}
                pairs.append((gone[int(place)], tree))
    return (
        tuple(tree.id for tree in gone if tree.id not in matched),
        tuple(tree.id for tree in came if tree.id not in matched),
        tuple(now.id for was, now in pairs if _grew(was, now)),
    )


def _grew(before: Tree, after: Tree) -> bool:
    """Whether a tree moved, or its size differs by more than what it may be off."""
    return (
        before.position.distance(after.position) > _SAME_TREE
        or abs(before.height - after.height) > _SAME_SIZE
        or abs(before.crown_radius - after.crown_radius) > _SAME_SIZE
    )
