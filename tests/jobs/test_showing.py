"""Where a presenter's moves lead; the screen has the same table (frontend/test/avond.test.ts)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from twin.jobs.showing import Move, moved, placed, shown
from twin.store.evenings import Show

AT = datetime(2026, 11, 22, tzinfo=UTC)


def show(slide: int, *, black: bool = False, frozen: bool = False) -> Show:
    return Show(1, slide, black, frozen, AT, AT)


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        (show(0), Move.NEXT, show(1)),
        (show(2), Move.NEXT, show(2)),
        (show(1), Move.BACK, show(0)),
        (show(0), Move.BACK, show(0)),
        (show(1), Move.BLACK, show(1, black=True)),
        (show(1, black=True), Move.BLACK, show(1)),
        (show(1, black=True), Move.NEXT, show(1)),
        (show(1, black=True), Move.BACK, show(1)),
        (show(1), Move.FREEZE, show(1, frozen=True)),
        (show(1, frozen=True), Move.NEXT, show(2, frozen=True)),
        (show(2, frozen=True), Move.FREEZE, show(2)),
    ],
)
def test_a_move_leads_where_presenters_expect(before: Show, move: Move, after: Show) -> None:
    assert moved(before, move, 3) == after


def test_a_place_that_is_not_there_is_the_nearest() -> None:
    assert placed(show(0), 7, 3) == show(2)
    assert placed(show(2), 1, 0) == show(0)


def test_slides_of_a_kind_that_is_not_known_are_passed_over() -> None:
    slides = [{"kind": "view"}, {"kind": "stem"}, {"kind": "invite"}]
    assert [each["kind"] for each in shown(slides)] == ["view", "invite"]
