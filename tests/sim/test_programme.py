"""Homes of a plan, points for nature and the NEN 8100 decision, against sums on paper."""

from __future__ import annotations

import pytest

from tests.fix_drawn import case, drawn, figure, home, house, square
from twin.model import Area, DwellingType, Homes, Programme, Tenure, Use
from twin.sim.indicators import housing_programme, nature_points, wind_study
from twin.sim.indicators.base import Case, Result
from twin.sim.indicators.housing_programme import HousingParameters, TargetHomes
from twin.sim.indicators.nature_points import NatureParameters, OwnMeasure
from twin.sim.indicators.wind_study import WindParameters
from twin.sim.norms import norm
from twin.sim.verdict import Judgement
from twin.sim.wind import Limits, Study, study, surroundings

FLAT, TERRACED = DwellingType.APARTMENT, DwellingType.TERRACED


def homes_of(*homes: Homes) -> Result:
    programme = Programme(uses=((Use.HOME, 1000.0),), homes=homes)
    old = house("a", square(0, 0, 10), 6.0, dwellings=(home("1", 80), home("2", 90)))
    stays = house("b", square(50, 0, 10), 6.0, dwellings=(home("3", 80),))
    base = drawn(square(0, 0, 100), [old, stays])
    new = house("plan-a", square(0, 0, 20), 12.0, programme=programme)
    after = drawn(square(0, 0, 100), [stays, new])
    targets = (
        TargetHomes(type=FLAT, tenure=Tenure.SOCIAL_RENT, at_least=3, at_most=3),
        TargetHomes(at_least=100),
    )
    return housing_programme.compute(
        Case(after, base, "a", "b"), HousingParameters(targets=targets)
    )


SIX = (
    Homes(FLAT, Tenure.SOCIAL_RENT, 3, 50.0),
    Homes(FLAT, Tenure.MIDDLE_RENT, 1, 60.0),
    Homes(TERRACED, Tenure.FREE_SALE, 2, 120.0),
)


def test_homes_are_counted_by_type_and_tenure() -> None:
    rows = {row.label: row.values for row in homes_of(*SIX).rows}
    assert rows["appartement"] == {"homes": 4.0, "share": 66.7, "floor": 52.5}
    assert rows["vrije koop"]["homes"] == 2.0
    assert rows["tussenwoning, vrije koop"]["floor"] == 120.0
    assert "studio" not in rows


def test_exactly_two_thirds_affordable_meets_the_norm() -> None:
    affordable = figure(homes_of(*SIX), "affordable")
    assert affordable.verdict is not None
    assert affordable.verdict.judgement is Judgement.MEETS
    one_less = (*SIX, Homes(TERRACED, Tenure.FREE_SALE, 1, 120.0))
    verdict = figure(homes_of(*one_less), "affordable").verdict
    assert verdict is not None
    assert verdict.judgement is Judgement.FAILS


def test_targets_hold_at_their_border_and_say_by_how_much_they_are_missed() -> None:
    rows = {row.id: row for row in homes_of(*SIX).rows}
    assert [v.judgement for v in rows["doel-1"].verdicts] == [Judgement.MEETS, Judgement.MEETS]
    (missed,) = rows["doel-2"].verdicts
    assert (missed.judgement, missed.margin) == (Judgement.FAILS, -94)


def test_homes_that_go_and_stay_are_counted_by_the_bag() -> None:
    result = homes_of(*SIX)
    assert (figure(result, "standing").value, figure(result, "gone").value) == (1, 2)


def test_a_plan_without_homes_has_no_share_and_without_bag_nothing_stands(
    delft_area: Area,
) -> None:
    result = housing_programme.compute(case(delft_area), HousingParameters())
    assert figure(result, "affordable").value is None
    assert figure(result, "standing").value is None


def test_floor_for_homes_that_nobody_named_is_told() -> None:
    programme = Programme(uses=((Use.HOME, 1000.0),))
    area = drawn(square(0, 0, 100), [house("plan-a", square(0, 0, 9), 9.0, programme=programme)])
    notes = housing_programme.compute(case(area), HousingParameters()).notes
    assert any("Van 1 gebouw" in note.nl for note in notes)


