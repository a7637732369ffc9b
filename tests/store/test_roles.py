"""Each role may do what its work needs and no more, on plain PostgreSQL and on TimescaleDB."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.fix_db import Database
from tests.store import made
from twin.store import areas, things
from twin.store.observations import store_batch
from twin.store.pool import connect

AREAS = (
    "areas", "buildings", "planned_buildings", "dwellings", "surfaces", "barriers", "trees",
    "terrains", "grounds"
)  # fmt: skip
SHOWN = ("shown_observations", "shown_latest")
ROLL_UPS = ("observations_hourly", "observations_daily")
RESULTS = ("results", "result_arrays", "result_layers", "result_uses", "result_homes")
KEEPING = dict.fromkeys(RESULTS[:3], "rad") | {"result_uses": "raw"}
KEEPING |= dict.fromkeys(("result_homes", "runs"), "rawd")
LETTERS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "TRUNCATE": "D"}

RIGHTS = {
    "twin_api": dict.fromkeys(
        (
            *AREAS, "things", "datastreams", *SHOWN, "ledger", "workers", "schema_migrations",
            "places", "scenarios", "scenario_revisions", "scenario_marks", *RESULTS, "runs",
            "saved_views", "evenings", "alerts",
        ),
        "r",
    ),
    "twin_ingest": {
        "datastreams": "r", "schema_migrations": "r", "observations": "ra", "latest": "raw",
        "ledger": "raw", "workers": "raw", "live_clock": "rw", "dead_letters": "a",
        "originals": "ra", "uplinks": "ra", "ingest_registry": "r",
    },
    "twin_write": {
        "things": "raw", "datastreams": "raw", "schema_migrations": "r", "observations": "ra",
        "latest": "raw", "ledger": "raw", "live_clock": "rw", "dead_letters": "rad",
        "workers": "raw", "originals": "ra", "uplinks": "ra", "ingest_registry": "r",
        "api_keys": "r", "scenarios": "ra", "scenario_revisions": "ra", "scenario_marks": "r",
        "saved_views": "rawd", "evenings": "rawd", "evening_shows": "rawd",
        "alerts": "rawd",
    }
    | KEEPING,
    "twin_owner": dict.fromkeys(AREAS, "rawd")
    | KEEPING
    | {"scenarios": "ra", "scenario_revisions": "ra", "scenario_marks": "raw"}
    | {"things": "raw", "datastreams": "raw", "api_keys": "raw"}
    | dict.fromkeys(
        (
            "observations", "originals", "uplinks", *ROLL_UPS, "latest", "ledger", "dead_letters",
            "workers", "schema_migrations", "ingest_registry", *SHOWN, "places",
        ),
        "r",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_has_exactly_the_rights_of_its_work(either: Database, role: str) -> None:
    with connect(either.owner, application="test") as conn:
        relations = conn.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm', 'p', 'f')"
        ).fetchall()
        found = {
            name: "".join(
                letter
                for right, letter in LETTERS.items()
                if conn.execute(
                    "SELECT has_table_privilege(%s, %s, %s)", (role, name, right)
                ).fetchone()
                == (True,)
            )
            for (name,) in relations
        }
    assert {name: rights for name, rights in found.items() if rights} == RIGHTS[role]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO observations VALUES (1, now(), 1, 0, 0)",
        "UPDATE observations SET value = 0",
        "DELETE FROM observations",
        "TRUNCATE observations",
        "DROP TABLE observations CASCADE",
        "ALTER TABLE observations ADD COLUMN note text",
        "UPDATE latest SET value = 0",
        "INSERT INTO things (id) VALUES ('x')",
        "DELETE FROM areas",
        "UPDATE ledger SET count = 0",
        "SELECT payload FROM dead_letters",
        *(
            f"SELECT FROM {table}"
            for table in ("observations", "originals", "uplinks", "latest", *ROLL_UPS)
        ),
        "SELECT hours_of(1, now(), now())",
        "SELECT days_of(1, now(), now())",
        "SELECT enforce_retention()",
        "CREATE TABLE mine (id integer)",
        "SET ROLE twin_ingest",
    ],
)
def test_the_api_can_only_look(either: Database, statement: str) -> None:
    _refused(either, either.api, statement)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"SELECT FROM {table}" for table in (*AREAS, "things", "dead_letters", *ROLL_UPS)),
        *(f"SELECT FROM {view}" for view in SHOWN),
        "SELECT hours_of(1, now(), now())",
        "SELECT shown_hours(1, now(), now())",
        "UPDATE observations SET value = 0",
        "DELETE FROM observations",
        "TRUNCATE observations",
        "DROP TABLE observations CASCADE",
        "ALTER TABLE observations ADD COLUMN note text",
        "CREATE INDEX ON observations (value)",
        "DELETE FROM latest",
        "DELETE FROM ledger",
        "INSERT INTO datastreams (thing, quantity) VALUES ('kit-1', 'pm10')",
        "CREATE TABLE mine (id integer)",
        "SET ROLE twin_owner",
    ],
)
def test_ingest_can_only_add_observations(either: Database, statement: str) -> None:
    _refused(either, either.ingest, statement)


def _refused(database: Database, url: str, statement: str) -> None:
    with connect(database.owner, application="test") as conn:
        areas.save_area(conn, made.area(), "v1")
        things.save_things(conn, [made.thing()])
        store_batch(conn, [made.reading()], [made.dead_letter()])
    with (
        connect(url, application="test") as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(statement.encode())


def test_the_owner_group_loads_areas_and_registers_things(either: Database) -> None:
    with connect(either.owner, application="test") as conn:
        conn.execute("SET ROLE twin_owner")
        areas.save_area(conn, made.area(), "v1")
        areas.save_area(conn, made.area(), "v2")
        things.save_things(conn, [made.thing()])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("DELETE FROM observations")


def test_nobody_else_sees_anything(either: Database) -> None:
    with connect(either.owner, application="test") as conn, conn.transaction(force_rollback=True):
        conn.execute("CREATE ROLE passer_by")
        for relation in (*AREAS, "things", "observations", *ROLL_UPS, "dead_letters"):
            found = conn.execute(
                "SELECT has_table_privilege('passer_by', %s, 'SELECT')", (relation,)
            )
            assert found.fetchone() == (False,), relation
        conn.execute("SET LOCAL ROLE passer_by")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
            conn.execute(sql.SQL("CREATE TABLE {} ()").format(sql.Identifier("mine")))
