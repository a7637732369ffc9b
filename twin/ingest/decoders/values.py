"""Values in payloads: a number, or where a device profile allows it a number with its unit in text.

What is stored is in the unit of the quantity. Where converting loses, the value is also kept as it
was sent.
"""

from __future__ import annotations

import math
import re

from twin.errors import NotFound, PayloadRejected
from twin.ingest.decoders.text import show
from twin.model import RejectionReason, split_key
from twin.quantities import QUANTITIES, Quantity, conversion, quantity

Value = tuple[float, str | None]
"""A value in the unit of its quantity, and how it was sent where that differs."""

EXACT = 2**53
"""Beyond it not every whole number is a double."""

_NUMBER_AND_UNIT = re.compile(
    r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\s\d.,+-].{0,15}?)?\s*", re.ASCII
).fullmatch

# How formatters write units for people, as UCUM.
_WRITTEN = {
    "%rh": "%", "rh%": "%", "% rh": "%", "c": "Cel", "°c": "Cel", "℃": "Cel", "degc": "Cel",
    "f": "[degF]", "°f": "[degF]", "℉": "[degF]", "degf": "[degF]", "k": "K",
    "hpa": "hPa", "kpa": "kPa", "pa": "Pa", "mbar": "mbar",
    "µg/m3": "ug/m3", "µg/m³": "ug/m3", "ug/m³": "ug/m3", "µg⋅m⁻³": "ug/m3",
    "w/m²": "W/m2", "w⋅m⁻²": "W/m2", "m⋅s⁻¹": "m/s", "kmh": "km/h", "kwh": "kW.h", "wh": "W.h",
    "db": "dB(A)", "dba": "dB(A)", "db(a)": "dB(A)",
}  # fmt: skip


def quantity_of(key: str) -> Quantity:
    """The quantity in the key of a datastream, such as `pm25` or `pm25.calibrated`.

    Raises
    ------
    PayloadRejected
        With reason `unknown_quantity`.
    """
    known = QUANTITIES.get(key)
    if known is not None:
        return known
    name, variant = split_key(key)
    try:
        # `pm25.` names no variant, so it is the name of nothing.
        return quantity(key if variant == "" else name)
    except NotFound as error:
        raise PayloadRejected(
            RejectionReason.UNKNOWN_QUANTITY, f"no quantity is called {show(key)}", hint=error.hint
        ) from None


def number(given: object, unit: str | None, to: Quantity) -> Value:
    """The JSON number `given` in UCUM `unit` (None: that of the quantity) as a value of `to`.

    Raises
    ------
    PayloadRejected
        With reason `not_a_number` or `unknown_unit`.
    """
    if type(given) is float and (unit is None or unit == to.unit) and math.isfinite(given):
        return given, None
    # A boolean is an int to Python, but not a measurement.
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise PayloadRejected(
            RejectionReason.NOT_A_NUMBER,
            f"value {show(given)} of {to.key} is not a number",
            hint="send a JSON number, without quotes or unit",
        )
    sent = None
    try:
        value = float(given)
        if isinstance(given, int) and abs(given) > EXACT and value != given:
            sent = f"{given} {unit or to.unit}"
        if unit is not None and unit != to.unit:
            factor, offset = conversion(unit, to)
            value = value * factor + offset
            if (value - offset) / factor != given:
                sent = f"{given} {unit}"
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise PayloadRejected(
            RejectionReason.NOT_A_NUMBER, f"value {show(given)} of {to.key} is not finite"
        )
    return value, sent


def written(given: str, unit: str | None, to: Quantity) -> Value:
    """The number in a text such as "30.11 C"; `unit` is that of a text without one.

    A decimal comma is refused: nobody can tell it from one between thousands.

    Raises
    ------
    PayloadRejected
        With reason `not_a_number` or `unknown_unit`.
    """
    found = _NUMBER_AND_UNIT(given)
    if not found:
        raise PayloadRejected(
            RejectionReason.NOT_A_NUMBER,
            f"value {show(given)} of {to.key} is not a number with a unit",
            hint="such as '30.11 C', with a decimal point",
        )
    return number(float(found[1]), ucum(found[2]) if found[2] else unit, to)


def ucum(unit: str) -> str:
    """The UCUM code of a unit as people write it; any other text as it is."""
    # MICRO SIGN and GREEK SMALL LETTER MU look the same.
    return _WRITTEN.get(unit.lower().replace("μ", "µ"), unit)
