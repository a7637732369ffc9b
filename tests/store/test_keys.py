"""A key opens what it was made for until it is revoked, and is nowhere kept as it is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.store.made import NOON
from twin.errors import NotFound, ParameterInvalid
from twin.store import keys
from twin.store.keys import Key, Scope
from twin.store.pool import Connection, connect

SECRET = "A" * 43


@pytest.fixture
def conn(either: Database) -> Iterator[Connection]:
    """A connection of the owner."""
    with connect(either.owner, application="test") as connection:
        yield connection


def test_a_key_opens_what_it_was_made_for(conn: Connection) -> None:
    token = keys.create(conn, " bureau ", {Scope.THINGS_WRITE}, secret=SECRET, now=NOON)
    assert token == f"twin_1_{SECRET}"
    key = keys.check(conn, token)
    assert key == Key(1, "bureau", frozenset({Scope.THINGS_WRITE}), NOON)
    assert key.opens(Scope.THINGS_WRITE)
    assert not key.opens(Scope.LETTERS_READ)
    assert keys.list_keys(conn) == [key]


def test_a_secret_is_nowhere_in_the_database(conn: Connection) -> None:
    secret = secrets.token_urlsafe(keys.SECRET_BYTES)
    keys.create(conn, "bureau", [*Scope], secret=secret, now=NOON)
    row = conn.execute("SELECT api_keys::text FROM api_keys").fetchone()
    assert row is not None
    assert secret not in row[0]
    assert secret.encode().hex() not in row[0]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "twin_1_",
        SECRET,
        f"twin_2_{SECRET}",
        f"twin_1_{'B' * 43}",
        f"twin_1_{SECRET}=",
        f"twin_01_{SECRET}",
        f"twin_-1_{SECRET}",
        f"twin_{10**18}_{SECRET}",
        f"Twin_1_{SECRET}",
        f"twin_1_{SECRET}\n",
        f"twin_1_{'A' * 42}é",
    ],
)
def test_another_token_opens_nothing(conn: Connection, token: str) -> None:
    keys.create(conn, "bureau", {Scope.THINGS_WRITE}, secret=SECRET, now=NOON)
    assert keys.check(conn, token) is None


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(conn: Connection) -> None:
    token = keys.create(conn, "bureau", {Scope.THINGS_WRITE}, secret=SECRET, now=NOON)
    later = NOON + timedelta(days=1)
    revoked = keys.revoke(conn, 1, later)
    assert revoked.revoked_at == later
    assert not revoked.opens(Scope.THINGS_WRITE)
    assert keys.check(conn, token) is None
    assert keys.revoke(conn, 1, later + timedelta(days=1)).revoked_at == later
    assert keys.list_keys(conn) == [revoked]


@pytest.mark.parametrize("number", [0, -1, 2, 2**63])
def test_a_key_that_is_not_there_cannot_be_revoked(conn: Connection, number: int) -> None:
    with pytest.raises(NotFound, match=f"'{number}'"):
        keys.revoke(conn, number, NOON)


@pytest.mark.parametrize(
    ("name", "scopes", "secret"),
    [
        ("", [Scope.THINGS_WRITE], SECRET),
        (" ", [Scope.THINGS_WRITE], SECRET),
        ("bureau", [], SECRET),
        ("bureau", [Scope.THINGS_WRITE], "short"),
    ],
)
def test_a_key_of_no_use_is_not_made(
    conn: Connection, name: str, scopes: list[Scope], secret: str
) -> None:
    with pytest.raises(ParameterInvalid):
        keys.create(conn, name, scopes, secret=secret, now=NOON)
    assert keys.list_keys(conn) == []


@pytest.mark.parametrize("role", ["ingest", "api"])
def test_who_does_not_write_for_others_sees_no_keys(either: Database, role: str) -> None:
    with (
        connect(getattr(either, role), application="test") as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        keys.list_keys(conn)


def test_scopes_are_known_by_name() -> None:
    assert keys.scopes(["things:write", "letters:read"]) == {Scope.THINGS_WRITE, Scope.LETTERS_READ}
    with pytest.raises(ParameterInvalid, match="no scope 'all'") as caught:
        keys.scopes(["all"])
    assert "observations:write" in caught.value.hint
