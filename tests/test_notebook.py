"""What a planner does in a notebook: load, edit, look, keep, and compute."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import LineString, Point

from tests import plans
from twin.errors import EditsInvalid
from twin.model import Area, TreeClass
from twin.notebook import Place


@pytest.fixture
def place(sample_area: Area) -> Place:
    """The sample area, as `load("sample")` gives it."""
    return Place(sample_area)


def test_a_plan_is_edited_step_by_step_and_no_step_changes_another(place: Place) -> None:
    x, y = plans.open_ground(place.area)
    empty = place.scenario("Toren")
    house = place.area.buildings[0].id
    plan = (
        empty.add_building(plans.square(x, y, 10), storeys=12, roof="hip")
        .remove_building(house)
        .plant_trees(Point(x + 12, y), species="loofboom-klein")
        .repave(plans.square(x + 13, y, 4), "begroeidterreindeel", material="gras")
        .dig_water(plans.square(x, y + 12, 5), "wadi", depth=0.4)
        .add_parking(plans.square(x + 8, y + 12, 5), 2)
        .set_traffic(LineString([(x, y), (x + 15, y)]), {"licht": 900}, speed=30)
    )
    assert (len(empty.edits), len(plan.edits), len(plan.undo().edits)) == (0, 7, 6)
    assert len({edit["id"] for edit in plan.to_json()}) == 7
    made = plan.area(years=30)
    assert len(made.buildings) == len(place.area.buildings)
    assert made.trees[-1].species == TreeClass.SMALL
    assert made.trees[-1].height == 6.0


def test_what_cannot_be_is_refused_where_it_is_typed(place: Place) -> None:
    with pytest.raises(EditsInvalid, match=r"edits\[0\].id: there is no building 'weg'"):
        place.scenario("x").set_height("weg", height=9)


def test_a_plan_is_shown_and_its_words_say_that_it_is_one(place: Place) -> None:
    x, y = plans.open_ground(place.area)
    scene = place.scenario("x").add_building(plans.square(x, y, 10), height=9).scene()
    assert scene.show() is scene.deck
    assert scene.notice is not None
    assert "plan" in scene.notice[0]
    assert "verzonnen" in scene.notice[0]
    today = place.scene()
    assert today.notice is not None
    assert "plan:" not in today.notice[0]


def test_a_plan_is_kept_as_a_file_and_opened_again(place: Place, tmp_path: Path) -> None:
    plan = place.scenario("x").with_edits(plans.every_kind(place.area))
    plan.save(tmp_path / "plan.geojson")
    assert place.open(tmp_path / "plan.geojson").edits == plan.edits


def test_a_plan_is_computed_in_a_process_of_its_own(place: Place) -> None:
    x, y = plans.open_ground(place.area)
    plan = place.scenario("x").add_building(plans.square(x, y, 15), storeys=80)
    outcomes = [each.run("density", workers=1) for each in (place.scenario("nu"), plan)]
    fsi = [
        next(f["value"] for f in outcome.records["density"].body["result"]["figures"]
             if f["key"] == "fsi")
        for outcome in outcomes
    ]  # fmt: skip
    assert not outcomes[1].failures
    assert fsi[1] > fsi[0]
