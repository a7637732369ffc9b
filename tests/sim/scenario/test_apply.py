"""Edits on real areas: applied purely, and refused with all that is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from tests import plans
from twin.errors import EditsInvalid, ParameterInvalid
from twin.geo.changes import diff, touched
from twin.geo.quality import flags
from twin.model import (
    AddBuilding,
    Area,
    Edit,
    FaceClass,
    FellTrees,
    HeightOrigin,
    Part,
    PlantTrees,
    RemoveBuilding,
    Repave,
    Roof,
    RoofKind,
    SetHeight,
    Solid,
    SurfaceKind,
    TreeClass,
    TreeSize,
)
from twin.sim.scenario.apply import apply, examine
from twin.sim.scenario.changed import changed
from twin.sim.scenario.concerned import concerned


def test_every_kind_of_edit_is_made(sample_area: Area) -> None:
    _all_made(sample_area)


def test_every_kind_of_edit_is_made_in_delft(delft_area: Area) -> None:
    made = _all_made(delft_area)
    assert flags(made, [])["plan-toren"] == (), "a plan is what it says it is"


def test_a_building_is_put_in_twente(twente_area: Area) -> None:
    x, y = plans.open_ground(twente_area)
    made = apply(twente_area, [plans.tower(x, y), RemoveBuilding(twente_area.buildings[0].id)])
    assert len(made.buildings) == len(twente_area.buildings)
    assert made.buildings[-1].mesh is not None


def _all_made(area: Area) -> Area:
    edits = plans.every_kind(area)
    made = apply(area, edits, horizon_years=10)
    tower = next(each for each in made.buildings if each.id == "plan-toren")
    assert tower.height_origin is HeightOrigin.DESIGN
    assert tower.storeys == 9
    assert tower.mesh is not None
    assert tower.mesh.vertices[:, 2].max() - tower.ground_height == pytest.approx(
        27 + 3 * np.tan(np.radians(35)), abs=0.002
    )
    delta = changed(area, made)
    assert {building.id for building in delta.buildings.before} == {
        each.id for each in area.buildings[:3]
    }
    assert len(delta.buildings.after) == 3
    assert len(delta.trees.after) == 2
    assert [each.places for each in made.parking] == [2]
    assert [each.speed for each in made.traffic] == [30.0]
    wadi = [each for each in made.surfaces if each.id == "plan-wadi"]
    assert sum(each.footprint.area for each in wadi) == pytest.approx(36)
    assert all(each.depth == 0.4 for each in wadi)
    inside = shapely.union_all([each.footprint for each in made.surfaces if each.level == 0])
    assert shapely.intersection(inside, tower.footprint).area < 0.1
    return made


@settings(max_examples=25)
@given(data=st.data())
def test_applying_changes_nothing_but_the_answer_and_answers_alike(
    sample_area: Area, data: st.DataObject
) -> None:
    candidates = plans.every_kind(sample_area)
    chosen = data.draw(st.lists(st.sampled_from(candidates), unique=True))
    years = data.draw(st.integers(0, 30))
    before = replace(sample_area)
    first, second = (apply(sample_area, chosen, years) for _ in range(2))
    assert not changed(before, sample_area)
    assert not changed(first, second)
    assert bool(changed(sample_area, first)) == bool(chosen)


@settings(max_examples=50)
@given(edits=st.lists(plans.edits, max_size=4))
def test_any_edits_are_either_made_or_refused_with_words(
    sample_area: Area, edits: list[Edit]
) -> None:
    issues = examine(sample_area, edits)
    if not issues:
        apply(sample_area, edits)
        return
    assert all(issue.place.startswith("edits[") and issue.nl and issue.en for issue in issues)
    with pytest.raises(EditsInvalid) as told:
        apply(sample_area, edits)
    assert told.value.issues == issues


def test_all_that_is_wrong_is_told_with_its_place(sample_area: Area) -> None:
    house = sample_area.buildings[0]
    spot = house.footprint.representative_point()
    x, y = plans.open_ground(sample_area)
    bow_tie = Polygon([(x, y), (x + 9, y + 9), (x + 9, y), (x, y + 9)])
    far = box(x + 5000, y, x + 5009, y + 9)
    edits: list[Edit] = [
        AddBuilding("plan-a", (Part(bow_tie, height=9),)),
        AddBuilding("plan-b", (Part(far, height=9),)),
        AddBuilding("plan-c", (Part(plans.square(spot.x, spot.y, 2), height=9),)),
        AddBuilding("plan-d", (Part(plans.square(x, y, 9), height=900),)),
        RemoveBuilding(house.id + "9"),
        SetHeight(house.id, storeys=300),
        FellTrees(("boom", "boom")),
        PlantTrees("plan-e", (spot,), TreeClass.SMALL, now=TreeSize(9.0, 0.0)),
        AddBuilding("plan-d", (Part(plans.square(x, y, 9)),)),
        Repave("plan-f", plans.square(x, y, 0.1), SurfaceKind.SCHEIDING),
        AddBuilding("plan-g", (Part(plans.square(x, y, 5), height=9, base=4),)),
    ]
    found = [(issue.place, issue.code) for issue in examine(sample_area, edits)]
    assert found == [
        ("edits[0].parts[0].geometry", "self-crossing"),
        ("edits[1].parts[0].geometry", "outside"),
        ("edits[2]", "overlaps"),
        ("edits[3].parts[0].height", "impossible-height"),
        ("edits[4].id", "unknown-id"),
        ("edits[5].storeys", "impossible-height"),
        ("edits[6].ids[0]", "unknown-id"),
        ("edits[6].ids[1]", "twice"),
        ("edits[7].geometry", "overlaps"),
        ("edits[7].now.crown_radius", "impossible"),
        ("edits[8].id", "id-taken"),
        ("edits[8].parts[0]", "no-height"),
        ("edits[9].geometry", "too-small"),
        ("edits[9].kind", "cannot-be-laid"),
        ("edits[10].parts[0].base", "hangs-over"),
    ]
    near = next(i for i in examine(sample_area, edits) if i.code == "unknown-id")
    assert "bedoelt u 'verzonnen-" in near.nl


def test_what_an_edit_that_cannot_be_made_would_have_added_is_told_of_once(
    sample_area: Area,
) -> None:
    x, y = plans.open_ground(sample_area)
    too_high = AddBuilding("plan-a", (Part(plans.square(x, y, 9), height=900),))
    in_a_house = PlantTrees(
        "plan-b", (sample_area.buildings[0].footprint.representative_point(),), TreeClass.SMALL
    )
    later: list[Edit] = [
        SetHeight("plan-a", height=20),
        RemoveBuilding("plan-a"),
        FellTrees(("plan-b-1",)),
    ]
    refused: list[Edit] = [too_high, in_a_house]
    found = [(issue.place, issue.code) for issue in examine(sample_area, [*refused, *later])]
    assert found == [("edits[0].parts[0].height", "impossible-height"),
                     ("edits[1].geometry", "overlaps")]  # fmt: skip
    twice = examine(sample_area, [*refused, *later, *later])
    assert [issue.place for issue in twice[2:]] == [
        "edits[5].id", "edits[6].id", "edits[7].ids[0]"
    ]  # fmt: skip


def test_what_an_edit_adds_is_named_for_what_it_is(sample_area: Area) -> None:
    x, y = plans.open_ground(sample_area)
    edits: list[Edit] = [
        PlantTrees("plan-bomen", (Point(x, y),), TreeClass.SMALL),
        FellTrees(("plan-bomen",)),
        RemoveBuilding("plan-bomen-1"),
        Repave("plan-gras", plans.square(x, y, 2), SurfaceKind.BEGROEIDTERREINDEEL),
        SetHeight("plan-gras", height=9),
    ]
    found = [(issue.place, issue.code) for issue in examine(sample_area, edits)]
    assert found == [
        ("edits[1].ids[0]", "unknown-id"),
        ("edits[2].id", "unknown-id"),
        ("edits[4].id", "unknown-id"),
    ]


def test_a_designed_form_needs_a_roof(sample_area: Area) -> None:
    x, y = plans.open_ground(sample_area)
    ground = plans.square(x, y, 5)
    (made,) = apply(sample_area, [AddBuilding("plan-a", (Part(ground, height=9),))]).buildings[-1:]
    assert made.mesh is not None
    form = Solid(
        tuple(map(tuple, made.mesh.vertices.tolist())),
        tuple(map(tuple, made.mesh.triangles.tolist())),
        tuple(map(FaceClass, made.mesh.classes.tolist())),
    )
    edit = AddBuilding("plan-a", (Part(ground, height=9),), solid=form)
    assert examine(sample_area, [edit]) == ()
    walls = tuple(kind if kind is FaceClass.GROUND else FaceClass.WALL for kind in form.classes)
    edit = replace(edit, solid=replace(form, classes=walls))
    assert [issue.code for issue in examine(sample_area, [edit])] == ["no-roof"]


def test_what_was_removed_makes_room_and_leaves_bare_ground(sample_area: Area) -> None:
    house = sample_area.buildings[0]
    spot = house.footprint.representative_point()
    small = AddBuilding("plan-a", (Part(plans.square(spot.x, spot.y, 1.5), height=9),))
    assert [issue.code for issue in examine(sample_area, [small])] == ["overlaps"]
    made = apply(sample_area, [RemoveBuilding(house.id), small])
    bare = [each for each in made.surfaces if each.id == f"plan-grond-{house.id}"]
    left = house.footprint.difference(small.parts[0].footprint).area
    assert sum(each.footprint.area for each in bare) == pytest.approx(left, abs=0.1)


def test_a_plan_can_be_built_upon_by_later_edits(sample_area: Area) -> None:
    x, y = plans.open_ground(sample_area)
    made = apply(sample_area, [plans.tower(x, y), SetHeight("plan-toren", height=40)])
    assert made.buildings[-1].roof_height - made.buildings[-1].ground_height == 40
    assert apply(sample_area, [plans.tower(x, y), RemoveBuilding("plan-toren")]).buildings == (
        sample_area.buildings
    )


@pytest.mark.parametrize("height", [3.0, 20.0])
def test_a_raised_or_lowered_building_keeps_standing_on_its_ground(
    delft_area: Area, height: float
) -> None:
    modelled = next(
        each
        for each in delft_area.buildings
        if each.height_origin is HeightOrigin.BAG3D_LOD22 and each.mesh is not None
    )
    made = next(
        each
        for each in apply(delft_area, [SetHeight(modelled.id, height=height)]).buildings
        if each.id == modelled.id
    )
    assert made.mesh is not None
    assert modelled.mesh is not None
    before, after = modelled.mesh.vertices, made.mesh.vertices
    assert made.roof_height == modelled.ground_height + height
    assert after[:, 2].min() == pytest.approx(before[:, 2].min())
    order = np.argsort(before[:, 2], kind="stable")
    assert (np.diff(after[order, 2]) > -1e-9).all(), "nothing comes to lie under what it was above"


def test_planted_trees_grow_and_what_stands_stays(sample_area: Area) -> None:
    x, y = plans.open_ground(sample_area)
    edit = PlantTrees("plan-b", (Point(x, y),), TreeClass.LARGE, after_10=TreeSize(8.0, 2.0))
    heights = [apply(sample_area, [edit], years).trees[-1].height for years in (0, 5, 10, 20, 30)]
    assert heights == [5.0, 6.5, 8.0, 12.0, 16.0]
    assert apply(sample_area, [edit], 30).trees[:-1] == sample_area.trees
    with pytest.raises(ParameterInvalid, match="'31'"):
        apply(sample_area, [edit], 31)


def test_a_gable_and_a_hip_roof_have_the_volume_of_their_formula(sample_area: Area) -> None:
    from twin.geo.meshes import volume

    x, y = plans.open_ground(sample_area, 30)
    block = Part(box(x, y, x + 20, y + 10), height=6.0)
    for roof, above in (
        (Roof(RoofKind.FLAT), 0.0),
        (Roof(RoofKind.GABLE, 45.0), 20 * 10 * 5 / 2),
        (Roof(RoofKind.GABLE, 45.0, 0.0), 20 * 10 * 10 / 2),
        (Roof(RoofKind.HIP, 45.0), 10 * 5 * (20 - 10 / 3) / 2),
    ):
        mesh = apply(sample_area, [AddBuilding("plan-a", (block,), roof)]).buildings[-1].mesh
        assert mesh is not None
        assert volume(mesh.vertices, mesh.triangles) == pytest.approx(1200 + above, abs=0.5)


def test_a_scenario_is_about_what_it_names_and_what_lies_where_it_builds(
    sample_area: Area,
) -> None:
    house = sample_area.buildings[0]
    x, y = plans.open_ground(sample_area)
    edits: list[Edit] = [SetHeight(house.id, height=9), plans.tower(x, y)]
    about = concerned(sample_area, edits)
    assert house.id in about
    assert about & {surface.id for surface in sample_area.surfaces}
    gone = replace(sample_area, buildings=sample_area.buildings[1:])
    assert touched(diff(sample_area, gone), about) == {house.id}
