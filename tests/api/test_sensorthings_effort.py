"""However many entities an answer has, it takes a few questions to the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import psycopg
import pytest
from psycopg.abc import Params, Query
from psycopg.rows import TupleRow

from tests.fix_sensorthings import SensorThings
from twin.api.sensorthings.entities import SETS
from twin.api.sensorthings.options import parse
from twin.api.sensorthings.results import Reader
from twin.store.pool import Connection, connect
from twin.store.things import save_things

_asked: list[str | bytes] = []


class CountingCursor(psycopg.Cursor[TupleRow]):
    """Counts what is asked."""

    def execute(self, query: Query, params: Params | None = None, **how: Any) -> CountingCursor:
        """As its base class."""
        assert isinstance(query, str | bytes)
        _asked.append(query)
        super().execute(query, params, **how)
        return self


@pytest.fixture
def counted(sta: SensorThings) -> Iterator[Connection]:
    """A connection that counts its questions, to a twin with two hundred things more."""
    from tests.store import made

    with connect(sta.database.owner, application="test") as conn:
        save_things(conn, [made.thing(f"many-{number}", area="elders") for number in range(200)])
    with connect(sta.database.api, application="test") as conn:
        conn.cursor_factory = CountingCursor
        _asked.clear()
        yield conn


@pytest.mark.parametrize(
    ("name", "options", "entities", "questions"),
    [
        ("Observations", "$top=1000", 1000, 1),
        ("Observations", "$top=1000&$expand=FeatureOfInterest,Datastream($expand=Thing)", 1000, 4),
        ("Things", "$top=1000&$expand=Locations", 203, 2),
        (
            "Things",
            "$top=1000&$count=true&$expand=Locations,Datastreams($expand=ObservedProperty,"
            "Observations($top=1;$orderby=phenomenonTime desc))",
            203,
            6,
        ),
        (
            "Things",
            "$top=1000&$filter=geo.distance(Locations/location,geography'POINT(6 52)') lt 9"
            " or st_within(Locations/location,geography'POINT(6 52)') or id ne ''",
            203,
            2,
        ),
    ],
)
def test_the_number_of_questions_does_not_grow_with_the_answer(
    counted: Connection, name: str, options: str, entities: int, questions: int
) -> None:
    target = SETS[name]
    reader = Reader(counted, "http://twin/sta/v1.1")
    page = reader.pages(target, parse(parse_qsl(options), target))[0]
    assert len(page.entities) == entities
    assert len(_asked) == questions
