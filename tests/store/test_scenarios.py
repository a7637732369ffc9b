"""Scenarios are revisions that never change, and two planners do not overwrite each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from tests import plans
from tests.fix_db import Database
from tests.store import made
from twin.errors import Conflict, EditsInvalid, Issue, NotFound, ParameterInvalid
from twin.jobs import scenarios as jobs
from twin.jobs.load_area import SAMPLE, NoProgress, load_area
from twin.jobs.scenarios import Naming
from twin.model import Area, Parent, RemoveBuilding, ScenarioState, SetHeight
from twin.store import areas, scenarios
from twin.store.pool import Connection, connect
from twin.store.scenarios import Author, Kept

ANNA = Author("anna", made.NOON, "eerste schets")
BART = Author("bart", made.NOON + timedelta(hours=1))


def a_life(conn: Connection) -> list[Kept]:
    """A scenario through all that the store can do with it, with what it was after each step."""
    area = made.area()
    found = [jobs.new(conn, area, Naming("x"), (), ANNA)]
    raised = [SetHeight(area.buildings[0].id, height=9)]
    found.append(jobs.edit(conn, area, "x", 1, raised, BART))
    scenarios.undo(conn, "x", 2, made.NOON)
    scenarios.redo(conn, "x", 1, made.NOON)
    scenarios.rename(conn, "x", 2, made.NOON, name=None, description="hoger")
    for touched in (["b", "a"], ["c", "a"]):
        scenarios.mark(conn, found[1].scenario, touched, [Issue("edits[0]", "c", "nl", "en")])
    scenarios.set_state(conn, "x", 2, ScenarioState.PUBLISHED, made.NOON)
    return [*found, scenarios.load(conn, "x"), jobs.fork(conn, "x", 1, Naming("y"), BART)]


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """A connection with the rights of the owner's group."""
    with connect(database.owner, application="test") as conn:
        conn.execute("SET ROLE twin_owner")
        yield conn


def test_a_scenario_comes_back_as_it_was_made(owner: Connection, sample_area: Area) -> None:
    edits = plans.every_kind(sample_area)
    kept = jobs.new(owner, sample_area, Naming("Toren aan het Plein", "hoog"), edits, ANNA)
    again = scenarios.load(owner, "toren-aan-het-plein")
    assert again == kept
    assert again.scenario.edits == edits
    assert again.scenario.state is ScenarioState.DRAFT
    assert (again.can_undo, again.can_redo, again.published_at) == (False, False, None)


def test_ids_follow_names_and_are_never_given_twice(owner: Connection, sample_area: Area) -> None:
    ids = [jobs.new(owner, sample_area, Naming("Plan A"), (), ANNA).scenario.id for _ in range(2)]
    assert ids == ["plan-a", "plan-a-2"]
    with pytest.raises(Conflict, match="'plan-a'"):
        jobs.new(owner, sample_area, Naming("B", id="plan-a"), (), ANNA)
    with pytest.raises(ParameterInvalid):
        jobs.new(owner, sample_area, Naming("  "), (), ANNA)
    assert jobs.new(owner, sample_area, Naming("Nu"), (), ANNA).scenario.id == "nu-2"
    with pytest.raises(Conflict, match="'nu'"):
        jobs.new(owner, sample_area, Naming("B", id="nu"), (), ANNA)


def test_edits_that_cannot_be_made_are_not_kept(owner: Connection, sample_area: Area) -> None:
    with pytest.raises(EditsInvalid):
        jobs.new(owner, sample_area, Naming("x"), [RemoveBuilding("weg")], ANNA)
    jobs.new(owner, sample_area, Naming("x"), (), ANNA)
    with pytest.raises(EditsInvalid):
        jobs.edit(owner, sample_area, "x", 1, [RemoveBuilding("weg")], ANNA)
    assert [row.revision for row in scenarios.list_scenarios(owner)] == [1]


def test_who_comes_second_is_told_and_changes_nothing(owner: Connection, sample_area: Area) -> None:
    house = sample_area.buildings[0].id
    jobs.new(owner, sample_area, Naming("x"), (), ANNA)
    jobs.edit(owner, sample_area, "x", 1, [SetHeight(house, height=9)], ANNA)
    with pytest.raises(Conflict, match=r"revision '2'.*for '1'"):
        jobs.edit(owner, sample_area, "x", 1, [], BART)
    with pytest.raises(Conflict, match="revision '2'"):
        scenarios.rename(owner, "x", 1, made.NOON, name="y", description=None)
    assert [each.number for each in scenarios.revisions(owner, "x")] == [2, 1]


def test_undo_and_redo_walk_the_revisions_and_lose_none(
    owner: Connection, sample_area: Area
) -> None:
    house = sample_area.buildings[0].id
    jobs.new(owner, sample_area, Naming("x"), (), ANNA)
    for height in (9, 12):
        current = scenarios.load(owner, "x").scenario.revision
        jobs.edit(owner, sample_area, "x", current, [SetHeight(house, height=height)], ANNA)
    assert scenarios.undo(owner, "x", 3, made.NOON) == 2
    assert scenarios.undo(owner, "x", 2, made.NOON) == 1
    with pytest.raises(Conflict, match="nothing to undo"):
        scenarios.undo(owner, "x", 1, made.NOON)
    assert scenarios.redo(owner, "x", 1, made.NOON) == 2
    kept = jobs.edit(owner, sample_area, "x", 2, [SetHeight(house, height=15)], BART)
    assert kept.scenario.revision == 4
    with pytest.raises(Conflict, match="nothing to redo"):
        scenarios.redo(owner, "x", 4, made.NOON)
    assert scenarios.load(owner, "x", 3).scenario.edits == (SetHeight(house, height=12),)
    by = [(each.number, each.previous, each.made_by) for each in scenarios.revisions(owner, "x")]
    assert by == [(4, 2, "bart"), (3, 2, "anna"), (2, 1, "anna"), (1, None, "anna")]


