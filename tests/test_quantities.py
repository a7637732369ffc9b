"""Quantities carry one unit each, and conversion is exact or refused."""

import pytest

from twin.errors import NotFound, PayloadRejected
from twin.quantities import QUANTITIES, convert, quantity


@pytest.mark.parametrize(
    ("key", "value", "unit", "expected"),
    [
        ("temperature", 280.15, "K", 7.0),
        ("temperature", 50.0, "[degF]", 10.0),
        ("temperature", -40.0, "[degF]", -40.0),
        ("pm25", 0.0125, "mg/m3", 12.5),
        ("humidity", 0.5, "1", 50.0),
        ("pressure", 101325.0, "Pa", 1013.25),
        ("wind_speed", 36.0, "km/h", 10.0),
        ("precipitation", 1.2, "cm", 12.0),
        ("groundwater_level", 1234.0, "cm", 12.34),
        ("energy", 1500.0, "W.h", 1.5),
        ("energy", 3.6, "MJ", 1.0),
        ("pm25", 8.1, "ug/m3", 8.1),
    ],
)
def test_a_value_is_converted_to_the_unit_of_its_quantity(
    key: str, value: float, unit: str, expected: float
) -> None:
    assert convert(value, unit, quantity(key)) == pytest.approx(expected, abs=1e-9)


def test_a_unit_that_does_not_fit_is_refused_and_named() -> None:
    with pytest.raises(PayloadRejected, match="unit 'kg' does not fit temperature") as refused:
        convert(1.0, "kg", quantity("temperature"))
    assert refused.value.reason == "unknown_unit"
    assert "Cel" in refused.value.hint


def test_an_unknown_quantity_is_told_with_those_that_exist() -> None:
    with pytest.raises(NotFound, match=r"'pm2\.5'") as missing:
        quantity("pm2.5")
    assert "pm25" in missing.value.hint


@pytest.mark.parametrize("key", sorted(QUANTITIES))
def test_every_quantity_is_complete(key: str) -> None:
    known = QUANTITIES[key]
    assert known.key == key
    assert known.label_nl
    assert known.label_en
    assert known.valid_min < known.valid_max
    assert known.definition.startswith(("http://", "https://"))
    assert all(code != known.unit for code, _, _ in known.accepts)
    assert known.largest_step is None or 0 < known.largest_step < known.valid_max - known.valid_min
    assert known.rests_at is None or known.stuck_after is not None


def test_what_counts_people_or_vehicles_is_known_as_such() -> None:
    counting = {key for key, known in QUANTITIES.items() if known.counting}
    assert counting == {"vehicle_count", "people_count", "parking_occupied"}
