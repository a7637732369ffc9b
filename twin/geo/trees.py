"""Trees of registers, of the BGT and of laser points together, so that one tree is one tree.

A register knows best where a tree stands and what it is, the BGT where it stands, laser points how
high it is. Only what neither of the first two has is a tree by laser points alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import Point

from twin.geo import sources
from twin.geo.detect import LOWEST, DetectedTree
from twin.geo.shapes import sample_terrain
from twin.geo.standing import MappedTree
from twin.geo.tally import OUTSIDE, Tally
from twin.geo.tree_register import SHAPE, TreeRegister
from twin.model import Area, SizeOrigin, Tree, TreeOrigin

Floats = NDArray[np.float64]

SAME_TRUNK = 2.0
"""Metres between the places that a register and the BGT give one tree, at most."""

SAME_CROWN = 2.5
"""Metres between a trunk and its top by laser points, at most; of a wide crown half its radius."""


@dataclass(frozen=True, slots=True)
class _Stem:
    """A tree before it stands on the ground; sizes None while nobody knows them."""

    id: str
    x: float
    y: float
    known_by: TreeOrigin
    height: float | None = None
    crown_radius: float | None = None
    species: str | None = None
    sizes: SizeOrigin = SizeOrigin.ESTIMATED


def with_trees(
    area: Area,
    register: TreeRegister | None,
    mapped: Sequence[MappedTree],
    detected: Sequence[DetectedTree] | None,
) -> Area:
    """The area with the trees that stand in it, on its ground, each once.

    Parameters
    ----------
    register
        Of the municipality; None when there is none.
    mapped
        Of the BGT.
    detected
        In laser points; None when nobody looked.
    """
    tally = Tally()
    tally.add((*area.report.left_out, *(register.left_out if register else ())))
    stems = _registered(register)
    stems += _unmatched_map(stems, mapped, tally)
    stems = [stem for stem in stems if _is_inside(area, stem, tally)]
    found = [tree for tree in detected or () if area.boundary.contains(Point(tree.x, tree.y))]
    stems, rest = _measured(stems, found)
    stems = _sized(stems, detected is not None, tally)
    trees = _grown(area, [*stems, *_alone(stems, rest)])
    read = list(area.report.read)
    if register is not None:
        read.append(("trees", register.read))
    if detected is not None:
        read.append(("trees found in measured heights", len(detected)))
    return replace(
        area,
        trees=trees,
        sources=(*area.sources, *((sources.TREE_REGISTER,) if register is not None else ())),
        report=replace(
            area.report,
            read=tuple(read),
            left_out=tally.left_out(),
            notes=(*area.report.notes, *_notes(trees)),
        ),
    )


def _registered(register: TreeRegister | None) -> list[_Stem]:
    return [
        _Stem(
            tree.id, tree.x, tree.y, TreeOrigin.REGISTER, tree.height, tree.crown_radius,
            tree.species, tree.origin,
        )
        for tree in (register.trees if register is not None else ())
    ]  # fmt: skip


def _unmatched_map(
    stems: Sequence[_Stem], mapped: Sequence[MappedTree], tally: Tally
) -> list[_Stem]:
    """Trees of the BGT that no register has."""
    own = pairs(_places(stems), _places(mapped), np.full(len(stems), SAME_TRUNK))
    tally.leave_out("bgt_vegetatieobject", "the same tree in a register", count=len(own))
    taken = {other for _, other in own}
    return [
        _Stem(tree.id, tree.x, tree.y, TreeOrigin.BGT)
        for place, tree in enumerate(mapped)
        if place not in taken
    ]


def _is_inside(area: Area, stem: _Stem, tally: Tally) -> bool:
    inside = bool(area.boundary.contains(Point(stem.x, stem.y)))
    if not inside:
        source = "trees" if stem.known_by is TreeOrigin.REGISTER else "bgt_vegetatieobject"
        tally.leave_out(source, OUTSIDE, stem.id)
    return inside


def _measured(
    stems: Sequence[_Stem], found: Sequence[DetectedTree]
) -> tuple[list[_Stem], list[DetectedTree]]:
    """Known trees, with sizes by laser where a register has not measured them; and other tops."""
    reach = np.array([max(SAME_CROWN, tree.crown_radius / 2) for tree in found])
    same = {stem: top for top, stem in pairs(_places(found), _places(stems), reach)}
    known = []
    for place, stem in enumerate(stems):
        top = found[same[place]] if place in same else None
        if top is not None and (stem.height is None or stem.sizes is SizeOrigin.ESTIMATED):
            stem = replace(
                stem, height=top.height, crown_radius=top.crown_radius, sizes=SizeOrigin.LASER
            )
        known.append(stem)
    matched = set(same.values())
    return known, [tree for place, tree in enumerate(found) if place not in matched]


def _sized(stems: Sequence[_Stem], looked: bool, tally: Tally) -> list[_Stem]:
    """Trees of the BGT that no laser shows: small where it looked, else as the others are."""
    heights = [stem.height for stem in stems if stem.height is not None]
    usual = LOWEST if looked else float(np.median(heights)) if heights else None
    found = []
    for stem in stems:
        if stem.height is not None:
            found.append(stem)
        elif usual is None:
            tally.leave_out("bgt_vegetatieobject", "nothing tells how high it is", stem.id)
        else:
            found.append(replace(stem, height=usual, crown_radius=round(SHAPE * usual, 2)))
    return found


def _alone(stems: Sequence[_Stem], rest: Sequence[DetectedTree]) -> list[_Stem]:
    """Tops that are no known tree and do not lie in the crown of one."""
    if stems:
        radius = np.array([stem.crown_radius or 0.0 for stem in stems])
        crowns = shapely.STRtree(shapely.buffer(shapely.points(_places(stems)), radius))
        rest = [tree for tree in rest if not len(crowns.query(Point(tree.x, tree.y), "within"))]
    return [
        # Named by its place: the same tree keeps its name when an area is loaded again.
        _Stem(
            f"ahn-{tree.x:.1f}-{tree.y:.1f}", tree.x, tree.y, TreeOrigin.DETECTED, tree.height,
            tree.crown_radius, None, SizeOrigin.LASER,
        )
        for tree in rest
    ]  # fmt: skip


def _grown(area: Area, stems: Sequence[_Stem]) -> tuple[Tree, ...]:
    if not stems or area.terrain is None:
        return ()
    grounds = sample_terrain(area.terrain, _places(stems))
    return tuple(
        Tree(
            id=stem.id,
            position=Point(stem.x, stem.y),
            ground_height=float(ground),
            height=stem.height,
            crown_radius=stem.crown_radius,
            species=stem.species,
            sizes=stem.sizes,
            known_by=stem.known_by,
        )
        for stem, ground in zip(stems, grounds, strict=True)
        if stem.height is not None and stem.crown_radius is not None
    )


def pairs(left: Floats, right: Floats, reach: Floats) -> list[tuple[int, int]]:
    """(left, right) places of points that are the same, each at most once, least distance in all.

    Parameters
    ----------
    left, right
        (n, 2) and (m, 2) RD.
    reach
        (n,) metres within which a point of `left` may have its other.
    """
    if not len(left) or not len(right):
        return []
    from scipy.optimize import linear_sum_assignment  # brings much, and many areas need it not

    near = cKDTree(right).query_ball_point(left, reach).tolist()
    found = []
    for lefts, rights in _clusters(near):
        apart = np.hypot(*np.moveaxis(left[lefts][:, None] - right[rights], -1, 0))
        # A pair out of reach costs more than all that are in reach together.
        cost = np.where(apart <= reach[lefts][:, None], apart, 1e6)
        for i, j in zip(*linear_sum_assignment(cost), strict=True):
            if cost[i, j] < 1e6:
                found.append((lefts[i], rights[j]))
    return sorted(found)


def _clusters(near: Sequence[Sequence[int]]) -> list[tuple[list[int], list[int]]]:
    """Points that could be each other's other, in groups that have nothing to do with others."""
    by_right: dict[int, list[int]] = {}
    for place, others in enumerate(near):
        for other in others:
            by_right.setdefault(other, []).append(place)
    seen: set[int] = set()
    found = []
    for start, others in enumerate(near):
        if start in seen or not others:
            continue
        lefts, rights, waiting = {start}, set(), [start]
        while waiting:
            for other in near[waiting.pop()]:
                if other not in rights:
                    rights.add(other)
                    fresh = set(by_right[other]) - lefts
                    lefts |= fresh
                    waiting += fresh
        seen |= lefts
        found.append((sorted(lefts), sorted(rights)))
    return found


def _places(trees: Sequence[_Stem | MappedTree | DetectedTree]) -> Floats:
    return np.array([(tree.x, tree.y) for tree in trees], dtype=np.float64).reshape(-1, 2)


def _notes(trees: Sequence[Tree]) -> list[str]:
    if not trees:
        return ["No trees: these files have none."]
    counts = Counter(tree.known_by for tree in trees)
    by_laser = counts[TreeOrigin.DETECTED]
    if not by_laser:
        return []
    return [
        f"{by_laser} of {len(trees)} trees were found in measured heights (uit hoogtemeting, "
        "indicatie): nobody checked them, and neighbours may be taken for one."
    ]
