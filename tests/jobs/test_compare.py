"""Comparing tells who gains and who loses, not only the average, and is honest about errors."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from tests.fix_drawn import drawn, home, house, square
from twin.jobs.compare import Change, ColumnDifference, Side, changed_first, compare
from twin.jobs.homes import PLANNED_STREET, UNKNOWN, homes
from twin.model import DwellingType, Homes, Programme, Tenure, Words
from twin.sim.indicators.base import Column, Direction, Figure, Result, Row, Subject
from twin.sim.indicators.canonical import Document, write
from twin.sim.verdict import judge

HOURS = Words("Uren zon", "Hours of sun")
LIVED_IN = [
    {"id": f"w{n}", "building": f"p{n // 2}", "label": f"{street} {n}", "street": street,
     "tenure": UNKNOWN}
    for n, street in enumerate(["Langestraat", "Langestraat", "Kerkstraat", "Kerkstraat"])
]  # fmt: skip


def body(hours: dict[str, float], *, error: float = 0.1, **changed: Any) -> Document:
    """Hours of sun of homes, as a result has them."""
    rows = tuple(
        Row(Subject.DWELLING, name, name, {"hours": value}, (judge("tno", value, 2.0, error),))
        for name, value in hours.items()
    )
    mean = sum(hours.values()) / len(hours)
    result = Result(
        "sun",
        (Figure("mean", HOURS, mean, "h", error=error),),
        (Column("hours", HOURS, "h", Direction.UP, step=0.1),),
        rows,
    )
    told = {
        "indicator": "sun",
        "indicative": False,
        "input": {"parameters": {}, "area": {"key": "k"}, "horizon_years": 0},
        "code": {"sources": "s"},
        "result": write(result).document,
    }
    return told | changed


def side(name: str, told: Document | None, lived_in: list[Document] = LIVED_IN) -> Side:
    return Side(name, name, {} if told is None else {"sun": told}, lived_in)


NOW = body({"w0": 4.0, "w1": 3.0, "w2": 3.0, "w3": 2.0})
PLAN = body({"w0": 1.0, "w1": 3.1, "w2": 5.0, "w3": 3.0})


def only(*sides: Side) -> tuple[Any, ColumnDifference]:
    (one,) = compare(sides, {"sun": "up"})
    (column,) = one.columns
    return one, column


def test_an_average_that_stays_the_same_hides_nobody_who_loses() -> None:
    one, column = only(side("nu", NOW), side("plan", PLAN))
    (figure,) = one.figures
    assert figure.values == (3.0, 3.025)
    assert figure.changes == (Change.SAME, Change.TOO_CLOSE)
    assert column.everybody.changes == {"beter": 2, "slechter": 1, "te dichtbij om te zeggen": 1}
    assert column.everybody.spread is not None
    assert (column.everybody.spread.least, column.everybody.spread.most) == (-3.0, 2.0)
    first, second = column.streets
    assert (first.name, first.changes["slechter"]) == ("Langestraat", 1)
    assert (second.name, second.changes) == ("Kerkstraat", {"beter": 2})
    assert [group.name for group in column.tenures] == [UNKNOWN]


def test_who_loses_most_comes_first_with_the_verdicts_that_changed() -> None:
    _, column = only(side("nu", NOW), side("plan", PLAN))
    told = changed_first(column.each, 2)
    assert [(each.id, each.difference, each.change) for each in told] == [
        ("w0", -3.0, Change.LOSES), ("w2", 2.0, Change.GAINS)
    ]  # fmt: skip
    assert told[0].verdicts == (("tno", "voldoet", "voldoet niet"),)
    assert told[1].verdicts == ()


def test_verdicts_are_counted_from_one_judgement_to_another() -> None:
    one, _ = only(side("nu", NOW), side("plan", PLAN))
    (told,) = one.verdicts
    assert set(told.changes) == {
        ("voldoet", "voldoet niet", 1), ("voldoet", "voldoet", 2),
        ("te dichtbij om te zeggen", "voldoet", 1),
    }  # fmt: skip


@pytest.mark.parametrize(("error", "change"), [(0.1, Change.LOSES), (1.2, Change.TOO_CLOSE)])
def test_a_difference_within_its_error_is_too_close_to_say(error: float, change: Change) -> None:
    before, after = ({"w0": hours} for hours in (4.0, 1.0))
    _, column = only(side("nu", body(before, error=error)), side("plan", body(after, error=error)))
    assert column.each[0].change is change


def test_homes_that_come_and_go_are_told_apart() -> None:
    new = {"id": "plan-a-1", "building": "plan-a", "label": "x", "street": PLANNED_STREET,
           "tenure": "sociale huur"}  # fmt: skip
    plan = body({"w0": 4.0, "w1": 3.0, "w2": 3.0, "plan-a-1": 6.0})
    _, column = only(side("nu", NOW), side("plan", plan, [*LIVED_IN[:3], new]))
    assert column.everybody.changes == {"gelijk": 3, "nieuw": 1, "weg": 1}
    tenures = {group.name: group.changes for group in column.tenures}
    assert tenures["sociale huur"] == {"nieuw": 1}


def test_a_home_without_a_row_of_its_own_has_that_of_its_building() -> None:
    told = body({"w0": 4.0, "p0": 1.0})
    told["result"]["rows"][1]["subject"] = "building"
    _, column = only(side("nu", told), side("plan", told))
    assert [(each.id, each.before) for each in column.each] == [("w0", 4.0), ("w1", 1.0)]


def test_places_are_compared_beside_homes() -> None:
    def garden(hours: float) -> Document:
        told = body({"w0": 3.0, "tuin": hours})
        told["result"]["rows"][1]["subject"] = "place"
        return told

    (one,) = compare([side("nu", garden(4.0)), side("plan", garden(1.0))], {})
    homes_, places = one.columns
    assert (homes_.subject, homes_.everybody.changes) == ("home", {"gelijk": 1})
    assert (places.subject, places.everybody.changes) == ("place", {"slechter": 1})
    assert places.streets == ()


def test_rows_of_buildings_count_for_every_home_in_them() -> None:
    def buildings(hours: float) -> Document:
        told = body({"p0": hours, "p1": 3.0})
        for row in told["result"]["rows"]:
            row["subject"] = "building"
        return told

    _, column = only(side("nu", buildings(4.0)), side("plan", buildings(2.0)))
    assert column.subject == "home"
    assert column.everybody.changes == {"gelijk": 2, "slechter": 2}


def test_six_variants_are_compared_with_the_first() -> None:
    sides = [side("nu", NOW), *(side(f"plan-{n}", PLAN) for n in range(5))]
    (one,) = compare(sides, {})
    assert len(one.figures[0].values) == 6
    assert [column.variant for column in one.columns] == [f"plan-{n}" for n in range(5)]


def test_what_was_computed_otherwise_or_not_at_all_is_not_compared() -> None:
    other = PLAN | {"input": PLAN["input"] | {"parameters": {"step": 1}}}
    (one,) = compare([side("nu", NOW), side("plan", other)], {})
    assert one.unlike == "computed with different parameters; run them again"
    assert (one.figures, one.columns) == ((), ())
    (one,) = compare([side("nu", NOW), side("plan", None)], {})
    assert one.missing == ("plan",)
    assert one.columns == ()


def test_homes_have_a_street_and_those_of_a_plan_a_tenure() -> None:
    alike = Homes(DwellingType.APARTMENT, Tenure.SOCIAL_RENT, 2, 60.0)
    area = drawn(
        square(0, 0, 100),
        [
            house("p", square(0, 0, 10), 9, dwellings=(home("12-A", 80), home("s", 9, "winkel"))),
            house("q", square(50, 0, 10), 9, use="woonfunctie"),
            house("schuur", square(70, 0, 3), 3),
            house("plan-a", square(20, 0, 10), 9, programme=Programme(homes=(alike,))),
        ],
    )
    told = [asdict(each) for each in homes(area)]
    assert [(each["id"], each["street"], each["tenure"]) for each in told] == [
        ("12-A", "Straat", UNKNOWN),
        ("q", UNKNOWN, UNKNOWN),  # of which no dwelling is known
        ("plan-a-1", PLANNED_STREET, "sociale huur"),
        ("plan-a-2", PLANNED_STREET, "sociale huur"),
    ]
