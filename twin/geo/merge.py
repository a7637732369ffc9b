"""Panden of all sources together, one per BAG id: who is believed for what, and what is left out.

A pand of the BGT keeps its BGT footprint, so that it fits the ground around it. Whether it stands,
when it was built and what is in it is for the BAG to say; its shape and height for 3D BAG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import shapely
from shapely import MultiPolygon, Polygon, STRtree

from twin.errors import InputError
from twin.geo import bag
from twin.geo.bag3d import Bag3d
from twin.geo.bgt import Bgt
from twin.geo.crs import Bounds
from twin.geo.mismatches import mismatches
from twin.geo.panden import Pand
from twin.geo.register import Register, RegisteredPand
from twin.geo.shapes import clean, polygons
from twin.geo.tally import OUTSIDE, Tally
from twin.model import Mismatch, PlannedBuilding, Surface

_CLOSING = 2.0
"""Metres; cracks in the ground narrower than twice this do not split an area."""

_SAME = 0.3
"""Share of a footprint on other panden above which it is one of them under another id."""


@dataclass(frozen=True, slots=True, eq=False)
class Drafts:
    """Panden of all sources with where they lie, before heights are settled."""

    panden: tuple[Pand, ...]
    boundary: Polygon | MultiPolygon
    surfaces: tuple[Surface, ...] = ()
    planned: tuple[PlannedBuilding, ...] = ()
    notes: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    tally: Tally = field(default_factory=Tally)

    @property
    def bounds(self) -> Bounds:
        """RD."""
        minx, miny, maxx, maxy = self.boundary.bounds
        return minx, miny, maxx, maxy


def merge(
    bgt: Bgt | None,
    models: Sequence[Bag3d],
    register: Register | None = None,
    boundary: Polygon | MultiPolygon | None = None,
) -> Drafts:
    """Panden and surfaces of BGT, BAG and 3D BAG together, and the extent of the area.

    Parameters
    ----------
    boundary
        RD; what the area is cut to. None: as far as the BGT reaches, else the BAG, else 3D BAG.

    Raises
    ------
    InputError
        There is neither a pand nor a surface.
    """
    tally = Tally()
    tally.add(left for told in (bgt, register, *models) if told for left in told.left_out)
    modelled = _newest(models, tally)
    surfaces = bgt.surfaces if bgt is not None else ()
    mapped = bgt.panden if bgt is not None else ()
    registered = dict(register.panden) if register is not None else {}
    drawn = {each.id: each.footprint for each in modelled.values()}
    drawn |= {each.id: each.footprint for each in registered.values()}
    if boundary is None:
        boundary = _extent(mapped, surfaces, registered, models, tally)
    notes = []
    shapely.prepare(boundary)
    panden: list[Pand] = []
    unknown = 0
    for pand in mapped:
        told = registered.get(pand.id)
        if told is not None and not bag.stands(told.status):
            tally.leave_out(
                "bgt_pand", f"BAG status '{told.status}': nothing stands there", pand.id
            )
            continue
        unknown += register is not None and told is None
        panden.append(_told(_with_model(pand, modelled.pop(pand.id, None)), told))
    if unknown:
        notes.append(f"{unknown} panden of the BGT are not in the BAG that was given.")
    coming = [each for each in registered.values() if bag.is_planned(each.status)]
    panden += _newcomers(_of_register(registered, panden, modelled, tally), panden, "BAG", tally)
    for each in registered:
        if modelled.pop(each, None) is not None and not bag.stands(registered[each].status):
            tally.leave_out("3D BAG", "does not stand, by the BAG", each)
    panden += _newcomers(
        [pand for pand in modelled.values() if _inside(pand, boundary, tally, "3D BAG")],
        panden, "3D BAG", tally,
    )  # fmt: skip
    kept = [pand for pand in panden if _inside(pand, boundary, tally, "panden")]
    return Drafts(
        panden=tuple(kept),
        boundary=boundary,
        surfaces=_cut(surfaces, boundary),
        planned=tuple(_planned(each) for each in coming if _lies_in(each.footprint, boundary)),
        notes=tuple(notes),
        mismatches=mismatches(kept, mapped, drawn, registered) if mapped else (),
        tally=tally,
    )


def _newest(models: Sequence[Bag3d], tally: Tally) -> dict[str, Pand]:
    """3D BAG panden by id, each from the newest file that has it."""
    found: dict[str, Pand] = {}
    for model in sorted(models, key=lambda each: each.dated or date.min, reverse=True):
        for pand in model.panden:
            if found.setdefault(pand.id, pand) is not pand:
                tally.leave_out("3D BAG", "the same pand in a newer file", pand.id)
    return found


def _extent(
    mapped: Sequence[Pand],
    surfaces: Sequence[Surface],
    registered: dict[str, RegisteredPand],
    models: Sequence[Bag3d],
    tally: Tally,
) -> Polygon | MultiPolygon:
    if mapped or surfaces:
        return _whole(
            [
                *(pand.footprint for pand in mapped),
                *(each.footprint for each in surfaces if each.level >= 0),
            ]
        )
    groups = [[each.footprint for each in registered.values()]]
    if not registered:
        groups = [[pand.footprint for pand in each.panden] for each in models]
    hulls = [_hull(group) for group in groups if group]
    if not hulls:
        reasons = "; ".join(f"{each.count} × {each.reason}" for each in tally.left_out())
        raise InputError(
            "there is nothing to make an area of" + (f": {reasons}" if reasons else ""),
            hint="give BGT, BAG or 3D BAG files with objects that stand today",
        )
    return _whole(hulls)


def _hull(footprints: Sequence[Polygon | MultiPolygon]) -> Polygon:
    parts = [part for footprint in footprints for part in shapely.get_parts(footprint)]
    hull = shapely.MultiPolygon(parts).convex_hull.buffer(2 * _CLOSING)
    return hull if isinstance(hull, Polygon) else Polygon()


def _whole(parts: Sequence[Polygon | MultiPolygon]) -> Polygon | MultiPolygon:
    """Everything together, without cracks and holes."""
    closed = shapely.union_all(parts).buffer(_CLOSING).buffer(-_CLOSING)
    filled = [Polygon(part.exterior) for part in shapely.get_parts(closed)]
    whole = clean(shapely.union_all(filled).simplify(0.1))
    if whole is None:
        raise InputError("the files cover no ground")
    return whole


def _with_model(pand: Pand, model: Pand | None) -> Pand:
    return pand if model is None else replace(model, footprint=pand.footprint)


def _told(pand: Pand, register: RegisteredPand | None) -> Pand:
    """A pand with what the BAG tells of it."""
    if register is None:
        return pand
    return replace(
        pand,
        year=register.year if register.year is not None else pand.year,
        status=register.status or pand.status,
        dwellings=register.dwellings,
    )


def _of_register(
    registered: dict[str, RegisteredPand],
    panden: Sequence[Pand],
    modelled: dict[str, Pand],
    tally: Tally,
) -> list[Pand]:
    """Panden that stand by the BAG and that nobody has told of yet."""
    known = {pand.id for pand in panden}
    found = []
    for each in registered.values():
        if each.status in bag.GONE:
            tally.leave_out("BAG", f"status '{each.status}': nothing stands there", each.id)
        elif bag.stands(each.status) and each.id not in known:
            bare = Pand(each.id, each.footprint)
            found.append(_told(_with_model(bare, modelled.pop(each.id, None)), each))
    return found


def _inside(pand: Pand, boundary: Polygon | MultiPolygon, tally: Tally, source: str) -> bool:
    if _lies_in(pand.footprint, boundary):
        return True
    tally.leave_out(source, OUTSIDE, pand.id)
    return False


def _lies_in(footprint: Polygon | MultiPolygon, boundary: Polygon | MultiPolygon) -> bool:
    return bool(boundary.contains(footprint.representative_point()))


def _newcomers(
    panden: Sequence[Pand], present: Sequence[Pand], source: str, tally: Tally
) -> list[Pand]:
    """Those of `panden` that do not stand where another stands."""
    if not present:
        return list(panden)
    tree = STRtree([pand.footprint for pand in present])
    found = []
    for pand in panden:
        near = tree.geometries[tree.query(pand.footprint)]
        shared = shapely.area(shapely.intersection(near, pand.footprint)).sum()
        if shared > _SAME * pand.footprint.area:
            tally.leave_out(source, "stands where another pand is drawn", pand.id)
        else:
            found.append(pand)
    return found


def _planned(each: RegisteredPand) -> PlannedBuilding:
    return PlannedBuilding(
        id=each.id,
        footprint=each.footprint,
        status=str(each.status),
        year=each.year,
        use=bag.main_use(each.dwellings),
        dwellings=each.dwellings,
    )


def _cut(surfaces: Sequence[Surface], boundary: Polygon | MultiPolygon) -> tuple[Surface, ...]:
    """Surfaces within the boundary; what crosses it is cut, so that shares of ground are right."""
    if not surfaces:
        return ()
    shapes = [each.footprint for each in surfaces]
    whole = shapely.contains(boundary, shapes)
    touched = shapely.intersects(boundary, shapes)
    found = []
    for each, is_whole, is_touched in zip(surfaces, whole, touched, strict=True):
        if is_whole:
            found.append(each)
        elif is_touched:
            parts = polygons(shapely.intersection(each.footprint, boundary))
            found += [
                replace(
                    each, id=each.id if place == 0 else f"{each.id}.{place + 1}", footprint=part
                )
                for place, part in enumerate(parts)
            ]
    return tuple(found)
