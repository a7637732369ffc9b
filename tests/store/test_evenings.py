"""Evenings are kept with their order, changed by one planner at a time, and shown by one code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import Conflict, NotFound
from twin.jobs.showing import code_hash
from twin.store import evenings
from twin.store.pool import Connection, connect

LATER = made.NOON + timedelta(hours=12)
SLIDES = [{"kind": "invite", "id": "b", "title": "Kijk mee"}, {"kind": "stem", "id": "a"}]


def everything(conn: Connection) -> dict[str, Any]:
    """What the store answers about evenings, after a bit of everything."""
    kept = [evenings.create(conn, "buurt", name, SLIDES, "Anna", made.NOON) for name in "xyz"]
    evenings.change(conn, kept[0], 1, "anders", SLIDES[::-1], made.NOON)
    evenings.delete(conn, kept[1])
    for each in (kept[0], kept[2]):
        evenings.open_show(conn, each, code_hash(f"{each}"), made.NOON, LATER)
    evenings.close_show(conn, kept[2])
    with conn.transaction():
        at = evenings.show(conn, kept[0], made.NOON, hold=True)
        assert at is not None
        evenings.move(conn, replace(at, slide=1, frozen=True))
    return {
        "all": evenings.list_evenings(conn, "buurt", everything=True),
        "shown": evenings.list_evenings(conn, "buurt", everything=False),
        "one": evenings.load(conn, kept[0]),
        "at": evenings.show(conn, kept[0], made.NOON),
        "closed": evenings.show(conn, kept[2], made.NOON),
        "of code": [evenings.of_code(conn, code_hash(f"{each}"), made.NOON) for each in kept],
    }


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with connect(database.write, application="test") as conn:
        yield conn


def test_an_evening_comes_back_in_its_order(conn: Connection) -> None:
    told = everything(conn)
    one = told["one"]
    assert (one.title, one.revision, list(one.slides)) == ("anders", 2, SLIDES[::-1])
    assert [each.title for each in told["all"]] == ["z", "anders"]
    assert told["at"] == evenings.Show(one.id, 1, False, True, made.NOON, LATER)
    assert told["closed"] is None


def test_who_builds_on_an_older_revision_is_refused(conn: Connection) -> None:
    which = evenings.create(conn, "buurt", "x", SLIDES, "Anna", made.NOON)
    evenings.change(conn, which, 1, "y", SLIDES, made.NOON)
    with pytest.raises(Conflict, match="'2' and not '1'"):
        evenings.change(conn, which, 1, "z", [], made.NOON)
    assert evenings.load(conn, which).title == "y"


def test_a_code_ends_with_its_evening(conn: Connection) -> None:
    which = evenings.create(conn, "buurt", "x", SLIDES, "Anna", made.NOON)
    for word in ("one", "two"):
        evenings.open_show(conn, which, code_hash(word), made.NOON, LATER)
    assert evenings.of_code(conn, code_hash("one"), made.NOON) is None
    assert evenings.of_code(conn, code_hash("two"), made.NOON) == which
    assert evenings.of_code(conn, code_hash("two"), LATER) is None
    assert evenings.show(conn, which, LATER) is None
    evenings.close_show(conn, which)
    assert evenings.of_code(conn, code_hash("two"), made.NOON) is None


def test_an_evening_that_is_not_there_is_told(conn: Connection) -> None:
    for attempt in (
        lambda: evenings.load(conn, 9),
        lambda: evenings.delete(conn, 9),
        lambda: evenings.change(conn, 9, 1, "x", [], made.NOON),
        lambda: evenings.open_show(conn, 9, b"x", made.NOON, LATER),
    ):
        with pytest.raises(NotFound, match="no evening '9'"):
            attempt()


def test_who_looks_reads_where_an_evening_is_but_no_code(database: Database) -> None:
    with connect(database.write, application="test") as conn:
        which = evenings.create(conn, "buurt", "x", SLIDES, "Anna", made.NOON)
        evenings.open_show(conn, which, code_hash("one"), made.NOON, LATER)
    with connect(database.api, application="test") as conn:
        assert evenings.show(conn, which, made.NOON) is not None
        with pytest.raises(Exception, match="permission denied"):
            evenings.of_code(conn, code_hash("one"), made.NOON)
