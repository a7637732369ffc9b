"""Edits and their JSON form are each other's inverse, and what is of the wrong form is told."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import plans
from twin.errors import EditsInvalid
from twin.model import AddBuilding, Area, Edit, PlantTrees, Repave
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.read import read_edits
from twin.sim.scenario.write import write_edit, write_edits

SQUARE = [[[120_000, 480_000], [120_010, 480_000], [120_010, 480_010], [120_000, 480_000]]]


@settings(max_examples=150)
@given(edits=st.lists(plans.edits, max_size=3))
def test_an_edit_comes_back_from_json_as_it_was(edits: list[Edit]) -> None:
    text = json.dumps(write_edits(edits))
    assert read_edits(json.loads(text)) == tuple(edits)


@settings(max_examples=50)
@given(edit=plans.edits)
def test_in_degrees_it_comes_back_to_the_millimetre_and_then_stays(edit: Edit) -> None:
    once = read_edits([json.loads(json.dumps(write_edit(edit, crs=Crs.LONLAT)))], crs=Crs.LONLAT)
    again = read_edits([write_edit(once[0], crs=Crs.LONLAT)], crs=Crs.LONLAT)
    assert again == once
    if isinstance(edit, Repave):
        before, after = edit.footprint, once[0].footprint  # type: ignore[union-attr]
        away = shapely.get_coordinates(before) - shapely.get_coordinates(after)
        assert np.abs(away).max() < 0.0015


def test_every_kind_of_edit_is_tried(sample_area: Area) -> None:
    kinds = {write_edit(edit)["edit"] for edit in plans.every_kind(sample_area)}
    assert len(kinds) == 10


def test_a_block_may_be_written_in_short() -> None:
    short = {"edit": "add-building", "geometry": _polygon(), "storeys": 4, "roof": {"kind": "hip"}}
    (edit,) = read_edits([short])
    assert isinstance(edit, AddBuilding)
    assert [part.top for part in edit.parts] == [12.0]


def test_what_is_new_gets_the_next_free_id() -> None:
    forms = [
        {"edit": "add-building", "id": "plan-2", "geometry": _polygon(), "height": 9},
        *({"edit": "repave", "geometry": _polygon(), "kind": "wegdeel"} for _ in range(2)),
    ]
    found = read_edits(forms, taken=["plan-1"])
    assert [edit.id for edit in found if not isinstance(edit, PlantTrees)] == [  # type: ignore[union-attr]
        "plan-2",
        "plan-3",
        "plan-4",
    ]


@pytest.mark.parametrize(
    ("form", "place", "code"),
    [
        ({"edit": "build"}, "edits[0]", "wrong-form"),
        ({"edit": "remove-building"}, "edits[0].id", "missing"),
        ({"edit": "remove-building", "id": "a", "why": ""}, "edits[0].why", "unknown-field"),
        (
            {
                "edit": "plant-trees",
                "geometry": {"type": "Point", "coordinates": [1, 2]},
                "species": "palmboom",
            },
            "edits[0].species",
            "unknown-species-class",
        ),
        (
            {"edit": "add-building", "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}},
            "edits[0].geometry.coordinates[0]",
            "wrong-form",
        ),
        ({"edit": "add-building", "geometry": {"type": "Circle"}}, "edits[0].geometry", "wrong"),
        ({"edit": "add-building", "id": "toren"}, "edits[0].id", "wrong-form"),
        ("nothing", "edits[0]", "wrong-form"),
        (
            {"edit": "set-height", "id": "a", "height": float("nan")},
            "edits[0].height",
            "wrong-form",
        ),
    ],
)
def test_what_is_of_the_wrong_form_is_told_with_its_place(form: Any, place: str, code: str) -> None:
    with pytest.raises(EditsInvalid) as told:
        read_edits([form])
    issue = told.value.issues[0]
    assert (issue.place, issue.code[: len(code)]) == (place, code)
    assert "'" in issue.nl
    assert "'" in issue.en


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(EditsInvalid) as told:
        read_edits([{"edit": "remove-building"}, {"edit": "fell-trees", "ids": []}, {}], first=3)
    assert [issue.place for issue in told.value.issues] == [
        "edits[3].id",
        "edits[4].ids",
        "edits[5]",
    ]


def _polygon() -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": SQUARE}
