"""What SensorThings asks of the store: every relation and link, places in time, no injection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import ParameterInvalid
from twin.store.expressions import OPERATIONS, Apply, Column, Value
from twin.store.observations import store_batch
from twin.store.pool import Connection, connect
from twin.store.relations import RELATIONS
from twin.store.sensorthings import (
    Parents,
    Question,
    ask,
    count,
    patiently,
    positions,
)
from twin.store.things import save_things


def everything(conn: Connection) -> dict[str, Any]:
    """All rows of all relations, and all that their links lead to."""
    found: dict[str, Any] = {}
    with patiently(conn, 60):
        found["positions"] = positions(conn)
        for name, relation in RELATIONS.items():
            rows = ask(conn, Question(name, tuple(relation.columns)), at_most=1000)[0]
            found[name] = rows, count(conn, Question(name, ()))
            for link, leads in relation.links.items():
                question = Question(leads.target, RELATIONS[leads.target].key, limit=3)
                parents = Parents(name, link, rows)
                found[f"{name}/{link}"] = (
                    ask(conn, question, parents, at_most=1000),
                    count(conn, question, parents),
                )
    return found


def places(conn: Connection) -> list[tuple[float, datetime | None, datetime | None]]:
    question = Question("Locations", ("longitude", "valid_from", "valid_until", "current"))
    rows = ask(conn, question, at_most=100)[0]
    assert [row["current"] for row in rows] == [row["valid_until"] is None for row in rows]
    return [(row["longitude"], row["valid_from"], row["valid_until"]) for row in rows]


def test_every_relation_and_link_has_an_answer(either: Database) -> None:
    kit = replace(made.thing("kit-1"), longitude_lonlat=6.79, latitude_lonlat=52.26)
    with connect(either.owner, application="test") as conn:
        save_things(conn, [kit, made.thing("kit-2")])
    with connect(either.ingest, application="test") as conn:
        store_batch(conn, [made.reading(1, minute) for minute in range(5)], [])
    with connect(either.api, application="test") as conn:
        found = everything(conn)
    assert [row["id"] for row in found["Things"][0]] == ["kit-1", "kit-2"]
    assert found["Things"][1] == [2]
    assert [len(rows) for rows in found["Things/Datastreams"][0]] == [2, 2]
    assert [len(rows) for rows in found["Datastreams/Observations"][0]] == [3, 0, 0, 0]
    assert found["Datastreams/Observations"][1] == [5, 0, 0, 0]
    assert [len(rows) for rows in found["Observations/FeatureOfInterest"][0]] == [1] * 5
    assert found["FeaturesOfInterest/Observations"][1] == [5]
    assert found["positions"] == [(1, 6.79, 52.26)]


def test_the_database_remembers_where_a_thing_stood(database: Database) -> None:
    kit = replace(made.thing("kit-1"), longitude_lonlat=6.0, latitude_lonlat=52.0)
    with connect(database.owner, application="test") as conn:
        save_things(conn, [made.thing("kit-1")])
        assert places(conn) == []
        save_things(conn, [kit])
        save_things(conn, [replace(kit, name="Other name")])
        assert places(conn) == [(6.0, None, None)], "the first place counts for all before it"
        with conn.transaction():
            save_things(conn, [replace(kit, longitude_lonlat=6.1)])
            save_things(conn, [replace(kit, longitude_lonlat=6.2)])
        first, second, third = places(conn)
        assert first[2] == second[1]
        assert second[2] == third[1]
        assert third[2] is None
        save_things(conn, [made.thing("kit-1")])
        assert len(places(conn)) == 3
        assert places(conn)[2][2] is not None, "it stands nowhere that we know of"


def test_only_columns_links_and_operations_of_ours_become_sql(database: Database) -> None:
    value = Value("x", "text")
    with connect(database.api, application="test") as conn:
        for condition in (
            Apply("eq", (Column("id; DROP TABLE things"), value)),
            Apply("eq", (Column("name", ("Datastreams; --",)), value)),
            Apply("eq) OR (1=1", (Column("id"), value)),
            Apply("eq", (Column("passport"), value)),
        ):
            with pytest.raises(KeyError):
                ask(conn, Question("Things", ("id",), (condition,)), at_most=9)
        with pytest.raises(KeyError):
            ask(conn, Question("Things", ("id, (SELECT 1)",)), at_most=9)


@pytest.mark.parametrize("text", ["' OR true --", "%(w0)s", "{0}", "\\'; DROP TABLE things; --"])
def test_what_was_typed_is_only_ever_a_value(database: Database, text: str) -> None:
    with connect(database.owner, application="test") as conn:
        save_things(conn, [made.thing("kit-1"), replace(made.thing("kit-2"), description=text)])
        condition = Apply("eq", (Column("description"), Value(text, "text")))
        rows = ask(conn, Question("Things", ("id",), (condition,)), at_most=9)[0]
    assert [row["id"] for row in rows] == ["kit-2"]


def test_more_rows_than_an_answer_may_have_are_refused(database: Database) -> None:
    with connect(database.owner, application="test") as conn:
        save_things(conn, [made.thing(f"kit-{number}") for number in range(4)])
        with pytest.raises(ParameterInvalid, match="more than '3' Things"):
            ask(conn, Question("Things", ("id",)), at_most=3)


def test_a_calculation_without_result_is_told(database: Database) -> None:
    huge = Value(1e308, "double precision")
    condition = Apply("gt", (Apply("mul", (huge, huge)), huge))
    with connect(database.api, application="test") as conn:
        with pytest.raises(ParameterInvalid, match="cannot be calculated"), patiently(conn, 5):
            count(conn, Question("ObservedProperties", (), (condition,)))
        assert count(conn, Question("Things", ())) == [0], "and the connection can go on"


def test_operations_take_their_arguments_by_number_alone() -> None:
    for name, template in OPERATIONS.items():
        assert template.format("a", "b", "c"), name
        assert "%" not in template, name
