"""What the indicators of sun and sky say of the ground of a real plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from tests.sim.plots import block
from twin.errors import ParameterInvalid
from twin.model import Area
from twin.sim.indicators import sky_view, sun_ground
from twin.sim.indicators.base import Case, Indicator, Result

ALL: list[tuple[Indicator, dict[str, Any]]] = [
    (sun_ground.INDICATOR, {"cell": 2.0}),
    (sky_view.INDICATOR, {"cell": 2.0}),
]


def told(indicator: Indicator, case: Case, given: dict[str, Any]) -> Result:
    return indicator.compute(case, indicator.parameters(**given))


@pytest.fixture(scope="module")
def plan(sample_area: Area) -> Area:
    """A tower in the middle of the sample."""
    x, y = sample_area.boundary.centroid.x, sample_area.boundary.centroid.y
    tower = block(x, y, x + 24, y + 24, sample_area.reference_height + 60)
    return replace(sample_area, buildings=(*sample_area.buildings, tower))


@pytest.mark.parametrize(("indicator", "given"), ALL, ids=["sun", "sky"])
def test_a_tower_takes_and_gives_nothing(
    indicator: Indicator, given: dict[str, Any], sample_area: Area, plan: Area
) -> None:
    today = told(indicator, Case(sample_area, sample_area, "a", "a"), given)
    with_plan = told(indicator, Case(plan, sample_area, "b", "a"), given)
    change = {figure.key: figure.value for figure in with_plan.figures}["change"]
    assert change is not None
    assert change < 0
    rows = {row.id: row.values for row in today.rows}
    assert rows.keys() == {row.id for row in with_plan.rows}
    main = today.columns[0].key
    for row in with_plan.rows:
        before, after, lost = rows[row.id][main], row.values[main], row.values["change"]
        if before is not None and after is not None and lost is not None:
            assert after - before == pytest.approx(lost, abs=0.2)
            assert lost <= 1e-6
    assert all(row.values["change"] in (0.0, None) for row in today.rows)


@pytest.mark.parametrize(("indicator", "given"), ALL, ids=["sun", "sky"])
def test_a_plan_computed_from_what_was_kept_equals_one_computed_anew(
    indicator: Indicator, given: dict[str, Any], sample_area: Area, plan: Area
) -> None:
    kept: dict[str, Mapping[str, NDArray[Any]]] = {}

    def keep(key: str, make: Callable[[], Mapping[str, NDArray[Any]]]) -> Any:
        return kept.setdefault(key, kept[key] if key in kept else make())

    part = told(indicator, Case(plan, sample_area, "b", "a", keep=keep), given)
    whole = told(indicator, Case(plan, plan, "b", "b"), given)
    assert len(kept) == 2
    assert_array_equal(part.rasters[0].values, whole.rasters[0].values)
    again = told(indicator, Case(plan, sample_area, "b", "a", keep=keep), given)
    assert [row.values for row in again.rows] == [row.values for row in part.rows]


def test_maps_tell_of_open_ground_within_the_area_only(sample_area: Area) -> None:
    found = told(sky_view.INDICATOR, Case(sample_area, sample_area, "a", "a"), {"cell": 2.0})
    values = found.rasters[0].values
    share = np.isfinite(values).mean()
    assert 0.5 < share < 0.95
    assert np.nanmax(values) <= 1


def test_without_a_map_there_are_no_places(twente_area: Area) -> None:
    few = replace(twente_area, buildings=twente_area.buildings[:3], boundary=twente_area.buildings[
        0].footprint.buffer(60), surfaces=())  # fmt: skip
    found = told(sun_ground.INDICATOR, Case(few, few, "a", "a"), {})
    assert found.rows == ()
    assert any("BGT" in note.nl for note in found.notes)


def test_a_day_that_a_month_does_not_have_is_refused(sample_area: Area) -> None:
    with pytest.raises(ParameterInvalid, match="no day '31'"):
        told(sun_ground.INDICATOR, Case(sample_area, sample_area, "a", "a"),
             {"month": 2, "day": 31})  # fmt: skip
