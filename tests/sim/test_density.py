"""Floor area and Spacematrix figures, against sums on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from tests.fix_drawn import case, drawn, figure, ground, home, house, square
from twin.errors import ParameterInvalid
from twin.geo.crs import rd_to_lonlat
from twin.geo.meshes import area_above, roof_height
from twin.model import Area, FaceClass, Ground, GroundLevel, Mesh, Programme, SurfaceKind, Use
from twin.sim.density import blocks
from twin.sim.floors import Assumptions, FloorOrigin, floors
from twin.sim.indicators.density import (
    INDICATOR,
    DensityParameters,
    GivenGround,
    GivenPolygon,
    compute,
)

ASSUMED = Assumptions()


@pytest.mark.parametrize(
    ("height", "storeys"), [(1.0, 1), (3.0, 1), (4.4, 1), (4.5, 2), (6.0, 2), (30.0, 10)]
)
def test_a_flat_block_has_a_storey_wherever_1_5_metres_is_left(height: float, storeys: int) -> None:
    told = floors(house("a", square(0, 0, 10), height), ASSUMED)
    assert told.area == pytest.approx(100.0 * storeys)
    assert told.origin is FloorOrigin.HEIGHT


def gable(width: float, depth: float, wall: float, ridge: float) -> Mesh:
    """A gable roof without walls; its ridge runs north, halfway the width."""
    middle = width / 2
    vertices = [(0, 0, wall), (middle, 0, ridge), (width, 0, wall),
                (0, depth, wall), (middle, depth, ridge), (width, depth, wall)]  # fmt: skip
    triangles = np.array([(0, 1, 4), (0, 4, 3), (1, 2, 5), (1, 5, 4)], dtype=np.int32)
    roof = np.full(4, FaceClass.ROOF, dtype=np.uint8)
    return Mesh(np.array(vertices, dtype=np.float64), triangles, roof)


def test_a_roof_is_cut_where_its_slopes_meet_the_level() -> None:
    mesh = gable(10.0, 8.0, wall=3.0, ridge=8.0)
    # Slopes of 45 degrees: at level z the plan is 2·(8 − z) wide.
    assert area_above(mesh, np.array([2.0, 3.0, 5.0, 7.0, 8.0, 9.0])) == pytest.approx(
        [80.0, 80.0, 48.0, 16.0, 0.0, 0.0]
    )


def test_attic_floor_counts_where_one_can_stand() -> None:
    mesh = gable(10.0, 8.0, wall=13.0, ridge=18.0)
    attic = house("a", square(0, 0, 10, 8), 6.0, mesh=mesh)
    # Second floor at 3 m with headroom to 4.5 m: 2·(8 − 4.5) × 8 = 56; third to 7.5 m: 8.
    assert floors(attic, ASSUMED).area == pytest.approx(80 + 56 + 8)


@given(st.floats(3.0, 40.0), st.floats(0.0, 20.0))
def test_higher_levels_never_have_more_roof_above_them(wall: float, rise: float) -> None:
    mesh = gable(9.0, 7.0, wall, wall + rise)
    areas = area_above(mesh, np.linspace(0, 70, 200))
    assert areas[0] == pytest.approx(63.0)
    assert (np.diff(areas) <= 1e-9).all()


def test_registered_area_is_made_gross() -> None:
    told = floors(house("a", square(0, 0, 10), 6.0, dwellings=(home("1", 80),)), ASSUMED)
    assert told.area == pytest.approx(100.0)
    assert told.origin is FloorOrigin.REGISTER
    assert told.error == pytest.approx(100 * 0.05 / 0.8)


def test_a_unit_without_area_leaves_the_whole_pand_to_its_height() -> None:
    units = (home("1", 80), home("2", None))
    told = floors(house("a", square(0, 0, 10), 6.0, dwellings=units), ASSUMED)
    assert told.origin is FloorOrigin.HEIGHT


def test_a_unit_with_two_uses_is_divided_evenly() -> None:
    unit = home("1", 80, "woonfunctie", "winkelfunctie")
    told = floors(house("a", square(0, 0, 10), 6.0, dwellings=(unit,)), ASSUMED)
    assert told.uses == {"woonfunctie": pytest.approx(50), "winkelfunctie": pytest.approx(50)}


def test_a_design_is_taken_at_its_word() -> None:
    programme = Programme(uses=((Use.HOME, 900.0), (Use.SHOP, 100.0)))
    told = floors(house("a", square(0, 0, 10), 99.0, programme=programme, storeys=3), ASSUMED)
    assert (told.area, told.error, told.origin) == (1000.0, 0.0, FloorOrigin.DESIGN)
    drawn_only = floors(house("a", square(0, 0, 10), 12.0, storeys=3), ASSUMED)
    assert drawn_only.area == pytest.approx(300.0)
    assert drawn_only.origin is FloorOrigin.DESIGN


def one_block() -> Area:
    """A hectare with a road along its southern edge and two homes and a shed north of it."""
    road = ground("r", SurfaceKind.WEGDEEL, square(0, 0, 100, 10), "rijbaan lokale weg")
    lane = ground("l", SurfaceKind.WEGDEEL, square(0, 60, 100, 2), "voetpad")
    return drawn(
        square(0, 0, 100),
        [
            house("a", square(10, 20, 20), 6.0, use="woonfunctie"),
            house("b", square(50, 20, 20, 10), 6.0, use="winkelfunctie"),
        ],
        surfaces=(road, lane),
    )


def test_five_figures_of_one_hectare() -> None:
    result = compute(case(one_block()), DensityParameters())
    # Floor 2 × 400 + 2 × 200 = 1,200; built 600; ground 10,000.
    told = {each.key: each.value for each in result.figures}
    assert told == {
        "fsi": 0.12, "gsi": 0.06, "osr": 7.83, "l": 2.0, "mxi": 0.67,
        "floor": 1200.0, "ground": 10000,
    }  # fmt: skip
    assert figure(result, "fsi").error == pytest.approx(0.012, abs=0.001)


def test_a_block_lies_between_roads_and_a_narrow_lane_does_not_part_it() -> None:
    found = blocks(one_block(), 3.0)
    assert [round(each.shape.area, -1) for each in found] == [9000.0]
    assert [each.label for each in found] == ["Bouwveld 1"]
    parted = blocks(one_block(), 0.0)
    assert [round(each.shape.area, -1) for each in parted] == [5000.0]  # nothing stands beyond


def test_a_block_is_denser_than_the_area_that_it_is_in() -> None:
    rows = compute(case(one_block()), DensityParameters()).rows
    assert [row.values["fsi"] for row in rows] == [0.12, 0.13]


def test_a_building_on_two_parcels_counts_on_each_by_its_ground() -> None:
    west, east = square(10, 20, 15, 20), square(25, 20, 15, 20)
    given_grounds = tuple(
        GivenGround(
            level="kavel", name=name, corners=tuple((x, y) for x, y in shape.exterior.coords[:-1])
        )
        for name, shape in (("A 1", west), ("A 2", east))
    )
    rows = compute(case(one_block()), DensityParameters(grounds=given_grounds)).rows
    parcels = {row.label: row.values for row in rows if row.id.startswith("kavel-")}
    assert parcels["A 1"]["floor"] == 600.0
    assert parcels["A 2"]["floor"] == 200.0
    assert parcels["A 1"]["gsi"] == 1.0


@pytest.mark.parametrize("corners", [(), ((0, 0), (1, 1)), ((0, 0), (2, 2), (2, 0), (0, 2))])
def test_a_parcel_that_is_no_polygon_is_refused(corners: tuple[tuple[float, float], ...]) -> None:
    bow_tie = DensityParameters(grounds=(GivenGround(name="A 3", corners=corners),))
    with pytest.raises(ParameterInvalid, match="'A 3' is no piece of ground"):
        compute(case(one_block()), bow_tie)


def lonlat(shape: Polygon) -> GivenPolygon:
    """A polygon as GeoJSON in degrees."""
    rings = [shape.exterior, *shape.interiors]
    return GivenPolygon(
        coordinates=tuple(
            tuple((x, y) for x, y in rd_to_lonlat(shapely.get_coordinates(ring)).tolist())
            for ring in rings
        )
    )


def test_a_polygon_is_taken_as_geojson_in_degrees_or_in_rd() -> None:
    yard = square(25, 25, 10)
    holed = Polygon(square(10, 20, 30, 20).exterior, [yard.exterior])
    in_rd = GivenPolygon(
        coordinates=tuple(
            tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist())
            for ring in (holed.exterior, *holed.interiors)
        )
    )
    drawn_grounds = (
        GivenGround(level="buurt", name="graden", geometry=lonlat(holed)),
        GivenGround(level="buurt", name="meters", geometry=in_rd, crs="EPSG:28992"),
    )
    rows = compute(case(one_block()), DensityParameters(grounds=drawn_grounds)).rows
    degrees, metres = (row for row in rows if row.id.startswith("buurt-"))
    assert metres.values["ground"] == 500
    assert metres.values["floor"] == 700.0
    assert degrees.values == pytest.approx(metres.values, rel=0.02)


def test_a_polygon_elsewhere_is_refused_with_what_it_looks_like() -> None:
    swapped = GivenPolygon(coordinates=(((52.2, 6.8), (52.3, 6.8), (52.3, 6.9), (52.2, 6.8)),))
    told = DensityParameters(grounds=(GivenGround(name="A 4", geometry=swapped),))
    with pytest.raises(ParameterInvalid, match="A 4"):
        compute(case(one_block()), told)


def test_neighbourhoods_and_parcels_that_were_loaded_are_told_or_only_those_named() -> None:
    loaded = (
        Ground(GroundLevel.NEIGHBOURHOOD, "BU01640303", "Berflo Es (deel)", square(0, 0, 100)),
        Ground(GroundLevel.PLOT, "HGL00 A 12", "Perceel HGL00 A 12", square(10, 20, 20)),
    )
    area = replace(one_block(), grounds=loaded)
    result = compute(case(area), DensityParameters())
    told = {row.id: row.values["fsi"] for row in result.rows}
    assert told["BU01640303"] == 0.12
    assert told["HGL00 A 12"] == 2.0
    notes = " ".join(note.nl for note in result.notes)
    assert "maar een deel in het gebied" in notes
    assert "zitten niet in de gegevens" not in notes
    only = compute(case(area), DensityParameters(only=("HGL00 A 12",))).rows
    assert "BU01640303" not in {row.id for row in only}
    assert "HGL00 A 12" in {row.id for row in only}
    with pytest.raises(ParameterInvalid, match="no ground 'BU1'") as refused:
        compute(case(area), DensityParameters(only=("BU1",)))
    assert "BU01640303" in refused.value.hint


def test_mix_is_not_told_where_too_much_use_is_unknown() -> None:
    area = drawn(square(0, 0, 100), [house("a", square(0, 0, 10), 3.0)])
    mxi = figure(compute(case(area), DensityParameters()), "mxi")
    assert mxi.value is None
    assert mxi.why is not None


def test_empty_ground_has_no_storeys_and_no_open_space_ratio() -> None:
    result = compute(case(drawn(square(0, 0, 100))), DensityParameters())
    assert figure(result, "fsi").value == 0.0
    assert figure(result, "l").value is None
    assert figure(result, "osr").value is None


def test_sample_has_blocks_and_every_building_is_counted_once(sample_area: Area) -> None:
    result = compute(case(sample_area), DensityParameters())
    built = sum(each.footprint.area for each in sample_area.buildings)
    gsi = figure(result, "gsi").value
    assert gsi == pytest.approx(built / sample_area.boundary.area, abs=0.002)
    rows = [row for row in result.rows if row.id.startswith("bouwveld-")]
    assert len(rows) > 10
    assert all(0 < (row.values["gsi"] or 0) <= 1 for row in rows)
    assert len({row.id for row in rows}) == len(rows)


def test_twente_without_bgt_has_no_blocks_and_says_so(twente_area: Area) -> None:
    result = compute(case(twente_area), DensityParameters())
    assert len(result.rows) == 1
    assert any("bouwvelden" in note.nl for note in result.notes)


def test_delft_blocks_are_dense_and_have_two_to_four_storeys(delft_area: Area) -> None:
    rows = compute(case(delft_area), DensityParameters()).rows[1:]
    assert rows
    assert all(1.0 < (row.values["fsi"] or 0) < 2.0 for row in rows)
    assert all(2.0 < (row.values["l"] or 0) < 4.0 for row in rows)


def test_real_meshes_have_as_much_roof_as_ground(twente_area: Area) -> None:
    shares = [
        area_above(each.mesh, np.array([-50.0]))[0] / each.footprint.area
        for each in twente_area.buildings
        if each.mesh is not None and roof_height(each.mesh) is not None
    ]
    assert np.median(shares) == pytest.approx(1.0, abs=0.01)


def test_indicator_is_called_indicative() -> None:
    assert INDICATOR.indicative


def test_polygon_with_a_courtyard_counts_without_it() -> None:
    ring = Polygon(square(0, 0, 30).exterior, [square(10, 10, 10).exterior])
    assert floors(house("a", ring, 3.0), ASSUMED).area == pytest.approx(800.0)
