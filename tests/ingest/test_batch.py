from __future__ import annotations

from twin.ingest.batch import Batch, Limits

LIMITS = Limits(readings=10, age=1.0, quiet=0.25)


def test_an_empty_batch_is_never_due() -> None:
    batch: Batch[str] = Batch(LIMITS)
    assert batch.wait(1e9) is None
    assert not batch.due(1e9)


def test_enough_readings_make_it_due_at_once() -> None:
    batch: Batch[str] = Batch(LIMITS)
    batch.add("list", 9, 0.0)
    assert not batch.due(0.0)
    batch.add("one more", 1, 0.0)
    assert batch.due(0.0)


def test_a_moment_of_quiet_makes_it_due() -> None:
    batch: Batch[str] = Batch(LIMITS)
    batch.add("only", 1, 5.0)
    assert batch.wait(5.125) == 0.125
    assert batch.due(5.25)


def test_a_steady_trickle_is_stored_when_the_first_has_waited_long_enough() -> None:
    batch: Batch[int] = Batch(LIMITS)
    for tick in range(8):
        batch.add(tick, 1, tick * 0.125)
    assert not batch.due(0.875)
    assert batch.due(1.0)


def test_taking_keeps_the_order_and_empties_it() -> None:
    batch: Batch[str] = Batch(LIMITS)
    for name in ("a", "b", "c"):
        batch.add(name, 1, 0.0)
    assert batch.take() == ["a", "b", "c"]
    assert batch.wait(9.0) is None
