"""Arrays that are made whole arrive as those that psycopg makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twin.store.arrays import Kind, column, microseconds
from twin.store.pool import Connection, connect

NUMBERS: dict[Kind, st.SearchStrategy[float]] = {
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "double precision": st.floats(allow_nan=False),
}
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])).filter(
    lambda moment: 1 < moment.year < 9999
)


@pytest.fixture(scope="module")
def conn(postgres_urls: dict[str, str]) -> Iterator[Connection]:
    """A connection to real PostgreSQL."""
    with connect(postgres_urls["owner"], application="test") as connection:
        yield connection


@pytest.mark.parametrize("kind", NUMBERS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_numbers_arrive_as_they_are(conn: Connection, kind: Kind, data: st.DataObject) -> None:
    values = data.draw(st.lists(NUMBERS[kind], max_size=5))
    query = f"SELECT %b::{kind}[]".encode()
    assert conn.execute(query, (column(kind, values),)).fetchone() == (values,)


@settings(max_examples=50, deadline=None)
@given(moments=st.lists(MOMENTS, max_size=5))
def test_moments_arrive_to_the_microsecond(conn: Connection, moments: list[datetime]) -> None:
    given_array = column("timestamptz", microseconds(moments))
    assert conn.execute("SELECT %b::timestamptz[]", (given_array,)).fetchone() == (moments,)


def test_a_number_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(OverflowError):
        column("bigint", [2**63])


def test_the_server_refuses_an_array_of_another_type(conn: Connection) -> None:
    with pytest.raises(psycopg.errors.DatatypeMismatch):
        conn.execute("SELECT %b::integer[]", (column("bigint", np.arange(3)),))