def test_a_fork_goes_its_own_way(owner: Connection, sample_area: Area) -> None:
    house = sample_area.buildings[0].id
    jobs.new(owner, sample_area, Naming("x"), [SetHeight(house, height=9)], ANNA)
    jobs.edit(owner, sample_area, "x", 1, [], ANNA)
    forked = jobs.fork(owner, "x", 1, Naming("y"), BART).scenario
    assert forked.parent == Parent("x", 1)
    assert forked.edits == (SetHeight(house, height=9),)
    assert scenarios.load(owner, "x").scenario.edits == ()
    with pytest.raises(NotFound, match="'7'"):
        jobs.fork(owner, "x", 7, Naming("z"), BART)


def test_what_is_published_stays_as_it_is(owner: Connection, sample_area: Area) -> None:
    jobs.new(owner, sample_area, Naming("x"), (), ANNA)
    scenarios.set_state(owner, "x", 1, ScenarioState.PUBLISHED, made.NOON)
    with pytest.raises(Conflict, match=r"published(.|\n)*fork"):
        jobs.edit(owner, sample_area, "x", 1, [], ANNA)
    scenarios.set_state(owner, "x", 1, ScenarioState.ARCHIVED, made.NOON)
    kept = scenarios.load(owner, "x")
    assert kept.published_at == made.NOON
    with pytest.raises(Conflict, match="archived"):
        scenarios.set_state(owner, "x", 1, ScenarioState.PUBLISHED, made.NOON)


@pytest.mark.parametrize("statement", ["UPDATE scenario_revisions SET note = 'anders'",
                                       "DELETE FROM scenario_revisions"])  # fmt: skip
def test_not_even_the_owner_changes_a_revision(
    database: Database, sample_area: Area, statement: str
) -> None:
    with connect(database.owner, application="test") as conn:
        jobs.new(conn, sample_area, Naming("x"), (), ANNA)
        with pytest.raises(psycopg.errors.RaiseException, match="never change"):
            conn.execute(statement.encode())


def test_the_api_writes_scenarios_and_does_not_take_them_away(
    database: Database, sample_area: Area
) -> None:
    with connect(database.write, application="test") as conn:
        jobs.new(conn, sample_area, Naming("x"), (), ANNA)
        scenarios.set_state(conn, "x", 1, ScenarioState.PUBLISHED, made.NOON)
        for statement in (b"DELETE FROM scenarios", b"UPDATE scenarios SET area = 'y'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


def test_loading_an_area_again_keeps_scenarios_and_marks_those_that_it_touches(
    database: Database, sample_area: Area
) -> None:
    def load() -> Area:
        opened = lambda: connect(database.owner, application="test")  # noqa: E731
        return load_area(SAMPLE, opened, NoProgress(), shared=None)

    area = load()
    gone, kept, far = (building.id for building in area.buildings[:3])
    with connect(database.owner, application="test") as conn:
        # The database has an area in which one house was lower and another was there.
        conn.execute(
            "UPDATE buildings SET roof_height = roof_height - 3 WHERE area_id = %s AND id = %s",
            (area.id, kept),
        )
        conn.execute(
            "UPDATE buildings SET id = 'oud' WHERE area_id = %s AND id = %s", (area.id, gone)
        )
        was = areas.load_area(conn, area.id)
        jobs.new(conn, was, Naming("sloop"), [RemoveBuilding("oud")], ANNA)
        jobs.new(conn, was, Naming("optop"), [SetHeight(kept, height=20)], ANNA)
        jobs.new(conn, was, Naming("elders"), [SetHeight(far, height=20)], ANNA)
    load()
    with connect(database.api, application="test") as conn:
        marks = {row.id: scenarios.load(conn, row.id).mark for row in
                 scenarios.list_scenarios(conn, area.id)}  # fmt: skip
        listed = {row.id: row.touched for row in scenarios.list_scenarios(conn, area.id)}
    assert marks["elders"] is None
    assert marks["optop"] is not None
    assert marks["optop"].touched == (kept,) == listed["optop"]
    assert marks["optop"].issues == ()
    assert marks["sloop"] is not None
    assert [issue.code for issue in marks["sloop"].issues] == ["unknown-id"]
    assert "oud" in marks["sloop"].touched
    with connect(database.owner, application="test") as conn:
        jobs.edit(conn, area, "optop", 1, [SetHeight(kept, height=21)], BART)
        assert scenarios.load(conn, "optop").mark is None, "who changes it has looked"


def test_marks_add_up_until_somebody_looks(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        after = a_life(conn)[2]
    assert after.mark is not None
    assert after.mark.touched == ("a", "b", "c")
    assert [issue.nl for issue in after.mark.issues] == ["nl"]
    assert after.scenario.description == "hoger"
