"""Planted trees and how they grow.

Sizes of a class are round numbers for a tree planted in open ground, between the classes of Dutch
tree management (third size up to 6 m, second 6-12 m, first above 12 m when grown): an indication,
meant to be replaced by the sizes of the tree that is planted. Trees that stand already stay as
they are: nobody knows their age.
"""

from __future__ import annotations

from shapely import Point

from twin.model import (
    Origin,
    PlantTrees,
    SizeOrigin,
    Tree,
    TreeClass,
    TreeOrigin,
    TreeSize,
)

TYPICAL: dict[TreeClass, tuple[TreeSize, TreeSize, TreeSize]] = {
    TreeClass.LARGE: (TreeSize(5.0, 1.0), TreeSize(9.0, 2.5), TreeSize(16.0, 5.5)),
    TreeClass.MEDIUM: (TreeSize(4.0, 0.8), TreeSize(7.0, 2.0), TreeSize(11.0, 3.5)),
    TreeClass.SMALL: (TreeSize(3.0, 0.6), TreeSize(4.5, 1.3), TreeSize(6.0, 2.0)),
    TreeClass.CONIFER: (TreeSize(3.0, 0.8), TreeSize(7.0, 1.5), TreeSize(15.0, 2.5)),
}
"""Size when planted, after 10 and after 30 years; metres."""

YEARS = (0, 10, 30)
LONGEST = 30
"""Years that a scenario looks ahead at most."""


def sizes(edit: PlantTrees) -> tuple[TreeSize, TreeSize, TreeSize]:
    """Size when planted, after 10 and after 30 years; what the edit leaves out is typical.

    A tree that is planted larger than is typical later on stays at least as large.
    """
    told = (edit.now, edit.after_10, edit.after_30)
    found: list[TreeSize] = []
    for own, typical in zip(told, TYPICAL[edit.species], strict=True):
        before = found[-1] if found else TreeSize(0.0, 0.0)
        found.append(
            own
            or TreeSize(
                max(typical.height, before.height), max(typical.crown_radius, before.crown_radius)
            )
        )
    return found[0], found[1], found[2]


def size_after(edit: PlantTrees, years: int) -> TreeSize:
    """Its size so many years after planting: straight between the three that are known."""
    known = sizes(edit)
    if years >= LONGEST:
        return known[2]
    later = 1 if years < YEARS[1] else 2
    share = (years - YEARS[later - 1]) / (YEARS[later] - YEARS[later - 1])
    young, old = known[later - 1], known[later]
    return TreeSize(
        young.height + share * (old.height - young.height),
        young.crown_radius + share * (old.crown_radius - young.crown_radius),
    )


def planted(edit: PlantTrees, number: int, point: Point, ground: float, years: int) -> Tree:
    """Tree `number` (from 1) of an edit."""
    size = size_after(edit, years)
    return Tree(
        id=f"{edit.id}-{number}",
        position=point,
        ground_height=ground,
        height=size.height,
        crown_radius=size.crown_radius,
        species=str(edit.species),
        origin=Origin.SYNTHETIC,  # it does not stand there
        sizes=SizeOrigin.DESIGN,
        known_by=TreeOrigin.DESIGN,
    )
