"""Indicators are listed once, in an order in which they can be computed."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.sim.indicators.made import indicator
from twin.errors import NotFound, ParameterInvalid
from twin.sim.indicators.registry import INDICATORS, by_name, with_needs
from twin.sim.norms import norm

PAGES = Path(__file__).parents[3] / "docs" / "indicators"


def test_each_comes_after_what_it_needs() -> None:
    known = by_name([indicator("c", "b"), indicator("b", "a"), indicator("a"), indicator("d")])
    assert list(known) == ["a", "b", "c", "d"]
    assert [each.name for each in with_needs(["c"], known)] == ["a", "b", "c"]


def test_a_need_that_is_no_indicator_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="'b' needs 'a', which is no indicator"):
        by_name([indicator("b", "a")])


@pytest.mark.parametrize("circle", [("a", "a"), ("a", "b", "a"), ("a", "b", "c", "a")])
def test_a_circle_is_refused(circle: tuple[str, ...]) -> None:
    with pytest.raises(ParameterInvalid, match="circle: '" + " → ".join(circle)):
        by_name([indicator(name, need) for name, need in pairwise(circle)])


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ParameterInvalid, match="two indicators are called 'a'"):
        by_name([indicator("a"), indicator("a")])


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match=r"'x'\nhint: known are: a"):
        with_needs(["x"], by_name([indicator("a")]))


def test_importing_the_registry_brings_nothing_that_computes() -> None:
    program = (
        "import sys, twin.sim.indicators.registry\n"
        "heavy = {'numba', 'pandas', 'pvlib', 'scipy', 'embreex', 'rasterio'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == []


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_has_parameters_with_defaults_and_words_and_a_page(name: str) -> None:
    one = INDICATORS[name]
    one.parameters()
    for field, told in one.parameters.model_json_schema().get("properties", {}).items():
        assert told.get("description"), f"'{field}' of '{name}' has no description"
    for key in one.norms:
        norm(key)
    assert (PAGES / f"{name}.md").exists()
    for words in (one.title, one.description, one.method, one.validity, one.error):
        assert words.nl
        assert words.en
