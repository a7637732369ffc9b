"""The bridge keeps its clients apart as far as `docs/database.md` says."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.fix_db import Database
from twin.store.pool import connect, open_pool

pytestmark = pytest.mark.skipif(
    "TWIN_TEST_TIMESCALE_URL" in os.environ, reason="a server is there instead of the bridge"
)


def test_a_transaction_is_not_entered_by_another_client(timescale_database: Database) -> None:
    url = timescale_database.owner
    with connect(url, application="a") as first, connect(url, application="b") as second:
        with first.transaction():
            first.execute("UPDATE live_clock SET stored_at = now()")
            with ThreadPoolExecutor(1) as threads:
                later = threads.submit(second.execute, "SELECT stored_at FROM live_clock")
                first.execute("UPDATE live_clock SET stored_at = '2001-01-01T00:00:00Z'")
                assert not later.done()
                first.execute("COMMIT")
                row = later.result().fetchone()
                first.execute("BEGIN")
        assert row is not None
        assert row[0].year == 2001


def test_what_a_client_left_open_is_undone_when_it_leaves(timescale_database: Database) -> None:
    url = timescale_database.owner
    leaving = connect(url, application="a")
    leaving.execute("BEGIN")
    leaving.execute("DELETE FROM live_clock")
    leaving.execute("SET ROLE twin_api")
    leaving.close()
    with connect(url, application="b") as conn:
        assert conn.execute("SELECT count(*), current_user FROM live_clock").fetchone() == (
            1,
            "postgres",
        )


def test_prepared_statements_of_two_clients_do_not_meet(timescale_database: Database) -> None:
    with (
        open_pool(timescale_database.owner, min_size=2, max_size=2, application="t") as pool,
        pool.connection() as first,
        pool.connection() as second,
    ):
        for number in range(3):
            a = first.execute("SELECT %s::int + 1", (number,), prepare=True).fetchone()
            b = second.execute("SELECT %s::int * 10", (number,), prepare=True).fetchone()
            assert (a, b) == ((number + 1,), (number * 10,))


def test_copy_is_refused_rather_than_fatal(timescale_database: Database) -> None:
    with connect(timescale_database.owner, application="t") as conn:
        for _ in range(2):
            with (
                pytest.raises(psycopg.errors.FeatureNotSupported),
                conn.cursor().copy("COPY ledger FROM STDIN") as copy,
            ):
                copy.write_row(("a", "stored", "", 1))
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (0,)


def test_a_login_that_is_not_there_is_refused(timescale_database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match='role "nobody" does not exist'):
        psycopg.connect(make_conninfo(timescale_database.owner, user="nobody"))
    with connect(timescale_database.api, application="t") as conn:
        assert conn.execute("SELECT session_user").fetchone() == ("twin_test_api",)
