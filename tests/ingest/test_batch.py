from __future__ import annotations

from datetime import UTC, datetime

from twin.ingest.batch import Batch, Limits
from twin.ingest.mqtt import Heard
from twin.model import Message

LIMITS = Limits(messages=10, size=1_000, age=1.0, quiet=0.25)


def heard(*names: str, loose: tuple[str, ...] = (), size: int = 1) -> Heard:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return Heard(
        [Message(name, b"", now) for name in names],
        "".join(f"<{name}>" for name in names).encode(),
        [Message(name, b"", now) for name in loose],
        size,
    )


def test_an_empty_batch_is_never_due() -> None:
    batch = Batch(LIMITS)
    assert batch.wait(1e9) is None
    assert not batch.due(1e9)


def test_enough_messages_make_it_due_at_once() -> None:
    batch = Batch(LIMITS)
    batch.add(heard(*"abcdefghi"), 1, now=0.0)
    assert not batch.due(0.0)
    batch.add(heard("j"), 1, now=0.0)
    assert batch.due(0.0)


def test_enough_bytes_make_it_due_at_once() -> None:
    batch = Batch(LIMITS)
    batch.add(heard("a", size=1_000), 1, now=0.0)
    assert batch.due(0.0)


def test_it_is_due_when_nothing_comes_for_a_moment() -> None:
    batch = Batch(LIMITS)
    batch.add(heard("a"), 1, now=5.0)
    assert batch.wait(5.0) == 0.25
    batch.add(heard("b"), 1, now=5.125)
    assert batch.wait(5.25) == 0.125
    assert batch.due(5.375)


def test_it_is_due_when_its_first_message_has_waited_long_enough() -> None:
    batch = Batch(LIMITS)
    for n in range(9):
        batch.add(heard("x"), 1, now=n * 0.125)
    assert batch.wait(1.0) == 0.0


def test_taking_gives_the_messages_in_order_and_empties_it() -> None:
    batch = Batch(LIMITS)
    batch.add(heard("a", loose=("x",)), 1, now=0.0)
    batch.add(heard("b", loose=("y",)), 1, now=0.0)
    taken = batch.take()
    assert [message.topic for message in taken.kept] == ["a", "b"]
    assert [message.topic for message in taken.loose] == ["x", "y"]
    assert taken.acknowledgement == b"<a><b>"
    assert not batch
    assert batch.size == 0


def test_only_what_came_on_the_last_connection_is_acknowledged() -> None:
    batch = Batch(LIMITS)
    batch.add(heard("a"), 1, now=0.0)
    batch.add(heard("b"), 2, now=0.0)
    taken = batch.take()
    assert len(taken.kept) == 2
    assert (taken.connection, taken.acknowledgement) == (2, b"<b>")


def test_what_nobody_else_keeps_can_be_taken_out() -> None:
    batch = Batch(LIMITS)
    batch.add(heard("a", loose=("x",)), 1, now=0.0)
    assert [message.topic for message in batch.take_loose()] == ["x"]
    assert [message.topic for message in batch.take().kept] == ["a"]
