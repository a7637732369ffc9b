"""Connections say in one line why they cannot be made, and never tell a password."""

from __future__ import annotations

import re

import pytest

from tests.fix_db import Database
from twin.errors import DatabaseAway
from twin.store.pool import connect, engine, open_pool


def test_a_pool_hands_out_connections_in_utc(database: Database) -> None:
    with open_pool(database.api, application="twin test") as pool, pool.connection() as conn:
        settings = "SELECT current_setting('timezone'), current_setting('application_name')"
        assert conn.execute(settings).fetchone() == ("UTC", "twin test")
        assert conn.autocommit


def test_the_engine_has_a_name_and_a_version(either: Database) -> None:
    with connect(either.api, application="test") as conn:
        found = engine(conn)
    assert re.fullmatch(r"\d+\.\d+", found.version)
    assert found.name == ("PostgreSQL" if found.timescaledb is None else "TimescaleDB")


@pytest.mark.parametrize("how", [connect, open_pool])
@pytest.mark.parametrize(
    ("address", "said", "hint"),
    [
        ("postgresql://api:s3cret@127.0.0.1:1/twin", "'127.0.0.1:1/twin'.*refused", "start it"),
        ("mysql://api:s3cret@127.0.0.1/twin", "not one of PostgreSQL", "write it as"),
        ("postgresql://api:s3cret@127.0.0.1:port/twin", "port", "start it"),
    ],
)
def test_a_wrong_address_is_told(how: object, address: str, said: str, hint: str) -> None:
    assert callable(how)
    with pytest.raises(DatabaseAway, match=said) as caught:
        how(address, application="test")
    assert hint in caught.value.hint
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        ((r":[^:@]+@", ":s3cret@"), "password authentication failed", "check the user"),
        ((r"//api:", "//nobody:"), "password authentication failed", "check the user"),
        ((r"/\w+$", "/nowhere"), 'database "nowhere" does not exist', "make the database"),
    ],
)
def test_a_database_that_refuses_us_is_told(
    database: Database, change: tuple[str, str], said: str, hint: str
) -> None:
    with pytest.raises(DatabaseAway, match=said) as caught:
        open_pool(re.sub(*change, database.api), application="test")
    assert hint in caught.value.hint
    assert "s3cret" not in str(caught.value)
    assert "\n" not in caught.value.message
