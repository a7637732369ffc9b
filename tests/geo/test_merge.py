"""Which source is believed for what: BAG for what stands, BGT for where, 3D BAG for how high."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from shapely import MultiPolygon, Polygon, box

from twin.errors import InputError
from twin.geo.assemble import Told, build
from twin.geo.bag3d import Bag3d
from twin.geo.bgt import Bgt
from twin.geo.merge import merge
from twin.geo.panden import Pand
from twin.geo.register import Register, RegisteredPand
from twin.model import Dwelling, HeightOrigin, LeftOut, Surface, SurfaceKind

X, Y = 252_000.0, 476_000.0
HOME = Dwelling("0164010000000001", ("woonfunctie",), 96)


def identity(place: int) -> str:
    return f"01641000000{place:05d}"


def square(place: int, size: float = 8.0) -> Polygon:
    return box(X + 20 * place, Y, X + 20 * place + size, Y + size)


def registered(
    place: int,
    status: str = "Pand in gebruik",
    *,
    year: int = 1990,
    shape: Polygon | MultiPolygon | None = None,
) -> RegisteredPand:
    return RegisteredPand(identity(place), shape or square(place), year, status, (HOME,))


def register(*panden: RegisteredPand) -> Register:
    return Register({each.id: each for each in panden}, (), 0, 0, (), None)


def topography(*places: int) -> Bgt:
    ground = Surface("erf", SurfaceKind.ONBEGROEIDTERREINDEEL, box(X - 5, Y - 5, X + 200, Y + 30))
    return Bgt(
        tuple(Pand(identity(place), square(place)) for place in places), (ground,), (), (), None
    )


def model(place: int, *, height: float = 9.0, flown: int | None = 2020) -> Pand:
    return Pand(
        identity(place), square(place, 8.2), 20.0, 20.0 + height, HeightOrigin.BAG3D_LOD22, 0.1,
        year=1980, measured_in=flown, point_density=30.0,
    )  # fmt: skip


def models(*panden: Pand) -> tuple[Bag3d, ...]:
    return (Bag3d(panden, len(panden), (), date(2024, 1, 1)),)


def reasons(left: tuple[LeftOut, ...]) -> set[str]:
    return {each.reason for each in left}


def test_place_is_of_the_bgt_height_of_3d_bag_and_year_and_homes_of_the_bag() -> None:
    drafts = merge(topography(0), models(model(0)), register(registered(0, year=1991)))
    (pand,) = drafts.panden
    assert pand.footprint.equals(square(0))
    assert pand.roof_height == 29.0
    assert (pand.year, pand.status, pand.dwellings) == (1991, "Pand in gebruik", (HOME,))


@pytest.mark.parametrize("status", ["Pand gesloopt", "Pand ten onrechte opgevoerd"])
def test_what_the_bag_calls_gone_is_gone_whatever_the_others_have(status: str) -> None:
    drafts = merge(
        topography(0, 1), models(model(0), model(1)), register(registered(0, status), registered(1))
    )
    assert [pand.id for pand in drafts.panden] == [identity(1)]
    assert drafts.planned == ()
    assert any(status in reason for reason in reasons(drafts.tally.left_out()))


@pytest.mark.parametrize("status", ["Bouwvergunning verleend", "Bouw gestart"])
def test_what_is_planned_is_kept_apart_with_its_homes(status: str) -> None:
    drafts = merge(
        topography(0), models(model(0), model(3)), register(registered(0), registered(3, status))
    )
    assert [pand.id for pand in drafts.panden] == [identity(0)]
    (planned,) = drafts.planned
    assert (planned.id, planned.status, planned.dwellings) == (identity(3), status, (HOME,))
    assert planned.use == "woonfunctie"


def test_a_pand_that_the_bgt_has_not_drawn_yet_is_added_from_the_bag() -> None:
    drafts = merge(topography(0), models(model(2)), register(registered(0), registered(2)))
    assert {pand.id for pand in drafts.panden} == {identity(0), identity(2)}
    added = next(pand for pand in drafts.panden if pand.id == identity(2))
    assert added.roof_height == 29.0


def test_a_pand_that_stands_where_another_is_drawn_is_not_added() -> None:
    twin = registered(7, shape=square(0))
    drafts = merge(topography(0), (), register(registered(0), twin))
    assert [pand.id for pand in drafts.panden] == [identity(0)]
    assert "stands where another pand is drawn" in reasons(drafts.tally.left_out())


def test_a_pand_that_the_bag_does_not_know_is_kept_and_told() -> None:
    drafts = merge(topography(0, 1), (), register(registered(0)))
    assert len(drafts.panden) == 2
    assert any("1 panden of the BGT are not in the BAG" in note for note in drafts.notes)


def test_without_bgt_the_bag_tells_where_things_are() -> None:
    drafts = merge(None, models(model(0), model(9)), register(registered(0), registered(1)))
    assert [pand.id for pand in drafts.panden] == [identity(0), identity(1)]
    assert drafts.surfaces == ()


def test_a_boundary_cuts_surfaces_and_keeps_panden_that_lie_mostly_within() -> None:
    boundary = box(X - 5, Y - 5, X + 30, Y + 30)
    drafts = merge(topography(0, 1, 2), (), register(registered(5, "Bouw gestart")), boundary)
    assert [pand.id for pand in drafts.panden] == [identity(0), identity(1)]
    assert sum(each.footprint.area for each in drafts.surfaces) == pytest.approx(boundary.area)
    assert drafts.planned == ()
    assert drafts.boundary.equals(boundary)


def area(*panden: RegisteredPand, flown: int | None) -> tuple[HeightOrigin, ...]:
    bgt = topography(*range(len(panden)))
    heights = [model(place, height=6 + place, flown=flown) for place in range(len(panden))]
    told = register(*panden)
    drafts = merge(bgt, models(*heights), told)
    made = build("a", "A", drafts, Told(bgt=bgt, register=told, models=models(*heights)))
    return tuple(each.height_origin for each in made.buildings)


def test_a_building_that_is_younger_than_the_flight_has_no_measured_height() -> None:
    origins = area(
        *(registered(place, year=1990) for place in range(4)),
        registered(4, year=2022),
        flown=2020,
    )
    assert origins == (HeightOrigin.BAG3D_LOD22,) * 4 + (HeightOrigin.NEIGHBOURS,)


def test_a_building_of_the_year_of_the_flight_keeps_its_height() -> None:
    origins = area(registered(0, year=2020), registered(1), flown=2020)
    assert origins == (HeightOrigin.BAG3D_LOD22,) * 2


def test_a_flight_of_unknown_year_is_believed() -> None:
    origins = area(registered(0, year=2022), registered(1), flown=None)
    assert origins == (HeightOrigin.BAG3D_LOD22,) * 2


def test_younger_buildings_are_counted_in_a_note_and_lose_the_older_model() -> None:
    bgt, told = topography(0, 1), register(registered(0), registered(1, year=2023))
    heights = models(model(0), model(1))
    made = build("a", "A", merge(bgt, heights, told), Told(bgt=bgt, register=told, models=heights))
    assert any(
        note.startswith("1 panden were built after the flight") for note in made.report.notes
    )
    younger = made.buildings[1]
    assert (younger.mesh, younger.measured_in, younger.point_density) == (None, None, None)
    assert younger.use == "woonfunctie"


def test_nothing_to_make_an_area_of_is_said_with_the_reasons() -> None:
    empty = replace(models()[0], left_out=(LeftOut("3D BAG", 2, "no roof"),))
    with pytest.raises(InputError, match="2 × no roof"):
        merge(None, (empty,))


def test_files_without_bag_say_that_homes_are_unknown(tmp_path: Path) -> None:
    heights = models(model(0), model(1))
    made = build("a", "A", merge(None, heights), Told(models=heights))
    assert any("No BAG" in note for note in made.report.notes)
