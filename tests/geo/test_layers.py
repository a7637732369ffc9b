"""The layers that go out: what is not known is not a number."""

from __future__ import annotations

from dataclasses import replace

from twin.geo.layers import LAYERS
from twin.model import Area, Dwelling

PAND = next(layer for layer in LAYERS if layer.name == "pand")
COLUMN = [field.name for field in PAND.fields].index("dwellings")


def counts(area: Area) -> list[object]:
    return [record.values[COLUMN] for record in PAND.records(area)]


def test_without_a_register_the_number_of_dwellings_is_unknown_and_not_zero(
    sample_area: Area,
) -> None:
    empty = tuple(replace(one, dwellings=()) for one in sample_area.buildings[:2])
    assert counts(replace(sample_area, buildings=empty)) == [None, None]


def test_with_a_register_a_pand_without_dwellings_has_none(sample_area: Area) -> None:
    home, shed = (replace(one, dwellings=()) for one in sample_area.buildings[:2])
    home = replace(home, dwellings=(Dwelling("0164010000000001"),))
    assert counts(replace(sample_area, buildings=(home, shed))) == [1, 0]