def test_points_add_up_and_the_required_number_itself_is_enough() -> None:
    parameters = NatureParameters(
        biodiverse_roofs=1, sedum_roofs=2, insect_stones=3,
        others=(OwnMeasure(name="nestkast", points=0.5, count=4),), required=12,
    )  # fmt: skip
    points = figure(nature_points.compute(case(drawn(square(0, 0, 9))), parameters), "points")
    assert points.value == 12.0
    assert points.verdict is not None
    assert points.verdict.judgement is Judgement.MEETS


def test_without_measures_points_are_unknown_and_not_zero() -> None:
    result = nature_points.compute(case(drawn(square(0, 0, 9))), NatureParameters())
    assert figure(result, "points").value is None


LIMITS = Limits(30, 15, 300, 0.2, 0.5)


@pytest.mark.parametrize(
    ("height", "sheltered", "decision"),
    [(30.0, True, Study.NEEDED), (29.9, True, Study.OPINION), (29.9, False, Study.OPINION),
     (15.0, True, Study.OPINION), (14.9, True, Study.NONE), (14.9, False, Study.OPINION)],
)  # fmt: skip
def test_the_decision_of_nen_8100(height: float, sheltered: bool, decision: Study) -> None:
    assert study(height, sheltered, LIMITS) is decision


def test_surroundings_are_measured_by_ground_and_not_beyond_the_reach() -> None:
    tower = house("t", square(500, 500, 20), 14.0)
    low = house("l", square(550, 500, 100), 10.0)
    far = house("f", square(0, 0, 100), 90.0)
    (around,) = surroundings([0], [tower, low, far], square(0, 0, 1000), 300.0)
    # The square grown by 300 m: 20² + 4·20·300 + π·300², less the square itself.
    ring = 4 * 20 * 300 + 3.14159 * 300**2
    assert around.covered == pytest.approx(10_000 / ring, rel=0.003)
    assert around.height == pytest.approx(10.0)
    assert around.known == pytest.approx(1.0)
    assert not around.shelters(14.0, LIMITS)


def test_what_stands_beyond_the_edge_does_not_cover_the_ground_within_it() -> None:
    tower = house("t", square(0, 500, 20), 14.0)
    beyond = house("b", square(-150, 450, 100), 10.0)
    (around,) = surroundings([0], [tower, beyond], square(0, 0, 1000), 300.0)
    assert around.covered == 0.0
    assert around.known < 0.6


def test_shelter_needs_cover_and_height_at_their_borders() -> None:
    from twin.sim.wind import Surroundings

    assert Surroundings(0.2, 10.0, 1.0).shelters(15.0, LIMITS)
    assert not Surroundings(0.199, 10.0, 1.0).shelters(15.0, LIMITS)
    assert not Surroundings(0.2, 10.0, 1.0).shelters(15.1, LIMITS)


def test_only_the_plan_and_high_buildings_are_asked_about(sample_area: Area) -> None:
    as_is = wind_study.compute(case(sample_area), WindParameters())
    assert all((row.values["height"] or 0) >= 30 for row in as_is.rows)
    assert any("geen windberekening" in note.nl for note in as_is.notes)
    everything = wind_study.compute(case(sample_area), WindParameters(everything=True))
    assert len(everything.rows) == len(sample_area.buildings)


def test_a_new_building_near_the_edge_says_that_its_surroundings_are_unknown() -> None:
    base = drawn(square(0, 0, 100))
    new = house("plan-a", square(0, 0, 10), 29.0, storeys=9)
    result = wind_study.compute(
        Case(drawn(square(0, 0, 100), [new]), base, "a", "b"), WindParameters()
    )
    assert result.rows[0].flags == ("wind-expert-needed", "edge-of-area")


def test_a_measured_height_near_the_limit_is_uncertain() -> None:
    near = house("a", square(0, 0, 10), 30.5, height_error=0.4)
    result = wind_study.compute(case(drawn(square(0, 0, 100), [near])), WindParameters())
    assert "height-uncertain" in result.rows[0].flags


@pytest.mark.parametrize(
    "key",
    ["wonen.sociale-huur", "parkeren.balans", "lopen.speelplek", "lopen.halte", "ruimte.vloer",
     "bomen.kroon", "bomen.buiten"],
)  # fmt: skip
def test_numbers_that_nobody_checked_say_so(key: str) -> None:
    assert not norm(key).checked
    assert "aanname" in norm(key).source + norm(key).authority
