"""A value comes back to the last bit, however it is kept."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fix_db import Database
from tests.store import made
from twin.store import observations, things
from twin.store.decimals import as_decimals
from twin.store.observations import store_batch
from twin.store.pool import Connection, connect

VALUES = st.one_of(
    st.floats(-1e290, 1e290),
    st.decimals(-10_000, 10_000, places=3).map(float),
)
ODD = [0.1 + 0.2, 276.25 - 273.15, 1e290, 5e-324, 2.0**53, 2.0**53 / 10, -30.11, 1 / 3, 0.0, 1e-9]


@pytest.fixture
def owner(either: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with datastream 1."""
    with connect(either.owner, application="test") as conn:
        things.save_things(conn, [made.thing()])
        yield conn


def test_what_was_sent_as_a_decimal_is_kept_as_one() -> None:
    found = as_decimals(np.array([12.3, 12.0, -0.05, 1013.25, 1 / 3]))
    assert found.digits.tolist() == [123, 120, -5, 101325, 0]
    assert found.decimals.tolist() == [1, 1, 2, 2, 0]
    assert np.isnan(found.rest).tolist() == [True, True, True, True, False]


@given(values=st.lists(VALUES, max_size=20))
@example(values=ODD)
def test_nothing_is_rounded(values: list[float]) -> None:
    found = as_decimals(np.array(values, np.float64))
    back = np.where(np.isnan(found.rest), found.digits / 10.0**found.decimals, found.rest)
    assert back.tolist() == values


# The database is shared by the examples on purpose: each takes an hour of its own.
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(VALUES, min_size=1, max_size=20), hour=st.integers(0, 10**5))
@example(values=ODD, hour=0)
def test_a_value_comes_back_to_the_last_bit(
    owner: Connection, values: list[float], hour: int
) -> None:
    batch = [made.reading(1, 60 * hour + n, value) for n, value in enumerate(values)]
    if store_batch(owner, batch, []).stored < len(values):
        return  # this hour was asked before
    start = batch[0].phenomenon_time
    rows = observations.raw(owner, 1, start, start + timedelta(hours=1), 99)
    assert [_bits(row.value) for row in rows] == [_bits(value) for value in values]
    (rolled,) = observations.rolled_up(owner, 1, start, start + timedelta(minutes=1), "hour")
    assert (rolled.minimum, rolled.maximum) == (min(values), max(values))


def _bits(value: float) -> bytes:
    return struct.pack(">d", value + 0.0)  # -0.0 is 0.0
