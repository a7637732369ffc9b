"""Every reason and note of a load has plain words in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.geo import bag, bgt
from twin.geo.quality import reasons
from twin.geo.tally import OUTSIDE
from twin.model import Area

GEO = Path(bgt.__file__).parent


def written() -> Iterator[str]:
    """What readers give as a reason, with `{}` for what differs."""
    for path in GEO.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "leave_out":
                given = node.args[1]
                if isinstance(given, ast.Constant):
                    yield str(given.value)
                elif isinstance(given, ast.JoinedStr):
                    parts = given.values
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}"
                        for part in parts
                    )


def test_every_reason_that_a_reader_can_give_has_words() -> None:
    told = set(written())
    assert len(told) > 15
    assert told <= set(reasons.REASONS)
    assert {bag.LOST, bgt._NO_POLYGON, OUTSIDE} <= set(reasons.REASONS)


def test_what_differs_stands_in_the_words() -> None:
    words = reasons.reason("status 'Pand gesloopt': nothing stands there")
    assert words.nl == "er staat niets: de status is 'Pand gesloopt'"
    assert words.en == "nothing stands there: the status is 'Pand gesloopt'"
    assert reasons.reason("iets nieuws").nl == "iets nieuws"


@pytest.mark.parametrize("name", ["sample_area", "delft_area", "twente_area"])
def test_what_real_areas_tell_is_in_dutch(name: str, request: pytest.FixtureRequest) -> None:
    area: Area = request.getfixturevalue(name)
    for left in area.report.left_out:
        assert reasons.reason(left.reason).nl != left.reason, left.reason
    assert area.report.notes
    for note in area.report.notes:
        assert reasons.note(note).nl != note, note


def test_words_have_as_many_gaps_as_what_they_stand_for() -> None:
    for told, words in {**reasons.REASONS, **reasons.NOTES}.items():
        assert told.count("{}") >= words.nl.count("{}") == words.en.count("{}"), told
