"""Saved views keep the order that planners give them, and drafts to planners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import NotFound, ParameterInvalid
from twin.jobs import scenarios as jobs
from twin.jobs.scenarios import Naming
from twin.model import ScenarioState
from twin.store import scenarios, views
from twin.store.pool import Connection, connect
from twin.store.scenarios import Author
from twin.store.views import NewView, View, ViewChange

LATER = made.NOON + timedelta(hours=1)


def view(name: str, *plans: str, shown: bool = True, area: str = "voorbeeldwijk") -> NewView:
    """A view of an area that names some plans."""
    return NewView(area, name, "", f"gebied={area}&plan={'-'.join(plans)}", plans, shown)


def a_line_up(conn: Connection) -> list[list[View]]:
    """Views through all that the store can do with them, with the list after each step."""
    jobs.new(conn, made.area(), Naming("kade"), (), Author("anna", made.NOON))
    scenarios.set_state(conn, "kade", 1, ScenarioState.PUBLISHED, made.NOON)
    one, two, three = (
        views.save(conn, each, "anna", made.NOON)
        for each in (view("een", "kade"), view("twee", "schets"), view("drie", shown=False))
    )
    found = [views.list_views(conn, "voorbeeldwijk", everything=each) for each in (True, False)]
    views.change(conn, "voorbeeldwijk", three, ViewChange(name="eerst", place=1), LATER)
    views.change(conn, "voorbeeldwijk", two, ViewChange(state="gebied=x", plans=()), LATER)
    views.delete(conn, "voorbeeldwijk", one)
    return [*found, views.list_views(conn, "voorbeeldwijk", everything=True)]


@pytest.fixture
def writer(database: Database) -> Iterator[Connection]:
    """A connection that may do what the API may for who has a key."""
    with connect(database.write, application="test") as conn:
        yield conn


def test_a_line_up_keeps_the_order_that_planners_give_it(writer: Connection) -> None:
    everything, shown, after = a_line_up(writer)
    assert [one.name for one in everything] == ["een", "twee", "drie"]
    assert [one.name for one in shown] == ["een"]
    assert [(one.name, one.state, one.plans) for one in after] == [
        ("eerst", "gebied=voorbeeldwijk&plan=", ()),
        ("twee", "gebied=x", ()),
    ]
    assert [one.changed_at for one in after] == [LATER, LATER]


def test_a_view_is_found_in_its_own_area_only(writer: Connection) -> None:
    which = views.save(writer, view("hier"), "anna", made.NOON)
    with pytest.raises(NotFound, match="'elders' has no saved view"):
        views.change(writer, "elders", which, ViewChange(name="daar"), LATER)
    with pytest.raises(NotFound):
        views.delete(writer, "elders", which)
    with pytest.raises(ParameterInvalid, match="place '2'"):
        views.change(writer, "voorbeeldwijk", which, ViewChange(name="daar", place=2), LATER)
    assert [one.name for one in views.list_views(writer, "voorbeeldwijk", everything=True)] == [
        "hier"
    ]
