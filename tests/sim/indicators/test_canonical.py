"""A result is written down in one way, rounded, and reads back as people see it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.sim.indicators.made import HOURS, result
from twin.errors import ParameterInvalid
from twin.sim.indicators.base import RasterLayer, Row, Subject
from twin.sim.indicators.canonical import canonical, digest, told, write
from twin.sim.indicators.reading import read


def test_numbers_are_multiples_of_their_step() -> None:
    document = write(result()).document
    assert [each["value"] for each in document["figures"]] == [3.14, None, 0.0]
    assert document["figures"][0]["error"] == 0.05
    assert [each["values"]["hours"] for each in document["rows"]] == [2.1, None]
    assert b"-0.0" not in canonical(document)


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [(0.30000000000000004, 0.1, 0.3), (1234567.891, 0.01, 1234567.89), (7.0, 5.0, 5.0),
     (-0.001, 0.01, 0.0), (float("inf"), 1.0, None), (None, 1.0, None)],
)  # fmt: skip
def test_a_number_is_told_in_steps(
    value: float | None, step: float, expected: float | None
) -> None:
    assert told(value, step) == expected


def test_what_is_written_reads_back_and_is_written_the_same_again() -> None:
    once = write(result())
    assert once.content == canonical(once.document)
    back = read(once)
    again = write(back)
    assert again == once
    assert digest(again.document) == digest(once.document)
    assert back.points[0].belongs_to.tolist() == ["pand-1", ""]
    assert back.points[0].positions[0] == pytest.approx([250_000.12, 470_000.46, 31.7])
    expected = np.rint(result().rasters[0].values / 0.25) * 0.25
    np.testing.assert_array_equal(back.rasters[0].values, expected)


def test_one_digit_of_one_cell_changes_the_hash_and_less_does_not() -> None:
    before = result()
    values = before.rasters[0].values.copy()
    values[1, 1] = 0.25
    one = replace(before, rasters=(replace(before.rasters[0], values=values),))
    values = values.copy()
    values[1, 1] += 0.01
    less = replace(before, rasters=(replace(before.rasters[0], values=values),))
    values = values.copy()
    values[1, 1] += 0.25
    other = replace(before, rasters=(replace(before.rasters[0], values=values),))
    hashes = [digest(write(each).document) for each in (one, less, other)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_what_a_step_cannot_tell_is_refused() -> None:
    values = np.full((1, 1), 1e9, np.float32)
    layer = RasterLayer("map", HOURS, "h", 0, 0, 1, values, 0.01)
    with pytest.raises(ParameterInvalid, match="layer 'map' has"):
        write(replace(result(), rasters=(layer,)))
    with pytest.raises(ParameterInvalid, match="two layers of 'made-up' have one key"):
        write(replace(result(), rasters=(layer, layer)))


def test_a_value_without_a_column_is_refused() -> None:
    row = Row(Subject.TREE, "t", "", {"hours": 1.0, "years": 2.0})
    with pytest.raises(
        ParameterInvalid, match=r"row 't' has values without a column: '\['years'\]'"
    ):
        write(replace(result(), rows=(row,)))
