"""What changed at the last load is kept with the area, and nothing that people made is lost."""

from __future__ import annotations

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import NotFound
from twin.geo.changes import Changes
from twin.jobs.load_area import SAMPLE, NoProgress, load_area
from twin.model import Area
from twin.store import areas, observations, things
from twin.store.changes import last_load, save_changes
from twin.store.pool import connect


def load(database: Database) -> Area:
    return load_area(
        SAMPLE, lambda: connect(database.owner, application="test"), NoProgress(), shared=None
    )


def test_changes_come_back_as_they_were_saved(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area(), "v1")
        save_changes(conn, "buurt", made.changes(), made.NOON)
    with connect(database.api, application="test") as conn:
        last = last_load(conn, "buurt")
    assert last.changes == made.changes()
    assert last.compared_with == made.NOON


def test_a_first_load_has_nothing_to_compare_with(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area(), "v1")
        last = last_load(conn, "buurt")
    assert last.compared_with is None
    assert last.changes == Changes()


def test_an_area_that_nobody_loaded_has_no_changes(database: Database) -> None:
    with (
        connect(database.api, application="test") as conn,
        pytest.raises(NotFound, match="'nergens'"),
    ):
        last_load(conn, "nergens")


def test_loading_again_tells_what_is_new_since(database: Database) -> None:
    area = load(database)
    with connect(database.owner, application="test") as conn:
        first = last_load(conn, area.id)
        conn.execute("DELETE FROM buildings WHERE ordinal = 1")
    load(database)
    with connect(database.owner, application="test") as conn:
        second = last_load(conn, area.id)
    assert first.compared_with is None
    assert second.compared_with == first.saved_at
    assert second.changes == Changes(built=(area.buildings[0].id,))


def test_a_load_that_changes_nothing_leaves_what_was_computed_good(database: Database) -> None:
    area = load(database)
    with connect(database.owner, application="test") as conn:
        (first,) = areas.list_areas(conn)
    load(database)
    with connect(database.owner, application="test") as conn:
        (again,) = areas.list_areas(conn)
        conn.execute("UPDATE trees SET height = height + 0.1 WHERE ordinal = 1")
    load(database)
    with connect(database.owner, application="test") as conn:
        (changed,) = areas.list_areas(conn)
    assert first.id == area.id
    assert first.changed_at == first.saved_at < again.saved_at
    assert again.changed_at == first.changed_at
    assert changed.changed_at == changed.saved_at > again.saved_at


def test_things_datastreams_and_observations_outlive_a_load(database: Database) -> None:
    area = load(database)
    with connect(database.owner, application="test") as conn:
        things.save_things(conn, [made.thing(area=area.id)])
        kept = things.list_things(conn, area.id), things.list_datastreams(conn, area=area.id)
    with connect(database.ingest, application="test") as conn:
        observations.store_batch(conn, [made.reading(1, minute) for minute in range(5)], [])
    before = measured(database)
    load(database)
    with connect(database.owner, application="test") as conn:
        assert things.list_things(conn, area.id) == kept[0]
        assert things.list_datastreams(conn, area=area.id) == kept[1]
    assert measured(database) == before
    assert len(before) == 5


def measured(database: Database) -> list[tuple[object, ...]]:
    with psycopg.connect(database.owner) as conn:
        return conn.execute(
            "SELECT datastream_id, phenomenon_time, value FROM observations ORDER BY 1, 2"
        ).fetchall()
