"""Parking tables and balances, against sums on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from tests.fix_drawn import EAST, NORTH, case, drawn, figure, ground, home, house, square
from twin.errors import ParameterInvalid
from twin.model import (
    Area,
    DwellingType,
    Homes,
    ParkingKind,
    ParkingPlace,
    Programme,
    SurfaceKind,
    Tenure,
    Use,
)
from twin.sim.indicators.base import Case, Result
from twin.sim.indicators.parking_balance import ParkingParameters, compute
from twin.sim.parking import Asking, demand, supply
from twin.sim.parking_table import example_table, read_table
from twin.sim.verdict import Judgement

HEAD = (
    "naam;doelgroep;gebruik;type;eigendom;vanaf_m2;tot_m2;zone;"
    "eenheid;minimum;maximum;overdag;avond"
)
HOME_ROW = "woning;;woonfunctie;;;;;;woning;1,0;1,5;50;100"
OFFICE_ROW = "kantoor;;kantoorfunctie;;;;;;100 m2 bvo;2;3;100%;10"
TABLE = "\n".join((HEAD, HOME_ROW, OFFICE_ROW))

PROGRAMME = Programme(
    uses=((Use.HOME, 1000.0), (Use.OFFICE, 500.0)),
    homes=(Homes(DwellingType.APARTMENT, Tenure.FREE_SALE, 10, 80.0),),
)


def plan(places: int = 10, **facts: object) -> Case:
    """A plan of ten homes and 500 m² of office, with places to park."""
    base = drawn(square(0, 0, 100))
    new = house("plan-a", square(10, 10, 20), 12.0, programme=PROGRAMME)
    spot = Point(EAST + 5, NORTH + 5)
    lot = ParkingPlace("plan-p", spot, places, ParkingKind.GARAGE)
    after = drawn(square(0, 0, 100), [new], parking=(lot,))
    return Case(after, base, "a", "b")


def run(table: str = TABLE, places: int = 10) -> Result:
    return compute(plan(places), ParkingParameters(table=table, table_title="Getekend"))


def test_the_busiest_moment_counts_and_not_the_sum_of_each_ones_busiest() -> None:
    result = run()
    # By day 10 × 1.0 × 0.5 + 5 × 2 × 1.0 = 15; in the evening 10 + 1 = 11.
    assert figure(result, "least").value == 15.0
    # 10 × 1.5 × 0.5 + 5 × 3 = 22.5 against 15 + 1.5.
    assert figure(result, "most").value == 22.5
    assert "overdag" in figure(result, "least").words.nl
    assert figure(result, "balance").value == -5.0


@pytest.mark.parametrize(
    ("places", "enough", "not_too_many"),
    [(14, Judgement.FAILS, Judgement.MEETS), (15, Judgement.MEETS, Judgement.MEETS),
     (22, Judgement.MEETS, Judgement.MEETS), (23, Judgement.MEETS, Judgement.FAILS)],
)  # fmt: skip
def test_supply_belongs_in_the_band_of_the_norm(
    places: int, enough: Judgement, not_too_many: Judgement
) -> None:
    result = run(places=places)
    balance, supplied = figure(result, "balance").verdict, figure(result, "supply").verdict
    assert balance is not None
    assert supplied is not None
    assert (balance.judgement, supplied.judgement) == (enough, not_too_many)


def test_the_norm_that_asks_most_of_a_home_goes_first_in_each_group() -> None:
    rows = (
        HEAD,
        HOME_ROW,
        "klein;;woonfunctie;;;;60;;woning;0,5;0,5;50;100",
        "sociaal klein;;woonfunctie;;sociale huur;;60;;woning;0,2;0,2;50;100",
        "bezoek;bezoekers;woonfunctie;;;;;;woning;0,3;0,3;0;100",
    )
    table = read_table("\n".join(rows))

    def evening(tenure: Tenure, area: float) -> float:
        home_ = Asking(Use.HOME, 1, DwellingType.STUDIO, tenure, area)
        return demand([home_], table, None).least["avond"]

    assert evening(Tenure.FREE_SALE, 60.0) == pytest.approx(1.3)
    assert evening(Tenure.FREE_SALE, 59.9) == pytest.approx(0.8)
    assert evening(Tenure.SOCIAL_RENT, 59.9) == pytest.approx(0.5)


def test_two_norms_that_fit_equally_well_are_refused() -> None:
    table = read_table("\n".join((HEAD, HOME_ROW, HOME_ROW.replace("woning;;", "huis;;", 1))))
    with pytest.raises(ParameterInvalid, match="'woning' and 'huis' fit the same"):
        demand([Asking(Use.HOME, 1)], table, None)


def test_a_table_with_zones_wants_one_of_them() -> None:
    zoned = "woning;;woonfunctie;;;;;centrum;woning;1;2;50;100"
    table = read_table("\n".join((HEAD, zoned)))
    assert demand([Asking(Use.HOME, 2)], table, "centrum").least["avond"] == 2.0
    with pytest.raises(ParameterInvalid, match="no zone 'schil'") as told:
        demand([Asking(Use.HOME, 2)], table, "schil")
    assert "centrum" in told.value.hint


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("woonfunctie", "wonen", "'wonen' cannot be the gebruik in line 2"),
        ("1,0;1,5", "2;1,5", "'2.0' cannot be the minimum in line 2"),
        ("1,0;1,5", ";1,5", "'' cannot be the minimum in line 2"),
        ("1,0;1,5", "veel;1,5", "'veel' cannot be the minimum in line 2"),
        ("50;100", "50;101", "'101' cannot be the avond in line 2"),
        ("50;100", "50;-1", "'-1' cannot be the avond in line 2"),
        ("50;100", "50;nan", "'nan' cannot be the avond in line 2"),
        ("50;100", "50", "line 2 of the parking table has '12' cells"),
        ("woonfunctie;;", "woonfunctie;flat;", "'flat' cannot be the type in line 2"),
        ("woonfunctie", "kantoorfunctie", "'woning' cannot be the eenheid in line 2"),
        ("eenheid", "eenheden", "no column 'eenheid'"),
        (";overdag;avond", ";;", "'' twice"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_by_line_column_and_value(
    old: str, new: str, says: str
) -> None:
    with pytest.raises(ParameterInvalid) as told:
        read_table("\n".join((HEAD, HOME_ROW)).replace(old, new, 1))
    assert says in told.value.message


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "is empty"), (HEAD, "has no rows"),
     ("gebruik;eenheid;minimum;maximum\nx;y;1;2", "no moments"),
     ("[[norm]]\nnaam = ", "is no TOML"), ("[[norm]]\nkleur = 'rood'", "cannot be the kleur")],
)  # fmt: skip
def test_a_text_that_is_no_table_is_refused(text: str, says: str) -> None:
    with pytest.raises(ParameterInvalid, match=says):
        read_table(text)


def test_comma_separated_with_points_reads_the_same() -> None:
    commas = "\n".join((HEAD, HOME_ROW)).replace(",", ".").replace(";", ",")
    assert read_table(commas).norms == read_table("\n".join((HEAD, HOME_ROW))).norms


def test_the_example_is_called_an_example() -> None:
    assert example_table().example
    assert "voorbeeld" in example_table().title
    notes = compute(plan(), ParkingParameters()).notes
    assert any(note.nl.startswith("Voorbeeld") for note in notes)


def test_the_example_has_no_two_norms_for_one_home() -> None:
    for tenure in Tenure:
        for size in (30.0, 59.9, 60.0, 200.0):
            asked = Asking(Use.HOME, 1, DwellingType.TERRACED, tenure, size)
            assert demand([asked], example_table(), None).without == ()


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_demand_adds_up_over_homes(counts: list[int]) -> None:
    table = read_table(TABLE)
    apart = demand([Asking(Use.HOME, count) for count in counts], table, None)
    together = demand([Asking(Use.HOME, sum(counts))], table, None)
    assert apart.least == pytest.approx(dict(together.least))
    assert all(apart.least[moment] <= apart.most[moment] for moment in table.moments)


def test_a_use_without_a_norm_is_named() -> None:
    asked = demand([Asking(Use.CELL, 100)], read_table(TABLE), None)
    assert asked.without == ("celfunctie",)


def lot_area() -> Area:
    """Two strips of 25 m², one of which a plan made into three places."""
    strips = [
        ground(f"s{n}", SurfaceKind.WEGDEEL, square(10 * n, 0, 10, 2.5), "parkeervlak")
        for n in range(2)
    ]
    places = ParkingPlace("plan-p", square(10, 0, 10, 2.5), 3, ParkingKind.STREET)
    bikes = ParkingPlace("plan-f", Point(EAST, NORTH), 99, ParkingKind.BICYCLE)
    shared = ParkingPlace("plan-d", Point(EAST, NORTH), 1, ParkingKind.SHARED_CAR)
    return drawn(square(0, 0, 100), surfaces=tuple(strips), parking=(places, bikes, shared))


def test_ground_of_a_plan_is_not_counted_twice_and_bicycles_are_no_cars() -> None:
    told = supply(lot_area(), 12.5, 0.15, 4.0)
    assert told.mapped == pytest.approx(2.0)
    assert told.told == 7.0
    assert told.error == pytest.approx(0.3)


def test_demand_of_unknown_buildings_is_unknown_and_not_zero(sample_area: Area) -> None:
    bare = tuple(replace(each, dwellings=()) for each in sample_area.buildings)
    result = compute(case(replace(sample_area, buildings=bare)), ParkingParameters(scope="area"))
    assert figure(result, "balance").value is None
    assert (figure(result, "supply").value or 0) > 100
    assert result.rows == ()


def test_the_homes_of_the_sample_ask_for_places(sample_area: Area) -> None:
    result = compute(case(sample_area), ParkingParameters(scope="area", table=TABLE))
    homes = [home for each in sample_area.buildings for home in each.dwellings
             if "woonfunctie" in home.uses]  # fmt: skip
    evening = next(row for row in result.rows if row.id == "avond")
    office = sum(home.floor_area or 0 for each in sample_area.buildings for home in each.dwellings
                 if "kantoorfunctie" in home.uses) / 0.8  # fmt: skip
    assert evening.values["least"] == pytest.approx(len(homes) + office / 100 * 2 * 0.1, abs=0.1)
    assert figure(result, "balance").value is not None


def test_homes_of_the_bag_are_counted_by_the_norm_for_any_home() -> None:
    flat = house("a", square(0, 0, 10), 6.0, dwellings=(home("1", 80), home("2", 80)))
    shed = house("b", square(20, 0, 3), 2.5)
    area = drawn(square(0, 0, 100), [flat, shed])
    result = compute(case(area), ParkingParameters(scope="area", table=TABLE))
    assert figure(result, "least").value == 2.0


def test_without_a_plan_there_is_no_balance() -> None:
    result = compute(case(drawn(square(0, 0, 100))), ParkingParameters())
    balance = figure(result, "balance")
    assert balance.value is None
    assert balance.why is not None
