"""What the database refuses for what it is does not hold up what came with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests import fix_db
from tests.fix_ingest import balanced, books, dead_letters, stored
from tests.store import made
from twin.errors import DatabaseAway
from twin.ingest.database import Database, Unstorable
from twin.ingest.storing import Store, store_all
from twin.model import Uplink
from twin.store import things
from twin.store.observations import DeadLetter, Outcome, Reading, Series, store_batch
from twin.store.pool import connect

TOO_LARGE = 2**70  # no column holds it


@pytest.fixture
def owner(database: fix_db.Database) -> str:
    with connect(database.owner, application="test") as conn:
        things.save_things(conn, [made.thing("kit-1")])
    return database.owner


@pytest.fixture
def store(database: fix_db.Database, owner: str) -> Iterator[Store]:
    with Database(database.ingest, "test") as door:

        def put(readings: Sequence[Reading | Series], letters: Sequence[DeadLetter]) -> Outcome:
            return door.use(lambda conn: store_batch(conn, readings, letters))

        yield put


def test_a_reading_that_no_column_holds_is_kept_as_a_dead_letter_and_the_rest_is_stored(
    store: Store, owner: str
) -> None:
    batch = [made.reading(1, n, n) for n in range(50)]
    batch[17] = made.reading(TOO_LARGE, 17)
    batch[40] = made.reading(1, 40, uplink=Uplink("no \0 in a text", 1))
    assert store_all(store, batch, [made.dead_letter()]) == Outcome(48, 0, 3)
    assert stored(owner) == [n for n in range(50) if n not in (17, 40)]
    assert books(owner)["rejected", "unstorable"] == 2
    assert balanced(owner)
    (kept,) = [one for one in dead_letters(owner) if one[0] == "unstorable"][:1]
    assert str(TOO_LARGE).encode() in kept[2]


def test_nothing_is_tried_again_and_again() -> None:
    asked: list[int] = []

    def refuse(readings: Sequence[Reading | Series], letters: Sequence[DeadLetter]) -> Outcome:
        asked.append(len(readings) + len(letters))
        raise Unstorable("no")

    with pytest.raises(DatabaseAway, match="refuses even a dead letter"):
        store_all(refuse, [made.reading(1, n) for n in range(8)], [])
    assert asked == [8, 8, 4, 2, 1, 1]
