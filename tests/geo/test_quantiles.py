"""Quantiles are those of numpy."""

from __future__ import annotations

import numpy as np
import pytest

from twin.geo.quantiles import median, quantiles


@pytest.mark.parametrize("count", [1, 2, 3, 10, 101])
def test_quantiles_are_those_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).normal(12.0, 3.0, count)

    found = quantiles(values, (0.0, 0.25, 0.7, 1.0))

    np.testing.assert_allclose(found, np.quantile(values, [0.0, 0.25, 0.7, 1.0]), rtol=1e-12)
    assert median(values) == pytest.approx(np.median(values), rel=1e-12)


def test_the_middle_of_whole_numbers_may_lie_between_them() -> None:
    assert median(np.array([2023, 2014], dtype=np.int16)) == 2018.5
