"""What is told of the standard is the same for programs and for people, and complete."""

from __future__ import annotations

import re
from pathlib import Path

from tests.fix_sensorthings import SensorThings
from twin.api.sensorthings.conformance import BASE, MET, NOT_MET, REASONS
from twin.api.sensorthings.functions import FUNCTIONS
from twin.api.sensorthings.geometry import NAMES

DOCS = (Path(__file__).parents[2] / "docs" / "sensorthings.md").read_text(encoding="utf-8")


def test_no_requirement_is_both_met_and_not() -> None:
    assert len(set(MET)) == len(MET)
    assert not {*MET} & {*NOT_MET}


def test_the_page_says_what_the_code_says() -> None:
    _, met, not_met = re.split(r"^### (?:Met|Not met)$", DOCS, flags=re.MULTILINE)
    assert re.findall(r"^- `(.+)`$", met, re.MULTILINE) == list(MET)
    assert re.findall(r"^\| `(.+)` \| (.+) \|$", not_met, re.MULTILINE) == list(NOT_MET.items())


def test_the_service_root_tells_it_to_programs(sta: SensorThings) -> None:
    settings = sta.client.get("").json()["serverSettings"]
    assert settings["conformance"] == [f"{BASE}/{name}" for name in MET]
    assert settings[REASONS] == {f"{BASE}/{name}": why for name, why in NOT_MET.items()}


def test_every_function_is_on_the_page() -> None:
    words = set(re.findall(r"[\w.]+", DOCS))
    assert {*FUNCTIONS, *NAMES} - {"substring_of_length"} <= words
